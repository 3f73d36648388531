//! Schedules of saved reports. Source: connect-d-data-metrics.md §5 (Scheduling), §6.2.

use super::access::{Person, refused, within_sight};
use super::saved::{answer, body, opened, record};
use crate::error::AppError;
use crate::session::Session;
use crate::state::Inner;
use reports::plan;
use resources::{
    Kind, Repeat, ReportKind, ReportRange, ReportRun, ReportSchedule, RunOutcome, SavedReport, Tags,
};
use serde::Deserialize;
use serde_json::{Value, json};
use services::activity::Zone;
use services::pages::{PageRequest, PageResponse};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    repeat: Repeat,
    zone: String,
    range: Option<ReportRange>,
    #[serde(default)]
    prefix: String,
}

/// A schedule as pages show it.
pub(super) fn shown(it: &ReportSchedule) -> Value {
    let zone = Zone::find(&it.zone).ok();
    json!({
        "repeat": it.repeat,
        "zone": it.zone,
        "range": it.range,
        "prefix": it.prefix,
        "next": zone.and_then(|zone| plan::next(&it.repeat, &zone, it.after)),
        "last": it.last.as_ref().map(run),
    })
}

fn run(it: &ReportRun) -> Value {
    let (object, rows, why, again) = match &it.outcome {
        RunOutcome::Written { object, rows } => (Some(object), Some(rows), None, false),
        RunOutcome::Failed { why, again } => (None, None, Some(why), *again),
    };
    json!({
        "due": it.due,
        "at": it.at,
        "object": object,
        "rows": rows,
        "why": why,
        "again": again,
    })
}

/// `POST /app/reports/saved/{id}/schedule`: makes or changes the report's schedule, and publishes
/// the report.
pub(crate) async fn put(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    id: &str,
) -> Result<PageResponse, AppError> {
    let wanted: Wanted = body(request)?;
    let report = opened(app, session, id).await?.value;
    Person::from(session)
        .may_schedule(&report)
        .map_err(refused)?;
    within_sight(app, session, &report.definition).await?;
    let (services, instance) = (&app.services, session.instance);
    let now = services.clock.now();
    check(&report, &wanted, now)?;
    let new = ReportSchedule {
        id: report.id,
        repeat: wanted.repeat,
        zone: wanted.zone,
        range: wanted.range,
        prefix: wanted.prefix,
        by: session.user.id,
        after: now,
        last: None,
        tags: Tags::new(),
    };
    let kept = services
        .find::<ReportSchedule>(instance, &report.id.to_string())
        .await?;
    match kept {
        Some(_) => {
            let changed = services.update::<ReportSchedule>(instance, report.id, |it| {
                let last = it.last.take();
                *it = ReportSchedule { last, ..new };
                Ok(())
            });
            changed.await?;
        }
        None => services.create(instance, new).await?,
    }
    let published = services.update::<SavedReport>(instance, report.id, |it| {
        it.published = true;
        Ok(())
    });
    let published = published.await?;
    services.reports.changed();
    record(app, session, request, "PutReportSchedule", &published).await?;
    answer(app, session, id).await
}

fn check(report: &SavedReport, wanted: &Wanted, now: ids::Timestamp) -> Result<(), AppError> {
    let bad = |error: &dyn std::fmt::Display| AppError::BadRequest(error.to_string());
    let definition = &report.definition;
    let kind = definition.kind;
    plan::check(kind, &wanted.repeat, &wanted.zone, &wanted.prefix).map_err(|error| bad(&error))?;
    let own = wanted.range.as_ref();
    if own.is_some() && kind == ReportKind::LoginLogout {
        return Err(AppError::BadRequest(
            "a scheduled login/logout report is of the last 24 hours".into(),
        ));
    }
    let zone = match own {
        Some(_) => &wanted.zone,
        None => &definition.zone,
    };
    let zone = Zone::find(zone).map_err(|error| bad(&error))?;
    let range = own.unwrap_or(&definition.range);
    if kind != ReportKind::LoginLogout && matches!(range, ReportRange::Custom { .. }) {
        return Err(AppError::BadRequest(
            "a scheduled report needs a time range that moves on, not fixed dates".into(),
        ));
    }
    let window = reports::scheduled_window(kind, range, &zone, now).map_err(|error| bad(&error))?;
    reports::fits(kind, definition.interval, window, now).map_err(|error| bad(&error))
}

/// `DELETE /app/reports/saved/{id}/schedule`: files that were made stay.
pub(crate) async fn delete(
    app: &Inner,
    session: &Session,
    request: &PageRequest,
    id: &str,
) -> Result<PageResponse, AppError> {
    let report = opened(app, session, id).await?.value;
    Person::from(session)
        .may_schedule(&report)
        .map_err(refused)?;
    let services = &app.services;
    services
        .delete(session.instance, Kind::ReportSchedule, report.id)
        .await?;
    services.reports.changed();
    record(app, session, request, "DeleteReportSchedule", &report).await?;
    answer(app, session, id).await
}
