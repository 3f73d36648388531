//! Encoded authorization messages: why a request was refused, sealed, so that only who may call
//! `sts:DecodeAuthorizationMessage` learns what the policies look at.

use super::authorize::Signed;
use crate::{ServiceError, Services};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use iam::{Context, Decision, StatementRef};
use serde_json::{Value, json};

const PURPOSE: &str = "authorization-message";
/// The longest message that is opened: that of the API.
const LONGEST: usize = 10_240;

/// A message that was opened: JSON in the shape of the IAM User Guide's example for
/// DecodeAuthorizationMessage.
pub type DecodedMessage = String;

pub(super) fn encode(
    services: &Services,
    signed: &Signed,
    action: &str,
    resource: &str,
    decision: &Decision,
    context: &Context,
) -> Result<String, ServiceError> {
    let text = json!({
        "allowed": false,
        "explicitDeny": decision.is_explicit_deny(),
        "matchedStatements": {"items": matched(decision)},
        "failures": {"items": []},
        "context": {
            "principal": {
                "id": signed.key.user_id,
                "arn": signed.caller.principal.arn(&services.account),
            },
            "action": action,
            "resource": resource,
            "conditions": {"items": conditions(context)},
        },
    });
    let sealed = services
        .keyring
        .key(PURPOSE)
        .seal(text.to_string().as_bytes(), &[])
        .map_err(ServiceError::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

fn matched(decision: &Decision) -> Vec<Value> {
    let one = |by: &StatementRef| {
        json!({
            "statementId": by.sid.clone().unwrap_or_default(),
            "effect": "DENY",
            "policy": by.policy,
            "statement": by.statement,
        })
    };
    match decision {
        Decision::Denied { by, .. } => vec![one(by)],
        _ => Vec::new(),
    }
}

fn conditions(context: &Context) -> Vec<Value> {
    let one = |(key, values): (&str, &[String])| {
        let values: Vec<Value> = values.iter().map(|value| json!({"value": value})).collect();
        json!({"key": key, "values": {"items": values}})
    };
    context.iter().map(one).collect()
}

/// Opens a message that was made with this key file; `None` for anything else.
pub fn decode_message(services: &Services, encoded: &str) -> Option<DecodedMessage> {
    if encoded.len() > LONGEST {
        return None;
    }
    let sealed = URL_SAFE_NO_PAD.decode(encoded).ok()?;
    let text = services.keyring.key(PURPOSE).open(&sealed, &[]).ok()?;
    String::from_utf8(text).ok()
}
