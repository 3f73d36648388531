//! DeleteIntent: deletes an intent with its slots; the fallback stays.

use super::INTENT;
use crate::common::{Result, find, path, refused};
use aws_wire::Value;
use resources::Kind;
use services::Ctx;

pub(crate) async fn delete_intent(ctx: &Ctx, input: Value) -> Result<Value> {
    let id = path(&input, &["botId", "botVersion", "localeId", "intentId"])?;
    let found = find(ctx, Kind::LexIntent, &id).await?;
    let parent = found.as_ref().and_then(|it| it.value.text("parentIntentSignature"));
    if parent == Some("AMAZON.FallbackIntent") {
        return Err(refused("the fallback intent cannot be deleted"));
    }
    INTENT.delete(ctx, input).await
}
