//! May they? Each resource of a request is judged by itself, and the outcome is logged.

use super::message;
use super::signer::AccessKey;
use crate::decisions::{DecidedBy, Logged, Outcome};
use crate::{ServiceError, Services};
use aws_wire::{Caller, Fault, Principal};
use iam::{Context, Decision, Layer, StatementRef};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who asks, after the signature was verified.
#[derive(Debug)]
pub struct Signed {
    /// The caller, as operations see it.
    pub caller: Caller,
    /// The key, with its policies.
    pub key: Arc<AccessKey>,
    /// Whether the connection is encrypted.
    pub secure: bool,
}

/// A refusal, with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// What the caller is told: principal, action, resource and why.
    pub message: String,
    /// The same with the conditions, sealed: for DecodeAuthorizationMessage.
    pub encoded: String,
}

impl From<Denial> for Fault {
    fn from(denial: Denial) -> Self {
        Self::access_denied(denial.message)
    }
}

impl Services {
    /// Judges an action on resources by the signer's policies. All of them must be allowed.
    /// `conditions` are the keys that this request has beside those of every request.
    ///
    /// Resources' tags are read only if a policy looks at them.
    ///
    /// # Errors
    /// Outside, when the store fails; inside, the refusal.
    pub async fn authorize(
        &self,
        signed: &Signed,
        action: &str,
        resources: &[String],
        conditions: &[(String, Vec<String>)],
    ) -> Result<Result<(), Denial>, ServiceError> {
        self.authorize_with(signed, action, resources, conditions, None)
            .await
    }

    /// As [`authorize`](Self::authorize), for a resource whose own policy allows the caller by this
    /// statement: then the caller's policies need not allow it, but they may deny it.
    ///
    /// # Errors
    /// As there.
    pub async fn authorize_with(
        &self,
        signed: &Signed,
        action: &str,
        resources: &[String],
        conditions: &[(String, Vec<String>)],
        allowed_by: Option<&StatementRef>,
    ) -> Result<Result<(), Denial>, ServiceError> {
        let mut logged = Logged {
            at: signed.caller.now,
            request_id: signed.caller.request_id.clone(),
            principal: signed.caller.principal.arn(&self.account),
            access_key: signed.key.id.clone(),
            source_ip: signed.caller.source_ip.map(|ip| ip.to_string()),
            action: action.to_owned(),
            resources: resources.to_vec(),
            outcome: Outcome::Allowed,
            resource: None,
            by: Vec::new(),
        };
        if signed.key.root && signed.key.session_policies.is_none() {
            self.decisions.record(logged);
            return Ok(Ok(()));
        }
        let tagged =
            signed.key.asks_for("aws:ResourceTag/") || signed.key.asks_for("connect:ResourceTag/");
        for resource in resources {
            let tags = if tagged {
                self.tags_of(resource).await?
            } else {
                BTreeMap::new()
            };
            let context = context(signed, resource, &tags, conditions);
            let mut decision = judge(&signed.key, action, resource, &context);
            let silent = matches!(
                decision,
                Decision::NotAllowed {
                    layer: Layer::Identity
                }
            );
            if let Some(by) = allowed_by.filter(|_| silent) {
                decision = judge_session(&signed.key, action, resource, &context);
                if decision.is_allowed() {
                    logged.by.push(DecidedBy::new("trust", by));
                    continue;
                }
            }
            if let Some(by) = DecidedBy::of(&decision) {
                logged.by.push(by);
            }
            if decision.is_allowed() {
                continue;
            }
            let denial = Denial {
                message: told(&logged.principal, action, resource, &decision),
                encoded: message::encode(self, signed, action, resource, &decision, &context)?,
            };
            logged.outcome = if decision.is_explicit_deny() {
                Outcome::Denied
            } else {
                Outcome::NotAllowed
            };
            // What allowed the resources before it is of no interest any more.
            logged.by = DecidedBy::of(&decision).into_iter().collect();
            logged.resource = Some(resource.clone());
            self.decisions.record(logged);
            return Ok(Err(denial));
        }
        self.decisions.record(logged);
        Ok(Ok(()))
    }

    /// The tags of what has this ARN; none where nothing has it, such as a pattern.
    async fn tags_of(&self, arn: &str) -> Result<BTreeMap<String, String>, ServiceError> {
        let row = self.store.resource_by_arn(arn).await?;
        Ok(row.map(|row| row.tags).unwrap_or_default())
    }

