//! Users, and what agents do right now.

pub(crate) mod convert;
mod create_user;
mod delete_user;
mod describe_user;
mod get_current_user_data;
mod list_users;
mod proficiencies;
mod put_user_status;
mod search_users;
mod update_user_config;
mod update_user_hierarchy;
mod update_user_identity_info;
mod update_user_phone_config;
mod update_user_routing_profile;
mod update_user_security_profiles;

crate::row::operations! {
    CreateUser => create_user::create_user,
    DeleteUser => delete_user::delete_user,
    GetCurrentUserData => get_current_user_data::get_current_user_data,
    ListUsers => list_users::list_users,
    PutUserStatus => put_user_status::put_user_status,
    UpdateUserHierarchy => update_user_hierarchy::update_user_hierarchy,
    UpdateUserIdentityInfo => update_user_identity_info::update_user_identity_info,
    UpdateUserPhoneConfig => update_user_phone_config::update_user_phone_config,
    UpdateUserRoutingProfile => update_user_routing_profile::update_user_routing_profile,
    UpdateUserSecurityProfiles => update_user_security_profiles::update_user_security_profiles,
    ; raw:
    AssociateUserProficiencies => proficiencies::associate_user_proficiencies,
    DescribeUser => describe_user::describe_user,
    DisassociateUserProficiencies => proficiencies::disassociate_user_proficiencies,
    ListUserProficiencies => proficiencies::list_user_proficiencies,
    SearchUsers => search_users::search_users,
    UpdateUserConfig => update_user_config::update_user_config,
    UpdateUserProficiencies => proficiencies::update_user_proficiencies,
}
