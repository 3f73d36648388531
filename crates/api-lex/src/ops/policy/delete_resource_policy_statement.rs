//! DeleteResourcePolicyStatement: removes a statement, and the policy with the last.

use super::{subject, turn};
use crate::common::{Result, required};
use aws_wire::Value;
use serde_json::json;
use services::{Ctx, ServiceError};

pub(crate) async fn delete_resource_policy_statement(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = subject(ctx, &input).await?.bot;
    let _turn = turn(ctx, &bot).await;
    let subject = subject(ctx, &input).await?;
    let policy = subject.expected(&input)?;
    let mut document = subject.document()?;
    let id = required(&input, "statementId")?;
    let statements = document.get_mut("Statement").and_then(Value::as_array_mut);
    let statements = statements.ok_or_else(|| ServiceError::internal("a policy has no list"))?;
    let before = statements.len();
    statements.retain(|it| it.get("Sid") != Some(&json!(id)));
    if statements.len() == before {
        return Err(ServiceError::NotFound {
            what: "statement",
            id: id.to_owned(),
        });
    }
    match statements.is_empty() {
        true => subject.forget(ctx, policy).await,
        false => subject.keep(ctx, &document.to_string()).await,
    }
}
