//! Keys in the bodies of INFO requests.
//!
//! Source: no RFC; `application/dtmf-relay` (`Signal=5`, `Duration=160`) and `application/dtmf`
//! (the key alone) as phones and gateways have sent them since 2000.

/// A key and how long it was held, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    pub digit: char,
    pub duration: Option<u32>,
}

/// Whether a media type is one of the two.
pub(crate) fn is_dtmf(content_type: &str) -> bool {
    matches!(content_type, "application/dtmf-relay" | "application/dtmf")
}

/// Reads a body; `None` where it names no key.
pub(crate) fn read(content_type: &str, body: &[u8]) -> Option<Key> {
    let text = std::str::from_utf8(body).ok()?;
    if content_type == "application/dtmf" {
        return Some(Key {
            digit: key(text.trim())?,
            duration: None,
        });
    }
    let (mut digit, mut duration) = (None, None);
    for line in text.lines() {
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        match name.trim() {
            n if n.eq_ignore_ascii_case("signal") => digit = key(value.trim()),
            n if n.eq_ignore_ascii_case("duration") => duration = value.trim().parse().ok(),
            _ => {}
        }
    }
    Some(Key {
        digit: digit?,
        duration,
    })
}

/// The body that names a key.
pub(crate) fn write(digit: char, duration: u32) -> String {
    format!("Signal={digit}\r\nDuration={duration}\r\n")
}

/// Whether a character is a key.
pub(crate) fn is_key(digit: char) -> bool {
    matches!(digit, '0'..='9' | 'A'..='D' | '*' | '#')
}

/// One key; some senders write `10` and `11` for star and hash.
fn key(text: &str) -> Option<char> {
    match text {
        "10" => return Some('*'),
        "11" => return Some('#'),
        _ => {}
    }
    let mut chars = text.chars();
    let digit = chars.next()?.to_ascii_uppercase();
    (chars.next().is_none() && is_key(digit)).then_some(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_give_the_key() {
        let relay = read("application/dtmf-relay", b"Signal= 5\r\nDuration= 160\r\n");
        assert_eq!(
            relay,
            Some(Key {
                digit: '5',
                duration: Some(160)
            })
        );
        let plain = read("application/dtmf", b"#\r\n");
        assert_eq!(
            plain,
            Some(Key {
                digit: '#',
                duration: None
            })
        );
        assert_eq!(
            read("application/dtmf-relay", b"signal=11"),
            read("application/dtmf", b"11")
        );
    }

    #[test]
    fn a_body_without_a_key_gives_none() {
        for body in [
            &b"Signal=\r\n"[..],
            b"Duration=5",
            b"Signal=55",
            b"\xff",
            b"",
        ] {
            assert_eq!(read("application/dtmf-relay", body), None);
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let body = write('*', 90);
        let key = read("application/dtmf-relay", body.as_bytes());
        assert_eq!(
            key,
            Some(Key {
                digit: '*',
                duration: Some(90)
            })
        );
    }
}
