//! CreateRule and UpdateRule: who changed a rule last is kept with it.

use super::RULE;
use crate::plain;
use crate::prelude::*;
use aws_wire::Value;
use serde_json::json;

pub(crate) async fn create_rule(ctx: &Ctx, input: Value) -> Result<Value> {
    plain::create(ctx, &RULE, signed(ctx, input)).await
}

pub(crate) async fn update_rule(ctx: &Ctx, input: Value) -> Result<Value> {
    plain::update(ctx, &RULE, signed(ctx, input)).await
}

fn signed(ctx: &Ctx, mut input: Value) -> Value {
    let who = ctx.caller.principal.arn(&ctx.caller.account);
    if let Some(members) = input.as_object_mut() {
        members.insert("LastUpdatedBy".into(), json!(who));
    }
    input
}
