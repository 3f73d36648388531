//! Metrics of whole contacts. Source: connect-d-data-metrics.md §4.

use super::{By, Formula::*, Metric, rows};
use crate::{Hist, Measure::*};

const MOST: By = By::ALL.and(By::SUBTYPE).and(By::ASSISTED);
const QUEUES: By = By::QCR.and(By::SUBTYPE).and(By::ASSISTED);

const RECORDS: &[Metric] = rows! { Records:
    AVG_CONTACT_DURATION "Average contact duration" Seconds (MOST.and(By::FEATURE)) []
        (Ratio(&[DurationMs], Contacts))
        "From the beginning to the disconnect.";
    AVG_RESOLUTION_TIME "Average resolution time" Seconds (QUEUES) []
        (Ratio(&[ResolutionMs], Contacts))
        "From the beginning to the disconnect or the end of after-contact work, whichever is later.";
    CONTACTS_CREATED "Contacts created" Count (QUEUES.and(By::FEATURE)) [InitiationMethod]
        (Sum(Contacts))
        "Contacts; counted when they disconnect.";
    CONTACTS_HANDLED "Contacts handled" Count (MOST.and(By::FEATURE).and(By::STEP)) [InitiationMethod DisconnectReason]
        (Sum(Handled))
        "Contacts that were connected to an agent; counted when they disconnect.";
    CONTACTS_RESOLVED_IN_X "Contacts resolved in X" Count (QUEUES) []
        (Within(Hist::Resolved))
        "Contacts whose resolution time is within the threshold.";
    SUM_CONTACT_FLOW_TIME "Contact flow time" Seconds (By::ALL.and(By::ASSISTED)) []
        (Sum(FlowMs))
        "All time with a flow before a queue or an agent; outbound contacts do not begin in one.";
};

const EVENTS: &[Metric] = rows! { Events:
    CONTACTS_HANDLED_BY_CONNECTED_TO_AGENT "Contacts handled by connected to agent" Count (By::QUEUE.and(By::CHANNEL).and(By::AGENT).and(By::SUBTYPE).and(By::ASSISTED)) [InitiationMethod]
        (Sum(ConnectedToAgent))
        "Contacts that were connected to an agent; counted when they are.";
    CONTACTS_QUEUED_BY_ENQUEUE "Contacts queued by enqueue" Count (By::QUEUE.and(By::CHANNEL).and(By::AGENT).and(By::SUBTYPE)) []
        (Sum(Enqueued))
        "Contacts that entered a queue; counted when they do.";
};

pub(super) const ROWS: &[Metric] = &both();

const fn both() -> [Metric; RECORDS.len() + EVENTS.len()] {
    let mut all = [RECORDS[0]; RECORDS.len() + EVENTS.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = match at < RECORDS.len() {
            true => RECORDS[at],
            false => EVENTS[at - RECORDS.len()],
        };
        at += 1;
    }
    all
}
