//! ListBuiltInSlotTypes: those that this engine has.

use super::list;
use crate::common::Result;
use aws_wire::Value;
use services::Ctx;

pub(crate) async fn list_built_in_slot_types(ctx: &Ctx, input: Value) -> Result<Value> {
    let all = bots::BUILT_IN_SLOT_TYPES.iter().map(|it| (it.signature, it.description));
    list(ctx, &input, "slotTypeSignature", all.collect())
}
