//! Metrics of flows. Source: GetMetricDataV2, `Metrics`.
//!
//! A module of a flow counts as a run of its own, under its flow; without a filter or grouping by
//! module only flows count.

use super::{By, Formula::*, Metric, rows};
use crate::Measure::*;

const RUNS: By = By::FLOW.and(By::PUBLISHED);
const ENDED: By = RUNS.and(By::FLOW_END);

pub(super) const ROWS: &[Metric] = rows! { Events:
    AVG_FLOW_TIME "Average flow time" Seconds (ENDED) []
        (Ratio(&[FlowRunMs], FlowsEnded))
        "How long flows ran that ended.";
    FLOWS_OUTCOME "Flows outcome" Count (ENDED) []
        (Sum(FlowsEnded))
        "Flows that ended, when they ended.";
    FLOWS_STARTED "Flows started" Count (RUNS) []
        (Sum(FlowsStarted))
        "Flows that began, when they began.";
    MAX_FLOW_TIME "Maximum flow time" Seconds (ENDED) []
        (Sum(FlowMaxMs))
        "How long the longest of them ran.";
    MIN_FLOW_TIME "Minimum flow time" Seconds (ENDED) []
        (Least(FlowMinMs))
        "How long the shortest of them ran.";
    PERCENT_FLOWS_OUTCOME "Flows outcome percentage" Percent (RUNS.and(By::FLOW_NEXT)) [FlowOutcome]
        (Portion(FlowsEnded))
        "Flows that ended as the metric filter says, of all that ended.";
};
