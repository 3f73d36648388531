//! UpdateBotLocale: what the request says in place of what was there. The locale is to be built
//! again, as its threshold may be another.

use super::shown;
use crate::common::{NOWHERE, Result, required};
use crate::part::{kept, locale, turn};
use crate::shape::answer;
use aws_wire::Value;
use serde_json::json;
use services::Ctx;

pub(crate) async fn update_bot_locale(ctx: &Ctx, input: Value) -> Result<Value> {
    let _turn = turn(ctx, required(&input, "botId")?).await;
    let mut it = locale(ctx, &input).await?;
    let was = it.was();
    let built = it.value.body.get("lastBuildSubmittedDateTime").cloned();
    it.value.body = kept(&input, "");
    it.value.body.insert("botLocaleStatus".into(), json!("NotBuilt"));
    if let Some(built) = built {
        it.value.body.insert("lastBuildSubmittedDateTime".into(), built);
    }
    it.modified = ctx.now();
    let puts = vec![(it.value.clone().into(), Some(was))];
    ctx.change_all(NOWHERE, puts, Vec::new()).await?;
    Ok(answer(ctx, &shown(&it)))
}
