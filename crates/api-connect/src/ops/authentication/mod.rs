//! How people sign in: the instance's authentication profile, sessions, and signing in for whom
//! another directory vouches. Source: connect-a-foundation.md §4, connect-f-profiles-wfm-security.md.

mod federation;
mod profiles;
mod sessions;

crate::row::operations! {
    ; raw:
    DeleteAllEntitySessions => sessions::delete_all_entity_sessions,
    DeleteSession => sessions::delete_session,
    DescribeAuthenticationProfile => profiles::describe,
    GetFederationToken => federation::get_federation_token,
    ListAuthenticationProfiles => profiles::list,
    UpdateAuthenticationProfile => profiles::update,
}
