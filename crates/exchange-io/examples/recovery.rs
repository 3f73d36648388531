//! How long an exchange takes to recover 100,000 contacts that were live, from their stored states to
//! the last record: `cargo run --release -p exchange --example recovery`. Half of them are callbacks
//! that wait on; the others are closed.

#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![allow(clippy::unwrap_used, reason = "a measurement may fail where it stands")]

#[path = "../tests/common/mod.rs"]
mod common;

use common::World;
use common::flows::{call_back, flow};
use exchange::{ContactFacts, Exchange, Input, Output, Topic};
use ids::ContactId;
use std::time::Instant;

const CONTACTS: usize = 100_000;

fn main() {
    let states = states();
    let world = World::new();
    let resources = world.configuration();
    let identity = common::identity();
    let mut exchange = Exchange::new(identity, 99, world.exchange.settings().clone());
    for resource in resources {
        exchange.handle(world.now, Input::Directory(resource.into()));
        while exchange.poll().is_some() {}
    }
    let start = Instant::now();
    let contacts: Vec<ContactFacts> = states
        .iter()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    let read = start.elapsed();
    let agents = Vec::new();
    exchange.handle(world.now, Input::Recovered { contacts, agents });
    let (mut outputs, mut records) = (0_u64, 0_u64);
    while let Some(output) = exchange.poll() {
        outputs += 1;
        if let Output::Publish(it) = &output {
            records += u64::from(it.topic == Topic::ContactRecords);
        }
    }
    println!(
        "recovered in {:.0} ms ({:.0} ms to read states), {} live, {records} records, {outputs} outputs",
        start.elapsed().as_secs_f64() * 1000.0,
        read.as_secs_f64() * 1000.0,
        exchange.live_contacts(),
    );
}

/// States as a store would have kept them: of one call and of one callback, each many times.
fn states() -> Vec<String> {
    let mut world = World::new();
    let call = world.call();
    world.seconds(5);
    let call = world.exchange.contact(call.contact).unwrap().clone();
    world.main(&flow("call-back", call_back(world.queue, 1, 2, 20)));
    world.call();
    world.seconds(30);
    let all = world.exchange.contacts();
    let callback = all.iter().find(|it| it.callback.is_some());
    let callback = (*callback.unwrap()).clone();
    (0..CONTACTS)
        .map(|at| {
            let mut facts = [&call, &callback][at % 2].clone();
            facts.id = world.ids.id::<ContactId>();
            serde_json::to_string(&facts).unwrap()
        })
        .collect()
}
