//! Metrics of many contacts: entries counted per second, questions over what was counted, and what
//! is live: `cargo run --release -p services --example metrics_history -- 10000000`.
//!
//! Contacts come evenly over 35 days to 50 queues and 500 agents; every journal entry of theirs goes
//! through the engine, and the tallies that it makes are kept as the product keeps them.

#![allow(
    clippy::unwrap_used,
    reason = "a step that fails, fails the measurement"
)]

use exchange::journal::{ContactEntry, Entry, OfferEnd, Subject};
use exchange::{AgentPart, ContactFacts, DisconnectReason};
use ids::{ContactId, IdSource, InstanceId, QueueId, RoutingProfileId, Timestamp, UserId};
use metrics::{
    Ask, Collector, Dimension, Increment, Interval, Period, Query, Series, Span, Tally, Threshold,
    Zone, find,
};
use serde_json::json;
use services::SystemClock;
use services::metrics::Metrics;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;
use store::{Batch, PutTally, Store};
use store_sqlite::{Config, SqliteStore};

const DAYS: i64 = 35;
const QUEUES: u32 = 50;
const AGENTS: u32 = 500;
const QUESTIONS: usize = 40;

type Open = HashMap<(Series, Span, Timestamp), HashMap<String, Tally>>;

struct Centre {
    ids: IdSource,
    draw: IdSource,
    queues: Vec<QueueId>,
    agents: Vec<UserId>,
    profile: RoutingProfileId,
    blank: ContactFacts,
}

impl Centre {
    fn new() -> Self {
        let mut ids = IdSource::new(5);
        let blank = serde_json::from_value(json!({
            "id": ids.uuid(), "channel": "VOICE", "initiation_method": "INBOUND", "initial": null,
            "previous": null, "next": null, "related": null, "initiated": Timestamp(0),
            "connected_to_system": null, "disconnected": null, "disconnect_reason": null,
            "disconnect_issue": null, "completed": null, "updated": Timestamp(0),
            "phase": "FLOW", "customer": null, "customer_name": null, "system": null,
            "attributes": {}, "segment_attributes": {"connect:Subtype": "connect:Telephony"},
            "tags": {}, "flow": null, "queue": null, "agent": null, "offered_to": null,
            "connection_attempts": 0, "recordings": [],
        }))
        .unwrap();
        Self {
            queues: (0..QUEUES).map(|_| ids.id()).collect(),
            agents: (0..AGENTS).map(|_| ids.id()).collect(),
            profile: ids.id(),
            draw: IdSource::new(6),
            ids,
            blank,
        }
    }

    fn part(&self, agent: UserId) -> Box<AgentPart> {
        let json = json!({
            "id": agent, "username": "a", "routing_profile": self.profile,
            "routing_profile_name": "P", "hierarchy": ["top"], "connected": null,
            "disconnected": null, "interaction_ms": 0, "holds": 0, "hold_ms": 0,
            "longest_hold_ms": 0, "held_since": null, "acw_started": null, "acw_ended": null,
        });
        Box::new(serde_json::from_value(json).unwrap())
    }

    /// The entries of one contact that begins at a time.
    fn contact(&mut self, from: Timestamp) -> Vec<Entry> {
        let contact: ContactId = self.ids.id();
        let queue = self.queues[self.draw.below(QUEUES) as usize];
        let agent = self.agents[self.draw.below(AGENTS) as usize];
        let mut at = from;
        let mut wait = |most: u32| {
            at = Timestamp(at.0 + i64::from(self.draw.below(most)));
            at
        };
        let facts = ContactFacts {
            id: contact,
            initiated: from,
            ..self.blank.clone()
        };
        let mut entries = vec![
            (from, ContactEntry::Initiated(Box::new(facts))),
            (
                wait(9_000),
                ContactEntry::QueueChosen {
                    queue,
                    owner: None,
                    name: String::new(),
                },
            ),
        ];
        let queued = wait(1);
        entries.push((queued, ContactEntry::Enqueued));
        let served = wait(120_000);
        let until = served;
        let (reason, issue) = (DisconnectReason::CustomerDisconnect, None);
        let gone = ContactEntry::Disconnected { reason, issue };
        if served.0 - queued.0 > 100_000 {
            entries.push((served, gone));
            entries.push((served, ContactEntry::Completed));
        } else {
            let end = OfferEnd::Accepted;
            let over = wait(300_000);
            let cleared = wait(60_000);
            entries.extend([
                (served, ContactEntry::Offered { agent, until }),
                (served, ContactEntry::OfferEnded { agent, end }),
                (served, ContactEntry::AgentAssigned(self.part(agent))),
                (served, ContactEntry::ConnectedToAgent),
                (over, ContactEntry::AgentDisconnected),
                (over, gone),
                (cleared, ContactEntry::WorkEnded),
                (cleared, ContactEntry::Completed),
            ]);
        }
        let of = |(at, entry)| Entry {
            at,
            subject: Subject::Contact { contact, entry },
        };
        entries.into_iter().map(of).collect()
    }
}

