//! Metrics of waiting. Source: connect-d-data-metrics.md §4.

use super::{By, Formula::*, Metric, rows};
use crate::{Hist, Measure::*};

const MOST: By = By::ALL.and(By::SUBTYPE).and(By::ASSISTED);
const FEATURED: By = MOST.and(By::FEATURE);
const QUEUES: By = By::QCR.and(By::SUBTYPE).and(By::ASSISTED);

pub(super) const ROWS: &[Metric] = rows! { Records:
    ABANDONMENT_RATE "Abandonment rate" Percent (FEATURED) []
        (Share(&[Abandoned], &[Queued]))
        "Of the contacts that were queued, those that ended in the queue without an agent and without a contact that goes on, such as a callback.";
    AVG_ABANDON_TIME "Average queue abandon time" Seconds (FEATURED) [InitiationMethod]
        (Ratio(&[AbandonMs], Abandoned))
        "From entering the queue to leaving it, of abandoned contacts.";
    AVG_QUEUE_ANSWER_TIME "Average queue answer time" Seconds (By::QCR.and(By::SUBTYPE).and(By::ASSISTED).and(By::FEATURE)) []
        (Ratio(&[AnswerMs], Answered))
        "From entering the queue to leaving it, of contacts that an agent answered; the whisper to the agent is part of it.";
    CONTACTS_ABANDONED "Contacts abandoned" Count (MOST.and(By::STEP)) [InitiationMethod]
        (Sum(Abandoned))
        "Contacts that ended in the queue without an agent and without a contact that goes on.";
    CONTACTS_REMOVED_FROM_QUEUE_IN_X "Contacts removed from queue in X seconds" Count (By::QCR.and(By::ASSISTED)) []
        (Within(Hist::Removed))
        "Contacts that were answered, abandoned or exchanged for a callback within the threshold.";
    CONTACTS_QUEUED "Contacts queued" Count (MOST) []
        (Sum(Queued))
        "Contacts that had been in a queue; counted when they disconnect.";
    MAX_QUEUED_TIME "Maximum queued time" Seconds (MOST) []
        (Sum(MaxQueuedMs))
        "The longest time in the queue, abandoned contacts included.";
    SERVICE_LEVEL "Service level X" Percent (By::QCR.and(By::ASSISTED)) []
        (WithinShare(Hist::Removed, Queued))
        "Of the contacts that were queued, those answered, abandoned or exchanged for a callback within the threshold.";
    SUM_CONTACTS_ABANDONED_IN_X "Contacts abandoned in X seconds" Count (QUEUES) []
        (Within(Hist::Abandoned))
        "Abandoned contacts whose time in the queue is within the threshold.";
    SUM_CONTACTS_ANSWERED_IN_X "Contacts answered in X seconds" Count (QUEUES) []
        (Within(Hist::Answered))
        "Answered contacts whose time in the queue is within the threshold.";
    SUM_CONTACTS_DISCONNECTED "Contacts disconnected" Count (MOST) [DisconnectReason]
        (Sum(EndedInQueue))
        "Contacts that ended while they were in the queue.";
    SUM_RETRY_CALLBACK_ATTEMPTS "Callback attempts" Count (QUEUES) []
        (Sum(CallbackAttempts))
        "Calls of queued callbacks that the customer did not answer.";
};
