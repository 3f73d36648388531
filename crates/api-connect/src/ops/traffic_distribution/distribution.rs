//! GetTrafficDistribution and UpdateTrafficDistribution: shares of calls and agents; where agents
//! sign in is the default group's alone.

use super::parts::{GROUP, find, pair};
use crate::plain::{change, full, required};
use crate::prelude::*;
use aws_wire::Value;
use serde_json::json;

/// What GetTrafficDistribution answers. A failover is not an event here, so it has no time.
const MEMBERS: [&str; 5] = [
    "Id",
    "Arn",
    "TelephonyConfig",
    "AgentConfig",
    "SignInConfig",
];

pub(crate) async fn get(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, stored) = find(ctx, required(&input, "Id")?).await?;
    let mut out = full(ctx, instance, &GROUP, &stored);
    // Only the default group has a SignInConfig, and an absent one is not an empty one.
    out.retain(|member, _| MEMBERS.contains(&member.as_str()));
    Ok(Value::Object(out))
}

pub(crate) async fn update(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, stored) = find(ctx, required(&input, "Id")?).await?;
    let pair = pair(ctx, instance).await?.ok_or_else(|| {
        ServiceError::Internal("a traffic distribution group without a replica".into())
    })?;
    let given = |member: &str| input.get(member).filter(|it| !it.is_null()).cloned();
    let mut changes = Vec::new();
    for member in ["TelephonyConfig", "AgentConfig"] {
        if let Some(config) = given(member) {
            pair.check_shares(member, &config)?;
            changes.push((member, config));
        }
    }
    if let Some(config) = given("SignInConfig") {
        if stored.value.body.get("IsDefault") != Some(&json!(true)) {
            return Err(ServiceError::InvalidRequest(
                "SignInConfig belongs to the default traffic distribution group (IsDefault)".into(),
            ));
        }
        pair.check_sign_in(&config)?;
        changes.push(("SignInConfig", config));
    }
    if changes.is_empty() {
        return Err(ServiceError::InvalidRequest(
            "nothing is to be changed".into(),
        ));
    }
    change(ctx, instance, GROUP.kind, &stored.value.id, |it| {
        for (member, config) in changes {
            it.body.insert(member.to_owned(), config);
        }
        Ok(())
    })
    .await?;
    Ok(json!({}))
}
