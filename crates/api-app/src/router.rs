//! Which request is answered by whom.

use crate::error::AppError;
use crate::session::Session;
use crate::state::Inner;
use crate::{
    account, audit, contacts, messaging, new_password, operations, recording, reports, sign_in,
    socket, supervise, test_call, users, waveform, welcome,
};
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
        (false, ["sign-in", "ticket"]) => plain(sign_in::with_ticket(app, request).await?),
        (false, ["new-password"]) => plain(new_password::answer(app, request).await?),
        (read, ["account", rest @ ..]) => {
            let session = Session::of(app, request).await?;
            plain(own_account(app, &session, request, read, rest).await?)
        }
        (read, ["users", id, rest @ ..]) => {
            let session = Session::of(app, request).await?;
            plain(one_user(app, &session, request, read, (id, rest)).await?)
        }
        (false, ["api", service, operation]) => {
            let session = Session::of(app, request).await?;
            plain(operations::call(app, &session, request, service, operation).await?)
        }
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
        (true, ["audit"]) => {
            let session = Session::of(app, request).await?;
            plain(audit::list(app, &session, &request.query).await?)
        }
        (true, ["messaging", rest @ ..]) => {
            let session = Session::of(app, request).await?;
            plain(of_messaging(app, &session, request, rest).await?)
        }
        (_, ["reports", rest @ ..]) => {
            let session = Session::of(app, request).await?;
            plain(reports::answer(app, &session, request, rest).await?)
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
        _ => Err(nothing_there(request)),
    }
}

fn nothing_there(request: &PageRequest) -> AppError {
    AppError::NotFound(format!("{} {}", request.method, request.path))
}

async fn own_account(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    read: bool,
    rest: &[&str],
) -> Result<PageResponse, AppError> {
    match (read, rest) {
        (true, []) => account::show(app, session).await,
        (false, ["password"]) => account::set_password(app, session, request).await,
        (false, ["second-factor"]) => account::enrol(app, session).await,
        (false, ["second-factor", "proof"]) => {
            account::prove_second_factor(app, session, request).await
        }
        (false, ["second-factor", "removal"]) => {
            account::remove_second_factor(app, session, request).await
        }
        (false, ["sessions", id]) if request.method == Method::DELETE => {
            account::end_session(app, session, request, id).await
        }
        _ => Err(nothing_there(request)),
    }
}

async fn of_messaging(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    rest: &[&str],
) -> Result<PageResponse, AppError> {
    match rest {
        ["messages", id] => messaging::message(app, session, id).await,
        ["spend"] => messaging::spend(app, session),
        ["countries"] => messaging::countries(session),
        _ => Err(nothing_there(request)),
    }
}

async fn one_user(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    read: bool,
    (id, rest): (&str, &[&str]),
) -> Result<PageResponse, AppError> {
    match (read, rest) {
        (true, ["access"]) => users::access(app, session, id).await,
        (false, ["new-password-link"]) => users::new_password_link(app, session, request, id).await,
        (false, ["status"]) => supervise::set_status(app, session, request, id).await,
        (false, ["sign-out"]) => supervise::sign_out(app, session, request, id).await,
        (false, ["second-factor", "removal"]) => {
            users::remove_second_factor(app, session, request, id).await
        }
        _ => Err(nothing_there(request)),
    }
}

fn contact_id(text: &str) -> Result<ContactId, AppError> {
    text.parse()
        .map_err(|_| AppError::NotFound(format!("contact {text}")))
}
