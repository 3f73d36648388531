//! What runs of flows count for: their beginnings when they begin, the rest when they end.
//! Source: GetMetricDataV2, `Metrics`; the words for how flows end are inferred from the reports
//! that have them.

use super::contacts::{Tracked, millis};
use super::{Collector, Counts};
use crate::{Dimension, Dims, Increment, Measure, Series};
use exchange::journal::{RunEnd, RunFacts, RunOutcome};
use exchange::{ContactFacts, Phase};
use ids::{ContactId, FlowId, Timestamp};
use resources::FlowKind;
use serde::{Deserialize, Serialize};

/// A run that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Open {
    flow: FlowId,
    run: RunFacts,
    since: Timestamp,
}

impl Open {
    /// When it was published is told at the beginning only: it may be published anew meanwhile.
    fn is(&self, end: &RunEnd) -> bool {
        let run = (self.flow, self.run.kind, self.run.module, self.since);
        run == (end.flow, end.run.kind, end.run.module, end.since)
    }

    /// Its end with its contact.
    fn dropped(self) -> RunEnd {
        RunEnd {
            flow: self.flow,
            run: self.run,
            since: self.since,
            outcome: RunOutcome::Interrupted,
            next: None,
        }
    }
}

impl Collector {
    /// A run of a contact began.
    pub(super) fn flow_started(
        &mut self,
        id: ContactId,
        flow: FlowId,
        run: &RunFacts,
        at: Timestamp,
    ) {
        let Some(it) = self.contacts.get_mut(&id) else {
            return;
        };
        let mut counts = Counts::default();
        counts.one(Measure::FlowsStarted, true);
        self.out
            .push(increment(at, of_run(&it.facts, flow, run), counts));
        it.runs.push(Open {
            flow,
            run: run.clone(),
            since: at,
        });
    }

    /// A run ended that is now this contact's. It may have begun with the contact before it.
    pub(super) fn flow_ended(&mut self, id: ContactId, end: &RunEnd, at: Timestamp) {
        let take = |tracked: &mut Tracked| {
            let found = tracked.runs.iter().position(|it| it.is(end));
            found.map(|at| tracked.runs.remove(at))
        };
        let Some(it) = self.contacts.get_mut(&id) else {
            return;
        };
        let (own, previous) = (take(it), it.facts.previous);
        let before = previous.filter(|_| own.is_none());
        let open = own.or_else(|| take(self.contacts.get_mut(&before?)?));
        if let Some(it) = self.contacts.get(&id) {
            let mut end = end.clone();
            end.run.published = open.and_then(|it| it.run.published);
            self.out.push(ended(&it.facts, &end, at));
        }
    }

    /// A contact is complete: what still runs goes on with the next one, or was dropped with it,
    /// as when the process was killed.
    pub(super) fn flows_left(&mut self, runs: Vec<Open>, facts: &ContactFacts, at: Timestamp) {
        if let Some(next) = facts.next.and_then(|it| self.contacts.get_mut(&it)) {
            next.runs.extend(runs);
            return;
        }
        for run in runs {
            self.out.push(ended(facts, &run.dropped(), at));
        }
    }
}

fn ended(facts: &ContactFacts, end: &RunEnd, at: Timestamp) -> Increment {
    let ran = millis(end.since, at);
    let mut counts = Counts::default();
    counts.one(Measure::FlowsEnded, true);
    counts.add(Measure::FlowRunMs, ran);
    counts.add(Measure::FlowMaxMs, ran);
    counts.add(Measure::FlowMinMs, ran + 1);
    let mut dims =
        of_run(facts, end.flow, &end.run).with(Dimension::FlowOutcome, outcome(facts, end));
    if let Some(next) = end.next {
        dims.set(Dimension::NextFlow, next);
    }
    let queue = facts.queue.as_ref().filter(|it| it.owner.is_none());
    if let Some(queue) = queue.filter(|_| end.outcome == RunOutcome::Queued) {
        dims.set(Dimension::NextQueue, queue.id);
    }
    increment(at, dims, counts)
}

fn increment(at: Timestamp, dims: Dims, counts: Counts) -> Increment {
    Increment {
        series: Series::Flows,
        at,
        dims,
        sums: counts.sums,
        marks: counts.marks,
    }
}

fn of_run(facts: &ContactFacts, flow: FlowId, run: &RunFacts) -> Dims {
    let mut dims = Dims::default()
        .with(Dimension::Channel, facts.channel.name())
        .with(Dimension::InitiationMethod, facts.initiation_method.name())
        .with(Dimension::Flow, flow)
        .with(Dimension::FlowType, run.kind.name());
    if let Some(subtype) = facts.segment_attributes.get("connect:Subtype") {
        dims.set(Dimension::Subtype, subtype);
    }
    if let Some(module) = run.module {
        dims.set(Dimension::FlowModule, module);
    }
    if let Some(published) = run.published {
        dims.set(Dimension::Published, published.to_iso_millis());
    }
    dims
}

/// `FLOWS_OUTCOME_TYPE`.
fn outcome(facts: &ContactFacts, end: &RunEnd) -> &'static str {
    let with_agent = matches!(
        facts.phase,
        Phase::Connecting | Phase::Connected | Phase::OnHold | Phase::AfterContactWork
    );
    match end.outcome {
        RunOutcome::Ended => "ENDED_FLOW_EXECUTION",
        RunOutcome::Disconnected => "DISCONNECTED_PARTICIPANT",
        RunOutcome::Queued => "TRANSFERRED_TO_QUEUE",
        RunOutcome::ToAgent => "TRANSFERRED_TO_AGENT",
        RunOutcome::ToNumber => "TRANSFERRED_TO_PHONE_NUMBER",
        RunOutcome::ToFlow => "TRANSFERRED_TO_FLOW",
        RunOutcome::Returned => "RETURNED_TO_FLOW",
        // An agent took the contact out of the queue, or the hold was over.
        RunOutcome::Interrupted if with_agent && end.run.kind == FlowKind::CustomerQueue => {
            "TRANSFERRED_TO_AGENT"
        }
        RunOutcome::Interrupted if with_agent => "ENDED_FLOW_EXECUTION",
        RunOutcome::Failed | RunOutcome::Interrupted => "DROPPED",
    }
}
