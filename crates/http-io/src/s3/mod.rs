//! Objects: as much of S3 as prompts and recordings need.
//!
//! PutObject, GetObject and HeadObject, path style (`/<bucket>/<key>`), bodies in one part. A
//! bucket is a folder of the blob store and needs no creation: CreateBucket and HeadBucket answer
//! that it is there. Source: Amazon S3 API reference.

mod chunked;

use crate::apis::{text, unjudged};
use aws_wire::{Fault, timestamps};
use axum::body::Body;
use blob::{BlobError, BlobInfo, BlobPath, Blobs};
use bytes::Bytes;
use futures_util::TryStreamExt;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use percent_encoding::percent_decode_str;
use ring::digest::{SHA256, digest};
use services::{Services, Signed};
use std::sync::Arc;

pub(crate) const SIGNING_NAME: &str = "s3";
/// The parameter of GetObject that sets a header of the answer.
const DISPOSITION: &str = "response-content-disposition=";

/// The objects of the blob store.
#[derive(Debug)]
pub(crate) struct Objects {
    services: Arc<Services>,
    blobs: Blobs,
}

impl Objects {
    pub(crate) fn new(services: Arc<Services>) -> Self {
        Self {
            blobs: services.blobs.clone(),
            services,
        }
    }

    async fn allow(&self, signed: &Signed, action: &str, resource: String) -> Result<(), Fault> {
        let resources = [resource];
        let judged = self.services.authorize(signed, action, &resources, &[]);
        Ok(judged.await.map_err(unjudged)??)
    }

