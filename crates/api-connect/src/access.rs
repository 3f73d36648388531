//! Which resources a request touches, for the policy check before it runs.
//!
//! The most specific thing that the path names: `/users/{InstanceId}/{UserId}` is about the user,
//! `/users/{InstanceId}` about the instance. Operations whose path names nothing are about the
//! instance or number in their body, else about `*`.
//! Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon
//! Connect", simplified to one resource per request.

use aws_wire::{OperationModel, Value};
use ids::{Account, Arn, Region};

/// Members that name a resource under an instance, with the part of its ARN.
const UNDER: [(&str, &str); 11] = [
    ("UserId", "agent"),
    ("QueueId", "queue"),
    ("RoutingProfileId", "routing-profile"),
    ("HoursOfOperationId", "operating-hours"),
    ("ContactFlowId", "contact-flow"),
    ("PromptId", "prompt"),
    ("SecurityProfileId", "security-profile"),
    ("AgentStatusId", "agent-state"),
    ("ContactId", "contact"),
    ("InitialContactId", "contact"),
    ("AssociationId", "storage-config"),
];

/// The ARNs of a request.
pub(crate) fn resources(
    account: &Account,
    region: &Region,
    operation: &OperationModel,
    input: &Value,
) -> Vec<String> {
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    if let Some(arn) = text("resourceArn") {
        return vec![arn.to_owned()];
    }
    if operation.uri.contains("{PhoneNumberId}")
        && let Some(id) = text("PhoneNumberId")
    {
        return vec![whole(id, || {
            Arn::connect(account, region, format!("phone-number/{id}"))
        })];
    }
    let instance = text("InstanceId").or_else(|| text("TargetArn"));
    let Some(instance) = instance else {
        return vec!["*".to_owned()];
    };
    let instance = whole(instance, || {
        Arn::connect(account, region, format!("instance/{instance}"))
    });
    let in_path = |name: &str| operation.uri.contains(&format!("{{{name}}}"));
    let is_contact = |name: &str| name.ends_with("ContactId");
    for (member, part) in UNDER {
        if let Some(id) = text(member)
            && (in_path(member) || (is_contact(member) && !operation.uri.contains('{')))
        {
            return vec![whole_text(id, || format!("{instance}/{part}/{id}"))];
        }
    }
    vec![instance]
}

fn whole(text: &str, arn: impl FnOnce() -> Arn) -> String {
    whole_text(text, || arn().to_string())
}

/// What was given as an ARN stays; an identifier becomes one.
fn whole_text(text: &str, arn: impl FnOnce() -> String) -> String {
    if text.starts_with("arn:") {
        text.to_owned()
    } else {
        arn()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(operation: &str, input: Value) -> String {
        let operation = connect_model::SERVICE.operation(operation).unwrap();
        let account = "123456789012".parse().unwrap();
        let region = "us-east-1".parse().unwrap();
        resources(&account, &region, operation, &input).remove(0)
    }

    #[test]
    fn the_last_thing_that_the_path_names_is_what_a_request_is_about() {
        let instance = "arn:aws:connect:us-east-1:123456789012:instance/i";
        let user = json!({"InstanceId": "i", "UserId": "u"});
        assert_eq!(of("DescribeUser", user), format!("{instance}/agent/u"));
        let create = json!({"InstanceId": "i", "RoutingProfileId": "r"});
        assert_eq!(of("CreateUser", create), instance);
        let stop = json!({"InstanceId": "i", "ContactId": "c"});
        assert_eq!(of("StopContact", stop), format!("{instance}/contact/c"));
        assert_eq!(of("ListInstances", json!({})), "*");
    }
}
