//! The subset of SSML that prompts may use.
//!
//! Supported: `speak`, `break` (10 s at most), `lang`, `mark`, `p`, `phoneme`, `prosody`, `s`,
//! `say-as`, `sub`, `w`, `amazon:effect name="whispered"`. Other tags are dropped and their text
//! is kept. Source: connect-c-flows.md §9.1.

mod say_as;

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use say_as::Manner;
use std::fmt::Write as _;
use thiserror::Error;

/// The longest pause that a `break` may ask for, in milliseconds.
const MAX_BREAK_MILLIS: u32 = 10_000;

/// What is heard in the place of a word that is not to be heard.
const PAUSE: &str = "<break time=\"500ms\"/>";

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
    /// Characters of the document that are not markup: those that are billed.
    pub billed: usize,
}

/// A tag that is open.
#[derive(Debug, Clone, Copy, Default)]
struct Element {
    /// The name written to the markup; none where the tag was dropped.
    name: Option<&'static str>,
    /// How its text is said.
    manner: Manner,
}

impl Ssml {
    /// Reads a document and drops what is not supported.
    pub fn parse(document: &str) -> Result<Self, SsmlError> {
        let mut reader = Reader::from_str(document.trim());
        let mut out = Self {
            markup: String::new(),
            text: String::new(),
            billed: 0,
        };
        let mut open: Vec<Element> = Vec::new();
        let mut spoken = false;
        loop {
            let event = reader.read_event().map_err(malformed)?;
            if open.is_empty() && !starts_speech(&event, spoken) {
                return Err(SsmlError::NoSpeak);
            }
            let manner = open.last().map_or(Manner::Plain, |it| it.manner);
            match event {
                Event::Start(tag) => {
                    if open.len() >= MAX_DEPTH {
                        return Err(SsmlError::TooDeep);
                    }
                    spoken = true;
                    open.push(out.open(&tag, false, manner)?);
                }
                Event::Empty(tag) => {
                    out.open(&tag, true, manner)?;
                    spoken = true;
                }
                Event::End(_) => {
                    if let Some(name) = open.pop().and_then(|it| it.name) {
                        let _ = write!(out.markup, "</{name}>");
                        if matches!(name, "p" | "s") {
                            out.text.push(' ');
                        }
                    }
                }
                Event::Text(text) => out.say(&text, manner),
                Event::CData(text) => out.say(&text, manner),
                Event::GeneralRef(entity) => {
                    let character = match entity.resolve_char_ref().map_err(malformed)? {
                        Some(character) => character,
                        None => predefined(&entity).ok_or_else(|| {
                            SsmlError::Malformed(format!("unknown &{};", &*entity))
                        })?,
                    };
                    out.say(character.encode_utf8(&mut [0; 4]), manner);
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

    fn say(&mut self, text: &str, manner: Manner) {
        self.billed += text.chars().count();
        self.markup.push_str(&escape(manner.for_markup(text)));
        self.text.push_str(&manner.for_text(text));
    }

    /// Writes an element's start if it is supported. `manner` is that of what it stands in.
    fn open(
        &mut self,
        tag: &BytesStart<'_>,
        empty: bool,
        manner: Manner,
    ) -> Result<Element, SsmlError> {
        let name = tag.name();
        let Some((name, allowed)) = SUPPORTED
            .iter()
            .find(|(supported, _)| *supported == name.as_ref())
        else {
            self.text.push(' ');
            return Ok(Element { name: None, manner });
        };
        let mut inner = manner;
        let mut whispered = false;
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
                    if manner != Manner::Replaced {
                        self.text.push_str(&value);
                    }
                    inner = Manner::Replaced;
                    value.into_owned()
                }
                ("say-as", "interpret-as") if manner == Manner::Plain => {
                    inner = Manner::named(&value);
                    match inner {
                        Manner::Characters => "characters".to_owned(),
                        _ => value.into_owned(),
                    }
                }
                ("amazon:effect", "name") => {
                    whispered = value == "whispered";
                    value.into_owned()
                }
                _ => value.into_owned(),
            };
            let _ = write!(written, " {key}=\"{}\"", escape(&value));
        }
        if matches!(*name, "break" | "p" | "s") {
            self.text.push(' ');
        }
        if inner == Manner::Silent && manner != Manner::Silent {
            self.markup.push_str(PAUSE);
        }
        let dropped = inner != manner && inner.rewrites() || *name == "amazon:effect" && !whispered;
        if dropped {
            return Ok(Element {
                name: None,
                manner: inner,
            });
        }
        written.push_str(if empty { "/>" } else { ">" });
        self.markup.push_str(&written);
        Ok(Element {
            name: Some(name),
            manner: inner,
        })
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

    fn text(document: &str) -> String {
        Ssml::parse(document).unwrap().text
    }

    #[test]
    fn say_as_is_done_on_the_text_where_engines_may_not_know_it() {
        let as_ = |how: &str, what: &str| {
            format!(r#"<speak>a <say-as interpret-as="{how}">{what}</say-as> b</speak>"#)
        };
        assert_eq!(text(&as_("digits", "1234")), "a 1 2 3 4 b");
        assert_eq!(
            markup(&as_("digits", "12")),
            "<speak>a 1 2 b</speak>",
            "it must not be interpreted once more"
        );
        let phone = as_("telephone", "+1 (206) 555-01");
        assert_eq!(text(&phone), "a 1, 2 0 6, 5 5 5, 0 1 b");
        assert_eq!(text(&as_("date", "12/31/2026")), "a 12, 31, 2026 b");
        assert_eq!(text(&as_("spell-out", "Ab1")), "a A, b, 1 b");
        let spelled = markup(&as_("spell-out", "Ab1"));
        assert!(spelled.contains(r#"<say-as interpret-as="characters">Ab1</say-as>"#));
        assert_eq!(text(&as_("expletive", "darn")), "a b");
        assert!(!markup(&as_("expletive", "darn")).contains("darn"));
        // What only an engine can do stays as it is.
        assert!(markup(&as_("ordinal", "3")).contains(r#"interpret-as="ordinal">3<"#));
        assert_eq!(text(&as_("ordinal", "3")), "a 3 b");
    }

    #[test]
    fn a_substitute_is_said_instead_of_and_not_besides() {
        let document =
            r#"<speak>the <sub alias="World Wide Web"><w role="x">W3</w></sub> now</speak>"#;
        assert_eq!(text(document), "the World Wide Web now");
        assert!(markup(document).contains(r#"<sub alias="World Wide Web">"#));
    }

    #[test]
    fn each_documented_element_passes_with_its_attributes() {
        for element in [
            r#"<lang xml:lang="fr-FR">x</lang>"#,
            r#"<mark name="here"/>"#,
            "<p>x</p>",
            "<s>x</s>",
            r#"<phoneme alphabet="ipa" ph="x">x</phoneme>"#,
            r#"<prosody volume="loud" rate="slow" pitch="+5%">x</prosody>"#,
            r#"<say-as interpret-as="cardinal">5</say-as>"#,
            r#"<w role="amazon:VB">read</w>"#,
            r#"<amazon:effect name="whispered">x</amazon:effect>"#,
            r#"<break strength="strong"/>"#,
        ] {
            assert_eq!(
                markup(&format!("<speak>{element}</speak>")),
                format!("<speak>{element}</speak>")
            );
        }
        for unsupported in [
            r#"<amazon:effect vocal-tract-length="+10%">x</amazon:effect>"#,
            r#"<amazon:domain name="news">x</amazon:domain>"#,
            "<emphasis>x</emphasis>",
        ] {
            let document = format!("<speak>{unsupported}</speak>");
            assert_eq!(markup(&document), "<speak>x</speak>");
        }
    }

    #[test]
    fn markup_is_not_billed() {
        let document = r#"<speak>ab <break time="1s"/><sub alias="long words">cd</sub></speak>"#;
        assert_eq!(Ssml::parse(document).unwrap().billed, 5);
    }
}
