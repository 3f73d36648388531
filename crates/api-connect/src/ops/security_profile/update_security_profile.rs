//! UpdateSecurityProfile: what is absent stays.

use super::convert::take;
use crate::plain::{crud, required};
use crate::prelude::*;
use aws_wire::Value;
use resources::SecurityProfile;
use serde_json::json;

pub(crate) async fn update_security_profile(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let named = required(&input, "SecurityProfileId")?;
    let stored = get::<SecurityProfile>(ctx, instance, named).await?.value;
    let mut changed = stored.clone();
    take(ctx, instance, &input, &mut changed).await?;
    ctx.update::<SecurityProfile>(instance, stored.id, |it| {
        changed.tags = std::mem::take(&mut it.tags);
        *it = changed;
        Ok(())
    })
    .await?;
    Ok(json!({}))
}
