//! Which permission of a security profile an operation of messaging needs.
//!
//! The public product has no security profiles for messaging; these are named in the catalogue's
//! manner. One group serves all of it, for its parts are of little use alone. Sending is apart, as
//! it costs money and reaches people. What is deleted is gone for good only with a thing of its own,
//! such as a number: what merely belongs to one, such as a keyword, is edited.

use super::permissions::Need;

/// The signing name of the service.
pub(super) const SERVICE: &str = "sms-voice";

const TYPE: &str = "MESSAGING";
const VIEW: &[&str] = &["Messaging.View"];
const CREATE: &[&str] = &["Messaging.Create"];
const EDIT: &[&str] = &["Messaging.Edit"];
const DELETE: &[&str] = &["Messaging.Delete"];
const SEND: &[&str] = &["Messaging.Send"];

/// What pages leave to programs: who else may use resources, and what no page is for.
const PROGRAMS: [&str; 3] = ["ResourcePolicy", "Notify", "Rcs"];

/// What is changed by deleting a part of it.
const PARTS: [&str; 7] = [
    "SpendLimitOverride",
    "DeleteDefault",
    "DeleteAccountDefault",
    "DeleteKeyword",
    "DeleteOptedOutNumber",
    "DeleteRegistrationFieldValue",
    "NumberOverride",
];

/// What an operation needs; nothing that pages do not call.
pub(super) fn need(operation: &str) -> Option<Need> {
    if PROGRAMS.iter().any(|it| operation.contains(it)) {
        return None;
    }
    let starts = |words: &[&str]| words.iter().any(|it| operation.starts_with(it));
    let any_of = match operation {
        "SendTextMessage" | "SendMediaMessage" | "SendVoiceMessage" | "PutMessageFeedback" => SEND,
        // Whose code comes to somebody, but only to prove a number.
        "SendDestinationNumberVerificationCode" => EDIT,
        it if services::audit::is_read(it) => VIEW,
        it if PARTS.iter().any(|part| it.contains(part)) => EDIT,
        _ if starts(&["Create", "Request"]) => CREATE,
        _ if starts(&["Delete", "Release", "Discard"]) => DELETE,
        _ => EDIT,
    };
    Some(Need {
        any_of,
        resource_type: TYPE,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_operation_does_chooses_its_permission() {
        for (operation, permission) in [
            ("DescribePhoneNumbers", "Messaging.View"),
            ("ListTagsForResource", "Messaging.View"),
            ("CarrierLookup", "Messaging.View"),
            ("GetProtectConfigurationCountryRuleSet", "Messaging.View"),
            ("RequestPhoneNumber", "Messaging.Create"),
            ("CreateVerifiedDestinationNumber", "Messaging.Create"),
            ("UpdatePool", "Messaging.Edit"),
            ("TagResource", "Messaging.Edit"),
            ("PutOptedOutNumber", "Messaging.Edit"),
            ("DeleteOptedOutNumber", "Messaging.Edit"),
            ("DeleteKeyword", "Messaging.Edit"),
            ("SetTextMessageSpendLimitOverride", "Messaging.Edit"),
            ("DeleteTextMessageSpendLimitOverride", "Messaging.Edit"),
            ("SendDestinationNumberVerificationCode", "Messaging.Edit"),
            ("SubmitRegistrationVersion", "Messaging.Edit"),
            ("ReleasePhoneNumber", "Messaging.Delete"),
            ("DeletePool", "Messaging.Delete"),
            ("DiscardRegistrationVersion", "Messaging.Delete"),
            ("SendTextMessage", "Messaging.Send"),
            ("SendVoiceMessage", "Messaging.Send"),
        ] {
            let need = need(operation).unwrap();
            assert_eq!(need.any_of, [permission], "{operation}");
        }
    }

    #[test]
    fn policies_and_what_has_no_page_are_for_programs() {
        for operation in [
            "PutResourcePolicy",
            "CreateRcsAgent",
            "SendRcsMessage",
            "SendNotifyTextMessage",
            "SetNotifyMessageSpendLimitOverride",
        ] {
            assert_eq!(need(operation), None, "{operation}");
        }
    }
}
