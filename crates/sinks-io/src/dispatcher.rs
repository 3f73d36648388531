//! One task per sink: reads, delivers, moves the cursor.

use crate::config::check;
use crate::{
    Backoff, FileConfig, FileSink, NatsSink, Sink, SinkConfig, SinkConfigError, SinkError, Target,
    WebhookSink,
};
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{
    AdvanceCursor, Batch, OutboxPage, OutboxQuery, OutboxRow, Position, Store, StoreError,
};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a task waits for word of a commit before it looks by itself: another process may have
/// committed.
const LOOK: Duration = Duration::from_secs(1);
/// How far the cursor may run ahead of what is kept of it over messages for other sinks.
const SKIPPED: i64 = 1_000;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How a sink fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkStatus {
    /// Its name.
    pub name: String,
    /// How far its cursor is.
    pub position: Position,
    /// Messages acknowledged since the start.
    pub delivered: u64,
    /// Deliveries that failed since the start.
    pub failures: u64,
    /// Messages parked since the start.
    pub parked: u64,
}

#[derive(Debug, Default)]
struct Counters {
    position: AtomicI64,
    delivered: AtomicU64,
    failures: AtomicU64,
    parked: AtomicU64,
}

struct Running {
    name: String,
    counters: Arc<Counters>,
    /// Taken away by whoever stops it.
    task: Mutex<Option<JoinHandle<()>>>,
}

/// The running sinks.
pub struct Dispatcher {
    stop: watch::Sender<bool>,
    sinks: Vec<Running>,
}

impl std::fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.status()).finish()
    }
}

impl Dispatcher {
    /// Starts a task for each configured sink. Parked messages go to `<sink>.jsonl` in
    /// `dead_letters`.
    ///
    /// # Errors
    /// See [`SinkConfigError`].
    pub fn start(
        store: &Arc<dyn Store>,
        configs: &[SinkConfig],
        dead_letters: &Path,
    ) -> Result<Self, SinkConfigError> {
        check(configs)?;
        let mut sinks: Vec<(SinkConfig, Arc<dyn Sink>)> = Vec::new();
        for config in configs {
            let sink: Arc<dyn Sink> = match &config.target {
                Target::File(file) => Arc::new(FileSink::new(file)),
                Target::Webhook(hook) => Arc::new(WebhookSink::new(&config.name, hook)?),
                Target::Nats(nats) => Arc::new(NatsSink::new(nats)),
            };
            sinks.push((config.clone(), sink));
        }
        Ok(Self::start_with(store, sinks, dead_letters))
    }

    /// Starts tasks for sinks of the caller's own making; the target in their configuration does
    /// not count.
    pub fn start_with(
        store: &Arc<dyn Store>,
        sinks: Vec<(SinkConfig, Arc<dyn Sink>)>,
        dead_letters: &Path,
    ) -> Self {
        let (stop, stopped) = watch::channel(false);
        let start = |(config, sink): (SinkConfig, Arc<dyn Sink>)| {
            let counters = Arc::new(Counters::default());
            let name = config.name.clone();
            let task = SinkTask {
                dead: FileSink::new(&FileConfig {
                    path: dead_letters.join(format!("{name}.jsonl")),
                    rotate_bytes: 0,
                }),
                store: Arc::clone(store),
                end: store.outbox_end(),
                sink,
                config,
                counters: Arc::clone(&counters),
                stopped: stopped.clone(),
                backoff: Backoff::new(FIRST_PAUSE, LONGEST_PAUSE),
            };
            Running {
                name,
                counters,
                task: Mutex::new(Some(tokio::spawn(task.run()))),
            }
        };
        let sinks = sinks.into_iter().map(start).collect();
        Self { stop, sinks }
    }

    /// How the sinks fare.
    pub fn status(&self) -> Vec<SinkStatus> {
        let status = |running: &Running| {
            let counters = &running.counters;
            SinkStatus {
                name: running.name.clone(),
                position: Position(counters.position.load(Ordering::Relaxed)),
                delivered: counters.delivered.load(Ordering::Relaxed),
                failures: counters.failures.load(Ordering::Relaxed),
                parked: counters.parked.load(Ordering::Relaxed),
            }
        };
        self.sinks.iter().map(status).collect()
    }

    /// Waits until every sink's cursor has reached a place.
    pub async fn reached(&self, position: Position) {
        let mut looks = tokio::time::interval(Duration::from_millis(20));
        while self.status().iter().any(|sink| sink.position < position) {
            looks.tick().await;
        }
    }

    /// Stops after the deliveries in hand. What was not delivered comes at the next start.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        for running in &self.sinks {
            let task = running
                .task
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            let Some(task) = task else { continue };
            if let Err(error) = task.await {
                tracing::error!(%error, sink = running.name, "a sink's task failed");
            }
        }
    }
}

struct SinkTask {
    store: Arc<dyn Store>,
    end: watch::Receiver<Position>,
    sink: Arc<dyn Sink>,
    config: SinkConfig,
    dead: FileSink,
    counters: Arc<Counters>,
    stopped: watch::Receiver<bool>,
    backoff: Backoff,
}

/// The task is to end.
struct Stopped;

impl SinkTask {
    async fn run(mut self) {
        let Ok(mut cursor) = self.read_cursor().await else {
            return;
        };
        self.counters.position.store(cursor.0, Ordering::Relaxed);
        while self.step(&mut cursor).await.is_ok() {}
    }

