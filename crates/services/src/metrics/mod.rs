//! Metrics of the running centre: counted from the journal as it grows, asked at any time.
//!
//! [`Metrics`] follows the journal with a durable cursor. Whoever asks first lets it read to the
//! journal's end, so that an answer has everything that was committed before the question. What was
//! counted is committed together with the cursor: after a crash nothing is counted twice or lost.
//! The rules of counting are in the crate `metrics`; docs/metrics.md describes the whole.

mod basis;
mod follower;
mod minutes;

use crate::{Clock, ServiceError};
use exchange::Remark;
use exchange::journal::{REMARKS, Remarked};
use follower::Follower;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt};
use ids::{InstanceId, Pii, Timestamp};
use metrics::watch::{MINUTE, Reading};
use metrics::{Group, Live, Query, Series, Span};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::{Batch, JournalEntry, Store, Tally, TallyQuery, Trim, Write};
use tokio::sync::Mutex;

/// How often the journal is read when nobody asks and nothing wakes.
const EVERY: Duration = Duration::from_secs(1);
/// How often what is live is kept, so that a start reads little of the journal again.
const SNAPSHOT: Duration = Duration::from_secs(300);
/// How often old tallies are forgotten.
const FORGET: Duration = Duration::from_secs(3600);
/// Days that are kept, by the length of a tally's time: five minutes for the questions of the last
/// three months, the others as long as contact records (connect-d-data-metrics.md §18).
const KEPT_DAYS: [(Span, i64); 3] = [
    (Span::FiveMinutes, 100),
    (Span::Hour, 732),
    (Span::Day, 732),
];
/// Into how many pieces a read is cut, and how many are read at once.
const PIECES: i64 = 12;
const AT_ONCE: usize = 3;
/// How often a question is asked again when counting went on under it; then counting waits.
const TRIES: usize = 3;

