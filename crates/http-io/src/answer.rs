//! Answers that are not an API's, and the headers that keep browsers safe.

use crate::body::BodyError;
use axum::body::Body;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use web_assets::Asset;

/// For everything that is made for one user.
pub(crate) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Headers of every answer to a browser. The microphone is for our own pages.
pub(crate) fn secure_headers(headers: &mut HeaderMap, secure: bool) {
    const ALL: [(HeaderName, &str); 5] = [
        (
            header::CONTENT_SECURITY_POLICY,
            web_assets::CONTENT_SECURITY_POLICY,
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, web_assets::REFERRER_POLICY),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (
            HeaderName::from_static("permissions-policy"),
            web_assets::PERMISSIONS_POLICY,
        ),
    ];
    for (name, value) in ALL {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if secure {
        // Without subdomains: other services may live beside us under the same name. A day, since
        // a self-signed certificate may be given up for plain HTTP again.
        let value = HeaderValue::from_static("max-age=86400");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
}

/// A short text.
pub(crate) fn text(status: StatusCode, body: &'static str) -> Response<Body> {
    typed(status, "text/plain; charset=utf-8", body)
}

/// A body of that type, never cached.
pub(crate) fn typed(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, NO_STORE);
    response
}

/// A page's body that could not be read.
pub(crate) fn body_error(error: BodyError) -> Response<Body> {
    match error {
        BodyError::TooLarge(_) => text(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large\n"),
        BodyError::TooSlow => text(StatusCode::REQUEST_TIMEOUT, "the body came too slowly\n"),
        BodyError::Broken => text(StatusCode::BAD_REQUEST, "the body is incomplete\n"),
    }
}

/// A file of the web pages, or 304 when the browser has it.
pub(crate) fn asset(
    asset: &Asset,
    status: StatusCode,
    asked: &HeaderMap,
    secure: bool,
) -> Response<Body> {
    let list = |name| {
        asked
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
            .unwrap_or("")
    };
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let held = list(header::IF_NONE_MATCH)
        .split(',')
        .any(|tag| tag.trim() == "*" || (!tag.is_empty() && opaque(tag) == opaque(asset.etag)));
    let gzip = list(header::ACCEPT_ENCODING)
        .split(',')
        .any(|it| matches!(it.trim(), "gzip" | "*"));
    let mut response = match asset.gzip.filter(|_| gzip) {
        _ if held && status == StatusCode::OK => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        }
        Some(bytes) => {
            let mut response = Response::new(Body::from(bytes));
            *response.status_mut() = status;
            let encoding = HeaderValue::from_static("gzip");
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, encoding);
            response
        }
        None => {
            let mut response = Response::new(Body::from(asset.bytes));
            *response.status_mut() = status;
            response
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.mime));
    headers.insert(header::ETAG, HeaderValue::from_static(asset.etag));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let caching = HeaderValue::from_static(asset.cache_control());
    headers.insert(header::CACHE_CONTROL, caching);
    secure_headers(headers, secure);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_that_the_browser_has_is_not_sent_again() {
        let page = Asset {
            bytes: b"<html>",
            gzip: None,
            mime: "text/html",
            immutable: false,
            etag: "\"1\"",
        };
        let fresh = asset(&page, StatusCode::OK, &HeaderMap::new(), false);
        assert_eq!(fresh.status(), StatusCode::OK);
        assert!(
            fresh
                .headers()
                .contains_key(header::CONTENT_SECURITY_POLICY)
        );
        let mut asked = HeaderMap::new();
        asked.insert(
            header::IF_NONE_MATCH,
            HeaderValue::from_static("\"0\", W/\"1\""),
        );
        let held = asset(&page, StatusCode::OK, &asked, false);
        assert_eq!(held.status(), StatusCode::NOT_MODIFIED);
    }
}
