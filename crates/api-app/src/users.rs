//! What administrators do for people: links for a new password, second factors that were lost,
//! sessions. Everything else of users is done through the public API (`operations`).
//! Source: connect-b-routing-channels.md §3.1 (an administrator's reset ends the user's sessions).

use crate::account::user;
use crate::audit;
use crate::error::AppError;
use crate::operations;
use crate::reply;
use crate::session::Session;
use crate::state::Inner;
use http::StatusCode;
use resources::User;
use serde_json::json;
use services::pages::{PageRequest, PageResponse};
use services::people::tickets::Purpose;

/// Who may do this.
const EDIT: &[&str] = &["Users.Edit"];

async fn edited(app: &Inner, session: &Session, id: &str) -> Result<User, AppError> {
    session.needs(EDIT)?;
    let user = user(app, session, id).await?;
    match operations::sees_user(session, &user, EDIT) {
        true => Ok(user),
        // Whoever may not see a user is not told that there is one.
        false => Err(AppError::NotFound(format!("user {id}"))),
    }
}

/// `POST /app/users/{id}/new-password-link`: a link that is good for a day, once. The user is
/// signed out.
pub(crate) async fn new_password_link(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    id: &str,
) -> Result<PageResponse, AppError> {
    let user = edited(app, session, id).await?;
    if user.password_hash.is_none() {
        return Err(AppError::Conflict(
            "another directory keeps this user's password".into(),
        ));
    }
    let services = &app.services;
    let now = services.clock.now();
    let instance = session.instance;
    let (ticket, ends) = services
        .issue_ticket(Purpose::NewPassword, instance, user.id, now)
        .await?;
    services
        .end_sessions_of(instance, user.id, None, now)
        .await?;
    app.softphones.signed_out(instance, user.id);
    let who = (instance, &session.user);
    audit::person_on(app, request, who, "CreateNewPasswordLink", &user).await?;
    // After the hash, so that no server's log and no Referer has it.
    Ok(reply::ok(
        &json!({ "path": format!("/new-password#{ticket}"), "expires": ends }),
    ))
}

/// `POST /app/users/{id}/second-factor/removal`: for who lost the device and the codes.
pub(crate) async fn remove_second_factor(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    id: &str,
) -> Result<PageResponse, AppError> {
    let user = edited(app, session, id).await?;
    app.services
        .remove_second_factor(session.instance, user.id)
        .await?;
    let who = (session.instance, &session.user);
    audit::person_on(app, request, who, "RemoveSecondFactor", &user).await?;
    Ok(PageResponse::empty(StatusCode::NO_CONTENT))
}

/// `GET /app/users/{id}/access`: sessions and whether there is a second factor.
pub(crate) async fn access(
    app: &Inner,
    session: &Session,
    id: &str,
) -> Result<PageResponse, AppError> {
    let user = edited(app, session, id).await?;
    let services = &app.services;
    let now = services.clock.now();
    let sessions = services.sessions_of(session.instance, user.id, now).await?;
    let sessions: Vec<_> = sessions
        .iter()
        .map(|it| {
            json!({
                "id": it.id, "created": it.created, "used": it.used, "ends": it.ends(),
                "address": it.address, "agent": it.agent,
            })
        })
        .collect();
    Ok(reply::ok(&json!({
        "hasPassword": user.password_hash.is_some(),
        "secondFactor": services.has_second_factor(session.instance, user.id).await?,
        "sessions": sessions,
    })))
}
