//! Metrics of agents. Source: connect-d-data-metrics.md §3, §4, §21.

use super::{By, Formula::*, Metric, rows};
use crate::Measure::*;

const NO_SCHEDULE: &str = "agents' schedules are not kept";

pub(super) const ROWS: &[Metric] = rows! { Activity:
    AGENT_ADHERENT_TIME "Adherent time" Seconds (By::ALL) []
        (Absent(NO_SCHEDULE))
        "Time in which an agent did what the schedule says.";
    AGENT_ANSWER_RATE "Agent answer rate" Percent (By::ALL) []
        (Share(&[OffersAnswered], &[Offers]))
        "Of the offers to agents, those that were accepted.";
    AGENT_NON_ADHERENT_TIME "Non-adherent time" Seconds (By::ALL) []
        (Absent(NO_SCHEDULE))
        "Time in which an agent did not do what the schedule says.";
    AGENT_NON_RESPONSE "Agent non-response" Count (By::ALL) []
        (Sum(NonResponse))
        "Offers that were not accepted, those included that ended because the customer left.";
    AGENT_NON_RESPONSE_WITHOUT_CUSTOMER_ABANDONS "Agent non-response without customer abandons" Count (By::ALL) []
        (Sum(NonResponseWithCustomer))
        "Offers that the agent missed or rejected.";
    AGENT_OCCUPANCY "Occupancy" Percent (By::DESK) []
        (Share(&[OnContactMs], &[OnContactMs, IdleMs]))
        "Time on contacts as a share of it and idle time, whatever the number of contacts at once.";
    AGENT_SCHEDULED_TIME "Scheduled time" Seconds (By::ALL) []
        (Absent(NO_SCHEDULE))
        "Time that is scheduled and counts for adherence.";
    AGENT_SCHEDULE_ADHERENCE "Adherence" Percent (By::ALL) []
        (Absent(NO_SCHEDULE))
        "Adherent time as a share of scheduled time.";
    AVG_AGENT_CONNECTING_TIME "Average agent connecting time" Seconds (By::ALL) [InitiationMethod]
        (Ratio(&[ConnectingMs], Connectings))
        "From a contact's coming to an agent to its being connected, missed or failed.";
    SUM_CONNECTING_TIME_AGENT "Agent connecting time" Seconds (By::ALL) [InitiationMethod]
        (Sum(ConnectingMs))
        "All time from contacts' coming to agents to their being connected, missed or failed.";
    SUM_CONTACT_TIME_AGENT "Agent on contact time" Seconds (By::DESK) []
        (Sum(OnContactMs))
        "Time available and on at least one contact, hold and after-contact work included; not in a custom status or offline.";
    SUM_ERROR_STATUS_TIME_AGENT "Error status time" Seconds (By::DESK) []
        (Sum(ErrorMs))
        "Time online with a missed, rejected or failed contact.";
    SUM_IDLE_TIME_AGENT "Agent idle time" Seconds (By::DESK) []
        (Sum(IdleMs))
        "Time available without a contact, and with none but failed ones; not while a contact is offered.";
    SUM_NON_PRODUCTIVE_TIME_AGENT "Non-productive time" Seconds (By::DESK) []
        (Sum(NonProductiveMs))
        "Time in custom statuses, contacts handled in them included.";
    SUM_ONLINE_TIME_AGENT "Online time" Seconds (By::DESK) []
        (Sum(OnlineMs))
        "Time signed in and not offline, custom statuses included.";
};
