//! What is to be spoken.

use ring::digest;

/// Characters that one prompt may have. Source: connect-c-flows.md §7.25 (Play prompt).
pub const MAX_CHARACTERS: usize = 6_000;

/// Characters of them that may be words and not markup. Source: connect-c-flows.md §7.25.
pub const MAX_BILLED: usize = 3_000;

/// The words, and how they are meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Words {
    /// Spoken as they stand.
    Text(String),
    /// A `<speak>` document.
    Ssml(String),
}

impl Words {
    /// The words as written.
    pub fn as_str(&self) -> &str {
        match self {
            Words::Text(text) | Words::Ssml(text) => text,
        }
    }
}

/// Something to be spoken by a voice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SpeechRequest {
    /// The words.
    pub words: Words,
    /// The API's name of the voice, such as `Joanna`. An unknown one speaks the language's
    /// default.
    pub voice: String,
    /// The language, such as `en-US`; `None` is the voice's own.
    pub language: Option<String>,
}

impl SpeechRequest {
    /// The name under which the audio is kept: a digest of everything that changes it,
    /// `provider` included.
    pub(crate) fn cache_key(&self, provider: &str) -> String {
        let mut context = digest::Context::new(&digest::SHA256);
        let form = match self.words {
            Words::Text(_) => "text",
            Words::Ssml(_) => "ssml",
        };
        let language = self.language.as_deref().unwrap_or_default();
        for part in [provider, form, &self.voice, language, self.words.as_str()] {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        context
            .finish()
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(words: Words, voice: &str) -> SpeechRequest {
        SpeechRequest {
            words,
            voice: voice.into(),
            language: None,
        }
    }

    #[test]
    fn the_cache_tells_apart_whatever_sounds_different() {
        let base = request(Words::Text("Hello".into()), "Joanna");
        let others = [
            request(Words::Ssml("Hello".into()), "Joanna"),
            request(Words::Text("Hello".into()), "Matthew"),
            SpeechRequest {
                language: Some("de-DE".into()),
                ..base.clone()
            },
        ];
        assert!(
            others
                .iter()
                .all(|other| other.cache_key("espeak") != base.cache_key("espeak"))
        );
        assert_ne!(base.cache_key("espeak"), base.cache_key("openai"));
        assert_eq!(base.cache_key("espeak"), base.clone().cache_key("espeak"));
    }
}
