//! Making signatures, for outgoing requests and tests.

use super::canonical::{canonical_request, encode_query, sha256_hex};
use super::claim::basic_iso;
use super::verify::string_to_sign;
use super::{ALGORITHM, CONTENT_SHA256, PathEncoding, Scope, SigningKey, UNSIGNED_PAYLOAD};
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use ids::Timestamp;
use std::fmt;
use std::time::Duration;

/// Headers that proxies and HTTP libraries change on the way, and that are never signed.
const UNSIGNED: [&str; 6] = [
    "authorization",
    "connection",
    "expect",
    "transfer-encoding",
    "user-agent",
    "x-amzn-trace-id",
];

/// The body of an outgoing request.
#[derive(Debug, Clone, Copy)]
pub enum Payload<'a> {
    /// Signed.
    Signed(&'a [u8]),
    /// Not signed, and said so.
    Unsigned,
}

/// The parts of an outgoing request that are signed, `host` among the headers.
#[derive(Debug)]
pub struct Outgoing<'a> {
    /// The method.
    pub method: &'a str,
    /// The percent-encoded path.
    pub path: &'a str,
    /// The percent-encoded query without its question mark.
    pub query: &'a str,
    /// The headers; signing adds to them.
    pub headers: &'a mut HeaderMap,
    /// The body.
    pub payload: Payload<'a>,
}

/// Signs for one key, region and service.
#[derive(Clone)]
pub struct Signer {
    /// The access key id.
    pub access_key: String,
    /// The secret access key.
    pub secret: String,
    /// The session token of temporary credentials.
    pub session_token: Option<String>,
    /// The region.
    pub region: String,
    /// The signing name of the service.
    pub service: String,
    /// [`PathEncoding::Once`] for S3, which also wants the body's hash in a header.
    pub path: PathEncoding,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Signer({} {}/{})",
            self.access_key, self.region, self.service
        )
    }
}

impl Signer {
    /// Signs in the `Authorization` header.
    ///
    /// # Errors
    /// When a credential holds characters that no header may carry.
    pub fn sign(
        &self,
        request: &mut Outgoing<'_>,
        now: Timestamp,
    ) -> Result<(), http::header::InvalidHeaderValue> {
        let amz_date = basic_iso(now);
        let body_hash = match request.payload {
            Payload::Signed(body) => sha256_hex(body),
            Payload::Unsigned => UNSIGNED_PAYLOAD.to_owned(),
        };
        let mut put = |name: &'static str, value: &str| {
            let value = HeaderValue::from_str(value)?;
            request.headers.insert(HeaderName::from_static(name), value);
            Ok(())
        };
        put("x-amz-date", &amz_date)?;
        if let Some(token) = &self.session_token {
            put("x-amz-security-token", token)?;
        }
        if self.path == PathEncoding::Once || matches!(request.payload, Payload::Unsigned) {
            put(CONTENT_SHA256, &body_hash)?;
        }
        let signed = signed_names(request.headers);
        let scope = self.scope(&amz_date);
        let canonical = canonical_request(
            request.method,
            request.path,
            self.path,
            request.query,
            request.headers,
            &signed,
            &body_hash,
        );
        let signature = self.signature(&amz_date, &scope, &canonical);
        let value = format!(
            "{ALGORITHM} Credential={}/{}, SignedHeaders={}, Signature={signature}",
            self.access_key,
            scope.credential_scope(),
            signed.join(";"),
        );
        request
            .headers
            .insert(AUTHORIZATION, HeaderValue::from_str(&value)?);
        Ok(())
    }

    /// Signs in the query and returns the whole new query: a presigned URL. Only the headers that
    /// are present now are covered, usually `host` alone.
    pub fn presign(&self, request: &Outgoing<'_>, expires: Duration, now: Timestamp) -> String {
        let amz_date = basic_iso(now);
        let scope = self.scope(&amz_date);
        let signed = signed_names(request.headers);
        let body_hash = match request.payload {
            Payload::Signed(body) => sha256_hex(body),
            Payload::Unsigned => UNSIGNED_PAYLOAD.to_owned(),
        };
        let credential = format!("{}/{}", self.access_key, scope.credential_scope());
        let mut query = request.query.to_owned();
        let mut add = |name: &str, value: &str| {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(name);
            query.push('=');
            query.push_str(&encode_query(value));
        };
        add("X-Amz-Algorithm", ALGORITHM);
        add("X-Amz-Credential", &credential);
        add("X-Amz-Date", &amz_date);
        add("X-Amz-Expires", &expires.as_secs().to_string());
        add("X-Amz-SignedHeaders", &signed.join(";"));
        if let Some(token) = &self.session_token {
            add("X-Amz-Security-Token", token);
        }
        if matches!(request.payload, Payload::Unsigned) && self.path == PathEncoding::Twice {
            // S3 takes it for granted that the body of a presigned URL is unsigned.
            add("X-Amz-Content-Sha256", UNSIGNED_PAYLOAD);
        }
        let canonical = canonical_request(
            request.method,
            request.path,
            self.path,
            &query,
            request.headers,
            &signed,
            &body_hash,
        );
        let signature = self.signature(&amz_date, &scope, &canonical);
        query.push_str("&X-Amz-Signature=");
        query.push_str(&signature);
        query
    }

    fn scope(&self, amz_date: &str) -> Scope {
        Scope {
            date: amz_date.chars().take(8).collect(),
            region: self.region.clone(),
            service: self.service.clone(),
        }
    }

    fn signature(&self, amz_date: &str, scope: &Scope, canonical: &str) -> String {
        let text = string_to_sign(amz_date, &scope.credential_scope(), canonical);
        SigningKey::derive(&self.secret, scope).sign(&text)
    }
}

fn signed_names(headers: &HeaderMap) -> Vec<String> {
    let mut names: Vec<String> = headers
        .keys()
        .map(|name| name.as_str().to_owned())
        .filter(|name| !UNSIGNED.contains(&name.as_str()))
        .collect();
    names.sort_unstable();
    names
}
