//! Why no words come back.

use std::time::Duration;
use thiserror::Error;

/// What is wrong in `[speech.recogniser]`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecogniserConfigError {
    /// Something that the kind needs.
    #[error("speech.recogniser needs {0}")]
    Missing(&'static str),
    /// whisper.cpp's server is started with its model.
    #[error("speech.recogniser of kind whisper takes no model: its server is started with one")]
    Model,
    /// An address that cannot be read; it is not repeated, as it may hold a secret.
    #[error("speech.recogniser.base_url is no address such as http://localhost:8000/v1")]
    NoUrl,
    /// An address that cannot be used.
    #[error("speech.recogniser.base_url {url:?} cannot be used: {reason}")]
    Url {
        /// The address.
        url: String,
        /// Why.
        reason: &'static str,
    },
    /// A secret where everybody can read it.
    #[error("speech.recogniser.base_url holds a user or a password: use api_key_env")]
    SecretInUrl,
    /// A number out of range.
    #[error("speech.recogniser.{name} is {value}; it must be from 1 to {most}")]
    Range {
        /// Which.
        name: &'static str,
        /// What it is.
        value: u64,
        /// The greatest allowed.
        most: u64,
    },
    /// No secret where one was to be.
    #[error("speech.recogniser.api_key_env: the environment variable {0} is not set")]
    Variable(String),
    /// No HTTP client could be made.
    #[error("no HTTP client for the recogniser: {0}")]
    Client(String),
}

/// Why an utterance has no words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecogniserError {
    /// There is none.
    #[error("no recogniser configured")]
    NotConfigured,
    /// It is longer than one request may be.
    #[error("the utterance takes {length:?}; at most {limit:?} are sent")]
    TooLong {
        /// How long it is.
        length: Duration,
        /// How long it may be.
        limit: Duration,
    },
    /// Too many others were before it.
    #[error("the recogniser had no turn free within {0:?}")]
    Busy(Duration),
    /// It did not answer in time.
    #[error("the recogniser did not answer within {0:?}")]
    Timeout(Duration),
    /// It cannot be reached.
    #[error("the recogniser cannot be reached: {0}")]
    Unreachable(String),
    /// It answered with a failure.
    #[error("the recogniser answered with status {0}")]
    Refused(u16),
    /// It answered with something else than words.
    #[error("the recogniser's answer cannot be used: {0}")]
    Answer(&'static str),
}
