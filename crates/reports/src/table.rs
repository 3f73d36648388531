//! The rows of a report, and how they are written. Source: connect-d-data-metrics.md §5, §6.2.

use crate::csv::{Csv, MISSING};
use crate::{Key, LEVELS};
use ids::Timestamp;
use metrics::{Group, Unit, Zone, find};
use resources::ReportDefinition;
use serde::Serialize;

/// The rows of a report under their heads.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The heads.
    pub columns: Vec<Column>,
    /// As many cells each as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name.
    pub title: String,
    /// What its cells are.
    pub unit: ColumnUnit,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ColumnUnit {
    /// A name.
    Text,
    /// A point in time.
    Time,
    /// A whole number.
    Count,
    /// A number per something.
    Average,
    /// Seconds.
    Seconds,
    /// 0 to 100.
    Percent,
}

impl From<Unit> for ColumnUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Count => Self::Count,
            Unit::Average => Self::Average,
            Unit::Seconds => Self::Seconds,
            Unit::Percent => Self::Percent,
        }
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A name.
    Text(String),
    /// A point in time.
    Time(Timestamp),
    /// A value, in its column's unit.
    Number(f64),
    /// A value that cannot be computed.
    Missing,
    /// Something that has not happened, such as a logout.
    Never,
}

/// A time that somebody was signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// User name.
    pub username: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// When it began; `None` where that is no longer known.
    pub login: Option<Timestamp>,
    /// When it ended; `None` while it goes on.
    pub logout: Option<Timestamp>,
}

fn column(title: impl Into<String>, unit: ColumnUnit) -> Column {
    Column {
        title: title.into(),
        unit,
    }
}

fn title(key: &str) -> String {
    let level = Key::find(key).and_then(|key| LEVELS.iter().position(|it| *it == key));
    match (Key::find(key), level) {
        (_, Some(level)) => format!("Agent hierarchy level {}", level + 1),
        (Some(Key::Queue), _) => "Queue".into(),
        (Some(Key::Agent), _) => "Agent".into(),
        (Some(Key::RoutingProfile), _) => "Routing profile".into(),
        (Some(Key::Channel), _) => "Channel".into(),
        _ => key.to_owned(),
    }
}

