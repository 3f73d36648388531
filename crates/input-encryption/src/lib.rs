//! Encryption of keyed input with a customer's certificate: an AWS Encryption SDK message that
//! only the customer can open.
//!
//! A flow that asks for a card number gives the number of a key and an X.509 certificate. The
//! certificate must be signed by one of the instance's security keys, so that nobody who may only
//! edit flows can have input encrypted for himself ([`Recipient`]). What is kept in the place of
//! the input is a message in the published format of the AWS Encryption SDK (`message`), which
//! opens with a raw RSA key: provider `AmazonConnect`, the key's number, OAEP with SHA-512 and
//! MGF1 with SHA-512. Source: connect-c-flows.md §18.
//!
//! Nothing here reads a clock or a random device: all chance comes from an [`Entropy`] that the
//! driver seeds. A certificate's dates are not looked at: the specification names the signature
//! only (inferred), and a certificate that runs out would stop a line that takes payments.
//!
//! Start at [`encrypt`].

mod entropy;
mod message;
mod recipient;

pub use entropy::{Draw, Entropy};
pub use recipient::{Recipient, RecipientError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

/// Why input could not be encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EncryptionError {
    /// The certificate is not to be used.
    #[error(transparent)]
    Recipient(#[from] RecipientError),
    /// The number of the key is empty, or longer than 65,535 bytes.
    #[error("the number of the encryption key is empty or too long")]
    KeyId,
    /// The input does not fit into one frame of a message.
    #[error("the input has {0} bytes; at most 4,096 are encrypted")]
    Length(usize),
    /// The cipher refused; a fault of ours.
    #[error("the cipher refused")]
    Cipher,
}

/// Encrypts input for whoever holds the private key of a certificate.
///
/// `pem` is the certificate and `security_keys` are the instance's keys, all in PEM form;
/// `key_id` is written into the message as it is, for the reader to choose a private key by.
/// The answer is base64 with padding: about 600 characters for a key of 2,048 bits.
///
/// # Errors
/// See [`EncryptionError`].
pub fn encrypt<'a>(
    draw: Draw,
    security_keys: impl IntoIterator<Item = &'a str>,
    key_id: &str,
    pem: &str,
    input: &str,
) -> Result<String, EncryptionError> {
    let recipient = Recipient::read(pem, security_keys)?;
    let message = message::seal(&draw, &recipient, key_id, input.as_bytes())?;
    Ok(STANDARD.encode(message))
}