    /// Delivers what there is after the cursor, or waits for more.
    async fn step(&mut self, cursor: &mut Position) -> Result<(), Stopped> {
        self.check_stop()?;
        // Before reading: a commit that comes between is then noticed.
        self.end.borrow_and_update();
        let page = self.read(*cursor).await?;
        let from = std::mem::replace(cursor, page.through.max(*cursor));
        if !page.rows.is_empty() {
            self.deliver(&page.rows).await?;
            return self.advance(*cursor).await;
        }
        // Messages for others only: that is not worth a durable write each time.
        if cursor.0 - self.kept().0 >= SKIPPED {
            self.advance(*cursor).await?;
        }
        if *cursor > from {
            return Ok(());
        }
        self.wait_for_more(*cursor).await
    }

    /// How far the durable cursor is.
    fn kept(&self) -> Position {
        Position(self.counters.position.load(Ordering::Relaxed))
    }

    async fn read_cursor(&mut self) -> Result<Position, Stopped> {
        loop {
            match self.store.cursor(&self.config.name).await {
                Ok(cursor) => return Ok(cursor),
                Err(error) => self.store_failed(&error).await?,
            }
        }
    }

    async fn read(&mut self, after: Position) -> Result<OutboxPage, Stopped> {
        let query = OutboxQuery {
            after,
            limit: self.config.batch.max(1),
            topics: self.config.topics.clone(),
            instances: self.config.instances.clone(),
            streams: self.config.streams.clone(),
        };
        loop {
            match self.store.outbox(&query).await {
                Ok(page) => return Ok(page),
                Err(error) => self.store_failed(&error).await?,
            }
        }
    }

    /// Delivers all rows, tries again where that helps, parks what is refused.
    async fn deliver(&mut self, rows: &[OutboxRow]) -> Result<(), Stopped> {
        let mut rest = rows;
        // After a refusal one message at a time, to find the one that is refused.
        let mut most = rows.len();
        let mut refusals = 0;
        while let Some(first) = rest.first() {
            self.check_stop()?;
            let batch = rest.get(..most.min(rest.len())).unwrap_or(rest);
            match self.sink.deliver(batch).await {
                Ok(ack) => {
                    let done = batch.partition_point(|row| row.position <= ack.through);
                    self.counters
                        .delivered
                        .fetch_add(done as u64, Ordering::Relaxed);
                    rest = rest.get(done..).unwrap_or_default();
                    refusals = 0;
                    self.backoff.reset();
                    if done == 0 {
                        // A sink that acknowledges nothing must not be asked without pause.
                        self.pause().await?;
                    } else if !rest.is_empty() {
                        self.advance(ack.through).await?;
                    }
                }
                Err(SinkError::Refused { reason }) if batch.len() > 1 => {
                    self.failed(&reason);
                    most = 1;
                }
                Err(SinkError::Refused { reason }) => {
                    self.failed(&reason);
                    refusals += 1;
                    if refusals >= self.config.attempts {
                        self.park(first).await?;
                        rest = rest.get(1..).unwrap_or_default();
                        refusals = 0;
                        self.backoff.reset();
                    } else {
                        self.pause().await?;
                    }
                }
                Err(SinkError::Retry { reason }) => {
                    self.failed(&reason);
                    self.pause().await?;
                }
            }
        }
        Ok(())
    }

    fn failed(&self, reason: &str) {
        self.counters.failures.fetch_add(1, Ordering::Relaxed);
        tracing::warn!(sink = self.config.name, reason, "a delivery failed");
    }

    /// Puts a refused message aside. It must be safe there before the sink goes on.
    async fn park(&mut self, row: &OutboxRow) -> Result<(), Stopped> {
        while let Err(error) = self.dead.deliver(std::slice::from_ref(row)).await {
            tracing::error!(sink = self.config.name, %error, "a refused message cannot be parked");
            self.pause().await?;
        }
        self.counters.parked.fetch_add(1, Ordering::Relaxed);
        tracing::error!(
            sink = self.config.name,
            position = row.position.0,
            "a message was refused and parked"
        );
        Ok(())
    }

    async fn advance(&mut self, position: Position) -> Result<(), Stopped> {
        loop {
            let batch = Batch::new().with(AdvanceCursor {
                sink: self.config.name.clone(),
                position,
            });
            match self.store.commit(batch).await {
                Ok(_) => break,
                Err(error) => self.store_failed(&error).await?,
            }
        }
        self.backoff.reset();
        self.counters.position.store(position.0, Ordering::Relaxed);
        Ok(())
    }

    async fn store_failed(&mut self, error: &StoreError) -> Result<(), Stopped> {
        tracing::warn!(sink = self.config.name, %error, "the outbox cannot be read or moved on");
        self.pause().await
    }

    async fn pause(&mut self) -> Result<(), Stopped> {
        let pause = self.backoff.pause();
        let stopped = self.stopped.wait_for(|stop| *stop);
        match tokio::time::timeout(pause, stopped).await {
            // The dispatcher is gone or says stop.
            Ok(_) => Err(Stopped),
            Err(_) => Ok(()),
        }
    }

    /// Waits for word of a commit, but not for ever; in a quiet moment the cursor is kept.
    async fn wait_for_more(&mut self, cursor: Position) -> Result<(), Stopped> {
        let waited = tokio::select! {
            _ = self.stopped.wait_for(|stop| *stop) => return Err(Stopped),
            changed = self.end.changed() => Some(changed),
            () = tokio::time::sleep(LOOK) => None,
        };
        match waited {
            Some(Ok(())) => Ok(()),
            // The store is closed.
            Some(Err(_)) => self.pause().await,
            None if cursor > self.kept() => self.advance(cursor).await,
            None => Ok(()),
        }
    }

    fn check_stop(&self) -> Result<(), Stopped> {
        // A dispatcher that was dropped without stop ends its tasks too.
        if *self.stopped.borrow() || self.stopped.has_changed().is_err() {
            return Err(Stopped);
        }
        Ok(())
    }
}
