//! How long an instance takes to recover 100,000 contacts that were live, from opening the store to an
//! engine that has told the last record: `cargo run --release -p exchange-io --example recovery`. Half
//! of them are callbacks that wait on; the others are closed.
//!
//! The contacts are kept in a store on SQLite as the product keeps them, and read as it does.

#![allow(clippy::unwrap_used, reason = "a measurement may fail where it stands")]

#[path = "../../exchange/tests/common/mod.rs"]
mod common;

use common::World;
use common::flows::{call_back, flow};
use exchange::{ContactFacts, Exchange, Input, Output, Topic};
use exchange_io::{contact_row, what_was_live};
use ids::ContactId;
use std::time::Instant;
use store::{Batch, Expect, PutContact, Store};
use store_sqlite::{Config, Durability, SqliteStore};

/// Contacts of one batch.
const ROWS: usize = 1_000;

#[tokio::main]
async fn main() {
    let number = std::env::args().nth(1);
    let number = number.map_or(100_000, |it| it.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::new(folder.path().join("store.db"));
    config.durability = Durability::None;
    keep(&config, number).await;
    config.durability = Durability::Full;

    let world = World::new();
    let resources = world.configuration();
    let identity = common::identity();
    let instance = identity.instance;
    let mut exchange = Exchange::new(identity, 99, world.exchange.settings().clone());
    for resource in resources {
        exchange.handle(world.now, Input::Directory(resource.into()));
        while exchange.poll().is_some() {}
    }
    let start = Instant::now();
    let store = SqliteStore::open(&config).unwrap();
    let (contacts, agents) = what_was_live(&store, instance).await.unwrap();
    let read = start.elapsed();
    assert_eq!(contacts.len(), number);
    exchange.handle(world.now, Input::Recovered { contacts, agents });
    let (mut outputs, mut records) = (0_u64, 0_u64);
    while let Some(output) = exchange.poll() {
        outputs += 1;
        if let Output::Publish(it) = &output {
            records += u64::from(it.topic == Topic::ContactRecords);
        }
    }
    let all = start.elapsed();
    let millis = |it: std::time::Duration| it.as_secs_f64() * 1000.0;
    println!(
        "recovered in {:.0} ms ({:.0} ms to read, {:.0} ms to rebuild), {} live, {records} records, {outputs} outputs",
        millis(all),
        millis(read),
        millis(all - read),
        exchange.live_contacts(),
    );
}

/// Keeps one call and one callback, each many times.
async fn keep(config: &Config, number: usize) {
    let store = SqliteStore::open(config).unwrap();
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
    let identity = common::identity();
    let mut left = number;
    while left > 0 {
        let some = left.min(ROWS);
        left -= some;
        let put = |at: usize| {
            let facts = ContactFacts {
                id: world.ids.id::<ContactId>(),
                ..[&call, &callback][at % 2].clone()
            };
            PutContact {
                row: Box::new(contact_row(&identity, &facts, world.now).unwrap()),
                expect: Expect::New,
            }
        };
        let batch: Batch = (0..some).map(put).collect();
        store.commit(batch).await.unwrap();
    }
    store.close().await;
}
