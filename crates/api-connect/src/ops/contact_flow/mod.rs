//! Flows.

pub(crate) mod convert;
pub(crate) mod create_contact_flow;
pub(crate) mod delete_contact_flow;
pub(crate) mod describe_contact_flow;
pub(crate) mod list_contact_flows;
pub(crate) mod update_contact_flow_content;
pub(crate) mod update_contact_flow_metadata;
pub(crate) mod update_contact_flow_name;
