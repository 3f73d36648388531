//! How a text becomes parts.
//!
//! Source: sms.md section 3.3. One part is 140 octets; the header of a concatenated part takes its
//! room from them.

use crate::alphabet::{self, Coded};
use crate::header::Concatenation;
use thiserror::Error;

/// The most septets of a message (sms.md 3.3: 10 parts).
pub const MAX_SEPTETS: usize = 1530;
/// The most UTF-16 units of a message that the default alphabet cannot write.
pub const MAX_UCS2: usize = 630;
const PART_OCTETS: usize = 140;

/// How characters become octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// The default alphabet of GSM 03.38, seven bits a character.
    Gsm,
    /// UTF-16, sixteen.
    Ucs2,
}

impl Encoding {
    /// How the service's events name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gsm => "GSM",
            Self::Ucs2 => "Unicode",
        }
    }

    /// The most units of a message.
    pub const fn max_units(self) -> usize {
        match self {
            Self::Gsm => MAX_SEPTETS,
            Self::Ucs2 => MAX_UCS2,
        }
    }

    /// Units that fit beside a header of so many octets.
    const fn room(self, header: usize) -> usize {
        let octets = PART_OCTETS - header;
        match self {
            Self::Gsm => octets * 8 / 7,
            Self::Ucs2 => octets / 2,
        }
    }
}

/// How many bits of a reference are sent. Eight leave room for 153 septets or 67 UTF-16 units,
/// sixteen for 152 and 66.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ReferenceSize {
    /// Eight: what the service's limits count with.
    #[default]
    Narrow,
    /// Sixteen: parts of different messages are mixed up less often.
    Wide,
}

impl ReferenceSize {
    const fn header(self) -> usize {
        match self {
            Self::Narrow => 6,
            Self::Wide => 7,
        }
    }
}

/// What a text takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// The cheapest encoding that has all characters.
    pub encoding: Encoding,
    /// Septets or UTF-16 units.
    pub units: usize,
    /// Parts with narrow references; at least 1.
    pub parts: usize,
}

impl Measure {
    /// Whether the service takes no message of this length.
    pub const fn is_too_long(&self) -> bool {
        self.units > self.encoding.max_units()
    }
}

/// A text does not fit into the parts that a header can number.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("{units} units of text do not fit into 255 parts")]
pub struct TooLong {
    /// Its length.
    pub units: usize,
}

/// One part as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// How its text is encoded.
    pub encoding: Encoding,
    /// Its place among others, if it is not alone.
    pub place: Option<Concatenation>,
    /// Its text: septets one per octet, or UTF-16 in big-endian order.
    pub text: Vec<u8>,
}

impl Part {
    /// Header and text: what is sent.
    pub fn user_data(&self) -> Vec<u8> {
        let mut octets = self.place.map(Concatenation::header).unwrap_or_default();
        octets.extend(&self.text);
        octets
    }
}

/// What a text takes.
pub fn measure(text: &str) -> Measure {
    let (encoding, units) = match alphabet::septets(text) {
        Some(septets) => (Encoding::Gsm, septets),
        None => (Encoding::Ucs2, text.encode_utf16().count()),
    };
    let parts = match units <= encoding.room(0) {
        true => 1,
        false => cuts(
            text,
            encoding,
            encoding.room(ReferenceSize::Narrow.header()),
        )
        .len(),
    };
    Measure {
        encoding,
        units,
        parts,
    }
}

/// A text as parts. `reference` links them where there are several.
///
/// No escape sequence and no surrogate pair is cut.
///
/// # Errors
/// [`TooLong`] beyond 255 parts; the service's own limit is [`Measure::is_too_long`].
pub fn split(text: &str, size: ReferenceSize, reference: u16) -> Result<Vec<Part>, TooLong> {
    let Measure {
        encoding, units, ..
    } = measure(text);
    if units <= encoding.room(0) {
        return Ok(vec![part(text, encoding, None)]);
    }
    let pieces = cuts(text, encoding, encoding.room(size.header()));
    let total = u8::try_from(pieces.len()).map_err(|_| TooLong { units })?;
    let place = |number| Concatenation {
        reference: match size {
            ReferenceSize::Narrow => reference & 0xff,
            ReferenceSize::Wide => reference,
        },
        wide: size == ReferenceSize::Wide,
        total,
        number,
    };
    let numbered = pieces.into_iter().zip(1..);
    Ok(numbered
        .map(|(piece, number)| part(piece, encoding, Some(place(number))))
        .collect())
}

fn part(text: &str, encoding: Encoding, place: Option<Concatenation>) -> Part {
    let text = match encoding {
        Encoding::Gsm => alphabet::encode_gsm(text).unwrap_or_default(),
        Encoding::Ucs2 => alphabet::encode_ucs2(text),
    };
    Part {
        encoding,
        place,
        text,
    }
}

/// Cuts a text between characters so that no piece takes more than `room` units.
fn cuts(text: &str, encoding: Encoding, room: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (at, c) in text.char_indices() {
        let units = match encoding {
            Encoding::Gsm => alphabet::code(c).map_or(1, Coded::len),
            Encoding::Ucs2 => c.len_utf16(),
        };
        if used + units > room {
            pieces.push(&text[start..at]);
            (start, used) = (at, 0);
        }
        used += units;
    }
    pieces.push(&text[start..]);
    pieces
}
