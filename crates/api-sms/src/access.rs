//! The resources and condition keys that a request is judged by. Source: sms.md §13.4.
//!
//! A request that names nothing of an action's types is about all of them (`phone-number/*`). An
//! originator that is given by its number is judged as that number's identifier.

use crate::ctx::Shared;
use crate::keep::text;
use aws_wire::Value;

const CONFIGURATION_SET: &str = "configuration-set";
const OPT_OUT_LIST: &str = "opt-out-list";
const POOL: &str = "pool";
const PHONE_NUMBER: &str = "phone-number";
const SENDER_ID: &str = "sender-id";
const PROTECT: &str = "protect-configuration";
const REGISTRATION: &str = "registration";
const ATTACHMENT: &str = "registration-attachment";
const VERIFIED: &str = "verified-destination-number";
const AGENT: &str = "rcs-agent";
const NOTIFY: &str = "notify-configuration";

/// The types of an action's resources; none where it is about the account.
fn types(operation: &str) -> &'static [&'static str] {
    match operation {
        "AssociateProtectConfiguration" | "DisassociateProtectConfiguration" => {
            &[CONFIGURATION_SET, PROTECT]
        }
        "CreatePool"
        | "AssociateOriginationIdentity"
        | "DisassociateOriginationIdentity"
        | "SendTextMessage"
        | "SendMediaMessage"
        | "SendDestinationNumberVerificationCode" => &[POOL, PHONE_NUMBER, SENDER_ID],
        "PutKeyword" | "DeleteKeyword" | "DescribeKeywords" | "RequestPhoneNumber"
        | "SendVoiceMessage" => &[PHONE_NUMBER, POOL],
        "SendRcsMessage" => &[AGENT, POOL],
        "CreateRegistrationAssociation" => &[REGISTRATION, PHONE_NUMBER, SENDER_ID],
        "DescribeRegistrationFieldDefinitions"
        | "DescribeRegistrationSectionDefinitions"
        | "DescribeRegistrationTypeDefinitions"
        | "DeleteAccountDefaultProtectConfiguration"
        | "DescribeAccountAttributes"
        | "DescribeAccountLimits"
        | "DescribeNotifyTemplates"
        | "ListNotifyCountries"
        | "CarrierLookup"
        | "PutMessageFeedback" => &[],
        it if it.contains("SpendLimit") => &[],
        it if it.contains("ResourcePolicy") || it.contains("Resource") => &[],
        it if it.contains("ConfigurationSet")
            || it.contains("EventDestination")
            || it.contains("SetDefault")
            || it.contains("DeleteDefault") =>
        {
            &[CONFIGURATION_SET]
        }
        it if it.contains("OptOutList") || it.contains("OptedOut") => &[OPT_OUT_LIST],
        it if it.contains("Pool") => &[POOL],
        it if it.contains("PhoneNumber") => &[PHONE_NUMBER],
        it if it.contains("SenderId") => &[SENDER_ID],
        it if it.contains("ProtectConfiguration") => &[PROTECT],
        it if it.contains("RegistrationAttachment") => &[ATTACHMENT],
        it if it.contains("Registration") => &[REGISTRATION],
        it if it.contains("DestinationNumber") => &[VERIFIED],
        it if it.contains("RcsAgent") => &[AGENT],
        it if it.contains("Notify") => &[NOTIFY],
        _ => &[],
    }
}

/// Members that name resources, one or several.
const MEMBERS: &[(&str, &str)] = &[
    ("ConfigurationSetName", CONFIGURATION_SET),
    ("ConfigurationSetNames", CONFIGURATION_SET),
    ("OptOutListName", OPT_OUT_LIST),
    ("OptOutListNames", OPT_OUT_LIST),
    ("PoolId", POOL),
    ("PoolIds", POOL),
    ("PhoneNumberId", PHONE_NUMBER),
    ("PhoneNumberIds", PHONE_NUMBER),
    ("ProtectConfigurationId", PROTECT),
    ("ProtectConfigurationIds", PROTECT),
    ("RegistrationId", REGISTRATION),
    ("RegistrationIds", REGISTRATION),
    ("RegistrationAttachmentId", ATTACHMENT),
    ("RegistrationAttachmentIds", ATTACHMENT),
    ("VerifiedDestinationNumberId", VERIFIED),
    ("VerifiedDestinationNumberIds", VERIFIED),
    ("RcsAgentId", AGENT),
    ("RcsAgentIds", AGENT),
    ("NotifyConfigurationId", NOTIFY),
    ("NotifyConfigurationIds", NOTIFY),
];

