//! The message format of the AWS Encryption SDK, version 1, as it is written.
//!
//! Written are: algorithm suite 0x0178 (AES-256-GCM, the data key put through HKDF-SHA256, no
//! signature), one encrypted data key, an empty encryption context and a framed body of one frame.
//! A signature would prove nothing here, as its key travels in the message; and every release of
//! the SDK since the first one reads this suite (from release 2 on with the commitment policy
//! `FORBID_ENCRYPT_ALLOW_DECRYPT` or `REQUIRE_ENCRYPT_ALLOW_DECRYPT`). Which suite the public
//! service writes is not documented (inferred).
//!
//! All numbers are big-endian. Source: AWS Encryption SDK developer guide, message format
//! reference and body additional authenticated data reference.

use crate::EncryptionError;
use crate::entropy::{Draw, derive};
use crate::recipient::Recipient;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Version 1, customer authenticated encrypted data.
const START: [u8; 2] = [0x01, 0x80];
/// AES-256-GCM with a 12-byte IV and a 16-byte tag, HKDF with SHA-256, no signature.
const SUITE: [u8; 2] = [0x01, 0x78];
/// What the key provider calls itself. Source: connect-c-flows.md §18.
const PROVIDER: &str = "AmazonConnect";
/// The body is in frames.
const FRAMED: u8 = 2;
/// The length of all frames but the last, as the SDKs write it. What is keyed is always shorter.
const FRAME_LENGTH: u32 = 4096;
/// Announces the last frame.
const FINAL_FRAME: [u8; 4] = [0xff; 4];
/// The number of the only frame.
const FIRST: u32 = 1;
/// What the last frame's authenticated data says of it.
const FINAL_FRAME_LABEL: &[u8] = b"AWSKMSEncryptionClient Final Frame";

/// Writes the message.
pub(crate) fn seal(
    draw: &Draw,
    recipient: &Recipient,
    key_id: &str,
    input: &[u8],
) -> Result<Vec<u8>, EncryptionError> {
    if key_id.is_empty() {
        return Err(EncryptionError::KeyId);
    }
    if input.len() > FRAME_LENGTH as usize {
        return Err(EncryptionError::Length(input.len()));
    }
    let message_id: [u8; 16] = secret(draw.bytes("message id"))?;
    let data_key: [u8; 32] = secret(draw.bytes("data key"))?;
    let wrapped = recipient
        .wrap(&data_key, secret(draw.bytes("wrapping"))?)
        .ok_or(EncryptionError::Cipher)?;
    let key: [u8; 32] = secret(derive(&data_key, &[&SUITE, &message_id]))?;
    let key = UnboundKey::new(&AES_256_GCM, &key)
        .map(LessSafeKey::new)
        .map_err(|_| EncryptionError::Cipher)?;

    let mut out = Vec::with_capacity(input.len() + wrapped.len() + key_id.len() + 192);
    out.extend(START);
    out.extend(SUITE);
    out.extend(message_id);
    // The encryption context: none.
    out.extend(0_u16.to_be_bytes());
    // Encrypted data keys: one.
    out.extend(1_u16.to_be_bytes());
    for field in [PROVIDER.as_bytes(), key_id.as_bytes(), &wrapped] {
        let length = u16::try_from(field.len()).map_err(|_| EncryptionError::KeyId)?;
        out.extend(length.to_be_bytes());
        out.extend(field);
    }
    out.push(FRAMED);
    // Reserved.
    out.extend([0; 4]);
    out.push(NONCE_LEN as u8);
    out.extend(FRAME_LENGTH.to_be_bytes());

    // The header is authenticated under the nonce 0, frames under their numbers.
    let tag = encrypt(&key, 0, &out, &mut [])?;
    out.extend(nonce(0));
    out.extend(tag);

    let length = input.len() as u64;
    let mut known = Vec::with_capacity(message_id.len() + FINAL_FRAME_LABEL.len() + 12);
    known.extend(message_id);
    known.extend(FINAL_FRAME_LABEL);
    known.extend(FIRST.to_be_bytes());
    known.extend(length.to_be_bytes());
    let mut body = input.to_vec();
    let tag = encrypt(&key, FIRST, &known, &mut body)?;
    out.extend(FINAL_FRAME);
    out.extend(FIRST.to_be_bytes());
    out.extend(nonce(FIRST));
    out.extend((length as u32).to_be_bytes());
    out.append(&mut body);
    out.extend(tag);
    Ok(out)
}

fn secret<const N: usize>(bytes: Option<[u8; N]>) -> Result<[u8; N], EncryptionError> {
    bytes.ok_or(EncryptionError::Cipher)
}

/// A frame's number in as many bytes as the cipher wants. The key is new in each message.
fn nonce(number: u32) -> [u8; NONCE_LEN] {
    let [a, b, c, d] = number.to_be_bytes();
    [0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d]
}

fn encrypt(
    key: &LessSafeKey,
    number: u32,
    known: &[u8],
    body: &mut [u8],
) -> Result<[u8; 16], EncryptionError> {
    let nonce = Nonce::assume_unique_for_key(nonce(number));
    let tag = key
        .seal_in_place_separate_tag(nonce, Aad::from(known), body)
        .map_err(|_| EncryptionError::Cipher)?;
    tag.as_ref().try_into().map_err(|_| EncryptionError::Cipher)
}
