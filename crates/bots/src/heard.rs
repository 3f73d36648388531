//! What was said or typed, cut into words that can be compared.

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Lower case, without apostrophes; small numbers as digits, so that "one" is what `1` is.
    pub(crate) norm: String,
    /// Where it begins in the text, in bytes, with a sign before it.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
}

/// Words considered of one text: an utterance has at most 1,024 characters.
const MOST: usize = 256;
/// Words of one slot's value within a longer text.
pub(crate) const SPAN: usize = 12;

/// The words of a text.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut start = 0;
    let mut before: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() {
            if word.is_empty() {
                start = match before {
                    Some((at, '+' | '$' | '€' | '£' | '-' | '#')) => at,
                    _ => at,
                };
            }
            word.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’') || word.is_empty() {
            let end = if c == '%' { at + 1 } else { at };
            push(&mut tokens, &mut word, start, end);
        }
        before = Some((at, c));
    }
    push(&mut tokens, &mut word, start, text.len());
    tokens.truncate(MOST);
    tokens
}

fn push(to: &mut Vec<Token>, word: &mut String, start: usize, end: usize) {
    if word.is_empty() {
        return;
    }
    let norm = match small_number(word) {
        Some(digits) => digits.to_owned(),
        None => std::mem::take(word),
    };
    word.clear();
    to.push(Token { norm, start, end });
}

/// A key of the telephone, when it is said. Source: connect-c-flows.md §14: the utterance "1" maps
/// both saying one and the key.
fn small_number(word: &str) -> Option<&'static str> {
    Some(match word {
        "zero" => "0",
        "one" => "1",
        "two" => "2",
        "three" => "3",
        "four" => "4",
        "five" => "5",
        "six" => "6",
        "seven" => "7",
        "eight" => "8",
        "nine" => "9",
        "ten" => "10",
        _ => return None,
    })
}

/// A text with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
}

impl Heard {
    pub(crate) fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        Self {
            tokens: tokens(&text),
            text,
        }
    }

    /// The text from one word to another, the second not included.
    pub(crate) fn span(&self, from: usize, to: usize) -> Option<&str> {
        let first = self.tokens.get(from)?;
        let last = self.tokens.get(to.checked_sub(1)?)?;
        self.text.get(first.start..last.end)
    }

    /// All parts of the text that a value may be, longest first.
    pub(crate) fn spans(&self) -> impl Iterator<Item = &str> {
        let count = self.tokens.len();
        let lengths = (1..=count.min(SPAN)).rev();
        lengths.flat_map(move |length| {
            (0..=count - length).filter_map(move |from| self.span(from, from + length))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norms(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|it| it.norm).collect()
    }

    #[test]
    fn words_are_compared_without_case_marks_and_spelt_keys() {
        assert_eq!(norms("What's my Balance?"), ["whats", "my", "balance"]);
        assert_eq!(norms("press one"), ["press", "1"]);
        assert_eq!(norms("Größe, bitte"), ["größe", "bitte"]);
        assert_eq!(norms(" ...! "), Vec::<String>::new());
    }

    #[test]
    fn a_part_keeps_its_signs() {
        let heard = Heard::new("call +1 206 555-0100 or pay $5 at 50% off");
        let parts: Vec<&str> = heard.spans().collect();
        for part in ["+1 206 555-0100", "$5", "50%"] {
            assert!(parts.contains(&part), "{part}");
        }
    }
}
