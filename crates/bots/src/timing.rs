//! How long a voice channel listens, and which keys end an input: session attributes for it.
//!
//! Attributes are named `x-amz-lex:<field>:<intent>:<slot>`, with `*` for any. The most exact name
//! wins: intent and slot, then intent and `*`, then `*` and `*`. Source: connect-c-flows.md §7.18;
//! the order among wildcards is inferred.

use std::collections::BTreeMap;
use std::time::Duration;
use thiserror::Error;

/// The longest speech that may be asked for.
const LONGEST_SPEECH: u64 = 15_000;
/// The most keys of one input.
const MOST_KEYS: u32 = 1_024;

/// What is wrong with an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TimingError {
    /// A speech of 15 s or more: the block takes its error branch.
    #[error("audio:max-length-ms is {0}, which is not below 15000")]
    TooLong(u64),
    /// Not a number, or not one key.
    #[error("{name} is {value:?}")]
    Malformed {
        /// The field.
        name: &'static str,
        /// Its value.
        value: String,
    },
}

/// How an input is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputTiming {
    /// The longest speech; then it is cut off. 12 s by default.
    pub max_length: Duration,
    /// Silence before the first word; 3 s by default.
    pub start_timeout: Duration,
    /// Silence after the last word; 600 ms by default.
    pub end_timeout: Duration,
    /// Whether speech stops a prompt; off by default. Keys always do.
    pub allow_interrupt: bool,
    /// The key that ends an input; `#` by default.
    pub dtmf_end: char,
    /// The key that drops what was keyed and ends the input; `*` by default.
    pub dtmf_deletion: char,
    /// Silence after a key; 5 s by default.
    pub dtmf_end_timeout: Duration,
    /// The most keys; 1,024 by default, which cannot be raised.
    pub dtmf_max_length: u32,
}

impl Default for InputTiming {
    fn default() -> Self {
        Self {
            max_length: Duration::from_millis(12_000),
            start_timeout: Duration::from_millis(3_000),
            end_timeout: Duration::from_millis(600),
            allow_interrupt: false,
            dtmf_end: '#',
            dtmf_deletion: '*',
            dtmf_end_timeout: Duration::from_millis(5_000),
            dtmf_max_length: MOST_KEYS,
        }
    }
}

impl InputTiming {
    /// What session attributes say of the input that is waited for: `intent` and `slot` are those
    /// of the last answer's session state, `None` while the intent is asked for.
    ///
    /// # Errors
    /// A value that is none; the block that asks takes its error branch.
    pub fn of(
        attributes: &BTreeMap<String, String>,
        intent: Option<&str>,
        slot: Option<&str>,
    ) -> Result<Self, TimingError> {
        let read = Reader {
            attributes,
            intent,
            slot,
        };
        let mut it = Self::default();
        if let Some(longest) = read.millis("audio:max-length-ms")? {
            if longest >= LONGEST_SPEECH {
                return Err(TimingError::TooLong(longest));
            }
            it.max_length = Duration::from_millis(longest);
        }
        read.duration("audio:start-timeout-ms", &mut it.start_timeout)?;
        read.duration("audio:end-timeout-ms", &mut it.end_timeout)?;
        read.duration("dtmf:end-timeout-ms", &mut it.dtmf_end_timeout)?;
        read.key("dtmf:end-character", &mut it.dtmf_end)?;
        read.key("dtmf:deletion-character", &mut it.dtmf_deletion)?;
        if let Some(most) = read.millis("dtmf:max-length")? {
            let most = u32::try_from(most).unwrap_or(MOST_KEYS);
            it.dtmf_max_length = most.clamp(1, MOST_KEYS);
        }
        if let Some(value) = read.find("allow-interrupt") {
            it.allow_interrupt = value.eq_ignore_ascii_case("true");
        }
        Ok(it)
    }

