//! What supervisors do to agents from the real-time metrics page: another status, signing out.
//! Source: connect-d-data-metrics.md §3.4.

use crate::account::user;
use crate::audit;
use crate::error::AppError;
use crate::operations;
use crate::reply;
use crate::session::Session;
use crate::state::Inner;
use exchange::{Command, Reply};
use ids::AgentStatusId;
use resources::User;
use serde::Deserialize;
use serde_json::json;
use services::pages::{PageRequest, PageResponse};

/// Who may do this: both of them.
const STATUS: &[&str] = &["AgentStates.View"];
const METRICS: &[&str] = &["AccessMetrics", "AccessMetrics.RealTimeMetrics.Access"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    status_id: AgentStatusId,
}

async fn supervised(app: &Inner, session: &Session, id: &str) -> Result<User, AppError> {
    session.needs(STATUS)?;
    session.needs(METRICS)?;
    let user = user(app, session, id).await?;
    match operations::sees_user(session, &user, METRICS) {
        true => Ok(user),
        false => Err(AppError::NotFound(format!("user {id}"))),
    }
}

/// `POST /app/users/{id}/status`: sets an agent's status. Not while the agent has a contact: what
/// the agent does then is no status, and no next status can be set for somebody else.
pub(crate) async fn set_status(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    id: &str,
) -> Result<PageResponse, AppError> {
    let user = supervised(app, session, id).await?;
    let wanted: Wanted = serde_json::from_slice(&request.body)
        .map_err(|error| AppError::BadRequest(error.to_string()))?;
    let (instance, agent) = (session.instance, user.id);
    let exchanges = &app.services.exchanges;
    let agents = vec![agent];
    let state = exchanges.execute(instance, Command::CurrentUserData { agents });
    let busy = match state.await? {
        Reply::Agents(found) => found.iter().any(|it| !it.contacts.is_empty()),
        _ => return Err(AppError::internal("an exchange gave another answer")),
    };
    if busy {
        return Err(AppError::Conflict(
            "the agent is on a contact: the status cannot be changed now".into(),
        ));
    }
    let status = wanted.status_id;
    let command = Command::PutUserStatus { agent, status };
    exchanges.execute(instance, command).await?;
    let who = (instance, &session.user);
    audit::person_on(app, request, who, "PutUserStatus", &user).await?;
    Ok(reply::ok(&json!({})))
}

/// `POST /app/users/{id}/sign-out`: signs an agent out everywhere; at the desk at once or, while
/// somebody is on the line, when that contact is over.
pub(crate) async fn sign_out(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    id: &str,
) -> Result<PageResponse, AppError> {
    let user = supervised(app, session, id).await?;
    let (instance, agent) = (session.instance, user.id);
    let services = &app.services;
    let command = Command::SignOut { agent };
    services.exchanges.execute(instance, command).await?;
    let now = services.clock.now();
    services.end_sessions_of(instance, agent, None, now).await?;
    app.softphones.signed_out(instance, agent);
    let who = (instance, &session.user);
    audit::person_on(app, request, who, "SignOutAgent", &user).await?;
    Ok(reply::ok(&json!({})))
}
