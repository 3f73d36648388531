//! The messages that wait or are awaited, by identifier, and when they are given up.
//!
//! There may be millions: what is looked up by is not kept a second time beside the message.

use crate::Message;
use hashbrown::HashTable;
use ids::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Identifiers are drawn at random: they are their own hash.
fn hash(id: Uuid) -> u64 {
    let (high, low) = id.as_u64_pair();
    high ^ low
}

/// Messages by identifier. Boxed: a table of this size has as much room free as it has used.
#[derive(Debug, Default)]
pub(crate) struct Messages(HashTable<Box<Message>>);

impl Messages {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn get(&self, id: Uuid) -> Option<&Message> {
        let found = self.0.find(hash(id), |message| message.id == id);
        found.map(|message| &**message)
    }

    pub(crate) fn get_mut(&mut self, id: Uuid) -> Option<&mut Message> {
        let found = self.0.find_mut(hash(id), |message| message.id == id);
        found.map(|message| &mut **message)
    }

    /// Puts a message in the place of the one that has its identifier, if there is one.
    pub(crate) fn insert(&mut self, message: Box<Message>) {
        let id = message.id;
        match self.0.find_mut(hash(id), |other| other.id == id) {
            Some(place) => *place = message,
            None => {
                self.0.insert_unique(hash(id), message, |it| hash(it.id));
            }
        }
    }

    pub(crate) fn remove(&mut self, id: Uuid) -> Option<Box<Message>> {
        let found = self.0.find_entry(hash(id), |message| message.id == id);
        found.ok().map(|entry| entry.remove().0)
    }
}

/// When messages are given up: by the second, as times to live are. The one whose time has come is
/// found within a second of it.
#[derive(Debug, Default)]
pub(crate) struct Deadlines(BTreeMap<i64, HashTable<Uuid>>);

/// The second at whose start a time has come.
fn second(at: Timestamp) -> i64 {
    at.0.div_euclid(1_000) + i64::from(at.0.rem_euclid(1_000) > 0)
}

impl Deadlines {
    pub(crate) fn insert(&mut self, at: Timestamp, id: Uuid) {
        let ids = self.0.entry(second(at)).or_default();
        ids.entry(hash(id), |it| *it == id, |it| hash(*it))
            .or_insert(id);
    }

    pub(crate) fn remove(&mut self, at: Timestamp, id: Uuid) {
        let second = second(at);
        let Some(ids) = self.0.get_mut(&second) else {
            return;
        };
        if let Ok(entry) = ids.find_entry(hash(id), |it| *it == id) {
            entry.remove();
        }
        if ids.is_empty() {
            self.0.remove(&second);
        }
    }

    /// Those whose time has come, taken out: the earliest second first, by identifier within it.
    pub(crate) fn pop_due(&mut self, now: Timestamp) -> Vec<Uuid> {
        let mut due = Vec::new();
        while let Some(first) = self.0.first_entry()
            && first.key().saturating_mul(1_000) <= now.0
        {
            let mut ids: Vec<Uuid> = first.remove().into_iter().collect();
            ids.sort_unstable();
            due.append(&mut ids);
        }
        due
    }

    /// When the first one's time has come.
    pub(crate) fn first(&self) -> Option<Timestamp> {
        let (second, _) = self.0.first_key_value()?;
        Some(Timestamp(second.saturating_mul(1_000)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_comes_within_its_second_and_once() {
        let mut deadlines = Deadlines::default();
        let [one, two, gone] = [1, 2, 3].map(Uuid::from_u128);
        deadlines.insert(Timestamp(5_001), two);
        deadlines.insert(Timestamp(5_999), one);
        deadlines.insert(Timestamp(4_000), gone);
        assert_eq!(deadlines.first(), Some(Timestamp(4_000)));
        deadlines.remove(Timestamp(4_000), gone);
        // What is not there, or no longer, is no matter.
        deadlines.remove(Timestamp(4_000), gone);
        deadlines.remove(Timestamp(5_500), gone);
        assert_eq!(deadlines.first(), Some(Timestamp(6_000)));
        assert!(deadlines.pop_due(Timestamp(5_999)).is_empty());
        assert_eq!(deadlines.pop_due(Timestamp(6_000)), [one, two]);
        assert!(deadlines.pop_due(Timestamp(9_000)).is_empty() && deadlines.first().is_none());
    }
}
