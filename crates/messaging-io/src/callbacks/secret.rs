//! The secret that a carrier's request must have.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use ids::Pii;
use ring::digest;

/// A secret, and where a request has it.
#[derive(Debug)]
pub(crate) struct Secret {
    pub(crate) value: Pii<String>,
    /// The header.
    pub(crate) header: String,
    /// A parameter of the query that may have it too.
    pub(crate) query: Option<String>,
}

impl Secret {
    /// Whether a request has it: as the header's value, as a bearer's token, as the password of
    /// basic authentication, or in the query.
    pub(crate) fn is_in(&self, headers: &HeaderMap, query: &str) -> bool {
        let given = headers
            .get(self.header.as_str())
            .and_then(|it| it.to_str().ok());
        let of_header = given.is_some_and(|given| {
            let bearer = given.strip_prefix("Bearer ").unwrap_or(given);
            let basic = given.strip_prefix("Basic ").and_then(password);
            self.same(bearer) || basic.is_some_and(|it| self.same(&it))
        });
        let of_query = self.query.as_ref().is_some_and(|name| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.any(|(key, value)| key == name && self.same(value))
        });
        of_header || of_query
    }

    /// Digests: how long the comparison takes tells nothing about the secret.
    fn same(&self, given: &str) -> bool {
        let digest = |text: &str| digest::digest(&digest::SHA256, text.as_bytes());
        !self.value.reveal().is_empty()
            && digest(given).as_ref() == digest(self.value.reveal()).as_ref()
    }
}

fn password(encoded: &str) -> Option<String> {
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    text.split_once(':')
        .map(|(_, password)| password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_the_secret_in_one_of_its_places() {
        let secret = Secret {
            value: Pii::new("hush".into()),
            header: "authorization".into(),
            query: Some("key".into()),
        };
        let with = |value: &str, query: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("authorization", value.parse().unwrap());
            secret.is_in(&headers, query)
        };
        assert!(with("hush", "") && with("Bearer hush", ""));
        assert!(with(&format!("Basic {}", STANDARD.encode("us:hush")), ""));
        assert!(with("no", "a=b&key=hush"));
        assert!(!with("no", "other=hush") && !with("", "") && !with("Bearer hus", ""));
        assert!(!with(&format!("Basic {}", STANDARD.encode("hush")), ""));
    }
}
