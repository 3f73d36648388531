//! Reports on the pages: tables and files of what was counted, of logins and of what an agent did;
//! saved reports, and their schedules. Source: connect-d-data-metrics.md §5, §6, §10.

mod access;
mod activity;
mod choices;
mod made;
mod saved;
mod schedules;

use crate::error::AppError;
use crate::session::Session;
use crate::state::Inner;
use http::{HeaderValue, Method, StatusCode, header};
use services::activity::Zone;
use services::pages::{PageBody, PageRequest, PageResponse};
use services::reports::ReportError;
use std::borrow::Cow;
use std::collections::HashMap;

pub(crate) type Parameters<'a> = HashMap<Cow<'a, str>, Cow<'a, str>>;

/// Answers the requests under `/app/reports/`.
pub(crate) async fn answer(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    rest: &[&str],
) -> Result<PageResponse, AppError> {
    let read = matches!(request.method, Method::GET | Method::HEAD);
    let gone = request.method == Method::DELETE;
    match (read, rest) {
        (true, ["agent-activity"]) => activity::agent_activity(app, session, &request.query).await,
        (true, ["logins"]) => activity::logins(app, session, &request.query).await,
        (true, ["made"]) => made::show(app, session, &request.query).await,
        (true, ["metrics"]) => choices::metrics(session),
        (true, ["choices"]) => choices::list(app, session).await,
        (true, ["saved"]) => saved::list(app, session, &request.query).await,
        (false, ["saved"]) => saved::create(app, session, request).await,
        (true, ["saved", id]) => saved::show(app, session, id).await,
        (false, ["saved", id]) if gone => saved::delete(app, session, request, id).await,
        (false, ["saved", id]) => saved::change(app, session, request, id).await,
        (false, ["saved", id, "schedule"]) if gone => {
            schedules::delete(app, session, request, id).await
        }
        (false, ["saved", id, "schedule"]) => schedules::put(app, session, request, id).await,
        _ => Err(AppError::NotFound(format!(
            "{} {}",
            request.method, request.path
        ))),
    }
}

fn text<'a>(parameters: &'a Parameters<'_>, name: &str) -> Result<&'a str, AppError> {
    let text = parameters.get(name).map(AsRef::as_ref);
    text.filter(|it: &&str| !it.is_empty())
        .ok_or_else(|| AppError::BadRequest(format!("{name} is needed")))
}

fn zone(parameters: &Parameters<'_>) -> Result<Zone, AppError> {
    match parameters.get("zone") {
        Some(name) => Zone::find(name).map_err(|error| AppError::BadRequest(error.to_string())),
        None => Ok(Zone::UTC),
    }
}

fn is_csv(parameters: &Parameters<'_>) -> bool {
    parameters.get("format").is_some_and(|it| it == "csv")
}

/// A file of comma-separated values. Its name is quoted plainly: other than ASCII is left out.
fn csv_file(name: &str, text: String) -> PageResponse {
    let mut response = PageResponse::empty(StatusCode::OK);
    let set = &mut response.headers;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    set.insert(header::CONTENT_TYPE, kind);
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let plain = |it: &char| it.is_ascii_alphanumeric() || " -_.".contains(*it);
    let name: String = name.chars().filter(plain).collect();
    let disposition = format!("attachment; filename=\"{name}\"");
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        set.insert(header::CONTENT_DISPOSITION, value);
    }
    response.body = PageBody::Bytes(text.into());
    response
}

impl From<ReportError> for AppError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Service(error) => error.into(),
            other => Self::BadRequest(other.to_string()),
        }
    }
}
