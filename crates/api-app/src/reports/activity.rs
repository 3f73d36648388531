//! The agent activity audit and the login/logout report, as tables of a page and as CSV.
//! Source: connect-d-data-metrics.md §6.

use super::access::LOGINS;
use super::{Parameters, csv_file, is_csv, text, zone};
use crate::account::user;
use crate::contacts::parameters;
use crate::error::AppError;
use crate::operations;
use crate::reply;
use crate::session::Session;
use crate::state::Inner;
use ids::Timestamp;
use reports::csv::Csv;
use reports::{BadRange, Window};
use resources::{ReportInterval, ReportKind, User};
use serde_json::{Value, json};
use services::activity::Zone;
use services::pages::PageResponse;
use std::collections::BTreeMap;

/// Who may see what an agent did. Source: connect-d-data-metrics.md §6.1.
const AUDIT: &[&str] = &["AgentActivityAudit.Access", "AccessMetrics"];

fn day(
    zone: &Zone,
    parameters: &Parameters<'_>,
    name: &str,
) -> Result<(Timestamp, Timestamp), AppError> {
    let date = text(parameters, name)?;
    zone.day(date)
        .ok_or_else(|| AppError::BadRequest(format!("{name} is no day such as 2026-11-23")))
}

/// `GET /app/reports/agent-activity?agent&date&zone&format`: what one agent did on a day.
pub(crate) async fn agent_activity(
    app: &Inner,
    session: &Session,
    query: &str,
) -> Result<PageResponse, AppError> {
    session.needs(AUDIT)?;
    let parameters = parameters(query);
    let zone = zone(&parameters)?;
    let (from, to) = day(&zone, &parameters, "date")?;
    let agent = agent(app, session, text(&parameters, "agent")?).await?;
    if !operations::sees_user(session, &agent, AUDIT) {
        return Err(AppError::NotFound(format!("user {}", agent.id)));
    }
    let services = &app.services;
    let found = services
        .activity_of(session.instance, agent.id, from, to)
        .await?;
    if !is_csv(&parameters) {
        return Ok(reply::ok(
            &json!({ "username": agent.username, "activities": found }),
        ));
    }
    let mut csv = Csv::new(&[
        "Status",
        "Start",
        "End",
        "Duration (seconds)",
        "Channel",
        "Queue",
        "Contact",
    ]);
    for it in found {
        csv.row(&[
            it.status,
            zone.shown(it.started),
            zone.shown(it.ended),
            it.ended.since(it.started).as_secs().to_string(),
            it.channel
                .map(|it| it.name().to_owned())
                .unwrap_or_default(),
            it.queue.unwrap_or_default(),
            it.contact.map(|it| it.to_string()).unwrap_or_default(),
        ]);
    }
    Ok(csv_file("Agent activity audit.csv", csv.into_text()))
}

/// An agent by identifier or user name.
async fn agent(app: &Inner, session: &Session, named: &str) -> Result<User, AppError> {
    let services = &app.services;
    let found = services.find_by_name::<User>(session.instance, named);
    match found.await? {
        Some(found) => Ok(found.value),
        None => user(app, session, named).await,
    }
}

/// `GET /app/reports/logins?from&to&zone&format`: everybody's sign-ins and sign-outs, from the day
/// `from` to the day `to`.
pub(crate) async fn logins(
    app: &Inner,
    session: &Session,
    query: &str,
) -> Result<PageResponse, AppError> {
    session.needs(LOGINS)?;
    let parameters = parameters(query);
    let zone = zone(&parameters)?;
    let (from, _) = day(&zone, &parameters, "from")?;
    let (last, to) = day(&zone, &parameters, "to")?;
    let window = Window { from, to };
    let kind = ReportKind::LoginLogout;
    let fits = reports::fits(kind, ReportInterval::Total, window, from);
    let wrong = match fits {
        _ if last < from => Some(BadRange::Backwards),
        other => other.err(),
    };
    if let Some(error) = wrong {
        return Err(AppError::BadRequest(error.to_string()));
    }
    let filters = BTreeMap::new();
    let found = app
        .services
        .logins(session.instance, &filters, window)
        .await?;
    if is_csv(&parameters) {
        let text = reports::logins(&found.rows).csv(&zone);
        return Ok(csv_file("Login_Logout report.csv", text));
    }
    let rows: Vec<Value> = found
        .rows
        .iter()
        .map(|it| {
            json!({
                "username": it.username,
                "firstName": it.first_name,
                "lastName": it.last_name,
                "login": it.login,
                "logout": it.logout,
            })
        })
        .collect();
    Ok(reply::ok(&json!({ "rows": rows, "more": found.more })))
}
