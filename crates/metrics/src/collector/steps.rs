//! What steps of routing criteria count for: their beginnings when they begin, their ends when they
//! end.

use super::Counts;
use super::contacts::of_queue;
use crate::{Dimension, Dims, Increment, Measure, Series};
use exchange::{ContactFacts, CriteriaFacts, StepFacts, StepStatus};
use ids::Timestamp;

/// The current criteria of a contact are about to become others.
pub(super) fn moved(
    at: Timestamp,
    facts: &ContactFacts,
    to: &CriteriaFacts,
) -> impl Iterator<Item = Increment> {
    let from = facts.routing_criteria.last();
    let steps = to.steps.iter().enumerate();
    steps.filter_map(move |(number, step)| {
        let before = from.and_then(|it| it.steps.get(number));
        let before = before.map_or(StepStatus::Inactive, |it| it.status);
        let counts = counts(before, step.status);
        (!counts.sums.is_empty()).then(|| Increment {
            series: Series::Steps,
            at,
            dims: of_step(of_queue(facts.queue.as_ref()), Some(step)),
            sums: counts.sums,
            marks: counts.marks,
        })
    })
}

fn counts(before: StepStatus, now: StepStatus) -> Counts {
    let was = before == StepStatus::Active;
    let is = now == StepStatus::Active;
    let mut counts = Counts::default();
    counts.one(Measure::StepsQueued, is && !was);
    counts.one(Measure::StepsEnded, was && !is);
    counts.one(Measure::StepsExpired, was && now == StepStatus::Expired);
    counts.one(Measure::StepsJoined, was && now == StepStatus::Joined);
    counts
}

/// The step that a contact was in last, by which its record is told apart.
pub(super) fn last(facts: &ContactFacts) -> Option<&StepFacts> {
    let criteria = facts.routing_criteria.last()?;
    let had_its_turn = |it: &&StepFacts| it.status != StepStatus::Inactive;
    criteria.steps.iter().rfind(had_its_turn)
}

/// Adds a step to dimensions.
pub(super) fn of_step(mut dims: Dims, step: Option<&StepFacts>) -> Dims {
    if let Some(step) = step {
        dims.set(Dimension::RoutingStep, step.expression.text());
    }
    dims
}
