//! Text to speech (providers, voices, the cache of synthesised prompts) and speech to text.
//!
//! A [`Speech`] turns a [`SpeechRequest`] into a clip that can be played at once. It asks its
//! provider only for what it never spoke before: clips are kept in memory while they are in use
//! and on disk for good, so a flow's fixed prompts cost one synthesis in the life of a
//! data directory. Requests for the same words at the same time share one synthesis.
//!
//! Providers: [`Espeak`] runs espeak-ng, which is GPL, as a process of its own and needs no
//! network; [`OpenAi`] speaks the HTTP interface that many hosted and local engines offer.
//! [`Prompts`] finds the files that flows name by their address; [`Speech::prompts`] are those with
//! the configured hosts.
//!
//! A [`Recogniser`] turns what a caller said into words; [`Speech::recogniser`] is the configured
//! one. Spec: connect-c-flows.md §9 (voices, SSML tags).

mod cache;
mod config;
mod error;
mod espeak;
mod openai;
mod prompts;
mod recogniser;
mod request;
mod speech;
mod ssml;
mod voice;

pub use config::{EspeakConfig, OpenAiConfig, SpeechConfig};
pub use error::SpeechError;
pub use espeak::Espeak;
pub use openai::OpenAi;
pub use prompts::{
    LARGEST, PromptError, PromptFile, Prompts, PromptsConfig, PromptsConfigError, read_library,
    read_strict,
};
pub use recogniser::{
    Recogniser, RecogniserConfig, RecogniserConfigError, RecogniserError, RecogniserKind,
};
pub use request::{SpeechRequest, Words};
pub use speech::{Provider, Speech};
pub use ssml::{Ssml, SsmlError};
pub use voice::{Gender, Voice, voice_named};
