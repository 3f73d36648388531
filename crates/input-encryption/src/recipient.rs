//! For whom input is encrypted: the certificate, and who vouches for it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::rand_core::{CryptoRng, RngCore};
use rsa::sha2::Sha512;
use rsa::{BigUint, Oaep, RsaPublicKey};
use std::fmt;
use thiserror::Error;
use x509_parser::certificate::X509Certificate;
use x509_parser::oid_registry::{OID_PKCS1_SHA1WITHRSA, OID_SHA1_WITH_RSA};
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

/// The greatest modulus that is worth the time, in bits.
const MOST_BITS: usize = 8192;
/// The smallest modulus that counts as safe, in bits. Source: NIST SP 800-131A.
const FEWEST_BITS: usize = 2048;

/// The bytes of OAEP's seed with SHA-512. Source: RFC 8017 §7.1.1.
pub(crate) const SEED: usize = 64;

/// Why nothing is encrypted for a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RecipientError {
    /// The instance has no keys.
    #[error("the instance has no security key that could vouch for a certificate")]
    NoSecurityKey,
    /// It cannot be read.
    #[error("the key is not an X.509 certificate in PEM form")]
    NotACertificate,
    /// None of the keys has signed it.
    #[error("the certificate is not signed by one of the instance's security keys")]
    NotSigned,
    /// It is for another kind of key.
    #[error("the certificate's key is not an RSA key")]
    NotRsa,
    /// Its key is too short to be safe or too long to be used.
    #[error("the certificate's key has {bits} bits; from {FEWEST_BITS} to {MOST_BITS} are allowed")]
    Size {
        /// The length of the modulus.
        bits: usize,
    },
    /// Its numbers make no RSA key.
    #[error("the certificate's key is not a usable RSA key")]
    BadKey,
}

/// Who can read the input: a public key that one of the instance's keys vouches for.
#[derive(Clone)]
pub struct Recipient {
    key: RsaPublicKey,
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recipient")
    }
}

impl Recipient {
    /// Reads a certificate in PEM form and checks that one of the keys has signed it. A key is a
    /// public key or a certificate in PEM form; one that cannot be read vouches for nothing.
    ///
    /// # Errors
    /// See [`RecipientError`].
    pub fn read<'a>(
        pem: &str,
        security_keys: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, RecipientError> {
        let der = unwrap_pem(pem, "CERTIFICATE").ok_or(RecipientError::NotACertificate)?;
        let certificate = certificate(&der).ok_or(RecipientError::NotACertificate)?;
        let mut keys = security_keys.into_iter().peekable();
        if keys.peek().is_none() {
            return Err(RecipientError::NoSecurityKey);
        }
        if !keys.any(|key| vouches(key, &certificate)) {
            return Err(RecipientError::NotSigned);
        }
        let (modulus, exponent) = match certificate.public_key().parsed() {
            Ok(PublicKey::RSA(key)) => (
                BigUint::from_bytes_be(key.modulus),
                BigUint::from_bytes_be(key.exponent),
            ),
            _ => return Err(RecipientError::NotRsa),
        };
        let bits = modulus.bits();
        if !(FEWEST_BITS..=MOST_BITS).contains(&bits) {
            return Err(RecipientError::Size { bits });
        }
        RsaPublicKey::new_with_max_size(modulus, exponent, MOST_BITS)
            .map(|key| Self { key })
            .map_err(|_| RecipientError::BadKey)
    }

    /// Encrypts a data key: RSAES-OAEP with SHA-512 for the label and for MGF1. `None` never
    /// happens for a key of an allowed size.
    pub(crate) fn wrap(&self, data_key: &[u8; 32], seed: [u8; SEED]) -> Option<Vec<u8>> {
        let padding = Oaep::new::<Sha512>();
        self.key
            .encrypt(&mut Seed::new(seed), padding, data_key)
            .ok()
    }
}

/// Whether a key has signed a certificate. SHA-1 counts as no signature: it can be forged.
fn vouches(key: &str, certificate: &X509Certificate<'_>) -> bool {
    let algorithm = &certificate.signature_algorithm.algorithm;
    if [OID_PKCS1_SHA1WITHRSA, OID_SHA1_WITH_RSA].contains(algorithm) {
        return false;
    }
    // What verification leaves out: the algorithm outside must be the one that was signed, and a
    // signature has whole bytes. Source: RFC 5280 §4.1.1.2, RFC 3279 §2.2.1.
    if certificate.signature_algorithm != certificate.signature
        || certificate.signature_value.unused_bits != 0
    {
        return false;
    }
    let signed = |key: &SubjectPublicKeyInfo<'_>| certificate.verify_signature(Some(key)).is_ok();
    if let Some(der) = unwrap_pem(key, "PUBLIC KEY") {
        return SubjectPublicKeyInfo::from_der(&der).is_ok_and(|(_, key)| signed(&key));
    }
    unwrap_pem(key, "CERTIFICATE")
        .as_deref()
        .and_then(self::certificate)
        .is_some_and(|it| signed(it.public_key()))
}

fn certificate(der: &[u8]) -> Option<X509Certificate<'_>> {
    let (rest, certificate) = X509Certificate::from_der(der).ok()?;
    rest.is_empty().then_some(certificate)
}

/// What is between the lines of the first block with this label. Line breaks may be missing or be
/// spaces, as happens to what is pasted into a form.
fn unwrap_pem(pem: &str, label: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let body: String = body.split_whitespace().collect();
    STANDARD.decode(body).ok()
}

/// Hands out a seed's bytes once, to what asks for a random device. OAEP takes exactly [`SEED`]
/// bytes; behind them there are none.
struct Seed {
    bytes: [u8; SEED],
    used: usize,
}

impl Seed {
    fn new(bytes: [u8; SEED]) -> Self {
        Self { bytes, used: 0 }
    }
}

impl RngCore for Seed {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_be_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_be_bytes(bytes)
    }

    fn fill_bytes(&mut self, out: &mut [u8]) {
        let rest = self.bytes.iter().skip(self.used);
        for (to, from) in out.iter_mut().zip(rest) {
            *to = *from;
        }
        self.used += out.len();
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.fill_bytes(out);
        Ok(())
    }
}

impl CryptoRng for Seed {}
