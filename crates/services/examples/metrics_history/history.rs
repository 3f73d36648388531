//! One day's contacts counted, and their tallies kept for many days.

use super::centre::Centre;
use ids::{InstanceId, Timestamp};
use metrics::{Collector, Increment, Series, Span, Tally};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Batch, PutTally, Store};

/// Rows of one batch.
const ROWS: usize = 8_000;

/// The tallies of a day: series by name, span, and milliseconds after the day's beginning, as the
/// store orders them; then by the key of the dimensions.
type Shelves = BTreeMap<(&'static str, i64, i64), Vec<(String, Vec<u8>)>>;

/// A day that was counted.
pub(crate) struct Day {
    /// Entries of the journal.
    pub(crate) entries: u64,
    /// How long the engine took for them.
    pub(crate) counting: Duration,
    shelves: Shelves,
}

/// Counts a day's contacts. What they count for after midnight counts for the day's own first
/// minutes: on each day there is what the day before left.
pub(crate) fn count(centre: &mut Centre, begin: Timestamp, contacts: i64) -> Day {
    let mut collector = Collector::default();
    let mut open: HashMap<(Series, Span, i64), HashMap<String, Tally>> = HashMap::new();
    let mut add = |increment: &Increment| {
        let key = increment.dims.key();
        for span in Span::ALL {
            let after = span.start(increment.at).0 - begin.0;
            let place = (
                increment.series,
                *span,
                after.rem_euclid(Span::Day.millis()),
            );
            let tallies = open.entry(place).or_default();
            match tallies.get_mut(&key) {
                Some(tally) => tally.add(increment),
                None => tallies.entry(key.clone()).or_default().add(increment),
            }
        }
    };
    centre
        .known(begin)
        .iter()
        .for_each(|it| drop(collector.apply(it)));
    let step = Span::Day.millis() / contacts.max(1);
    let (mut entries, mut counting) = (0, Duration::ZERO);
    for number in 0..contacts {
        let journal = centre.contact(Timestamp(begin.0 + number * step));
        let start = Instant::now();
        for entry in &journal {
            collector.apply(entry).iter().for_each(&mut add);
        }
        counting += start.elapsed();
        entries += journal.len() as u64;
        // What is told by the minute is another matter.
        collector.readings();
    }
    let of = |((series, span, after), tallies): ((Series, Span, i64), HashMap<String, Tally>)| {
        let mut rows: Vec<_> = tallies
            .into_iter()
            .map(|(key, tally)| (key, tally.encode()))
            .collect();
        rows.sort_unstable();
        ((series.name(), span.millis(), after), rows)
    };
    Day {
        entries,
        counting,
        shelves: open.into_iter().map(of).collect(),
    }
}

/// Keeps the day's tallies for each of the days, in the order in which they lie in the store, so that
/// each page of it is written once; returns how many.
pub(crate) async fn keep(
    store: Arc<dyn Store>,
    instance: InstanceId,
    begin: Timestamp,
    days: i64,
    day: &Day,
) -> usize {
    let instance = instance.to_string();
    let mut kept = 0;
    let mut batch = Batch::new();
    // The writer has a thread of its own: the next batches are made while it writes.
    let (batches, mut waiting) = tokio::sync::mpsc::channel::<Batch>(2);
    let writing = tokio::spawn(async move {
        while let Some(batch) = waiting.recv().await {
            store.commit(batch).await.unwrap();
        }
    });
    for (series, span) in parts(&day.shelves) {
        for number in 0..days {
            let from = begin.0 + number * Span::Day.millis();
            let all = (series, span, i64::MIN)..=(series, span, i64::MAX);
            for ((_, _, after), rows) in day.shelves.range(all) {
                for (key, data) in rows {
                    batch.push(PutTally {
                        instance: instance.clone(),
                        series: series.to_owned(),
                        span,
                        tally: store::Tally {
                            start: Timestamp(from + after),
                            key: key.clone(),
                            data: data.clone(),
                        },
                    });
                }
                if batch.len() >= ROWS {
                    kept += batch.len();
                    let full = std::mem::take(&mut batch);
                    batches.send(full).await.unwrap();
                }
            }
        }
    }
    kept += batch.len();
    batches.send(batch).await.unwrap();
    drop(batches);
    writing.await.unwrap();
    kept
}

fn parts(shelves: &Shelves) -> Vec<(&'static str, i64)> {
    let mut parts: Vec<_> = shelves.keys().map(|it| (it.0, it.1)).collect();
    parts.dedup();
    parts
}
