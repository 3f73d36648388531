//! One record, in the shape of CloudTrail's.

use aws_wire::{Caller, Principal, Value};
use ids::Timestamp;
use serde_json::{Map, json};

/// A record. Shape: CloudTrail record contents, version 1.08.
#[derive(Debug, Clone, PartialEq)]
pub struct Record(pub Value);

/// Who did it.
#[derive(Debug, Clone)]
pub enum Identity<'a> {
    /// A program, by its signature.
    Program {
        /// Who signed.
        caller: &'a Caller,
        /// The access key.
        access_key: &'a str,
        /// The principal's unique identifier.
        principal_id: &'a str,
    },
    /// A person on a page.
    Person {
        /// The user's ARN.
        arn: &'a str,
        /// The user's login name.
        name: &'a str,
    },
}

/// What is recorded.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// A unique identifier of the record.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// The account.
    pub account: &'a str,
    /// The region.
    pub region: &'a str,
    /// Who.
    pub identity: Identity<'a>,
    /// The service's signing name, such as `connect`.
    pub service: &'a str,
    /// The operation.
    pub name: &'a str,
    /// The request, as its answer names it.
    pub request_id: &'a str,
    /// From where.
    pub source_ip: Option<String>,
    /// By which program.
    pub user_agent: Option<&'a str>,
    /// The parameters, with secrets taken out.
    pub parameters: Value,
    /// The answer, with secrets taken out; nothing for reads.
    pub answer: Value,
    /// The ARNs that the request touched.
    pub resources: Vec<String>,
    /// Why it failed: code and message.
    pub error: Option<(String, String)>,
    /// Whether the connection was encrypted.
    pub secure: bool,
}

/// Whether an operation only reads, by its name, as CloudTrail's `readOnly`.
pub fn is_read(operation: &str) -> bool {
    const READS: [&str; 10] = [
        "Describe",
        "List",
        "Get",
        "Search",
        "BatchGet",
        "BatchDescribe",
        "Lookup",
        "Export",
        "Head",
        "CarrierLookup",
    ];
    // These give something out that was not there before.
    const NOT: [&str; 2] = ["GetFederationToken", "GetSessionToken"];
    READS.iter().any(|start| operation.starts_with(start)) && !NOT.contains(&operation)
}

/// Whether an operation of a service, by its signing name, is left out of the trail: sending
/// messages is, as there are too many of them. Source: sms.md §13.2.
pub fn is_left_out(service: &str, operation: &str) -> bool {
    const SENDS: [&str; 6] = [
        "SendTextMessage",
        "SendMediaMessage",
        "SendVoiceMessage",
        "SendRcsMessage",
        "SendNotifyTextMessage",
        "SendNotifyVoiceMessage",
    ];
    service == "sms-voice" && SENDS.contains(&operation)
}

impl Record {
    /// The record of an event.
    pub fn of(event: Event<'_>) -> Self {
        let person = matches!(event.identity, Identity::Person { .. });
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| drop(out.insert(key.to_owned(), value));
        put("eventVersion", json!("1.08"));
        put("userIdentity", identity(&event));
        put("eventTime", json!(event.at.to_string()));
        put(
            "eventSource",
            json!(format!("{}.amazonaws.com", event.service)),
        );
        put("eventName", json!(event.name));
        put("awsRegion", json!(event.region));
        let source = event.source_ip.unwrap_or_else(|| "internal".into());
        put("sourceIPAddress", json!(source));
        put("userAgent", json!(event.user_agent.unwrap_or("-")));
        if let Some((code, message)) = event.error {
            put("errorCode", json!(code));
            put("errorMessage", json!(message));
        }
        put("requestParameters", event.parameters);
        put("responseElements", event.answer);
        put("requestID", json!(event.request_id));
        put("eventID", json!(event.id));
        put("readOnly", json!(is_read(event.name)));
        let resources: Vec<_> = event
            .resources
            .iter()
            .filter(|arn| arn.starts_with("arn:"))
            .map(|arn| json!({"accountId": event.account, "ARN": arn}))
            .collect();
        if !resources.is_empty() {
            put("resources", Value::Array(resources));
        }
        let kind = if person {
            "AwsConsoleAction"
        } else {
            "AwsApiCall"
        };
        put("eventType", json!(kind));
        put("managementEvent", json!(true));
        put("recipientAccountId", json!(event.account));
        put("eventCategory", json!("Management"));
        if event.secure {
            put("tlsDetails", json!({"tlsVersion": "TLSv1.3"}));
        }
        Self(Value::Object(out))
    }

    /// When it happened.
    pub fn at(&self) -> Timestamp {
        let text = self.0["eventTime"].as_str();
        text.and_then(|it| it.parse().ok()).unwrap_or(Timestamp(0))
    }

    /// The account.
    pub fn account(&self) -> String {
        let text = self.0["recipientAccountId"].as_str();
        text.unwrap_or_default().to_owned()
    }

    /// The instance that the request named, if it did.
    pub fn instance(&self) -> Option<String> {
        let text = self.0.pointer("/requestParameters/InstanceId")?.as_str()?;
        Some(text.rsplit('/').next().unwrap_or(text).to_owned())
    }
}

fn identity(event: &Event<'_>) -> Value {
    match &event.identity {
        Identity::Person { arn, name } => json!({
            "type": "ConnectUser", "principalId": arn, "arn": arn, "accountId": event.account,
            "userName": name,
        }),
        Identity::Program {
            caller,
            access_key,
            principal_id,
        } => {
            let arn = caller.principal.arn(&caller.account);
            let mut out = json!({
                "principalId": principal_id, "arn": arn, "accountId": event.account,
                "accessKeyId": access_key,
            });
            match &caller.principal {
                Principal::Root => out["type"] = json!("Root"),
                Principal::User { name, .. } => {
                    out["type"] = json!("IAMUser");
                    out["userName"] = json!(name);
                }
                Principal::Role { role, session } => {
                    out["type"] = json!("AssumedRole");
                    out["sessionContext"] = json!({"sessionIssuer": {
                        "type": "Role", "userName": role, "accountId": event.account,
                        "arn": format!("arn:aws:iam::{}:role/{role}", event.account),
                    }});
                    out["userName"] = json!(session);
                }
                Principal::Person { name, .. } => {
                    out["type"] = json!("ConnectUser");
                    out["userName"] = json!(name);
                }
                Principal::Federated { name } => {
                    out["type"] = json!("FederatedUser");
                    out["userName"] = json!(name);
                }
            }
            out
        }
    }
}
