//! Which message an answer belongs to: the last one that left from a number of ours to somebody.
//!
//! Only numbers that pass on what comes in need it (sms.md 4.1). What is remembered here is bounded;
//! the driver keeps all of it and tells it again, see [`Engine::wants_last`].

use crate::engine::Output;
use crate::{Engine, Message};
use ids::Pii;
use std::collections::HashMap;
use uuid::Uuid;

type Pair = (Box<str>, Box<str>);

/// Pairs in one generation.
const GENERATION: usize = 100_000;

/// The last messages: two generations, of which the older one goes when the younger is full.
#[derive(Debug, Default)]
pub(crate) struct LastSent {
    young: HashMap<Pair, Uuid>,
    old: HashMap<Pair, Uuid>,
}

impl LastSent {
    pub(crate) fn get(&self, from: &str, to: &str) -> Option<Uuid> {
        let pair = (Box::from(from), Box::from(to));
        let found = self.young.get(&pair).or_else(|| self.old.get(&pair));
        found.copied()
    }

    fn put(&mut self, from: &str, to: &str, id: Uuid) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert((from.into(), to.into()), id);
    }
}

impl Engine {
    /// Whether the driver is to tell with [`Engine::tell_last`] which message went last from this
    /// number to somebody, before a message that came in from there is taken.
    pub fn wants_last(&self, from: &str, to: &str) -> bool {
        self.passes_on(from) && self.last_sent.get(from, to).is_none()
    }

    /// The message that went last from a number of ours to somebody.
    pub fn tell_last(&mut self, from: &str, to: &str, id: Uuid) {
        self.last_sent.put(from, to, id);
    }

    pub(crate) fn note_last(&mut self, message: &Message) {
        let from = &message.sender.address;
        if !self.passes_on(from) {
            return;
        }
        let to = message.destination.reveal();
        self.last_sent.put(from, to, message.id);
        self.output.push_back(Output::Last {
            from: from.to_string(),
            to: Pii::new(to.to_string()),
            id: message.id,
        });
    }

    /// Whether somebody is told what comes in at this number.
    fn passes_on(&self, number: &str) -> bool {
        let number = self.directory.number(number);
        number.is_some_and(|number| self.directory.settings(number).two_way_enabled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_pairs_are_remembered_and_the_oldest_go() {
        let mut last = LastSent::default();
        let id = Uuid::from_u128(7);
        last.put("a", "b", id);
        for other in 0..GENERATION {
            last.put("a", &other.to_string(), Uuid::nil());
        }
        assert_eq!(last.get("a", "b"), Some(id));
        for other in 0..GENERATION {
            last.put("c", &other.to_string(), Uuid::nil());
        }
        assert_eq!(last.get("a", "b"), None);
        assert!(last.young.len() <= GENERATION && last.old.len() <= GENERATION);
    }
}
