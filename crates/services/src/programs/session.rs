//! Session tokens: everything about temporary credentials, sealed.
//!
//! A token is the base64 of a sealed JSON text that is bound to its access key id; the secret is
//! an HMAC of both. So giving out credentials writes nothing, any node of an installation can open
//! them, and neither can be made or altered without the key file.

use crate::ServiceError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ids::{Pii, Timestamp};
use secrets::{Key, Keyring, random_array};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// The longest token that is opened, in bytes.
const LONGEST: usize = 16 * 1024;
/// Random letters of an access key id; the rest proves that it was given out here.
const RANDOM: usize = 10;

/// Whose session it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionKind {
    /// AssumeRole.
    Role {
        /// The role's name.
        role: String,
        /// The role's `AROA…` when the session began.
        id: String,
        /// The session's name.
        name: String,
    },
    /// GetSessionToken: the session of a long-lived key.
    Key {
        /// The key that asked for it.
        key: String,
    },
    /// GetFederationToken: a named session of a long-lived key.
    Federated {
        /// The key that asked for it.
        key: String,
        /// The session's name.
        name: String,
    },
}

/// A session, as its token holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whose.
    pub kind: SessionKind,
    /// Policies that narrow it, by name; `None` when it is not narrowed.
    pub policies: Option<Vec<(String, String)>>,
    /// Session tags.
    pub tags: BTreeMap<String, String>,
    /// The keys of those tags that pass on to sessions begun by this one.
    pub transitive: Vec<String>,
    /// The source identity, which passes on as well.
    pub source_identity: Option<String>,
    /// When it began.
    pub issued: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
}

/// What a caller gets.
#[derive(Debug, Clone)]
pub struct TemporaryCredentials {
    /// `ASIA…`.
    pub access_key: String,
    /// The secret.
    pub secret: Pii<String>,
    /// The token.
    pub token: String,
    /// When they end.
    pub expires: Timestamp,
}

/// Makes and opens tokens.
#[derive(Debug)]
pub struct SessionTokens {
    seal: Key,
}

impl SessionTokens {
    /// With a key of its own of the key file.
    pub fn new(keyring: &Keyring) -> Self {
        Self {
            seal: keyring.key("session-token"),
        }
    }

    /// Credentials for a session.
    ///
    /// # Errors
    /// When nothing random can be had.
    pub fn issue(&self, session: &Session) -> Result<TemporaryCredentials, ServiceError> {
        let random: [u8; RANDOM] = random_array().map_err(ServiceError::internal)?;
        let access_key = self.key_id(&super::lettered("", &random));
        let text = serde_json::to_vec(session).map_err(ServiceError::internal)?;
        let sealed = self
            .seal
            .seal(&text, access_key.as_bytes())
            .map_err(ServiceError::internal)?;
        let token = STANDARD.encode(sealed);
        Ok(TemporaryCredentials {
            secret: self.secret(&access_key, &token),
            access_key,
            token,
            expires: session.expires,
        })
    }

    /// The session of a token and its secret; `None` for a token that was not given out with this
    /// access key, or was altered. Whether it has ended is for the caller to see.
    pub fn open(&self, access_key: &str, token: &str) -> Option<(Session, Pii<String>)> {
        if token.len() > LONGEST {
            return None;
        }
        let sealed = STANDARD.decode(token).ok()?;
        let text = self.seal.open(&sealed, access_key.as_bytes()).ok()?;
        let session = serde_json::from_slice(&text).ok()?;
        Some((session, self.secret(access_key, token)))
    }

    /// Whether an access key id of temporary credentials was given out here.
    pub fn knows(&self, access_key: &str) -> bool {
        access_key
            .strip_prefix("ASIA")
            .and_then(|rest| rest.get(..RANDOM))
            .is_some_and(|random| self.key_id(random) == access_key)
    }

    fn key_id(&self, random: &str) -> String {
        let mac = self.seal.mac(format!("key id {random}").as_bytes());
        super::lettered(
            &format!("ASIA{random}"),
            mac.get(..16 - RANDOM).unwrap_or_default(),
        )
    }

    /// 30 bytes of an HMAC, 40 characters of base64, as clients expect of a secret.
    fn secret(&self, access_key: &str, token: &str) -> Pii<String> {
        let mac = self
            .seal
            .mac(format!("secret {access_key} {token}").as_bytes());
        Pii::new(STANDARD.encode(mac.get(..30).unwrap_or_default()))
    }
}

impl Session {
    /// A session that begins now and is neither narrowed nor tagged.
    pub fn begin(kind: SessionKind, now: Timestamp, length: Duration) -> Self {
        Self {
            kind,
            policies: None,
            tags: BTreeMap::new(),
            transitive: Vec::new(),
            source_identity: None,
            issued: now,
            expires: now + length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(byte: u8) -> SessionTokens {
        SessionTokens::new(&Keyring::from_bytes([byte; 32]))
    }

    fn session() -> Session {
        let kind = SessionKind::Role {
            role: "ci".into(),
            id: "AROAX".into(),
            name: "job".into(),
        };
        Session::begin(kind, Timestamp(1000), Duration::from_secs(900))
    }

    #[test]
    fn a_token_opens_with_its_key_id_only() {
        let tokens_here = tokens(7);
        let made = tokens_here.issue(&session()).unwrap();
        assert!(made.access_key.starts_with("ASIA") && made.access_key.len() == 20);
        assert_eq!(made.secret.reveal().len(), 40);
        let (opened, secret) = tokens_here.open(&made.access_key, &made.token).unwrap();
        assert_eq!(opened, session());
        assert_eq!(secret.reveal(), made.secret.reveal());
        let other = tokens_here.issue(&session()).unwrap();
        assert!(tokens_here.open(&other.access_key, &made.token).is_none());
        assert!(tokens(8).open(&made.access_key, &made.token).is_none());
        assert_ne!(other.secret.reveal(), made.secret.reveal());
    }

    #[test]
    fn an_altered_token_does_not_open() {
        let tokens = tokens(7);
        let made = tokens.issue(&session()).unwrap();
        for at in 0..made.token.len() {
            let mut altered = made.token.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert!(tokens.open(&made.access_key, &altered).is_none(), "at {at}");
        }
        for rubbish in ["", "A", "nonsense!", &"A".repeat(100_000)] {
            assert!(tokens.open(&made.access_key, rubbish).is_none());
        }
    }

    #[test]
    fn key_ids_that_were_not_given_out_are_told_apart() {
        let tokens = tokens(7);
        let made = tokens.issue(&session()).unwrap();
        assert!(tokens.knows(&made.access_key));
        for other in ["ASIAAAAAAAAAAAAAAAAA", "ASIA", "AKIAAAAAAAAAAAAAAAAA", ""] {
            assert!(!tokens.knows(other), "{other}");
        }
    }
}
