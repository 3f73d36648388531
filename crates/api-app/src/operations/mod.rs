//! `POST /app/api/{service}/{Operation}`: what pages do through the public APIs, as the person who
//! is signed in.
//!
//! The input is the operation's as JSON, checked against the model like any program's; what
//! differs is who decides: security profiles instead of policies (room `permissions`), and what
//! they restrict by tags and hierarchy (room `sight`). Everything is bound to the session's
//! instance and recorded in the audit trail. Messaging alone is the whole account's: it has no
//! instances, so its permissions (room `messaging`) are restricted by nothing else.

mod messaging;
mod permissions;
mod sight;

pub(crate) use sight::{sees_resource, sees_user, sights_of};

use crate::contact_access::Access;
use crate::error::AppError;
use crate::session::Session;
use crate::state::Inner;
use aws_wire::{Api, Caller, Fault, OperationModel, Principal, ServiceModel, Value, respond};
use ids::Arn;
use permissions::Need;
use resources::{Resource, User};
use serde_json::json;
use services::audit::{Event, Identity, Record, is_left_out, is_read, redact};
use services::pages::{PageBody, PageRequest, PageResponse};
use std::sync::Arc;

/// Answers one call.
pub(crate) async fn call(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    service: &str,
    operation: &str,
) -> Result<PageResponse, AppError> {
    let unknown = || AppError::NotFound(format!("operation {service}:{operation}"));
    let api = app
        .apis
        .iter()
        .find(|it| it.service().signing_name == service)
        .ok_or_else(unknown)?;
    let model = api.service().operation(operation).ok_or_else(unknown)?;
    if !api.implements(model) {
        return Err(refused(&Fault::not_implemented(model.name)));
    }
    let input = read(app, session, api.service(), model, request)?;
    let caller = caller(app, session, request);
    let arns = api.resources(model, &caller, &input);
    let answer = async {
        let need = match service {
            messaging::SERVICE => messaging::need(model.name),
            _ => permissions::need(model.name, &input, &arns),
        };
        let need = need.ok_or(AppError::Forbidden(
            "an access key: pages do not call this operation",
        ))?;
        run(
            app,
            session,
            &need,
            (api, model),
            caller.clone(),
            input.clone(),
            &arns,
        )
        .await
    }
    .await;
    record(
        app,
        (api.as_ref(), model),
        (&caller, request),
        input,
        arns,
        &answer,
    )
    .await?;
    let answer = respond::output(api.service(), model, answer?, &request.request_id);
    let status = answer.status();
    let body = answer.into_body();
    Ok(match body.is_empty() {
        true => PageResponse::json(status, "{}"),
        false => PageResponse {
            body: PageBody::Bytes(body),
            ..PageResponse::json(status, "")
        },
    })
}

