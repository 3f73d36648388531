//! How long a bot listens, and which keys mean what: session attributes of the Lex contract.
//! Source: connect-c-flows.md §7.18, voice timeouts and DTMF fields.

use crate::effect::ListenLimits;
use std::time::Duration;

/// What the session attributes set, else the service's defaults.
#[derive(Debug)]
pub(super) struct Timing {
    pub listen: ListenLimits,
    /// Whether speech interrupts what is said.
    pub interruptible: bool,
    pub end_key: char,
    pub deletion_key: char,
    pub between_keys: Duration,
    pub max_keys: usize,
    /// Whether it turned out that nobody understands speech here.
    pub deaf: bool,
}

/// The longest speech that may be asked for, in milliseconds.
const LONGEST_SPEECH: u64 = 15_000;
/// The most keys; it cannot be raised.
const MOST_KEYS: usize = 1_024;

impl Timing {
    /// Reads them; `None` when the longest speech is longer than the service allows.
    ///
    /// The attributes' names end in an intent and a slot, each of which may be `*`. The engine
    /// knows neither before the bot answers, so that the first attribute of a kind counts.
    pub(super) fn read(attributes: &[(String, String)]) -> Option<Self> {
        let find = |names: &[&str]| {
            let found = attributes
                .iter()
                .find(|(key, _)| names.iter().any(|name| key.starts_with(name)));
            found.map(|(_, value)| value.trim())
        };
        let millis = |names: &[&str], default: u64| {
            let value = find(names).and_then(|it| it.parse().ok());
            Duration::from_millis(value.unwrap_or(default))
        };
        let key = |name: &str, default: char| {
            let value = find(&[name]).and_then(|it| it.chars().next());
            value.unwrap_or(default)
        };
        let max_length = millis(
            &[
                "x-amz-lex:audio:max-length-ms:",
                "x-amz-lex:max-speech-duration-ms:",
            ],
            12_000,
        );
        if max_length > Duration::from_millis(LONGEST_SPEECH) {
            return None;
        }
        let max_keys = find(&["x-amz-lex:dtmf:max-length:"]).and_then(|it| it.parse().ok());
        Some(Self {
            listen: ListenLimits {
                start_silence: millis(
                    &[
                        "x-amz-lex:audio:start-timeout-ms:",
                        "x-amz-lex:start-silence-threshold-ms:",
                    ],
                    3_000,
                ),
                end_silence: millis(
                    &[
                        "x-amz-lex:audio:end-timeout-ms:",
                        "x-amz-lex:end-silence-threshold-ms:",
                    ],
                    600,
                ),
                max_length,
            },
            interruptible: find(&["x-amz-lex:allow-interrupt:", "x-amz-lex:barge-in-enabled:"])
                .is_some_and(|it| it.eq_ignore_ascii_case("true")),
            end_key: key("x-amz-lex:dtmf:end-character:", '#'),
            deletion_key: key("x-amz-lex:dtmf:deletion-character:", '*'),
            between_keys: millis(&["x-amz-lex:dtmf:end-timeout-ms:"], 5_000),
            max_keys: max_keys.unwrap_or(MOST_KEYS).clamp(1, MOST_KEYS),
            deaf: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timing(pairs: &[(&str, &str)]) -> Option<Timing> {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(key, value)| (key.to_string(), value.to_string()))
            .collect();
        Timing::read(&pairs)
    }

    #[test]
    fn the_defaults_are_the_services() {
        let it = timing(&[]).unwrap();
        assert_eq!(it.listen.start_silence.as_millis(), 3_000);
        assert_eq!(it.listen.end_silence.as_millis(), 600);
        assert_eq!(it.listen.max_length.as_millis(), 12_000);
        assert_eq!(
            (it.end_key, it.deletion_key, it.max_keys),
            ('#', '*', 1_024)
        );
        assert!(!it.interruptible);
    }

    #[test]
    fn speech_of_more_than_fifteen_seconds_is_refused() {
        assert!(timing(&[("x-amz-lex:audio:max-length-ms:*:*", "16000")]).is_none());
        assert!(timing(&[("x-amz-lex:audio:max-length-ms:*:*", "15000")]).is_some());
    }

    #[test]
    fn classic_names_are_understood() {
        let it = timing(&[
            ("x-amz-lex:start-silence-threshold-ms:Order:*", "7000"),
            ("x-amz-lex:barge-in-enabled:*:*", "true"),
        ]);
        let it = it.unwrap();
        assert_eq!(it.listen.start_silence.as_millis(), 7_000);
        assert!(it.interruptible);
    }
}
