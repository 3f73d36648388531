//! Metrics of GetMetricData, as those of GetMetricDataV2 with filters of their own.
//! Source: connect-d-data-metrics.md §4, column "V1 name".

/// A metric of GetMetricData.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct V1Metric {
    /// Its name in requests.
    pub name: &'static str,
    /// `SUM`, `AVG` or `MAX`.
    pub statistic: &'static str,
    /// `COUNT`, `SECONDS` or `PERCENT`.
    pub unit: &'static str,
    /// The metric of GetMetricDataV2; empty for one that was given up and has no value.
    pub of: &'static str,
    /// Only of contacts that came to be in one of these ways.
    pub methods: &'static [&'static str],
    /// Only of contacts that ended in one of these ways.
    pub reasons: &'static [&'static str],
}

macro_rules! v1 {
    ($($name:ident $statistic:ident $unit:ident $of:literal [$($method:literal)*] [$($reason:literal)*];)*) => {
        /// All metrics of GetMetricData, by name.
        pub const V1: &[V1Metric] = &[$(V1Metric {
            name: stringify!($name),
            statistic: stringify!($statistic),
            unit: stringify!($unit),
            of: $of,
            methods: &[$($method),*],
            reasons: &[$($reason),*],
        }),*];
    };
}

v1! {
    ABANDON_TIME AVG SECONDS "AVG_ABANDON_TIME" [] [];
    AFTER_CONTACT_WORK_TIME AVG SECONDS "AVG_AFTER_CONTACT_WORK_TIME" [] [];
    API_CONTACTS_HANDLED SUM COUNT "CONTACTS_HANDLED" ["API"] [];
    CALLBACK_CONTACTS_HANDLED SUM COUNT "CONTACTS_HANDLED" ["CALLBACK"] [];
    CONTACTS_ABANDONED SUM COUNT "CONTACTS_ABANDONED" [] [];
    CONTACTS_AGENT_HUNG_UP_FIRST SUM COUNT "CONTACTS_HANDLED" [] ["AGENT_DISCONNECT"];
    CONTACTS_CONSULTED SUM COUNT "" [] [];
    CONTACTS_HANDLED SUM COUNT "CONTACTS_HANDLED" [] [];
    CONTACTS_HANDLED_INCOMING SUM COUNT "CONTACTS_HANDLED" ["INBOUND" "TRANSFER" "QUEUE_TRANSFER"] [];
    CONTACTS_HANDLED_OUTBOUND SUM COUNT "CONTACTS_HANDLED" ["OUTBOUND"] [];
    CONTACTS_HOLD_ABANDONS SUM COUNT "CONTACTS_HOLD_ABANDONS" [] [];
    CONTACTS_MISSED SUM COUNT "AGENT_NON_RESPONSE" [] [];
    CONTACTS_QUEUED SUM COUNT "CONTACTS_QUEUED" [] [];
    CONTACTS_TRANSFERRED_IN SUM COUNT "CONTACTS_CREATED" ["TRANSFER" "QUEUE_TRANSFER"] [];
    CONTACTS_TRANSFERRED_IN_FROM_QUEUE SUM COUNT "CONTACTS_CREATED" ["QUEUE_TRANSFER"] [];
    CONTACTS_TRANSFERRED_OUT SUM COUNT "CONTACTS_TRANSFERRED_OUT" [] [];
    CONTACTS_TRANSFERRED_OUT_FROM_QUEUE SUM COUNT "CONTACTS_TRANSFERRED_OUT_FROM_QUEUE" [] [];
    HANDLE_TIME AVG SECONDS "AVG_HANDLE_TIME" [] [];
    HOLD_TIME AVG SECONDS "AVG_HOLD_TIME" [] [];
    INTERACTION_AND_HOLD_TIME AVG SECONDS "AVG_INTERACTION_AND_HOLD_TIME" [] [];
    INTERACTION_TIME AVG SECONDS "AVG_INTERACTION_TIME" [] [];
    OCCUPANCY AVG PERCENT "AGENT_OCCUPANCY" [] [];
    QUEUED_TIME MAX SECONDS "MAX_QUEUED_TIME" [] [];
    QUEUE_ANSWER_TIME AVG SECONDS "AVG_QUEUE_ANSWER_TIME" [] [];
    SERVICE_LEVEL AVG PERCENT "SERVICE_LEVEL" [] [];
}

/// The metric of GetMetricData of that name.
pub fn find_v1(name: &str) -> Option<&'static V1Metric> {
    V1.iter().find(|it| it.name == name)
}
