//! Forgets what nobody needs any more: delivered messages and expired entries.

use ids::Timestamp;
use services::{Clock, SystemClock};
use sinks_io::SinkConfig;
use std::sync::Arc;
use std::time::Duration;
use store::{Batch, Position, Store, StoreError, Trim, Write};

/// How often.
const EVERY: Duration = Duration::from_secs(60);
/// Messages that stay although every sink has them, for whoever reads the stream himself.
const KEPT: i64 = 100_000;

/// Starts it; it runs until it is aborted.
pub fn start(store: Arc<dyn Store>, sinks: Vec<SinkConfig>) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(EVERY);
        loop {
            tick.tick().await;
            if let Err(error) = sweep(&*store, &sinks, SystemClock.now()).await {
                tracing::warn!(%error, "housekeeping failed; it is tried again in a minute");
            }
        }
    })
}

async fn sweep(store: &dyn Store, sinks: &[SinkConfig], now: Timestamp) -> Result<(), StoreError> {
    let mut delivered = *store.outbox_end().borrow();
    for sink in sinks {
        delivered = delivered.min(store.cursor(&sink.name).await?);
    }
    let up_to = Position(delivered.0.saturating_sub(KEPT));
    let mut batch = Batch::new().with(Write::Trim(Trim::Entries(now)));
    if up_to > Position::START {
        batch.push(Write::Trim(Trim::Outbox(up_to)));
    }
    store.commit(batch).await?;
    Ok(())
}
