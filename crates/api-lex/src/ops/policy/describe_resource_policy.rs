//! DescribeResourcePolicy.

use super::subject;
use crate::common::Result;
use aws_wire::Value;
use serde_json::json;
use services::Ctx;

pub(crate) async fn describe_resource_policy(ctx: &Ctx, input: Value) -> Result<Value> {
    let subject = subject(ctx, &input).await?;
    let policy = subject.expected(&input)?;
    Ok(json!({
        "resourceArn": subject.arn,
        "policy": policy.value.text("policy"),
        "revisionId": policy.value.text("revisionId"),
    }))
}
