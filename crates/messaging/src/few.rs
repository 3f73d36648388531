//! Lists that are empty for nearly every message that waits: one word then, in the place of a
//! vector's three.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// A list that is usually empty.
#[derive(Clone)]
pub struct Few<T>(Option<Box<Items<T>>>);

/// Its own type, so that the pointer to it is thin.
#[derive(Clone)]
struct Items<T>(Vec<T>);

impl<T> Few<T> {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        (**self).is_empty()
    }

    fn items(&mut self) -> &mut Vec<T> {
        let items = self.0.get_or_insert_with(|| Box::new(Items(Vec::new())));
        &mut items.0
    }

    /// Adds one at the end.
    pub fn push(&mut self, item: T) {
        self.items().push(item);
    }

    /// Takes out the one at a place, if there is one.
    pub(crate) fn remove(&mut self, at: usize) {
        if at < self.len() {
            self.items().remove(at);
        }
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(items: Vec<T>) -> Self {
        Self((!items.is_empty()).then(|| Box::new(Items(items))))
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_ref().map_or(&[], |items| &items.0)
    }
}

impl<T> DerefMut for Few<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.0 {
            Some(items) => &mut items.0,
            None => &mut [],
        }
    }
}

impl<T: PartialEq> PartialEq for Few<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Few<T> {}

impl<T: fmt::Debug> fmt::Debug for Few<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<T: Serialize> Serialize for Few<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Vec::deserialize(from).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_is_one_word_and_a_filled_one_reads_as_any_list() {
        assert_eq!(size_of::<Few<String>>(), size_of::<usize>());
        let mut few: Few<u8> = Few::default();
        assert!(few.is_empty() && few.iter_mut().next().is_none());
        few.push(1);
        few.push(2);
        few.remove(0);
        few.remove(7);
        assert_eq!(*few, [2]);
        assert_eq!(serde_json::to_string(&few).unwrap(), "[2]");
        assert_eq!(serde_json::from_str::<Few<u8>>("[2]").unwrap(), few);
        few.remove(0);
        assert_eq!(few, Few::from(Vec::new()));
    }
}
