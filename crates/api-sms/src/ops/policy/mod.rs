//! Policies by which things are shared with other accounts: kept and shown. As one product serves
//! one account, there is nobody whom they could allow anything.

mod delete_resource_policy;
mod get_resource_policy;
mod put_resource_policy;

use crate::ctx::Ctx;
use crate::error::{Result, not_found};
use crate::keep::{Found, required};
use aws_wire::Value;
use messaging_resources::{Kept, ResourcePolicy};

operations! {
    DeleteResourcePolicy => delete_resource_policy::delete_resource_policy,
    GetResourcePolicy => get_resource_policy::get_resource_policy,
    PutResourcePolicy => put_resource_policy::put_resource_policy,
}

/// The policy of what a request names.
async fn policy(ctx: &Ctx, input: &Value) -> Result<Found<ResourcePolicy>> {
    let arn = required(input, "ResourceArn")?;
    crate::ops::tag::row(ctx, input).await?;
    let found = ctx.find(arn).await?;
    found.ok_or_else(|| not_found(ResourcePolicy::TYPE, arn))
}
