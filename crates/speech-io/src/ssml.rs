//! The subset of SSML that prompts may use.
//!
//! Supported: `speak`, `break` (10 s at most), `lang`, `mark`, `p`, `phoneme`, `prosody`, `s`,
//! `say-as`, `sub`, `w`, `amazon:effect name="whispered"`. Other tags are dropped and their text
//! is kept. Source: connect-c-flows.md §9.1.

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use std::fmt::Write as _;
use thiserror::Error;

/// The longest pause that a `break` may ask for, in milliseconds.
const MAX_BREAK_MILLIS: u32 = 10_000;

/// Elements may be nested this deep.
const MAX_DEPTH: usize = 32;

/// SSML that cannot be spoken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SsmlError {
    /// Not well formed.
    #[error("it is not well-formed XML: {0}")]
    Malformed(String),
    /// The outermost element is not `speak`.
    #[error("all text must be inside one <speak> element")]
    NoSpeak,
    /// Nested too deep.
    #[error("its elements are nested deeper than {MAX_DEPTH}")]
    TooDeep,
}

/// A parsed document, in the forms that providers want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ssml {
    /// The document with supported elements only.
    pub markup: String,
    /// What is said, without any markup.
    pub text: String,
}

impl Ssml {
    /// Reads a document and drops what is not supported.
    pub fn parse(document: &str) -> Result<Self, SsmlError> {
        let mut reader = Reader::from_str(document.trim());
        let mut out = Self {
            markup: String::new(),
            text: String::new(),
        };
        // The tags that are open: the name written to `markup`, or none where it was dropped.
        let mut open: Vec<Option<&'static str>> = Vec::new();
        let mut spoken = false;
        loop {
            let event = reader.read_event().map_err(malformed)?;
            if open.is_empty() && !starts_speech(&event, spoken) {
                return Err(SsmlError::NoSpeak);
            }
            match event {
                Event::Start(tag) => {
                    if open.len() >= MAX_DEPTH {
                        return Err(SsmlError::TooDeep);
                    }
                    spoken = true;
                    open.push(out.open(&tag, false)?);
                }
                Event::Empty(tag) => {
                    out.open(&tag, true)?;
                    spoken = true;
                }
                Event::End(_) => {
                    if let Some(Some(name)) = open.pop() {
                        let _ = write!(out.markup, "</{name}>");
                        if matches!(name, "p" | "s") {
                            out.text.push(' ');
                        }
                    }
                }
                Event::Text(text) => out.say(&text),
                Event::CData(text) => out.say(&text),
                Event::GeneralRef(entity) => {
                    let character = match entity.resolve_char_ref().map_err(malformed)? {
                        Some(character) => character,
                        None => predefined(&entity).ok_or_else(|| {
                            SsmlError::Malformed(format!("unknown &{};", &*entity))
                        })?,
                    };
                    out.say(character.encode_utf8(&mut [0; 4]));
                }
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        if !spoken {
            return Err(SsmlError::NoSpeak);
        }
        if !open.is_empty() {
            return Err(SsmlError::Malformed("an element is not closed".into()));
        }
        out.text = out.text.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(out)
    }

    fn say(&mut self, text: &str) {
        self.markup.push_str(&escape(text));
        self.text.push_str(text);
    }

    /// Writes an element's start if it is supported; says under which name.
    fn open(
        &mut self,
        tag: &BytesStart<'_>,
        empty: bool,
    ) -> Result<Option<&'static str>, SsmlError> {
        let name = tag.name();
        let Some((name, allowed)) = SUPPORTED
            .iter()
            .find(|(supported, _)| *supported == name.as_ref())
        else {
            self.text.push(' ');
            return Ok(None);
        };
        let mut written = format!("<{name}");
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(malformed)?;
            let Some(key) = allowed
                .iter()
                .find(|allowed| **allowed == attribute.key.as_ref())
            else {
                continue;
            };
            let value = quick_xml::escape::unescape(&attribute.value).map_err(malformed)?;
            let value = match (*name, *key) {
                ("break", "time") => shortened(&value),
                ("sub", "alias") => {
                    self.text.push_str(&value);
                    self.text.push(' ');
                    value.into_owned()
                }
                _ => value.into_owned(),
            };
            let _ = write!(written, " {key}=\"{}\"", escape(&value));
        }
        if matches!(*name, "break" | "p" | "s") {
            self.text.push(' ');
        }
        written.push_str(if empty { "/>" } else { ">" });
        self.markup.push_str(&written);
        Ok(Some(name))
    }
}

