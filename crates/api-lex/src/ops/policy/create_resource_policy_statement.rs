//! CreateResourcePolicyStatement: adds a statement, and the policy with the first.

use super::{subject, turn};
use crate::common::{Result, required};
use aws_wire::Value;
use serde_json::{Map, json};
use services::{Ctx, ServiceError};

pub(crate) async fn create_resource_policy_statement(ctx: &Ctx, input: Value) -> Result<Value> {
    let bot = subject(ctx, &input).await?.bot;
    let _turn = turn(ctx, &bot).await;
    let subject = subject(ctx, &input).await?;
    if subject.policy.is_some() || input.get("expectedRevisionId").is_some() {
        subject.expected(&input)?;
    }
    let mut document = subject.document()?;
    let id = required(&input, "statementId")?;
    let statements = document.get_mut("Statement").and_then(Value::as_array_mut);
    let statements = statements.ok_or_else(|| ServiceError::internal("a policy has no list"))?;
    if statements.iter().any(|it| it.get("Sid") == Some(&json!(id))) {
        return Err(ServiceError::Duplicate {
            what: "statement",
            name: id.to_owned(),
        });
    }
    let mut principal: Map<String, Value> = Map::new();
    let given = input.get("principal").and_then(Value::as_array);
    for it in given.into_iter().flatten() {
        for (member, key) in [("service", "Service"), ("arn", "AWS")] {
            let Some(value) = it.get(member).filter(|it| !it.is_null()) else {
                continue;
            };
            let list = principal.entry(key).or_insert_with(|| json!([]));
            if let Some(list) = list.as_array_mut() {
                list.push(value.clone());
            }
        }
    }
    let mut statement = json!({
        "Sid": id,
        "Effect": required(&input, "effect")?,
        "Principal": principal,
        "Action": input.get("action"),
        "Resource": subject.arn,
    });
    if let Some(condition) = input.get("condition").filter(|it| !it.is_null()) {
        statement["Condition"] = condition.clone();
    }
    statements.push(statement);
    subject.keep(ctx, &document.to_string()).await
}
