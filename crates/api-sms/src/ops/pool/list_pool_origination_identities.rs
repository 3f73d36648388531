//! ListPoolOriginationIdentities.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::originator::Originator;
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::{Kept, Pool};
use serde_json::json;

pub(crate) async fn list_pool_origination_identities(ctx: &Ctx, input: &Value) -> Result<Value> {
    let pool = ctx.named::<Pool>(input, "PoolId").await?;
    let members = ctx.members(&pool.value.id()).await?;
    let rows = members.iter().map(shown).collect();
    ctx.describe_rows(input, &pool.full(), rows, |row, filter| {
        let member = match filter {
            "iso-country-code" => &row["IsoCountryCode"],
            _ => &row["NumberCapabilities"],
        };
        let several = member.as_array().cloned().unwrap_or_default();
        let texts = several.iter().chain([member]).filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    })
}

fn shown(it: &Originator) -> Object {
    let mut out = Object::new();
    out.insert("OriginationIdentity".into(), json!(it.id()));
    out.insert("OriginationIdentityArn".into(), json!(it.arn()));
    out.insert("IsoCountryCode".into(), json!(it.country().unwrap_or("US")));
    out.insert("NumberCapabilities".into(), json!(it.capabilities()));
    if let Originator::Number(number) = it {
        out.insert("PhoneNumber".into(), json!(number.value.phone_number));
    }
    out
}
