//! ListSecurityProfileApplications, ListSecurityProfileFlowModules and ListSecurityProfileAIAgents:
//! what a profile allows besides permissions. There are at most a hundred of each.

use super::convert::full;
use crate::plain::{answer, asked, crud, required};
use crate::prelude::*;
use aws_wire::Value;
use resources::SecurityProfile;
use serde_json::json;

async fn part(ctx: &Ctx, input: &Value, member: &str) -> Result<Value> {
    let instance = crud::instance(ctx, input).await?;
    let named = required(input, "SecurityProfileId")?;
    let stored = get::<SecurityProfile>(ctx, instance, named).await?;
    let id = stored.value.id;
    let mut full = full(ctx, instance, stored);
    let all = match full.remove(member) {
        Some(Value::Array(all)) => all,
        _ => Vec::new(),
    };
    let (rows, next) = short_page(ctx, asked(input), (instance, id), all)?;
    full.insert(member.into(), Value::Array(rows));
    if let Some(token) = next {
        full.insert("NextToken".into(), json!(token));
    }
    Ok(answer(ctx, &full))
}

pub(crate) async fn list_security_profile_applications(ctx: &Ctx, input: Value) -> Result<Value> {
    part(ctx, &input, "Applications").await
}

pub(crate) async fn list_security_profile_flow_modules(ctx: &Ctx, input: Value) -> Result<Value> {
    part(ctx, &input, "AllowedFlowModules").await
}

pub(crate) async fn list_security_profile_ai_agents(ctx: &Ctx, input: Value) -> Result<Value> {
    part(ctx, &input, "AllowedAIAgents").await
}