/// Elements and the attributes kept of each.
const SUPPORTED: &[(&str, &[&str])] = &[
    ("speak", &["xml:lang", "version"]),
    ("break", &["time", "strength"]),
    ("lang", &["xml:lang"]),
    ("mark", &["name"]),
    ("p", &[]),
    ("s", &[]),
    ("phoneme", &["alphabet", "ph"]),
    ("prosody", &["volume", "rate", "pitch"]),
    ("say-as", &["interpret-as", "format"]),
    ("sub", &["alias"]),
    ("w", &["role"]),
    ("amazon:effect", &["name"]),
];

fn malformed(error: impl std::fmt::Display) -> SsmlError {
    SsmlError::Malformed(error.to_string())
}

/// Whether an event may stand outside of all elements: the one `speak`, and what says nothing.
fn starts_speech(event: &Event<'_>, spoken: bool) -> bool {
    match event {
        Event::Start(tag) | Event::Empty(tag) => !spoken && tag.name().as_ref() == "speak",
        Event::Text(text) => text.chars().all(|c| c.is_ascii_whitespace()),
        Event::CData(_) | Event::GeneralRef(_) => false,
        _ => true,
    }
}

fn predefined(entity: &str) -> Option<char> {
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// A `break` time with the longest pause as its bound; what is no time is no pause.
fn shortened(time: &str) -> String {
    let time = time.trim();
    let millis = if let Some(millis) = time.strip_suffix("ms") {
        millis.trim().parse::<f64>().ok()
    } else {
        time.strip_suffix('s')
            .and_then(|seconds| seconds.trim().parse::<f64>().ok())
            .map(|s| s * 1000.0)
    };
    let millis = millis
        .unwrap_or(0.0)
        .clamp(0.0, f64::from(MAX_BREAK_MILLIS));
    format!("{millis:.0}ms")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markup(document: &str) -> String {
        Ssml::parse(document).unwrap().markup
    }

    #[test]
    fn supported_elements_are_kept_and_others_lose_only_their_tags() {
        assert_eq!(
            markup(
                r#"<speak>Hi <prosody rate="slow" x="y">there</prosody> <audio src="u">you</audio></speak>"#
            ),
            r#"<speak>Hi <prosody rate="slow">there</prosody> you</speak>"#
        );
    }

    #[test]
    fn a_pause_is_ten_seconds_at_most() {
        assert!(markup(r#"<speak><break time="60s"/></speak>"#).contains("10000ms"));
        assert!(markup(r#"<speak><break time="250ms"/></speak>"#).contains("250ms"));
        assert!(markup(r#"<speak><break time="soon"/></speak>"#).contains("\"0ms\""));
    }

    #[test]
    fn the_text_form_has_words_only() {
        let ssml = Ssml::parse("<speak><p>One &amp; two.</p><p>Three</p></speak>").unwrap();
        assert_eq!(ssml.text, "One & two. Three");
    }

    #[test]
    fn text_outside_of_speak_is_refused() {
        for document in [
            "hello",
            "<p>x</p>",
            "",
            "<speak>a</speak>b",
            "<speak/><speak/>",
        ] {
            assert_eq!(Ssml::parse(document), Err(SsmlError::NoSpeak), "{document}");
        }
    }

    #[test]
    fn broken_xml_and_endless_nesting_are_refused() {
        assert!(matches!(
            Ssml::parse("<speak><p></speak>"),
            Err(SsmlError::Malformed(_))
        ));
        assert!(matches!(
            Ssml::parse("<speak>&nope;</speak>"),
            Err(SsmlError::Malformed(_))
        ));
        let deep = format!("<speak>{}", "<p>".repeat(100));
        assert_eq!(Ssml::parse(&deep), Err(SsmlError::TooDeep));
    }
}
