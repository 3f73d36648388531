//! Why nothing could be spoken.

use crate::{PromptsConfigError, RecogniserConfigError, SsmlError};
use std::sync::Arc;
use thiserror::Error;

/// Why a text could not be spoken. Cheap to clone: several callers may wait for one synthesis.
#[derive(Debug, Clone, Error)]
pub enum SpeechError {
    /// The caller's SSML is not well formed, or not SSML.
    #[error("the SSML cannot be spoken: {0}")]
    Ssml(#[from] SsmlError),
    /// The recogniser beside it is not configured rightly.
    #[error(transparent)]
    Recogniser(#[from] RecogniserConfigError),
    /// The hosts of prompts are not configured rightly.
    #[error(transparent)]
    Prompts(#[from] PromptsConfigError),
    /// The text is longer than a prompt may be.
    #[error("the text has {length} characters; at most {limit} can be spoken")]
    TooLong {
        /// Characters that came.
        length: usize,
        /// Characters that may come.
        limit: usize,
    },
    /// It has too many characters even without its markup.
    #[error("the text has {length} characters besides markup; at most {limit} can be spoken")]
    TooManyBilled {
        /// Characters that came.
        length: usize,
        /// Characters that may come.
        limit: usize,
    },
    /// The provider's program is missing or cannot be started.
    #[error("{program} cannot be started: {cause}; is the package espeak-ng installed?")]
    Program {
        /// The program.
        program: String,
        /// What the operating system said.
        cause: Arc<std::io::Error>,
    },
    /// The provider answered with a failure.
    #[error("the speech provider failed: {0}")]
    Provider(String),
    /// The provider did not answer in time.
    #[error("the speech provider did not answer within {0:?}")]
    Timeout(std::time::Duration),
    /// The provider answered with audio that cannot be read.
    #[error("the speech provider's audio cannot be read: {0}")]
    Audio(String),
}