    /// The keys of every request of this signer, for policies that are not on a resource of ours.
    pub fn context(&self, signed: &Signed, conditions: &[(String, Vec<String>)]) -> Context {
        context(signed, "*", &BTreeMap::new(), conditions)
    }
}

fn judge(key: &AccessKey, action: &str, resource: &str, context: &Context) -> Decision {
    let request = iam::Request {
        action,
        resource,
        context,
    };
    let principal = if key.root {
        iam::Principal::Root
    } else {
        iam::Principal::User
    };
    iam::evaluate_session(
        principal,
        &key.policies,
        key.session_policies.as_deref(),
        &request,
    )
}

/// What the session's own policies say, whatever its user or role may do.
fn judge_session(key: &AccessKey, action: &str, resource: &str, context: &Context) -> Decision {
    let request = iam::Request {
        action,
        resource,
        context,
    };
    let narrowed = key.session_policies.as_deref();
    iam::evaluate_session(iam::Principal::Root, &[], narrowed, &request)
}

/// Source of the keys: IAM User Guide, "AWS global condition context keys".
fn context(
    signed: &Signed,
    resource: &str,
    tags: &BTreeMap<String, String>,
    conditions: &[(String, Vec<String>)],
) -> Context {
    let (caller, key) = (&signed.caller, &signed.key);
    let mut context = Context::default();
    // What the request says comes first, so that it cannot pass itself off as one of ours.
    for (name, values) in conditions {
        context.set_all(name, values.iter().cloned());
    }
    if let Some(ip) = caller.source_ip {
        context.set("aws:SourceIp", ip.to_string());
    }
    context.set("aws:SecureTransport", signed.secure.to_string());
    context.set("aws:CurrentTime", caller.now.to_iso_seconds());
    context.set("aws:EpochTime", caller.now.seconds().to_string());
    context.set("aws:RequestedRegion", caller.region.to_string());
    context.set("aws:PrincipalAccount", caller.account.to_string());
    context.set("aws:PrincipalArn", principal_arn(caller));
    context.set("aws:PrincipalType", principal_type(&caller.principal));
    context.set("aws:PrincipalIsAWSService", "false");
    context.set("aws:ViaAWSService", "false");
    context.set("aws:userid", key.user_id.clone());
    if let Principal::User { name, .. } = &caller.principal {
        context.set("aws:username", name.clone());
    }
    let account = resource.split(':').nth(4).filter(|it| !it.is_empty());
    context.set(
        "aws:ResourceAccount",
        account.unwrap_or(caller.account.as_str()),
    );
    for (name, value) in &key.tags {
        context.set(&format!("aws:PrincipalTag/{name}"), value.clone());
    }
    for (name, value) in tags {
        context.set(&format!("aws:ResourceTag/{name}"), value.clone());
        context.set(&format!("connect:ResourceTag/{name}"), value.clone());
    }
    if let Some(session) = &key.session {
        // There are no devices for a second factor: the key is there and says no.
        context.set("aws:MultiFactorAuthPresent", "false");
        context.set("aws:TokenIssueTime", session.issued.to_iso_seconds());
        if let Some(source) = &session.source_identity {
            context.set("aws:SourceIdentity", source.clone());
        }
    }
    context
}

/// A session's principal is its role: `arn:aws:iam::<account>:role/<name>`.
fn principal_arn(caller: &Caller) -> String {
    match &caller.principal {
        Principal::Role { role, .. } => {
            format!("arn:aws:iam::{}:role/{role}", caller.account.as_str())
        }
        other => other.arn(&caller.account),
    }
}

fn principal_type(principal: &Principal) -> &'static str {
    match principal {
        Principal::Root => "Account",
        Principal::User { .. } => "User",
        Principal::Role { .. } => "AssumedRole",
        Principal::Federated { .. } => "FederatedUser",
        // People are judged by their security profiles and never come here.
        Principal::Person { .. } => "ConnectUser",
    }
}

fn told(principal: &str, action: &str, resource: &str, decision: &Decision) -> String {
    let why = match decision {
        Decision::Denied {
            layer: Layer::Identity,
            ..
        } => "with an explicit deny in an identity-based policy".to_owned(),
        Decision::Denied { .. } => "with an explicit deny in a session policy".to_owned(),
        Decision::NotAllowed {
            layer: Layer::Session,
        } => format!("because no session policy allows the {action} action"),
        _ => format!("because no identity-based policy allows the {action} action"),
    };
    format!(
        "User: {principal} is not authorized to perform: {action} on resource: {resource} {why}"
    )
}
