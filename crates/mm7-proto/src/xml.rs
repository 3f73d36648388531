//! As much XML as SOAP needs: elements by their local names, with their text, bounded.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use thiserror::Error;

/// Elements may be nested this deep.
const MAX_DEPTH: usize = 32;
/// Elements that are read.
const MAX_ELEMENTS: usize = 2_000;

/// Why a text is no document.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum XmlError {
    /// It is not well formed.
    #[error("the envelope is no XML: {0}")]
    Malformed(String),
    /// It has more elements, or is nested deeper, than any message of ours.
    #[error("the envelope has too many elements")]
    TooMany,
}

/// An element.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Element {
    /// Its name without a prefix.
    pub(crate) name: String,
    /// Its own text.
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// Reads a document; the element without a name has its root.
    pub(crate) fn read(document: &str) -> Result<Self, XmlError> {
        let mut reader = Reader::from_str(document.trim());
        let mut open = vec![Self::default()];
        let mut elements = 0;
        loop {
            match reader.read_event().map_err(malformed)? {
                Event::Start(tag) => {
                    elements += 1;
                    if open.len() >= MAX_DEPTH || elements > MAX_ELEMENTS {
                        return Err(XmlError::TooMany);
                    }
                    open.push(Self::of(&tag));
                }
                Event::Empty(tag) => {
                    elements += 1;
                    if elements > MAX_ELEMENTS {
                        return Err(XmlError::TooMany);
                    }
                    let element = Self::of(&tag);
                    if let Some(parent) = open.last_mut() {
                        parent.children.push(element);
                    }
                }
                Event::End(_) => {
                    let closed = open.pop().unwrap_or_default();
                    let parent = open.last_mut().ok_or_else(unbalanced)?;
                    parent.children.push(closed);
                }
                Event::Text(text) => push(&mut open, &text),
                Event::CData(text) => push(&mut open, &text),
                Event::GeneralRef(entity) => {
                    let named = match &*entity {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => None,
                    };
                    let character = match named {
                        Some(character) => Some(character),
                        None => entity.resolve_char_ref().map_err(malformed)?,
                    };
                    // Others could be anything: there is no document type that says what.
                    let character = character
                        .ok_or_else(|| XmlError::Malformed(format!("unknown &{};", &*entity)))?;
                    push(&mut open, character.encode_utf8(&mut [0; 4]));
                }
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        match open.len() {
            1 => open.pop().ok_or_else(unbalanced),
            _ => Err(unbalanced()),
        }
    }

    fn of(tag: &BytesStart<'_>) -> Self {
        Self {
            name: local(tag.name().as_ref()),
            ..Self::default()
        }
    }

    /// The element of this name nearest to here, this one among them.
    pub(crate) fn find(&self, name: &str) -> Option<&Self> {
        if self.name.eq_ignore_ascii_case(name) {
            return Some(self);
        }
        self.children.iter().find_map(|it| it.find(name))
    }

    /// The text of the element of this name, if it has one.
    pub(crate) fn text_of(&self, name: &str) -> Option<String> {
        let text = self.find(name)?.text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

fn malformed(error: impl std::fmt::Display) -> XmlError {
    XmlError::Malformed(error.to_string())
}

fn unbalanced() -> XmlError {
    XmlError::Malformed("an element is not closed".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_by_their_local_names() {
        let root = Element::read("<a:x xmlns:a='u' id='1'><b>one &amp; &#x32;</b><a:b/></a:x>");
        let root = root.unwrap();
        assert!(root.find("x").is_some());
        assert_eq!(root.text_of("b").as_deref(), Some("one & 2"));
    }

    #[test]
    fn what_is_too_deep_or_broken_is_refused() {
        let deep = "<a>".repeat(40);
        assert_eq!(Element::read(&deep), Err(XmlError::TooMany));
        let wide = format!("<a>{}</a>", "<b/>".repeat(3_000));
        assert_eq!(Element::read(&wide), Err(XmlError::TooMany));
        for text in ["<a>", "</a>", "<a></b>", "<a>&x;</a>"] {
            assert!(Element::read(text).is_err(), "{text}");
        }
    }
}
