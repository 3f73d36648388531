//! How many messages were sent, and what became of them: by day, kind, country and type.
//!
//! Each day's figures are an entry of the store that is written together with the messages that it
//! counts. Everything is counted on the day (UTC) on which it happened: a message that is delivered
//! after midnight is sent on one day and delivered on the next. Spec: sms.md 13.1.

use ids::Timestamp;
use messaging::{Count, Counted, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use store::{Entry, Expect, PutEntry, Store, StoreError, Write};

/// The space of the figures, by `day/kind/country/type`.
const SPACE: &str = "sms-counts";
/// How long they are kept: 15 months.
const KEPT: Duration = Duration::from_secs(460 * 86_400);
/// Entries that are read at a time.
const PAGE: usize = 1_000;

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageCounts {
    /// Messages that were accepted.
    #[serde(rename = "a")]
    pub sent: u64,
    /// Their parts.
    #[serde(rename = "p")]
    pub parts: u64,
    /// Messages that arrived.
    #[serde(rename = "d")]
    pub delivered: u64,
    /// Messages of which no more is known than that a carrier took them.
    #[serde(rename = "s")]
    pub taken: u64,
    /// Messages that did not arrive.
    #[serde(rename = "f")]
    pub failed: u64,
    /// Messages of which nobody knows what became of them.
    #[serde(rename = "u")]
    pub unknown: u64,
    /// What was spent, in millionths of a US dollar.
    #[serde(rename = "m")]
    pub spent: i64,
}

impl MessageCounts {
    fn add(&mut self, count: Count) {
        match count {
            Count::Accepted(parts, price) => {
                self.sent += 1;
                self.parts += u64::from(parts);
                self.spent = self.spent.saturating_add(price.0);
            }
            Count::Ended(Status::Delivered | Status::Completed) => self.delivered += 1,
            Count::Ended(Status::Successful) => self.taken += 1,
            Count::Ended(Status::Unknown) => self.unknown += 1,
            Count::Ended(_) => self.failed += 1,
        }
    }
}

/// One line of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountsOf {
    /// The day, `2026-11-21`.
    pub day: String,
    /// The kind of messages, such as `TEXT`.
    pub channel: String,
    /// The recipients' country.
    pub country: String,
    /// `PROMOTIONAL` or `TRANSACTIONAL`.
    pub message_type: String,
    /// The figures.
    pub counts: MessageCounts,
}

/// Counts, and knows which figures changed.
#[derive(Debug, Default)]
pub struct Counter {
    figures: BTreeMap<String, MessageCounts>,
}

fn day_of(at: Timestamp) -> String {
    at.to_iso_seconds().chars().take(10).collect()
}

impl Counter {
    /// Goes on from what was counted on the day of `now`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn resume(store: &dyn Store, now: Timestamp) -> Result<Self, StoreError> {
        let figures = entries(store, &day_of(now)).await?;
        let figures = figures.into_iter().filter_map(|entry| {
            let counts = serde_json::from_slice(&entry.value).ok()?;
            Some((entry.key, counts))
        });
        Ok(Self {
            figures: figures.collect(),
        })
    }

    /// Counts; the writes keep all figures that changed.
    pub fn count(&mut self, now: Timestamp, counted: Vec<Counted>) -> Vec<Write> {
        let mut changed = BTreeMap::new();
        for it in counted {
            let day = day_of(it.at);
            // What is of an earlier day is written and will not change again.
            self.figures.retain(|key, _| key.starts_with(&day));
            let (channel, country) = (it.channel.name(), &it.country);
            let of = messaging_resources::word(&it.message_type);
            let key = format!("{day}/{channel}/{country}/{of}");
            let figures = self.figures.entry(key.clone()).or_default();
            figures.add(it.what);
            changed.insert(key, *figures);
        }
        let write = |(key, figures): (String, MessageCounts)| {
            let value = serde_json::to_vec(&figures).unwrap_or_default();
            let mut entry = Entry::new(SPACE, key, value);
            entry.expires = Some(now + KEPT);
            let expect = Expect::Any;
            PutEntry { entry, expect, now }.into()
        };
        changed.into_iter().map(write).collect()
    }
}

async fn entries(store: &dyn Store, prefix: &str) -> Result<Vec<Entry>, StoreError> {
    let mut all = Vec::new();
    loop {
        let after = all.last().map(|entry: &Entry| entry.key.clone());
        let page = store.entries(SPACE, prefix, after.as_deref(), PAGE).await?;
        let more = page.len() == PAGE;
        all.extend(page);
        if !more {
            return Ok(all);
        }
    }
}

/// The figures of a month (`2026-11`), or of a day, oldest first.
///
/// # Errors
/// When the store fails.
pub async fn counts_of(store: &dyn Store, time: &str) -> Result<Vec<CountsOf>, StoreError> {
    let entries = entries(store, time).await?;
    let line = |entry: Entry| {
        let counts = serde_json::from_slice(&entry.value).ok()?;
        let mut words = entry.key.split('/').map(str::to_owned);
        Some(CountsOf {
            day: words.next()?,
            channel: words.next()?,
            country: words.next()?,
            message_type: words.next()?,
            counts,
        })
    };
    Ok(entries.into_iter().filter_map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use messaging::{Channel, Usd};
    use messaging_resources::MessageType;
    use std::sync::Arc;
    use store::Batch;

    fn counted(at: i64, country: &str, what: Count) -> Counted {
        Counted {
            at: Timestamp(at),
            channel: Channel::Text,
            country: country.try_into().unwrap(),
            message_type: MessageType::Promotional,
            what,
        }
    }

    /// 2023-11-14, 22:13 UTC.
    const NOW: i64 = 1_700_000_000_000;
    const NEXT_DAY: i64 = NOW + 7_200_000;

    #[tokio::test]
    async fn figures_go_on_after_a_restart_and_stay_with_their_day() {
        let folder = tempfile::tempdir().unwrap();
        let config = store_sqlite::Config::new(folder.path().join("store.db"));
        let store: Arc<dyn Store> = Arc::new(store_sqlite::SqliteStore::open(&config).unwrap());
        let now = Timestamp(NOW);
        let accepted = Count::Accepted(2, Usd(10));
        let mut counter = Counter::resume(&*store, now).await.unwrap();
        let writes = counter.count(
            now,
            vec![
                counted(NOW, "DE", accepted),
                counted(NOW, "US", accepted),
                counted(NOW, "DE", Count::Ended(Status::Delivered)),
            ],
        );
        assert_eq!(writes.len(), 2);
        store.commit(writes.into_iter().collect()).await.unwrap();
        let mut counter = Counter::resume(&*store, now).await.unwrap();
        let writes = counter.count(
            now,
            vec![
                counted(NOW, "DE", accepted),
                counted(NEXT_DAY, "DE", Count::Ended(Status::Unreachable)),
            ],
        );
        let batch: Batch = writes.into_iter().collect();
        store.commit(batch).await.unwrap();
        let lines = counts_of(&*store, "2023-11").await.unwrap();
        let shown: Vec<_> = lines
            .iter()
            .map(|it| {
                let c = it.counts;
                let figures = (c.sent, c.parts, c.delivered, c.failed, c.spent);
                (it.day.as_str(), it.country.as_str(), figures)
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("2023-11-14", "DE", (2, 4, 1, 0, 20)),
                ("2023-11-14", "US", (1, 2, 0, 0, 10)),
                ("2023-11-15", "DE", (0, 0, 0, 1, 0)),
            ]
        );
        assert_eq!(lines[0].message_type, "PROMOTIONAL");
    }
}
