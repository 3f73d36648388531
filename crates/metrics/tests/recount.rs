//! Random journals: what tallies add up to is what a count over the entries finds.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

mod common;

use common::{Centre, Kept, at, keep, within};
use exchange::DisconnectReason::{AgentDisconnect, CustomerDisconnect};
use exchange::InitiationMethod::Inbound;
use exchange::journal::{AgentEntry, ContactEntry, Entry, OfferEnd, Subject};
use exchange::{AgentFacts, ContactFacts, ContactState};
use ids::{ContactId, IdSource, Timestamp, UserId};
use metrics::{Collector, Interval, Period, Query, Series, Span, Zone};
use resources::AgentStatusType::{Custom, Offline, Routable};
use std::collections::BTreeMap;

/// A day of calls whose course is drawn from a seed.
fn centre(seed: u64) -> (Centre, Vec<UserId>) {
    let mut centre = Centre::new();
    let mut draw = IdSource::new(seed.into());
    let agents: Vec<_> = (0..3)
        .map(|_| centre.agent_in(at(0, 0, 0), Routable))
        .collect();
    let mut now = at(0, 1, 0);
    for _ in 0..60 {
        let agent = agents[draw.below(3) as usize];
        now = step(&mut draw, now, 900);
        match draw.below(6) {
            0 => centre.set(now, agent, Custom),
            1 => centre.set(now, agent, Routable),
            2 => {
                centre.set(now, agent, Offline);
                now = step(&mut draw, now, 300);
                centre.set(now, agent, Routable);
            }
            _ => now = call(&mut centre, &mut draw, agent, now),
        }
    }
    (centre, agents)
}

fn step(draw: &mut IdSource, from: Timestamp, most: u32) -> Timestamp {
    Timestamp(from.0 + i64::from(draw.below(most * 1000)))
}

fn call(centre: &mut Centre, draw: &mut IdSource, agent: UserId, from: Timestamp) -> Timestamp {
    let contact = centre.begin(from, Inbound);
    let queued = step(draw, from, 60);
    centre.enqueue(queued, contact);
    let mut now = step(draw, queued, 100);
    if draw.below(3) == 0 {
        let rung = Timestamp(now.0 + 20_000);
        centre.offer(contact, agent, now, rung, OfferEnd::Missed);
        now = step(draw, rung, 30);
        centre.clear(now, contact, agent);
    }
    if draw.below(4) == 0 {
        centre.hang_up(now, contact, CustomerDisconnect);
        return now;
    }
    centre.answer(now, contact, agent);
    for _ in 0..draw.below(3) {
        now = step(draw, now, 200);
        centre.contact(now, contact, ContactEntry::Held);
        now = step(draw, now, 90);
        centre.contact(now, contact, ContactEntry::Resumed);
    }
    let end = step(draw, now, 1_200);
    let cleared = step(draw, end, 120);
    centre.end(end, contact, agent, AgentDisconnect, cleared);
    cleared
}

/// The contacts of a journal as their entries leave them.
fn contacts(entries: &[Entry]) -> Vec<ContactFacts> {
    let mut all: BTreeMap<ContactId, ContactFacts> = BTreeMap::new();
    for it in entries {
        let Subject::Contact { contact, entry } = &it.subject else {
            continue;
        };
        match entry {
            ContactEntry::Initiated(facts) => drop(all.insert(*contact, (**facts).clone())),
            other => all.get_mut(contact).unwrap().apply(it.at, other),
        }
    }
    all.into_values().collect()
}

/// Milliseconds online, in a custom status and with a connected contact while available, between
/// two times: read second by second of the journal's own fold.
fn times(entries: &[Entry], agent: UserId, from: Timestamp, to: Timestamp) -> [u64; 3] {
    let mut facts: Option<AgentFacts> = None;
    let mut sums = [0; 3];
    let mut before = from;
    let mut account = |facts: &Option<AgentFacts>, start: Timestamp, end: Timestamp| {
        let (start, end) = (start.max(from), end.min(to));
        let Some(facts) = facts.as_ref().filter(|_| start < end) else {
            return;
        };
        let millis = (end.0 - start.0) as u64;
        let busy = facts.contacts.iter().any(|it| {
            matches!(
                it.state,
                ContactState::Connected | ContactState::ConnectedOnHold | ContactState::Ended
            )
        });
        let status = facts.status.status_type;
        let online = facts.signed_in && status != Offline;
        sums[0] += millis * u64::from(online);
        sums[1] += millis * u64::from(online && status == Custom);
        sums[2] += millis * u64::from(online && status == Routable && busy);
    };
    for it in entries {
        let Subject::Agent { agent: who, entry } = &it.subject else {
            continue;
        };
        if *who != agent {
            continue;
        }
        account(&facts, before, it.at);
        before = it.at;
        match (entry, &mut facts) {
            (AgentEntry::Known(known), _) => facts = Some((**known).clone()),
            (other, Some(facts)) => facts.apply(it.at, other),
            (_, None) => {}
        }
    }
    account(&facts, before, to);
    sums
}

