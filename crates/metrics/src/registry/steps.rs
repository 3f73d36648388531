//! Metrics of steps of routing criteria. Source: GetMetricDataV2, `Metrics`; what counts as a step that
//! a contact ran is inferred: one that has ended.

use super::{By, Formula::*, Metric, rows};
use crate::Measure::*;

const STEPS: By = By::QUEUE.and(By::STEP);

pub(super) const ROWS: &[Metric] = rows! { Events:
    PERCENT_CONTACTS_STEP_EXPIRED "Contacts step expired percent" Percent (STEPS) []
        (Share(&[StepsExpired], &[StepsEnded]))
        "Of the contacts whose routing step ended, those whose step expired, when it did.";
    PERCENT_CONTACTS_STEP_JOINED "Contacts step joined percent" Percent (STEPS) []
        (Share(&[StepsJoined], &[StepsEnded]))
        "Of the contacts whose routing step ended, those that an agent was joined with in it.";
    STEP_CONTACTS_QUEUED "Step contacts queued" Count (STEPS) []
        (Sum(StepsQueued))
        "Contacts in a queue for which a routing step began, when it did.";
};
