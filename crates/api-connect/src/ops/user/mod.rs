//! Users, and what agents do right now.

pub(crate) mod convert;
pub(crate) mod create_user;
pub(crate) mod delete_user;
pub(crate) mod describe_user;
pub(crate) mod get_current_user_data;
pub(crate) mod list_users;
pub(crate) mod put_user_status;
pub(crate) mod update_user_identity_info;
pub(crate) mod update_user_phone_config;
pub(crate) mod update_user_routing_profile;
pub(crate) mod update_user_security_profiles;