async fn run(
    app: &Inner,
    session: &Session,
    need: &Need,
    (api, model): (&Arc<dyn Api>, &'static OperationModel),
    mut caller: Caller,
    input: Value,
    arns: &[String],
) -> Result<Value, AppError> {
    session.needs(need.any_of)?;
    if api.service().signing_name != messaging::SERVICE {
        sight::check(app, session, need, model.name, &input, arns).await?;
        if model.name == "MonitorContact" {
            sees_contact(app, session, need, &input).await?;
        }
        caller.sights = sight::sights(session, need);
    }
    api.call(model, &caller, input)
        .await
        .map_err(|fault| refused(&fault))
}

/// Refuses to listen to a contact that the person does not see, or whose agent. Source:
/// connect-e-cases-quality.md §9.2 and §10.4, "Restrict contact access".
async fn sees_contact(
    app: &Inner,
    session: &Session,
    need: &Need,
    input: &Value,
) -> Result<(), AppError> {
    let named = input.get("ContactId").and_then(Value::as_str);
    let named = named.unwrap_or_default();
    let unseen = || AppError::NotFound(format!("contact {named}"));
    let id = named.rsplit('/').next().unwrap_or(named);
    let instance = session.instance;
    let store = &app.services.store;
    let row = store.contact(&instance.to_string(), id).await?;
    let row = row.ok_or_else(unseen)?;
    if !Access::searched(session).sees(&row) {
        return Err(unseen());
    }
    let Some(agent) = &row.agent_id else {
        return Ok(());
    };
    let agent = app.services.find::<User>(instance, agent).await?;
    match agent.is_none_or(|it| sees_user(session, &it.value, need.any_of)) {
        true => Ok(()),
        false => Err(unseen()),
    }
}

/// The operation's input, bound to the session's instance.
fn read(
    app: &Inner,
    session: &Session,
    service: &'static ServiceModel,
    model: &'static OperationModel,
    request: &PageRequest,
) -> Result<Value, AppError> {
    let mut input: Value = match request.body.is_empty() {
        true => json!({}),
        false => serde_json::from_slice(&request.body)
            .map_err(|error| AppError::BadRequest(format!("the body is not JSON: {error}")))?,
    };
    let Some(shape) = model.input else {
        return Ok(json!({}));
    };
    let Some(members) = input.as_object_mut() else {
        return Err(AppError::BadRequest("the body is not a JSON object".into()));
    };
    let has = |wire: &str| {
        service.shape(shape).is_some_and(|it| match &it.kind {
            aws_wire::model::Kind::Structure { members, .. } => {
                members.iter().any(|it| it.wire == wire)
            }
            _ => false,
        })
    };
    let own = session.instance.to_string();
    let (account, region) = (&app.services.account, &app.services.region);
    let arn = Arn::instance(account, region, session.instance).to_string();
    // One operation names its instance by another member.
    let member = match model.name {
        "GetMetricDataV2" => "ResourceArn",
        _ => "InstanceId",
    };
    if has(member) {
        let named = members.get(member).and_then(Value::as_str);
        if named.is_some_and(|it| it != own && it != arn) {
            return Err(AppError::Forbidden("an account at that instance"));
        }
        let bound = if member == "InstanceId" { own } else { arn };
        members.insert(member.to_owned(), json!(bound));
    }
    // People listen with their own ears only.
    if model.name == "MonitorContact" {
        members.insert("UserId".to_owned(), json!(session.user.id));
    }
    let problems = aws_wire::validate::check(service, shape, &mut input);
    match problems.is_empty() {
        true => Ok(input),
        false => Err(AppError::BadRequest(problems.message())),
    }
}

fn caller(app: &Inner, session: &Session, request: &PageRequest) -> Caller {
    let services = &app.services;
    let user = Resource::User(session.user.clone());
    let host = request.headers.get(http::header::HOST);
    Caller {
        account: services.account.clone(),
        region: services.region.clone(),
        principal: Principal::Person {
            arn: services.arn(session.instance, &user).to_string(),
            name: session.user.username.clone(),
        },
        request_id: request.request_id.clone(),
        source_ip: Some(request.peer),
        endpoint: host.and_then(|it| it.to_str().ok()).map(|host| {
            let scheme = if request.secure { "https" } else { "http" };
            format!("{scheme}://{host}")
        }),
        now: services.clock.now(),
        sights: Vec::new(),
    }
}

fn refused(fault: &Fault) -> AppError {
    if fault.is_ours() && fault.status != 501 {
        tracing::error!(code = %fault.code, "a page's operation failed by our own fault");
    }
    AppError::Refused {
        status: fault.status,
        code: fault.code.clone().into_owned(),
        message: fault
            .message()
            .unwrap_or("the request was refused")
            .to_owned(),
    }
}

async fn record(
    app: &Inner,
    (api, model): (&dyn Api, &'static OperationModel),
    (caller, request): (&Caller, &PageRequest),
    input: Value,
    resources: Vec<String>,
    answer: &Result<Value, AppError>,
) -> Result<(), AppError> {
    let services = &app.services;
    let reads = is_read(model.name);
    let Principal::Person { arn, name } = &caller.principal else {
        return Ok(());
    };
    let unwanted = reads && !services.audit.reads();
    if unwanted || is_left_out(api.service().signing_name, model.name) {
        return Ok(());
    }
    let agent = request.headers.get(http::header::USER_AGENT);
    let record = Record::of(Event {
        id: services.new_id::<uuid::Uuid>().to_string(),
        at: caller.now,
        account: services.account.as_str(),
        region: &services.region.to_string(),
        identity: Identity::Person { arn, name },
        service: api.service().signing_name,
        name: model.name,
        request_id: &request.request_id,
        source_ip: Some(request.peer.to_string()),
        user_agent: agent.and_then(|it| it.to_str().ok()),
        parameters: redact(api.service(), model.input, &input),
        answer: match answer {
            Ok(answer) if !reads => redact(api.service(), model.output, answer),
            _ => Value::Null,
        },
        resources,
        error: answer
            .as_ref()
            .err()
            .map(|error| (error.code().to_owned(), error.to_string())),
        secure: request.secure,
    });
    match reads {
        true => {
            services.audit.note(record);
            Ok(())
        }
        false => Ok(services.audit.write(&record).await?),
    }
}
