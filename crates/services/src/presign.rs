//! URLs that let whoever holds them read or write one object for a while, without a key.
//!
//! They are signed with a key of the gateway's own, derived from the key file: it is kept nowhere,
//! given to nobody, and its policy allows nothing but objects. What a URL allows is bound by its
//! signature: the method, the path, the host and the time.

use crate::{ServiceError, Services};
use aws_wire::sigv4::{Outgoing, PathEncoding, Payload, Signer};
use blob::{BlobPath, PathError};
use http::header::{CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue};
use ids::{Pii, Timestamp};
use secrets::Keyring;
use std::fmt::Write as _;
use std::time::Duration;

/// The identifier of the gateway's own key.
pub(crate) const KEY_ID: &str = "CARILLONPRESIGNEDURL";
/// What it may do.
pub(crate) const POLICY: &str = r#"{
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}]
}"#;

/// The secret of the gateway's own key.
pub(crate) fn secret(keyring: &Keyring) -> Pii<String> {
    let mac = keyring.key("presigned-url").mac(b"presigned-url");
    Pii::new(hex(&mac))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Services {
    /// A URL that reads an object at an endpoint, such as `https://host:8443`, until its time is
    /// over. `None` for an endpoint that no header can name.
    ///
    /// # Errors
    /// Only when what is kept is no name of an object.
    pub fn presigned_get(
        &self,
        endpoint: &str,
        blob: &str,
        valid: Duration,
        now: Timestamp,
    ) -> Result<Option<String>, ServiceError> {
        self.presigned(("GET", endpoint, blob), "", &[], valid, now)
    }

    /// The same for a browser, which is told what to do with it: a `Content-Disposition`.
    ///
    /// # Errors
    /// As [`Services::presigned_get`].
    pub fn presigned_download(
        &self,
        endpoint: &str,
        blob: &str,
        disposition: &str,
        valid: Duration,
        now: Timestamp,
    ) -> Result<Option<String>, ServiceError> {
        let query = format!(
            "response-content-disposition={}",
            encoded(disposition, b"-_.~")
        );
        self.presigned(("GET", endpoint, blob), &query, &[], valid, now)
    }

    /// A URL that writes an object of that many bytes: whoever uploads must say so in
    /// `Content-Length`, which the signature covers.
    ///
    /// # Errors
    /// As [`Services::presigned_get`].
    pub fn presigned_put(
        &self,
        endpoint: &str,
        blob: &str,
        length: u64,
        valid: Duration,
        now: Timestamp,
    ) -> Result<Option<String>, ServiceError> {
        let signed = [(CONTENT_LENGTH, HeaderValue::from(length))];
        self.presigned(("PUT", endpoint, blob), "", &signed, valid, now)
    }

    fn presigned(
        &self,
        (method, endpoint, blob): (&str, &str, &str),
        query: &str,
        signed: &[(HeaderName, HeaderValue)],
        valid: Duration,
        now: Timestamp,
    ) -> Result<Option<String>, ServiceError> {
        let blob: BlobPath = blob
            .parse()
            .map_err(|error: PathError| ServiceError::internal(error))?;
        let host = endpoint
            .split_once("://")
            .map(|(_, host)| HeaderValue::from_str(host));
        let Some(Ok(host)) = host else {
            return Ok(None);
        };
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host);
        headers.extend(signed.iter().cloned());
        let path = format!("/{}", encoded(blob.as_str(), b"-_.~/"));
        let signer = Signer {
            access_key: KEY_ID.to_owned(),
            secret: secret(&self.keyring).reveal().clone(),
            session_token: None,
            region: self.region.to_string(),
            service: "s3".to_owned(),
            path: PathEncoding::Once,
        };
        let request = Outgoing {
            method,
            path: &path,
            query,
            headers: &mut headers,
            payload: Payload::Unsigned,
        };
        let query = signer.presign(&request, valid, now);
        Ok(Some(format!("{endpoint}{path}?{query}")))
    }
}

/// A text as S3 signs it: everything but letters, digits and what is kept is percent-encoded. Paths
/// keep their slashes.
fn encoded(path: &str, kept: &[u8]) -> String {
    path.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded_as_they_are_signed() {
        assert_eq!(encoded("a/b=c/d~1.wav", b"-_.~/"), "a/b%3Dc/d~1.wav");
        assert_eq!(encoded("a/b é", b"-_.~"), "a%2Fb%20%C3%A9");
    }

    #[test]
    fn the_policy_of_the_own_key_can_be_read_and_allows_objects_only() {
        let policy = iam::Policy::parse(POLICY).unwrap();
        let policies = [("own".to_owned(), policy)];
        let context = iam::Context::default();
        let allows = |action| {
            let request = iam::Request {
                action,
                resource: "arn:aws:s3:::prompts/a.wav",
                context: &context,
            };
            iam::evaluate(iam::Principal::User, &policies, &request).is_allowed()
        };
        assert!(allows("s3:GetObject") && allows("s3:PutObject"));
        assert!(!allows("s3:CreateBucket") && !allows("connect:DescribePrompt"));
    }

    #[test]
    fn the_secret_depends_on_the_key_file() {
        let of = |byte| secret(&Keyring::from_bytes([byte; 32])).reveal().clone();
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }
}