/// The table of what was counted: a row for each interval and group, by time and then by name, with
/// the ends of the interval (inferred: the source has a column of the interval, as an ISO date).
///
/// `name` gives the name of what an identifier stands for.
pub fn historical(
    definition: &ReportDefinition,
    groups: &[Group],
    mut name: impl FnMut(Key, &str) -> String,
) -> Table {
    let mut columns: Vec<_> = definition
        .groupings
        .iter()
        .map(|it| column(title(it), ColumnUnit::Text))
        .collect();
    columns.push(column("StartInterval", ColumnUnit::Time));
    columns.push(column("EndInterval", ColumnUnit::Time));
    for wanted in &definition.metrics {
        let Some(metric) = find(&wanted.name) else {
            continue;
        };
        let title = match wanted.seconds {
            Some(seconds) => {
                let title = metric.title.replacen(" X seconds", " X", 1);
                title.replacen(" X", &format!(" {seconds} seconds"), 1)
            }
            None => metric.title.to_owned(),
        };
        columns.push(column(title, metric.unit.into()));
    }
    let mut rows = Vec::with_capacity(groups.len());
    for group in groups {
        let of = definition.groupings.iter().zip(&group.values);
        let names: Vec<String> = of
            .map(|(key, value)| match Key::find(key) {
                Some(key) => name(key, value),
                None => value.clone(),
            })
            .collect();
        rows.push((group.interval, names, &group.metrics));
    }
    rows.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let rows = rows.into_iter().map(|((from, to), names, values)| {
        let mut row: Vec<_> = names.into_iter().map(Cell::Text).collect();
        row.push(Cell::Time(from));
        row.push(Cell::Time(to));
        row.extend(
            values
                .iter()
                .map(|it| it.map_or(Cell::Missing, Cell::Number)),
        );
        row
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

/// The login/logout report.
pub fn logins(rows: &[SignIn]) -> Table {
    let when = |at: Option<Timestamp>| at.map_or(Cell::Never, Cell::Time);
    Table {
        columns: vec![
            column("Agent", ColumnUnit::Text),
            column("First name", ColumnUnit::Text),
            column("Last name", ColumnUnit::Text),
            column("Login", ColumnUnit::Time),
            column("Logout", ColumnUnit::Time),
            column("Duration", ColumnUnit::Seconds),
        ],
        rows: rows
            .iter()
            .map(|it| {
                let both = it.login.zip(it.logout);
                vec![
                    Cell::Text(it.username.clone()),
                    Cell::Text(it.first_name.clone()),
                    Cell::Text(it.last_name.clone()),
                    when(it.login),
                    when(it.logout),
                    both.map_or(Cell::Never, |(from, to)| {
                        Cell::Number(to.since(from).as_secs() as f64)
                    }),
                ]
            })
            .collect(),
    }
}

impl Table {
    /// Columns times rows.
    pub fn cells(&self) -> usize {
        self.columns.len() * self.rows.len()
    }

    /// As a file: times in seconds, a missing value is a dash, points in time are ISO dates of the
    /// zone.
    pub fn csv(&self, zone: &Zone) -> String {
        let heads: Vec<_> = self.columns.iter().map(|it| it.title.as_str()).collect();
        let mut csv = Csv::new(&heads);
        for row in &self.rows {
            let cells = row.iter().zip(&self.columns);
            let texts: Vec<_> = cells.map(|(cell, of)| text(cell, of.unit, zone)).collect();
            csv.row(&texts);
        }
        csv.into_text()
    }
}

fn text(cell: &Cell, unit: ColumnUnit, zone: &Zone) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Time(at) => zone.iso(*at),
        Cell::Number(value) => number(*value, unit),
        Cell::Missing => MISSING.to_owned(),
        Cell::Never => String::new(),
    }
}

/// A number: whole as it is, else with up to three decimals; a share with two and its sign.
fn number(value: f64, unit: ColumnUnit) -> String {
    if unit == ColumnUnit::Percent {
        return format!("{value:.2}%");
    }
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::tests::definition;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn group(from: &str, to: &str, queue: &str, metrics: [Option<f64>; 3]) -> Group {
        Group {
            interval: (at(from), at(to)),
            values: vec![queue.to_owned()],
            metrics: metrics.into(),
            contacts: vec![0; 3],
            extremes: Vec::new(),
        }
    }

    #[test]
    fn rows_are_written_as_the_source_says() {
        // Ten were queued, eight were served within 60 seconds: connect-d-data-metrics.md §20, 3.
        let it = definition(
            &["CONTACTS_QUEUED", "SERVICE_LEVEL", "AVG_HANDLE_TIME"],
            &["QUEUE"],
        );
        let first = ("2026-11-23T08:00:00Z", "2026-11-23T08:30:00Z");
        let second = ("2026-11-23T08:30:00Z", "2026-11-23T09:00:00Z");
        let groups = [
            group(second.0, second.1, "b", [Some(1.0), Some(0.0), None]),
            group(first.0, first.1, "b", [Some(2.0), None, Some(61.5)]),
            group(first.0, first.1, "a", [Some(10.0), Some(80.0), Some(3.0)]),
        ];
        let names = |_, id: &str| format!("{}, {id}", if id == "a" { "Sales" } else { "Help" });
        let table = historical(&it, &groups, names);
        assert_eq!(table.cells(), 18);
        let zone = Zone::find("Europe/Berlin").unwrap();
        let csv = table.csv(&zone);
        let lines: Vec<_> = csv.lines().collect();
        assert_eq!(
            lines,
            [
                "Queue,StartInterval,EndInterval,Contacts queued,Service level 60 seconds,\
                 Average handle time",
                "\"Help, b\",2026-11-23T09:00:00+01:00,2026-11-23T09:30:00+01:00,2,-,61.5",
                "\"Sales, a\",2026-11-23T09:00:00+01:00,2026-11-23T09:30:00+01:00,10,80.00%,3",
                "\"Help, b\",2026-11-23T09:30:00+01:00,2026-11-23T10:00:00+01:00,1,0.00%,-",
            ]
        );
    }

    #[test]
    fn sign_ins_have_open_ends() {
        let row = |login: Option<i64>, logout: Option<i64>| SignIn {
            username: "ada".into(),
            first_name: "Ada".into(),
            last_name: "Lovelace".into(),
            login: login.map(Timestamp),
            logout: logout.map(Timestamp),
        };
        let table = logins(&[row(Some(0), Some(61_000)), row(Some(120_000), None)]);
        let csv = table.csv(&Zone::UTC);
        assert_eq!(
            csv.lines().skip(1).collect::<Vec<_>>(),
            [
                "ada,Ada,Lovelace,1970-01-01T00:00:00+00:00,1970-01-01T00:01:01+00:00,61",
                "ada,Ada,Lovelace,1970-01-01T00:02:00+00:00,,",
            ]
        );
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(12.0, ColumnUnit::Count), "12");
        assert_eq!(number(0.1 + 0.2, ColumnUnit::Seconds), "0.3");
        assert_eq!(number(100.0, ColumnUnit::Average), "100");
        assert_eq!(number(66.6667, ColumnUnit::Percent), "66.67%");
    }
}
