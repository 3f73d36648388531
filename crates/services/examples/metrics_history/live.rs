//! What is live: agents and waiting contacts written to the journal, and asked for by queue.

use super::centre::{Centre, QUEUES};
use exchange::journal::{Entry, Subject};
use ids::{InstanceId, Pii, Timestamp};
use metrics::{Floor, Part};
use services::metrics::Metrics;
use services::{Clock, SystemClock};
use std::collections::BTreeSet;
use std::time::Instant;
use store::{Batch, JournalEntry, Store};

/// Contacts that wait.
pub(crate) const WAITING: usize = 10_000;
const QUESTIONS: usize = 400;

fn row(instance: InstanceId, entry: &Entry) -> JournalEntry {
    JournalEntry {
        instance: instance.to_string(),
        stream: match &entry.subject {
            Subject::Contact { contact, .. } => format!("contact/{contact}"),
            Subject::Agent { agent, .. } => format!("agent/{agent}"),
        },
        kind: entry.name().to_owned(),
        at: entry.at,
        body: Pii::new(serde_json::to_string(entry).unwrap()),
    }
}

/// Lets all agents be available and contacts enter their queues.
pub(crate) async fn write(store: &dyn Store, centre: &mut Centre) {
    let now = SystemClock.now();
    let begin = Timestamp(now.0 - 600_000);
    let mut entries = centre.known(begin);
    for number in 0..WAITING {
        let from = Timestamp(begin.0 + number as i64 * 10);
        entries.extend(centre.contact(from).into_iter().take(3));
    }
    entries.sort_by_key(|it| it.at);
    for some in entries.chunks(2_000) {
        let batch: Batch = some.iter().map(|it| row(centre.instance, it)).collect();
        store.commit(batch).await.unwrap();
    }
}

/// The milliseconds that each question took: all figures of GetCurrentMetricData by queue.
pub(crate) async fn ask(metrics: &Metrics, centre: &Centre) -> Vec<f64> {
    let profiles = centre.profiles();
    let parts: Vec<_> = centre
        .queues
        .iter()
        .map(|it| Part {
            queues: BTreeSet::from([*it]),
            ..Part::default()
        })
        .collect();
    let mut times = Vec::new();
    // The first reads the journal to its end.
    for number in 0..=QUESTIONS {
        let now = SystemClock.now();
        let start = Instant::now();
        let figures = metrics.live(centre.instance, |live| {
            let floor = Floor::new(live, &profiles, now);
            parts.iter().map(|it| floor.figures(it)).collect::<Vec<_>>()
        });
        let figures = figures.await.unwrap();
        if number > 0 {
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        assert_eq!(figures.len(), QUEUES);
        assert_eq!(figures.iter().map(|it| it.queued).sum::<usize>(), WAITING);
        assert!(figures.iter().all(|it| it.seats.available == 50));
    }
    times
}
