//! From what the exchange wants heard to clips that the media engine can play.

use crate::builtin;
use audio::{Clip, wav};
use blob::{BlobPath, Blobs};
use exchange::{PlaySource, Voice};
use speech_io::{Speech, SpeechRequest, Words};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Samples of library prompts kept in memory: about 17 minutes.
const KEPT_SAMPLES: usize = 8_000_000;

/// Finds or makes clips.
pub(crate) struct Playing {
    speech: Speech,
    blobs: Blobs,
    prompts: Mutex<Prompts>,
}

#[derive(Default)]
struct Prompts {
    clips: HashMap<String, Arc<Clip>>,
    samples: usize,
}

impl Playing {
    pub(crate) fn new(speech: Speech, blobs: Blobs) -> Self {
        Self {
            speech,
            blobs,
            prompts: Mutex::default(),
        }
    }

    /// All clips, if none of them has to be read or made.
    pub(crate) fn at_hand(&self, sources: &[PlaySource]) -> Option<Vec<Arc<Clip>>> {
        sources
            .iter()
            .map(|source| match source {
                PlaySource::Builtin(sound) => Some(builtin::clip(*sound)),
                PlaySource::Prompt { blob } => self.kept(blob),
                PlaySource::Media { .. } => None,
                PlaySource::Text { .. } | PlaySource::Ssml { .. } => {
                    self.speech.at_hand(&spoken(source)?)
                }
            })
            .collect()
    }

    /// All clips, reading and making what is missing. The error is a sentence for the flow log.
    pub(crate) async fn fetch(&self, sources: &[PlaySource]) -> Result<Vec<Arc<Clip>>, String> {
        let mut clips = Vec::with_capacity(sources.len());
        for source in sources {
            clips.push(match source {
                PlaySource::Builtin(sound) => builtin::clip(*sound),
                PlaySource::Prompt { blob } => self.prompt(blob).await?,
                PlaySource::Media { uri } => self.media(uri).await?,
                PlaySource::Text { .. } | PlaySource::Ssml { .. } => {
                    let request = spoken(source).ok_or("nothing to speak")?;
                    self.speech
                        .speak(&request)
                        .await
                        .map_err(|error| error.to_string())?
                }
            });
        }
        Ok(clips)
    }

    fn kept(&self, blob: &str) -> Option<Arc<Clip>> {
        let prompts = self.prompts.lock().unwrap_or_else(PoisonError::into_inner);
        prompts.clips.get(blob).cloned()
    }

    async fn prompt(&self, blob: &str) -> Result<Arc<Clip>, String> {
        if let Some(clip) = self.kept(blob) {
            return Ok(clip);
        }
        let clip = self.read(blob).await?;
        let mut prompts = self.prompts.lock().unwrap_or_else(PoisonError::into_inner);
        if prompts.samples > KEPT_SAMPLES {
            // Rare, and whatever is in use comes back at its next play.
            *prompts = Prompts::default();
        }
        prompts.samples += clip.samples().len();
        prompts.clips.insert(blob.to_owned(), Arc::clone(&clip));
        Ok(clip)
    }

    /// A file named by a flow. Only objects of our own store: an address elsewhere would let
    /// whoever edits a flow reach into the operator's network.
    async fn media(&self, uri: &str) -> Result<Arc<Clip>, String> {
        let path = uri
            .strip_prefix("s3://")
            .ok_or_else(|| format!("{uri} is not an s3:// address of a prompt"))?;
        self.read(path).await
    }

    async fn read(&self, path: &str) -> Result<Arc<Clip>, String> {
        let name = path
            .parse::<BlobPath>()
            .map_err(|error| format!("{path}: {error}"))?;
        let file = self
            .blobs
            .get(&name)
            .await
            .map_err(|error| format!("{path}: {error}"))?;
        wav::read_clip(&file)
            .map(Arc::new)
            .map_err(|error| format!("{path}: {error}"))
    }
}

fn spoken(source: &PlaySource) -> Option<SpeechRequest> {
    let request = |words, voice: &Voice| SpeechRequest {
        words,
        voice: voice.name.clone(),
        language: voice.language.clone(),
    };
    match source {
        PlaySource::Text { text, voice } => Some(request(Words::Text(text.clone()), voice)),
        PlaySource::Ssml { ssml, voice } => Some(request(Words::Ssml(ssml.clone()), voice)),
        _ => None,
    }
}
