//! What was spent so far in its month, as it was at times: the figures of sms.md 13.1.
//!
//! Kept are the last value of a minute, for 15 days, and of an hour, for 15 months. A time in which
//! nothing was sent and nothing changed has none.

use ids::Timestamp;
use messaging::{Channel, Usd};
use std::time::Duration;
use store::{Entry, Expect, PutEntry, Store, StoreError, Write};

const SPACE: &str = "sms-spend-at";
const PAGE: usize = 1_000;
const DAY: Duration = Duration::from_secs(86_400);

/// How long the times are that a value stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Kept for 15 days.
    Minute,
    /// Kept for 455 days.
    Hour,
}

impl Grain {
    const ALL: [Self; 2] = [Self::Minute, Self::Hour];

    const fn millis(self) -> i64 {
        match self {
            Self::Minute => 60_000,
            Self::Hour => 3_600_000,
        }
    }

    /// For how long values are kept.
    pub fn kept(self) -> Duration {
        match self {
            Self::Minute => DAY * 15,
            Self::Hour => DAY * 455,
        }
    }

    fn begin(self, at: Timestamp) -> i64 {
        at.0.div_euclid(self.millis()) * self.millis()
    }

    fn prefix(self, channel: Channel) -> String {
        let grain = match self {
            Self::Minute => "m",
            Self::Hour => "h",
        };
        format!("{grain}/{}/", channel.name())
    }

    fn key(self, channel: Channel, at: Timestamp) -> String {
        format!("{}{:014}", self.prefix(channel), self.begin(at))
    }
}

/// Keeps what was spent on a channel in the month of `now` up to then.
pub fn spent(now: Timestamp, channel: Channel, spent: Usd) -> impl Iterator<Item = Write> {
    Grain::ALL.into_iter().map(move |grain| {
        let value = spent.0.to_string().into_bytes();
        let mut entry = Entry::new(SPACE, grain.key(channel, now), value);
        entry.expires = Some(now + grain.kept());
        let expect = Expect::Any;
        PutEntry { entry, expect, now }.into()
    })
}

/// What had been spent at the end of each minute or hour between two times, by its beginning.
///
/// # Errors
/// When the store fails.
pub async fn spent_between(
    store: &dyn Store,
    channel: Channel,
    grain: Grain,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Timestamp, Usd)>, StoreError> {
    let prefix = grain.prefix(channel);
    let mut found = Vec::new();
    let mut after = grain.key(channel, Timestamp(from.0.saturating_sub(grain.millis())));
    loop {
        let page = store.entries(SPACE, &prefix, Some(&after), PAGE).await?;
        for entry in &page {
            let at = entry
                .key
                .strip_prefix(&prefix)
                .and_then(|it| it.parse().ok());
            let value = std::str::from_utf8(&entry.value).ok();
            let Some((at, value)) = at.zip(value.and_then(|it| it.parse().ok())) else {
                continue;
            };
            if at >= to.0 {
                return Ok(found);
            }
            if at >= grain.begin(from) {
                found.push((Timestamp(at), Usd(value)));
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after.clone_from(&last.key),
            _ => return Ok(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::Batch;

    #[tokio::test]
    async fn the_last_value_of_a_minute_and_of_an_hour_stands() {
        let folder = tempfile::tempdir().unwrap();
        let config = store_sqlite::Config::new(folder.path().join("store.db"));
        let store = store_sqlite::SqliteStore::open(&config).unwrap();
        // 2023-11-30, 23:58:20 UTC; the month ends in a hundred seconds.
        let start = 1_701_388_700_000;
        for (seconds, channel, value) in [
            (0, Channel::Text, 10),
            (30, Channel::Text, 20),
            (70, Channel::Text, 30),
            (70, Channel::Voice, 5),
            (110, Channel::Text, 1),
        ] {
            let now = Timestamp(start + seconds * 1_000);
            let batch: Batch = spent(now, channel, Usd(value)).collect();
            store.commit(batch).await.unwrap();
        }
        let read = async |channel, grain, from: i64, to: i64| {
            let (from, to) = (Timestamp(start + from), Timestamp(start + to));
            let found = spent_between(&store, channel, grain, from, to).await;
            let found = found.unwrap().into_iter();
            found
                .map(|(at, usd)| (at.0 - start, usd.0))
                .collect::<Vec<_>>()
        };
        let minutes = read(Channel::Text, Grain::Minute, 0, 120_000).await;
        assert_eq!(minutes, [(-20_000, 20), (40_000, 30), (100_000, 1)]);
        let hours = read(Channel::Text, Grain::Hour, 0, 120_000).await;
        assert_eq!(hours, [(-3_500_000, 30), (100_000, 1)]);
        let some = read(Channel::Text, Grain::Minute, 40_000, 100_000).await;
        assert_eq!(some, [(40_000, 30)]);
        let voice = read(Channel::Voice, Grain::Minute, 0, 120_000).await;
        assert_eq!(voice, [(40_000, 5)]);
        assert!(
            read(Channel::Media, Grain::Hour, 0, 120_000)
                .await
                .is_empty()
        );
    }
}
