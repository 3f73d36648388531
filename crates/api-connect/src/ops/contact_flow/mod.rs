//! Flows.

mod aliases;
pub(crate) mod check;
pub(crate) mod convert;
mod create_contact_flow;
mod delete_contact_flow;
mod describe_contact_flow;
mod list_contact_flows;
pub(crate) mod numbered;
mod search_contact_flows;
mod update_contact_flow_content;
mod update_contact_flow_metadata;
mod update_contact_flow_name;
mod versions;

crate::row::operations! {
    CreateContactFlow => create_contact_flow::create_contact_flow,
    DeleteContactFlow => delete_contact_flow::delete_contact_flow,
    DescribeContactFlow => describe_contact_flow::describe_contact_flow,
    ListContactFlows => list_contact_flows::list_contact_flows,
    UpdateContactFlowContent => update_contact_flow_content::update_contact_flow_content,
    UpdateContactFlowMetadata => update_contact_flow_metadata::update_contact_flow_metadata,
    UpdateContactFlowName => update_contact_flow_name::update_contact_flow_name,
    ; raw:
    SearchContactFlows => search_contact_flows::search_contact_flows,
    CreateContactFlowVersion => versions::create_contact_flow_version,
    DeleteContactFlowVersion => versions::delete_contact_flow_version,
    ListContactFlowVersions => versions::list_contact_flow_versions,
    CreateContactFlowAlias => aliases::create_contact_flow_alias,
    DeleteContactFlowAlias => aliases::delete_contact_flow_alias,
    DescribeContactFlowAlias => aliases::describe_contact_flow_alias,
    ListContactFlowAliases => aliases::list_contact_flow_aliases,
    UpdateContactFlowAlias => aliases::update_contact_flow_alias,
}
