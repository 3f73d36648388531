//! The figures. Source: connect-a-foundation.md §2.1 (quotas) and §2.6 (throttles).

use super::MESSAGING;
use resources::Kind;

/// What a quota is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// The account in its region.
    Account,
    /// An instance.
    Instance,
    /// A resource within an instance, such as a routing profile.
    Resource,
}

/// A quota.
#[derive(Debug)]
pub struct Quota {
    /// Its name in requests, the configuration and the store.
    pub name: &'static str,
    /// What is counted, in words.
    pub what: &'static str,
    /// In what it is counted.
    pub per: Per,
    /// The kind whose resources are counted, where it is a whole kind.
    pub kind: Option<Kind>,
    /// The hosted service's figure.
    pub aws: u64,
    /// Ours.
    pub self_hosted: u64,
    /// Whether the hosted service raises it on request.
    pub adjustable: bool,
}

/// Queue and channel combinations of a routing profile: a queue with two channels counts twice.
pub const QUEUES_PER_ROUTING_PROFILE: &str = "queues-per-routing-profile";
/// Files attached to one case, task or email.
pub const FILES_PER_RESOURCE: &str = "attached-files-per-resource";
/// Attributes of one data table.
pub const ATTRIBUTES_PER_DATA_TABLE: &str = "attributes-per-data-table";
/// Proficiencies of one user.
pub const PER_USER: &str = "proficiencies-per-user";

/// Executions of test cases that run at the same time.
pub const TEST_EXECUTIONS: &str = "concurrent-test-executions";
/// Executions of test cases that wait for their turn.
pub const TEST_QUEUE: &str = "queued-test-executions";
/// How long a test case may take, in seconds of its own virtual time.
pub const TEST_SECONDS: &str = "test-execution-seconds";

/// A row of the table, for a kind.
const fn of(
    kind: Kind,
    name: &'static str,
    what: &'static str,
    aws: u64,
    self_hosted: u64,
    adjustable: bool,
) -> Quota {
    Quota {
        name,
        what,
        per: match kind {
            Kind::Instance => Per::Account,
            _ => Per::Instance,
        },
        kind: Some(kind),
        aws,
        self_hosted,
        adjustable,
    }
}

/// The quotas of the Connect API, as they are listed.
pub static CONNECT: &[Quota] = &[
    of(Kind::Instance, "instances", "instance", 2, 1_000, true),
    of(Kind::User, "users", "user", 500, 1_000_000, true),
    of(
        Kind::HierarchyGroup,
        "hierarchy-groups",
        "hierarchy group",
        500,
        100_000,
        true,
    ),
    of(
        Kind::SecurityProfile,
        "security-profiles",
        "security profile",
        100,
        10_000,
        true,
    ),
    of(
        Kind::AgentStatus,
        "agent-statuses",
        "agent status",
        50,
        1_000,
        false,
    ),
    of(Kind::Queue, "queues", "queue", 50, 100_000, true),
    of(
        Kind::QuickConnect,
        "quick-connects",
        "quick connect",
        100,
        100_000,
        true,
    ),
    of(
        Kind::RoutingProfile,
        "routing-profiles",
        "routing profile",
        100,
        10_000,
        true,
    ),
    of(
        Kind::Hours,
        "hours-of-operation",
        "hours of operation",
        100,
        10_000,
        true,
    ),
    of(
        Kind::PhoneNumber,
        "phone-numbers",
        "phone number",
        5,
        100_000,
        true,
    ),
    of(Kind::Prompt, "prompts", "prompt", 500, 100_000, true),
    of(Kind::Flow, "flows", "flow", 100, 10_000, true),
    of(
        Kind::Module,
        "flow-modules",
        "flow module",
        200,
        10_000,
        false,
    ),
    of(
        Kind::LambdaFunction,
        "lambda-functions",
        "Lambda function",
        50,
        1_000,
        true,
    ),
    of(Kind::Bot, "bots", "bot", 100, 1_000, true),
    // Bots that are made here, as against those that an instance uses. Source: Lex quotas.
    Quota {
        name: "lex-bots",
        what: "bot",
        per: Per::Account,
        kind: Some(Kind::LexBot),
        aws: 250,
        self_hosted: 10_000,
        adjustable: true,
    },
    of(
        Kind::PredefinedAttribute,
        "predefined-attributes",
        "predefined attribute",
        25,
        10_000,
        true,
    ),
    of(
        Kind::TaskTemplate,
        "task-templates",
        "task template",
        50,
        1_000,
        false,
    ),
    // Source of these two: connect-a-foundation.md §2.1.
    of(
        Kind::SavedReport,
        "saved-reports",
        "saved report",
        2_000,
        100_000,
        true,
    ),
    of(
        Kind::ReportSchedule,
        "scheduled-reports",
        "scheduled report",
        50,
        10_000,
        false,
    ),
    // Source of these three: flow-language.md §10.
    Quota {
        name: TEST_EXECUTIONS,
        what: "concurrent test case execution",
        per: Per::Instance,
        kind: None,
        aws: 5,
        self_hosted: 8,
        adjustable: false,
    },
    Quota {
        name: TEST_QUEUE,
        what: "queued test case execution",
        per: Per::Instance,
        kind: None,
        aws: 100,
        self_hosted: 10_000,
        adjustable: false,
    },
    Quota {
        name: TEST_SECONDS,
        what: "second of a test case execution",
        per: Per::Instance,
        kind: None,
        aws: 300,
        self_hosted: 3_600,
        adjustable: false,
    },
    // Source of these two: CreateDataTable and ListDataTableAttributes.
    of(
        Kind::DataTable,
        "data-tables",
        "data table",
        100,
        10_000,
        true,
    ),
    Quota {
        name: ATTRIBUTES_PER_DATA_TABLE,
        what: "data table attribute",
        per: Per::Resource,
        kind: None,
        aws: 100,
        self_hosted: 1_000,
        adjustable: true,
    },
    // Source: connect-a-foundation.md §2.4, which says it of a conversation.
    Quota {
        name: FILES_PER_RESOURCE,
        what: "attached file",
        per: Per::Resource,
        kind: None,
        aws: 35,
        self_hosted: 1_000,
        adjustable: false,
    },
    Quota {
        name: QUEUES_PER_ROUTING_PROFILE,
        what: "queue and channel combination",
        per: Per::Resource,
        kind: None,
        aws: 50,
        self_hosted: 10_000,
        adjustable: true,
    },
    Quota {
        name: PER_USER,
        what: "proficiency",
        per: Per::Resource,
        kind: None,
        aws: 10,
        self_hosted: 1_000,
        adjustable: true,
    },
];

