//! Metrics of many contacts: entries counted per second, questions over what was counted, and what
//! is live: `cargo run --release -p services --example metrics_history -- 10000000`.
//!
//! Contacts come evenly over 35 days to 50 queues and 500 agents, 50 of each routing profile, which
//! serves five queues. Every journal entry of one day's goes through the engine; the tallies that it
//! makes, of all spans, are kept once for each of the days, as the product keeps them. Setting up
//! syncs nothing, and questions go to the store as it is opened in the product.

#![allow(
    clippy::unwrap_used,
    reason = "a step that fails, fails the measurement"
)]

#[path = "metrics_history/centre.rs"]
mod centre;
#[path = "metrics_history/history.rs"]
mod history;
#[path = "metrics_history/live.rs"]
mod live;

use centre::{Centre, QUEUES};
use ids::Timestamp;
use metrics::{Ask, Dimension, Interval, Period, Query, Span, Threshold, Zone, find};
use services::SystemClock;
use services::metrics::Metrics;
use std::sync::Arc;
use std::time::Instant;
use store::Store;
use store_sqlite::{Config, Durability, SqliteStore};

/// Days of contacts: as far back as one question goes.
const DAYS: i64 = 35;
const QUESTIONS: usize = 40;

fn questions(centre: &Centre, end: Timestamp) -> Vec<(&'static str, Query)> {
    let back = |days: i64| Timestamp(end.0 - days * Span::Day.millis());
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
    let queues: Vec<_> = centre.queues.iter().map(ToString::to_string).collect();
    // The API wants a filter that names resources; here it is all queues.
    let of = |days, period, zone: &str, groupings| {
        let zone = Zone::find(zone).unwrap();
        let mut query = Query::new(back(days), end, Interval { period, zone });
        query.filters = vec![(Dimension::Queue, queues.clone())];
        query.groupings = groupings;
        query.asks = vec![ask("CONTACTS_HANDLED"), ask("AVG_HANDLE_TIME")];
        query
    };
    let leveled = |mut query: Query| {
        query.asks.push(level.clone());
        query
    };
    let by_queue = || vec![Dimension::Queue];
    vec![
        (
            "total by queue",
            leveled(of(DAYS, Period::Total, "UTC", by_queue())),
        ),
        (
            "days in Berlin",
            leveled(of(DAYS, Period::Day, "Europe/Berlin", Vec::new())),
        ),
        (
            "total by agent",
            of(DAYS, Period::Total, "UTC", vec![Dimension::Agent]),
        ),
        (
            "quarters of hours of 3 days by queue",
            leveled(of(3, Period::FifteenMin, "UTC", by_queue())),
        ),
    ]
}

/// The time below which a share of a hundred of the times is, in milliseconds.
fn share(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() * percent / 100]
}

#[tokio::main]
async fn main() {
    let contacts: i64 = std::env::args()
        .nth(1)
        .map_or(10_000_000, |it| it.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut centre = Centre::new();
    let begin: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();

    let start = Instant::now();
    let day = history::count(&mut centre, begin, contacts / DAYS);
    let rate = day.entries as f64 / day.counting.as_secs_f64();
    let mut config = Config::new(path);
    config.durability = Durability::None;
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&config).unwrap());
    let kept = history::keep(Arc::clone(&store), centre.instance, begin, DAYS, &day).await;
    store.close().await;
    drop((store, day));
    println!(
        "{} contacts, {kept} tallies, set up in {:.0} s",
        contacts / DAYS * DAYS,
        start.elapsed().as_secs_f64()
    );
    println!("{rate:.0} entries/s counted");

    config.durability = Durability::Full;
    let store = Arc::new(SqliteStore::open(&config).unwrap());
    let metrics = Metrics::new(Arc::clone(&store) as _, Arc::new(SystemClock));
    let end = Timestamp(begin.0 + DAYS * Span::Day.millis());
    for (name, query) in questions(&centre, end) {
        let mut times = Vec::new();
        let mut groups = 0;
        for _ in 0..QUESTIONS {
            let start = Instant::now();
            let answer = metrics.answer(centre.instance, &query, end).await.unwrap();
            times.push(start.elapsed().as_secs_f64() * 1000.0);
            groups = answer.len();
        }
        assert!(groups > 0, "{name}");
        let p95 = share(&mut times, 95);
        println!("{name}: {p95:.1} ms p95, {groups} groups");
    }

    live::write(&*store, &mut centre).await;
    let mut times = live::ask(&metrics, &centre).await;
    let (median, p99) = (share(&mut times, 50), share(&mut times, 99));
    println!(
        "live: {median:.2} ms median, {p99:.2} ms p99 of {QUEUES} queues, {} agents, {} queued",
        centre.agents.len(),
        live::WAITING
    );
}
