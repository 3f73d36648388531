//! Which request is answered by whom.

use crate::error::AppError;
use crate::session::Session;
use crate::state::Inner;
use crate::{contacts, recording, sign_in, socket, test_call, waveform, welcome};
use http::Method;
use ids::ContactId;
use services::pages::{PageAnswer, PageRequest, PageResponse};
use std::sync::Arc;

/// Answers one request.
pub(crate) async fn answer(app: Arc<Inner>, request: PageRequest) -> PageAnswer {
    match route(&app, &request).await {
        Ok(answer) => answer,
        Err(error) => PageAnswer::Http(error.response()),
    }
}

async fn route(app: &Arc<Inner>, request: &PageRequest) -> Result<PageAnswer, AppError> {
    let path = request.path.strip_prefix("/app/").unwrap_or_default();
    let segments: Vec<&str> = path.split('/').collect();
    let read = request.method == Method::GET || request.method == Method::HEAD;
    let plain = |response: PageResponse| Ok(PageAnswer::Http(response));
    match (read, segments.as_slice()) {
        (true, ["welcome"]) => plain(welcome::show(app, request).await?),
        (false, ["sign-in"]) => plain(sign_in::sign_in(app, request).await?),
        (false, ["sign-out"]) => plain(sign_in::sign_out(app, request).await?),
        (true, ["session"]) => {
            let session = Session::of(app, request).await?;
            plain(sign_in::show(app, &session).await?)
        }
        (true, ["ws"]) if request.upgrade => socket::open(app, request).await,
        (true, ["test-call", "numbers"]) => {
            let session = Session::of(app, request).await?;
            plain(test_call::numbers(app, &session).await?)
        }
        (true, ["contacts"]) => {
            let session = Session::of(app, request).await?;
            plain(contacts::list(app, &session, &request.query).await?)
        }
        (true, ["contacts", id]) => {
            let session = Session::of(app, request).await?;
            plain(contacts::show(app, &session, contact_id(id)?).await?)
        }
        (true, ["contacts", id, "recording"]) => {
            let session = Session::of(app, request).await?;
            plain(recording::fetch(app, &session, contact_id(id)?, &request.headers).await?)
        }
        (true, ["contacts", id, "waveform"]) => {
            let session = Session::of(app, request).await?;
            plain(waveform::show(app, &session, contact_id(id)?).await?)
        }
        _ => Err(AppError::NotFound(format!(
            "{} {}",
            request.method, request.path
        ))),
    }
}

fn contact_id(text: &str) -> Result<ContactId, AppError> {
    text.parse()
        .map_err(|_| AppError::NotFound(format!("contact {text}")))
}
