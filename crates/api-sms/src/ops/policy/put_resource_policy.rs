//! PutResourcePolicy.

use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::required;
use aws_wire::Value;
use messaging_resources::ResourcePolicy;

pub(crate) async fn put_resource_policy(ctx: &Ctx, input: &Value) -> Result<Value> {
    let arn = required(input, "ResourceArn")?;
    crate::ops::tag::row(ctx, input).await?;
    let policy = required(input, "Policy")?;
    let read: Option<Value> = serde_json::from_str(policy).ok();
    if read.is_none_or(|it| it.get("Statement").is_none()) {
        let message = "Policy is no JSON document with a Statement";
        return Err(invalid("CANNOT_PARSE", "Policy", message));
    }
    let value = ResourcePolicy {
        resource_arn: arn.to_owned(),
        policy: policy.to_owned(),
    };
    let it = match ctx.find::<ResourcePolicy>(arn).await? {
        Some(mut there) => {
            there.value = value;
            there
        }
        None => ctx.made(value, Default::default()),
    };
    ctx.keep(&it).await
}
