//! Users between the API and what is kept.

use crate::ops::hierarchy::path_ids;
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use ids::{Pii, RoutingProfileId, SecurityProfileId};
use resources::{PhoneConfig, RoutingProfile, SecurityProfile, User};
use serde_json::Map;

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
        persistent_connection: config.persistent_connection.unwrap_or(false),
    })
}

/// The phone settings in an answer.
pub(crate) fn phone_out(config: PhoneConfig) -> api::UserPhoneConfig {
    api::UserPhoneConfig {
        phone_type: Some(to_api(&config.phone_type)),
        auto_accept: Some(config.auto_accept),
        after_contact_work_time_limit: Some(signed(config.after_contact_work_limit)),
        desk_phone_number: config.desk_phone,
        persistent_connection: Some(config.persistent_connection),
    }
}

/// The names in an answer.
pub(crate) fn identity_out(user: &User) -> api::UserIdentityInfo {
    let text = |it: &Option<Pii<String>>| it.as_ref().map(|it| it.reveal().clone());
    api::UserIdentityInfo {
        first_name: Some(user.first_name.reveal().clone()),
        last_name: Some(user.last_name.reveal().clone()),
        email: text(&user.email),
        secondary_email: text(&user.secondary_email),
        mobile: text(&user.mobile),
    }
}

/// Takes the names of a request over.
///
/// # Errors
/// A mobile number that is no E.164 number.
pub(crate) fn set_identity(user: &mut User, info: api::UserIdentityInfo) -> Result<()> {
    let some = |text: String| Some(Pii::new(text)).filter(|text| !text.reveal().is_empty());
    if let Some(mobile) = &info.mobile
        && !mobile.is_empty()
        && mobile.parse::<ids::PhoneNumber>().is_err()
    {
        return Err(invalid("IdentityInfo.Mobile must be a number in E.164 form"));
    }
    if let Some(first) = info.first_name {
        user.first_name = Pii::new(first);
    }
    if let Some(last) = info.last_name {
        user.last_name = Pii::new(last);
    }
    if let Some(email) = info.email {
        user.email = some(email);
    }
    if let Some(email) = info.secondary_email {
        user.secondary_email = some(email);
    }
    if let Some(mobile) = info.mobile {
        user.mobile = some(mobile);
    }
    Ok(())
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

/// The hierarchy group that a request names and the groups above it; none for none.
pub(crate) async fn hierarchy(
    ctx: &Ctx,
    instance: InstanceId,
    named: Option<&str>,
) -> Result<(Option<String>, Vec<String>)> {
    let path = match named.filter(|text| !text.is_empty()) {
        Some(named) => path_ids(ctx, instance, named).await?,
        None => Vec::new(),
    };
    Ok((path.last().cloned(), path))
}

/// The settings per channel of a request: each channel once in each of them.
pub(crate) fn channels(given: [(&str, Option<Value>); 5]) -> Result<Map<String, Value>> {
    let mut out = Map::new();
    for (member, value) in given {
        let Some(value) = value else { continue };
        let mut seen = Vec::new();
        for it in value.as_array().into_iter().flatten() {
            let channel = it.get("Channel").and_then(Value::as_str).unwrap_or_default();
            if seen.contains(&channel) {
                return Err(invalid(format!("{member} names {channel} twice")));
            }
            seen.push(channel);
        }
        out.insert(member.to_owned(), value);
    }
    Ok(out)
}

/// A user as DescribeUser answers it; SearchUsers' summary is a part of it.
pub(crate) fn user_out(ctx: &Ctx, instance: InstanceId, stored: Stored<User>) -> Map<String, Value> {
    let it = stored.value;
    let profiles = it.security_profiles.iter().map(ToString::to_string);
    let user = api::User {
        id: Some(it.id.to_string()),
        arn: Some(arn(ctx, instance, Kind::User, it.id)),
        username: Some(it.username.clone()),
        identity_info: Some(identity_out(&it)),
        security_profile_ids: Some(profiles.collect()),
        routing_profile_id: Some(it.routing_profile.to_string()),
        phone_config: Some(phone_out(it.phone)),
        hierarchy_group_id: it.hierarchy_group,
        tags: tags_out(&it.tags),
        last_modified_time: Some(stored.modified),
        last_modified_region: region(ctx),
        ..Default::default()
    };
    let mut out = match user.to_wire() {
        Value::Object(out) => out,
        _ => Map::new(),
    };
    out.extend(it.channels);
    out
}
