//! What contacts count for. Source: connect-d-data-metrics.md §4.
//!
//! What is made from a contact's record counts once, when nothing more is due (so that
//! after-contact work and contacts that go on from it are known), at the time of its disconnect.
//! Entering a queue, being connected and offers count when they happen.

use super::flows::Open;
use super::{Collector, Counts, bots, emit, steps};
use crate::live::Seat;
use crate::{Dimension, Dims, Hist, Measure};
use exchange::journal::{ContactEntry, OfferEnd};
use exchange::{AgentPart, ContactFacts, DisconnectReason, InitiationMethod, Phase, QueueFacts};
use ids::{ContactId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// A contact of which more is due.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Tracked {
    pub(super) facts: ContactFacts,
    phase_since: Timestamp,
    flow_ms: u64,
    /// It was in a queue when the customer's part ended.
    ended_in_queue: bool,
    /// The customer was on hold when the first of both sides left.
    ended_on_hold: bool,
    /// How the contact that goes on from it came to be.
    next: Option<InitiationMethod>,
    unanswered_calls: u64,
    /// What the agent had spent in custom statuses when they were connected.
    custom_before: u64,
    /// How much of the contact's handling was in a custom status.
    custom_ms: u64,
    /// What runs.
    #[serde(default)]
    pub(super) runs: Vec<Open>,
}

impl Tracked {
    pub(super) fn new(facts: ContactFacts, at: Timestamp) -> Self {
        Self {
            facts,
            phase_since: at,
            flow_ms: 0,
            ended_in_queue: false,
            ended_on_hold: false,
            next: None,
            unanswered_calls: 0,
            custom_before: 0,
            custom_ms: 0,
            runs: Vec::new(),
        }
    }

    fn in_queue(&self) -> bool {
        let queue = self.facts.queue.as_ref();
        queue.is_some_and(|it| it.enqueued.is_some() && it.dequeued.is_none())
    }

    /// What must be seen before the facts change.
    fn before(&mut self, at: Timestamp, entry: &ContactEntry) {
        if self.facts.phase == Phase::Flow {
            self.flow_ms += millis(self.phase_since, at);
        }
        self.phase_since = at;
        let leaves = matches!(
            entry,
            ContactEntry::Disconnected { .. } | ContactEntry::AgentDisconnected
        );
        self.ended_on_hold |= leaves && self.facts.phase == Phase::OnHold;
        if matches!(entry, ContactEntry::Disconnected { .. }) {
            self.ended_in_queue = self.in_queue();
        }
        if matches!(entry, ContactEntry::CustomerUnreached { .. }) {
            self.unanswered_calls += 1;
        }
    }

    fn dims(&self) -> Dims {
        let mut dims = of_contact(&self.facts);
        if let Some(agent) = &self.facts.agent {
            dims.set(Dimension::Agent, agent.id);
            dims.set(Dimension::RoutingProfile, agent.routing_profile);
            dims.set_levels(&agent.hierarchy);
        }
        dims
    }

    /// What the whole contact counts for.
    fn record(&self, disconnected: Timestamp) -> Counts {
        let facts = &self.facts;
        let mut counts = Counts::default();
        let ended = worked(facts).unwrap_or(disconnected).max(disconnected);
        let resolution = millis(facts.initiated, ended);
        counts.one(Measure::Contacts, true);
        counts.add(Measure::DurationMs, millis(facts.initiated, disconnected));
        counts.add(Measure::ResolutionMs, resolution);
        counts.mark(Hist::Resolved, resolution);
        if facts.initiation_method != InitiationMethod::Outbound {
            counts.add(Measure::FlowMs, self.flow_ms);
        }
        counts.add(Measure::CallbackAttempts, self.unanswered_calls);
        self.queue(disconnected, &mut counts);
        // A supervisor who only listened has handled nothing.
        let handled = |it: &&AgentPart| it.connected.is_some() && !facts.only_watched();
        if let Some(agent) = facts.agent.as_ref().filter(handled) {
            self.handling(agent, disconnected, &mut counts);
        }
        self.transfers(&mut counts);
        counts
    }