/// The quota with this name.
pub fn find(name: &str) -> Option<&'static Quota> {
    all().find(|it| it.name == name)
}

/// All quotas.
pub fn all() -> impl Iterator<Item = &'static Quota> {
    CONNECT.iter().chain(MESSAGING)
}

/// The quota of a kind.
pub(super) fn of_kind(kind: Kind) -> Option<&'static Quota> {
    CONNECT.iter().find(|it| it.kind == Some(kind))
}

/// Requests a second of an operation of the hosted service, and how many at once.
pub(super) fn aws_rate(service: &str, operation: &str) -> Option<(f64, f64)> {
    match service {
        "connect" => Some(connect_rate(operation)),
        "pinpoint-sms-voice-v2" | "pinpoint-sms-voice" => Some(messaging_rate(operation)),
        _ => None,
    }
}

fn connect_rate(operation: &str) -> (f64, f64) {
    match operation {
        "GetMetricData" | "GetCurrentMetricData" => (5.0, 8.0),
        // No burst is given for these two groups: as many at once as in a second.
        "GetMetricDataV2" => (10.0, 10.0),
        "GetContactAttributes"
        | "UpdateContactAttributes"
        | "StopContact"
        | "DescribeContact"
        | "UpdateContact"
        | "ListContactReferences"
        | "BatchPutContact" => (10.0, 15.0),
        "TagContact" | "UntagContact" => (20.0, 25.0),
        "UpdateContactRoutingData" => (20.0, 20.0),
        "StartChatContact"
        | "StartContactStreaming"
        | "StopContactStreaming"
        | "CreateParticipant" => (5.0, 8.0),
        other if other.contains("Evaluation") => (1.0, 1.0),
        _ => (2.0, 5.0),
    }
}

/// Source: sms.md §16. No burst is given: as many at once as in a second.
fn messaging_rate(operation: &str) -> (f64, f64) {
    match operation {
        "DeleteOptedOutNumber" | "PutOptedOutNumber" | "ListTagsForResource" => (10.0, 10.0),
        _ => (1.0, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_kind_stand_for_one_quota() {
        for quota in all() {
            assert!(std::ptr::eq(find(quota.name).unwrap(), quota));
            if let Some(kind) = quota.kind {
                assert!(std::ptr::eq(of_kind(kind).unwrap(), quota));
            }
        }
    }

    #[test]
    fn ours_are_never_below_those_of_the_hosted_service() {
        assert!(all().all(|it| it.self_hosted >= it.aws));
    }
}
