//! The keys that a caller gives a bot.

use super::timing::Timing;

/// The keys so far.
#[derive(Debug, Default)]
pub(super) struct Keys(String);

/// What a key came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Keyed {
    /// More may follow.
    More,
    /// That was all.
    Done,
}

impl Keys {
    /// Takes a key: the one that ends is not kept, the one that deletes empties what was keyed.
    pub(super) fn press(&mut self, key: char, timing: &Timing) -> Keyed {
        if key == timing.end_key {
            return Keyed::Done;
        }
        if key == timing.deletion_key {
            self.0.clear();
            return Keyed::More;
        }
        self.0.push(key);
        if self.0.len() >= timing.max_keys {
            Keyed::Done
        } else {
            Keyed::More
        }
    }

    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.0)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_ends_star_deletes_and_a_full_input_ends_by_itself() {
        let pairs = [("x-amz-lex:dtmf:max-length:*:*".to_owned(), "3".to_owned())];
        let timing = Timing::read(&pairs).unwrap();
        let mut keys = Keys::default();
        assert_eq!(keys.press('1', &timing), Keyed::More);
        assert_eq!(keys.press('*', &timing), Keyed::More);
        assert_eq!(keys.press('2', &timing), Keyed::More);
        assert_eq!(keys.press('#', &timing), Keyed::Done);
        assert_eq!(keys.take(), "2");
        for key in ['1', '2'] {
            keys.press(key, &timing);
        }
        assert_eq!(keys.press('3', &timing), Keyed::Done);
        assert_eq!(keys.take(), "123");
    }
}
