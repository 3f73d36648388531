//! Sealing and opening.

use crate::random::{RandomError, random_array};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::hmac;
use std::fmt;
use thiserror::Error;

/// The first byte of what is sealed: which layout follows.
const VERSION: u8 = 1;
/// Bytes that identify a key file.
pub(crate) const KEY_ID: usize = 4;
const HEAD: usize = 1 + KEY_ID + NONCE_LEN;
const TAG: usize = 16;

/// How many bytes longer a sealed text is.
pub const SEALED_OVERHEAD: usize = HEAD + TAG;

/// Why something could not be sealed.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum SealError {
    /// No random nonce could be had.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// It is longer than the cipher allows (about 64 GB).
    #[error("the text is too long to be sealed")]
    TooLong,
}

/// Why something sealed could not be opened.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum OpenError {
    /// It is not what [`Key::seal`] returns.
    #[error("this was not sealed here")]
    Shape,
    /// It was sealed with another key file.
    #[error("this was sealed with the key {found}, not with {ours}: is it the right key file?")]
    OtherKey {
        /// The key's identifier, in hexadecimal.
        found: String,
        /// Ours.
        ours: String,
    },
    /// It was changed, or sealed for another purpose or with other associated data.
    #[error("this was changed, or sealed for something else")]
    Forged,
}

/// The key of one purpose.
#[derive(Clone)]
pub struct Key {
    id: [u8; KEY_ID],
    aead: LessSafeKey,
    mac: hmac::Key,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", hex(&self.id))
    }
}

struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF of the root for one purpose. `None` never happens: both lengths are within bounds.
pub(crate) fn derive<const N: usize>(root: &[u8; 32], purpose: &str) -> Option<[u8; N]> {
    let mut out = [0; N];
    let prk = Salt::new(HKDF_SHA256, b"carillon/1").extract(root);
    prk.expand(&[purpose.as_bytes()], Bytes(N))
        .and_then(|okm| okm.fill(&mut out))
        .ok()?;
    Some(out)
}

impl Key {
    pub(crate) fn derive(root: &[u8; 32], id: [u8; KEY_ID], purpose: &str) -> Option<Self> {
        let sealing: [u8; 32] = derive(root, &format!("seal/{purpose}"))?;
        let signing: [u8; 32] = derive(root, &format!("mac/{purpose}"))?;
        Some(Self {
            id,
            aead: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &sealing).ok()?),
            mac: hmac::Key::new(hmac::HMAC_SHA256, &signing),
        })
    }

    /// Seals a text. `context` is not kept but must be the same when it is opened: name the place
    /// where the text lies, so that it cannot be moved to another.
    ///
    /// Shape: version (1 byte), key identifier (4), nonce (12), ciphertext, tag (16). The nonce is
    /// random: fewer than 2^32 texts may be sealed for one purpose (NIST SP 800-38D section 8.3).
    ///
    /// # Errors
    /// See [`SealError`].
    pub fn seal(&self, text: &[u8], context: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE_LEN] = random_array()?;
        let mut sealed = Vec::with_capacity(text.len() + SEALED_OVERHEAD);
        sealed.push(VERSION);
        sealed.extend_from_slice(&self.id);
        sealed.extend_from_slice(&nonce);
        let mut body = text.to_vec();
        self.aead
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context),
                &mut body,
            )
            .map_err(|_| SealError::TooLong)?;
        sealed.append(&mut body);
        Ok(sealed)
    }

    /// Opens what [`Key::seal`] returned, given the same context.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> Result<Vec<u8>, OpenError> {
        let (head, body) = sealed.split_at_checked(HEAD).ok_or(OpenError::Shape)?;
        let (version, rest) = head.split_first().ok_or(OpenError::Shape)?;
        let (id, nonce) = rest.split_at_checked(KEY_ID).ok_or(OpenError::Shape)?;
        if *version != VERSION {
            return Err(OpenError::Shape);
        }
        if id != self.id {
            return Err(OpenError::OtherKey {
                found: hex(id),
                ours: hex(&self.id),
            });
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| OpenError::Shape)?;
        let mut body = body.to_vec();
        let length = self
            .aead
            .open_in_place(nonce, Aad::from(context), &mut body)
            .map_err(|_| OpenError::Forged)?
            .len();
        body.truncate(length);
        Ok(body)
    }

    /// HMAC-SHA256 of a text under this purpose's key: for keeping only the hash of a token.
    pub fn mac(&self, text: &[u8]) -> [u8; 32] {
        let tag = hmac::sign(&self.mac, text);
        let mut out = [0; 32];
        for (to, from) in out.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        out
    }

    /// Whether a text has this HMAC, in constant time.
    pub fn has_mac(&self, text: &[u8], mac: &[u8]) -> bool {
        hmac::verify(&self.mac, text, mac).is_ok()
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Keyring;

    #[test]
    fn what_is_sealed_opens_with_the_same_purpose_and_context_only() {
        let keyring = Keyring::from_bytes([7; 32]);
        let key = keyring.key("session");
        let sealed = key.seal(b"secret", b"user/1").unwrap();
        assert_eq!(sealed.len(), 6 + SEALED_OVERHEAD);
        assert_eq!(key.open(&sealed, b"user/1"), Ok(b"secret".to_vec()));
        assert_eq!(key.open(&sealed, b"user/2"), Err(OpenError::Forged));
        let other = keyring.key("next-token");
        assert_eq!(other.open(&sealed, b"user/1"), Err(OpenError::Forged));
        // Two seals of one text differ.
        assert_ne!(key.seal(b"secret", b"user/1").unwrap(), sealed);
    }

    #[test]
    fn each_changed_byte_is_noticed() {
        let key = Keyring::from_bytes([7; 32]).key("session");
        let sealed = key.seal(b"secret", b"").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(&changed, b"").is_err(), "byte {at}");
        }
        for short in 0..sealed.len() {
            assert!(key.open(&sealed[..short], b"").is_err());
        }
    }

    #[test]
    fn another_key_file_is_named() {
        let sealed = Keyring::from_bytes([7; 32])
            .key("a")
            .seal(b"x", b"")
            .unwrap();
        let other = Keyring::from_bytes([8; 32]).key("a");
        assert!(matches!(
            other.open(&sealed, b""),
            Err(OpenError::OtherKey { .. })
        ));
    }

    #[test]
    fn a_mac_holds_for_its_text_and_purpose() {
        let keyring = Keyring::from_bytes([7; 32]);
        let mac = keyring.key("session").mac(b"token");
        assert!(keyring.key("session").has_mac(b"token", &mac));
        assert!(!keyring.key("session").has_mac(b"other", &mac));
        assert!(!keyring.key("csrf").has_mac(b"token", &mac));
    }
}
