//! DescribeKeywords.

use super::{folded, owner, whose};
use crate::ctx::Ctx;
use crate::error::{Result, not_found};
use crate::keep::{Found, texts};
use aws_wire::Value;
use messaging_resources::{Kept, Keyword};
use store::Filter;

pub(crate) async fn describe_keywords(ctx: &Ctx, input: &Value) -> Result<Value> {
    let owner = owner(ctx, input).await?;
    let words = texts(input, "Keywords");
    if !words.is_empty() {
        let mut rows = Vec::new();
        for word in words {
            let word = folded(word)?;
            let found: Option<Found<Keyword>> = ctx.find(&format!("{}/{word}", owner.id())).await?;
            rows.push(found.ok_or_else(|| not_found(Keyword::TYPE, &word))?.full());
        }
        return Ok(ctx.rows(&whose(&owner), rows, None));
    }
    let within = Filter::facet("origination-identity", owner.id());
    let (found, next) = ctx.described::<Keyword>(input, "", within).await?;
    let rows = found.iter().map(Found::full).collect();
    Ok(ctx.rows(&whose(&owner), rows, next))
}
