//! Resource policies of bots and aliases: who else may use them. They are kept and shown; what
//! callers of this installation may do is decided by their own policies.

mod create_resource_policy;
mod create_resource_policy_statement;
mod delete_resource_policy;
mod delete_resource_policy_statement;
mod describe_resource_policy;
mod update_resource_policy;

use crate::common::{
    NOWHERE, Result, by_arn, find, invalid, refused, required, text,
};
use crate::part::{made, turn};
use crate::shape::Object;
use aws_wire::Value;
use resources::{Kind, Plain};
use serde_json::json;
use services::{Ctx, ServiceError, Stored};

operations! {
    CreateResourcePolicy => create_resource_policy::create_resource_policy,
    CreateResourcePolicyStatement => create_resource_policy_statement::create_resource_policy_statement,
    DeleteResourcePolicy => delete_resource_policy::delete_resource_policy,
    DeleteResourcePolicyStatement => delete_resource_policy_statement::delete_resource_policy_statement,
    DescribeResourcePolicy => describe_resource_policy::describe_resource_policy,
    UpdateResourcePolicy => update_resource_policy::update_resource_policy,
}

/// What a request is about: the resource's identifier, its bot and the policy that there is.
struct Subject {
    arn: String,
    id: String,
    bot: String,
    policy: Option<Stored<Plain>>,
}

async fn subject(ctx: &Ctx, input: &Value) -> Result<Subject> {
    let arn = required(input, "resourceArn")?;
    let of = by_arn(ctx, arn).await?;
    let id = of.value.id;
    let bot = id.split('/').next().unwrap_or_default().to_owned();
    let policy = find(ctx, Kind::LexResourcePolicy, &id).await?;
    Ok(Subject {
        arn: arn.to_owned(),
        id,
        bot,
        policy,
    })
}

impl Subject {
    /// The policy, which must be there and of the revision that the request expects.
    fn expected(&self, input: &Value) -> Result<&Stored<Plain>> {
        let missing = || ServiceError::NotFound {
            what: "resource policy of",
            id: self.arn.clone(),
        };
        let policy = self.policy.as_ref().ok_or_else(missing)?;
        match text(input, "expectedRevisionId") {
            Some(wanted) if Some(wanted) != policy.value.text("revisionId") => {
                Err(refused("the policy is of another revision than expected"))
            }
            _ => Ok(policy),
        }
    }

    /// Keeps a policy, and answers its revision.
    async fn keep(&self, ctx: &Ctx, policy: &str) -> Result<Value> {
        let last = self.policy.as_ref().and_then(|it| it.value.text("revisionId"));
        let last: u32 = last.and_then(|it| it.parse().ok()).unwrap_or(0);
        // At most five digits.
        let revision = (last % 99_999 + 1).to_string();
        let mut body = Object::new();
        body.insert("policy".into(), json!(policy));
        body.insert("revisionId".into(), json!(revision));
        let it = made(Kind::LexResourcePolicy, self.id.clone(), "", &self.bot, body);
        let was = self.policy.as_ref().map(Stored::was);
        ctx.change_all(NOWHERE, vec![(it.into(), was)], Vec::new()).await?;
        Ok(json!({"resourceArn": self.arn, "revisionId": revision}))
    }

    /// Forgets the policy.
    async fn forget(&self, ctx: &Ctx, policy: &Stored<Plain>) -> Result<Value> {
        let deletes = vec![(policy.value.clone().into(), Some(policy.was()))];
        ctx.change_all(NOWHERE, Vec::new(), deletes).await?;
        let revision = policy.value.text("revisionId");
        Ok(json!({"resourceArn": self.arn, "revisionId": revision}))
    }

    /// The policy as a document; an empty one when there is none.
    fn document(&self) -> Result<Value> {
        let text = self.policy.as_ref().and_then(|it| it.value.text("policy"));
        match text {
            Some(text) => serde_json::from_str(text).map_err(ServiceError::internal),
            None => Ok(json!({"Version": "2012-10-17", "Statement": []})),
        }
    }
}

/// That a text is a policy document.
fn check(policy: &str) -> Result<()> {
    let read: Option<Value> = serde_json::from_str(policy).ok();
    match read.and_then(|it| Some(it.get("Statement")?.is_array())) {
        Some(true) => Ok(()),
        _ => Err(invalid("policy is not a policy document with a list of statements")),
    }
}
