//! Texts that many messages share: originators, tenants, carriers. A million messages may wait, so
//! each such text is kept once, behind a pointer of one word.

use crate::Message;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Borrow;
use std::collections::HashSet;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A text that may be shared.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(Arc<Text>);

/// Its own type, so that the pointer to it is thin.
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Text(Box<str>);

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        self
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self(Arc::new(Text(text.into())))
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self(Arc::new(Text(text.into())))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::from)
    }
}

/// The texts that are shared now.
#[derive(Debug, Default)]
pub(crate) struct Names(HashSet<Name>);

/// Texts that are kept before those that nobody has any more are swept: sender IDs are free texts.
const KEPT: usize = 100_000;

impl Names {
    /// The one copy of a text.
    pub(crate) fn of(&mut self, text: &str) -> Name {
        if let Some(name) = self.0.get(text) {
            return name.clone();
        }
        if self.0.len() >= KEPT {
            self.0.retain(|name| Arc::strong_count(&name.0) > 1);
        }
        let name = Name::from(text);
        self.0.insert(name.clone());
        name
    }

    /// Has a message share its texts with others.
    pub(crate) fn share(&mut self, message: &mut Message) {
        for name in [
            Some(&mut message.sender.address),
            message.pool.as_mut(),
            message.carrier.as_mut(),
            message.set.as_mut(),
            message.application.as_mut(),
        ]
        .into_iter()
        .flatten()
        .chain(
            message
                .steps
                .iter_mut()
                .filter_map(|it| it.carrier.as_mut()),
        ) {
            *name = self.of(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_kept_once_and_swept_when_nobody_has_them() {
        let mut names = Names::default();
        let (one, two) = (names.of("DE"), names.of("DE"));
        assert!(Arc::ptr_eq(&one.0, &two.0));
        for number in 0..KEPT {
            names.of(&number.to_string());
        }
        assert!(names.0.len() < KEPT && names.0.contains("DE"));
        assert_eq!(size_of::<Option<Name>>(), size_of::<usize>());
    }
}
