//! The pipeline as its driver runs it, in a world in which carriers throttle, refuse, lose answers
//! and tell late, the store commits late, and what is not committed is lost in crashes.
//!
//! Everything follows from a seed. What must hold at every step is checked where it happens; what
//! must hold in the end, by [`World::settle`].

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use crate::common::{directory, number, pool, settings};
use ids::{IdSource, Timestamp};
use messaging::{
    CarrierRules, Channel, Directory, Engine, HandOver, Message, MessageFacts, OriginatorKind,
    Outcome, Output, Settings, Status, Submission,
};
use messaging_resources::NumberType;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;
use uuid::Uuid;

/// Parts per second of the two kinds of originators that send here.
const RATES: [(OriginatorKind, u32); 2] = [
    (OriginatorKind::ShortCode, 40),
    (OriginatorKind::LongCode, 5),
];
/// Idle time that a lane may make up for, in microseconds; see `lanes.rs`.
const CREDIT: i64 = 100_000;
const MOST_PARTS: i64 = 10;

/// What became durable together, and what follows it.
#[derive(Default)]
struct Work {
    states: Vec<(Uuid, Option<String>)>,
    finished: Vec<MessageFacts>,
    events: Vec<serde_json::Value>,
    after: Vec<After>,
}

enum After {
    Accepted(Uuid),
    HandOver(Box<HandOver>),
    Acknowledge(String),
}

/// What survives a crash.
#[derive(Default)]
struct Kept {
    live: BTreeMap<Uuid, String>,
    finished: Vec<MessageFacts>,
    events: Vec<serde_json::Value>,
}

/// The other side of all carriers' links: it knows no crash of ours.
#[derive(Default)]
struct Carriers {
    /// How often each part was taken.
    taken: BTreeMap<(Uuid, usize), u32>,
    /// Receipts that were not acknowledged: whose, and what they say.
    owed: BTreeMap<String, (String, Status)>,
    next: u32,
}

/// One hand-over that left the queue.
struct Left {
    at: Timestamp,
    parts: i64,
    crashes: i64,
}

pub struct World {
    pub now: Timestamp,
    ids: IdSource,
    engine: Engine,
    works: VecDeque<Work>,
    kept: Kept,
    carriers: Carriers,
    /// Durable hand-overs that are under way in the driver.
    wire: Vec<HandOver>,
    reports: Vec<(Uuid, Vec<(usize, Outcome)>)>,
    accepted: BTreeSet<Uuid>,
    lifetimes: BTreeMap<Uuid, Timestamp>,
    left: BTreeMap<String, Vec<Left>>,
    /// Messages whose hand-over a crash may have cut off, or whose answer was lost.
    doubtful: BTreeSet<Uuid>,
    pub crashes: i64,
}

fn rules() -> Settings {
    let mut settings = settings();
    settings.carriers = ["one", "two"]
        .map(|name| CarrierRules {
            window: 8,
            ..CarrierRules::new(name, Channel::Text)
        })
        .to_vec();
    settings.throughput = RATES.into_iter().collect();
    settings.per_recipient = Some(Duration::from_millis(100));
    settings
}

fn places() -> Directory {
    let mut directory = directory();
    pool(
        &mut directory,
        &[("phone-a", "+12065550111"), ("phone-b", "+12065550122")],
    );
    directory.put_number(number("phone-2", "+12065550133", NumberType::LongCode));
    for name in ["bulk", "codes"] {
        let mut set = crate::common::set(&["TEXT_ALL"]);
        set.configuration_set_name = name.into();
        directory.sets.insert(name.into(), set);
    }
    directory
}

fn engine() -> Engine {
    let mut engine = Engine::new(rules());
    engine.set_directory(places());
    engine
}

impl World {
    pub fn new(seed: u128) -> Self {
        Self {
            now: Timestamp(1_700_000_000_000),
            ids: IdSource::new(seed),
            engine: engine(),
            works: VecDeque::new(),
            kept: Kept::default(),
            carriers: Carriers::default(),
            wire: Vec::new(),
            reports: Vec::new(),
            accepted: BTreeSet::new(),
            lifetimes: BTreeMap::new(),
            left: BTreeMap::new(),
            doubtful: BTreeSet::new(),
            crashes: 0,
        }
    }