fn count(open: &mut Open, increment: &Increment) {
    let key = increment.dims.key();
    for span in Span::ALL {
        let place = (increment.series, *span, span.start(increment.at));
        let tallies = open.entry(place).or_default();
        tallies.entry(key.clone()).or_default().add(increment);
    }
}

/// Keeps the tallies whose time is long over; returns how many.
async fn keep(
    store: &dyn Store,
    instance: InstanceId,
    open: &mut Open,
    before: Timestamp,
) -> usize {
    let mut batch = Batch::new();
    open.retain(|(series, span, start), tallies| {
        let over = start.0 + span.millis() < before.0;
        for (key, tally) in tallies.iter().filter(|_| over) {
            batch.push(PutTally {
                instance: instance.to_string(),
                series: series.name().to_owned(),
                span: span.millis(),
                tally: store::Tally {
                    start: *start,
                    key: key.clone(),
                    data: tally.encode(),
                },
            });
        }
        !over
    });
    let kept = batch.len();
    store.commit(batch).await.unwrap();
    kept
}

fn questions(end: Timestamp) -> Vec<(&'static str, Query)> {
    let from = Timestamp(end.0 - DAYS * Span::Day.millis());
    let ask = |name| Ask {
        metric: find(name).unwrap(),
        threshold: None,
        filters: Vec::new(),
    };
    let mut level = ask("SERVICE_LEVEL");
    level.threshold = Some(Threshold {
        seconds: 20,
        inclusive: false,
    });
    let of = |period, zone: &str, groupings| {
        let zone = Zone::find(zone).unwrap();
        let mut query = Query::new(from, end, Interval { period, zone });
        query.asks = vec![
            level.clone(),
            ask("CONTACTS_HANDLED"),
            ask("AVG_HANDLE_TIME"),
        ];
        query.groupings = groupings;
        query
    };
    vec![
        (
            "total by queue",
            of(Period::Total, "UTC", vec![Dimension::Queue]),
        ),
        (
            "days in Berlin",
            of(Period::Day, "Europe/Berlin", Vec::new()),
        ),
        (
            "total by agent",
            of(Period::Total, "UTC", vec![Dimension::Agent]),
        ),
    ]
}

#[tokio::main]
async fn main() {
    let contacts: i64 = std::env::args()
        .nth(1)
        .map_or(10_000_000, |it| it.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&Config::new(folder.path().join("store.db"))).unwrap());
    let mut centre = Centre::new();
    let instance: InstanceId = centre.ids.id();
    let begin: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let step = DAYS * Span::Day.millis() / contacts.max(1);
    let mut collector = Collector::default();
    let mut open = Open::new();
    let (mut entries, mut kept) = (0_u64, 0);
    let mut counting = std::time::Duration::ZERO;
    for number in 0..contacts {
        let at = Timestamp(begin.0 + number * step);
        let journal = centre.contact(at);
        let start = Instant::now();
        for entry in &journal {
            for increment in collector.apply(entry) {
                count(&mut open, &increment);
            }
        }
        counting += start.elapsed();
        entries += journal.len() as u64;
        if number % 100_000 == 99_999 {
            kept += keep(&*store, instance, &mut open, Timestamp(at.0 - 3_600_000)).await;
        }
    }
    kept += keep(&*store, instance, &mut open, Timestamp(i64::MAX)).await;
    let rate = entries as f64 / counting.as_secs_f64();
    println!("{contacts} contacts, {entries} entries, {kept} tallies");
    println!("{rate:.0} entries/s counted");
    let metrics = Metrics::new(store, Arc::new(SystemClock));
    let end = Timestamp(begin.0 + DAYS * Span::Day.millis());
    for (name, query) in questions(end) {
        let mut times = Vec::new();
        for _ in 0..QUESTIONS {
            let start = Instant::now();
            let groups = metrics.answer(instance, &query, end).await.unwrap();
            times.push(start.elapsed().as_secs_f64() * 1000.0);
            assert!(!groups.is_empty());
        }
        times.sort_by(f64::total_cmp);
        let p95 = times[times.len() * 95 / 100];
        println!("{name}: {p95:.1} ms p95");
    }
    let waiting: Vec<_> = (0..1_000)
        .flat_map(|_| centre.contact(end)[..3].to_vec())
        .collect();
    let mut live = Collector::default();
    waiting.iter().for_each(|it| drop(live.apply(it)));
    let start = Instant::now();
    let queues = (0..QUESTIONS).map(|_| live.live().queues.len()).max();
    let each = start.elapsed().as_secs_f64() * 1000.0 / QUESTIONS as f64;
    println!(
        "live: {each:.2} ms with 1000 contacts in {} queues",
        queues.unwrap_or(0)
    );
}
