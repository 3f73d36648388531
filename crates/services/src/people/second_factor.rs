//! Second factors: time-based one-time passwords (RFC 6238) and recovery codes.
//!
//! A person who wants one gets a secret, puts it into an authenticator app and proves that with a
//! code; from then on signing in asks for one. The secret lies sealed in the store; recovery codes
//! lie there as digests, each good once. A code is good once as well: its time step and those
//! before it are used up.

use super::digest_of;
use crate::{ServiceError, Services};
use ids::{InstanceId, Pii, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use store::{Batch, DeleteEntry, Entry, Expect, PutEntry};
use totp_rs::{Algorithm, Builder, Totp};

/// The space of second factors among the store's entries.
const SPACE: &str = "second-factors";
/// What their secrets are sealed for.
const SEALED_FOR: &str = "second-factor";
/// Recovery codes that a person gets.
const RECOVERY_CODES: usize = 10;
/// Digits of a code, seconds that it shows, and steps that clocks may differ by: what
/// authenticator apps agree on.
const DIGITS: u8 = 6;
const STEP: u64 = 30;
const SKEW: u16 = 1;

/// A second factor as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    /// The sealed secret.
    secret: Vec<u8>,
    /// Whether the person has proved to have it.
    proved: bool,
    /// Digests of the recovery codes that are left.
    recovery: Vec<String>,
    /// The time step of the last code.
    last: u64,
}

/// What a person needs to set up an app.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The secret in base 32, to be typed.
    pub secret: Pii<String>,
    /// The `otpauth://` URI, to be shown as a QR code.
    pub uri: Pii<String>,
}

fn key(instance: InstanceId, user: UserId) -> String {
    format!("{instance}/{user}")
}

fn totp(secret: Vec<u8>, account: &str) -> Result<Totp, ServiceError> {
    // A colon parts the issuer from the account in the URI.
    let account = account.replace(':', " ");
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_skew(SKEW)
        .with_step_duration(STEP)
        .with_secret(secret)
        .with_account_name(account)
        .with_issuer(Some("Carillon"))
        .build()
        .map_err(ServiceError::internal)
}

fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.0.div_euclid(1_000)).unwrap_or_default()
}

/// A code as it was typed, without what people put between its parts.
fn typed(code: &str) -> String {
    code.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect::<String>()
        .to_ascii_lowercase()
}

