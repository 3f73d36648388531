//! What all resources have in common, and the sum of them.

use crate::{
    AgentStatus, DataTable, DataTableRecord, Facets, Flow, FlowModule, Hours, Indexed, Instance,
    LambdaFunction, PhoneNumberResource, Plain, Prompt, Queue, ReportSchedule, RoutingProfile,
    SavedReport, SecurityProfile, StorageConfig, User, facet,
};
use ids::{Account, Arn, InstanceId, Region};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Tags of a resource: at most 50, keys up to 128 characters, values up to 256.
pub type Tags = BTreeMap<String, String>;

macro_rules! kinds {
    (
        typed { $($variant:ident($ty:ty) {
            stored: $stored:literal, arn: $arn:literal, api: $api:literal, word: $word:literal,
            running: $running:literal, refers: [$($refers:ident),*]
        })* }
        plain { $($plain:ident {
            stored: $p_stored:literal, arn: $p_arn:literal, api: $p_api:literal,
            word: $p_word:literal, $(running: $p_running:literal,)?
            refers: [$($p_refers:ident),*]
        })* }
    ) => {
        /// The kinds of resources. The text form is the one stored.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind { $(#[doc = $word] $variant,)* $(#[doc = $p_word] $plain,)* }

        impl Kind {
            /// All kinds, in the order in which a start-up reads them.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant,)* $(Kind::$plain,)*];

            /// The stored name, such as `routing-profile`.
            pub const fn name(self) -> &'static str {
                match self { $(Kind::$variant => $stored,)* $(Kind::$plain => $p_stored,)* }
            }

            /// The part of an ARN that names this kind, such as `agent` for users.
            pub const fn arn_part(self) -> &'static str {
                match self { $(Kind::$variant => $arn,)* $(Kind::$plain => $p_arn,)* }
            }

            /// The `ResourceType` of the API's errors, such as `ROUTING_PROFILE`.
            pub const fn api_type(self) -> &'static str {
                match self { $(Kind::$variant => $api,)* $(Kind::$plain => $p_api,)* }
            }

            /// The kind in words, for messages to people.
            pub const fn word(self) -> &'static str {
                match self { $(Kind::$variant => $word,)* $(Kind::$plain => $p_word,)* }
            }

            /// Whether the running exchange works with resources of this kind and is told of them.
            pub const fn running(self) -> bool {
                match self { $(Kind::$variant => $running,)* $(Kind::$plain => false $(|| $p_running)?,)* }
            }

            /// The kinds that this kind's resources refer to, which cannot be deleted meanwhile.
            pub const fn refers(self) -> &'static [Kind] {
                match self {
                    $(Kind::$variant => &[$(Kind::$refers),*],)*
                    $(Kind::$plain => &[$(Kind::$p_refers),*],)*
                }
            }

            /// The kinds whose resources may refer to one of this kind.
            pub fn referrers(self) -> impl Iterator<Item = Kind> {
                Kind::ALL.iter().copied().filter(move |it| it.refers().contains(&self))
            }

            /// The kind with this stored name.
            pub fn from_name(name: &str) -> Option<Self> {
                Kind::ALL.iter().copied().find(|it| it.name() == name)
            }

            /// Reads a stored body of this kind.
            pub fn read(self, body: &str) -> Result<Resource, serde_json::Error> {
                match self {
                    $(Kind::$variant => serde_json::from_str(body).map(Resource::$variant),)*
                    $(Kind::$plain => Plain::read(self, body).map(Resource::Plain),)*
                }
            }
        }

        /// Any resource.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Resource {
            $(#[doc = $word] $variant($ty),)*
            /// One that is kept in the API's own shape.
            Plain(Plain),
        }

        impl Resource {
            /// Its kind.
            pub const fn kind(&self) -> Kind {
                match self { $(Resource::$variant(_) => Kind::$variant,)* Resource::Plain(it) => it.kind }
            }

            /// Its identifier as text, unique within its instance and kind.
            pub fn id(&self) -> String {
                match self {
                    $(Resource::$variant(it) => it.id.to_string(),)*
                    Resource::Plain(it) => it.id.clone(),
                }
            }

            /// Its tags.
            pub fn tags(&self) -> &Tags {
                match self { $(Resource::$variant(it) => &it.tags,)* Resource::Plain(it) => &it.tags }
            }

            /// Its tags, to be changed.
            pub fn tags_mut(&mut self) -> &mut Tags {
                match self {
                    $(Resource::$variant(it) => &mut it.tags,)*
                    Resource::Plain(it) => &mut it.tags,
                }
            }

            /// The body as stored.
            pub fn write(&self) -> Result<String, serde_json::Error> {
                match self {
                    $(Resource::$variant(it) => serde_json::to_string(it),)*
                    Resource::Plain(it) => serde_json::to_string(it),
                }
            }
        }

        impl Indexed for Resource {
            fn name(&self) -> Cow<'_, str> {
                match self {
                    $(Resource::$variant(it) => Indexed::name(it),)*
                    Resource::Plain(it) => Indexed::name(it),
                }
            }

            fn facets(&self, to: &mut Facets) {
                match self {
                    $(Resource::$variant(it) => it.facets(to),)*
                    Resource::Plain(it) => it.facets(to),
                }
            }
        }

        impl From<Plain> for Resource {
            fn from(it: Plain) -> Self { Resource::Plain(it) }
        }

        $(
            impl From<$ty> for Resource {
                fn from(it: $ty) -> Self { Resource::$variant(it) }
            }

            impl Configured for $ty {
                const KIND: Kind = Kind::$variant;

                fn from_resource(resource: Resource) -> Option<Self> {
                    match resource { Resource::$variant(it) => Some(it), _ => None }
                }
            }
        )*
    };
}

