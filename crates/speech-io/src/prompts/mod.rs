//! Prompts in files that flows name by their address: where they lie, and what they must be.
//!
//! A bucket is a folder of the blob store: `s3://bucket/key` is the object `bucket/key`, and so
//! are S3's `https://` addresses (`https://bucket.s3.region.amazonaws.com/key` and
//! `https://s3.region.amazonaws.com/bucket/key`): flows that were written for the public service
//! find here what lay there. Any other host is refused unless the operator has named it, as
//! whoever edits flows could otherwise make the product ask the operator's own network.
//!
//! Spec: connect-c-flows.md §7.25.

mod address;
mod config;
mod file;

pub use address::PromptFile;
pub use config::{PromptsConfig, PromptsConfigError};
pub use file::{LARGEST, read_library, read_strict};

use audio::wav::WavError;
use reqwest::Client;
use reqwest::Url;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// Why a file cannot be played.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PromptError {
    /// Its address cannot be read.
    #[error("it is no address of a file: s3://bucket/key or https://host/key is wanted")]
    Address,
    /// Its address does not end with `.wav`.
    #[error("only .wav files can be played")]
    Ending,
    /// Its address leads to a host that nobody has named.
    #[error("the host {0} is not among those that prompts may come from (speech.prompts)")]
    Host(String),
    /// It is as large as 50 MB or larger.
    #[error("the file is not smaller than 50 MB")]
    Size,
    /// It takes five minutes or longer.
    #[error("the file is not shorter than 5 minutes")]
    Length,
    /// It is of another kind.
    #[error("the file is not 8 kHz mono, µ-law or 16-bit")]
    Format,
    /// It cannot be read at all.
    #[error(transparent)]
    Wav(#[from] WavError),
    /// It cannot be downloaded.
    #[error("the file cannot be downloaded: {0}")]
    Download(String),
}

/// Finds and downloads files. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Prompts {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// Origins whose paths are `/bucket/key` of our own objects.
    own: Vec<Url>,
    foreign: Vec<Url>,
    /// None where nothing is ever downloaded.
    client: Option<Client>,
}

impl Prompts {
    /// With the configured hosts. Where there are foreign ones, the process's default TLS provider
    /// must be installed before.
    ///
    /// # Errors
    /// What is wrong in the configuration.
    pub fn open(config: &PromptsConfig) -> Result<Self, PromptsConfigError> {
        let (own, foreign) = config.read()?;
        let client = || {
            Client::builder()
                // A redirection could lead to any host.
                .redirect(reqwest::redirect::Policy::none())
                .timeout(Duration::from_secs(config.timeout_seconds))
                .build()
                .map_err(|error| PromptsConfigError::Client(error.to_string()))
        };
        let client = match foreign.is_empty() {
            true => None,
            false => Some(client()?),
        };
        Ok(Self {
            shared: Arc::new(Shared {
                own,
                foreign,
                client,
            }),
        })
    }

    /// Where the file with this address is.
    ///
    /// # Errors
    /// [`PromptError::Address`], [`PromptError::Ending`], [`PromptError::Host`].
    pub fn locate(&self, address: &str) -> Result<PromptFile, PromptError> {
        let Shared { own, foreign, .. } = &*self.shared;
        address::locate(address, own, foreign)
    }

    /// Downloads a file that [`Prompts::locate`] found on another host.
    ///
    /// # Errors
    /// [`PromptError::Size`], [`PromptError::Download`]; [`PromptError::Host`] for an address that
    /// was not found so.
    pub async fn download(&self, url: &Url) -> Result<Vec<u8>, PromptError> {
        let failed = |error: reqwest::Error| PromptError::Download(error.without_url().to_string());
        let client = self.shared.client.as_ref();
        let client = client.ok_or_else(|| PromptError::Host(url.to_string()))?;
        let mut answer = client.get(url.clone()).send().await.map_err(failed)?;
        if !answer.status().is_success() {
            let status = answer.status();
            return Err(PromptError::Download(format!("the answer is {status}")));
        }
        let mut file = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if (file.len() + chunk.len()) as u64 >= LARGEST {
                return Err(PromptError::Size);
            }
            file.extend_from_slice(&chunk);
        }
        Ok(file)
    }
}
