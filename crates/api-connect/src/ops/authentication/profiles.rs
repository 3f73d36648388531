//! DescribeAuthenticationProfile, ListAuthenticationProfiles and UpdateAuthenticationProfile.
//!
//! Each instance has one profile, its default; the API makes and deletes none.

use crate::plain::{Object, answer, crud, required};
use crate::prelude::*;
use aws_wire::{Value, timestamps};
use serde_json::json;
use services::people::profile::AuthenticationProfile;

/// Members that an update sets.
const SET: [&str; 6] = [
    "AllowedIps",
    "BlockedIps",
    "Description",
    "PeriodicSessionDuration",
    "SessionInactivityDuration",
    "SessionInactivityHandlingEnabled",
];

fn shown(ctx: &Ctx, instance: InstanceId, it: &AuthenticationProfile) -> Object {
    let plain = &it.plain;
    let mut out = plain.body.clone();
    for (member, value) in [
        ("Id", json!(plain.id)),
        ("Arn", json!(arn(ctx, instance, plain.kind, &plain.id))),
        ("Name", json!(plain.name)),
        ("CreatedTime", timestamps::to_epoch(it.created)),
        ("LastModifiedTime", timestamps::to_epoch(it.modified)),
        ("LastModifiedRegion", json!(ctx.region.to_string())),
    ] {
        out.insert(member.to_owned(), value);
    }
    out
}

/// The profile that a request names, by identifier or ARN.
async fn named(
    ctx: &Ctx,
    input: &Value,
) -> Result<(InstanceId, AuthenticationProfile)> {
    let instance = crud::instance(ctx, input).await?;
    let asked = required(input, "AuthenticationProfileId")?;
    let id = asked.rsplit('/').next().unwrap_or(asked);
    let profile = ctx.authentication_profile(instance).await?;
    match profile.plain.id == id {
        true => Ok((instance, profile)),
        false => Err(services::not_found(Kind::AuthenticationProfile, asked)),
    }
}

pub(crate) async fn describe(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, profile) = named(ctx, &input).await?;
    Ok(json!({ "AuthenticationProfile": shown(ctx, instance, &profile) }))
}

pub(crate) async fn list(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    ctx.resume(input.get("NextToken").and_then(Value::as_str), &instance)?;
    let profile = ctx.authentication_profile(instance).await?;
    let mut row = shown(ctx, instance, &profile);
    row.retain(|member, _| {
        matches!(
            member.as_str(),
            "Arn" | "Id" | "IsDefault" | "LastModifiedRegion" | "LastModifiedTime" | "Name"
        )
    });
    let mut out = Object::new();
    out.insert("AuthenticationProfileSummaryList".into(), json!([row]));
    Ok(answer(ctx, &out))
}

pub(crate) async fn update(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, _) = named(ctx, &input).await?;
    ctx.change_authentication_profile(instance, |it| {
        if let Some(name) = input.get("Name").and_then(Value::as_str) {
            name.clone_into(&mut it.name);
        }
        for member in SET {
            if let Some(value) = input.get(member) {
                it.body.insert(member.to_owned(), value.clone());
            }
        }
    })
    .await?;
    Ok(json!({}))
}