#[test]
fn tallies_add_up_to_a_count_over_the_entries() {
    for seed in 0..40 {
        let (centre, agents) = centre(seed);
        let facts = contacts(&centre.entries);
        let end = Timestamp(centre.entries.last().unwrap().at.0 + 777);
        let from = at(0, 0, 0);
        let waited = |it: &ContactFacts| {
            let queue = it.queue.as_ref().unwrap();
            (queue.dequeued.unwrap().0 - queue.enqueued.unwrap().0) as u64
        };
        let answered: Vec<_> = facts.iter().filter(|it| it.agent.is_some()).collect();
        let sum = |of: &dyn Fn(&ContactFacts) -> u64| {
            answered.iter().map(|it| of(it)).sum::<u64>() as f64 / 1000.0
        };
        let value = |name| centre.value(name, from, end).unwrap();
        assert_eq!(value("CONTACTS_CREATED"), facts.len() as f64);
        assert_eq!(value("CONTACTS_HANDLED"), answered.len() as f64);
        assert_eq!(
            value("CONTACTS_ABANDONED"),
            (facts.len() - answered.len()) as f64
        );
        let hold = sum(&|it| it.agent.as_ref().unwrap().hold_ms);
        assert_eq!(value("SUM_HOLD_TIME"), hold);
        let interaction = sum(&|it| it.agent.as_ref().unwrap().interaction_ms);
        assert_eq!(value("SUM_INTERACTION_TIME"), interaction);
        for seconds in [1, 10, 33, 60, 100, 200] {
            let counted = answered
                .iter()
                .filter(|it| waited(it) < seconds * 1000)
                .count();
            let asked = within("SUM_CONTACTS_ANSWERED_IN_X", seconds);
            assert_eq!(centre.of(asked, from, end), Some(counted as f64));
        }
        // The question's end is extended to whole five minutes; what agents go on doing is not.
        let names = [
            "SUM_ONLINE_TIME_AGENT",
            "SUM_NON_PRODUCTIVE_TIME_AGENT",
            "SUM_CONTACT_TIME_AGENT",
        ];
        for (at, name) in names.into_iter().enumerate() {
            let counted = agents
                .iter()
                .map(|it| times(&centre.entries, *it, from, end)[at]);
            assert_eq!(value(name), counted.sum::<u64>() as f64 / 1000.0, "{name}");
        }
    }
}

/// However time is cut, the parts add up to the whole; by agent as without.
#[test]
fn intervals_and_groups_add_up() {
    for seed in 40..60 {
        let (centre, _) = centre(seed);
        let end = centre.entries.last().unwrap().at;
        let whole = centre.value("CONTACTS_HANDLED", at(0, 0, 0), end);
        for (period, zone) in [
            (Period::FifteenMin, "UTC"),
            (Period::Hour, "Asia/Kathmandu"),
            (Period::Day, "America/St_Johns"),
            (Period::Week, "Europe/Berlin"),
        ] {
            for groupings in [
                vec![],
                vec![metrics::Dimension::Agent, metrics::Dimension::Queue],
            ] {
                let zone = Zone::find(zone).unwrap();
                let mut query = Query::new(at(0, 0, 0), end, Interval { period, zone });
                query.asks = vec![common::ask("CONTACTS_HANDLED")];
                query.groupings = groupings;
                let groups = centre.ask(&query, end);
                let sum: f64 = groups.iter().filter_map(|it| it.metrics[0]).sum();
                assert_eq!(Some(sum), whole);
            }
        }
    }
}

/// Counting that is cut at any place and goes on from what was serialised gives the same tallies.
#[test]
fn counting_goes_on_from_where_it_was_left() {
    let (centre, _) = centre(99);
    for place in (0..centre.entries.len()).step_by(7) {
        let mut kept = Kept::new();
        let mut collector = Collector::default();
        let mut told = Vec::new();
        for (index, entry) in centre.entries.iter().enumerate() {
            if index == place {
                let text = serde_json::to_string(&collector).unwrap();
                collector = serde_json::from_str(&text).unwrap();
                collector.resume();
            }
            keep(&mut kept, &collector.apply(entry));
            told.extend(collector.readings());
        }
        assert!(kept == centre.kept);
        assert!(collector == centre.collector);
        assert!(told == centre.told);
    }
}

/// Each time is counted once in each span.
#[test]
fn spans_agree() {
    let (centre, _) = centre(7);
    for series in Series::ALL {
        let of = |span: Span| {
            let mut all = metrics::Tally::default();
            let here = centre
                .kept
                .iter()
                .filter(|it| it.0.0 == *series && it.0.1 == span);
            here.for_each(|it| all.merge(it.1));
            all
        };
        assert_eq!(of(Span::FiveMinutes), of(Span::Day));
        assert_eq!(of(Span::Hour), of(Span::Day));
    }
}
