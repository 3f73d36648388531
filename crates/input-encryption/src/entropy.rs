//! Where the secrets of messages come from.

use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::hmac;
use std::fmt;

/// A source of secrets whose whole future follows from its seed, which must come from the
/// operating system.
///
/// It is a ratchet: each draw replaces the state by its HMAC-SHA256, so that who learns the state
/// later cannot find out what was drawn before.
pub struct Entropy {
    state: [u8; 32],
}

/// The secrets of one message. It can be used once only: it is neither copied nor shown.
pub struct Draw {
    secret: [u8; 32],
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy")
    }
}

impl fmt::Debug for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draw")
    }
}

impl Entropy {
    /// A source with 32 random bytes to begin with.
    pub fn new(seed: [u8; 32]) -> Self {
        Self { state: seed }
    }

    /// The secrets of the next message.
    pub fn draw(&mut self) -> Draw {
        let secret = step(&self.state, b"draw");
        self.state = step(&self.state, b"next");
        Draw { secret }
    }
}

fn step(state: &[u8; 32], label: &[u8]) -> [u8; 32] {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, state), label);
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().zip(tag.as_ref()) {
        *to = *from;
    }
    out
}

/// A length in bytes.
struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF-SHA256 without a salt (RFC 5869). `None` when more than 8,160 bytes are asked for.
pub(crate) fn derive<const N: usize>(secret: &[u8], info: &[&[u8]]) -> Option<[u8; N]> {
    let mut out = [0; N];
    let prk = Salt::new(HKDF_SHA256, &[]).extract(secret);
    prk.expand(info, Bytes(N))
        .and_then(|okm| okm.fill(&mut out))
        .ok()?;
    Some(out)
}

impl Draw {
    /// The bytes that one purpose gets.
    pub(crate) fn bytes<const N: usize>(&self, purpose: &str) -> Option<[u8; N]> {
        derive(&self.secret, &[purpose.as_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_differ_from_each_other_and_by_purpose_and_follow_from_the_seed() {
        let mut source = Entropy::new([5; 32]);
        let (first, second) = (source.draw(), source.draw());
        assert_ne!(first.bytes::<32>("a"), second.bytes::<32>("a"));
        assert_ne!(first.bytes::<32>("a"), first.bytes::<32>("b"));
        let again = Entropy::new([5; 32]).draw();
        assert_eq!(first.bytes::<32>("a"), again.bytes::<32>("a"));
    }

    #[test]
    fn secrets_are_not_shown() {
        let mut source = Entropy::new([5; 32]);
        let shown = format!("{source:?} {:?}", source.draw());
        assert_eq!(shown, "Entropy Draw");
    }
}