    /// What was keyed, from the keys as they came: `None` when the deletion key dropped it, and
    /// the transcript that hooks see as `x-amz-lex:dtmf-transcript`.
    pub fn keyed(&self, keys: &str) -> (Option<String>, String) {
        let mut kept = String::new();
        for key in keys.chars() {
            if key == self.dtmf_deletion {
                return (None, "[DEL]".into());
            }
            if key == self.dtmf_end {
                let transcript = match kept.is_empty() {
                    true => "[END]".into(),
                    false => kept.clone(),
                };
                return (Some(kept), transcript);
            }
            if kept.len() < self.dtmf_max_length as usize {
                kept.push(key);
            }
        }
        (Some(kept.clone()), kept)
    }
}

struct Reader<'a> {
    attributes: &'a BTreeMap<String, String>,
    intent: Option<&'a str>,
    slot: Option<&'a str>,
}

impl Reader<'_> {
    fn find(&self, field: &str) -> Option<&str> {
        let intent = self.intent.unwrap_or("*");
        let slot = self.slot.unwrap_or("*");
        [(intent, slot), (intent, "*"), ("*", "*")]
            .into_iter()
            .find_map(|(intent, slot)| {
                let name = format!("x-amz-lex:{field}:{intent}:{slot}");
                self.attributes.get(&name)
            })
            .map(String::as_str)
    }

    fn millis(&self, name: &'static str) -> Result<Option<u64>, TimingError> {
        let Some(value) = self.find(name) else {
            return Ok(None);
        };
        let wrong = |_| TimingError::Malformed {
            name,
            value: value.to_owned(),
        };
        value.trim().parse().map(Some).map_err(wrong)
    }

    fn duration(&self, name: &'static str, to: &mut Duration) -> Result<(), TimingError> {
        if let Some(millis) = self.millis(name)? {
            *to = Duration::from_millis(millis);
        }
        Ok(())
    }

    fn key(&self, name: &'static str, to: &mut char) -> Result<(), TimingError> {
        let Some(value) = self.find(name) else {
            return Ok(());
        };
        let mut keys = value.chars();
        match (keys.next(), keys.next()) {
            (Some(key @ ('0'..='9' | 'A'..='D' | '#' | '*')), None) => *to = key,
            _ => {
                return Err(TimingError::Malformed {
                    name,
                    value: value.to_owned(),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let pairs = pairs.iter();
        pairs
            .map(|(k, v)| (format!("x-amz-lex:{k}"), (*v).into()))
            .collect()
    }

    #[test]
    fn the_most_exact_name_wins() {
        let attributes = map(&[
            ("audio:start-timeout-ms:*:*", "1000"),
            ("audio:start-timeout-ms:Pay:*", "2000"),
            ("audio:start-timeout-ms:Pay:Amount", "4000"),
        ]);
        let start = |intent, slot| {
            let timing = InputTiming::of(&attributes, intent, slot).unwrap();
            timing.start_timeout.as_millis()
        };
        assert_eq!(start(None, None), 1_000);
        assert_eq!(start(Some("Pay"), Some("City")), 2_000);
        assert_eq!(start(Some("Pay"), Some("Amount")), 4_000);
    }

    #[test]
    fn a_speech_of_15_s_is_an_error_and_a_longer_input_of_keys_is_cut() {
        let long = map(&[("audio:max-length-ms:*:*", "16000")]);
        assert_eq!(
            InputTiming::of(&long, None, None),
            Err(TimingError::TooLong(16_000))
        );
        let keys = map(&[
            ("dtmf:max-length:*:*", "5000"),
            ("allow-interrupt:*:*", "true"),
        ]);
        let timing = InputTiming::of(&keys, None, None).unwrap();
        assert_eq!(
            (timing.dtmf_max_length, timing.allow_interrupt),
            (1_024, true)
        );
    }

    /// Source: connect-c-flows.md §7.18, transcripts of `x-amz-lex:dtmf-transcript`.
    #[test]
    fn transcripts_of_keys_are_those_of_the_service() {
        let timing = InputTiming::default();
        let transcript = |keys| timing.keyed(keys).1;
        assert_eq!(transcript("*"), "[DEL]");
        assert_eq!(transcript("#"), "[END]");
        assert_eq!(transcript("123*"), "[DEL]");
        assert_eq!(transcript("123#"), "123");
        assert_eq!(timing.keyed("123#"), (Some("123".into()), "123".into()));
        assert_eq!(timing.keyed("123*").0, None);
    }
}