/// See the [module](self).
pub struct Metrics {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    follower: Mutex<Follower>,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// Over a store. Nothing is read yet.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self {
            follower: Mutex::new(Follower::new(Arc::clone(&store))),
            store,
            clock,
        }
    }

    /// Counts as the journal grows, until it is aborted.
    pub async fn run(&self) {
        let mut end = self.store.outbox_end();
        let mut snapshot = tokio::time::interval(SNAPSHOT);
        let mut forget = tokio::time::interval(FORGET);
        loop {
            let outcome = tokio::select! {
                _ = snapshot.tick() => self.flush().await,
                _ = forget.tick() => self.forget(self.clock.now()).await,
                // Most of the journal comes with messages; the rest is seen in time.
                Ok(()) = end.changed() => self.count().await,
                () = tokio::time::sleep(EVERY) => self.count().await,
            };
            if let Err(error) = outcome {
                tracing::warn!(%error, "counting failed; it goes on from where it was");
                tokio::time::sleep(EVERY).await;
            }
        }
    }

    async fn count(&self) -> Result<(), ServiceError> {
        let counted = self.to_the_end().await;
        // Others that come meanwhile are counted with the next; a commit each would be dear.
        tokio::time::sleep(EVERY / 4).await;
        counted
    }

    async fn to_the_end(&self) -> Result<(), ServiceError> {
        let mut follower = self.follower.lock().await;
        self.catch_up(&mut follower).await?;
        // Minutes are kept as they end; the others wait for more.
        match follower.minutes().is_empty() {
            true => Ok(()),
            false => follower.keep().await,
        }
    }

    async fn catch_up(&self, follower: &mut Follower) -> Result<(), ServiceError> {
        follower.catch_up(self.clock.now()).await
    }

    /// Takes in a call that was not placed because too many were asked for in a second: a remark in the
    /// journal, like those of exchanges.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn call_throttled(
        &self,
        instance: InstanceId,
        at: Timestamp,
    ) -> Result<(), ServiceError> {
        let remarked = Remarked {
            at,
            remark: Remark::CallThrottled,
            times: 1,
        };
        let row = JournalEntry {
            instance: instance.to_string(),
            stream: REMARKS.to_owned(),
            kind: REMARKS.to_owned(),
            at,
            body: Pii::new(serde_json::to_string(&remarked).map_err(ServiceError::internal)?),
        };
        self.store.commit(Batch::new().with(row)).await?;
        Ok(())
    }

    /// What is told by the minute of an instance, of the minutes that begin in a time, by minute.
    /// The minute that is not over has what there is so far.
    ///
    /// # Errors
    /// When the store fails, or holds something that cannot be read.
    pub async fn minutes(
        &self,
        instance: InstanceId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Reading>, ServiceError> {
        let instance = instance.to_string();
        let mut follower = self.follower.lock().await;
        self.catch_up(&mut follower).await?;
        follower.keep().await?;
        let now = self.clock.now();
        let collector = follower.collector(&instance);
        let mut pending = collector.map_or_else(Vec::new, |it| it.readings_pending(now));
        pending.retain(|it| from <= it.minute && it.minute < to);
        let mut readings = minutes::read(self.store.as_ref(), &instance, from, to).await?;
        minutes::join(&mut readings, pending);
        readings.sort_by(|a, b| (a.minute, a.metric, &a.of).cmp(&(b.minute, b.metric, &b.of)));
        Ok(readings)
    }

    /// Of which metrics there are minutes, by instance and key, and the last minute of each.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn known_minutes(
        &self,
    ) -> Result<BTreeMap<String, BTreeMap<String, Timestamp>>, ServiceError> {
        let mut follower = self.follower.lock().await;
        self.catch_up(&mut follower).await?;
        follower.keep().await?;
        Ok(follower.minutes().known().clone())
    }

    /// Counts to the journal's end and keeps what is live.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn flush(&self) -> Result<(), ServiceError> {
        let mut follower = self.follower.lock().await;
        self.catch_up(&mut follower).await?;
        follower.keep().await?;
        follower.snapshot().await
    }

    async fn forget(&self, now: Timestamp) -> Result<(), ServiceError> {
        let minutes = Write::Trim(Trim::Tallies {
            span: MINUTE,
            before: Timestamp(now.0 - minutes::KEPT_DAYS * Span::Day.millis()),
        });
        let trims = KEPT_DAYS.map(|(span, days)| {
            Write::Trim(Trim::Tallies {
                span: span.millis(),
                before: Timestamp(now.0 - days * Span::Day.millis()),
            })
        });
        self.store
            .commit(trims.into_iter().chain([minutes]).collect::<Batch>())
            .await?;
        Ok(())
    }

    /// Forgets what was counted and counts the whole journal again.
    ///
    /// # Errors
    /// When the store fails; it is then begun again with the next question.
    pub async fn rebuild(&self) -> Result<(), ServiceError> {
        let mut follower = self.follower.lock().await;
        follower.start_over().await?;
        self.catch_up(&mut follower).await?;
        follower.keep().await?;
        follower.snapshot().await
    }

    /// What is live in an instance, as of the last commit.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn live<T>(
        &self,
        instance: InstanceId,
        read: impl FnOnce(&Live<'_>) -> T,
    ) -> Result<T, ServiceError> {
        let mut follower = self.follower.lock().await;
        self.catch_up(&mut follower).await?;
        let empty = metrics::Collector::default();
        let collector = follower.collector(&instance.to_string()).unwrap_or(&empty);
        Ok(read(&collector.live()))
    }

    /// What was live in each instance when the journal was read last, at most some seconds ago;
    /// for whoever cannot wait. `None` while somebody counts.
    pub fn seen<T>(&self, mut read: impl FnMut(&str, &Live<'_>) -> T) -> Option<Vec<T>> {
        let follower = self.follower.try_lock().ok()?;
        let collectors = follower.collectors();
        Some(
            collectors
                .map(|(instance, it)| read(instance, &it.live()))
                .collect(),
        )
    }

    /// The answer to a question, what agents do until now included.
    ///
    /// # Errors
    /// When the store fails, or holds a tally that cannot be read.
    pub async fn answer(
        &self,
        instance: InstanceId,
        query: &Query,
        now: Timestamp,
    ) -> Result<Vec<Group>, ServiceError> {
        let instance = instance.to_string();
        let mut tries = 1;
        loop {
            let mut follower = self.follower.lock().await;
            self.catch_up(&mut follower).await?;
            follower.keep().await?;
            let pending = follower
                .collector(&instance)
                .map(|it| it.pending(now))
                .unwrap_or_default();
            let generation = follower.generation();
            let held = (tries >= TRIES).then_some(follower);
            let mut fold = query.fold();
            let mut reads: Vec<BoxFuture<'_, _>> = Vec::new();
            for piece in query.reads().iter().flat_map(pieces) {
                reads.push(Box::pin(self.read(&instance, piece)));
            }
            let mut reads = stream::iter(reads).buffered(AT_ONCE);
            while let Some(read) = reads.next().await {
                let (series, tallies) = read?;
                for Tally { start, key, data } in &tallies {
                    fold.add(series, *start, key, data)
                        .map_err(ServiceError::internal)?;
                }
            }
            let unchanged = held.is_some() || self.follower.lock().await.generation() == generation;
            if unchanged {
                for it in &pending {
                    fold.add_pending(it).map_err(ServiceError::internal)?;
                }
                return Ok(fold.finish());
            }
            tries += 1;
        }
    }

    async fn read(
        &self,
        instance: &str,
        read: metrics::Read,
    ) -> Result<(Series, Vec<Tally>), ServiceError> {
        let query = tallies(instance, read.series, read.span, read.from, read.to);
        Ok((read.series, self.store.tallies(&query).await?))
    }
}

/// Cuts a read into so many pieces at most, so that one is folded while others are read, and few are
/// in memory at a time.
fn pieces(read: &metrics::Read) -> Vec<metrics::Read> {
    let span = read.span.millis();
    let spans = (read.to.0 - read.from.0) / span;
    let each = (spans / PIECES + 1) * span;
    let mut pieces = Vec::new();
    let mut from = read.from;
    while from < read.to {
        let to = Timestamp(from.0.saturating_add(each)).min(read.to);
        pieces.push(metrics::Read { from, to, ..*read });
        from = to;
    }
    pieces
}

fn tallies(
    instance: &str,
    series: Series,
    span: Span,
    from: Timestamp,
    to: Timestamp,
) -> TallyQuery {
    TallyQuery {
        instance: instance.to_owned(),
        series: series.name().to_owned(),
        span: span.millis(),
        from,
        to,
    }
}

#[cfg(test)]
mod tests;
