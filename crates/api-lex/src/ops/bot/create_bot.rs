//! CreateBot: a bot with its draft's test alias.

use super::{check, shown};
use crate::common::{DRAFT, NOWHERE, Result, TEST_ALIAS, new_id, required, tags};
use crate::part::{kept, made};
use crate::shape::{Object, answer};
use aws_wire::{ToWire, Value};
use resources::{Kind, Plain};
use serde_json::json;
use services::{Ctx, Stored};
use store::Batch;

pub(crate) async fn create_bot(ctx: &Ctx, input: Value) -> Result<Value> {
    check(&input)?;
    let id = new_id(ctx);
    let mut bot = Plain::new(Kind::LexBot, &*id, required(&input, "botName")?);
    bot.body = kept(&input, "");
    bot.tags = tags(&input, "botTags")?;
    let mut body = Object::new();
    body.insert("botAliasName".into(), json!("TestBotAlias"));
    body.insert("botVersion".into(), json!(DRAFT));
    body.insert("description".into(), json!("Test bot alias"));
    let of_alias = format!("{id}/{TEST_ALIAS}");
    let mut alias = made(Kind::LexBotAlias, of_alias, "TestBotAlias", &id, body);
    alias.tags = tags(&input, "testBotAliasTags")?;
    let of_bot = bot.tags.clone().to_wire();
    let of_alias = alias.tags.clone().to_wire();
    let resources = vec![bot.clone().into(), alias.into()];
    ctx.create_all(NOWHERE, resources, Batch::new()).await?;
    let now = ctx.now();
    let mut full = shown(&Stored {
        value: bot,
        revision: 1,
        created: now,
        modified: now,
    });
    // It is there at once; the service says that it is being made.
    full.insert("botStatus".into(), json!("Creating"));
    full.insert("botTags".into(), of_bot);
    full.insert("testBotAliasTags".into(), of_alias);
    Ok(answer(ctx, &full))
}
