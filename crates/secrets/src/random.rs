//! Random tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};
use thiserror::Error;

/// The operating system gave no random bytes.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("the operating system's random source failed")]
pub struct RandomError;

/// Random bytes from the operating system.
///
/// # Errors
/// [`RandomError`], which no healthy system gives.
pub fn random_array<const N: usize>() -> Result<[u8; N], RandomError> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| RandomError)?;
    Ok(bytes)
}

/// A token of `N` random bytes in URL-safe base64 without padding: 32 bytes make 43 characters.
///
/// # Errors
/// See [`random_array`].
pub fn random_token<const N: usize>() -> Result<String, RandomError> {
    random_array::<N>().map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_url_safe_and_differ() {
        let token = random_token::<32>().unwrap();
        assert_eq!(token.len(), 43);
        assert!(
            token
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
        assert_ne!(random_token::<32>(), Ok(token));
    }
}
