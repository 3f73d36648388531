//! CreateUser.
//!
//! Source: connect-b-routing-channels.md §3.1. The password is kept as an argon2id hash only;
//! instances with SAML users take none.

use super::convert::{channels, hierarchy, phone, routing_profile, security_profiles};
use super::update_user_config::MEMBERS;
use crate::prelude::*;
use aws_wire::ToWire;
use ids::{Pii, UserId};
use resources::User;
use services::password;

pub(crate) async fn create_user(
    ctx: &Ctx,
    input: api::CreateUserRequest,
) -> Result<api::CreateUserResponse> {
    let it = stored_instance(ctx, &input.instance_id).await?.value;
    let managed = it.identity_management_type == "CONNECT_MANAGED";
    let password = match (managed, input.password) {
        (true, Some(password)) => {
            let password = Pii::new(password);
            password::check_rules(&password)?;
            Some(password)
        }
        (true, None) => return Err(invalid("Password is required for this instance")),
        (false, Some(_)) => {
            return Err(ServiceError::InvalidRequest(
                "Password must not be given: users of this instance sign in elsewhere".into(),
            ));
        }
        (false, None) => None,
    };
    let identity = input.identity_info.unwrap_or_default();
    if managed && (identity.first_name.is_none() || identity.last_name.is_none()) {
        return Err(invalid(
            "IdentityInfo.FirstName and IdentityInfo.LastName are required",
        ));
    }
    let group = input.hierarchy_group_id.as_deref();
    let (hierarchy_group, hierarchy_path) = hierarchy(ctx, it.id, group).await?;
    let given = [
        input.after_contact_work_configs.map(ToWire::to_wire),
        input.auto_accept_configs.map(ToWire::to_wire),
        input.persistent_connection_configs.map(ToWire::to_wire),
        input.phone_number_configs.map(ToWire::to_wire),
        input.voice_enhancement_configs.map(ToWire::to_wire),
    ];
    let mut given = given.into_iter();
    let per_channel = MEMBERS.map(|member| (member, given.next().flatten()));
    let id: UserId = ctx.new_id();
    let mut user = User {
        id,
        username: name(Kind::User, input.username)?,
        first_name: Pii::default(),
        last_name: Pii::default(),
        email: None,
        password_hash: None,
        routing_profile: routing_profile(ctx, it.id, &input.routing_profile_id).await?,
        security_profiles: security_profiles(ctx, it.id, &input.security_profile_ids).await?,
        secondary_email: None,
        mobile: None,
        hierarchy_group,
        hierarchy_path,
        proficiencies: Vec::new(),
        channels: channels(per_channel)?,
        phone: phone(input.phone_config.unwrap_or_default())?,
        modified: ctx.now(),
        tags: tags(input.tags)?,
    };
    super::convert::set_identity(&mut user, identity)?;
    if ctx
        .find_by_name::<User>(it.id, &user.username)
        .await?
        .is_some()
    {
        // Hashing costs tens of milliseconds: a name that is taken is told before it.
        return Err(ServiceError::Duplicate {
            what: "user",
            name: user.username,
        });
    }
    if let Some(password) = password {
        user.password_hash = Some(password::hash(password).await?);
    }
    ctx.create(it.id, user).await?;
    Ok(api::CreateUserResponse {
        user_id: Some(id.to_string()),
        user_arn: Some(arn(ctx, it.id, Kind::User, id)),
    })
}
