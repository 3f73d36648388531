//! Users between the API and what is kept.

use crate::prelude::*;
use ids::{Pii, RoutingProfileId, SecurityProfileId};
use resources::{PhoneConfig, RoutingProfile, SecurityProfile, User};

/// After-contact work is bounded to 24 days. Source: connect-b-routing-channels.md §5.
const LONGEST_WORK: u32 = 2_000_000;

/// The phone settings in a request.
pub(crate) fn phone(config: api::UserPhoneConfig) -> Result<PhoneConfig> {
    let limit = unsigned(
        "AfterContactWorkTimeLimit",
        config.after_contact_work_time_limit.unwrap_or(0),
    )?;
    if limit > LONGEST_WORK {
        return Err(invalid("AfterContactWorkTimeLimit must be at most 2000000"));
    }
    let phone_type = match &config.phone_type {
        Some(kind) => from_api("PhoneType", kind)?,
        None => resources::PhoneType::SoftPhone,
    };
    if phone_type == resources::PhoneType::DeskPhone && config.desk_phone_number.is_none() {
        return Err(invalid("DeskPhoneNumber is required for DESK_PHONE"));
    }
    Ok(PhoneConfig {
        phone_type,
        auto_accept: config.auto_accept.unwrap_or(false),
        after_contact_work_limit: limit,
        desk_phone: config.desk_phone_number.filter(|number| !number.is_empty()),
    })
}

/// The phone settings in an answer.
pub(crate) fn phone_out(config: PhoneConfig) -> api::UserPhoneConfig {
    api::UserPhoneConfig {
        phone_type: Some(to_api(&config.phone_type)),
        auto_accept: Some(config.auto_accept),
        after_contact_work_time_limit: Some(signed(config.after_contact_work_limit)),
        desk_phone_number: config.desk_phone,
        ..Default::default()
    }
}

/// The names in an answer.
pub(crate) fn identity_out(user: &User) -> api::UserIdentityInfo {
    api::UserIdentityInfo {
        first_name: Some(user.first_name.reveal().clone()),
        last_name: Some(user.last_name.reveal().clone()),
        email: user.email.as_ref().map(|email| email.reveal().clone()),
        ..Default::default()
    }
}

/// Takes the names of a request over.
pub(crate) fn set_identity(user: &mut User, info: api::UserIdentityInfo) {
    if let Some(first) = info.first_name {
        user.first_name = Pii::new(first);
    }
    if let Some(last) = info.last_name {
        user.last_name = Pii::new(last);
    }
    if let Some(email) = info.email {
        user.email = Some(Pii::new(email)).filter(|email| !email.reveal().is_empty());
    }
}

/// The security profiles that a request names; all must be there.
pub(crate) async fn security_profiles(
    ctx: &Ctx,
    instance: InstanceId,
    named: &[String],
) -> Result<Vec<SecurityProfileId>> {
    let mut out = Vec::with_capacity(named.len());
    for text in named {
        let id = known::<SecurityProfile, _>(ctx, instance, text).await?;
        if !out.contains(&id) {
            out.push(id);
        }
    }
    Ok(out)
}

/// The routing profile that a request names.
pub(crate) async fn routing_profile(
    ctx: &Ctx,
    instance: InstanceId,
    named: &str,
) -> Result<RoutingProfileId> {
    known::<RoutingProfile, _>(ctx, instance, named).await
}
