//! People who sign in: sessions, what slows down guessing, second factors, one-time tickets.
//!
//! What is kept here are small entries of the store, sealed or hashed where they are secret, so
//! that whoever reads the store cannot sign in with it. Users themselves are resources like any
//! other; passwords are in [`crate::password`]. Single sign-on is a port: whoever proves who a
//! person is (SAML, OpenID Connect) asks for a [`tickets`] entry and sends the browser there.

pub mod attempts;
pub mod profile;
pub mod second_factor;
pub mod sessions;
pub mod tickets;

use crate::ServiceError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;

/// A secret that cannot be guessed.
fn random() -> Result<String, ServiceError> {
    let bytes = secrets::random_array::<32>().map_err(ServiceError::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is kept of a secret.
fn digest_of(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, secret.as_bytes()))
}