    /// Answers a verified request.
    pub(crate) async fn serve(
        &self,
        parts: &Parts,
        body: Bytes,
        signed: &Signed,
    ) -> Result<Response<Body>, Fault> {
        let path = percent_decode_str(parts.uri.path().trim_start_matches('/'))
            .decode_utf8()
            .map_err(|_| Fault::new("InvalidURI", 400, "The path is not UTF-8."))?;
        let (bucket, key) = path.split_once('/').unwrap_or((&path, ""));
        if bucket.is_empty() {
            return Err(not_implemented());
        }
        if key.is_empty() {
            return self.bucket(&parts.method, bucket, signed).await;
        }
        // Sub-resources (`?acl`, `?uploads`) are other operations.
        let known = ["x-id=", "X-Amz-", DISPOSITION];
        let query = parts.uri.query().unwrap_or_default();
        let plain = query
            .split('&')
            .all(|pair| pair.is_empty() || known.iter().any(|it| pair.starts_with(it)));
        if !plain || parts.headers.contains_key("x-amz-copy-source") {
            return Err(not_implemented());
        }
        let resource = format!("arn:aws:s3:::{bucket}/{key}");
        let blob: BlobPath =
            format!("{bucket}/{key}")
                .parse()
                .map_err(|error: blob::PathError| {
                    Fault::new("InvalidArgument", 400, error.to_string())
                })?;
        match parts.method {
            Method::PUT => {
                self.allow(signed, "s3:PutObject", resource).await?;
                self.put(parts, body, &blob).await
            }
            Method::GET => {
                self.allow(signed, "s3:GetObject", resource).await?;
                self.get(parts, &blob).await
            }
            Method::HEAD => {
                self.allow(signed, "s3:GetObject", resource).await?;
                let info = self.blobs.info(&blob).await.map_err(fault)?;
                let mut response = Response::new(Body::empty());
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_LENGTH, info.size.into());
                headers.insert(header::CONTENT_TYPE, content_type(key));
                last_modified(headers, &info);
                headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
                Ok(response)
            }
            _ => Err(not_implemented()),
        }
    }

    async fn bucket(
        &self,
        method: &Method,
        bucket: &str,
        signed: &Signed,
    ) -> Result<Response<Body>, Fault> {
        let action = match *method {
            Method::PUT => "s3:CreateBucket",
            Method::HEAD => "s3:ListBucket",
            _ => return Err(not_implemented()),
        };
        self.allow(signed, action, format!("arn:aws:s3:::{bucket}"))
            .await?;
        Ok(Response::new(Body::empty()))
    }

    async fn put(
        &self,
        parts: &Parts,
        body: Bytes,
        blob: &BlobPath,
    ) -> Result<Response<Body>, Fault> {
        let streaming = text(&parts.headers, "x-amz-content-sha256")
            .is_some_and(|hash| hash.starts_with("STREAMING-"));
        let encoded = text(&parts.headers, "content-encoding")
            .is_some_and(|encoding| encoding.split(',').any(|it| it.trim() == "aws-chunked"));
        let bytes = if streaming || encoded {
            let length = text(&parts.headers, "x-amz-decoded-content-length");
            let length = length.and_then(|text| text.parse().ok());
            chunked::decode(&body, length)
                .map_err(|error| Fault::new("IncompleteBody", 400, error.to_string()))?
        } else {
            body
        };
        // Any text that changes with the content will do as a validator.
        let hash = digest(&SHA256, &bytes);
        let tag: String = hash
            .as_ref()
            .iter()
            .take(16)
            .map(|b| format!("{b:02x}"))
            .collect();
        self.blobs.put(blob, bytes).await.map_err(fault)?;
        let mut response = Response::new(Body::empty());
        if let Ok(etag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
            response.headers_mut().insert(header::ETAG, etag);
        }
        Ok(response)
    }

    async fn get(&self, parts: &Parts, blob: &BlobPath) -> Result<Response<Body>, Fault> {
        let range = text(&parts.headers, "range");
        let mut response = match range {
            Some(range) => {
                let info = self.blobs.info(blob).await.map_err(fault)?;
                let size = info.size;
                let Some((from, to)) = byte_range(range, size) else {
                    return Err(Fault::new(
                        "InvalidRange",
                        416,
                        "The requested range is not satisfiable",
                    ));
                };
                let bytes = self
                    .blobs
                    .get_range(blob, from..to + 1)
                    .await
                    .map_err(fault)?;
                let mut response = Response::new(Body::from(bytes));
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                let span = format!("bytes {from}-{to}/{size}");
                if let Ok(span) = HeaderValue::from_str(&span) {
                    response.headers_mut().insert(header::CONTENT_RANGE, span);
                }
                last_modified(response.headers_mut(), &info);
                response
            }
            None => {
                let (info, stream) = self.blobs.stream(blob).await.map_err(fault)?;
                let mut response =
                    Response::new(Body::from_stream(stream.map_err(std::io::Error::other)));
                response
                    .headers_mut()
                    .insert(header::CONTENT_LENGTH, info.size.into());
                last_modified(response.headers_mut(), &info);
                response
            }
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, content_type(parts.uri.path()));
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        if let Some(disposition) = disposition(parts.uri.query().unwrap_or_default()) {
            headers.insert(header::CONTENT_DISPOSITION, disposition);
        }
        Ok(response)
    }
}

/// `aws s3 cp` gives the file that it writes this time, and stops without it.
fn last_modified(headers: &mut HeaderMap, info: &BlobInfo) {
    if let Ok(at) = timestamps::http_date(info.modified).parse() {
        headers.insert(header::LAST_MODIFIED, at);
    }
}

/// The `Content-Disposition` that whoever made the URL wants in the answer.
fn disposition(query: &str) -> Option<HeaderValue> {
    let value = query
        .split('&')
        .find_map(|it| it.strip_prefix(DISPOSITION))?;
    let value = percent_decode_str(value).decode_utf8().ok()?;
    HeaderValue::from_str(&value).ok()
}

