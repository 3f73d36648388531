//! Metrics of conversations and what belongs to them. Source: connect-d-data-metrics.md §4.

use super::{By, Formula::*, Metric, rows};
use crate::Measure::*;

const PLAIN: By = By::ALL.and(By::ASSISTED);
const MOST: By = PLAIN.and(By::SUBTYPE);
const FEATURED: By = MOST.and(By::FEATURE);

pub(super) const ROWS: &[Metric] = rows! { Records:
    AVG_ACTIVE_TIME "Average active time" Seconds (PLAIN) []
        (Ratio(&[ActiveMs], Handled))
        "Conversation, hold and after-contact work, without what was done in a custom status.";
    AVG_AFTER_CONTACT_WORK_TIME "Average after contact work time" Seconds (FEATURED) [InitiationMethod]
        (Ratio(&[AcwMs], Handled))
        "After-contact work per handled contact.";
    AVG_AGENT_PAUSE_TIME "Average agent pause time" Seconds (PLAIN) []
        (Ratio(&[PauseMs], Paused))
        "Time paused per contact that was paused.";
    AVG_HANDLE_TIME "Average handle time" Seconds (By::ALL.and(By::SUBTYPE).and(By::FEATURE).and(By::STEP)) [InitiationMethod]
        (Ratio(&[HandleMs], Handled))
        "Conversation, hold, after-contact work and pauses per handled contact, custom statuses included.";
    AVG_HOLDS "Average holds" Average (FEATURED) []
        (Ratio(&[Holds], Handled))
        "How often handled contacts were put on hold.";
    AVG_HOLD_TIME "Average customer hold time" Seconds (FEATURED) []
        (Ratio(&[HoldMs], Held))
        "Time on hold per contact that was on hold.";
    AVG_HOLD_TIME_ALL_CONTACTS "Average customer hold time, all contacts" Seconds (MOST) []
        (Ratio(&[HoldMs], Handled))
        "Time on hold per handled contact.";
    AVG_INTERACTION_AND_HOLD_TIME "Average agent interaction and customer hold time" Seconds (MOST) []
        (Ratio(&[InteractionMs, HoldMs], Handled))
        "Conversation and hold per handled contact.";
    AVG_INTERACTION_TIME "Average agent interaction time" Seconds (By::QCR.and(By::SUBTYPE).and(By::ASSISTED).and(By::FEATURE)) [InitiationMethod]
        (Ratio(&[InteractionMs], Handled))
        "Conversation per handled contact, without hold and after-contact work.";
    CONTACTS_HOLD_ABANDONS "Contacts hold disconnect" Count (MOST) []
        (Sum(HoldEnded))
        "Contacts that ended while the customer was on hold.";
    CONTACTS_ON_HOLD_AGENT_DISCONNECT "Contacts hold agent disconnect" Count (PLAIN) []
        (Sum(HoldEndedByAgent))
        "Contacts that the agent ended while the customer was on hold.";
    CONTACTS_ON_HOLD_CUSTOMER_DISCONNECT "Contacts hold customer disconnect" Count (PLAIN) []
        (Sum(HoldEndedByCustomer))
        "Contacts that ended in another way while the customer was on hold.";
    CONTACTS_PUT_ON_HOLD "Contacts put on hold" Count (PLAIN) []
        (Sum(Held))
        "Contacts that were put on hold at least once.";
    SUM_AFTER_CONTACT_WORK_TIME "After contact work time" Seconds (PLAIN) []
        (Sum(AcwMs))
        "All after-contact work.";
    SUM_HANDLE_TIME "Contact handle time" Seconds (PLAIN) []
        (Sum(HandleMs))
        "All conversation, hold and after-contact work, custom statuses and calls made while offline included.";
    SUM_HOLD_TIME "Customer hold time" Seconds (PLAIN) []
        (Sum(HoldMs))
        "All time on hold after the contact was with an agent.";
    SUM_INTERACTION_AND_HOLD_TIME "Agent interaction and hold time" Seconds (PLAIN) []
        (Sum(TalkMs))
        "All conversation and hold.";
    SUM_INTERACTION_TIME "Agent interaction time" Seconds (By::ALL) []
        (Sum(InteractionMs))
        "All conversation.";
};
