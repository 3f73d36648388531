//! Programs that use the APIs: users with access keys, roles that are taken on for a while, and
//! the session tokens of temporary credentials.
//!
//! Users, roles and keys are entries of the store, secrets sealed. A session is kept nowhere: all
//! that is known about it lies sealed in its token ([`SessionTokens`]), and its secret is derived
//! from it. What a session may do is read anew from its user or role for each request, so that a
//! changed policy or a deleted role takes effect at once. Pages and people are elsewhere
//! (`api-app`).

mod access_keys;
mod authorize;
mod entries;
mod message;
mod roles;
mod session;
mod signer;
mod users;

#[cfg(test)]
mod tests;

pub use access_keys::{AccessKeys, KeyStatus, KeySummary, NewAccessKey, new_key_id};
pub use authorize::{Denial, Signed};
pub use message::{DecodedMessage, decode_message};
pub use roles::{LONGEST_SESSION, NewRole, OpenRole, Role, SHORTEST_SESSION};
pub use session::{Session, SessionKind, SessionTokens, TemporaryCredentials};
pub use signer::{AccessKey, CredentialError};
pub use users::{User, check_name};

use crate::ServiceError;
use iam::Policy;

/// Parses policies by their names.
///
/// # Errors
/// [`ServiceError::InvalidParameter`], naming the policy and each problem.
pub fn parse_policies<'a>(
    policies: impl IntoIterator<Item = (&'a String, &'a String)>,
) -> Result<Vec<(String, Policy)>, ServiceError> {
    let parse = |(name, text): (&String, &String)| match Policy::parse(text) {
        Ok(policy) => Ok((name.clone(), policy)),
        Err(error) => Err(ServiceError::InvalidParameter(format!(
            "policy {name}: {error}"
        ))),
    };
    policies.into_iter().map(parse).collect()
}

/// 32 letters and digits that are not mistaken for each other, as identifiers of keys have them.
pub(crate) const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A prefix and a letter for each byte.
pub(crate) fn lettered(prefix: &str, bytes: &[u8]) -> String {
    let letters = bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)));
    prefix
        .chars()
        .chain(letters.map(|letter| char::from(*letter)))
        .collect()
}
