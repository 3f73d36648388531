//! Which permission of a security profile an operation needs.
//!
//! Permissions are of groups such as `Users`, each with View, Create, Edit and Delete; operations
//! are named by what they do and to what. So the table is of nouns, and a verb chooses among a
//! noun's permissions. Who may see one thing may also list what its page offers to choose from.
//! Source: connect-b-routing-channels.md §3.2 (catalogue and inherited permissions).

use aws_wire::Value;

/// What an operation needs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Need {
    /// Permissions, any of which will do.
    pub(crate) any_of: &'static [&'static str],
    /// The type of resources that it is about, as in the API's errors.
    pub(crate) resource_type: &'static str,
}

/// A noun of operations' names and the permissions for it.
struct Noun {
    name: &'static str,
    resource_type: &'static str,
    /// To list and search, with what is inherited from other groups.
    list: &'static [&'static str],
    view: &'static [&'static str],
    create: &'static [&'static str],
    edit: &'static [&'static str],
    delete: &'static [&'static str],
}

/// A noun with the four permissions, in the order view, create, edit, delete.
macro_rules! noun {
    ($name:literal, $kind:literal, $view:literal, $create:literal, $edit:literal, $delete:literal
     $(, also: $($also:literal),+)?) => {
        Noun {
            name: $name,
            resource_type: $kind,
            list: &[$view $($(, $also)+)?],
            view: &[$view],
            create: &[$create],
            edit: &[$edit],
            delete: &[$delete],
        }
    };
}

// Longer nouns stand before those that they begin with.
#[rustfmt::skip]
const NOUNS: &[Noun] = &[
    noun!("UserHierarchyStructure", "HIERARCHY_LEVEL", "AgentGrouping.View", "AgentGrouping.Create", "AgentGrouping.Edit", "AgentGrouping.Edit",
        also: "Users.View", "Users.Edit"),
    noun!("UserHierarchyGroup", "HIERARCHY_GROUP", "AgentGrouping.View", "AgentGrouping.Create", "AgentGrouping.Edit", "AgentGrouping.Edit",
        also: "Users.View", "Users.Edit"),
    noun!("UserSecurityProfiles", "USER", "Users.View", "Users.EditPermission", "Users.EditPermission", "Users.EditPermission"),
    noun!("User", "USER", "Users.View", "Users.Create", "Users.Edit", "Users.Delete",
        also: "TransferDestinations.View"),
    noun!("AllEntitySessions", "USER", "Users.View", "Users.Edit", "Users.Edit", "Users.Edit"),
    noun!("Session", "USER", "Users.View", "Users.Edit", "Users.Edit", "Users.Edit"),
    noun!("SecurityProfile", "SECURITY_PROFILE", "SecurityProfiles.View", "SecurityProfiles.Create", "SecurityProfiles.Edit", "SecurityProfiles.Delete",
        also: "Users.View", "Users.Edit"),
    noun!("AuthenticationProfile", "AUTHENTICATION_PROFILE", "SecurityProfiles.View", "SecurityProfiles.Edit", "SecurityProfiles.Edit", "SecurityProfiles.Edit"),
    noun!("RoutingProfile", "ROUTING_PROFILE", "RoutingPolicies.View", "RoutingPolicies.Create", "RoutingPolicies.Edit", "RoutingPolicies.Edit",
        also: "Users.View", "Users.Edit"),
    noun!("Queue", "QUEUE", "Queues.View", "Queues.Create", "Queues.Edit", "Queues.Edit",
        also: "RoutingPolicies.View", "TransferDestinations.View"),
    noun!("QuickConnect", "QUICK_CONNECT", "TransferDestinations.View", "TransferDestinations.Create", "TransferDestinations.Edit", "TransferDestinations.Delete",
        also: "Queues.View"),
    noun!("HoursOfOperation", "HOURS_OF_OPERATION", "HoursOfOperation.View", "HoursOfOperation.Create", "HoursOfOperation.Edit", "HoursOfOperation.Delete",
        also: "Queues.View"),
    noun!("EffectiveHoursOfOperation", "HOURS_OF_OPERATION", "HoursOfOperation.View", "HoursOfOperation.Create", "HoursOfOperation.Edit", "HoursOfOperation.Delete"),
    noun!("Prompt", "PROMPT", "Prompts.View", "Prompts.Create", "Prompts.Edit", "Prompts.Delete"),
    noun!("ContactFlowModule", "CONTACT_FLOW_MODULE", "ContactFlowModules.View", "ContactFlowModules.Create", "ContactFlowModules.Edit", "ContactFlowModules.Delete"),
    noun!("ContactFlow", "CONTACT_FLOW", "ContactFlows.View", "ContactFlows.Create", "ContactFlows.Edit", "ContactFlows.Delete",
        also: "PhoneNumbers.View", "TransferDestinations.View"),
    noun!("PhoneNumber", "PHONE_NUMBER", "PhoneNumbers.View", "PhoneNumbers.Claim", "PhoneNumbers.Edit", "PhoneNumbers.Release",
        also: "Queues.View"),
    noun!("AvailablePhoneNumber", "PHONE_NUMBER", "PhoneNumbers.Claim", "PhoneNumbers.Claim", "PhoneNumbers.Claim", "PhoneNumbers.Claim"),
    noun!("AgentStatus", "AGENT_STATUS", "AgentStates.View", "AgentStates.Create", "AgentStates.Edit", "AgentStates.Edit"),
    noun!("TaskTemplate", "TASK_TEMPLATE", "TaskTemplates.View", "TaskTemplates.Create", "TaskTemplates.Edit", "TaskTemplates.Delete"),
    noun!("Rule", "RULE", "Rules.View", "Rules.Create", "Rules.Edit", "Rules.Delete"),
    noun!("Vocabular", "VOCABULARY", "ContactLensCustomVocabulary.View", "ContactLensCustomVocabulary.Edit", "ContactLensCustomVocabulary.Edit", "ContactLensCustomVocabulary.Edit"),
];

