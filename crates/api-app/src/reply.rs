//! Answers in the forms that pages understand.

use crate::error::AppError;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use services::pages::PageResponse;

/// JSON, never cached: it is about a person.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> PageResponse {
    match serde_json::to_vec(body) {
        Ok(text) => {
            let mut response = PageResponse::json(status, text);
            response
                .headers
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => AppError::internal(error).response(),
    }
}

/// 200 with JSON.
pub(crate) fn ok(body: &impl Serialize) -> PageResponse {
    json(StatusCode::OK, body)
}
