//! Keywords. Spec: sms.md §4.3.

mod delete_keyword;
mod describe_keywords;
mod put_keyword;

use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::Found;
use crate::originator::Originator;
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::Keyword;
use serde_json::json;
use store::Filter;

operations! {
    DeleteKeyword => delete_keyword::delete_keyword,
    DescribeKeywords => describe_keywords::describe_keywords,
    PutKeyword => put_keyword::put_keyword,
}

/// The keywords of a number, pool or agent.
pub(crate) async fn of_identity(ctx: &Ctx, id: &str) -> Result<Vec<Found<Keyword>>> {
    ctx.all(Filter::facet("origination-identity", id)).await
}

/// Whose keywords a request is about: a number, a pool or an agent.
async fn owner(ctx: &Ctx, input: &Value) -> Result<Originator> {
    let found = ctx.originator(input).await?;
    match found.settings() {
        Some(_) => Ok(found),
        None => {
            let message = "A sender ID takes no messages in and has no keywords";
            Err(invalid("INVALID_PARAMETER", "OriginationIdentity", message))
        }
    }
}

/// Keywords have no case and no spaces around them.
fn folded(keyword: &str) -> Result<String> {
    match keyword.trim() == keyword {
        true => Ok(keyword.to_uppercase()),
        false => {
            let message = "A keyword neither begins nor ends with a space";
            Err(invalid("INVALID_PARAMETER", "Keyword", message))
        }
    }
}

/// The members by which an answer names whose keywords they are.
fn whose(of: &Originator) -> Object {
    let mut out = Object::new();
    out.insert("OriginationIdentity".into(), json!(of.id()));
    out.insert("OriginationIdentityArn".into(), json!(of.arn()));
    out
}

/// A keyword as it is shown.
fn shown(of: &Originator, it: &Found<Keyword>) -> Object {
    let mut out = it.full();
    out.extend(whose(of));
    out
}
