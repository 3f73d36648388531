//! Flow modules, their versions and aliases. Source: connect-c-flows.md §8.7.

mod aliases;
mod convert;
mod modules;
mod versions;

crate::row::operations! {
    ; raw:
    CreateContactFlowModule => modules::create_contact_flow_module,
    CreateContactFlowModuleAlias => aliases::create_contact_flow_module_alias,
    CreateContactFlowModuleVersion => versions::create_contact_flow_module_version,
    DeleteContactFlowModule => modules::delete_contact_flow_module,
    DeleteContactFlowModuleAlias => aliases::delete_contact_flow_module_alias,
    DeleteContactFlowModuleVersion => versions::delete_contact_flow_module_version,
    DescribeContactFlowModule => modules::describe_contact_flow_module,
    DescribeContactFlowModuleAlias => aliases::describe_contact_flow_module_alias,
    ListContactFlowModuleAliases => aliases::list_contact_flow_module_aliases,
    ListContactFlowModuleVersions => versions::list_contact_flow_module_versions,
    ListContactFlowModules => modules::list_contact_flow_modules,
    SearchContactFlowModules => modules::search_contact_flow_modules,
    UpdateContactFlowModuleAlias => aliases::update_contact_flow_module_alias,
    UpdateContactFlowModuleContent => modules::update_contact_flow_module_content,
    UpdateContactFlowModuleMetadata => modules::update_contact_flow_module_metadata,
}
