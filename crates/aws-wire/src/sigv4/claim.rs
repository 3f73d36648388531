//! What a request says about its signature, before any of it is believed.

use super::{ALGORITHM, CONTENT_SHA256};
use crate::{Fault, Request};
use ids::Timestamp;
use percent_encoding::percent_decode_str;
use std::time::Duration;
use thiserror::Error;

/// The longest `Authorization` header that is read, in bytes.
const LONGEST: usize = 8192;
/// The most headers that a signature may cover.
const MOST_HEADERS: usize = 100;

/// The credential scope.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope {
    /// `20260131`, UTC.
    pub date: String,
    /// The region.
    pub region: String,
    /// The signing name of the service.
    pub service: String,
}

impl Scope {
    /// `20260131/us-east-1/connect/aws4_request`.
    pub fn credential_scope(&self) -> String {
        format!(
            "{}/{}/{}/aws4_request",
            self.date, self.region, self.service
        )
    }
}

/// Where the signature stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In the `Authorization` header.
    Header,
    /// In the query: a presigned URL, good for that long after it was signed.
    Query {
        /// `X-Amz-Expires`.
        expires: Duration,
    },
}

/// A claim to have signed a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The access key id.
    pub access_key: String,
    /// Date, region and service.
    pub scope: Scope,
    /// Names of the signed headers, lower-case and sorted.
    pub signed_headers: Vec<String>,
    /// The signature, 32 bytes.
    pub signature: [u8; 32],
    /// When it was signed.
    pub signed_at: Timestamp,
    /// The time as it was written, which is what was signed.
    pub amz_date: String,
    /// The session token of temporary credentials.
    pub session_token: Option<String>,
    /// What the request says about its body's hash.
    pub content_sha256: Option<String>,
    /// Header or query.
    pub form: Form,
}

/// Why no claim could be read.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ClaimError {
    /// The request is not signed.
    #[error("Missing Authentication Token")]
    Missing,
    /// Signed with something other than SigV4.
    #[error("Unsupported authorization type: only AWS4-HMAC-SHA256 is accepted.")]
    Algorithm,
    /// Parts are missing or malformed; all of them are named.
    #[error("The request signature is incomplete: {}.", .0.join("; "))]
    Incomplete(Vec<String>),
}

impl From<ClaimError> for Fault {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::Missing => Self::missing_authentication(),
            ClaimError::Algorithm | ClaimError::Incomplete(_) => {
                Self::incomplete_signature(error.to_string())
            }
        }
    }
}

impl Claim {
    /// Reads the claim of a request, from the header if there is one, else from the query.
    ///
    /// # Errors
    /// When there is none, or it is not whole; all its faults are named.
    pub fn read(request: &Request<'_>) -> Result<Self, ClaimError> {
        let mut headers = request.headers.get_all(http::header::AUTHORIZATION).iter();
        if let Some(header) = headers.next() {
            if headers.next().is_some() {
                // Which of them counts, a proxy in front of us might have decided otherwise.
                let fault = "the Authorization header stands more than once".to_owned();
                return Err(ClaimError::Incomplete(vec![fault]));
            }
            let text = header.to_str().map_err(|_| ClaimError::Algorithm)?;
            if text.len() > LONGEST {
                let fault = format!("the Authorization header is longer than {LONGEST} bytes");
                return Err(ClaimError::Incomplete(vec![fault]));
            }
            return Self::from_header(request, text);
        }
        if request.query.contains("X-Amz-") {
            return Self::from_query(request);
        }
        Err(ClaimError::Missing)
    }

    fn from_header(request: &Request<'_>, text: &str) -> Result<Self, ClaimError> {
        let rest = text
            .trim()
            .strip_prefix(ALGORITHM)
            .filter(|rest| rest.starts_with([' ', '\t']))
            .ok_or(ClaimError::Algorithm)?;
        let mut parts = Parts::default();
        for part in rest.split(',') {
            match part.trim().split_once('=') {
                Some(("Credential", value)) => parts.credential = Some(value.to_owned()),
                Some(("SignedHeaders", value)) => parts.signed_headers = Some(value.to_owned()),
                Some(("Signature", value)) => parts.signature = Some(value.to_owned()),
                _ => parts
                    .faults
                    .push("an unknown part in the Authorization header".to_owned()),
            }
        }
        let date = request.header("x-amz-date").map(str::to_owned).or_else(|| {
            // RFC 9110 dates are allowed in its place; what is signed is the basic ISO form.
            let at = crate::timestamps::parse(&request.header("date")?.into())?;
            Some(basic_iso(at))
        });
        parts.date = date;
        parts.session_token = request.header("x-amz-security-token").map(str::to_owned);
        parts.content_sha256 = request.header(CONTENT_SHA256).map(str::to_owned);
        parts.claim(Form::Header)
    }

