//! From what the exchange wants heard to clips that the media engine can play.

use crate::builtin;
use audio::Clip;
use blob::{BlobPath, Blobs, PathError};
use bytes::Bytes;
use exchange::{PlaySource, Voice};
use speech_io::{
    PromptError, PromptFile, Speech, SpeechError, SpeechRequest, Words, read_library, read_strict,
};
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

    /// The clip of some words by themselves.
    pub(crate) async fn speak(&self, request: &SpeechRequest) -> Result<Arc<Clip>, SpeechError> {
        self.speech.speak(request).await
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
        let clip = self.library(blob).await?;
        let mut prompts = self.prompts.lock().unwrap_or_else(PoisonError::into_inner);
        if prompts.samples > KEPT_SAMPLES {
            // Rare, and whatever is in use comes back at its next play.
            *prompts = Prompts::default();
        }
        prompts.samples += clip.samples().len();
        prompts.clips.insert(blob.to_owned(), Arc::clone(&clip));
        Ok(clip)
    }

    /// A file named by a flow: an object of our own store, or a file of a host that the operator
    /// has named. Read anew each time: what lies under an address may change.
    async fn media(&self, uri: &str) -> Result<Arc<Clip>, String> {
        let said = |error: PromptError| format!("{uri}: {error}");
        let prompts = self.speech.prompts();
        let prompts = prompts.ok_or_else(|| format!("{uri}: no files can be played"))?;
        let file = match prompts.locate(uri).map_err(said)? {
            PromptFile::Object(path) => self.object(&path).await?,
            PromptFile::Elsewhere(url) => prompts.download(&url).await.map_err(said)?.into(),
        };
        read_strict(&file).map(Arc::new).map_err(said)
    }

    async fn library(&self, path: &str) -> Result<Arc<Clip>, String> {
        let file = self.object(path).await?;
        read_library(&file)
            .map(Arc::new)
            .map_err(|error| format!("{path}: {error}"))
    }

    /// An object that is small enough to be held in memory.
    async fn object(&self, path: &str) -> Result<Bytes, String> {
        let said = |error: &dyn std::fmt::Display| format!("{path}: {error}");
        let name: BlobPath = path.parse().map_err(|error: PathError| said(&error))?;
        let info = self.blobs.info(&name).await.map_err(|error| said(&error))?;
        if info.size >= speech_io::LARGEST {
            return Err(said(&PromptError::Size));
        }
        self.blobs.get(&name).await.map_err(|error| said(&error))
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

#[cfg(test)]
mod tests {
    use super::*;
    use speech_io::SpeechConfig;
    use std::time::Duration;

    /// A WAV file of 16-bit silence.
    fn wav(channels: u16, rate: u32, seconds: u32) -> Vec<u8> {
        let length = u32::from(channels) * rate * seconds * 2;
        let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0".to_vec();
        file.extend(channels.to_le_bytes());
        file.extend(rate.to_le_bytes());
        file.extend([0; 6]);
        file.extend([16, 0]);
        file.extend(b"data");
        file.extend(length.to_le_bytes());
        file.resize(file.len() + length as usize, 0);
        file
    }

    async fn playing(files: &[(&str, Vec<u8>)]) -> (Playing, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let mut config = SpeechConfig::default();
        config.prompts.own = vec!["https://carillon.example.com".into()];
        let speech = Speech::open(&config, folder.path()).unwrap();
        let blobs = Blobs::memory();
        for (path, file) in files {
            let path: BlobPath = path.parse().unwrap();
            blobs.put(&path, file.clone()).await.unwrap();
        }
        (Playing::new(speech, blobs), folder)
    }

    fn media(uri: &str) -> [PlaySource; 1] {
        [PlaySource::Media { uri: uri.into() }]
    }

    #[tokio::test]
    async fn a_file_of_the_own_store_is_played_by_any_of_its_addresses() {
        let (playing, _folder) = playing(&[("u1/en/welcome.wav", wav(1, 8000, 2))]).await;
        for uri in [
            "s3://u1/en/welcome.wav",
            "https://u1.s3.amazonaws.com/en/welcome.wav",
            "https://s3.us-east-1.amazonaws.com/u1/en/welcome.wav",
            "https://carillon.example.com/u1/en/welcome.wav",
        ] {
            let clips = playing.fetch(&media(uri)).await.unwrap();
            let lengths: Vec<_> = clips.iter().map(|clip| clip.duration()).collect();
            assert_eq!(lengths, [Duration::from_secs(2)], "{uri}");
        }
    }

    #[tokio::test]
    async fn files_that_are_not_there_or_not_allowed_say_why() {
        let files = [
            ("u1/stereo.wav", wav(2, 8000, 1)),
            ("u1/wide.wav", wav(1, 16_000, 1)),
            ("u1/long.wav", wav(1, 8000, 300)),
            ("u1/text.wav", b"hello".to_vec()),
            ("u1/large.wav", vec![0; 50 * 1024 * 1024]),
            ("u1/music.mp3", wav(1, 8000, 1)),
        ];
        let (playing, _folder) = playing(&files).await;
        for (uri, why) in [
            ("s3://u1/none.wav", "u1/none.wav"),
            ("s3://u1/stereo.wav", "mono"),
            ("s3://u1/wide.wav", "8 kHz"),
            ("s3://u1/long.wav", "5 minutes"),
            ("s3://u1/text.wav", "not a WAV file"),
            ("s3://u1/large.wav", "50 MB"),
            ("s3://u1/music.mp3", ".wav"),
            ("s3://u1/../u1/stereo.wav", "dot"),
            (
                "https://elsewhere.example.com/a.wav",
                "elsewhere.example.com",
            ),
            ("http://127.0.0.1/a.wav", "127.0.0.1"),
            ("file:///etc/passwd.wav", "address"),
        ] {
            let error = playing.fetch(&media(uri)).await.unwrap_err();
            assert!(error.contains(why), "{uri}: {error}");
        }
    }

    #[tokio::test]
    async fn the_library_takes_other_kinds_of_wav_but_not_longer_ones() {
        let files = [
            ("wide.wav", wav(2, 16_000, 1)),
            ("long.wav", wav(1, 8000, 300)),
        ];
        let (playing, _folder) = playing(&files).await;
        let library = |blob: &str| [PlaySource::Prompt { blob: blob.into() }];
        let clips = playing.fetch(&library("wide.wav")).await.unwrap();
        assert_eq!(clips.len(), 1);
        assert!(playing.at_hand(&library("wide.wav")).is_some());
        let error = playing.fetch(&library("long.wav")).await.unwrap_err();
        assert!(error.contains("5 minutes"), "{error}");
    }
}
