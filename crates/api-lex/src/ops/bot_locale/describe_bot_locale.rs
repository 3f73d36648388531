//! DescribeBotLocale: a locale with how many intents and slot types it has.

use super::shown;
use crate::common::{Result, get, path};
use crate::part::of_whole;
use crate::shape::answer;
use aws_wire::Value;
use resources::Kind;
use serde_json::json;
use services::Ctx;

pub(crate) async fn describe_bot_locale(ctx: &Ctx, input: Value) -> Result<Value> {
    let id = path(&input, &["botId", "botVersion", "localeId"])?;
    let locale = get(ctx, Kind::LexBotLocale, &id).await?;
    let mut full = shown(&locale);
    for (member, kind) in
        [("intentsCount", Kind::LexIntent), ("slotTypesCount", Kind::LexSlotType)]
    {
        let count = of_whole(ctx, kind, &id).await?.len();
        full.insert(member.into(), json!(count));
    }
    Ok(answer(ctx, &full))
}