impl Services {
    /// Whether signing in asks a person for a code.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_second_factor(
        &self,
        instance: InstanceId,
        user: UserId,
    ) -> Result<bool, ServiceError> {
        let kept = self.second_factor(instance, user).await?;
        Ok(kept.is_some_and(|(it, _)| it.proved))
    }

    /// How many recovery codes a person has left.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recovery_codes_left(
        &self,
        instance: InstanceId,
        user: UserId,
    ) -> Result<usize, ServiceError> {
        let kept = self.second_factor(instance, user).await?;
        Ok(kept.map_or(0, |(it, _)| it.recovery.len()))
    }

    /// Begins to set one up. Nothing is asked for until it is proved.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] where there is one already.
    pub async fn enrol_second_factor(
        &self,
        instance: InstanceId,
        user: UserId,
        account: &str,
        now: Timestamp,
    ) -> Result<Enrolment, ServiceError> {
        if self.has_second_factor(instance, user).await? {
            return Err(ServiceError::Conflict(
                "there is a second factor already; remove it first".into(),
            ));
        }
        let secret = secrets::random_array::<20>().map_err(ServiceError::internal)?;
        let key = key(instance, user);
        let sealed = self
            .keyring
            .key(SEALED_FOR)
            .seal(&secret, key.as_bytes())
            .map_err(ServiceError::internal)?;
        let kept = Kept {
            secret: sealed,
            proved: false,
            recovery: Vec::new(),
            last: 0,
        };
        self.keep_second_factor(&key, &kept, Expect::Any, now)
            .await?;
        let totp = totp(secret.to_vec(), account)?;
        Ok(Enrolment {
            secret: Pii::new(totp_rs::Secret::from(secret.to_vec()).to_base32()),
            uri: Pii::new(totp.to_url().map_err(ServiceError::internal)?),
        })
    }

    /// Ends setting one up with a first code: the recovery codes, which are shown once.
    ///
    /// # Errors
    /// [`ServiceError::InvalidParameter`] for a wrong code, [`ServiceError::Conflict`] where
    /// nothing is being set up.
    pub async fn prove_second_factor(
        &self,
        instance: InstanceId,
        user: UserId,
        code: &str,
        now: Timestamp,
    ) -> Result<Vec<Pii<String>>, ServiceError> {
        let Some((mut kept, revision)) = self.second_factor(instance, user).await? else {
            return Err(nothing_begun());
        };
        if kept.proved {
            return Err(nothing_begun());
        }
        let Some(step) = self.step_of(&kept, instance, user, code, now)? else {
            return Err(ServiceError::InvalidParameter(
                "the code is not right; check that the clock of your device is".into(),
            ));
        };
        let mut codes = Vec::new();
        for _ in 0..RECOVERY_CODES {
            let code = recovery_code()?;
            kept.recovery.push(digest_of(&typed(&code)));
            codes.push(Pii::new(code));
        }
        kept.proved = true;
        kept.last = step;
        let expect = Expect::Revision(revision);
        self.keep_second_factor(&key(instance, user), &kept, expect, now)
            .await?;
        Ok(codes)
    }

    /// Whether a code is right, of the app or for recovery. It is used up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn use_second_factor(
        &self,
        instance: InstanceId,
        user: UserId,
        code: &str,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        let Some((mut kept, revision)) = self.second_factor(instance, user).await? else {
            return Ok(false);
        };
        let recovery = digest_of(&typed(code));
        match self.step_of(&kept, instance, user, code, now)? {
            Some(step) => kept.last = step,
            None if kept.recovery.contains(&recovery) => kept.recovery.retain(|it| *it != recovery),
            None => return Ok(false),
        }
        let expect = Expect::Revision(revision);
        let key = key(instance, user);
        match self.keep_second_factor(&key, &kept, expect, now).await {
            Ok(()) => Ok(true),
            // Another request used it up at the same time.
            Err(ServiceError::Conflict(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Removes it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_second_factor(
        &self,
        instance: InstanceId,
        user: UserId,
    ) -> Result<(), ServiceError> {
        let delete = DeleteEntry {
            space: SPACE.into(),
            key: key(instance, user),
            expect: Expect::Any,
        };
        self.store.commit(Batch::new().with(delete)).await?;
        Ok(())
    }

    async fn second_factor(
        &self,
        instance: InstanceId,
        user: UserId,
    ) -> Result<Option<(Kept, store::Revision)>, ServiceError> {
        let entry = self.store.entry(SPACE, &key(instance, user)).await?;
        let read = |entry: Entry| {
            let kept = serde_json::from_slice(&entry.value).map_err(ServiceError::internal)?;
            Ok((kept, entry.revision))
        };
        entry.map(read).transpose()
    }

    async fn keep_second_factor(
        &self,
        key: &str,
        kept: &Kept,
        expect: Expect,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let value = serde_json::to_vec(kept).map_err(ServiceError::internal)?;
        let put = PutEntry {
            entry: Entry::new(SPACE, key, value),
            expect,
            now,
        };
        self.store.commit(Batch::new().with(put)).await?;
        Ok(())
    }

    /// The time step of a code of the app, if it is right and not used up.
    fn step_of(
        &self,
        kept: &Kept,
        instance: InstanceId,
        user: UserId,
        code: &str,
        now: Timestamp,
    ) -> Result<Option<u64>, ServiceError> {
        let key = key(instance, user);
        let sealed = self.keyring.key(SEALED_FOR);
        let secret = sealed
            .open(&kept.secret, key.as_bytes())
            .map_err(ServiceError::internal)?;
        let step = totp(secret, "account")?.check(&typed(code), seconds(now));
        Ok(step.filter(|it| *it > kept.last))
    }
}

fn nothing_begun() -> ServiceError {
    ServiceError::Conflict("no second factor is being set up".into())
}

/// Fifty random bits as two groups of five characters that are not mistaken for one another.
fn recovery_code() -> Result<String, ServiceError> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let bytes = secrets::random_array::<10>().map_err(ServiceError::internal)?;
    let letters = bytes.iter().map(|byte| {
        let at = usize::from(byte % 32);
        char::from(LETTERS.get(at).copied().unwrap_or(b'a'))
    });
    let mut code: String = letters.collect();
    code.insert(5, '-');
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B: SHA-1 at 59 s gives 94287082, of which six digits are shown.
        let totp = totp(b"12345678901234567890".to_vec(), "ada").unwrap();
        assert!(totp.check("287082", 59).is_some());
        assert!(totp.check("287083", 59).is_none());
    }

    #[test]
    fn a_recovery_code_is_read_however_it_is_typed() {
        let code = recovery_code().unwrap();
        assert_eq!(code.len(), 11);
        let spaced = code.to_uppercase().replace('-', " ");
        assert_eq!(typed(&code), typed(&spaced));
    }
}
