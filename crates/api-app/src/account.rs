//! A person's own account: password, second factor, sessions.

use crate::audit;
use crate::error::AppError;
use crate::reply;
use crate::session::Session;
use crate::sign_in::body;
use crate::state::Inner;
use http::StatusCode;
use ids::Pii;
use resources::User;
use serde::Deserialize;
use serde_json::json;
use services::pages::{PageRequest, PageResponse};
use services::people::attempts::Attempt;
use services::{ServiceError, password};
use uuid::Uuid;

/// `GET /app/account`.
pub(crate) async fn show(app: &Inner, session: &Session) -> Result<PageResponse, AppError> {
    let services = &app.services;
    let (instance, user) = (session.instance, session.user.id);
    let now = services.clock.now();
    let mut sessions = services.sessions_of(instance, user, now).await?;
    sessions.sort_by_key(|it| std::cmp::Reverse(it.used));
    let sessions: Vec<_> = sessions
        .iter()
        .map(|it| {
            json!({
                "id": it.id, "current": it.id == session.kept.id, "created": it.created,
                "used": it.used, "ends": it.ends(), "address": it.address, "agent": it.agent,
            })
        })
        .collect();
    Ok(reply::ok(&json!({
        "hasPassword": session.user.password_hash.is_some(),
        "email": session.user.email.as_ref().map(Pii::reveal),
        "secondFactor": services.has_second_factor(instance, user).await?,
        "recoveryCodesLeft": services.recovery_codes_left(instance, user).await?,
        "sessions": sessions,
    })))
}

#[derive(Deserialize)]
struct NewPassword {
    current: Pii<String>,
    new: Pii<String>,
}

/// `POST /app/account/password`: other sessions end.
pub(crate) async fn set_password(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
) -> Result<PageResponse, AppError> {
    let NewPassword { current, new } = body(request, "the current and the new password")?;
    prove(app, session, request, current).await?;
    change_password(app, session, new).await?;
    let now = app.services.clock.now();
    let but = Some(session.kept.id);
    app.services
        .end_sessions_of(session.instance, session.user.id, but, now)
        .await?;
    noted(app, session, request, "ChangePassword").await
}

async fn change_password(app: &Inner, session: &Session, new: Pii<String>) -> Result<(), AppError> {
    if session.user.password_hash.is_none() {
        return Err(AppError::Conflict(
            "another directory keeps your password".into(),
        ));
    }
    password::check_rules(&new)?;
    let hash = password::hash(new).await?;
    let changed = app
        .services
        .update::<User>(session.instance, session.user.id, |user| {
            user.password_hash = Some(hash);
            Ok(())
        });
    changed.await?;
    Ok(())
}

/// That whoever sits there knows the password. Guesses count as those at the sign-in.
async fn prove(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    current: Pii<String>,
) -> Result<(), AppError> {
    let services = &app.services;
    let now = services.clock.now();
    let attempt = Attempt::new(Some(session.instance), &session.user.username, request.peer);
    let wait = services.attempt_waits(&attempt, now).await?;
    if !wait.is_zero() {
        return Err(AppError::TooManyAttempts {
            seconds: wait.as_secs().max(1),
        });
    }
    match password::verify(current, session.user.password_hash.clone()).await? {
        true => Ok(()),
        false => {
            services.attempt_failed(&attempt, now).await?;
            Err(AppError::BadRequest(
                "the current password is not right".into(),
            ))
        }
    }
}

/// `POST /app/account/second-factor`: begins to set one up.
pub(crate) async fn enrol(app: &Inner, session: &Session) -> Result<PageResponse, AppError> {
    let services = &app.services;
    let now = services.clock.now();
    let (instance, user) = (session.instance, &session.user);
    let begun = services.enrol_second_factor(instance, user.id, &user.username, now);
    let begun = begun.await?;
    Ok(reply::ok(&json!({
        "secret": begun.secret.reveal(), "uri": begun.uri.reveal(),
    })))
}

#[derive(Deserialize)]
struct Code {
    code: Pii<String>,
}

/// `POST /app/account/second-factor/proof`: ends it; recovery codes are shown once.
pub(crate) async fn prove_second_factor(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
) -> Result<PageResponse, AppError> {
    let Code { code } = body(request, "a code")?;
    let now = app.services.clock.now();
    let (instance, user) = (session.instance, session.user.id);
    let proved = app
        .services
        .prove_second_factor(instance, user, code.reveal(), now);
    let codes = proved.await?;
    noted(app, session, request, "EnableSecondFactor").await?;
    let codes: Vec<&String> = codes.iter().map(Pii::reveal).collect();
    Ok(reply::ok(&json!({ "recoveryCodes": codes })))
}

#[derive(Deserialize)]
struct Current {
    password: Pii<String>,
}

/// `POST /app/account/second-factor/removal`.
pub(crate) async fn remove_second_factor(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
) -> Result<PageResponse, AppError> {
    let Current { password } = body(request, "your password")?;
    prove(app, session, request, password).await?;
    app.services
        .remove_second_factor(session.instance, session.user.id)
        .await?;
    noted(app, session, request, "DisableSecondFactor").await
}

/// `DELETE /app/account/sessions/{id}`.
pub(crate) async fn end_session(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    id: &str,
) -> Result<PageResponse, AppError> {
    let services = &app.services;
    let now = services.clock.now();
    let own = services.sessions_of(session.instance, session.user.id, now);
    let wanted = id.parse::<Uuid>().ok();
    let found = own.await?.into_iter().find(|it| Some(it.id) == wanted);
    let found = found.ok_or_else(|| AppError::NotFound(format!("session {id}")))?;
    services.end_session(&found).await?;
    noted(app, session, request, "EndSession").await
}

/// Records what was done, and answers that it was.
async fn noted(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    name: &str,
) -> Result<PageResponse, AppError> {
    let who = (session.instance, &session.user);
    audit::person(app, request, who, name, None).await?;
    Ok(PageResponse::empty(StatusCode::NO_CONTENT))
}

/// A user by an identifier of a path.
pub(crate) async fn user(app: &Inner, session: &Session, id: &str) -> Result<User, AppError> {
    let found = app.services.get::<User>(session.instance, id).await;
    match found {
        Ok(found) => Ok(found.value),
        Err(ServiceError::NotFound { .. }) => Err(AppError::NotFound(format!("user {id}"))),
        Err(error) => Err(error.into()),
    }
}
