//! Signing in and out.

use crate::audit;
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
use services::people::attempts::Attempt;
use services::people::sessions::LONGEST;
use services::people::tickets::Purpose;
use services::{Listing, password};

#[derive(Deserialize)]
struct SignIn {
    instance: Option<String>,
    username: String,
    password: Pii<String>,
    /// A code of the authenticator app, or one for recovery.
    code: Option<Pii<String>>,
}

/// Reads a body that no session goes with.
pub(crate) fn body<'a, T: Deserialize<'a>>(
    request: &'a PageRequest,
    needed: &str,
) -> Result<T, AppError> {
    serde_json::from_slice(&request.body)
        .map_err(|_| AppError::BadRequest(format!("needed: {needed}")))
}

/// `POST /app/sign-in`.
pub(crate) async fn sign_in(app: &Inner, request: &PageRequest) -> Result<PageResponse, AppError> {
    same_origin(request)?;
    let wanted: SignIn = body(request, "a user name and a password")?;
    let services = &app.services;
    let now = services.clock.now();
    let instance = instance(app, wanted.instance.as_deref()).await?;
    let attempt = Attempt::new(instance, &wanted.username, request.peer);
    let wait = services.attempt_waits(&attempt, now).await?;
    if !wait.is_zero() {
        return Err(AppError::TooManyAttempts {
            seconds: wait.as_secs().max(1),
        });
    }
    let user = match instance {
        Some(instance) => {
            let user = services.find_by_name::<User>(instance, &wanted.username);
            user.await?.map(|user| (instance, user.value))
        }
        None => None,
    };
    let hash = user
        .as_ref()
        .and_then(|(_, user)| user.password_hash.clone());
    let right = password::verify(wanted.password, hash).await?;
    let Some((instance, user)) = user.as_ref().filter(|_| right).cloned() else {
        services.attempt_failed(&attempt, now).await?;
        if let Some((instance, user)) = &user {
            failed(app, request, (*instance, user), "The password is wrong").await?;
        }
        return Err(AppError::InvalidCredentials);
    };
    let who = (instance, &user);
    if services.has_second_factor(instance, user.id).await? {
        let Some(code) = wanted.code.filter(|it| !it.reveal().trim().is_empty()) else {
            return Err(AppError::SecondFactorNeeded);
        };
        let right = services.use_second_factor(instance, user.id, code.reveal(), now);
        if !right.await? {
            services.attempt_failed(&attempt, now).await?;
            failed(app, request, who, "The code is wrong").await?;
            return Err(AppError::WrongCode);
        }
    }
    services.attempt_succeeded(&attempt, now).await?;
    begin(app, request, who).await
}

#[derive(Deserialize)]
struct Vouched {
    ticket: Pii<String>,
}

/// `POST /app/sign-in/ticket`: for whom another directory vouches (GetFederationToken).
pub(crate) async fn with_ticket(
    app: &Inner,
    request: &PageRequest,
) -> Result<PageResponse, AppError> {
    same_origin(request)?;
    let Vouched { ticket } = body(request, "a ticket")?;
    let now = app.services.clock.now();
    let used = app
        .services
        .use_ticket(Purpose::SignIn, ticket.reveal(), now);
    let (instance, user) = used.await?.ok_or(AppError::TicketNotGood)?;
    let id = user.to_string();
    let user = app.services.find::<User>(instance, &id).await?;
    let user = user.ok_or(AppError::TicketNotGood)?.value;
    begin(app, request, (instance, &user)).await
}

/// Begins a session for somebody who proved who they are.
async fn begin(
    app: &Inner,
    request: &PageRequest,
    who: (InstanceId, &User),
) -> Result<PageResponse, AppError> {
    let rules = app.services.authentication_profile(who.0).await?;
    if !rules.admits(request.peer) {
        failed(app, request, who, "The address is not allowed").await?;
        return Err(AppError::AddressNotAllowed);
    }
    audit::person(app, request, who, "ConsoleLogin", None).await?;
    let now = app.services.clock.now();
    let (token, session) = Session::begin(app, request, who, &rules, now).await?;
    let mut response = show(app, &session).await?;
    with_cookie(&mut response, &token, request.secure)?;
    Ok(response)
}

async fn failed(
    app: &Inner,
    request: &PageRequest,
    who: (InstanceId, &User),
    why: &str,
) -> Result<(), AppError> {
    let error = Some(("Failed authentication".into(), why.into()));
    audit::person(app, request, who, "ConsoleLogin", error).await
}

/// `POST /app/sign-out`.
pub(crate) async fn sign_out(app: &Inner, request: &PageRequest) -> Result<PageResponse, AppError> {
    let session = Session::of(app, request).await?;
    app.services.end_session(&session.kept).await?;
    let who = (session.instance, &session.user);
    audit::person(app, request, who, "ConsoleLogout", None).await?;
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
        "csrf": session.kept.csrf,
        "expires": session.kept.created + LONGEST,
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

/// The instance by its alias; without one, the only instance there is.
pub(crate) async fn instance(
    app: &Inner,
    alias: Option<&str>,
) -> Result<Option<InstanceId>, AppError> {
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
