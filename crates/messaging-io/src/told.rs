//! Messages that carriers brought by requests: one that is told twice, because our answer was lost,
//! is taken once. Known for days in the store, so that a restart changes nothing; those that are not
//! durable yet, in memory.

use crate::rows;
use ids::Timestamp;
use ring::digest;
use std::collections::{HashSet, VecDeque};
use store::{Store, StoreError, Write};

/// Those that are remembered here: more than can be under way to the store at once.
const RECENT: usize = 20_000;

/// Which message of which carrier it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Once(String);

impl Once {
    /// By the carrier's own identifier of it: as a digest, as that may be of any length.
    pub(crate) fn of(carrier: &str, id: &str) -> Self {
        let digest = digest::digest(&digest::SHA256, id.as_bytes());
        let hex: String = digest
            .as_ref()
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect();
        Self(format!("{carrier}/{hex}"))
    }

    /// A text that no other message has.
    pub(crate) fn key(&self) -> &str {
        &self.0
    }
}

/// The latest ones.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    known: HashSet<Once>,
    order: VecDeque<Once>,
}

impl Recent {
    /// Whether it was taken already.
    pub(crate) async fn knows(&self, store: &dyn Store, once: &Once) -> Result<bool, StoreError> {
        if self.known.contains(once) {
            return Ok(true);
        }
        rows::is_told(store, once).await
    }

    /// Notes that it is taken; the write goes with what it leads to.
    pub(crate) fn note(&mut self, once: Once, now: Timestamp) -> Write {
        let write = rows::told(&once, now);
        if self.known.insert(once.clone()) {
            self.order.push_back(once);
        }
        while self.order.len() > RECENT
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        write
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_what_was_told_is_bounded() {
        let mut recent = Recent::default();
        for number in 0..RECENT + 5 {
            recent.note(Once::of("web", &number.to_string()), Timestamp(0));
        }
        assert_eq!((recent.known.len(), recent.order.len()), (RECENT, RECENT));
        assert!(!recent.known.contains(&Once::of("web", "0")));
        assert!(recent.known.contains(&Once::of("web", "5")));
        assert_ne!(Once::of("web", "1"), Once::of("relay", "1"));
    }
}