/// Verbs of operations' names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    List,
    View,
    Create,
    Edit,
    Delete,
}

const VERBS: &[(&str, Verb)] = &[
    ("List", Verb::List),
    ("Search", Verb::List),
    ("Describe", Verb::View),
    ("Get", Verb::View),
    ("Create", Verb::Create),
    ("Claim", Verb::Create),
    ("Update", Verb::Edit),
    ("Put", Verb::Edit),
    ("Associate", Verb::Edit),
    ("Disassociate", Verb::Edit),
    ("Delete", Verb::Delete),
    ("Release", Verb::Delete),
];

impl Noun {
    fn need(&self, verb: Verb) -> Need {
        Need {
            any_of: match verb {
                Verb::List => self.list,
                Verb::View => self.view,
                Verb::Create => self.create,
                Verb::Edit => self.edit,
                Verb::Delete => self.delete,
            },
            resource_type: self.resource_type,
        }
    }
}

/// What an operation needs; nothing that pages do not call. `arns` are what it touches: tags are
/// of whatever they are on.
pub(crate) fn need(operation: &str, input: &Value, arns: &[String]) -> Option<Need> {
    match operation {
        "TagResource" | "UntagResource" => return of_arn(arns.first()?, Verb::Edit),
        "ListTagsForResource" => return of_arn(arns.first()?, Verb::View),
        // connect-d-data-metrics.md §2, §3.3, §5: `AccessMetrics` has all of them.
        "GetCurrentMetricData" | "GetContactMetrics" | "GetInstanceMetrics" => {
            return Some(Need {
                any_of: &["AccessMetrics", "AccessMetrics.RealTimeMetrics.Access"],
                resource_type: "QUEUE",
            });
        }
        "GetCurrentUserData" => {
            return Some(Need {
                any_of: &["AccessMetrics", "AccessMetrics.RealTimeMetrics.Access"],
                resource_type: "USER",
            });
        }
        "GetMetricData" | "GetMetricDataV2" => {
            return Some(Need {
                any_of: &[
                    "AccessMetrics",
                    "HistoricalMetrics.Access",
                    "AccessMetrics.Dashboards.Access",
                ],
                resource_type: "QUEUE",
            });
        }
        // connect-e-cases-quality.md §10.1; that the person may barge the operation sees to.
        "MonitorContact" => {
            return Some(Need {
                any_of: &["ManagerListenIn"],
                resource_type: "USER",
            });
        }
        // Of Carillon's own API.
        "GetBulkImportTemplate" | "StartBulkImport" => return bulk(input),
        // What operators of messaging do; what a message said is apart from that it was sent.
        "DescribeCarriers" | "GetMessageCounts" => return messaging(&["Messaging.View"]),
        "SearchMessages" | "DescribeMessage" | "ListMessageEvents" => {
            return messaging(&["MessageHistory.View"]);
        }
        "GetMessageText" => return messaging(&["MessageHistory.ViewText"]),
        "ListRegistrationReviews"
        | "DescribeRegistrationReview"
        | "GetRegistrationAttachment"
        | "ReviewRegistration" => return messaging(&["MessagingRegistrations.Review"]),
        // A job is known by its identifier only; whoever may import either kind may follow it.
        "DescribeBulkImport" | "CancelBulkImport" | "ListBulkImports" => {
            return Some(Need {
                any_of: &["Users.Create", "TransferDestinations.Create"],
                resource_type: "USER",
            });
        }
        _ => {}
    }
    // Verbs follow "Batch" in a few names.
    let name = operation.strip_prefix("Batch").unwrap_or(operation);
    let (rest, verb) = VERBS
        .iter()
        .find_map(|(word, verb)| Some((name.strip_prefix(word)?, *verb)))?;
    let noun = NOUNS.iter().find(|it| rest.starts_with(it.name))?;
    Some(noun.need(verb))
}

