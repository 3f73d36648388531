//! What agents count for. Source: connect-d-data-metrics.md §3.1, §4 and §21.
//!
//! Time counts when it passes, so that a span's share of it is in that span. An agent who is
//! online is in one of these: a custom status; available and on a contact; available with a missed
//! or failed contact (which counts as idle, too); available and being offered a contact (which
//! counts as nothing); available and idle.

use super::Counts;
use super::contacts::{millis, of_queue};
use crate::live::Seat;
use crate::{Dimension, Dims, Increment, Measure, Series, Span};
use exchange::journal::AgentEntry;
use exchange::{ContactState, HeldContact};
use ids::Timestamp;
use resources::AgentStatusType;

/// Counts the time since the last entry, cut where a span ends.
pub(super) fn account(seat: &mut Seat, at: Timestamp) -> Vec<Increment> {
    let measures = doing(seat);
    let mut from = seat.since;
    seat.note_custom(at);
    if measures.is_empty() {
        return Vec::new();
    }
    let mut dims = Dims::default().with(Dimension::Agent, seat.facts.id);
    seat.place_into(&mut dims);
    let mut out = Vec::new();
    while from < at {
        let span = Span::FiveMinutes;
        let end = Timestamp(span.start(from).0 + span.millis()).min(at);
        let amount = millis(from, end);
        out.push(Increment {
            series: Series::AgentTime,
            at: from,
            dims: dims.clone(),
            sums: measures.iter().map(|it| (*it, amount)).collect(),
            marks: Vec::new(),
        });
        from = end;
    }
    out
}

/// What the time of an agent counts as.
fn doing(seat: &Seat) -> Vec<Measure> {
    if !seat.online() {
        return Vec::new();
    }
    let mut measures = vec![Measure::OnlineMs];
    if seat.failed() {
        measures.push(Measure::ErrorMs);
    }
    if seat.facts.status.status_type == AgentStatusType::Custom {
        measures.push(Measure::NonProductiveMs);
    } else if seat.on_contact() {
        measures.push(Measure::OnContactMs);
    } else if seat.failed() || !seat.being_offered() {
        measures.push(Measure::IdleMs);
    }
    measures
}

/// Whether an entry ends the connecting of a contact to the agent, and what that counts for.
pub(super) fn connecting(
    seat: &Seat,
    at: Timestamp,
    entry: &AgentEntry,
) -> Option<(Counts, HeldContact)> {
    let AgentEntry::ContactMoved { contact, state } = entry else {
        return None;
    };
    let held = seat.facts.contact(*contact)?;
    let was = matches!(
        held.state,
        ContactState::Incoming | ContactState::Connecting
    );
    let is = matches!(state, ContactState::Incoming | ContactState::Connecting);
    if !was || is {
        return None;
    }
    let mut counts = Counts::default();
    counts.one(Measure::Connectings, true);
    counts.add(Measure::ConnectingMs, millis(held.arrived, at));
    Some((counts, held.clone()))
}

/// The dimensions of a contact at an agent.
pub(super) fn of_held(seat: &Seat, held: &HeldContact) -> Dims {
    let mut dims = of_queue(held.queue.as_ref())
        .with(Dimension::Channel, held.channel.name())
        .with(Dimension::InitiationMethod, held.initiation_method.name())
        .with(Dimension::Agent, seat.facts.id);
    seat.place_into(&mut dims);
    dims
}