    /// One thing that may happen.
    pub fn step(&mut self) {
        match self.ids.below(100) {
            0..30 => self.submit(),
            30..55 => self.commit(),
            55..70 => self.carry(),
            70..80 => self.report(),
            80..88 => self.receipt(),
            88..95 => {
                let pause = self.ids.below(400);
                self.pass(Duration::from_millis(pause.into()));
            }
            95..98 => self.link(),
            _ => self.crash(),
        }
    }

    fn submit(&mut self) {
        let length = 1 + self.ids.below(600) as usize;
        let to = format!("+1425555{:04}", self.ids.below(60));
        let mut submission =
            Submission::new(Channel::Text, to.parse().unwrap(), "x".repeat(length));
        let from = ["phone-1", "phone-2", "pool-1"][self.ids.below(3) as usize];
        submission.origination_identity = Some(from.into());
        submission.configuration_set =
            Some(["set", "bulk", "codes"][self.ids.below(3) as usize].into());
        submission.time_to_live = Some([5, 60, 3_600][self.ids.below(3) as usize]);
        let id = self.ids.uuid();
        let lifetime = submission.time_to_live.unwrap_or_default();
        let sent = self.engine.submit(self.now, id, submission, None);
        assert!(sent.is_ok(), "{sent:?}");
        let end = self.now + Duration::from_secs(lifetime.into());
        self.lifetimes.insert(id, end);
        self.drain(vec![After::Accepted(id)]);
    }

    /// Makes some of what waits durable, and lets the world see it.
    fn commit(&mut self) {
        for _ in 0..=self.ids.below(6) {
            let Some(work) = self.works.pop_front() else {
                return;
            };
            for (id, state) in work.states {
                match state {
                    Some(state) => self.kept.live.insert(id, state),
                    None => self.kept.live.remove(&id),
                };
            }
            self.kept.finished.extend(work.finished);
            self.kept.events.extend(work.events);
            for after in work.after {
                match after {
                    After::Accepted(id) => drop(self.accepted.insert(id)),
                    After::HandOver(it) => self.wire.push(*it),
                    After::Acknowledge(receipt) => drop(self.carriers.owed.remove(&receipt)),
                }
            }
        }
    }

    /// A carrier answers a hand-over, or does not.
    fn carry(&mut self) {
        let Some(at) = pick(&mut self.ids, self.wire.len()) else {
            return;
        };
        let hand_over = self.wire.swap_remove(at);
        let id = hand_over.message.id;
        let mood = self.ids.below(12);
        let mut outcomes = Vec::new();
        for part in &hand_over.parts {
            let outcome = match mood {
                0 => Outcome::NotNow,
                1 => Outcome::SenderRefused,
                2 => Outcome::Refused(Status::Invalid),
                3 if self.ids.below(2) == 0 => Outcome::NotNow,
                4 => {
                    self.take(&hand_over, *part);
                    self.doubtful.insert(id);
                    Outcome::InDoubt
                }
                _ => Outcome::Accepted(Some(self.take(&hand_over, *part))),
            };
            outcomes.push((*part, outcome));
        }
        self.reports.push((id, outcomes));
    }

    /// A carrier takes a part, and owes a receipt for it in most cases.
    fn take(&mut self, hand_over: &HandOver, part: usize) -> String {
        self.carriers.next += 1;
        let carriers_id = format!("c{}", self.carriers.next);
        let taken = self.carriers.taken.entry((hand_over.message.id, part));
        let times = taken.or_default();
        *times += 1;
        assert_eq!(
            *times, 1,
            "handed over twice: {} {part}",
            hand_over.message.id
        );
        let status = match self.ids.below(10) {
            0 => None,
            1 => Some(Status::Unreachable),
            _ => Some(Status::Delivered),
        };
        if let Some(status) = status {
            let row = (hand_over.carrier.clone(), status);
            self.carriers.owed.insert(carriers_id.clone(), row);
        }
        carriers_id
    }