/// The resources of a request, as ARNs.
pub(crate) fn resources(shared: &Shared, operation: &str, input: &Value) -> Vec<String> {
    if let Some(arn) = text(input, "ResourceArn") {
        return vec![arn.to_owned()];
    }
    let types = types(operation);
    if types.is_empty() {
        return vec!["*".to_owned()];
    }
    let mut out = Vec::new();
    let mut add = |kind: &str, id: &str| {
        if id.starts_with("arn:") {
            out.push(id.to_owned());
        } else if types.contains(&kind) {
            out.push(shared.arn_of(kind, id));
        }
    };
    for (member, kind) in MEMBERS {
        match input.get(member) {
            Some(Value::String(id)) if types.contains(kind) => add(kind, id),
            Some(Value::Array(ids)) if types.contains(kind) => {
                ids.iter()
                    .filter_map(Value::as_str)
                    .for_each(|id| add(kind, id));
            }
            _ => {}
        }
    }
    sender_ids(operation, input, &mut add);
    for member in [
        "OriginationIdentity",
        "OriginationPhoneNumber",
        "ResourceId",
    ] {
        if let Some(id) = text(input, member) {
            originator(shared, id, input, &mut add);
        }
    }
    if out.is_empty() {
        let all = types.iter().take(1).map(|kind| shared.arn_of(kind, "*"));
        out.extend(all);
    }
    out
}

fn sender_ids(operation: &str, input: &Value, add: &mut impl FnMut(&str, &str)) {
    if !operation.ends_with("SenderId") && !operation.ends_with("SenderIds") {
        return;
    }
    let list = input.get("SenderIds").and_then(Value::as_array);
    for one in list.into_iter().flatten().chain([input]) {
        if let (Some(id), Some(country)) = (text(one, "SenderId"), text(one, "IsoCountryCode")) {
            match id.starts_with("arn:") {
                true => add(SENDER_ID, id),
                false => add(SENDER_ID, &format!("{id}/{country}")),
            }
        }
    }
}

fn originator(shared: &Shared, id: &str, input: &Value, add: &mut impl FnMut(&str, &str)) {
    if id.starts_with("arn:") || id.starts_with("phone-") {
        add(PHONE_NUMBER, id);
    } else if id.starts_with("pool-") {
        add(POOL, id);
    } else if id.starts_with("rcs-") {
        add(AGENT, id);
    } else if let Some(known) = shared.number_id(id) {
        add(PHONE_NUMBER, &known);
    } else if id.bytes().all(|b| b.is_ascii_digit() || b == b'+') {
        add(PHONE_NUMBER, "*");
    } else {
        let country = text(input, "IsoCountryCode").unwrap_or("*");
        add(SENDER_ID, &format!("{id}/{country}"));
    }
}

/// `aws:RequestTag/<key>` and `aws:TagKeys` of a request.
pub(crate) fn conditions(input: &Value) -> Vec<(String, Vec<String>)> {
    let mut out = Vec::new();
    let mut keys = Vec::new();
    let tags = input.get("Tags").and_then(Value::as_array);
    for tag in tags.into_iter().flatten() {
        if let (Some(key), Some(value)) = (text(tag, "Key"), text(tag, "Value")) {
            keys.push(key.to_owned());
            out.push((format!("aws:RequestTag/{key}"), vec![value.to_owned()]));
        }
    }
    let given = crate::keep::texts(input, "TagKeys").into_iter();
    keys.extend(given.map(str::to_owned));
    if !keys.is_empty() {
        out.push(("aws:TagKeys".to_owned(), keys));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_is_about_the_types_that_the_reference_names() {
        for (operation, wanted) in [
            ("CreateEventDestination", &[CONFIGURATION_SET][..]),
            ("DeleteDefaultSenderId", &[CONFIGURATION_SET]),
            ("SetDefaultMessageType", &[CONFIGURATION_SET]),
            ("PutOptedOutNumber", &[OPT_OUT_LIST]),
            ("ListPoolOriginationIdentities", &[POOL]),
            ("ReleasePhoneNumber", &[PHONE_NUMBER]),
            ("SetAccountDefaultProtectConfiguration", &[PROTECT]),
            ("SubmitRegistrationVersion", &[REGISTRATION]),
            ("DescribeRegistrationAttachments", &[ATTACHMENT]),
            ("VerifyDestinationNumber", &[VERIFIED]),
            ("DescribeSpendLimits", &[]),
            ("SetTextMessageSpendLimitOverride", &[]),
            ("DeleteAccountDefaultProtectConfiguration", &[]),
        ] {
            assert_eq!(types(operation), wanted, "{operation}");
        }
    }
}
