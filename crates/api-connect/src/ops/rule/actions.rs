//! Actions of rules: each type has its own member, and some go with some triggers only.
//! Source: connect-e-cases-quality.md §5.1, §5.4; API reference, RuleAction.

use crate::common::{Result, invalid};
use aws_wire::Value;

const POST_CALL: &str = "OnPostCallAnalysisAvailable";
const POST_CHAT: &str = "OnPostChatAnalysisAvailable";
const REAL_TIME_CALL: &str = "OnRealTimeCallAnalysisAvailable";
const REAL_TIME_CHAT: &str = "OnRealTimeChatAnalysisAvailable";
/// Triggers of other systems, which come through an integration.
const THIRD_PARTY: [&str; 3] = [
    "OnSalesforceCaseCreate",
    "OnZendeskTicketCreate",
    "OnZendeskTicketStatusUpdate",
];
/// References of a task at most.
const MOST_REFERENCES: usize = 25;

/// The member that an action's type has, and whether it must be there.
const MEMBERS: [(&str, &str, bool); 12] = [
    (
        "ASSIGN_CONTACT_CATEGORY",
        "AssignContactCategoryAction",
        false,
    ),
    ("ASSIGN_SLA", "AssignSlaAction", true),
    ("CREATE_CASE", "CreateCaseAction", true),
    ("CREATE_TASK", "TaskAction", true),
    ("END_ASSOCIATED_EMAILS", "EndAssociatedEmailsAction", false),
    ("END_ASSOCIATED_TASKS", "EndAssociatedTasksAction", false),
    ("EXTRACT_INFORMATION", "ExtractInformationAction", true),
    ("GENERATE_EVENTBRIDGE_EVENT", "EventBridgeAction", true),
    (
        "SEND_IN_APP_NOTIFICATION",
        "SendInAppNotificationAction",
        true,
    ),
    ("SEND_NOTIFICATION", "SendNotificationAction", true),
    ("SUBMIT_AUTO_EVALUATION", "SubmitAutoEvaluationAction", true),
    ("UPDATE_CASE", "UpdateCaseAction", true),
];

/// A trigger of another system names the integration that it comes through; ours names none.
pub(super) fn check_source(body: &Value, source: &str) -> Result<()> {
    let named = body
        .pointer("/TriggerEventSource/IntegrationAssociationId")
        .is_some();
    match (THIRD_PARTY.contains(&source), named) {
        (true, false) => Err(invalid(format!(
            "{source} needs TriggerEventSource.IntegrationAssociationId"
        ))),
        (false, true) => Err(invalid(format!(
            "{source} has no TriggerEventSource.IntegrationAssociationId"
        ))),
        _ => Ok(()),
    }
}

/// Whether a type of action goes with a trigger.
fn goes_with(kind: &str, source: &str) -> bool {
    match kind {
        "ASSIGN_CONTACT_CATEGORY" => {
            [POST_CALL, POST_CHAT, REAL_TIME_CALL, REAL_TIME_CHAT].contains(&source)
                || source == "OnEmailAnalysisAvailable"
                || THIRD_PARTY.contains(&source)
        }
        "CREATE_TASK" => source != REAL_TIME_CHAT,
        "CREATE_CASE" => [POST_CALL, POST_CHAT].contains(&source),
        "END_ASSOCIATED_TASKS" | "END_ASSOCIATED_EMAILS" => source == "OnCaseUpdate",
        "UPDATE_CASE" | "ASSIGN_SLA" => ["OnCaseCreate", "OnCaseUpdate"].contains(&source),
        _ => true,
    }
}

