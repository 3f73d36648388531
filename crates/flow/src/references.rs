//! References into a contact's data: `$.Attributes.name`, alone or inside a text.
//!
//! All spellings of flow-language.md §4 are read: `$.A.b`, `$.A['k']`, `$['A']['x']`,
//! `$.A.['x']`, `$.A.0`. A `$` that opens no path with a known root is text.

use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write as _;

macro_rules! roots {
    ($($name:ident $text:literal $owner:ident;)*) => {
        /// The first word of a reference. Source: flow-language.md §4.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Root {
            $(#[doc = concat!("`$.", $text, "`")] $name,)*
        }

        impl Root {
            /// All roots.
            pub const ALL: &'static [Root] = &[$(Root::$name,)*];

            /// Its word.
            pub const fn name(self) -> &'static str {
                match self { $(Root::$name => $text,)* }
            }

            /// Who keeps its values.
            pub const fn owner(self) -> Owner {
                match self { $(Root::$name => Owner::$owner,)* }
            }

            fn from_name(text: &str) -> Option<Self> {
                match text { $($text => Some(Root::$name),)* _ => None }
            }
        }
    };
}

/// Who keeps the values under a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The run: gone with the flow.
    Run,
    /// The contact's [`Memory`](crate::Memory): goes from flow to flow.
    Memory,
    /// The contact itself, reached by [`Host::reference`](crate::Host::reference).
    Host,
}

roots! {
    Attributes "Attributes" Host;
    FlowAttributes "FlowAttributes" Run;
    External "External" Memory;
    StoredCustomerInput "StoredCustomerInput" Memory;
    ContactId "ContactId" Host;
    InitialContactId "InitialContactId" Host;
    PreviousContactId "PreviousContactId" Host;
    RelatedContactId "RelatedContactId" Host;
    Task "Task" Memory;
    Channel "Channel" Host;
    InitiationMethod "InitiationMethod" Host;
    InstanceArn "InstanceARN" Host;
    AwsRegion "AwsRegion" Host;
    LanguageCode "LanguageCode" Host;
    TextToSpeechVoiceId "TextToSpeechVoiceId" Host;
    CustomerId "CustomerId" Host;
    Name "Name" Host;
    Description "Description" Host;
    Tags "Tags" Host;
    References "References" Host;
    CustomerEndpoint "CustomerEndpoint" Host;
    SystemEndpoint "SystemEndpoint" Host;
    CustomerCallBackPhoneNumber "CustomerCallBackPhoneNumber" Host;
    AdditionalEmailRecipients "AdditionalEmailRecipients" Host;
    Email "Email" Memory;
    Queue "Queue" Host;
    Agent "Agent" Host;
    Metrics "Metrics" Memory;
    Lex "Lex" Memory;
    Media "Media" Host;
    MediaStreams "MediaStreams" Host;
    Views "Views" Memory;
    Customer "Customer" Memory;
    Case "Case" Memory;
    Modules "Modules" Memory;
    Wisdom "Wisdom" Memory;
    SegmentAttributes "SegmentAttributes" Host;
    Capabilities "Capabilities" Host;
    DataTables "DataTables" Memory;
    Loop "Loop" Run;
}

/// A reference: a root and the way down from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    root: Root,
    segments: Box<[Box<str>]>,
}

/// A reference deeper than this is text: nothing that is stored nests so far.
const MAX_SEGMENTS: usize = 32;

impl Path {
    /// Reads a text that is one reference and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        match Self::scan(text) {
            Some((path, "")) => Some(path),
            _ => None,
        }
    }

    /// Reads a reference from the head of a text and gives back what follows it.
    fn scan(text: &str) -> Option<(Self, &str)> {
        let mut rest = text.strip_prefix('$')?;
        let mut words = Vec::new();
        while words.len() <= MAX_SEGMENTS {
            match segment(rest) {
                Some((word, after)) => {
                    words.push(word);
                    rest = after;
                }
                None => break,
            }
        }
        let (first, way) = words.split_first()?;
        let root = Root::from_name(first)?;
        let segments = way.iter().map(|word| Box::from(*word)).collect();
        Some((Self { root, segments }, rest))
    }

    /// The first word.
    pub const fn root(&self) -> Root {
        self.root
    }

    /// How many words follow the root.
    pub const fn len(&self) -> usize {
        self.segments.len()
    }

    /// Whether it is a root alone.
    pub const fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// The word at a place after the root: `$.Attributes.name` has `name` at 0.
    pub fn segment(&self, at: usize) -> Option<&str> {
        self.segments.get(at).map(AsRef::as_ref)
    }

    /// The words after the root, joined by dots: `OutboundCallerId.Address`.
    pub fn tail(&self) -> Cow<'_, str> {
        match &*self.segments {
            [] => Cow::Borrowed(""),
            [one] => Cow::Borrowed(one),
            many => Cow::Owned(many.join(".")),
        }
    }

    /// Follows the words after the root (from `skip`) into a JSON value.
    pub fn follow<'a>(&self, value: &'a Value, skip: usize) -> Option<&'a Value> {
        let way = self.segments.get(skip..)?;
        way.iter().try_fold(value, |at, word| match at {
            Value::Object(map) => map.get(&**word),
            Value::Array(list) => list.get(word.parse::<usize>().ok()?),
            _ => None,
        })
    }
}

