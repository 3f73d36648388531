//! `carillon journal`: proves that rows and journal say the same, and compacts the journal.

use crate::cli::{Journal, JournalAction};
use crate::keys;
use anyhow::{Result, bail};
use ids::Timestamp;
use services::{Clock, SystemClock};
use std::time::Duration;
use store::Store;

/// Who reads the journal in this product.
pub const CONSUMERS: &[&str] = &["metrics"];

/// Runs it.
pub async fn run(options: Journal) -> Result<()> {
    let (_, store, _) = keys::open(&options.kept).await?;
    let done = match options.action {
        JournalAction::Verify => verify(&*store).await,
        JournalAction::Compact { days } => compact(&*store, days).await,
    };
    store.close().await;
    done
}

async fn verify(store: &dyn Store) -> Result<()> {
    let verified = exchange_io::verify(store).await?;
    println!(
        "{} entries, {} contacts, {} agents; {} contacts begin before the compacted part",
        verified.entries, verified.contacts, verified.agents, verified.beyond
    );
    for difference in &verified.differences {
        println!("{difference}");
    }
    match verified.differences.len() {
        0 => Ok(()),
        count => bail!("{count} rows are not what the journal says"),
    }
}

async fn compact(store: &dyn Store, days: u32) -> Result<()> {
    let now = SystemClock.now();
    let done =
        exchange_io::compact(store, days_before(now, days), now, u64::MAX, CONSUMERS).await?;
    println!("{} entries compacted, up to {}", done.entries, done.through);
    Ok(())
}

/// The time so many days ago.
pub fn days_before(now: Timestamp, days: u32) -> Timestamp {
    let span = Duration::from_secs(u64::from(days) * 86_400);
    let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    Timestamp(now.0.saturating_sub(millis))
}
