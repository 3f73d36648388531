//! Passwords of users: the rules, hashing and checking.
//!
//! Hashing takes tens of milliseconds of a core by design, so it runs on a thread that may block.

use crate::ServiceError;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use ids::Pii;
use ring::rand::{SecureRandom, SystemRandom};

/// argon2id with 19 MiB, 2 passes, 1 lane: the first choice of the OWASP password storage guide.
fn hasher() -> Result<Argon2<'static>, ServiceError> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(ServiceError::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Checks the rules: 8 to 64 characters with a lower-case letter, an upper-case letter and a
/// digit, and no white space. Source: connect-a-foundation.md §3.11; the API's `Password` pattern.
///
/// # Errors
/// [`ServiceError::InvalidParameter`] naming the rules.
pub fn check_rules(password: &Pii<String>) -> Result<(), ServiceError> {
    let text = password.reveal();
    let fits = (8..=64).contains(&text.chars().count())
        && text.chars().any(char::is_lowercase)
        && text.chars().any(char::is_uppercase)
        && text.chars().any(|c| c.is_ascii_digit())
        && !text.chars().any(char::is_whitespace);
    if fits {
        Ok(())
    } else {
        Err(ServiceError::InvalidParameter(
            "Password must have 8 to 64 characters, among them an upper-case letter, a lower-case \
             letter and a digit, and no white space"
                .into(),
        ))
    }
}

/// The hash to keep, in PHC form.
///
/// # Errors
/// Only by our own fault.
pub async fn hash(password: Pii<String>) -> Result<String, ServiceError> {
    blocking(move || {
        let mut salt = [0_u8; 16];
        SystemRandom::new()
            .fill(&mut salt)
            .map_err(|_| ServiceError::Internal("no random numbers for a salt".into()))?;
        let salt = SaltString::encode_b64(&salt).map_err(ServiceError::internal)?;
        let hash = hasher()?
            .hash_password(password.reveal().as_bytes(), &salt)
            .map_err(ServiceError::internal)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether a password is the one that was hashed. Without a hash the same time is spent, so that
/// nobody can tell by it whether a user exists.
///
/// # Errors
/// Only by our own fault.
pub async fn verify(password: Pii<String>, hash: Option<String>) -> Result<bool, ServiceError> {
    blocking(move || {
        let hasher = hasher()?;
        let Some(hash) = hash else {
            let salt = SaltString::encode_b64(&[0; 16]).map_err(ServiceError::internal)?;
            let _ = hasher.hash_password(password.reveal().as_bytes(), &salt);
            return Ok(false);
        };
        let parsed = PasswordHash::new(&hash).map_err(ServiceError::internal)?;
        Ok(hasher
            .verify_password(password.reveal().as_bytes(), &parsed)
            .is_ok())
    })
    .await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(ServiceError::internal)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused() {
        for weak in [
            "Short1a",
            "nouppercase1",
            "NOLOWERCASE1",
            "NoDigitsHere",
            "With Space1",
        ] {
            assert!(check_rules(&Pii::new(weak.to_owned())).is_err(), "{weak}");
        }
        assert!(check_rules(&Pii::new("Sup3rsecret".to_owned())).is_ok());
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let password = Pii::new("Sup3rsecret".to_owned());
        let kept = hash(password.clone()).await.unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(verify(password.clone(), Some(kept.clone())).await.unwrap());
        assert!(
            !verify(Pii::new("Sup3rsecreT".into()), Some(kept))
                .await
                .unwrap()
        );
        assert!(!verify(password, None).await.unwrap());
    }
}