    fn report(&mut self) {
        if let Some(at) = pick(&mut self.ids, self.reports.len()) {
            let (id, outcomes) = self.reports.swap_remove(at);
            self.engine.report(self.now, id, outcomes);
            self.drain(Vec::new());
        }
    }

    /// A carrier tells of a part; again and again until it is acknowledged.
    fn receipt(&mut self) {
        let Some(at) = pick(&mut self.ids, self.carriers.owed.len()) else {
            return;
        };
        let (receipt, (carrier, status)) = self.carriers.owed.iter().nth(at).unwrap();
        let (receipt, carrier, status) = (receipt.clone(), carrier.clone(), *status);
        self.engine
            .receipt(self.now, &carrier, &receipt, Some(status));
        self.drain(vec![After::Acknowledge(receipt)]);
    }

    fn link(&mut self) {
        let carrier = ["one", "two"][self.ids.below(2) as usize];
        let up = self.ids.below(3) > 0;
        self.engine.connected(self.now, carrier, up);
        self.drain(Vec::new());
    }

    /// A kill -9: what was not committed is gone, what was on the wire may have arrived.
    fn crash(&mut self) {
        self.crashes += 1;
        for hand_over in std::mem::take(&mut self.wire) {
            self.doubtful.insert(hand_over.message.id);
            for part in &hand_over.parts {
                if self.ids.below(2) == 0 {
                    self.take(&hand_over, *part);
                }
            }
        }
        for (id, _) in self.reports.drain(..) {
            self.doubtful.insert(id);
        }
        for work in self.works.drain(..) {
            // Its report may be among what is lost, or its hand-over kept without being begun.
            self.doubtful.extend(work.states.iter().map(|(id, _)| *id));
        }
        let pause = self.ids.below(20_000);
        self.now = self.now + Duration::from_millis(pause.into());
        self.start();
    }

    /// Starts anew from what was kept, as `messaging-io` does.
    fn start(&mut self) {
        self.engine = engine();
        for carrier in ["one", "two"] {
            self.engine.connected(self.now, carrier, false);
        }
        let kept = self.kept.live.values();
        let mut messages: Vec<Message> = kept.map(|it| serde_json::from_str(it).unwrap()).collect();
        messages.sort_by_key(|message| message.accepted);
        for message in messages {
            self.engine.restore(self.now, message);
        }
        self.drain(Vec::new());
        for carrier in ["one", "two"] {
            self.engine.connected(self.now, carrier, true);
            self.drain(Vec::new());
        }
    }

    fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(at) = self.engine.next_timeout(self.now).filter(|at| *at <= until) {
            self.now = at.max(self.now + Duration::from_millis(1));
            self.engine.tick(self.now);
            self.drain(Vec::new());
        }
        self.now = self.now.max(until);
        self.engine.tick(self.now);
        self.drain(Vec::new());
    }

    /// What the engine wants becomes one piece of work.
    fn drain(&mut self, mut after: Vec<After>) {
        let mut work = Work::default();
        while let Some(output) = self.engine.poll() {
            match output {
                Output::Keep(message) => {
                    let state = serde_json::to_string(&message).unwrap();
                    work.states.push((message.id, Some(state)));
                }
                Output::Finish(facts) => {
                    work.states.push((facts.message_id.parse().unwrap(), None));
                    work.finished.push(*facts);
                }
                Output::Event(it) => work
                    .events
                    .push(serde_json::from_str(it.body.reveal()).unwrap()),
                Output::HandOver(it) => {
                    self.leaves(&it);
                    after.push(After::HandOver(it));
                }
                _ => {}
            }
        }
        work.after = after;
        self.works.push_back(work);
    }

    fn leaves(&mut self, hand_over: &HandOver) {
        let message = &hand_over.message;
        let end = self.lifetimes[&message.id];
        assert!(self.now < end, "{} left after its time to live", message.id);
        let lane = self.left.entry(message.sender.address.to_string());
        lane.or_default().push(Left {
            at: self.now,
            parts: i64::try_from(hand_over.parts.len()).unwrap(),
            crashes: self.crashes,
        });
    }

    /// Nothing fails any more: everything comes to its end, and that is what it must be.
    pub fn settle(mut self) {
        self.crash();
        for _ in 0..3 {
            self.calm();
            self.pass(Duration::from_secs(4 * 86_400));
        }
        self.calm();
        assert_eq!(self.engine.len(), 0, "messages are left");
        assert!(self.kept.live.is_empty(), "states are left");
        self.ended();
        self.told();
        self.in_measure();
    }

    /// Commits, carriers and reports go on until nothing is under way.
    fn calm(&mut self) {
        loop {
            while !self.works.is_empty() {
                self.commit();
            }
            if !self.wire.is_empty() {
                self.carry();
            } else if !self.reports.is_empty() {
                self.report();
            } else if !self.carriers.owed.is_empty() {
                self.receipt();
            } else {
                return;
            }
        }
    }

    /// Accepted messages ended once, as what became of their parts.
    fn ended(&self) {
        let mut ended = BTreeMap::new();
        for facts in &self.kept.finished {
            let id: Uuid = facts.message_id.parse().unwrap();
            assert!(ended.insert(id, facts).is_none(), "{id} ended twice");
        }
        for id in &self.accepted {
            assert!(ended.contains_key(id), "{id} was accepted and is lost");
        }
        for (id, facts) in ended {
            let taken = self
                .carriers
                .taken
                .range((id, 0)..=(id, usize::MAX))
                .count();
            match facts.status.as_str() {
                "DELIVERED" => assert_eq!(taken, facts.parts as usize, "{id}"),
                // Nobody told, or nobody can know: then it says so.
                "UNKNOWN" => assert!(taken > 0 || self.doubtful.contains(&id), "{id}"),
                "TTL_EXPIRED" => assert!(facts.at >= self.lifetimes[&id] || taken > 0, "{id}"),
                _ => {}
            }
        }
    }

    /// Each message's events begin with QUEUED and end with the one that is final.
    fn told(&self) {
        let mut events: BTreeMap<&str, Vec<&serde_json::Value>> = BTreeMap::new();
        for event in &self.kept.events {
            let id = event["messageId"].as_str().unwrap();
            events.entry(id).or_default().push(event);
        }
        for facts in &self.kept.finished {
            let of_it = &events[&*facts.message_id];
            assert_eq!(of_it[0]["eventType"], "TEXT_QUEUED");
            let finals: Vec<_> = of_it.iter().map(|it| it["isFinal"] == true).collect();
            let last = finals.len() - 1;
            assert!(finals[last] && !finals[..last].contains(&true), "{of_it:?}");
            assert_eq!(of_it[last]["messageStatus"], *facts.status);
        }
    }

    /// No originator sent more parts in any stretch of time than its throughput allows. A crash
    /// forgets how much of it was used.
    fn in_measure(&self) {
        for (address, left) in &self.left {
            let short = address == crate::common::SHORT;
            let rate = i64::from(RATES[usize::from(!short)].1);
            for (at, first) in left.iter().enumerate() {
                let mut parts = 0;
                for pair in left[at..].windows(2) {
                    parts += pair[0].parts;
                    let crashes = pair[1].crashes - first.crashes;
                    let micros = (pair[1].at.0 - first.at.0) * 1_000 + CREDIT * (1 + crashes);
                    let allowed = rate * micros + MOST_PARTS * crashes * 1_000_000;
                    assert!(
                        parts * 1_000_000 <= allowed + 1_000_000,
                        "{address} sent {parts} parts in {micros} µs"
                    );
                }
            }
        }
    }
}

fn pick(ids: &mut IdSource, len: usize) -> Option<usize> {
    let len = u32::try_from(len).ok().filter(|len| *len > 0)?;
    usize::try_from(ids.below(len)).ok()
}
