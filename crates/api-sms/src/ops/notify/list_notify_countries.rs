//! ListNotifyCountries: all countries that can be sent to.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::texts;
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::countries::{self, Country, SenderIds};
use serde_json::{Map, json};

pub(crate) async fn list_notify_countries(ctx: &Ctx, input: &Value) -> Result<Value> {
    let channels = texts(input, "Channels");
    let able = |it: &&str| matches!(*it, "SMS" | "VOICE");
    let rows: Vec<Object> = match channels.is_empty() || channels.iter().any(able) {
        true => countries::all().map(shown).collect(),
        false => Vec::new(),
    };
    let (rows, next) = ctx.page(input, &channels, rows)?;
    Ok(ctx.rows(&Object::new(), rows, next))
}

fn shown(it: &Country) -> Object {
    Map::from_iter([
        ("IsoCountryCode".to_owned(), json!(it.code)),
        ("CountryName".to_owned(), json!(it.name)),
        ("SupportedChannels".to_owned(), json!(["SMS", "VOICE"])),
        ("SupportedUseCases".to_owned(), json!(["CODE_VERIFICATION"])),
        ("SupportedTiers".to_owned(), json!(["ADVANCED", "BASIC"])),
        // Where neither a name nor a shared number can send, the account needs a number of its own.
        (
            "CustomerOwnedIdentityRequired".to_owned(),
            json!(it.sender_ids == SenderIds::No),
        ),
    ])
}
