//! The audit trail on its page, and what people do there as records of it.

use crate::contacts::parameters;
use crate::error::AppError;
use crate::reply;
use crate::session::Session;
use crate::state::Inner;
use ids::{InstanceId, Timestamp};
use resources::{Resource, User};
use serde_json::{Value, json};
use services::audit::{AuditFilter, Event, Identity, Record};
use services::pages::{PageRequest, PageResponse};

/// Who may see the trail. Source: connect-b-routing-channels.md §3.2, "Historical changes".
const VIEW: &[&str] = &["HistoricalChanges.View"];
/// Records on a page.
const PAGE: usize = 50;

/// `GET /app/audit`: records of the session's instance and of the account as a whole.
pub(crate) async fn list(
    app: &Inner,
    session: &Session,
    query: &str,
) -> Result<PageResponse, AppError> {
    session.needs(VIEW)?;
    let parameters = parameters(query);
    let text = |name: &str| {
        let text = parameters.get(name).map(|text| text.as_ref().to_owned());
        text.filter(|text| !text.is_empty())
    };
    let flag = |name: &str| -> Result<Option<bool>, AppError> {
        let parsed = text(name).map(|text| text.parse::<bool>()).transpose();
        parsed.map_err(|_| AppError::BadRequest(format!("{name} is neither true nor false")))
    };
    let time = |name: &str| {
        let parsed = text(name).map(|text| text.parse::<Timestamp>()).transpose();
        parsed.map_err(|_| AppError::BadRequest(format!("{name} is not an ISO time")))
    };
    let filter = AuditFilter {
        who: text("who"),
        name: text("name"),
        resource: text("resource"),
        failed: flag("failed")?,
        read_only: flag("readOnly")?,
        from: time("from")?,
        to: time("to")?,
        instance: Some(session.instance.to_string()),
    };
    let after = text("next");
    let page = app
        .services
        .audit
        .list(&filter, after.as_deref(), PAGE)
        .await?;
    let records: Vec<Value> = page.items.into_iter().map(|it| it.0).collect();
    Ok(reply::ok(&json!({"records": records, "next": page.next})))
}

/// Records what a person did on a page, such as signing in.
pub(crate) async fn person(
    app: &Inner,
    request: &PageRequest,
    who: (InstanceId, &User),
    name: &str,
    error: Option<(String, String)>,
) -> Result<(), AppError> {
    written(app, request, who, name, (who.1, error)).await
}

/// Records what a person did to another user.
pub(crate) async fn person_on(
    app: &Inner,
    request: &PageRequest,
    who: (InstanceId, &User),
    name: &str,
    user: &User,
) -> Result<(), AppError> {
    written(app, request, who, name, (user, None)).await
}

/// Records what a person did to something other than a user: with which parameters, and the ARN.
pub(crate) async fn person_did(
    app: &Inner,
    request: &PageRequest,
    who: (InstanceId, &User),
    name: &str,
    on: (Value, String),
) -> Result<(), AppError> {
    put(app, request, who, name, (on, None)).await
}

async fn written(
    app: &Inner,
    request: &PageRequest,
    who: (InstanceId, &User),
    name: &str,
    (on, error): (&User, Option<(String, String)>),
) -> Result<(), AppError> {
    let instance = who.0;
    let parameters = json!({"InstanceId": instance.to_string(), "UserId": on.id});
    let resource = Resource::User(on.clone());
    let arn = app.services.arn(instance, &resource).to_string();
    put(app, request, who, name, ((parameters, arn), error)).await
}

async fn put(
    app: &Inner,
    request: &PageRequest,
    who: (InstanceId, &User),
    name: &str,
    ((parameters, on), error): ((Value, String), Option<(String, String)>),
) -> Result<(), AppError> {
    let services = &app.services;
    let (instance, user) = who;
    let arn = services
        .arn(instance, &Resource::User(user.clone()))
        .to_string();
    let agent = request.headers.get(http::header::USER_AGENT);
    let record = Record::of(Event {
        id: services.new_id::<uuid::Uuid>().to_string(),
        at: services.clock.now(),
        account: services.account.as_str(),
        region: &services.region.to_string(),
        identity: Identity::Person {
            arn: &arn,
            name: &user.username,
        },
        service: "connect",
        name,
        request_id: "",
        source_ip: Some(request.peer.to_string()),
        user_agent: agent.and_then(|it| it.to_str().ok()),
        parameters,
        answer: Value::Null,
        resources: vec![on],
        error,
        secure: request.secure,
    });
    Ok(services.audit.write(&record).await?)
}
