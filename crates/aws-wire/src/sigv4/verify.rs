//! Verifying a claim.

use super::canonical::{canonical_request, sha256_hex};
use super::{
    ALGORITHM, CONTENT_SHA256, Claim, Form, PathEncoding, SigningKey, UNSIGNED_CHUNKS,
    UNSIGNED_PAYLOAD,
};
use crate::{Fault, Request};
use ids::Timestamp;
use std::time::Duration;
use thiserror::Error;

/// What is demanded of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How far the client's clock may be off, either way.
    pub skew: Duration,
    /// The region that scopes must name; `None` takes any.
    pub region: Option<String>,
    /// The signing names that scopes may name; empty takes any.
    pub services: Vec<String>,
    /// Whether a body may be left out of the signature. Sensible over TLS only.
    pub unsigned_payload: bool,
    /// How the path was encoded.
    pub path: PathEncoding,
}

impl Default for Policy {
    /// Five minutes of skew, any scope, no unsigned bodies.
    fn default() -> Self {
        Self {
            skew: Duration::from_secs(300),
            region: None,
            services: Vec::new(),
            unsigned_payload: false,
            path: PathEncoding::Twice,
        }
    }
}

/// Why a claim does not hold.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum SignatureError {
    /// Signed too long ago, or a presigned URL is past its time.
    #[error("Signature expired: {signed} is now earlier than {limit}")]
    Expired {
        /// When it was signed or ran out.
        signed: String,
        /// The earliest that would do.
        limit: String,
    },
    /// Signed in the future.
    #[error("Signature not yet current: {signed} is still later than {limit}")]
    NotYetCurrent {
        /// When it was signed.
        signed: String,
        /// The latest that would do.
        limit: String,
    },
    /// The date of the scope is not the date of the signature.
    #[error("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date")]
    ScopeDate,
    /// The scope names another region.
    #[error("Credential should be scoped to a valid region.")]
    Region,
    /// The scope names another service.
    #[error("Credential should be scoped to correct service.")]
    Service,
    /// A header that must be signed is not.
    #[error("'{0}' must be a 'SignedHeader' in the AWS Authorization.")]
    Unsigned(&'static str),
    /// The body is not the one that was signed.
    #[error("The provided 'x-amz-content-sha256' header does not match what was computed.")]
    Body,
    /// The body is not signed, or is signed in chunks.
    #[error("The payload of this request must be signed as a whole.")]
    UnsignedPayload,
    /// The signature is another one than ours.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check \
         your AWS Secret Access Key and signing method. Consult the service documentation for \
         details."
    )]
    Mismatch,
}

impl From<SignatureError> for Fault {
    fn from(error: SignatureError) -> Self {
        Self::invalid_signature(error.to_string())
    }
}

/// Verifies a claim that was read from this request. Cheap checks come first; the comparison runs
/// in constant time.
///
/// # Errors
/// The first demand that is not met.
pub fn verify(
    claim: &Claim,
    request: &Request<'_>,
    key: &SigningKey,
    now: Timestamp,
    policy: &Policy,
) -> Result<(), SignatureError> {
    check_scope(claim, policy)?;
    check_time(claim, now, policy.skew)?;
    check_headers(claim, request)?;
    let body_hash = body_hash(claim, request, policy)?;
    let canonical = canonical_request(
        request.method.as_str(),
        request.path,
        policy.path,
        request.query,
        request.headers,
        &claim.signed_headers,
        &body_hash,
    );
    let text = string_to_sign(&claim.amz_date, &claim.scope.credential_scope(), &canonical);
    if key.fits(&text, &claim.signature) {
        Ok(())
    } else {
        Err(SignatureError::Mismatch)
    }
}

pub(super) fn string_to_sign(amz_date: &str, scope: &str, canonical: &str) -> String {
    format!(
        "{ALGORITHM}\n{amz_date}\n{scope}\n{}",
        sha256_hex(canonical.as_bytes())
    )
}

fn check_scope(claim: &Claim, policy: &Policy) -> Result<(), SignatureError> {
    if !claim.amz_date.starts_with(&claim.scope.date) {
        return Err(SignatureError::ScopeDate);
    }
    if policy
        .region
        .as_ref()
        .is_some_and(|region| *region != claim.scope.region)
    {
        return Err(SignatureError::Region);
    }
    if !policy.services.is_empty() && !policy.services.contains(&claim.scope.service) {
        return Err(SignatureError::Service);
    }
    Ok(())
}

fn check_time(claim: &Claim, now: Timestamp, skew: Duration) -> Result<(), SignatureError> {
    let iso = Timestamp::to_iso_seconds;
    if claim.signed_at > now + skew {
        return Err(SignatureError::NotYetCurrent {
            signed: iso(claim.signed_at),
            limit: iso(now + skew),
        });
    }
    let (end, limit) = match claim.form {
        Form::Header => (claim.signed_at, now - skew),
        Form::Query { expires } => (claim.signed_at + expires, now),
    };
    if end < limit {
        return Err(SignatureError::Expired {
            signed: iso(end),
            limit: iso(limit),
        });
    }
    Ok(())
}

/// Headers that change the meaning of a request must be covered, or they could be swapped.
fn check_headers(claim: &Claim, request: &Request<'_>) -> Result<(), SignatureError> {
    let signed = |name: &str| claim.signed_headers.iter().any(|header| header == name);
    if !signed("host") && !signed(":authority") {
        return Err(SignatureError::Unsigned("Host"));
    }
    for name in [
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-target",
        CONTENT_SHA256,
    ] {
        if request.headers.contains_key(name) && !signed(name) {
            return Err(SignatureError::Unsigned(name));
        }
    }
    Ok(())
}

fn body_hash(
    claim: &Claim,
    request: &Request<'_>,
    policy: &Policy,
) -> Result<String, SignatureError> {
    let computed = || sha256_hex(request.body);
    let presigned = matches!(claim.form, Form::Query { .. });
    match claim.content_sha256.as_deref() {
        // A presigned URL of S3 covers no body: whoever made it did not know one yet.
        None | Some(UNSIGNED_PAYLOAD) if presigned && policy.path == PathEncoding::Once => {
            Ok(UNSIGNED_PAYLOAD.to_owned())
        }
        None => Ok(computed()),
        Some(UNSIGNED_PAYLOAD) if policy.unsigned_payload => Ok(UNSIGNED_PAYLOAD.to_owned()),
        Some(UNSIGNED_PAYLOAD) => Err(SignatureError::UnsignedPayload),
        // S3 uploads over TLS: the body comes in chunks with a checksum after the last one. What is
        // signed is this text; decoding the chunks is the caller's.
        Some(text @ UNSIGNED_CHUNKS) if policy.unsigned_payload => Ok(text.to_owned()),
        Some(text) if text.starts_with("STREAMING-") => Err(SignatureError::UnsignedPayload),
        Some(stated) => {
            let computed = computed();
            if computed.eq_ignore_ascii_case(stated) {
                // What was signed is the text of the header.
                Ok(stated.to_owned())
            } else {
                Err(SignatureError::Body)
            }
        }
    }
}
