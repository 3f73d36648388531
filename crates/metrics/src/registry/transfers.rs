//! Metrics of contacts that went on elsewhere. Source: connect-d-data-metrics.md §4.

use super::{By, Formula::*, Metric, rows};
use crate::Measure::*;

const PLAIN: By = By::ALL.and(By::ASSISTED);
const MOST: By = PLAIN.and(By::SUBTYPE);

pub(super) const ROWS: &[Metric] = rows! { Records:
    CONTACTS_TRANSFERRED_OUT "Contacts transferred out" Count (MOST.and(By::FEATURE)) []
        (Sum(TransferredOut))
        "Contacts that were put through or moved to another queue, also those that never had an agent.";
    CONTACTS_TRANSFERRED_OUT_BY_AGENT "Contacts transferred out by agent" Count (MOST) []
        (Sum(TransferredOutByAgent))
        "Those that had been with an agent.";
    CONTACTS_TRANSFERRED_OUT_EXTERNAL "Contacts transferred out external" Count (PLAIN) []
        (Sum(TransferredOutExternal))
        "Those that had been with an agent and went to a number outside.";
    CONTACTS_TRANSFERRED_OUT_FROM_QUEUE "Contacts transferred out queue" Count (MOST) []
        (Sum(TransferredOutFromQueue))
        "Those that left a queue for another by a flow.";
    CONTACTS_TRANSFERRED_OUT_INTERNAL "Contacts transferred out internal" Count (PLAIN) []
        (Sum(TransferredOutInternal))
        "Those that had been with an agent and went to a queue or an agent.";
};