/// The first and last byte of a single range; `None` when it lies outside or is malformed.
/// Source: RFC 9110 §14.1.2.
fn byte_range(text: &str, size: u64) -> Option<(u64, u64)> {
    let (from, to) = text.strip_prefix("bytes=")?.split_once('-')?;
    let last = size.checked_sub(1)?;
    match (from, to) {
        ("", suffix) => {
            let count: u64 = suffix.parse().ok().filter(|n| *n > 0)?;
            Some((size.saturating_sub(count), last))
        }
        (from, "") => Some((from.parse().ok().filter(|n| *n <= last)?, last)),
        (from, to) => {
            let (from, to): (u64, u64) = (from.parse().ok()?, to.parse().ok()?);
            (from <= to && from <= last).then(|| (from, to.min(last)))
        }
    }
}

/// Text within XML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn content_type(name: &str) -> HeaderValue {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.unwrap_or_default().to_ascii_lowercase();
    HeaderValue::from_static(match ending.as_str() {
        "wav" => "audio/wav",
        "json" => "application/json",
        "txt" => "text/plain",
        "csv" => "text/csv",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" | "jfif" => "image/jpeg",
        "heic" => "image/heic",
        "mp4" => "video/mp4",
        "mov" => "video/quicktime",
        // Nothing that a browser would run: objects have the pages' origin.
        _ => "binary/octet-stream",
    })
}

fn not_implemented() -> Fault {
    Fault::new(
        "NotImplemented",
        501,
        "A header, query or method you provided implies functionality that is not implemented.",
    )
}

fn fault(error: BlobError) -> Fault {
    match error {
        BlobError::NotFound(_) => Fault::new("NoSuchKey", 404, "The specified key does not exist."),
        BlobError::Range { .. } => Fault::new(
            "InvalidRange",
            416,
            "The requested range is not satisfiable",
        ),
        other => {
            tracing::error!(error = %other, "the blob store failed");
            Fault::new(
                "InternalError",
                500,
                "We encountered an internal error. Please try again.",
            )
        }
    }
}

/// An error in S3's shape; its names differ from those of other services.
pub(crate) fn error(fault: &Fault, id: &str) -> Response<Body> {
    let code = match fault.code.as_ref() {
        "InvalidSignatureException" => "SignatureDoesNotMatch",
        "AccessDeniedException" => "AccessDenied",
        "UnrecognizedClientException" => "InvalidAccessKeyId",
        "ExpiredTokenException" => "ExpiredToken",
        "RequestEntityTooLargeException" => "EntityTooLarge",
        other => other,
    };
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message>\
         <RequestId>{id}</RequestId></Error>",
        escape(code),
        escape(fault.message().unwrap_or_default())
    );
    let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    crate::answer::typed(status, "application/xml", xml)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_of_the_answer_is_set_by_the_url() {
        let query = "X-Amz-Date=x&response-content-disposition=attachment%3B%20filename%3D%22a%22";
        assert_eq!(disposition(query).unwrap(), "attachment; filename=\"a\"");
        assert_eq!(disposition("response-content-disposition=a%0Ab"), None);
        assert_eq!(disposition("x-id=GetObject"), None);
        assert_eq!(content_type("a/b.PDF"), "application/pdf");
        assert_eq!(content_type("a/b.html"), "binary/octet-stream");
    }

    #[test]
    fn ranges_are_cut_to_the_object() {
        assert_eq!(byte_range("bytes=0-3", 10), Some((0, 3)));
        assert_eq!(byte_range("bytes=5-", 10), Some((5, 9)));
        assert_eq!(byte_range("bytes=-4", 10), Some((6, 9)));
        assert_eq!(byte_range("bytes=8-99", 10), Some((8, 9)));
        for wrong in [
            "bytes=10-",
            "bytes=5-3",
            "bytes=a-b",
            "items=0-1",
            "bytes=-0",
        ] {
            assert_eq!(byte_range(wrong, 10), None, "{wrong}");
        }
        assert_eq!(byte_range("bytes=0-0", 0), None);
    }
}
