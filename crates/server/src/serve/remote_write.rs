//! What is pushed to Prometheus: what stands at `/metrics`, and the minutes that have ended.

use super::metrics::Numbers;
use futures_util::future::BoxFuture;
use http_io::Metrics as _;
use ids::Timestamp;
use metrics::watch::{Beside, MINUTE, Reading, minute};
use services::Services;
use sinks_io::remote_write::{Source, TimeSeries, samples_of};
use std::sync::{Arc, Mutex, PoisonError};

/// Milliseconds after its end at which a minute is told at the latest.
const SETTLED: i64 = 5_000;

/// The samples of this process.
pub struct Pushed {
    numbers: Arc<Numbers>,
    services: Arc<Services>,
    /// The minute that is pushed next: none from before the start, which a receiver may have had
    /// from the process before.
    next: Mutex<Timestamp>,
}

impl Pushed {
    /// From these parts.
    pub fn new(numbers: Arc<Numbers>, services: Arc<Services>) -> Self {
        let next = Mutex::new(minute(services.clock.now()));
        Self {
            numbers,
            services,
            next,
        }
    }

    async fn minutes(&self, now: Timestamp) -> Result<Vec<TimeSeries>, services::ServiceError> {
        let from = *self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let to = minute(Timestamp(now.0 - SETTLED));
        let mut samples = Vec::new();
        if from >= to {
            return Ok(samples);
        }
        let metrics = &self.services.metrics;
        for instance in metrics.known_minutes().await?.into_keys() {
            let Ok(id) = instance.parse() else { continue };
            for reading in metrics.minutes(id, from, to).await? {
                samples.extend(samples_of_minute(&instance, &reading));
            }
        }
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = to;
        Ok(samples)
    }
}

/// Count, sum, least and greatest, at the end of the minute.
fn samples_of_minute(instance: &str, reading: &Reading) -> [TimeSeries; 4] {
    let (group, dimension) = match reading.metric.beside() {
        Beside::Group(group) => (group, ""),
        Beside::Named(group, dimension) => (group, dimension),
        Beside::Only(dimension) => ("", dimension),
        Beside::Fixed(_) => ("", ""),
    };
    let labels = [
        ("instance", instance),
        ("metric", reading.metric.name()),
        ("metric_group", group),
        ("dimension", dimension),
        ("name", reading.of.as_str()),
    ];
    let stat = reading.stat;
    [
        ("carillon_minute_count", stat.count),
        ("carillon_minute_sum", stat.sum),
        ("carillon_minute_min", stat.min),
        ("carillon_minute_max", stat.max),
    ]
    .map(|(name, value)| TimeSeries::one(name, labels, value, reading.minute.0 + MINUTE))
}

impl Source for Pushed {
    fn samples(&self) -> BoxFuture<'_, Vec<TimeSeries>> {
        Box::pin(async {
            let now = self.services.clock.now();
            let mut text = String::new();
            self.numbers.write(&mut text);
            let mut samples = samples_of(&text, now.0);
            match self.minutes(now).await {
                Ok(minutes) => samples.extend(minutes),
                Err(error) => tracing::warn!(%error, "minutes are pushed later"),
            }
            samples
        })
    }
}