fn messaging(any_of: &'static [&'static str]) -> Option<Need> {
    Some(Need {
        any_of,
        resource_type: "MESSAGING",
    })
}

/// A bulk import makes what its file is of.
fn bulk(input: &Value) -> Option<Need> {
    let noun = match input.get("ResourceType").and_then(Value::as_str)? {
        "USER" => "User",
        "QUICK_CONNECT" => "QuickConnect",
        _ => return None,
    };
    let noun = NOUNS.iter().find(|it| it.name == noun)?;
    Some(noun.need(Verb::Create))
}

fn of_arn(arn: &str, verb: Verb) -> Option<Need> {
    let arn: ids::Arn = arn.parse().ok()?;
    let text = arn.to_string();
    let resource = text.splitn(6, ':').nth(5)?;
    let kind = resources::Kind::ALL.iter().rev().find(|it| {
        let part = it.arn_part();
        resource.split('/').rev().nth(1) == Some(part)
    })?;
    // Of nouns for one type the shortest is the type's own.
    let of_type = NOUNS
        .iter()
        .filter(|it| it.resource_type == kind.api_type());
    let noun = of_type.min_by_key(|it| it.name.len())?;
    Some(noun.need(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verb_chooses_among_the_permissions_of_the_noun() {
        let of = |name| need(name, &Value::Null, &[]).map(|it| it.any_of[0]);
        for (operation, permission) in [
            ("CreateUser", "Users.Create"),
            ("UpdateUserIdentityInfo", "Users.Edit"),
            ("UpdateUserSecurityProfiles", "Users.EditPermission"),
            ("ListUserHierarchyGroups", "AgentGrouping.View"),
            ("SearchUsers", "Users.View"),
            ("DeleteContactFlowModule", "ContactFlowModules.Delete"),
            ("CreateContactFlow", "ContactFlows.Create"),
            ("ReleasePhoneNumber", "PhoneNumbers.Release"),
            ("DeleteSession", "Users.Edit"),
            ("ListVocabularies", "ContactLensCustomVocabulary.View"),
        ] {
            assert_eq!(of(operation), Some(permission), "{operation}");
        }
        for operation in [
            "DeleteInstance",
            "CreateIntegrationAssociation",
            "StopContact",
        ] {
            assert_eq!(of(operation), None, "{operation}");
        }
    }

    #[test]
    fn metrics_have_permissions_of_their_own() {
        let may = |name, permission: &str| {
            let need = need(name, &Value::Null, &[]).unwrap();
            need.any_of.contains(&permission)
        };
        let real_time = "AccessMetrics.RealTimeMetrics.Access";
        for name in [
            "GetCurrentMetricData",
            "GetCurrentUserData",
            "GetMetricDataV2",
        ] {
            assert!(may(name, "AccessMetrics"), "{name}");
            assert_eq!(may(name, real_time), name != "GetMetricDataV2");
        }
        assert!(may("GetMetricDataV2", "HistoricalMetrics.Access"));
    }

    #[test]
    fn what_a_message_said_is_apart_from_that_it_was_sent() {
        let of = |name| need(name, &Value::Null, &["*".to_owned()]).map(|it| it.any_of[0]);
        assert_eq!(of("SearchMessages"), Some("MessageHistory.View"));
        assert_eq!(of("GetMessageText"), Some("MessageHistory.ViewText"));
        assert_eq!(
            of("ReviewRegistration"),
            Some("MessagingRegistrations.Review")
        );
    }

    #[test]
    fn who_sees_users_may_list_what_a_user_is_given() {
        assert!(
            need("ListRoutingProfiles", &Value::Null, &[])
                .unwrap()
                .any_of
                .contains(&"Users.View")
        );
        let describe = need("DescribeRoutingProfile", &Value::Null, &[]).unwrap();
        assert_eq!(describe.any_of, ["RoutingPolicies.View"]);
    }

    #[test]
    fn tags_need_the_permission_for_what_they_are_on() {
        let arn = "arn:aws:connect:us-east-1:123456789012:instance/00000000-0000-0000-0000-000000000001/agent/00000000-0000-0000-0000-000000000002";
        let tag = need("TagResource", &Value::Null, &[arn.to_owned()]).unwrap();
        assert_eq!(
            (tag.any_of, tag.resource_type),
            (&["Users.Edit"][..], "USER")
        );
    }
}
