//! Security profiles: what users may see and do. Source: connect-b-routing-channels.md §3.2.

mod convert;
mod create_security_profile;
mod delete_security_profile;
mod describe_security_profile;
mod entities;
mod list_security_profile_permissions;
mod list_security_profiles;
mod parts;
mod search_security_profiles;
mod update_security_profile;

crate::row::operations! {
    DeleteSecurityProfile => delete_security_profile::delete_security_profile,
    ListSecurityProfilePermissions => list_security_profile_permissions::list_security_profile_permissions,
    ListSecurityProfiles => list_security_profiles::list_security_profiles,
    ; raw:
    AssociateSecurityProfiles => entities::associate_security_profiles,
    CreateSecurityProfile => create_security_profile::create_security_profile,
    DescribeSecurityProfile => describe_security_profile::describe_security_profile,
    DisassociateSecurityProfiles => entities::disassociate_security_profiles,
    ListEntitySecurityProfiles => entities::list_entity_security_profiles,
    ListSecurityProfileAIAgents => parts::list_security_profile_ai_agents,
    ListSecurityProfileApplications => parts::list_security_profile_applications,
    ListSecurityProfileFlowModules => parts::list_security_profile_flow_modules,
    SearchSecurityProfiles => search_security_profiles::search_security_profiles,
    UpdateSecurityProfile => update_security_profile::update_security_profile,
}
