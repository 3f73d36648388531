//! From journal entries to increments, and to what is live.
//!
//! Contacts and agents are folded by the exchange's own rules ([`exchange::ContactFacts::apply`],
//! [`exchange::AgentFacts::apply`]); here is only when something counts, and as what:
//! `contacts.rs`, `agents.rs`, `flows.rs`, `steps.rs` and `bots.rs`.

mod agents;
mod bots;
mod contacts;
mod flows;
mod steps;

use crate::live::{Live, Seat};
use crate::watch::{Reading, Watch};
use crate::{Dims, Hist, Increment, Measure, Series};
use contacts::Tracked;
use exchange::journal::{AgentEntry, Entry, Subject};
use exchange::{AgentFacts, ContactFacts};
use ids::{ContactId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counts one instance. Entries come in the journal's order, each once.
///
/// What it keeps between entries can be serialised, so that counting goes on after a restart
/// without reading the whole journal again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Collector {
    contacts: BTreeMap<ContactId, Tracked>,
    agents: BTreeMap<UserId, Seat>,
    /// What is told by the minute.
    #[serde(default)]
    watch: Watch,
    #[serde(skip)]
    out: Vec<Increment>,
}

/// What an increment counts.
#[derive(Debug, Default)]
struct Counts {
    sums: Vec<(Measure, u64)>,
    marks: Vec<(Hist, u64)>,
}

impl Counts {
    fn add(&mut self, measure: Measure, amount: u64) {
        if amount > 0 {
            self.sums.push((measure, amount));
        }
    }

    fn one(&mut self, measure: Measure, counts: bool) {
        self.add(measure, counts.into());
    }

    fn mark(&mut self, hist: Hist, millis: u64) {
        self.marks.push((hist, millis));
    }
}

impl Collector {
    /// Takes in an entry and returns what it counts for.
    pub fn apply(&mut self, entry: &Entry) -> Vec<Increment> {
        match &entry.subject {
            Subject::Contact { contact, entry: it } => self.contact(*contact, entry.at, it),
            Subject::Agent { agent, entry: it } => self.agent(*agent, entry.at, it),
        }
        std::mem::take(&mut self.out)
    }

    fn agent(&mut self, agent: UserId, at: Timestamp, entry: &AgentEntry) {
        if let AgentEntry::Known(facts) = entry {
            let seat = Seat::new((**facts).clone(), at);
            self.agents.insert(agent, seat);
            return;
        }
        // An agent whose first entry is missing was never said to be known.
        let Some(seat) = self.agents.get_mut(&agent) else {
            return;
        };
        self.out.extend(agents::account(seat, at));
        if let Some((counts, held)) = agents::connecting(seat, at, entry) {
            let dims = agents::of_held(seat, &held);
            emit(&mut self.out, at, dims, counts);
        }
        seat.facts.apply(at, entry);
    }

    /// Takes in what a contact had come to, where the entries before are not there any more.
    pub fn know_contact(&mut self, facts: ContactFacts) {
        let at = facts.updated;
        self.contacts.insert(facts.id, Tracked::new(facts, at));
    }

    /// Takes in what an agent had come to, likewise. The agent's time counts from the last change.
    pub fn know_agent(&mut self, facts: AgentFacts) {
        let at = facts.updated;
        self.agents.insert(facts.id, Seat::new(facts, at));
    }

    /// Goes on with what is told by the minute, after it was read from what was kept.
    pub fn resume(&mut self) {
        self.watch
            .resume(self.contacts.values().map(|it| &it.facts));
    }

    /// The time has come to this for what is told by the minute, entries or not.
    pub fn pass(&mut self, to: Timestamp) {
        if self.watch.begun() {
            self.watch.advance(to);
        }
    }

    /// What was told by the minute since this was asked last: of minutes that are over.
    pub fn readings(&mut self) -> Vec<Reading> {
        self.watch.take()
    }

    /// What the minutes that are not yet told have so far; as of now.
    pub fn readings_pending(&self, now: Timestamp) -> Vec<Reading> {
        self.watch.pending(now)
    }

    /// What agents have done since their last entries, which no increment has yet; as of now.
    pub fn pending(&self, now: Timestamp) -> Vec<Increment> {
        let seats = self.agents.values();
        seats
            .flat_map(|seat| agents::account(&mut seat.clone(), now))
            .collect()
    }

    /// What is live.
    pub fn live(&self) -> Live<'_> {
        Live::of(
            self.contacts.values().map(|it| &it.facts),
            self.agents.values(),
        )
    }

    /// How many contacts are live.
    pub fn contacts(&self) -> usize {
        self.contacts.len()
    }
}

/// Counts for contacts: without regard to the agent, and for the agent where there is one.
fn emit(out: &mut Vec<Increment>, at: Timestamp, dims: Dims, counts: Counts) {
    if counts.sums.is_empty() && counts.marks.is_empty() {
        return;
    }
    let with_agent = !dims.get(crate::Dimension::Agent).is_empty();
    let increment = |series, dims| Increment {
        series,
        at,
        dims,
        sums: counts.sums.clone(),
        marks: counts.marks.clone(),
    };
    if with_agent {
        out.push(increment(Series::AgentContacts, dims.clone()));
    }
    out.push(increment(Series::Contacts, dims.without_agent()));
}