/// A resource with its own type.
pub trait Configured: Indexed + Into<Resource> + Clone + Send + Sync + 'static {
    /// Its kind.
    const KIND: Kind;

    /// The typed resource, if it is of this kind.
    fn from_resource(resource: Resource) -> Option<Self>;
}

// One row per kind. Typed kinds are those that an engine or a rule reads member by member; plain
// ones are kept in the API's own shape and need nothing but a row (see `Plain`).
//
//   stored  the name in the store        arn      the part of its ARN
//   api     ResourceType in API errors   word     what messages call it
//   running whether the exchange holds it  refers  what cannot be deleted while one refers to it
kinds! {
    typed {
        Instance(Instance) {
            stored: "instance", arn: "instance", api: "INSTANCE", word: "instance",
            running: true, refers: []
        }
        Hours(Hours) {
            stored: "hours-of-operation", arn: "operating-hours", api: "HOURS_OF_OPERATION", word: "hours of operation",
            running: true, refers: [Hours]
        }
        Prompt(Prompt) {
            stored: "prompt", arn: "prompt", api: "PROMPT", word: "prompt",
            running: true, refers: []
        }
        Flow(Flow) {
            stored: "contact-flow", arn: "contact-flow", api: "CONTACT_FLOW", word: "flow",
            running: true, refers: []
        }
        Queue(Queue) {
            stored: "queue", arn: "queue", api: "QUEUE", word: "queue",
            running: true, refers: [Hours, PhoneNumber, Flow, EmailAddress]
        }
        RoutingProfile(RoutingProfile) {
            stored: "routing-profile", arn: "routing-profile", api: "ROUTING_PROFILE", word: "routing profile",
            running: true, refers: [Queue]
        }
        SecurityProfile(SecurityProfile) {
            stored: "security-profile", arn: "security-profile", api: "SECURITY_PROFILE", word: "security profile",
            running: false, refers: [HierarchyGroup]
        }
        AgentStatus(AgentStatus) {
            stored: "agent-status", arn: "agent-state", api: "AGENT_STATUS", word: "agent status",
            running: true, refers: []
        }
        User(User) {
            stored: "user", arn: "agent", api: "USER", word: "user",
            running: true, refers: [RoutingProfile, SecurityProfile, HierarchyGroup]
        }
        PhoneNumber(PhoneNumberResource) {
            stored: "phone-number", arn: "phone-number", api: "PHONE_NUMBER", word: "phone number",
            running: true, refers: [Flow]
        }
        Module(FlowModule) {
            stored: "contact-flow-module", arn: "flow-module", api: "CONTACT_FLOW_MODULE", word: "flow module",
            running: true, refers: []
        }
        LambdaFunction(LambdaFunction) {
            stored: "lambda-function", arn: "lambda-function", api: "LAMBDA_FUNCTION", word: "Lambda function",
            running: false, refers: []
        }
        StorageConfig(StorageConfig) {
            stored: "storage-config", arn: "storage-config", api: "STORAGE_CONFIG", word: "storage configuration",
            running: true, refers: []
        }
        DataTable(DataTable) {
            stored: "data-table", arn: "data-table", api: "DATA_TABLE", word: "data table",
            running: false, refers: []
        }
        DataTableRecord(DataTableRecord) {
            stored: "data-table-record", arn: "data-table-record", api: "DATA_TABLE_RECORD", word: "data table record",
            running: false, refers: [DataTable]
        }
        SavedReport(SavedReport) {
            stored: "saved-report", arn: "report", api: "SAVED_REPORT", word: "report",
            running: false, refers: []
        }
        ReportSchedule(ReportSchedule) {
            stored: "report-schedule", arn: "report-schedule", api: "REPORT_SCHEDULE", word: "report schedule",
            running: false, refers: []
        }
    }
    plain {
        HierarchyLevel {
            stored: "hierarchy-level", arn: "agent-group-level", api: "HIERARCHY_LEVEL",
            word: "hierarchy level", refers: []
        }
        HierarchyGroup {
            stored: "hierarchy-group", arn: "agent-group", api: "HIERARCHY_GROUP",
            word: "hierarchy group", running: true, refers: [HierarchyGroup]
        }
        PredefinedAttribute {
            stored: "predefined-attribute", arn: "predefined-attribute", api: "PREDEFINED_ATTRIBUTE",
            word: "predefined attribute", running: true, refers: []
        }
        QuickConnect {
            stored: "quick-connect", arn: "transfer-destination", api: "QUICK_CONNECT",
            word: "quick connect", running: true, refers: [Queue, Flow]
        }
        EmailAddress {
            stored: "email-address", arn: "email-address", api: "EMAIL_ADDRESS",
            word: "email address", refers: [Flow]
        }
        FlowAlias {
            stored: "contact-flow-alias", arn: "contact-flow", api: "CONTACT_FLOW_ALIAS",
            word: "flow alias", refers: []
        }
        ModuleAlias {
            stored: "contact-flow-module-alias", arn: "flow-module", api: "CONTACT_FLOW_MODULE_ALIAS",
            word: "flow module alias", refers: []
        }
        View {
            stored: "view", arn: "view", api: "VIEW",
            word: "view", refers: []
        }
        ViewVersion {
            stored: "view-version", arn: "view", api: "VIEW_VERSION",
            word: "view version", refers: []
        }
        TaskTemplate {
            stored: "task-template", arn: "task-template", api: "TASK_TEMPLATE",
            word: "task template", refers: [Flow]
        }
        AuthenticationProfile {
            stored: "authentication-profile", arn: "authentication-profile", api: "AUTHENTICATION_PROFILE",
            word: "authentication profile", refers: []
        }
        Vocabulary {
            stored: "vocabulary", arn: "vocabulary", api: "VOCABULARY",
            word: "vocabulary", refers: []
        }
        DefaultVocabulary {
            stored: "default-vocabulary", arn: "default-vocabulary", api: "DEFAULT_VOCABULARY",
            word: "default vocabulary", refers: [Vocabulary]
        }
        ApprovedOrigin {
            stored: "approved-origin", arn: "approved-origin", api: "APPROVED_ORIGIN",
            word: "approved origin", refers: []
        }
        SecurityKey {
            stored: "security-key", arn: "security-key", api: "SECURITY_KEY",
            word: "security key", running: true, refers: []
        }
        Bot {
            stored: "bot", arn: "bot", api: "BOT",
            word: "bot", refers: []
        }
        IntegrationAssociation {
            stored: "integration-association", arn: "integration-association", api: "INTEGRATION_ASSOCIATION",
            word: "integration association", refers: []
        }
        UseCase {
            stored: "use-case", arn: "use-case", api: "USE_CASE",
            word: "use case", refers: [IntegrationAssociation]
        }
        AnalyticsDataSet {
            stored: "analytics-data-set", arn: "analytics-data-set", api: "ANALYTICS_DATA_SET",
            word: "analytics data set association", refers: []
        }
        FlowAssociation {
            stored: "flow-association", arn: "flow-association", api: "FLOW_ASSOCIATION",
            word: "flow association", refers: [Flow]
        }
        TrafficDistributionGroup {
            stored: "traffic-distribution-group", arn: "traffic-distribution-group", api: "TRAFFIC_DISTRIBUTION_GROUP",
            word: "traffic distribution group", refers: []
        }
        TrafficDistributionGroupUser {
            stored: "traffic-distribution-group-user", arn: "traffic-distribution-group-user", api: "TRAFFIC_DISTRIBUTION_GROUP_USER",
            word: "traffic distribution group user", refers: [TrafficDistributionGroup]
        }
        AttachedFile {
            stored: "attached-file", arn: "file", api: "ATTACHED_FILE",
            word: "attached file", refers: []
        }
        AttachedFilesConfiguration {
            stored: "attached-files-configuration", arn: "attached-files-configuration",
            api: "ATTACHED_FILES_CONFIGURATION", word: "attached files configuration", refers: []
        }
        Notification {
            stored: "notification", arn: "notification", api: "NOTIFICATION",
            word: "notification", refers: []
        }
        UserNotification {
            stored: "user-notification", arn: "user-notification", api: "USER_NOTIFICATION",
            word: "notification's status", refers: []
        }
        Workspace {
            stored: "workspace", arn: "workspace", api: "WORKSPACE",
            word: "workspace", refers: []
        }
        WorkspacePage {
            stored: "workspace-page", arn: "workspace-page", api: "WORKSPACE_PAGE",
            word: "workspace page", refers: [View, ViewVersion]
        }
        WorkspaceAssociation {
            stored: "workspace-association", arn: "workspace-association", api: "WORKSPACE_ASSOCIATION",
            word: "workspace association", refers: [Workspace]
        }
        Rule {
            stored: "rule", arn: "rule", api: "RULE",
            word: "rule", refers: []
        }
        PushRegistration {
            stored: "push-notification-registration", arn: "push-notification-registration", api: "PUSH_NOTIFICATION_REGISTRATION",
            word: "push notification registration", refers: []
        }
        TestCase {
            stored: "test-case", arn: "test-case", api: "TEST_CASE",
            word: "test case", refers: []
        }
        TestCaseExecution {
            stored: "test-case-execution", arn: "test-case-execution", api: "TEST_CASE_EXECUTION",
            word: "test case execution", refers: []
        }
        CustomMetric {
            stored: "custom-metric", arn: "metric", api: "METRIC",
            word: "metric", refers: []
        }
        Quota {
            stored: "quota", arn: "quota", api: "QUOTA",
            word: "quota", refers: []
        }
        LexBot {
            stored: "lex-bot", arn: "lex-bot", api: "LEX_BOT",
            word: "bot", refers: []
        }
        LexBotVersion {
            stored: "lex-bot-version", arn: "lex-bot-version", api: "LEX_BOT_VERSION",
            word: "bot version", refers: []
        }
        LexBotAlias {
            stored: "lex-bot-alias", arn: "lex-bot-alias", api: "LEX_BOT_ALIAS",
            word: "bot alias", refers: []
        }
        LexBotLocale {
            stored: "lex-bot-locale", arn: "lex-bot-locale", api: "LEX_BOT_LOCALE",
            word: "bot locale", refers: []
        }
        LexBuiltLocale {
            stored: "lex-built-locale", arn: "lex-built-locale", api: "LEX_BUILT_LOCALE",
            word: "built bot locale", refers: []
        }
        LexIntent {
            stored: "lex-intent", arn: "lex-intent", api: "LEX_INTENT",
            word: "intent", refers: []
        }
        LexSlot {
            stored: "lex-slot", arn: "lex-slot", api: "LEX_SLOT",
            word: "slot", refers: []
        }
        LexSlotType {
            stored: "lex-slot-type", arn: "lex-slot-type", api: "LEX_SLOT_TYPE",
            word: "slot type", refers: []
        }
        LexResourcePolicy {
            stored: "lex-resource-policy", arn: "lex-resource-policy", api: "LEX_RESOURCE_POLICY",
            word: "resource policy", refers: []
        }
    }
}

