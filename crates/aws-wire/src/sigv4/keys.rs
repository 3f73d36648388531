//! Signing keys, and a store of the ones in use.

use super::Scope;
use super::canonical::hex;
use ring::hmac::{HMAC_SHA256, Key, sign, verify};
use std::collections::HashMap;
use std::fmt;

/// A key good for one day, region and service.
#[derive(Clone)]
pub struct SigningKey(Key);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

impl SigningKey {
    /// Derives the key from a secret access key: four HMACs.
    pub fn derive(secret: &str, scope: &Scope) -> Self {
        let mut key = Key::new(HMAC_SHA256, format!("AWS4{secret}").as_bytes());
        for part in [
            scope.date.as_str(),
            &scope.region,
            &scope.service,
            "aws4_request",
        ] {
            key = Key::new(HMAC_SHA256, sign(&key, part.as_bytes()).as_ref());
        }
        Self(key)
    }

    /// The signature in hexadecimal.
    pub(super) fn sign(&self, text: &str) -> String {
        hex(sign(&self.0, text.as_bytes()).as_ref())
    }

    /// Compares in constant time.
    pub(super) fn fits(&self, text: &str, signature: &[u8; 32]) -> bool {
        verify(&self.0, text.as_bytes(), signature).is_ok()
    }
}

/// Signing keys that were derived lately, so that a busy key costs one HMAC rather than five.
///
/// Bounded: when full, everything goes, which happens once a day for a steady set of keys. The
/// caller guards it with a lock, and empties it when a secret changes.
#[derive(Debug)]
pub struct SigningKeys {
    capacity: usize,
    keys: HashMap<(String, Scope), SigningKey>,
}

impl SigningKeys {
    /// An empty store for that many keys.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            keys: HashMap::new(),
        }
    }

    /// The key of an access key in a scope, derived from `secret` when it is not at hand.
    pub fn get(&mut self, access_key: &str, scope: &Scope, secret: &str) -> SigningKey {
        let name = (access_key.to_owned(), scope.clone());
        if let Some(key) = self.keys.get(&name) {
            return key.clone();
        }
        let key = SigningKey::derive(secret, scope);
        if self.keys.len() >= self.capacity {
            self.keys.clear();
        }
        self.keys.insert(name, key.clone());
        key
    }

    /// Forgets the keys of an access key: it was deleted, or its secret changed.
    pub fn forget(&mut self, access_key: &str) {
        self.keys.retain(|(key, _), _| key != access_key);
    }
}
