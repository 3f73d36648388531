//! Which carrier a message is handed to: by country, network, originator, cost and health.

use crate::health::Tracker;
use crate::{CarrierHealth, Channel, Message, Networks, OriginatorKind, Outcome, simulator};
use ids::Timestamp;
use std::time::Duration;

/// What a carrier takes, as the operator configured it. An empty list is no condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierRules {
    /// Its name.
    pub name: String,
    /// What kinds of messages.
    pub channels: Vec<Channel>,
    /// To which countries, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// To which numbers, by how they begin (`+4917`): networks.
    pub prefixes: Vec<String>,
    /// To which networks of the operator's table, by the names of their carriers.
    pub networks: Vec<String>,
    /// From which kinds of originators.
    pub originators: Vec<OriginatorKind>,
    /// The cheapest that is well is taken; equals share.
    pub cost: u32,
    /// Messages that it may be handed at once.
    pub window: usize,
    /// Whether it tells what became of messages.
    pub receipts: bool,
    /// For the simulator: whether it takes all messages, or those to simulated numbers alone. No
    /// other carrier gets those.
    pub simulates: Option<bool>,
}

impl CarrierRules {
    /// A carrier that takes everything of one channel.
    pub fn new(name: impl Into<String>, channel: Channel) -> Self {
        Self {
            name: name.into(),
            channels: vec![channel],
            countries: Vec::new(),
            prefixes: Vec::new(),
            networks: Vec::new(),
            originators: Vec::new(),
            cost: 0,
            window: 100,
            receipts: true,
            simulates: None,
        }
    }

    fn takes(&self, message: &Message, networks: &Networks) -> bool {
        let to = message.destination.reveal();
        let is_for_us = match (self.simulates, simulator::simulated(to)) {
            (Some(all), None) => all,
            (Some(_), Some(_)) => true,
            (None, simulated) => simulated.is_none(),
        };
        is_for_us
            && self.channels.contains(&message.channel)
            && (self.countries.is_empty() || self.countries.iter().any(|c| **c == *message.country))
            && (self.prefixes.is_empty() || self.prefixes.iter().any(|p| to.starts_with(&**p)))
            && (self.networks.is_empty()
                || networks
                    .of(to)
                    .is_some_and(|it| self.networks.contains(&it.carrier)))
            && (self.originators.is_empty() || self.originators.contains(&message.sender.kind))
    }
}

#[derive(Debug)]
struct Carrier {
    rules: CarrierRules,
    in_flight: usize,
    connected: bool,
    failures: u32,
    /// Not before then, after failures.
    rests_until: Timestamp,
    tracker: Tracker,
}

/// The carriers.
#[derive(Debug, Default)]
pub(crate) struct Carriers {
    carriers: Vec<Carrier>,
}

/// What the choice came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pick {
    /// This one.
    Carrier(usize),
    /// Some would take it, but none can now.
    Later,
    /// None takes it.
    None,
}

const FIRST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(60);

impl Carriers {
    pub(crate) fn new(rules: Vec<CarrierRules>) -> Self {
        let carriers = rules.into_iter().map(|rules| Carrier {
            rules,
            in_flight: 0,
            connected: true,
            failures: 0,
            rests_until: Timestamp(0),
            tracker: Tracker::default(),
        });
        Self {
            carriers: carriers.collect(),
        }
    }

    pub(crate) fn pick(&self, now: Timestamp, message: &Message, networks: &Networks) -> Pick {
        let last = message.carrier.as_deref();
        // The carrier that has some parts gets the others: receipts are known by the message's one.
        let begun = message.has_accepted_parts();
        let stays = |it: &Carrier| !begun || last == Some(&*it.rules.name);
        let taking = self.carriers.iter().enumerate();
        let mut taking = taking
            .filter(|(_, it)| it.rules.takes(message, networks) && stays(it))
            .peekable();
        if taking.peek().is_none() {
            return Pick::None;
        }
        let able = taking.filter(|(_, it)| it.is_able(now));
        // After a failure another one comes first, if there is one.
        let failed_here = |it: &Carrier| message.attempts > 0 && last == Some(&*it.rules.name);
        let best = able.min_by_key(|(_, it)| (failed_here(it), it.rules.cost, it.in_flight));
        best.map_or(Pick::Later, |(at, _)| Pick::Carrier(at))
    }

    pub(crate) fn rules(&self, at: usize) -> Option<&CarrierRules> {
        self.carriers.get(at).map(|it| &it.rules)
    }

    pub(crate) fn handed(&mut self, at: usize, parts: usize) {
        if let Some(it) = self.carriers.get_mut(at) {
            it.in_flight += 1;
            it.tracker.counters.sent += parts as u64;
        }
    }

    /// What a part that a carrier was handed came to.
    pub(crate) fn outcome(&mut self, now: Timestamp, name: &str, outcome: &Outcome) {
        if let Some(it) = self.named(name) {
            it.tracker.outcome(now, outcome);
        }
    }

    /// A carrier told an outcome, so long after it was handed the message.
    pub(crate) fn receipt(&mut self, name: &str, took: Duration) {
        if let Some(it) = self.named(name) {
            it.tracker.receipt(took);
        }
    }

    /// How all of them do.
    pub(crate) fn health(&self, now: Timestamp) -> Vec<CarrierHealth> {
        self.carriers.iter().map(|it| it.health(now)).collect()
    }

    fn named(&mut self, name: &str) -> Option<&mut Carrier> {
        self.carriers.iter_mut().find(|it| it.rules.name == name)
    }

    /// A hand-over came to an end.
    pub(crate) fn answered(&mut self, now: Timestamp, name: &str, well: bool) {
        let Some(it) = self.named(name) else {
            return;
        };
        it.in_flight = it.in_flight.saturating_sub(1);
        if well {
            it.failures = 0;
            it.rests_until = Timestamp(0);
        } else if it.rests_until <= now {
            // What else was under way when it began to rest says nothing new.
            it.failures += 1;
            let rest = FIRST_REST * 2_u32.saturating_pow(it.failures.min(10) - 1);
            it.rests_until = now + rest.min(LONGEST_REST);
        }
    }

    /// Its link came up or went down.
    pub(crate) fn connected(&mut self, name: &str, connected: bool) {
        if let Some(it) = self.named(name) {
            it.connected = connected;
        }
    }

    pub(crate) fn receipts(&self, name: &str) -> bool {
        let found = self.carriers.iter().find(|it| it.rules.name == name);
        found.is_some_and(|it| it.rules.receipts)
    }

    /// When the first carrier has rested.
    pub(crate) fn next_timeout(&self, now: Timestamp) -> Option<Timestamp> {
        let resting = self.carriers.iter().map(|it| it.rests_until);
        resting.filter(|until| *until > now).min()
    }
}

impl Carrier {
    fn health(&self, now: Timestamp) -> CarrierHealth {
        let (taken, taken_from) = self.tracker.taken(now);
        CarrierHealth {
            name: self.rules.name.clone(),
            connected: self.connected,
            window: self.rules.window,
            in_flight: self.in_flight,
            failures: self.failures,
            rests_until: (self.rests_until > now).then_some(self.rests_until),
            counters: self.tracker.counters,
            receipt_times: self.tracker.receipt_times(),
            taken,
            taken_from,
        }
    }

    fn is_able(&self, now: Timestamp) -> bool {
        self.connected && self.in_flight < self.rules.window && self.rests_until <= now
    }
}