    fn queue(&self, disconnected: Timestamp, counts: &mut Counts) {
        let queue = self.facts.queue.as_ref();
        let Some((queue, enqueued)) = queue.and_then(|it| Some((it, it.enqueued?))) else {
            return;
        };
        let waited = millis(enqueued, queue.dequeued.unwrap_or(disconnected));
        let agent = self.facts.agent.as_ref();
        let answered = agent.is_some_and(|it| it.connected.is_some());
        let abandoned = self.ended_in_queue && self.facts.next.is_none();
        let called_back = self.next == Some(InitiationMethod::Callback);
        counts.one(Measure::Queued, true);
        counts.add(Measure::MaxQueuedMs, waited);
        counts.one(Measure::EndedInQueue, self.ended_in_queue);
        if answered {
            counts.one(Measure::Answered, true);
            counts.add(Measure::AnswerMs, waited);
            counts.mark(Hist::Answered, waited);
        } else if abandoned {
            counts.one(Measure::Abandoned, true);
            counts.add(Measure::AbandonMs, waited);
            counts.mark(Hist::Abandoned, waited);
        }
        if answered || abandoned || called_back {
            counts.mark(Hist::Removed, waited);
        }
    }

    fn handling(&self, agent: &AgentPart, disconnected: Timestamp, counts: &mut Counts) {
        let left = agent.disconnected.unwrap_or(disconnected);
        let acw = agent
            .acw_started
            .map_or(0, |from| millis(from, agent.acw_ended.unwrap_or(from)));
        let with_agent = agent.connected.map_or(0, |from| millis(from, left));
        let talk = with_agent.saturating_sub(agent.pause_ms);
        let by_agent = self.facts.disconnect_reason == Some(DisconnectReason::AgentDisconnect);
        counts.one(Measure::Handled, true);
        counts.add(Measure::TalkMs, talk);
        counts.add(Measure::InteractionMs, talk.saturating_sub(agent.hold_ms));
        counts.one(Measure::Held, agent.holds > 0);
        counts.add(Measure::Holds, agent.holds.into());
        counts.add(Measure::HoldMs, agent.hold_ms);
        counts.one(Measure::Paused, agent.pause_ms > 0);
        counts.add(Measure::PauseMs, agent.pause_ms);
        counts.add(Measure::AcwMs, acw);
        counts.add(Measure::HandleMs, with_agent + acw);
        let active = (talk + acw).saturating_sub(self.custom_ms);
        counts.add(Measure::ActiveMs, active);
        counts.one(Measure::HoldEnded, self.ended_on_hold);
        counts.one(Measure::HoldEndedByAgent, self.ended_on_hold && by_agent);
        counts.one(
            Measure::HoldEndedByCustomer,
            self.ended_on_hold && !by_agent,
        );
    }

    /// Going on as a callback or in a disconnect flow is no transfer.
    fn transfers(&self, counts: &mut Counts) {
        let outside = self.facts.third_party.is_some()
            || self.next == Some(InitiationMethod::ExternalOutbound);
        let from_queue = self.next == Some(InitiationMethod::QueueTransfer);
        let inside = self.next == Some(InitiationMethod::Transfer);
        if !(outside || inside || from_queue) {
            return;
        }
        let agent = self.facts.agent.as_ref();
        let by_agent = agent.is_some_and(|it| it.connected.is_some());
        counts.one(Measure::TransferredOut, true);
        counts.one(Measure::TransferredOutByAgent, by_agent);
        counts.one(Measure::TransferredOutFromQueue, from_queue && !by_agent);
        counts.one(Measure::TransferredOutExternal, by_agent && outside);
        counts.one(Measure::TransferredOutInternal, by_agent && !outside);
    }
}

