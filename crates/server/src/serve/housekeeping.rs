//! Forgets what nobody needs any more: delivered messages, expired entries, old parts of the journal,
//! contacts that were kept as long as they are to be.

use crate::config::Retention;
use crate::journal::{CONSUMERS, days_before};
use ids::Timestamp;
use services::{Clock, ServiceError, Services, SystemClock};
use sinks_io::SinkConfig;
use std::sync::Arc;
use std::time::Duration;
use store::{Batch, ForgetContacts, Position, Store, StoreError, Trim, Write, Written};

/// How often.
const EVERY: Duration = Duration::from_secs(60);
/// Messages that stay although every sink has them, for whoever reads the stream himself.
const KEPT: u32 = 100_000;
/// Entries of the journal that are compacted at once; a long journal takes several turns.
const COMPACTED: u64 = 100_000;
/// Days for which contacts are kept: 24 months. Source: connect-d-data-metrics.md §9.1.
const CONTACT_DAYS: u32 = 732;
/// Contacts that are forgotten in one batch, so that others can write meanwhile.
const CONTACTS: u32 = 500;

/// Starts it; it runs until it is aborted.
pub fn start(
    services: Arc<Services>,
    sinks: Vec<SinkConfig>,
    retention: Retention,
    message_days: u32,
) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(EVERY);
        let store = Arc::clone(&services.store);
        loop {
            tick.tick().await;
            let now = SystemClock.now();
            let kept = i64::from(retention.events.unwrap_or(KEPT));
            let messages = services::messages::history::kept_from(now, message_days);
            if let Err(error) = sweep(&*store, &sinks, kept, now, messages).await {
                tracing::warn!(%error, "housekeeping failed; it is tried again in a minute");
            }
            let days = retention.contact_days.unwrap_or(CONTACT_DAYS);
            if days > 0
                && let Err(error) = forget(&services, days_before(now, days)).await
            {
                tracing::warn!(%error, "old contacts were not forgotten; it is tried again in a minute");
            }
            let Some(days) = retention.journal_days else {
                continue;
            };
            let before = days_before(now, days);
            if let Err(error) =
                exchange_io::compact(&*store, before, now, COMPACTED, CONSUMERS).await
            {
                tracing::warn!(%error, "the journal was not compacted; it is tried again in a minute");
            }
        }
    })
}

/// Forgets contacts that began before a time.
async fn forget(services: &Services, before: Timestamp) -> Result<(), ServiceError> {
    for instance in services.instances().await? {
        let instance = instance.to_string();
        loop {
            let batch = Batch::new().with(ForgetContacts {
                instance: instance.clone(),
                before,
                most: CONTACTS,
            });
            let done = services.store.commit(batch).await?;
            match done.written.as_slice() {
                [Written::Deleted(forgotten)] if *forgotten >= u64::from(CONTACTS) => {}
                _ => break,
            }
        }
    }
    Ok(())
}

async fn sweep(
    store: &dyn Store,
    sinks: &[SinkConfig],
    kept: i64,
    now: Timestamp,
    messages: Timestamp,
) -> Result<(), StoreError> {
    let mut delivered = *store.outbox_end().borrow();
    for sink in sinks {
        delivered = delivered.min(store.cursor(&sink.name).await?);
    }
    let up_to = Position(delivered.0.saturating_sub(kept));
    let mut batch = Batch::new()
        .with(Write::Trim(Trim::Entries(now)))
        .with(Write::Trim(Trim::Sent(messages)));
    if up_to > Position::START {
        batch.push(Write::Trim(Trim::Outbox(up_to)));
    }
    store.commit(batch).await?;
    Ok(())
}
