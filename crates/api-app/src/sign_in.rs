//! Signing in and out.

use crate::error::AppError;
use crate::reply;
use crate::session::{Session, set_cookie};
use crate::state::Inner;
use http::{HeaderValue, StatusCode, header};
use ids::{InstanceId, Pii};
use resources::{Instance, Resource, User};
use serde::Deserialize;
use serde_json::{Value, json};
use services::pages::{PageRequest, PageResponse};
use services::{Listing, password};

#[derive(Deserialize)]
struct SignIn {
    instance: Option<String>,
    username: String,
    password: Pii<String>,
}

/// `POST /app/sign-in`.
pub(crate) async fn sign_in(app: &Inner, request: &PageRequest) -> Result<PageResponse, AppError> {
    same_origin(request)?;
    let wanted: SignIn = serde_json::from_slice(&request.body)
        .map_err(|_| AppError::BadRequest("a user name and a password are needed".into()))?;
    let now = app.services.clock.now();
    let name = wanted.username.to_lowercase();
    let wait = app.attempts.wait(&name, request.peer, now);
    if !wait.is_zero() {
        return Err(AppError::TooManyAttempts {
            seconds: wait.as_secs().max(1),
        });
    }
    let user = find(app, &wanted).await?;
    let hash = user
        .as_ref()
        .and_then(|(_, user)| user.password_hash.clone());
    let right = password::verify(wanted.password, hash).await?;
    let Some((instance, user)) = user.filter(|_| right) else {
        app.attempts.failed(&name, request.peer, now);
        return Err(AppError::InvalidCredentials);
    };
    app.attempts.succeeded(&name);
    let (token, session) = Session::begin(app, instance, user).await?;
    let mut response = show(app, &session).await?;
    with_cookie(&mut response, &token, request.secure)?;
    Ok(response)
}

/// `POST /app/sign-out`.
pub(crate) async fn sign_out(app: &Inner, request: &PageRequest) -> Result<PageResponse, AppError> {
    let session = Session::of(app, request).await?;
    session.end(app).await?;
    app.softphones.signed_out(session.instance, session.user.id);
    let mut response = PageResponse::empty(StatusCode::NO_CONTENT);
    with_cookie(&mut response, "", request.secure)?;
    Ok(response)
}

/// `GET /app/session`.
pub(crate) async fn show(app: &Inner, session: &Session) -> Result<PageResponse, AppError> {
    Ok(reply::ok(&describe(app, session).await?))
}

async fn describe(app: &Inner, session: &Session) -> Result<Value, AppError> {
    let services = &app.services;
    let id = session.instance;
    let instance = services.get::<Instance>(id, id).await?.value;
    let alias = instance.alias.clone();
    let arn = services.arn(id, &Resource::Instance(instance));
    Ok(json!({
        "user": describe_user(app, session),
        "instance": { "id": id, "arn": arn, "alias": alias },
        "permissions": session.permissions,
        "csrf": session.csrf,
    }))
}

/// The user as pages see themselves.
pub(crate) fn describe_user(app: &Inner, session: &Session) -> Value {
    let user = &session.user;
    let arn = app
        .services
        .arn(session.instance, &Resource::User(user.clone()));
    json!({
        "id": user.id,
        "arn": arn,
        "username": user.username,
        "firstName": user.first_name.reveal(),
        "lastName": user.last_name.reveal(),
    })
}

async fn find(app: &Inner, wanted: &SignIn) -> Result<Option<(InstanceId, User)>, AppError> {
    let Some(instance) = instance(app, wanted.instance.as_deref()).await? else {
        return Ok(None);
    };
    let user = app
        .services
        .find_by_name::<User>(instance, &wanted.username)
        .await?;
    Ok(user.map(|user| (instance, user.value)))
}

/// The instance by its alias; without one, the only instance there is.
async fn instance(app: &Inner, alias: Option<&str>) -> Result<Option<InstanceId>, AppError> {
    // Instances lie under the account, so any instance identifier finds them.
    let anywhere = InstanceId(Default::default());
    if let Some(alias) = alias.filter(|alias| !alias.is_empty()) {
        let found = app
            .services
            .find_by_name::<Instance>(anywhere, alias)
            .await?;
        return Ok(found.map(|it| it.value.id));
    }
    let page = app
        .services
        .list::<Instance>(anywhere, Listing::page(2, None))
        .await?;
    match page.rows.as_slice() {
        [only] => Ok(Some(only.value.id)),
        [] => Ok(None),
        _ => Err(AppError::BadRequest(
            "which instance? There are several".into(),
        )),
    }
}

fn with_cookie(response: &mut PageResponse, token: &str, secure: bool) -> Result<(), AppError> {
    let cookie = HeaderValue::from_str(&set_cookie(token, secure)).map_err(AppError::internal)?;
    response.headers.insert(header::SET_COOKIE, cookie);
    Ok(())
}

/// Refuses what a page of another site sent. A client that is no browser sends no `Origin`.
pub(crate) fn same_origin(request: &PageRequest) -> Result<(), AppError> {
    let text = |name| {
        request
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let Some(origin) = text(header::ORIGIN) else {
        return Ok(());
    };
    let host = origin.split_once("://").map(|(_, host)| host);
    if host.is_some() && host == text(header::HOST) {
        return Ok(());
    }
    Err(AppError::ForeignOrigin)
}
