//! DeleteSlotType: deletes a slot type that no slot has, or that may go all the same.

use super::SLOT_TYPE;
use crate::common::{OF_VERSION, Result, all, flag, path, refused, required};
use aws_wire::Value;
use resources::Kind;
use services::Ctx;
use store::Filter;

pub(crate) async fn delete_slot_type(ctx: &Ctx, input: Value) -> Result<Value> {
    let id = required(&input, "slotTypeId")?;
    if !flag(&input, "skipResourceInUseCheck") {
        let version = path(&input, &["botId", "botVersion"])?;
        let locale = path(&input, &["botId", "botVersion", "localeId"])?;
        let slots = all(ctx, Kind::LexSlot, Filter::facet(OF_VERSION, version)).await?;
        let here = format!("{locale}/");
        let user = slots.iter().find(|slot| {
            slot.value.id.starts_with(&here) && slot.value.text("slotTypeId") == Some(id)
        });
        if let Some(user) = user {
            let name = &user.value.name;
            return Err(refused(format!("slot type {id} is in use by the slot {name}")));
        }
    }
    SLOT_TYPE.delete(ctx, input).await
}
