//! espeak-ng as a provider, run as a process for each synthesis.

use crate::{EspeakConfig, Provider, SpeechError, SpeechRequest, Ssml, Words, voice_named};
use async_trait::async_trait;
use std::process::Stdio;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;

/// The most that a synthesis may produce: ten minutes at 22,050 Hz, 16 bit.
const MAX_OUTPUT: u64 = 26_460_000;

/// Speaks by running `espeak-ng`: words go in on its standard input, a WAV file comes out.
#[derive(Debug)]
pub struct Espeak {
    config: EspeakConfig,
    places: Semaphore,
}

impl Espeak {
    /// A provider that runs at most `config.concurrency` processes at once.
    pub fn new(config: EspeakConfig) -> Self {
        let places = Semaphore::new(config.concurrency.max(1));
        Self { config, places }
    }

    fn command(&self, request: &SpeechRequest, markup: bool) -> Command {
        let voice = voice_named(&request.voice).espeak_name(request.language.as_deref());
        let mut command = Command::new(&self.config.program);
        command
            .arg("-v")
            .arg(voice)
            .arg("-s")
            .arg(self.config.words_per_minute.clamp(80, 450).to_string())
            .args(["-b", "1", "--stdin", "--stdout"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        if markup {
            command.arg("-m");
        }
        command
    }
}

/// Markup in espeak-ng's own words: it knows `voice` instead of `lang` and of whispering. What
/// looks like a tag in the markup is one, as text is escaped there.
fn dialect(markup: &str, request: &SpeechRequest) -> String {
    let voice = voice_named(&request.voice).espeak_name(request.language.as_deref());
    let language = voice.split('+').next().unwrap_or_default();
    let whisper = format!("<voice name=\"{language}+whisper\">");
    markup
        .replace("<lang xml:lang=", "<voice xml:lang=")
        .replace("<lang>", "<voice>")
        .replace("</lang>", "</voice>")
        .replace("<amazon:effect name=\"whispered\">", &whisper)
        .replace("</amazon:effect>", "</voice>")
}

#[async_trait]
impl Provider for Espeak {
    fn name(&self) -> String {
        // The number counts changes to how the same words sound here.
        format!("espeak-2-{}", self.config.words_per_minute)
    }

    async fn synthesize(&self, request: &SpeechRequest) -> Result<Vec<u8>, SpeechError> {
        let (words, markup) = match &request.words {
            Words::Text(text) => (text.clone(), false),
            Words::Ssml(document) => (dialect(&Ssml::parse(document)?.markup, request), true),
        };
        let _place = self
            .places
            .acquire()
            .await
            .map_err(|_| SpeechError::Provider("closed".into()))?;
        let started = self.command(request, markup).spawn();
        let mut process = started.map_err(|cause| SpeechError::Program {
            program: self.config.program.clone(),
            cause: Arc::new(cause),
        })?;
        let (Some(mut stdin), Some(stdout)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(SpeechError::Provider("espeak-ng has no pipes".into()));
        };
        let write = async move {
            // A process that ends before it read everything says so by its exit status.
            let _ = stdin.write_all(words.as_bytes()).await;
            let _ = stdin.shutdown().await;
        };
        let mut wav = Vec::new();
        let mut limited = stdout.take(MAX_OUTPUT);
        let read = limited.read_to_end(&mut wav);
        let ((), read) = tokio::join!(write, read);
        read.map_err(|error| SpeechError::Provider(error.to_string()))?;
        drop(limited);
        let status = process
            .wait()
            .await
            .map_err(|error| SpeechError::Provider(error.to_string()))?;
        if !status.success() {
            return Err(SpeechError::Provider(format!(
                "espeak-ng ended with {status}"
            )));
        }
        Ok(wav)
    }
}