    fn from_query(request: &Request<'_>) -> Result<Self, ClaimError> {
        let mut parts = Parts::default();
        let mut algorithm = None;
        let mut expires = None;
        for part in request.query.split('&') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let Ok(value) = percent_decode_str(value).decode_utf8() else {
                parts
                    .faults
                    .push("a query parameter is not UTF-8".to_owned());
                continue;
            };
            let value = Some(value.into_owned());
            match name {
                "X-Amz-Algorithm" => algorithm = value,
                "X-Amz-Credential" => parts.credential = value,
                "X-Amz-SignedHeaders" => parts.signed_headers = value,
                "X-Amz-Signature" => parts.signature = value,
                "X-Amz-Date" => parts.date = value,
                "X-Amz-Security-Token" => parts.session_token = value,
                "X-Amz-Content-Sha256" => parts.content_sha256 = value,
                "X-Amz-Expires" => expires = value,
                _ => {}
            }
        }
        match algorithm.as_deref() {
            Some(ALGORITHM) => {}
            None if parts.signature.is_none() && parts.credential.is_none() => {
                return Err(ClaimError::Missing);
            }
            _ => return Err(ClaimError::Algorithm),
        }
        parts.content_sha256 = parts
            .content_sha256
            .or_else(|| request.header(CONTENT_SHA256).map(str::to_owned));
        // A week is the longest that AWS allows.
        let expires = expires
            .and_then(|text| text.parse().ok())
            .filter(|n| *n <= 604_800_u64);
        let Some(seconds) = expires else {
            parts
                .faults
                .push("X-Amz-Expires must be a number from 0 to 604800".to_owned());
            return parts.claim(Form::Query {
                expires: Duration::ZERO,
            });
        };
        parts.claim(Form::Query {
            expires: Duration::from_secs(seconds),
        })
    }
}

#[derive(Default)]
struct Parts {
    credential: Option<String>,
    signed_headers: Option<String>,
    signature: Option<String>,
    date: Option<String>,
    session_token: Option<String>,
    content_sha256: Option<String>,
    faults: Vec<String>,
}

impl Parts {
    fn claim(mut self, form: Form) -> Result<Claim, ClaimError> {
        let credential = self.credential.take();
        let credential = self.present(credential, "Credential").and_then(|text| {
            let read = read_credential(&text);
            self.valid(
                read,
                "Credential must be <key>/<date>/<region>/<service>/aws4_request",
            )
        });
        let headers = self.signed_headers.take();
        let signed_headers = self.present(headers, "SignedHeaders").and_then(|text| {
            let read = read_headers(&text);
            self.valid(
                read,
                "SignedHeaders must be lower-case header names, sorted and unique",
            )
        });
        let signature = self.signature.take();
        let signature = self.present(signature, "Signature").and_then(|text| {
            let read = read_hex(&text);
            self.valid(read, "Signature must be 64 hexadecimal digits")
        });
        let date = self.date.take();
        let date = self.present(date, "X-Amz-Date or Date").and_then(|text| {
            let read = read_date(&text).map(|at| (at, text));
            self.valid(read, "X-Amz-Date must have the form yyyyMMddTHHmmssZ")
        });
        match (credential, signed_headers, signature, date) {
            (
                Some((access_key, scope)),
                Some(signed_headers),
                Some(signature),
                Some((signed_at, amz_date)),
            ) if self.faults.is_empty() => Ok(Claim {
                access_key,
                scope,
                signed_headers,
                signature,
                signed_at,
                amz_date,
                session_token: self.session_token,
                content_sha256: self.content_sha256,
                form,
            }),
            _ => Err(ClaimError::Incomplete(self.faults)),
        }
    }

    fn present<T>(&mut self, part: Option<T>, name: &str) -> Option<T> {
        if part.is_none() {
            self.faults.push(format!("{name} is missing"));
        }
        part
    }

    fn valid<T>(&mut self, part: Option<T>, rule: &str) -> Option<T> {
        if part.is_none() {
            self.faults.push(rule.to_owned());
        }
        part
    }
}

fn read_credential(text: &str) -> Option<(String, Scope)> {
    // An access key never holds a slash, so five parts it is.
    let parts: Vec<&str> = text.split('/').collect();
    let [key, date, region, service, "aws4_request"] = parts.as_slice() else {
        return None;
    };
    let plain = |part: &str| {
        !part.is_empty()
            && part.len() <= 128
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    if ![key, region, service].into_iter().all(|part| plain(part))
        || date.len() != 8
        || !date.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let scope = Scope {
        date: (*date).to_owned(),
        region: (*region).to_owned(),
        service: (*service).to_owned(),
    };
    Some(((*key).to_owned(), scope))
}

fn read_headers(text: &str) -> Option<Vec<String>> {
    let names: Vec<String> = text.split(';').map(str::to_owned).collect();
    let valid = names.len() <= MOST_HEADERS
        && names.iter().all(|name| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase())
                && http::HeaderName::from_bytes(name.as_bytes()).is_ok()
        })
        && names.is_sorted_by(|a, b| a < b);
    valid.then_some(names)
}

fn read_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut out = [0; 32];
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(out)
}

fn read_date(text: &str) -> Option<Timestamp> {
    if text.len() != 16 {
        return None;
    }
    let civil = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    let zoned = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().into())
}

/// `20260131T235959Z`.
pub(super) fn basic_iso(at: Timestamp) -> String {
    at.to_jiff().strftime("%Y%m%dT%H%M%SZ").to_string()
}