/// One action: its type goes with the trigger, and its member is the only one that is given.
pub(super) fn check(action: &Value, source: &str) -> Result<()> {
    let kind = action.get("ActionType").and_then(Value::as_str);
    let kind = kind.unwrap_or_default();
    if !goes_with(kind, source) {
        return Err(invalid(format!(
            "the action {kind} does not go with the event source {source}"
        )));
    }
    for (of, member, needed) in MEMBERS {
        let given = action.get(member).is_some_and(|it| !it.is_null());
        match (of == kind, given) {
            (true, false) if needed => return Err(invalid(format!("{kind} needs {member}"))),
            (false, true) => return Err(invalid(format!("{kind} does not go with {member}"))),
            _ => {}
        }
    }
    for member in ["SendNotificationAction", "SendInAppNotificationAction"] {
        if let Some(it) = action.get(member) {
            check_recipient(member, it)?;
        }
    }
    let references = action.pointer("/TaskAction/References");
    let references = references
        .and_then(Value::as_object)
        .map_or(0, |it| it.len());
    if references > MOST_REFERENCES {
        return Err(invalid(format!(
            "a task can have at most {MOST_REFERENCES} references"
        )));
    }
    Ok(())
}

/// A notification goes to someone: to users by name or by their tags.
fn check_recipient(member: &str, action: &Value) -> Result<()> {
    let users = action
        .pointer("/Recipient/UserIds")
        .and_then(Value::as_array);
    let tags = action
        .pointer("/Recipient/UserTags")
        .and_then(Value::as_object);
    let someone = users.is_some_and(|it| !it.is_empty()) || tags.is_some_and(|it| !it.is_empty());
    match someone {
        true => Ok(()),
        false => Err(invalid(format!("{member}.Recipient names nobody"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(action: &Value, source: &str) -> Option<String> {
        check(action, source).err().map(|error| error.to_string())
    }

    #[test]
    fn an_action_has_its_own_member_and_no_other() {
        let event =
            json!({"ActionType": "GENERATE_EVENTBRIDGE_EVENT", "EventBridgeAction": {"Name": "x"}});
        assert_eq!(refused(&event, POST_CALL), None);
        let none = json!({"ActionType": "GENERATE_EVENTBRIDGE_EVENT"});
        assert!(
            refused(&none, POST_CALL)
                .unwrap()
                .contains("needs EventBridgeAction")
        );
        let other =
            json!({"ActionType": "ASSIGN_CONTACT_CATEGORY", "EventBridgeAction": {"Name": "x"}});
        assert!(
            refused(&other, POST_CALL)
                .unwrap()
                .contains("does not go with EventBridgeAction")
        );
    }

    #[test]
    fn actions_go_with_their_triggers() {
        let cases = [
            ("CREATE_TASK", REAL_TIME_CHAT, false),
            ("CREATE_TASK", REAL_TIME_CALL, true),
            ("CREATE_CASE", POST_CHAT, true),
            ("CREATE_CASE", REAL_TIME_CALL, false),
            ("END_ASSOCIATED_TASKS", "OnCaseUpdate", true),
            ("END_ASSOCIATED_TASKS", "OnCaseCreate", false),
            ("UPDATE_CASE", POST_CALL, false),
            ("ASSIGN_CONTACT_CATEGORY", "OnMetricDataUpdate", false),
            ("ASSIGN_CONTACT_CATEGORY", POST_CALL, true),
            ("SEND_NOTIFICATION", "OnMetricDataUpdate", true),
        ];
        for (kind, source, wanted) in cases {
            assert_eq!(goes_with(kind, source), wanted, "{kind} {source}");
        }
    }

    #[test]
    fn a_notification_names_someone() {
        let to = |recipient: Value| json!({"ActionType": "SEND_NOTIFICATION", "SendNotificationAction": {"Recipient": recipient}});
        assert_eq!(
            refused(&to(json!({"UserTags": {"team": "a"}})), POST_CALL),
            None
        );
        for nobody in [json!({}), json!({"UserIds": [], "UserTags": {}})] {
            assert!(refused(&to(nobody), POST_CALL).unwrap().contains("nobody"));
        }
    }

    #[test]
    fn triggers_of_other_systems_name_their_integration() {
        let named = json!({"TriggerEventSource": {"IntegrationAssociationId": "a"}});
        assert!(check_source(&named, "OnSalesforceCaseCreate").is_ok());
        assert!(check_source(&json!({}), "OnSalesforceCaseCreate").is_err());
        assert!(check_source(&named, POST_CALL).is_err());
    }
}