/// The head of `text` as one step of a path: `.word`, `['word']`, `.['word']`, `[0]`.
fn segment(text: &str) -> Option<(&str, &str)> {
    let dotted = text.strip_prefix('.');
    let bare = dotted.unwrap_or(text);
    if let Some(inner) = bare.strip_prefix('[') {
        for quote in ['\'', '"'] {
            if let Some(quoted) = inner.strip_prefix(quote) {
                let end = quoted.find(quote)?;
                let after = quoted.get(end + 1..)?.strip_prefix(']')?;
                return Some((quoted.get(..end).filter(|w| !w.is_empty())?, after));
            }
        }
        let end = inner.find(']')?;
        let index = inner.get(..end)?;
        let digits = !index.is_empty() && index.bytes().all(|b| b.is_ascii_digit());
        return digits.then_some((index, inner.get(end + 1..)?));
    }
    let word = dotted?;
    // A hyphen belongs to the word only when a word character follows, so that punctuation after
    // a reference in a sentence stays text.
    let mut end = 0;
    let mut chars = word.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inner = c == '-';
        let followed = chars
            .peek()
            .is_some_and(|(_, n)| n.is_alphanumeric() || *n == '_');
        if c.is_alphanumeric() || c == '_' || (inner && end > 0 && followed) {
            end = at + c.len_utf8();
        } else {
            break;
        }
    }
    (end > 0).then(|| word.split_at(end))
}

/// The value of a reference.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolved<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// Any JSON value.
    Json(Cow<'a, Value>),
}

impl<'a> Resolved<'a> {
    /// A text borrowed from the contact.
    pub fn text(text: &'a str) -> Self {
        Resolved::Text(Cow::Borrowed(text))
    }

    /// A text made for the question.
    pub fn owned(text: impl Into<String>) -> Self {
        Resolved::Text(Cow::Owned(text.into()))
    }

    /// A JSON value borrowed from the contact; `null` is no value.
    pub fn json(value: &'a Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::String(text) => Some(Self::text(text)),
            other => Some(Resolved::Json(Cow::Borrowed(other))),
        }
    }

    /// As it is written into a text: numbers and booleans plain, objects as JSON.
    pub fn into_text(self) -> Cow<'a, str> {
        match self {
            Resolved::Text(text) => text,
            Resolved::Json(value) => match value {
                Cow::Borrowed(Value::String(text)) => Cow::Borrowed(text),
                Cow::Owned(Value::String(text)) => Cow::Owned(text),
                other => Cow::Owned(other.to_string()),
            },
        }
    }

    /// As JSON.
    pub fn into_value(self) -> Value {
        match self {
            Resolved::Text(text) => Value::String(text.into_owned()),
            Resolved::Json(value) => value.into_owned(),
        }
    }
}

/// A text in which references are filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Box<[Part]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(Box<str>),
    Path(Path),
}

impl Template {
    /// Reads a text. Never fails: what is no reference is text.
    pub fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, from) = rest.split_at(at);
            literal.push_str(before);
            match Path::scan(from) {
                Some((path, after)) => {
                    if !literal.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut literal).into()));
                    }
                    parts.push(Part::Path(path));
                    rest = after;
                }
                None => {
                    literal.push('$');
                    rest = &from[1..];
                }
            }
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(Part::Text(literal.into()));
        }
        let parts = parts.into();
        Self { parts }
    }

    /// The one reference that it consists of, if it does.
    pub fn as_path(&self) -> Option<&Path> {
        match &*self.parts {
            [Part::Path(path)] => Some(path),
            _ => None,
        }
    }

    /// The text, if it has no references.
    pub fn as_text(&self) -> Option<&str> {
        match &*self.parts {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Fills in the references by `resolve`; one without a value becomes nothing.
    pub fn fill<'a>(&self, resolve: impl Fn(&Path) -> Option<Resolved<'a>>) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Path(path) => {
                    if let Some(value) = resolve(path) {
                        let _ = out.write_str(&value.into_text());
                    }
                }
            }
        }
        out
    }
}

