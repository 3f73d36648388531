//! The HTTP request that both kinds of service understand, and its answer.

use super::config::EndpointSettings;
use super::error::{RecogniserConfigError, RecogniserError};
use super::multipart::Form;
use audio::wav::WavWriter;
use audio::{Clip, SAMPLE_RATE, resample};
use ids::Pii;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, Url};
use serde::Deserialize;
use std::io::Cursor;

/// What speech engines are trained on; whisper.cpp's server takes nothing else.
const RATE: u32 = 16_000;
/// The most that an answer may hold: a quarter of an hour's words are shorter.
const MAX_ANSWER: usize = 256 * 1024;

/// Where requests go.
#[derive(Debug)]
pub(super) struct Endpoint {
    client: Client,
    url: Url,
    model: Option<String>,
    key: Option<Pii<String>>,
}

/// The answer with `response_format` `json`: both services give it this form.
#[derive(Deserialize)]
struct Answer {
    text: String,
}

impl Endpoint {
    pub(super) fn new(settings: EndpointSettings) -> Result<Self, RecogniserConfigError> {
        // An answer that sends elsewhere would send what was said to somebody else.
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| RecogniserConfigError::Client(error.to_string()))?;
        Ok(Self {
            client,
            url: settings.url,
            model: settings.model,
            key: settings.key,
        })
    }

    /// Sends an utterance and reads its words, as the service wrote them.
    pub(super) async fn transcribe(
        &self,
        speech: &Clip,
        language: Option<&str>,
    ) -> Result<String, RecogniserError> {
        let file = wav(speech).ok_or(RecogniserError::Answer("the speech cannot be written"))?;
        let mut form = Form::with_file("speech.wav", "audio/wav", &file);
        form.text("response_format", "json");
        form.text("temperature", "0");
        if let Some(model) = &self.model {
            form.text("model", model);
        }
        if let Some(language) = language.and_then(language_code) {
            form.text("language", &language);
        }
        let (kind, body) = form.finish();
        let mut call = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, kind)
            .header(ACCEPT, "application/json")
            .body(body);
        if let Some(key) = &self.key {
            call = call.bearer_auth(key.reveal());
        }
        let failed =
            |error: reqwest::Error| RecogniserError::Unreachable(error.without_url().to_string());
        let mut answer = call.send().await.map_err(failed)?;
        if !answer.status().is_success() {
            return Err(RecogniserError::Refused(answer.status().as_u16()));
        }
        let mut read = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if read.len() + chunk.len() > MAX_ANSWER {
                return Err(RecogniserError::Answer("it is too large"));
            }
            read.extend_from_slice(&chunk);
        }
        // The parser's own error would repeat a part of what was said.
        serde_json::from_slice::<Answer>(&read)
            .map(|answer| answer.text)
            .map_err(|_| RecogniserError::Answer("it is not JSON with a text"))
    }
}

/// An utterance as a WAV file of 16 kHz.
fn wav(speech: &Clip) -> Option<Vec<u8>> {
    let samples = resample::resample(speech.samples(), SAMPLE_RATE, RATE);
    let mut writer = WavWriter::new(Cursor::new(Vec::new()), 1, RATE).ok()?;
    writer.write(&samples).ok()?;
    writer.finish().ok().map(Cursor::into_inner)
}

/// The ISO 639-1 code of a language tag, as both services want it; `None` leaves it to them.
/// Tags whose language has no such code stand for the nearest that engines know.
fn language_code(tag: &str) -> Option<String> {
    let language = tag.split(['-', '_']).next()?.to_ascii_lowercase();
    let code = match language.as_str() {
        "arb" => "ar",
        "cmn" | "yue" => "zh",
        "nb" | "nn" => "no",
        other => other,
    };
    let known = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase());
    known.then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_tag_becomes_the_code_that_engines_know() {
        let code = |tag| language_code(tag).unwrap_or_default();
        assert_eq!(code("en-US"), "en");
        assert_eq!(code("de_DE"), "de");
        assert_eq!(code("cmn-CN"), "zh");
        assert_eq!(code("nb-NO"), "no");
        assert_eq!(code("en-GB-WLS"), "en");
        assert_eq!(code("\"; x"), "");
        assert_eq!(code(""), "");
    }

    #[test]
    fn speech_is_sent_with_sixteen_thousand_samples_a_second() {
        let file = wav(&Clip::new(vec![100; 8000])).unwrap();
        let header = audio::wav::read_header(&file).unwrap();
        assert_eq!((header.sample_rate, header.channels), (16_000, 1));
        let samples = header.data_len / 2;
        assert!((15_900..=16_100).contains(&samples), "{samples}");
    }
}
