//! The one that others ask: cache first, then the provider, once for each request.

use crate::cache::{Disk, Memory};
use crate::request::{MAX_BILLED, MAX_CHARACTERS};
use crate::{
    Espeak, OpenAi, Prompts, Recogniser, SpeechConfig, SpeechError, SpeechRequest, Ssml, Words,
};
use async_trait::async_trait;
use audio::{Clip, wav};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Something that can speak.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Its name with whatever of its configuration changes how it sounds; part of the cache key.
    fn name(&self) -> String;

    /// Speaks a request and returns a WAV file.
    async fn synthesize(&self, request: &SpeechRequest) -> Result<Vec<u8>, SpeechError>;
}

type Outcome = Result<Arc<Clip>, SpeechError>;

/// Turns words into clips. Cheap to clone.
#[derive(Clone)]
pub struct Speech {
    shared: Arc<Shared>,
}

struct Shared {
    provider: Box<dyn Provider>,
    provider_name: String,
    timeout: Duration,
    memory: Memory,
    disk: Disk,
    under_way: Mutex<HashMap<String, watch::Receiver<Option<Outcome>>>>,
    beside: Beside,
}

/// What is configured beside text to speech.
struct Beside {
    recogniser: Recogniser,
    prompts: Option<Prompts>,
}

impl Speech {
    /// The configured provider, with its cache in `folder`, and the configured recogniser.
    pub fn open(config: &SpeechConfig, folder: &Path) -> Result<Self, SpeechError> {
        let provider: Box<dyn Provider> = match &config.openai {
            Some(openai) => Box::new(OpenAi::new(openai.clone())?),
            None => Box::new(Espeak::new(config.espeak.clone())),
        };
        let beside = Beside {
            recogniser: Recogniser::open(&config.recogniser)?,
            prompts: Some(Prompts::open(&config.prompts)?),
        };
        Ok(Self::with(provider, beside, config, folder))
    }

    /// Any provider, with the configured bounds, and nothing beside it.
    pub fn with_provider(
        provider: Box<dyn Provider>,
        config: &SpeechConfig,
        folder: &Path,
    ) -> Self {
        let beside = Beside {
            recogniser: Recogniser::none(),
            prompts: None,
        };
        Self::with(provider, beside, config, folder)
    }

    fn with(
        provider: Box<dyn Provider>,
        beside: Beside,
        config: &SpeechConfig,
        folder: &Path,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                provider_name: provider.name(),
                provider,
                timeout: config.timeout(),
                memory: Memory::new(config.memory_mib * 1024 * 1024),
                disk: Disk::new(folder),
                under_way: Mutex::default(),
                beside,
            }),
        }
    }

    /// What understands callers.
    pub fn recogniser(&self) -> &Recogniser {
        &self.shared.beside.recogniser
    }

    /// Where files lie that flows name by their address; `None` beside a provider of one's own.
    pub fn prompts(&self) -> Option<&Prompts> {
        self.shared.beside.prompts.as_ref()
    }

    /// The clip for a request if it is in memory: no waiting.
    pub fn at_hand(&self, request: &SpeechRequest) -> Option<Arc<Clip>> {
        self.shared
            .memory
            .find(&request.cache_key(&self.shared.provider_name))
    }

    /// The clip for a request. Callers that ask for the same at once share one synthesis, which
    /// goes on even when they stop waiting.
    pub async fn speak(&self, request: &SpeechRequest) -> Outcome {
        check(&request.words)?;
        let key = request.cache_key(&self.shared.provider_name);
        if let Some(clip) = self.shared.memory.find(&key) {
            return Ok(clip);
        }
        let mut result = self.join(key, request);
        let outcome = result.wait_for(Option::is_some).await;
        match outcome.as_deref() {
            Ok(Some(outcome)) => outcome.clone(),
            _ => Err(SpeechError::Provider("the synthesis was aborted".into())),
        }
    }

    /// The synthesis under way for this key, or a new one.
    fn join(&self, key: String, request: &SpeechRequest) -> watch::Receiver<Option<Outcome>> {
        let mut under_way = self
            .shared
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(result) = under_way.get(&key) {
            return result.clone();
        }
        let (done, result) = watch::channel(None);
        under_way.insert(key.clone(), result.clone());
        let (shared, request) = (Arc::clone(&self.shared), request.clone());
        tokio::spawn(async move {
            let outcome = shared.find_or_synthesize(&key, &request).await;
            shared
                .under_way
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .remove(&key);
            let _ = done.send(Some(outcome));
        });
        result
    }
}

