//! Metrics of GetCurrentMetricData. Source: connect-d-data-metrics.md §3.1.

/// A real-time metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentMetric {
    /// Its name in requests.
    pub name: &'static str,
    /// Its name in reports.
    pub title: &'static str,
    /// `COUNT` or `SECONDS`.
    pub unit: &'static str,
    /// What it is.
    pub definition: &'static str,
}

macro_rules! current {
    ($($name:ident $title:literal $unit:ident $definition:literal;)*) => {
        /// All real-time metrics, by name.
        pub const CURRENT: &[CurrentMetric] = &[$(CurrentMetric {
            name: stringify!($name),
            title: $title,
            unit: stringify!($unit),
            definition: $definition,
        }),*];
    };
}

current! {
    AGENTS_AFTER_CONTACT_WORK "ACW" COUNT
        "Contacts, not agents, in after-contact work.";
    AGENTS_AVAILABLE "Available" COUNT
        "Agents available without any contact, not even a missed or failed one.";
    AGENTS_ERROR "Error" COUNT
        "Agents with a missed, rejected or failed contact.";
    AGENTS_NON_PRODUCTIVE "NPT" COUNT
        "Agents in a custom status.";
    AGENTS_ONLINE "Online" COUNT
        "Agents signed in and not offline.";
    AGENTS_ON_CALL "On contact" COUNT
        "The older name of AGENTS_ON_CONTACT.";
    AGENTS_ON_CONTACT "On contact" COUNT
        "Agents with a contact that is connected, on hold, paused, in after-contact work, or an outbound call that rings.";
    AGENTS_STAFFED "Staffed" COUNT
        "Agents online and not in a custom status.";
    CONTACTS_IN_QUEUE "In queue" COUNT
        "Contacts in the queue that no agent is being offered.";
    CONTACTS_SCHEDULED "Scheduled" COUNT
        "Callbacks whose time has not come.";
    ESTIMATED_WAIT_TIME "Estimated wait time" SECONDS
        "Contacts in the queue and one more, times the queue's average handle time of the last hour, through the agents staffed for it (inferred); no value without agents or handled contacts.";
    OLDEST_CONTACT_AGE "Oldest" SECONDS
        "How long the contact waits that waits longest; in milliseconds where nothing is grouped.";
    SLOTS_ACTIVE "Active" COUNT
        "Slots in use by contacts that are connected, on hold, paused, in after-contact work, or outbound calls that ring.";
    SLOTS_AVAILABLE "Availability" COUNT
        "Slots still to be had at agents who are online and not in a custom status.";
}

/// The real-time metric of that name.
pub fn find_current(name: &str) -> Option<&'static CurrentMetric> {
    CURRENT.iter().find(|it| it.name == name)
}
