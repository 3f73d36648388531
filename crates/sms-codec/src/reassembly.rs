//! Parts that came in, until their message is whole.

use crate::Concatenation;
use ids::Timestamp;
use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

/// Keeps parts by sender and reference. `K` says who sent to whom.
///
/// Bounded: of more than the given number of unfinished messages the oldest is given up.
#[derive(Debug)]
pub struct Reassembly<K> {
    waiting: HashMap<(K, u16, u8), Waiting>,
    patience: Duration,
    most: usize,
}

#[derive(Debug)]
struct Waiting {
    since: Timestamp,
    parts: Vec<Option<String>>,
}

/// A message of which all parts are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// Its text.
    pub text: String,
}

/// A message that was given up, with what there is of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomplete<K> {
    /// Who sent it to whom.
    pub key: K,
    /// What links its parts.
    pub reference: u16,
    /// How many there should have been.
    pub total: u8,
    /// The parts that came, in order.
    pub text: String,
    /// How many did not.
    pub missing: usize,
}

impl<K: Eq + Hash + Clone> Reassembly<K> {
    /// Waits so long for a message's parts, and for so many messages at once.
    pub fn new(patience: Duration, most: usize) -> Self {
        Self {
            waiting: HashMap::new(),
            patience,
            most,
        }
    }

    /// Takes a part; returns the message when it is whole. A part that came before is ignored.
    pub fn take(
        &mut self,
        now: Timestamp,
        key: K,
        place: Concatenation,
        text: String,
    ) -> Option<Whole> {
        let key = (key, place.reference, place.total);
        let waiting = self.waiting.entry(key.clone()).or_insert_with(|| Waiting {
            since: now,
            parts: vec![None; place.total.into()],
        });
        if let Some(part) = waiting
            .parts
            .get_mut(usize::from(place.number).checked_sub(1)?)
        {
            part.get_or_insert(text);
        }
        if waiting.parts.iter().any(Option::is_none) {
            return None;
        }
        let parts = self.waiting.remove(&key)?.parts;
        Some(Whole {
            text: parts.into_iter().flatten().collect(),
        })
    }

    /// Messages that are given up by now.
    pub fn expire(&mut self, now: Timestamp) -> Vec<Incomplete<K>> {
        let mut late: Vec<_> = self
            .waiting
            .iter()
            .filter(|(_, waiting)| now.since(waiting.since) >= self.patience)
            .map(|(key, waiting)| (waiting.since, key.clone()))
            .collect();
        if self.waiting.len() - late.len() > self.most {
            let mut all: Vec<_> = self
                .waiting
                .iter()
                .map(|(k, w)| (w.since, k.clone()))
                .collect();
            all.sort_by_key(|(since, _)| *since);
            all.truncate(self.waiting.len() - self.most);
            late = all;
        }
        late.sort_by_key(|(since, _)| *since);
        late.into_iter()
            .filter_map(|(_, key)| self.give_up(key))
            .collect()
    }

    fn give_up(&mut self, key: (K, u16, u8)) -> Option<Incomplete<K>> {
        let waiting = self.waiting.remove(&key)?;
        let missing = waiting.parts.iter().filter(|part| part.is_none()).count();
        Some(Incomplete {
            key: key.0,
            reference: key.1,
            total: key.2,
            text: waiting.parts.into_iter().flatten().collect(),
            missing,
        })
    }

    /// Messages of which parts are missing.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nothing is waited for.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}