impl Collector {
    pub(super) fn contact(&mut self, id: ContactId, at: Timestamp, entry: &ContactEntry) {
        if let ContactEntry::Initiated(facts) = entry {
            let before = facts.previous.and_then(|it| self.contacts.get_mut(&it));
            if let Some(before) = before {
                before.next = Some(facts.initiation_method);
            }
            self.watch.contact(at, facts, entry);
            self.contacts
                .insert(id, Tracked::new((**facts).clone(), at));
            return;
        }
        // What was completed can still get attributes: nothing of that counts.
        let Some(it) = self.contacts.get_mut(&id) else {
            return;
        };
        match entry {
            ContactEntry::CriteriaMoved(to) => self.out.extend(steps::moved(at, &it.facts, to)),
            ContactEntry::BotTalked(talk) => self.out.extend(bots::talked(at, &it.facts, talk)),
            _ => {}
        }
        let queue = it.facts.queue.as_ref();
        // One who is back from an agent who failed to come never left.
        let enters = queue.is_some_and(|it| it.enqueued.is_none());
        it.before(at, entry);
        it.facts.apply(at, entry);
        self.watch.contact(at, &it.facts, entry);
        let mut counts = Counts::default();
        match entry {
            ContactEntry::Enqueued => {
                counts.one(Measure::Enqueued, enters);
                let dims = it.dims();
                emit(&mut self.out, at, dims, counts);
            }
            ContactEntry::ConnectedToAgent => {
                counts.one(Measure::ConnectedToAgent, true);
                it.custom_before = custom(&self.agents, &it.facts, at);
                let dims = it.dims();
                emit(&mut self.out, at, dims, counts);
            }
            ContactEntry::OfferEnded { agent, end } => {
                offer(*end, &mut counts);
                let dims = of_offer(&it.facts, *agent, self.agents.get(agent));
                emit(&mut self.out, at, dims, counts);
            }
            ContactEntry::WorkEnded => {
                let spent = custom(&self.agents, &it.facts, at);
                it.custom_ms = spent.saturating_sub(it.custom_before);
            }
            ContactEntry::FlowStarted {
                flow: Some(flow),
                run: Some(run),
            } => self.flow_started(id, *flow, run, at),
            ContactEntry::FlowEnded(end) => self.flow_ended(id, end, at),
            ContactEntry::Completed => self.completed(id, at),
            _ => {}
        }
    }

    fn completed(&mut self, id: ContactId, at: Timestamp) {
        let Some(it) = self.contacts.remove(&id) else {
            return;
        };
        let disconnected = it.facts.disconnected.unwrap_or(at);
        let mut dims = it.dims();
        if let Some(reason) = it.facts.disconnect_reason {
            dims.set(Dimension::DisconnectReason, reason.name());
        }
        dims = steps::of_step(dims, steps::last(&it.facts));
        emit(&mut self.out, disconnected, dims, it.record(disconnected));
        self.flows_left(it.runs, &it.facts, disconnected);
    }
}

/// An offer ended.
fn offer(end: OfferEnd, counts: &mut Counts) {
    let answered = end == OfferEnd::Accepted;
    counts.one(Measure::Offers, true);
    counts.one(Measure::OffersAnswered, answered);
    counts.one(Measure::NonResponse, !answered);
    let let_pass = matches!(end, OfferEnd::Missed | OfferEnd::Rejected);
    counts.one(Measure::NonResponseWithCustomer, let_pass);
}

/// When after-contact work ended.
fn worked(facts: &ContactFacts) -> Option<Timestamp> {
    facts.agent.as_ref()?.acw_ended
}

/// What the contact's agent has spent in custom statuses.
fn custom(
    agents: &std::collections::BTreeMap<UserId, Seat>,
    facts: &ContactFacts,
    at: Timestamp,
) -> u64 {
    let agent = facts.agent.as_ref().and_then(|it| agents.get(&it.id));
    agent.map_or(0, |it| it.custom_until(at))
}

/// The dimensions of a contact without its agent.
fn of_contact(facts: &ContactFacts) -> Dims {
    let mut dims = of_queue(facts.queue.as_ref())
        .with(Dimension::Channel, facts.channel.name())
        .with(Dimension::InitiationMethod, facts.initiation_method.name());
    if let Some(subtype) = facts.segment_attributes.get("connect:Subtype") {
        dims.set(Dimension::Subtype, subtype);
    }
    dims
}

/// The dimension of a queue: an agent's own is none.
pub(super) fn of_queue(queue: Option<&QueueFacts>) -> Dims {
    match queue.filter(|it| it.owner.is_none()) {
        Some(queue) => Dims::default().with(Dimension::Queue, queue.id),
        None => Dims::default(),
    }
}

fn of_offer(facts: &ContactFacts, agent: UserId, seat: Option<&Seat>) -> Dims {
    let mut dims = of_contact(facts).with(Dimension::Agent, agent);
    if let Some(seat) = seat {
        seat.place_into(&mut dims);
    }
    dims
}

/// Milliseconds between two times; none where the second is not later.
pub(super) fn millis(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.0.saturating_sub(from.0)).unwrap_or(0)
}
