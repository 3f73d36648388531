//! What is told by the minute, until it is kept and afterwards.
//!
//! Samples of a minute are kept under a series of their own beside the tallies. They come from
//! the journal, from what it tells of contacts and from what exchanges remarked there. Each minute
//! is told once.

use crate::ServiceError;
use exchange::Settings;
use ids::Timestamp;
use metrics::watch::{MINUTE, Reading, Stat, parse_key};
use std::collections::BTreeMap;
use store::{Batch, PutTally, Store, Tally, TallyQuery};

/// The series of the samples.
const SERIES: &str = "minutes";
/// Days for which minutes are kept. Source: connect-d-data-metrics.md §12.1.
pub(super) const KEPT_DAYS: i64 = 14;
const DAY: i64 = 86_400_000;

/// Which samples: the instance, the minute, and the key of the metric.
type Place = (String, Timestamp, String);

/// Samples that wait to be kept.
#[derive(Debug, Default)]
pub(super) struct Minutes {
    told: BTreeMap<Place, Stat>,
    oldest: Timestamp,
    known: Known,
    /// Whether what was told since `known` was kept is in it.
    looked: bool,
}

/// By instance, which metrics were told, and in which minute last.
pub(super) type Known = BTreeMap<String, BTreeMap<String, Timestamp>>;

impl Minutes {
    /// It is now: what is older than what is kept is left out.
    pub(super) fn begin_at(&mut self, now: Timestamp) {
        self.oldest = Timestamp(now.0.saturating_sub(KEPT_DAYS * DAY));
    }

    /// Takes in what an instance's journal told.
    pub(super) fn tell(&mut self, instance: &str, readings: Vec<Reading>) {
        for reading in readings {
            if reading.minute >= self.oldest {
                add(&mut self.told, instance, &reading);
                if let Some(share) = share(&reading) {
                    add(&mut self.told, instance, &share);
                }
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// Writes what waits, added to what is kept of the same minutes.
    pub(super) async fn write(
        &self,
        store: &dyn Store,
        batch: &mut Batch,
    ) -> Result<(), ServiceError> {
        let all = self.told.clone();
        let mut minutes: Vec<(&str, Timestamp)> =
            all.keys().map(|it| (it.0.as_str(), it.1)).collect();
        minutes.dedup();
        let mut kept: BTreeMap<Place, Stat> = BTreeMap::new();
        for (instance, minute) in minutes {
            let end = Timestamp(minute.0 + 1);
            for row in store.tallies(&query(instance, minute, end)).await? {
                let stat = Stat::decode(&row.data).map_err(ServiceError::internal)?;
                kept.insert((instance.to_owned(), minute, row.key), stat);
            }
        }
        for (place, mut stat) in all {
            if let Some(before) = kept.get(&place) {
                stat.merge(before);
            }
            let (instance, start, key) = place;
            batch.push(PutTally {
                instance,
                series: SERIES.to_owned(),
                span: MINUTE,
                tally: Tally {
                    start,
                    key,
                    data: stat.encode(),
                },
            });
        }
        Ok(())
    }

    /// What waited is kept.
    pub(super) fn written(&mut self) {
        for (instance, minute, key) in std::mem::take(&mut self.told).into_keys() {
            note(&mut self.known, instance, key, minute);
        }
    }

    /// Which metrics there are, as far as they are still kept.
    pub(super) fn known(&mut self) -> &Known {
        let oldest = self.oldest;
        for metrics in self.known.values_mut() {
            metrics.retain(|_, last| *last >= oldest);
        }
        self.known.retain(|_, metrics| !metrics.is_empty());
        &self.known
    }

    /// Takes what was known when it was kept last.
    pub(super) fn learn(&mut self, known: Known) {
        self.known = known;
    }

    /// Reads which metrics were told since that was kept, once.
    pub(super) async fn look<'a>(
        &mut self,
        store: &dyn Store,
        instances: impl Iterator<Item = &'a String>,
    ) -> Result<(), ServiceError> {
        if self.looked {
            return Ok(());
        }
        for instance in instances {
            let last = self.known.get(instance).and_then(|it| it.values().max());
            let from = last.copied().unwrap_or(self.oldest).max(self.oldest);
            let rows = store
                .tallies(&query(instance, from, Timestamp(i64::MAX)))
                .await?;
            for row in rows {
                note(&mut self.known, instance.clone(), row.key, row.start);
            }
        }
        self.looked = true;
        Ok(())
    }

    /// For who begins again: what was not kept is told again.
    pub(super) fn anew(&mut self) -> Self {
        Self {
            known: std::mem::take(&mut self.known),
            looked: self.looked,
            oldest: self.oldest,
            ..Self::default()
        }
    }
}

fn note(known: &mut Known, instance: String, key: String, minute: Timestamp) {
    let last = known.entry(instance).or_default().entry(key).or_default();
    *last = minute.max(*last);
}

/// The readings of an instance that are kept of a time.
pub(super) async fn read(
    store: &dyn Store,
    instance: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Reading>, ServiceError> {
    let rows = store.tallies(&query(instance, from, to)).await?;
    let mut readings = Vec::with_capacity(rows.len());
    for row in rows {
        // A name of a later version is not known here.
        let Some((metric, of)) = parse_key(&row.key) else {
            continue;
        };
        readings.push(Reading {
            minute: row.start,
            metric,
            of: of.to_owned(),
            stat: Stat::decode(&row.data).map_err(ServiceError::internal)?,
        });
    }
    Ok(readings)
}

/// Adds samples to readings of the same metric and minute, or as new ones.
pub(super) fn join(readings: &mut Vec<Reading>, more: Vec<Reading>) {
    for reading in more {
        let shared = share(&reading);
        for reading in [Some(reading), shared].into_iter().flatten() {
            let same = |it: &&mut Reading| {
                (it.minute, it.metric, &it.of) == (reading.minute, reading.metric, &reading.of)
            };
            match readings.iter_mut().find(same) {
                Some(it) => it.stat.merge(&reading.stat),
                None => readings.push(reading),
            }
        }
    }
}

/// The share of what there may be at a time.
fn share(reading: &Reading) -> Option<Reading> {
    let limits = Settings::default();
    reading.share(limits.concurrent_calls, limits.concurrent_tasks)
}

fn add(waiting: &mut BTreeMap<Place, Stat>, instance: &str, reading: &Reading) {
    let place = (instance.to_owned(), reading.minute, reading.key());
    merge(waiting, place, &reading.stat);
}

fn merge(waiting: &mut BTreeMap<Place, Stat>, place: Place, stat: &Stat) {
    match waiting.get_mut(&place) {
        Some(it) => it.merge(stat),
        None => {
            waiting.insert(place, *stat);
        }
    }
}

fn query(instance: &str, from: Timestamp, to: Timestamp) -> TallyQuery {
    TallyQuery {
        instance: instance.to_owned(),
        series: SERIES.to_owned(),
        span: MINUTE,
        from,
        to,
    }
}
