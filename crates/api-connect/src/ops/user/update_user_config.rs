//! UpdateUserConfig: settings per channel; what is absent stays.

use super::convert::channels;
use crate::plain::{crud, required};
use crate::prelude::*;
use aws_wire::Value;
use resources::User;
use serde_json::json;

/// The members that hold settings per channel.
pub(crate) const MEMBERS: [&str; 5] = [
    "AfterContactWorkConfigs",
    "AutoAcceptConfigs",
    "PersistentConnectionConfigs",
    "PhoneNumberConfigs",
    "VoiceEnhancementConfigs",
];

pub(crate) async fn update_user_config(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let id = id_text(Kind::User, instance, required(&input, "UserId")?)?;
    let given = channels(MEMBERS.map(|member| (member, input.get(member).cloned())))?;
    let now = ctx.now();
    ctx.update::<User>(instance, id, |it| {
        it.channels.extend(given);
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(json!({}))
}
