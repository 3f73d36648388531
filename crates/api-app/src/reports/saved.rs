//! Saved reports: listing, saving, opening, changing, publishing, deleting.
//! Source: connect-d-data-metrics.md §10.

use super::access::{Person, refused, within_sight};
use super::made::time;
use super::schedules;
use crate::audit;
use crate::contacts::parameters;
use crate::error::AppError;
use crate::reply;
use crate::session::Session;
use crate::state::Inner;
use http::StatusCode;
use ids::SavedReportId;
use resources::{Kind, ReportDefinition, ReportSchedule, Resource, SavedReport, Tags, User, facet};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use services::pages::{PageRequest, PageResponse};
use services::{Listing, Stored};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Reports that are listed at once; the page says when there are more.
const MOST: usize = 2_000;
/// The longest name, in characters.
const LONGEST_NAME: usize = 128;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct New {
    name: String,
    definition: ReportDefinition,
    #[serde(default)]
    published: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Changes {
    name: Option<String>,
    definition: Option<ReportDefinition>,
    published: Option<bool>,
}

/// Reads a body of JSON.
pub(super) fn body<T: DeserializeOwned>(request: &PageRequest) -> Result<T, AppError> {
    serde_json::from_slice(&request.body).map_err(|error| AppError::BadRequest(error.to_string()))
}

fn name(text: &str) -> Result<String, AppError> {
    let name = text.trim();
    let fine = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    match fine {
        true => Ok(name.to_owned()),
        false => Err(AppError::BadRequest(format!(
            "a report's name has 1 to {LONGEST_NAME} characters"
        ))),
    }
}

/// The report of an identifier, if somebody may open it.
pub(super) async fn opened(
    app: &Inner,
    session: &Session,
    id: &str,
) -> Result<Stored<SavedReport>, AppError> {
    let unknown = || AppError::NotFound(format!("report {id}"));
    let id: SavedReportId = id.parse().map_err(|_| unknown())?;
    let found = app
        .services
        .find::<SavedReport>(session.instance, &id.to_string())
        .await?
        .ok_or_else(unknown)?;
    Person::from(session)
        .may_see(&found.value)
        .map_err(refused)?;
    Ok(found)
}

/// Refuses what cannot be saved: what cannot be made, or is too much.
async fn check(
    app: &Inner,
    session: &Session,
    definition: &ReportDefinition,
) -> Result<(), AppError> {
    let why = |error: AppError| match error {
        AppError::BadRequest(why) => AppError::BadRequest(format!("cannot save report: {why}")),
        other => other,
    };
    within_sight(app, session, definition).await.map_err(why)?;
    let (window, _) = time(app, definition).map_err(why)?;
    let services = &app.services;
    let checked = services.check_report(session.instance, definition, window);
    checked.await.map_err(|error| why(error.into()))
}

/// `GET /app/reports/saved?list=mine|published|all`
pub(crate) async fn list(
    app: &Inner,
    session: &Session,
    query: &str,
) -> Result<PageResponse, AppError> {
    let parameters = parameters(query);
    let person = Person::from(session);
    let page = Listing::page(MOST, None);
    let listing = match parameters.get("list").map(AsRef::as_ref) {
        Some("mine") | None => page.with_facet(SavedReport::OWNER, session.user.id.to_string()),
        Some("published") => {
            person.may_list_published().map_err(refused)?;
            page.with_facet(facet::STATE, SavedReport::PUBLISHED)
        }
        Some("all") => {
            person.may_list_all().map_err(refused)?;
            page
        }
        Some(other) => return Err(AppError::BadRequest(format!("there is no list {other}"))),
    };
    let everybodys = parameters.get("list").is_some_and(|it| it == "all");
    let services = &app.services;
    let page = services
        .list::<SavedReport>(session.instance, listing)
        .await?;
    let schedules = services
        .list_all::<ReportSchedule>(session.instance, Listing::default())
        .await?;
    let schedules: HashMap<_, _> = schedules
        .into_iter()
        .map(|it| (it.value.id, it.value))
        .collect();
    let mut owners = HashMap::new();
    let mut rows = Vec::new();
    for it in page.rows {
        // What one may not open is no use in a list; an administrator may delete it.
        if !everybodys && person.may_see(&it.value).is_err() {
            continue;
        }
        let owner = it.value.owner;
        if let Entry::Vacant(place) = owners.entry(owner) {
            let id = owner.to_string();
            let user = services.find::<User>(session.instance, &id).await?;
            place.insert(user.map(|it| it.value.username));
        }
        let owner = owners.get(&owner).cloned().flatten();
        rows.push(shown(&it, owner, schedules.get(&it.value.id), person));
    }
    Ok(reply::ok(
        &json!({ "reports": rows, "more": page.next.is_some() }),
    ))
}

fn shown(
    it: &Stored<SavedReport>,
    owner: Option<String>,
    schedule: Option<&ReportSchedule>,
    person: Person<'_>,
) -> Value {
    let report = &it.value;
    json!({
        "id": report.id,
        "name": report.name,
        "owner": owner.map(|username| json!({ "id": report.owner, "username": username })),
        "published": report.published,
        "definition": report.definition,
        "created": it.created,
        "modified": it.modified,
        "schedule": schedule.map(schedules::shown),
        "may": {
            "see": person.may_see(report).is_ok(),
            "change": person.may_change(report).is_ok(),
            "publish": person.may_publish(report).is_ok(),
            "delete": person.may_delete(report).is_ok(),
            "schedule": person.may_schedule(report).is_ok(),
        },
    })
}

/// A report with its owner and schedule.
pub(super) async fn answer(
    app: &Inner,
    session: &Session,
    id: &str,
) -> Result<PageResponse, AppError> {
    let found = opened(app, session, id).await?;
    let services = &app.services;
    let owner = services
        .find::<User>(session.instance, &found.value.owner.to_string())
        .await?;
    let schedule = services
        .find::<ReportSchedule>(session.instance, &found.value.id.to_string())
        .await?;
    let owner = owner.map(|it| it.value.username);
    let schedule = schedule.map(|it| it.value);
    let body = shown(&found, owner, schedule.as_ref(), Person::from(session));
    Ok(reply::ok(&body))
}

/// `GET /app/reports/saved/{id}`
pub(crate) async fn show(
    app: &Inner,
    session: &Session,
    id: &str,
) -> Result<PageResponse, AppError> {
    answer(app, session, id).await
}

/// `POST /app/reports/saved`: saves a report as one's own.
pub(crate) async fn create(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
) -> Result<PageResponse, AppError> {
    let new: New = body(request)?;
    let person = Person::from(session);
    person.may_create(new.definition.kind).map_err(refused)?;
    check(app, session, &new.definition).await?;
    let report = SavedReport {
        id: app.services.new_id(),
        name: name(&new.name)?,
        owner: session.user.id,
        published: new.published,
        definition: new.definition,
        tags: Tags::new(),
    };
    if report.published {
        person.may_publish(&report).map_err(refused)?;
    }
    app.services
        .create(session.instance, report.clone())
        .await?;
    record(app, session, request, "CreateSavedReport", &report).await?;
    answer(app, session, &report.id.to_string()).await
}

/// `POST /app/reports/saved/{id}`: changes the name, what is shown, or whether it is published.
pub(crate) async fn change(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    id: &str,
) -> Result<PageResponse, AppError> {
    let changes: Changes = body(request)?;
    let report = opened(app, session, id).await?.value;
    let person = Person::from(session);
    if changes.name.is_some() || changes.definition.is_some() {
        person.may_change(&report).map_err(refused)?;
    }
    if changes.published.is_some_and(|it| it != report.published) {
        person.may_publish(&report).map_err(refused)?;
    }
    if let Some(definition) = &changes.definition {
        person.may_make(definition.kind).map_err(refused)?;
        if definition.kind != report.definition.kind {
            return Err(AppError::BadRequest(
                "a saved report stays of its type: save another one".into(),
            ));
        }
        check(app, session, definition).await?;
    }
    let name = changes.name.as_deref().map(name).transpose()?;
    let services = &app.services;
    let changed = services.update::<SavedReport>(session.instance, report.id, |it| {
        if let Some(name) = name {
            it.name = name;
        }
        if let Some(definition) = changes.definition {
            it.definition = definition;
        }
        it.published = changes.published.unwrap_or(it.published);
        Ok(())
    });
    let changed = changed.await?;
    record(app, session, request, "UpdateSavedReport", &changed).await?;
    answer(app, session, id).await
}

/// `DELETE /app/reports/saved/{id}`: deletes a report with its schedule. Files that were made stay.
pub(crate) async fn delete(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    id: &str,
) -> Result<PageResponse, AppError> {
    let unknown = || AppError::NotFound(format!("report {id}"));
    let id: SavedReportId = id.parse().map_err(|_| unknown())?;
    let services = &app.services;
    let instance = session.instance;
    let found = services
        .find::<SavedReport>(instance, &id.to_string())
        .await?
        .ok_or_else(unknown)?
        .value;
    Person::from(session).may_delete(&found).map_err(refused)?;
    let scheduled = services
        .find::<ReportSchedule>(instance, &id.to_string())
        .await?;
    if scheduled.is_some() {
        services.delete(instance, Kind::ReportSchedule, id).await?;
    }
    services.delete(instance, Kind::SavedReport, id).await?;
    services.reports.changed();
    record(app, session, request, "DeleteSavedReport", &found).await?;
    Ok(PageResponse::empty(StatusCode::NO_CONTENT))
}

/// Notes in the audit trail what somebody did to a report.
pub(super) async fn record(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    what: &str,
    report: &SavedReport,
) -> Result<(), AppError> {
    let instance = session.instance;
    let resource = Resource::from(report.clone());
    let on = app.services.arn(instance, &resource).to_string();
    let parameters = json!({
        "InstanceId": instance.to_string(),
        "ReportId": report.id,
        "Name": report.name,
        "Published": report.published,
    });
    let who = (instance, &session.user);
    audit::person_did(app, request, who, what, (parameters, on)).await
}