impl Kind {
    /// Whether it is a part of a bot: these lie under the account, beside what belongs to Connect.
    pub const fn of_bots(self) -> bool {
        matches!(
            self,
            Kind::LexBot
                | Kind::LexBotVersion
                | Kind::LexBotAlias
                | Kind::LexBotLocale
                | Kind::LexBuiltLocale
                | Kind::LexIntent
                | Kind::LexSlot
                | Kind::LexSlotType
                | Kind::LexResourcePolicy
        )
    }
}

impl Resource {
    /// The facets under which it is found, sorted.
    pub fn all_facets(&self) -> Vec<(String, String)> {
        let mut facets = Facets::default();
        facets.put(facet::ID, self.id());
        self.facets(&mut facets);
        facets.into_vec()
    }

    /// Its ARN. Phone numbers and traffic distribution groups lie under the account, all others
    /// under their instance.
    pub fn arn(&self, account: &Account, region: &Region, instance: InstanceId) -> Arn {
        match self {
            Resource::Instance(it) => Arn::instance(account, region, it.id),
            Resource::PhoneNumber(it) => {
                Arn::connect(account, region, format!("phone-number/{}", it.id))
            }
            Resource::Plain(it) if it.kind.of_bots() => {
                // Parts of a bot have no ARN in the API; theirs are for the store alone.
                let part = match it.kind {
                    Kind::LexBot => "bot",
                    Kind::LexBotAlias => "bot-alias",
                    other => other.arn_part(),
                };
                Arn::lex(account, region, format!("{part}/{}", it.id))
            }
            Resource::Plain(it) if it.kind == Kind::TrafficDistributionGroup => {
                Arn::connect(account, region, format!("{}/{}", it.kind.arn_part(), it.id))
            }
            other => Arn::within_instance(
                account,
                region,
                instance,
                other.kind().arn_part(),
                other.id(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_found_by_the_name_that_it_is_stored_under() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(*kind));
        }
    }

    #[test]
    fn a_queue_is_found_by_its_hours() {
        let mut ids = ids::IdSource::new(1);
        let queue = crate::Queue {
            id: ids.id(),
            name: "Main".into(),
            description: None,
            hours: ids.id(),
            max_contacts: None,
            outbound_caller: crate::OutboundCaller::default(),
            quick_connects: Vec::new(),
            email_addresses: Vec::new(),
            outbound_email: None,
            status: crate::QueueStatus::Enabled,
            tags: Tags::new(),
        };
        let hours = queue.hours.to_string();
        let facets = Resource::from(queue).all_facets();
        assert!(facets.contains(&("hours-of-operation".to_owned(), hours)));
        let users: Vec<_> = Kind::Hours.referrers().collect();
        assert!(users.contains(&Kind::Queue));
    }

    #[test]
    fn a_resource_reads_back_what_it_writes() {
        let prompt = Resource::from(Prompt {
            id: ids::IdSource::new(1).id(),
            name: "Beep".into(),
            description: None,
            blob: "prompts/beep.wav".into(),
            tags: Tags::from([("team".into(), "a".into())]),
        });
        let body = prompt.write().unwrap();
        assert_eq!(Kind::Prompt.read(&body).unwrap(), prompt);
    }
}
