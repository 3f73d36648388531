//! A client of the public API: signs requests and reads answers.

use anyhow::{Context, Result, anyhow};
use aws_wire::Timestamp;
use aws_wire::sigv4::{Outgoing, PathEncoding, Payload, Signer};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;
use std::time::{SystemTime, UNIX_EPOCH};

/// Speaks with a running product.
pub struct Client {
    endpoint: String,
    host: String,
    connect: Signer,
    carillon: Signer,
    objects: Signer,
    http: reqwest::Client,
}

impl Client {
    /// A client that signs with this key.
    pub fn new(endpoint: &str, region: &str, key: &str, secret: &str) -> Result<Self> {
        let endpoint = endpoint.trim_end_matches('/').to_owned();
        let host = endpoint
            .split_once("://")
            .map(|(_, host)| host.to_owned())
            .with_context(|| format!("{endpoint} is no address such as http://host:port"))?;
        let signer = |service: &str, path| Signer {
            access_key: key.to_owned(),
            secret: secret.to_owned(),
            session_token: None,
            region: region.to_owned(),
            service: service.to_owned(),
            path,
        };
        Ok(Self {
            endpoint,
            host,
            connect: signer("connect", PathEncoding::Twice),
            carillon: signer("carillon", PathEncoding::Twice),
            objects: signer("s3", PathEncoding::Once),
            http: reqwest::Client::builder().build()?,
        })
    }

    /// The address of the product.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Asks the Connect API. `path` holds the path and the query; an empty body is left out.
    pub async fn connect(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        self.ask(&self.connect, method, path, body).await
    }

    /// Asks Carillon's own API, in the same way.
    pub async fn carillon(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        self.ask(&self.carillon, method, path, body).await
    }

    async fn ask(
        &self,
        signer: &Signer,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Value> {
        let bytes = if body.is_null() {
            Vec::new()
        } else {
            serde_json::to_vec(body)?
        };
        let answer = self
            .send(signer, method.clone(), path, "application/json", bytes)
            .await?;
        if answer.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer).with_context(|| format!("{method} {path}: not JSON"))
    }

    /// All pages of a list: the members of `list` in each answer.
    pub async fn list(&self, path: &str, list: &str) -> Result<Vec<Value>> {
        let mut all = Vec::new();
        let mut next = String::new();
        loop {
            let asked = if next.is_empty() {
                path.to_owned()
            } else {
                format!("{path}?nextToken={}", encoded(&next))
            };
            let page = self.connect(Method::GET, &asked, &Value::Null).await?;
            all.extend(page[list].as_array().into_iter().flatten().cloned());
            match page["NextToken"].as_str() {
                Some(token) => next = token.to_owned(),
                None => return Ok(all),
            }
        }
    }

    /// Uploads an object.
    pub async fn put_object(&self, path: &str, media_type: &str, bytes: Vec<u8>) -> Result<()> {
        self.send(&self.objects, Method::PUT, path, media_type, bytes)
            .await
            .map(drop)
    }

    async fn send(
        &self,
        signer: &Signer,
        method: Method,
        path: &str,
        media_type: &str,
        body: Vec<u8>,
    ) -> Result<Vec<u8>> {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::HOST, HeaderValue::from_str(&self.host)?);
        if !body.is_empty() {
            headers.insert(
                http::header::CONTENT_TYPE,
                HeaderValue::from_str(media_type)?,
            );
        }
        let (bare, query) = path.split_once('?').unwrap_or((path, ""));
        let mut outgoing = Outgoing {
            method: method.as_str(),
            path: bare,
            query,
            headers: &mut headers,
            payload: Payload::Signed(&body),
        };
        signer.sign(&mut outgoing, now())?;
        // The HTTP library writes its own host header, the same one.
        headers.remove(HeaderName::from_static("host"));
        let url = format!("{}{path}", self.endpoint);
        let answer = self
            .http
            .request(method.clone(), url)
            .headers(headers)
            .body(body)
            .send()
            .await
            .with_context(|| format!("{} cannot be reached", self.endpoint))?;
        let status = answer.status();
        let kind = answer.headers().get("x-amzn-errortype").cloned();
        let text = answer.bytes().await?.to_vec();
        if status.is_success() {
            return Ok(text);
        }
        let kind = kind
            .as_ref()
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or("an error");
        Err(anyhow!(
            "{method} {path}: {status} {kind}: {}",
            String::from_utf8_lossy(&text)
        ))
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(since.as_millis() as i64)
}

/// Percent-encoded for a query or a path segment.
pub fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_plain_is_percent_encoded() {
        assert_eq!(encoded("a/b c+é"), "a%2Fb%20c%2B%C3%A9");
    }
}
