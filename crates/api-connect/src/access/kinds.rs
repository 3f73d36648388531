//! Types of resources: their ARNs, the members that name them, and who touches which.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A type of resources.
pub(super) struct Kind {
    /// As the service authorization reference names it.
    pub name: &'static str,
    /// The part of its ARN before its identifier.
    pub part: &'static str,
    /// Whether its ARN begins with the instance's.
    pub under_instance: bool,
}

const fn of(name: &'static str, part: &'static str) -> Kind {
    Kind {
        name,
        part,
        under_instance: true,
    }
}

const fn alone(name: &'static str, part: &'static str) -> Kind {
    Kind {
        name,
        part,
        under_instance: false,
    }
}

/// All but the instance itself.
pub(super) const KINDS: &[Kind] = &[
    of("contact", "contact"),
    of("user", "agent"),
    of("routing-profile", "routing-profile"),
    of("security-profile", "security-profile"),
    of("authentication-profile", "authentication-profile"),
    of("hierarchy-group", "agent-group"),
    of("data-table", "data-table"),
    of("queue", "queue"),
    of("quick-connect", "transfer-destination"),
    of("contact-flow", "contact-flow"),
    of("contact-flow-module", "flow-module"),
    of("task-template", "task-template"),
    of("hours-of-operation", "operating-hours"),
    of("agent-status", "agent-state"),
    of("legacy-phone-number", "phone-number"),
    alone("phone-number", "phone-number"),
    of("integration-association", "integration-association"),
    of("use-case", "use-case"),
    of("vocabulary", "vocabulary"),
    alone("traffic-distribution-group", "traffic-distribution-group"),
    of("rule", "rule"),
    of("evaluation-form", "evaluation-form"),
    of("contact-evaluation", "contact-evaluation"),
    of("prompt", "prompt"),
    of("customer-managed-view", "view"),
    of("attached-file", "file"),
    of("email-address", "email-address"),
    of("workspace", "workspace"),
    of("notification", "notification"),
    of("metric", "metric"),
    of("test-case", "test-case"),
];

/// Members that name a resource, with its type.
pub(super) const MEMBERS: &[(&str, &str)] = &[
    ("ContactId", "contact"),
    ("InitialContactId", "contact"),
    ("UserId", "user"),
    ("UserIds", "user"),
    ("Agents", "user"),
    ("RoutingProfileId", "routing-profile"),
    ("RoutingProfiles", "routing-profile"),
    ("SecurityProfileId", "security-profile"),
    ("SecurityProfileIds", "security-profile"),
    ("AuthenticationProfileId", "authentication-profile"),
    ("HierarchyGroupId", "hierarchy-group"),
    ("ParentGroupId", "hierarchy-group"),
    ("UserHierarchyGroups", "hierarchy-group"),
    ("DataTableId", "data-table"),
    ("QueueId", "queue"),
    ("QueueIds", "queue"),
    ("Queues", "queue"),
    ("DefaultOutboundQueueId", "queue"),
    ("QuickConnectId", "quick-connect"),
    ("QuickConnectIds", "quick-connect"),
    ("ContactFlowId", "contact-flow"),
    ("OutboundFlowId", "contact-flow"),
    ("FlowId", "contact-flow"),
    ("ContactFlowModuleId", "contact-flow-module"),
    ("TaskTemplateId", "task-template"),
    ("HoursOfOperationId", "hours-of-operation"),
    ("AgentStatusId", "agent-status"),
    ("PhoneNumberId", "phone-number"),
    ("OutboundCallerIdNumberId", "phone-number"),
    ("IntegrationAssociationId", "integration-association"),
    ("UseCaseId", "use-case"),
    ("VocabularyId", "vocabulary"),
    ("TrafficDistributionGroupId", "traffic-distribution-group"),
    ("RuleId", "rule"),
    ("EvaluationFormId", "evaluation-form"),
    ("EvaluationId", "contact-evaluation"),
    ("PromptId", "prompt"),
    ("ViewId", "customer-managed-view"),
    ("FileId", "attached-file"),
    ("FileIds", "attached-file"),
    ("EmailAddressId", "email-address"),
    ("WorkspaceId", "workspace"),
    ("NotificationId", "notification"),
    ("MetricId", "metric"),
    ("TestCaseId", "test-case"),
];

/// The types that each operation touches.
pub(super) static TOUCHED: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("resources.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .collect()
});
