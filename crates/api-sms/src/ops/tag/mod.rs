//! Tags of whatever has an ARN. Spec: sms.md §11.5.

mod list_tags_for_resource;
mod tag_resource;
mod untag_resource;

use crate::ctx::Ctx;
use crate::error::{Result, SmsError, invalid, not_found};
use crate::keep::required;
use aws_wire::Value;
use messaging_resources::SCOPE;
use serde_json::json;
use store::{Batch, Expect, ResourceRow};

operations! {
    ListTagsForResource => list_tags_for_resource::list_tags_for_resource,
    TagResource => tag_resource::tag_resource,
    UntagResource => untag_resource::untag_resource,
}

/// The most tags of a resource.
const MOST: usize = 200;

/// What kind an ARN is of, in the word of the API's errors.
pub(crate) fn kind_of(arn: &str) -> Result<&'static str> {
    const TYPES: [&str; 11] = [
        "configuration-set",
        "notify-configuration",
        "opt-out-list",
        "phone-number",
        "pool",
        "protect-configuration",
        "rcs-agent",
        "registration",
        "registration-attachment",
        "sender-id",
        "verified-destination-number",
    ];
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let kind = parts.get(5).and_then(|it| it.split('/').next());
    let of_us = parts.get(2) == Some(&"sms-voice");
    let kind = kind.and_then(|kind| TYPES.into_iter().find(|it| *it == kind));
    kind.filter(|_| of_us)
        .ok_or_else(|| invalid("INVALID_ARN", "ResourceArn", "It is no ARN of the service"))
}

/// The row of what `ResourceArn` names.
pub(crate) async fn row(ctx: &Ctx, input: &Value) -> Result<ResourceRow> {
    let arn = required(input, "ResourceArn")?;
    let kind = kind_of(arn)?;
    let row = ctx.store.resource_by_arn(arn).await?;
    row.filter(|row| row.scope == SCOPE)
        .ok_or_else(|| not_found(kind, arn))
}

/// Keeps a row with other tags.
async fn keep(ctx: &Ctx, mut row: ResourceRow) -> Result<Value> {
    if row.tags.len() > MOST {
        return Err(SmsError::Quota {
            reason: "TAGS_PER_RESOURCE",
            message: format!("A resource has at most {MOST} tags"),
        });
    }
    row.modified = ctx.now();
    let expect = Expect::Revision(row.revision);
    let batch = Batch::new().put_resource(row, expect);
    ctx.store.commit(batch).await?;
    Ok(json!({}))
}
