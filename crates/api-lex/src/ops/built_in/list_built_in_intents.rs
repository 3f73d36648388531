//! ListBuiltInIntents: those that this engine has.

use super::list;
use crate::common::Result;
use aws_wire::Value;
use services::Ctx;

pub(crate) async fn list_built_in_intents(ctx: &Ctx, input: Value) -> Result<Value> {
    let all = bots::BUILT_IN_INTENTS.iter().map(|it| (it.signature, it.description));
    list(ctx, &input, "intentSignature", all.collect())
}
