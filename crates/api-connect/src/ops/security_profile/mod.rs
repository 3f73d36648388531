//! Security profiles.

pub(crate) mod create_security_profile;
pub(crate) mod delete_security_profile;
pub(crate) mod describe_security_profile;
pub(crate) mod list_security_profile_permissions;
pub(crate) mod list_security_profiles;
pub(crate) mod update_security_profile;
