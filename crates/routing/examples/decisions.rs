//! Routing decisions per second with 10,000 agents and 100,000 queued contacts, and how long one
//! takes: `cargo run --release -p routing --example decisions`.

#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use ids::{ContactId, IdSource, QueueId, RoutingProfileId, Timestamp, UserId};
use resources::Channel;
use routing::{Availability, ProfileQueue, ProfileRules, QueueKey, Router, SlotRule, Waiting};
use std::time::Instant;

const AGENTS: usize = 10_000;
const CONTACTS: usize = 100_000;
const DECISIONS: usize = 500_000;

fn main() {
    let mut ids = IdSource::new(7);
    let mut router = Router::new();
    let queues: Vec<QueueId> = (0..50).map(|_| ids.id()).collect();
    let profiles: Vec<RoutingProfileId> = (0..20).map(|_| ids.id()).collect();
    for (number, profile) in profiles.iter().enumerate() {
        let rules = ProfileRules {
            queues: (0..10)
                .map(|at| ProfileQueue {
                    queue: queues[(number * 3 + at) % queues.len()],
                    channel: Channel::Voice,
                    priority: 1 + at as u32 / 4,
                    delay: if at % 3 == 2 { 15 } else { 0 },
                })
                .collect(),
            slots: vec![SlotRule {
                channel: Channel::Voice,
                maximum: 1,
                others_allowed: false,
            }],
        };
        router.set_profile(Timestamp(0), *profile, rules);
    }
    let mut clock = 0_i64;
    let call = |router: &mut Router, ids: &mut IdSource, now: i64| {
        let contact: ContactId = ids.id();
        let queue = queues[ids.below(queues.len() as u32) as usize];
        let waiting = Waiting {
            queue: QueueKey::Standard(queue),
            channel: Channel::Voice,
            priority: 5,
            enqueued: Timestamp(now),
            ranked: Timestamp(now),
        };
        router.enqueue(Timestamp(now), contact, waiting);
    };
    for _ in 0..CONTACTS {
        clock += 1;
        call(&mut router, &mut ids, clock);
    }
    while router.poll(Timestamp(clock)).is_some() {}
    let agents: Vec<(UserId, RoutingProfileId)> = (0..AGENTS)
        .map(|at| (ids.id(), profiles[at % profiles.len()]))
        .collect();
    let mut times = Vec::with_capacity(DECISIONS);
    let start = Instant::now();
    for step in 0..DECISIONS {
        clock += 1;
        let (agent, profile) = agents[step % agents.len()];
        let began = Instant::now();
        router.agent_available(
            agent,
            Availability {
                profile,
                since: Timestamp(clock),
                load: Vec::new(),
                skills: Default::default(),
            },
        );
        call(&mut router, &mut ids, clock);
        while let Some(found) = router.poll(Timestamp(clock)) {
            router.dequeue(found.contact);
        }
        times.push(began.elapsed());
    }
    let elapsed = start.elapsed();
    times.sort_unstable();
    let micros = |at: usize| times[at].as_secs_f64() * 1e6;
    println!(
        "{:.0} decisions/s, p50 {:.1}µs, p99 {:.1}µs, {} waiting",
        DECISIONS as f64 / elapsed.as_secs_f64(),
        micros(times.len() / 2),
        micros(times.len() * 99 / 100),
        router.len(),
    );
}
