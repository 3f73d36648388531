//! A report as a table of a page or as a file, saved or not.

use super::access::{Person, refused, within_sight};
use super::{Parameters, csv_file, is_csv, text};
use crate::contacts::parameters;
use crate::error::AppError;
use crate::reply;
use crate::session::Session;
use crate::state::Inner;
use reports::{Cell, Window};
use resources::{ReportDefinition, ReportKind};
use serde_json::{Value, json};
use services::activity::Zone;
use services::pages::PageResponse;

/// `GET /app/reports/made?definition&name&format`: the definition is one in JSON.
pub(crate) async fn show(
    app: &Inner,
    session: &Session,
    query: &str,
) -> Result<PageResponse, AppError> {
    let parameters: Parameters<'_> = parameters(query);
    let definition: ReportDefinition = serde_json::from_str(text(&parameters, "definition")?)
        .map_err(|error| AppError::BadRequest(format!("the definition is wrong: {error}")))?;
    let person = Person::from(session);
    person.may_make(definition.kind).map_err(refused)?;
    within_sight(app, session, &definition).await?;
    let (window, zone) = time(app, &definition)?;
    let made = app.services.report(session.instance, &definition, window);
    let (table, more) = made.await?;
    if is_csv(&parameters) {
        let name = match definition.kind {
            ReportKind::LoginLogout => "Login_Logout report".into(),
            _ => parameters
                .get("name")
                .cloned()
                .unwrap_or("Historical metrics report".into()),
        };
        return Ok(csv_file(&format!("{name}.csv"), table.csv(&zone)));
    }
    let rows = table.rows.iter();
    let rows: Vec<Vec<Value>> = rows
        .map(|row| row.iter().map(|it| cell(it, &zone)).collect())
        .collect();
    Ok(reply::ok(&json!({
        "columns": table.columns,
        "rows": rows,
        "from": zone.iso(window.from),
        "to": zone.iso(window.to),
        "more": more,
    })))
}

/// The time of a report as of now, and its clocks.
pub(super) fn time(app: &Inner, definition: &ReportDefinition) -> Result<(Window, Zone), AppError> {
    let bad = |error: &dyn std::fmt::Display| AppError::BadRequest(error.to_string());
    let zone = Zone::find(&definition.zone).map_err(|error| bad(&error))?;
    let now = app.services.clock.now();
    let window = reports::window(&definition.range, &zone, now).map_err(|error| bad(&error))?;
    reports::fits(definition.kind, definition.interval, window, now)
        .map_err(|error| bad(&error))?;
    Ok((window, zone))
}

fn cell(cell: &Cell, zone: &Zone) -> Value {
    match cell {
        Cell::Text(text) => json!(text),
        Cell::Time(at) => json!(zone.iso(*at)),
        Cell::Number(value) => json!(value),
        Cell::Missing | Cell::Never => Value::Null,
    }
}
