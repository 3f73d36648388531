//! The audio of a recorded contact, in full or in part.

use crate::contacts;
use crate::error::AppError;
use crate::session::Session;
use crate::state::Inner;
use blob::BlobPath;
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use ids::ContactId;
use services::pages::{PageBody, PageResponse};
use std::ops::Range;

/// Who may listen.
const LISTEN: &[&str] = &[
    "ListenCallRecordings",
    "AccessRecordings",
    "CallRecordings",
    "ManagerListenIn",
];
/// Bytes read at once.
const PIECE: u64 = 256 * 1024;

/// `GET /app/contacts/{id}/recording`, with `Range` for seeking.
pub(crate) async fn fetch(
    app: &Inner,
    session: &Session,
    id: ContactId,
    headers: &HeaderMap,
) -> Result<PageResponse, AppError> {
    let (path, size) = locate(app, session, id).await?;
    let asked = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok());
    let (status, range) = match asked.map(|text| parse_range(text, size)) {
        None | Some(Asked::Everything) => (StatusCode::OK, 0..size),
        Some(Asked::Part(range)) => (StatusCode::PARTIAL_CONTENT, range),
        Some(Asked::Nothing) => return Ok(unsatisfiable(size)),
    };
    let mut response = PageResponse::empty(status);
    let set = &mut response.headers;
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static("audio/wav"));
    set.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    set.insert(
        header::CONTENT_LENGTH,
        HeaderValue::from(range.end - range.start),
    );
    set.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    put(
        set,
        header::CONTENT_DISPOSITION,
        &format!("inline; filename=\"{id}.wav\""),
    );
    if status == StatusCode::PARTIAL_CONTENT {
        let end = range.end.saturating_sub(1);
        put(
            set,
            header::CONTENT_RANGE,
            &format!("bytes {}-{end}/{size}", range.start),
        );
    }
    response.body = PageBody::Stream(Box::pin(pieces(app.blobs.clone(), path, range)));
    Ok(response)
}

/// Where the recording is, and how large. The user must be allowed to listen.
pub(crate) async fn locate(
    app: &Inner,
    session: &Session,
    id: ContactId,
) -> Result<(BlobPath, u64), AppError> {
    session.needs(LISTEN)?;
    let row = contacts::find(app, session, id).await?;
    let missing = || AppError::NotFound(format!("a recording of contact {id}"));
    let recording = contacts::recording_of(&row).ok_or_else(missing)?;
    let path = recording
        .location()
        .parse::<BlobPath>()
        .map_err(AppError::internal)?;
    let info = app.blobs.info(&path).await.map_err(|error| {
        tracing::warn!(%error, contact = %id, "a recording is not where its record says");
        missing()
    })?;
    Ok((path, info.size))
}

fn put(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn unsatisfiable(size: u64) -> PageResponse {
    let mut response = PageResponse::empty(StatusCode::RANGE_NOT_SATISFIABLE);
    put(
        &mut response.headers,
        header::CONTENT_RANGE,
        &format!("bytes */{size}"),
    );
    response
}

fn pieces(
    blobs: blob::Blobs,
    path: BlobPath,
    range: Range<u64>,
) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> + Send {
    stream::unfold((blobs, path, range), |(blobs, path, range)| async move {
        if range.is_empty() {
            return None;
        }
        let end = range.end.min(range.start + PIECE);
        match blobs.get_range(&path, range.start..end).await {
            Ok(piece) => Some((Ok(piece), (blobs, path, end..range.end))),
            Err(error) => {
                let failed = std::io::Error::other(error.to_string());
                Some((Err(failed), (blobs, path, range.end..range.end)))
            }
        }
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Everything,
    Part(Range<u64>),
    Nothing,
}

/// A `Range` header. Several ranges, and units other than bytes, are answered with everything.
/// Source: RFC 9110 §14.
fn parse_range(text: &str, size: u64) -> Asked {
    let Some((first, last)) = text
        .strip_prefix("bytes=")
        .filter(|ranges| !ranges.contains(','))
        .and_then(|range| range.split_once('-'))
    else {
        return Asked::Everything;
    };
    let range = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..size,
        (Err(_), Ok(suffix)) if first.trim().is_empty() => size.saturating_sub(suffix)..size,
        _ => return Asked::Everything,
    };
    if range.start < range.end {
        Asked::Part(range)
    } else {
        Asked::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        assert_eq!(parse_range("bytes=0-99", 1000), Asked::Part(0..100));
        assert_eq!(parse_range("bytes=900-", 1000), Asked::Part(900..1000));
        assert_eq!(parse_range("bytes=-100", 1000), Asked::Part(900..1000));
        assert_eq!(parse_range("bytes=0-5000", 1000), Asked::Part(0..1000));
        assert_eq!(parse_range("bytes=1000-", 1000), Asked::Nothing);
        assert_eq!(parse_range("bytes=5-2", 1000), Asked::Everything);
        assert_eq!(parse_range("lines=1-2", 1000), Asked::Everything);
        assert_eq!(parse_range("bytes=0-1,5-6", 1000), Asked::Everything);
    }
}
