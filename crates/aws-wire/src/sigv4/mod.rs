//! Signature Version 4: reading, verifying and making signatures.
//!
//! Verification, step by step:
//!
//! ```
//! use aws_wire::Request;
//! use aws_wire::sigv4::{Claim, Policy, SigningKey, verify};
//! use ids::Timestamp;
//!
//! fn authenticate(request: &Request<'_>, now: Timestamp) -> Result<String, Box<dyn std::error::Error>> {
//!     let claim = Claim::read(request)?;
//!     let secret = "…looked up by claim.access_key…";
//!     let key = SigningKey::derive(secret, &claim.scope);
//!     verify(&claim, request, &key, now, &Policy::default())?;
//!     Ok(claim.access_key)
//! }
//! ```
//!
//! Source: IAM User Guide, "Create a signed AWS API request"; differences between services (path
//! encoding of S3) are named where they matter.

mod canonical;
mod claim;
mod keys;
mod sign;
mod verify;

pub use canonical::{EMPTY_SHA256, PathEncoding, canonical_request, sha256_hex};
pub use claim::{Claim, ClaimError, Form, Scope};
pub use keys::{SigningKey, SigningKeys};
pub use sign::{Outgoing, Payload, Signer};
pub use verify::{Policy, SignatureError, verify};

/// The one algorithm.
pub(crate) const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// The header that states the hash of the body.
pub(crate) const CONTENT_SHA256: &str = "x-amz-content-sha256";
/// What that header says when the body is not signed.
pub(crate) const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
/// What it says when the body comes in chunks that are not signed either.
pub(crate) const UNSIGNED_CHUNKS: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

#[cfg(test)]
mod tests;