/// Refuses what is too long, and SSML that is none.
fn check(words: &Words) -> Result<(), SpeechError> {
    let (length, limit) = (words.as_str().chars().count(), MAX_CHARACTERS);
    if length > limit {
        return Err(SpeechError::TooLong { length, limit });
    }
    let billed = match words {
        Words::Text(_) => length,
        Words::Ssml(document) => Ssml::parse(document)?.billed,
    };
    if billed > MAX_BILLED {
        return Err(SpeechError::TooManyBilled {
            length: billed,
            limit: MAX_BILLED,
        });
    }
    Ok(())
}

impl Shared {
    async fn find_or_synthesize(&self, key: &str, request: &SpeechRequest) -> Outcome {
        if let Some(file) = self.disk.find(key).await
            && let Ok(clip) = wav::read_clip(&file)
        {
            let clip = Arc::new(clip);
            self.memory.keep(key, &clip);
            return Ok(clip);
        }
        let file = tokio::time::timeout(self.timeout, self.provider.synthesize(request))
            .await
            .map_err(|_| SpeechError::Timeout(self.timeout))??;
        let clip = wav::read_clip(&file).map_err(|error| SpeechError::Audio(error.to_string()))?;
        let clip = Arc::new(clip);
        if let Err(error) = self.disk.keep(key, &file).await {
            tracing::warn!(%error, "a synthesised prompt could not be kept on disk");
        }
        self.memory.keep(key, &clip);
        Ok(clip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    struct Counting(Arc<AtomicUsize>, Result<(), SpeechError>);

    #[async_trait]
    impl Provider for Counting {
        fn name(&self) -> String {
            "counting".into()
        }
        async fn synthesize(&self, _: &SpeechRequest) -> Result<Vec<u8>, SpeechError> {
            self.0.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            self.1.clone().map(|()| tiny_wav())
        }
    }

    /// 8 kHz, mono, 16 bit, four samples.
    fn tiny_wav() -> Vec<u8> {
        let mut file = b"RIFF".to_vec();
        file.extend(44u32.to_le_bytes());
        file.extend(b"WAVEfmt ");
        file.extend(16u32.to_le_bytes());
        file.extend([1, 0, 1, 0]);
        file.extend(8000u32.to_le_bytes());
        file.extend(16000u32.to_le_bytes());
        file.extend([2, 0, 16, 0]);
        file.extend(b"data");
        file.extend(8u32.to_le_bytes());
        file.extend([1, 0, 2, 0, 3, 0, 4, 0]);
        file
    }

    fn speech(folder: &Path, answer: Result<(), SpeechError>) -> (Speech, Arc<AtomicUsize>) {
        let calls = Arc::new(AtomicUsize::new(0));
        let provider = Box::new(Counting(Arc::clone(&calls), answer));
        (
            Speech::with_provider(provider, &SpeechConfig::default(), folder),
            calls,
        )
    }

    fn hello() -> SpeechRequest {
        SpeechRequest {
            words: Words::Text("Hello".into()),
            voice: "Joanna".into(),
            language: None,
        }
    }

    #[tokio::test]
    async fn the_same_words_at_the_same_time_are_synthesised_once() {
        let folder = tempfile::tempdir().unwrap();
        let (speech, calls) = speech(folder.path(), Ok(()));
        let request = hello();
        let (a, b) = tokio::join!(speech.speak(&request), speech.speak(&request));
        assert_eq!(a.unwrap().samples(), [1, 2, 3, 4]);
        assert!(b.is_ok());
        assert_eq!(calls.load(Ordering::SeqCst), 1);
        assert!(speech.at_hand(&request).is_some());
    }

    #[tokio::test]
    async fn what_was_spoken_once_is_found_on_disk_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        speech(folder.path(), Ok(()))
            .0
            .speak(&hello())
            .await
            .unwrap();
        let (again, calls) = speech(folder.path(), Ok(()));
        assert!(again.at_hand(&hello()).is_none());
        again.speak(&hello()).await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn a_failure_is_told_and_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (speech, calls) = speech(folder.path(), Err(SpeechError::Provider("no".into())));
        assert!(speech.speak(&hello()).await.is_err());
        assert!(speech.speak(&hello()).await.is_err());
        assert_eq!(calls.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn what_is_too_long_or_no_ssml_is_refused_before_the_provider_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let (speech, calls) = speech(folder.path(), Ok(()));
        let say = async |words| {
            let request = SpeechRequest { words, ..hello() };
            speech.speak(&request).await.map(drop)
        };
        let text = |length| Words::Text("a".repeat(length));
        let pause = "<break time='1s'/>";
        let ssml = |words, pauses| {
            let words = "a".repeat(words);
            Words::Ssml(format!("<speak>{words}{}</speak>", pause.repeat(pauses)))
        };
        assert!(say(text(3000)).await.is_ok());
        assert!(say(ssml(3000, 100)).await.is_ok());
        assert_eq!(calls.load(Ordering::SeqCst), 2);
        for words in [text(3001), ssml(3001, 0)] {
            let refused = say(words).await.unwrap_err();
            assert!(matches!(refused, SpeechError::TooManyBilled { .. }));
        }
        for words in [text(6001), ssml(10, 400)] {
            let refused = say(words).await.unwrap_err();
            assert!(matches!(refused, SpeechError::TooLong { limit: 6000, .. }));
        }
        let broken = Words::Ssml("<speak><p>a</speak>".into());
        let refused = say(broken).await.unwrap_err();
        assert!(matches!(refused, SpeechError::Ssml(_)));
        assert_eq!(calls.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn espeak_changes_language_and_whispers() {
        let folder = tempfile::tempdir().unwrap();
        let speech = Speech::open(&SpeechConfig::default(), folder.path()).unwrap();
        let say = async |document: &str| {
            let words = Words::Ssml(document.into());
            let request = SpeechRequest { words, ..hello() };
            speech.speak(&request).await.unwrap().samples().to_vec()
        };
        let plain = say("<speak>bonjour monsieur</speak>").await;
        let french = say(r#"<speak><lang xml:lang="fr-FR">bonjour monsieur</lang></speak>"#).await;
        let whispered = r#"<amazon:effect name="whispered">bonjour monsieur</amazon:effect>"#;
        let whispered = say(&format!("<speak>{whispered}</speak>")).await;
        assert!(plain != french && plain != whispered);
        let power = |samples: &[i16]| {
            let sum: f64 = samples.iter().map(|it| f64::from(*it).powi(2)).sum();
            sum / samples.len() as f64
        };
        assert!(power(&whispered) < power(&plain));
    }

    #[tokio::test]
    async fn espeak_speaks_text_and_ssml() {
        let folder = tempfile::tempdir().unwrap();
        let speech = Speech::open(&SpeechConfig::default(), folder.path()).unwrap();
        let text = speech.speak(&hello()).await.unwrap();
        let slow = Words::Ssml("<speak>Hello <break time=\"2s\"/> there</speak>".into());
        let ssml = speech
            .speak(&SpeechRequest {
                words: slow,
                ..hello()
            })
            .await
            .unwrap();
        assert!(text.samples().iter().any(|sample| sample.abs() > 1000));
        assert!(ssml.duration() > text.duration() + Duration::from_millis(1500));
    }

    #[tokio::test]
    async fn a_missing_program_says_what_to_install() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = SpeechConfig::default();
        config.espeak.program = "no-such-program".into();
        let error = Speech::open(&config, folder.path())
            .unwrap()
            .speak(&hello())
            .await;
        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("espeak-ng installed")
        );
    }
}
