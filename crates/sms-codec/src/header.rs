//! The user data header that says which part of which message this is.
//!
//! Source: 3GPP TS 23.040 sections 9.2.3.24, 9.2.3.24.1 (8-bit reference) and 9.2.3.24.8 (16-bit).

/// Which part of which message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Concatenation {
    /// What the parts of one message have in common; 8 or 16 bits of it are sent.
    pub reference: u16,
    /// Whether the reference takes 16 bits.
    pub wide: bool,
    /// How many parts there are, from 1.
    pub total: u8,
    /// Which of them this is, from 1.
    pub number: u8,
}

const CONCATENATED_8: u8 = 0x00;
const CONCATENATED_16: u8 = 0x08;

impl Concatenation {
    /// The header with its length octet: 6 octets, or 7 with a wide reference.
    pub fn header(self) -> Vec<u8> {
        let [high, low] = self.reference.to_be_bytes();
        if self.wide {
            vec![6, CONCATENATED_16, 4, high, low, self.total, self.number]
        } else {
            vec![5, CONCATENATED_8, 3, low, self.total, self.number]
        }
    }

    fn element(tag: u8, data: &[u8]) -> Option<Self> {
        let found = match (tag, data) {
            (CONCATENATED_8, &[reference, total, number]) => Self {
                reference: reference.into(),
                wide: false,
                total,
                number,
            },
            (CONCATENATED_16, &[high, low, total, number]) => Self {
                reference: u16::from_be_bytes([high, low]),
                wide: true,
                total,
                number,
            },
            _ => return None,
        };
        // An impossible place is to be ignored, as the standard says.
        let possible = found.number >= 1 && found.number <= found.total;
        possible.then_some(found)
    }
}

/// Takes the header off user data that has one: what it says about parts, and the rest. A header
/// that runs over the end is no header: all of it is data then.
pub fn split_header(octets: &[u8]) -> (Option<Concatenation>, &[u8]) {
    let Some((&length, rest)) = octets.split_first() else {
        return (None, octets);
    };
    let Some((mut header, data)) = rest.split_at_checked(length.into()) else {
        return (None, octets);
    };
    let mut found = None;
    while let [tag, length, rest @ ..] = header {
        let Some((element, rest)) = rest.split_at_checked((*length).into()) else {
            break;
        };
        found = Concatenation::element(*tag, element).or(found);
        header = rest;
    }
    (found, data)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: Concatenation = Concatenation {
        reference: 0x1234,
        wide: true,
        total: 3,
        number: 2,
    };

    #[test]
    fn both_headers_come_back() {
        let narrow = Concatenation {
            reference: 0x34,
            wide: false,
            ..PART
        };
        for part in [PART, narrow] {
            let mut octets = part.header();
            octets.extend(b"hi");
            assert_eq!(split_header(&octets), (Some(part), &b"hi"[..]));
        }
    }

    #[test]
    fn other_elements_are_passed_over() {
        let octets = [8, 0x05, 1, 9, 0x00, 3, 7, 2, 1, b'x'];
        let (part, data) = split_header(&octets);
        assert_eq!(
            part.map(|p| (p.reference, p.total, p.number)),
            Some((7, 2, 1))
        );
        assert_eq!(data, b"x");
    }

    #[test]
    fn an_impossible_place_or_a_cut_header_is_no_part() {
        assert_eq!(split_header(&[5, 0, 3, 7, 2, 3, b'x']).0, None);
        assert_eq!(split_header(&[200, 1]), (None, &[200, 1][..]));
    }
}
