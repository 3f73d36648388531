//! Contacts.

pub(crate) mod convert;
pub(crate) mod describe_contact;
pub(crate) mod get_contact_attributes;
pub(crate) mod list_contact_references;
pub(crate) mod search_contacts;
pub(crate) mod stop_contact;
pub(crate) mod update_contact_attributes;
