//! Opaque NextTokens: sealed, so that clients can neither read nor alter them nor use them with
//! another operation or account.
//!
//! A token is base64url of a version byte, a 96-bit nonce and AES-256-GCM over the payload, with
//! operation and account as associated data. The nonce is a keyed hash of all that, since nothing
//! here may draw random numbers: equal pages give equal tokens, and two different payloads share
//! a nonce only by chance (about 2^-48 after 2^24 tokens).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{aead, hkdf, hmac};
use std::fmt;
use thiserror::Error;

const VERSION: u8 = 1;
/// Longer tokens are refused unread; ours carry a key and a few filters.
const LONGEST: usize = 8192;

/// A token that was not made here for this operation and account, or was altered.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("the pagination token is invalid")]
pub struct TokenError;

/// Seals and opens NextTokens with one key.
pub struct TokenSealer {
    seal: aead::LessSafeKey,
    nonce: hmac::Key,
}

impl fmt::Debug for TokenSealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSealer")
    }
}

impl TokenSealer {
    /// A sealer with keys derived from 32 secret bytes. All nodes of an installation share them.
    ///
    /// # Errors
    /// Never for any 32 bytes; the error type is that of the key derivation.
    pub fn new(secret: &[u8; 32]) -> Result<Self, TokenError> {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"carillon next-token").extract(secret);
        let mut seal = [0_u8; 32];
        let mut nonce = [0_u8; 32];
        for (info, out) in [(b"seal ", &mut seal), (b"nonce", &mut nonce)] {
            prk.expand(&[info.as_slice()], hkdf::HKDF_SHA256)
                .and_then(|okm| okm.fill(out))
                .map_err(|_| TokenError)?;
        }
        let seal = aead::UnboundKey::new(&aead::AES_256_GCM, &seal).map_err(|_| TokenError)?;
        Ok(Self {
            seal: aead::LessSafeKey::new(seal),
            nonce: hmac::Key::new(hmac::HMAC_SHA256, &nonce),
        })
    }

    /// Seals a payload for an operation and account. What is inside is the caller's business:
    /// usually the key of the last row, in a format of its own.
    ///
    /// # Errors
    /// When the payload is too long for a token.
    pub fn seal(
        &self,
        operation: &str,
        account: &str,
        payload: &[u8],
    ) -> Result<String, TokenError> {
        let bound = associated(operation, account);
        let mut hash = hmac::Context::with_key(&self.nonce);
        hash.update(&(bound.len() as u64).to_be_bytes());
        hash.update(&bound);
        hash.update(payload);
        let tag = hash.sign();
        let mut nonce = [0_u8; aead::NONCE_LEN];
        for (to, from) in nonce.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        let mut sealed = payload.to_vec();
        self.seal
            .seal_in_place_append_tag(
                aead::Nonce::assume_unique_for_key(nonce),
                aead::Aad::from(&bound),
                &mut sealed,
            )
            .map_err(|_| TokenError)?;
        let mut token = Vec::with_capacity(1 + nonce.len() + sealed.len());
        token.push(VERSION);
        token.extend_from_slice(&nonce);
        token.extend_from_slice(&sealed);
        let token = URL_SAFE_NO_PAD.encode(token);
        if token.len() > LONGEST {
            Err(TokenError)
        } else {
            Ok(token)
        }
    }

    /// Opens a token that [`seal`](Self::seal) made for the same operation and account.
    ///
    /// # Errors
    /// For every other text; the reason is not told apart.
    pub fn open(&self, operation: &str, account: &str, token: &str) -> Result<Vec<u8>, TokenError> {
        if token.len() > LONGEST {
            return Err(TokenError);
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| TokenError)?;
        let (version, rest) = bytes.split_first().ok_or(TokenError)?;
        let (nonce, sealed) = rest.split_at_checked(aead::NONCE_LEN).ok_or(TokenError)?;
        if *version != VERSION {
            return Err(TokenError);
        }
        let nonce = aead::Nonce::try_assume_unique_for_key(nonce).map_err(|_| TokenError)?;
        let mut sealed = sealed.to_vec();
        let bound = associated(operation, account);
        let opened = self
            .seal
            .open_in_place(nonce, aead::Aad::from(&bound), &mut sealed)
            .map_err(|_| TokenError)?;
        Ok(opened.to_vec())
    }
}

fn associated(operation: &str, account: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(operation.len() + account.len() + 1);
    out.extend_from_slice(operation.as_bytes());
    out.push(0);
    out.extend_from_slice(account.as_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(byte: u8) -> TokenSealer {
        TokenSealer::new(&[byte; 32]).unwrap()
    }

    #[test]
    fn a_token_opens_only_for_its_operation_account_and_key() {
        let token = sealer(1)
            .seal("ListUsers", "123456789012", b"after=42")
            .unwrap();
        assert_eq!(
            sealer(1).open("ListUsers", "123456789012", &token).unwrap(),
            b"after=42"
        );
        assert_eq!(
            sealer(1).open("ListQueues", "123456789012", &token),
            Err(TokenError)
        );
        assert_eq!(
            sealer(1).open("ListUsers", "210987654321", &token),
            Err(TokenError)
        );
        assert_eq!(
            sealer(2).open("ListUsers", "123456789012", &token),
            Err(TokenError)
        );
    }

    #[test]
    fn a_token_with_any_changed_character_is_refused() {
        let sealer = sealer(7);
        let token = sealer.seal("ListUsers", "1", b"payload").unwrap();
        for at in 0..token.len() {
            let mut altered = token.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(
                sealer.open("ListUsers", "1", &altered),
                Err(TokenError),
                "at {at}"
            );
        }
    }

    #[test]
    fn rubbish_and_overlong_texts_are_refused() {
        let sealer = sealer(7);
        for text in ["", "A", "AQ", "not base64!", &"A".repeat(100_000)] {
            assert_eq!(sealer.open("ListUsers", "1", text), Err(TokenError));
        }
        assert_eq!(sealer.seal("ListUsers", "1", &[0; 10_000]), Err(TokenError));
    }

    #[test]
    fn the_payload_cannot_be_read_from_the_token() {
        let token = sealer(7)
            .seal("ListUsers", "1", b"user-secret-user-secret")
            .unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"secret"));
    }
}
