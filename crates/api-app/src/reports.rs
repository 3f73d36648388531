//! The agent activity audit and the login/logout report, as tables of a page and as CSV.
//! Source: connect-d-data-metrics.md §6.

use crate::account::user;
use crate::contacts::parameters;
use crate::error::AppError;
use crate::operations;
use crate::reply;
use crate::session::Session;
use crate::state::Inner;
use http::{HeaderValue, StatusCode, header};
use ids::Timestamp;
use resources::User;
use serde_json::{Value, json};
use services::Listing;
use services::activity::Zone;
use services::pages::{PageBody, PageResponse};
use std::borrow::Cow;
use std::collections::HashMap;

/// Who may see what an agent did. Source: connect-d-data-metrics.md §6.1.
const AUDIT: &[&str] = &["AgentActivityAudit.Access", "AccessMetrics"];
/// Who may see when people signed in. Source: connect-b-routing-channels.md §3.4.
const LOGINS: &[&str] = &["AgentTimeCard.View"];
/// The longest time of the login/logout report, in days, and its rows.
const DAYS: u64 = 7;
const ROWS: usize = 10_000;

type Parameters<'a> = HashMap<Cow<'a, str>, Cow<'a, str>>;

fn text<'a>(parameters: &'a Parameters<'_>, name: &str) -> Result<&'a str, AppError> {
    let text = parameters.get(name).map(AsRef::as_ref);
    text.filter(|it: &&str| !it.is_empty())
        .ok_or_else(|| AppError::BadRequest(format!("{name} is needed")))
}

fn zone(parameters: &Parameters<'_>) -> Result<Zone, AppError> {
    match parameters.get("zone") {
        Some(name) => Zone::find(name).map_err(|error| AppError::BadRequest(error.to_string())),
        None => Ok(Zone::UTC),
    }
}

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
    Ok(csv.file("Agent activity audit.csv"))
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
    // A day has an hour more or less where clocks are changed.
    if last < from || last.since(from).as_secs() > (DAYS - 1) * 86_400 + 3_600 {
        return Err(AppError::BadRequest(format!(
            "the report is of at most {DAYS} days"
        )));
    }
    let services = &app.services;
    let mut users = services
        .list_all::<User>(session.instance, Listing::default())
        .await?;
    users.sort_by(|a, b| a.value.username.cmp(&b.value.username));
    let mut rows = Vec::new();
    for user in users.into_iter().map(|it| it.value) {
        let found = services.sessions_of_agent(session.instance, user.id, from, to);
        for it in found.await? {
            rows.push((user.clone(), it));
        }
        if rows.len() > ROWS {
            return Err(AppError::BadRequest(format!(
                "the report has more than {ROWS} rows; please choose a shorter time"
            )));
        }
    }
    if !is_csv(&parameters) {
        let shown = |(user, it): &(User, services::activity::SignedIn)| {
            json!({
                "username": user.username,
                "firstName": user.first_name.reveal(),
                "lastName": user.last_name.reveal(),
                "login": it.login,
                "logout": it.logout,
            })
        };
        let rows: Vec<Value> = rows.iter().map(shown).collect();
        return Ok(reply::ok(&json!({ "rows": rows })));
    }
    let mut csv = Csv::new(&[
        "Agent",
        "First name",
        "Last name",
        "Login",
        "Logout",
        "Duration (seconds)",
    ]);
    let shown = |at: Option<Timestamp>| at.map(|at| zone.shown(at)).unwrap_or_default();
    for (user, it) in rows {
        let both = it.login.zip(it.logout);
        csv.row(&[
            user.username,
            user.first_name.reveal().clone(),
            user.last_name.reveal().clone(),
            shown(it.login),
            shown(it.logout),
            both.map(|(from, to)| to.since(from).as_secs().to_string())
                .unwrap_or_default(),
        ]);
    }
    Ok(csv.file("Login_Logout report.csv"))
}

fn is_csv(parameters: &Parameters<'_>) -> bool {
    parameters.get("format").is_some_and(|it| it == "csv")
}

/// A file of comma-separated values (RFC 4180).
struct Csv(String);

impl Csv {
    fn new(heads: &[&str]) -> Self {
        let mut csv = Self(String::new());
        csv.row(&heads.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        csv
    }

    fn row(&mut self, cells: &[String]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.0.push_str(&quoted(cell));
        }
        self.0.push_str("\r\n");
    }

    fn file(self, name: &str) -> PageResponse {
        let mut response = PageResponse::empty(StatusCode::OK);
        let set = &mut response.headers;
        let kind = HeaderValue::from_static("text/csv; charset=utf-8");
        set.insert(header::CONTENT_TYPE, kind);
        set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let disposition = format!("attachment; filename=\"{name}\"");
        if let Ok(value) = HeaderValue::from_str(&disposition) {
            set.insert(header::CONTENT_DISPOSITION, value);
        }
        response.body = PageBody::Bytes(self.0.into());
        response
    }
}

/// A cell. What a spreadsheet would take for a formula is marked as text: names are chosen by
/// people.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if formula { "'" } else { "" };
    match formula || cell.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{mark}{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(quoted("Available"), "Available");
        assert_eq!(quoted("Sales, north"), "\"Sales, north\"");
        assert_eq!(quoted("the \"big\" one"), "\"the \"\"big\"\" one\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
    }
}
