//! The pages' WebSocket, `/app/ws`.

mod agent;
mod caller;
mod device;
mod frame;
mod line;
mod reach;
mod task;

use crate::error::AppError;
use crate::session::Session;
use crate::sign_in::same_origin;
use crate::state::Inner;
use services::pages::{PageAnswer, PageRequest};
use std::sync::Arc;

/// Who may take contacts.
const AGENT: &[&str] = &["BasicAgentAccess"];

/// Opens the socket of an agent's or a caller's page.
pub(crate) async fn open(app: &Arc<Inner>, request: &PageRequest) -> Result<PageAnswer, AppError> {
    same_origin(request)?;
    let session = Session::of(app, request).await?;
    let app = Arc::clone(app);
    let role = request
        .query
        .split('&')
        .find_map(|pair| pair.strip_prefix("role="));
    match role {
        Some("agent") => {
            session.needs(AGENT)?;
            Ok(PageAnswer::WebSocket(Box::new(|socket| {
                Box::pin(agent::run(app, session, socket))
            })))
        }
        Some("caller") => Ok(PageAnswer::WebSocket(Box::new(|socket| {
            Box::pin(caller::run(app, session, socket))
        }))),
        _ => Err(AppError::BadRequest("role must be agent or caller".into())),
    }
}