/// The first word of a text that is built like one whole reference but whose root does not exist,
/// such as `$.Atributes.x`. Publishing refuses it (flow-language.md §4).
pub(crate) fn misspelt_root(text: &str) -> Option<&str> {
    let (word, mut rest) = segment(text.strip_prefix('$')?)?;
    while let Some((_, after)) = segment(rest) {
        rest = after;
    }
    let named = word.starts_with(|c: char| c.is_ascii_alphabetic());
    (rest.is_empty() && named && Root::from_name(word).is_none()).then_some(word)
}

/// The first word of what is written like a reference inside a longer text but has no such root:
/// it stays text, which its author hardly meant.
pub(crate) fn misspelt_inside(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let from = rest.get(at..)?;
        let bracket = from.starts_with("$['");
        let word = segment(from.get(1..)?).map(|(word, _)| word);
        let named = |word: &&str| {
            word.starts_with(|c: char| c.is_ascii_uppercase()) && Root::from_name(word).is_none()
        };
        let dotted = from.starts_with("$.") || bracket;
        if let Some(word) = word.filter(|_| dotted).filter(named) {
            return Some(word);
        }
        rest = from.get(1..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(text: &str) -> String {
        match Path::parse(text) {
            Some(path) => format!("{}|{}", path.root().name(), path.segments.join("|")),
            None => "text".into(),
        }
    }

    #[test]
    fn every_spelling_of_a_path_is_read() {
        for (text, want) in [
            ("$.Attributes.b", "Attributes|b"),
            ("$.Attributes['a b']", "Attributes|a b"),
            ("$['Attributes']['x']", "Attributes|x"),
            ("$.Attributes.['x y']", "Attributes|x y"),
            ("$[\"Attributes\"][\"x\"]", "Attributes|x"),
            (
                "$.Views.ViewResultData.Table.0.id",
                "Views|ViewResultData|Table|0|id",
            ),
            ("$.External.list[2]", "External|list|2"),
            (
                "$.SegmentAttributes['connect:Subtype']",
                "SegmentAttributes|connect:Subtype",
            ),
            (
                "$.Media.Sip.Headers.P-Charge-Info",
                "Media|Sip|Headers|P-Charge-Info",
            ),
            ("$.StoredCustomerInput", "StoredCustomerInput|"),
            ("$.Attributes.größe", "Attributes|größe"),
            ("$.Nothing.x", "text"),
            ("$.Attributes.", "text"),
            ("$Attributes", "text"),
            ("$", "text"),
            ("x $.Attributes.b", "text"),
            ("$['Attributes", "text"),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
    }

    #[test]
    fn references_in_a_text_are_filled_in_and_other_dollars_stay() {
        let text = "You owe $1,000.$ Dear $.Attributes.name, call $.Queue.Name: $$.Attributes.x$";
        let filled = Template::parse(text).fill(|path| match &*path.tail() {
            "name" => Some(Resolved::text("Ada")),
            "Name" => Some(Resolved::text("Sales")),
            _ => None,
        });
        assert_eq!(filled, "You owe $1,000.$ Dear Ada, call Sales: $$");
        assert_eq!(Template::parse("a $ b").as_text(), Some("a $ b"));
        assert_eq!(Template::parse("").as_text(), Some(""));
    }

    #[test]
    fn a_path_is_followed_into_objects_and_lists() {
        let value = json!({"a": [{"b": 7}]});
        let path = Path::parse("$.External.a.0.b").unwrap();
        assert_eq!(path.follow(&value, 0), Some(&json!(7)));
        assert_eq!(
            Path::parse("$.External.a.x").unwrap().follow(&value, 0),
            None
        );
        assert_eq!(
            Path::parse("$.External.a.b").unwrap().follow(&value, 9),
            None
        );
    }

    #[test]
    fn numbers_and_objects_are_written_as_json_and_null_as_nothing() {
        assert_eq!(Resolved::json(&json!(1.5)).unwrap().into_text(), "1.5");
        assert_eq!(
            Resolved::json(&json!({"a":1})).unwrap().into_text(),
            "{\"a\":1}"
        );
        assert_eq!(Resolved::json(&Value::Null), None);
    }

    #[test]
    fn an_unknown_root_is_told_from_a_price() {
        assert_eq!(misspelt_root("$.Atributes.x"), Some("Atributes"));
        assert_eq!(misspelt_root("$1,000"), None);
        assert_eq!(misspelt_root("$.50"), None);
        assert_eq!(misspelt_root("$.Attributes.x"), None);
    }
}
