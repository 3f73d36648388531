//! The alphabets: what a character costs, and characters to octets and back.
//!
//! Source: 3GPP TS 23.038 sections 6.2.1 (default alphabet), 6.2.1.1 (extension table), 6.2.3
//! (UCS-2).

/// The default alphabet by septet. Position 0x1B leads to the extension table.
const DEFAULT: [char; 128] = [
    '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å', 'Δ', '_',
    'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', ESCAPE, 'Æ', 'æ', 'ß', 'É', ' ', '!', '"', '#',
    '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/', '0', '1', '2', '3', '4', '5', '6',
    '7', '8', '9', ':', ';', '<', '=', '>', '?', '¡', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I',
    'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö',
    'Ñ', 'Ü', '§', '¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à',
];

/// The extension table: what follows an escape.
const EXTENSION: [(u8, char); 10] = [
    (0x0A, '\u{c}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2F, '\\'),
    (0x3C, '['),
    (0x3D, '~'),
    (0x3E, ']'),
    (0x40, '|'),
    (0x65, '€'),
];

const ESCAPE: char = '\u{1b}';
pub(crate) const ESCAPE_SEPTET: u8 = 0x1B;
const SPACE: u8 = 0x20;

/// A character in the default alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coded {
    /// One septet.
    Single(u8),
    /// An escape and this septet.
    Escaped(u8),
}

impl Coded {
    pub(crate) const fn len(self) -> usize {
        match self {
            Self::Single(_) => 1,
            Self::Escaped(_) => 2,
        }
    }

    pub(crate) fn push(self, octets: &mut Vec<u8>) {
        match self {
            Self::Single(septet) => octets.push(septet),
            Self::Escaped(septet) => octets.extend([ESCAPE_SEPTET, septet]),
        }
    }
}

/// A character's code, if the alphabet has it.
///
/// A lone escape belongs to the set; it is sent as the space that a receiver shows for it, for with
/// the next character it would become another one.
pub(crate) fn code(c: char) -> Option<Coded> {
    // The stretches in which the alphabet agrees with ASCII.
    if matches!(c, ' '..='#' | '%'..='?' | 'A'..='Z' | 'a'..='z') {
        return Some(Coded::Single(c as u8));
    }
    if c == ESCAPE {
        return Some(Coded::Single(SPACE));
    }
    if let Some((septet, _)) = EXTENSION.iter().find(|(_, extended)| *extended == c) {
        return Some(Coded::Escaped(*septet));
    }
    let septet = DEFAULT.iter().position(|known| *known == c)?;
    u8::try_from(septet).ok().map(Coded::Single)
}

/// How many septets a text takes, or `None` when the default alphabet lacks one of its characters.
pub fn septets(text: &str) -> Option<usize> {
    text.chars().map(|c| code(c).map(Coded::len)).sum()
}

/// A text in the default alphabet, one septet per octet.
pub fn encode_gsm(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len());
    for c in text.chars() {
        code(c)?.push(&mut octets);
    }
    Some(octets)
}

/// The text of septets, one per octet. An unknown extension reads as the default character of the
/// same septet (TS 23.038, 6.2.1.1), an octet above 127 as U+FFFD.
pub fn decode_gsm(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len());
    let mut octets = octets.iter().copied();
    while let Some(octet) = octets.next() {
        if octet != ESCAPE_SEPTET {
            text.push(default_char(octet));
            continue;
        }
        match octets.next() {
            Some(next) => text.push(extended_char(next)),
            None => text.push(' '),
        }
    }
    text
}

fn default_char(octet: u8) -> char {
    let known = DEFAULT.get(usize::from(octet)).copied();
    known.unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn extended_char(octet: u8) -> char {
    let found = EXTENSION.iter().find(|(septet, _)| *septet == octet);
    match found {
        Some((_, c)) => *c,
        // A second escape is reserved for another table that nobody has.
        None if octet == ESCAPE_SEPTET => ' ',
        None => default_char(octet),
    }
}

/// A text as big-endian UTF-16, which is what phones take for UCS-2.
pub fn encode_ucs2(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// The text of big-endian UTF-16; an odd last octet is left out, a lone surrogate is U+FFFD.
pub fn decode_ucs2(octets: &[u8]) -> String {
    let units = octets.chunks_exact(2).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => 0,
    });
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// The text of ISO 8859-1 octets, of which ASCII is a part.
pub fn decode_latin1(octets: &[u8]) -> String {
    octets.iter().map(|octet| char::from(*octet)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_the_tables_comes_back() {
        let all = DEFAULT.iter().filter(|c| **c != ESCAPE);
        let text: String = all.chain(EXTENSION.iter().map(|(_, c)| c)).collect();
        let octets = encode_gsm(&text).unwrap();
        assert_eq!(octets.len(), 127 + 2 * 10);
        assert_eq!(decode_gsm(&octets), text);
    }

    #[test]
    fn a_lone_escape_is_sent_as_the_space_that_it_shows_as() {
        assert_eq!(encode_gsm("a\u{1b}e").unwrap(), b"a e");
        assert_eq!(decode_gsm(&[0x61, 0x1B]), "a ");
    }

    #[test]
    fn an_unknown_extension_reads_as_the_default_character() {
        assert_eq!(decode_gsm(&[0x1B, 0x41]), "A");
    }

    #[test]
    fn what_the_alphabet_lacks_has_no_length_in_it() {
        assert_eq!(septets("[€]"), Some(6));
        assert_eq!(septets("it\u{2019}s"), None);
        assert_eq!(septets("®"), None);
        assert_eq!(septets("ç"), None);
    }
}
