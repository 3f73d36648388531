//! What `say-as` makes of a text, where engines do not do it themselves.
//!
//! Engines differ in which values of `interpret-as` they know, so what can be done on the text
//! itself is done here. The other values (`cardinal`, `ordinal`, `fraction`, `unit`, `time`,
//! `address`) are left to the engine, which speaks what it does not know as it stands.

/// How the text of an element is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Manner {
    /// As it stands.
    #[default]
    Plain,
    /// Character by character; engines with markup do it themselves.
    Characters,
    /// Digit by digit.
    Digits,
    /// Digit by digit, with a pause where the number is divided.
    Telephone,
    /// Day, month and year as numbers, whatever divides them.
    Date,
    /// Not at all: a pause stands for a word that is not to be heard.
    Silent,
    /// Something else is said in its place; engines with markup know.
    Replaced,
}

impl Manner {
    /// The manner that a value of `interpret-as` asks for.
    pub(super) fn named(value: &str) -> Self {
        match value {
            "characters" | "spell-out" => Self::Characters,
            "digits" => Self::Digits,
            "telephone" => Self::Telephone,
            "date" => Self::Date,
            "expletive" => Self::Silent,
            _ => Self::Plain,
        }
    }

    /// Whether the text itself is changed, so that the tag must not be interpreted once more.
    pub(super) const fn rewrites(self) -> bool {
        matches!(
            self,
            Self::Digits | Self::Telephone | Self::Date | Self::Silent
        )
    }

    /// The text for an engine with markup, which does the rest itself.
    pub(super) fn for_markup(self, text: &str) -> String {
        match self {
            Self::Plain | Self::Characters | Self::Replaced => text.to_owned(),
            _ => self.for_text(text),
        }
    }

    /// The text for an engine without markup.
    pub(super) fn for_text(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Characters => apart(text.chars().filter(|c| !c.is_whitespace()), ", "),
            Self::Digits => apart(text.chars().filter(char::is_ascii_digit), " "),
            Self::Telephone => {
                let groups = text.split(|c: char| !c.is_ascii_digit());
                let groups = groups.filter(|group| !group.is_empty());
                let spoken: Vec<String> = groups.map(|group| apart(group.chars(), " ")).collect();
                spoken.join(", ")
            }
            Self::Date => text.replace(['/', '-', '.'], ", "),
            Self::Silent | Self::Replaced => String::new(),
        }
    }
}

fn apart(characters: impl Iterator<Item = char>, between: &str) -> String {
    let characters: Vec<String> = characters.map(String::from).collect();
    characters.join(between)
}
