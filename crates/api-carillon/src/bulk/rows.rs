//! What the rows of every kind of file share: each becomes an operation's input, its own name must
//! be new, and what it refers to by name must exist.

use super::table::{Row, Table};
use super::{Checked, RowError};
use crate::connect::Connect;
use aws_wire::{Fault, Value};
use serde_json::Map;
use std::collections::{BTreeMap, BTreeSet};

/// Each row as the input of an operation, or all that is wrong with it; `name` is the column of
/// what a row is called.
pub(super) fn check(
    connect: &Connect,
    table: &Table,
    operation: &'static str,
    name: &str,
    mut read: impl FnMut(&Row) -> Result<Map<String, Value>, Vec<RowError>>,
) -> Vec<Checked> {
    let rows = table.rows.iter().map(|row| Checked {
        line: row.line,
        name: row.get(name).unwrap_or_default().to_owned(),
        input: read(row).and_then(|members| {
            connect
                .input(operation, members)
                .map_err(|fault| vec![RowError::new("", fault.message().unwrap_or("is not valid"))])
        }),
    });
    rows.collect()
}

/// The ids of all that an operation lists, by their names.
pub(super) async fn ids_by_name(
    connect: &Connect,
    operation: &'static str,
    list: &'static str,
    name: &str,
) -> Result<BTreeMap<String, String>, Fault> {
    let text = |it: &Value, member: &str| it.get(member)?.as_str().map(str::to_owned);
    let rows = connect.list(operation, list).await?;
    let named = rows
        .iter()
        .filter_map(|it| Some((text(it, name)?, text(it, "Id")?)));
    Ok(named.collect())
}

/// The name that a row gives to what it makes: neither taken nor in the file before.
pub(super) fn new_name<'a>(
    row: &'a Row,
    column: &str,
    what: &str,
    taken: &BTreeSet<String>,
    seen: &mut BTreeSet<String>,
    errors: &mut Vec<RowError>,
) -> Option<&'a str> {
    let name = row.need(column, errors)?;
    let wrong = if taken.contains(name) {
        Some(format!("the {what} {name} exists already"))
    } else if !seen.insert(name.to_owned()) {
        Some(format!("{name} stands in the file twice"))
    } else {
        None
    };
    errors.extend(wrong.map(|wrong| RowError::new(column, wrong)));
    Some(name)
}

/// A name that stands for nothing.
pub(super) fn nothing(column: &str, what: &str, name: &str) -> RowError {
    RowError::new(column, format!("there is no {what} {name:?}"))
}

/// The members of a row with its tags, unless something is wrong with it.
pub(super) fn finish(
    mut members: Map<String, Value>,
    row: &Row,
    tags: &str,
    mut errors: Vec<RowError>,
) -> Result<Map<String, Value>, Vec<RowError>> {
    let tags = row.tags(tags, &mut errors);
    if !tags.is_empty() {
        members.insert("Tags".into(), Value::Object(tags));
    }
    if errors.is_empty() {
        Ok(members)
    } else {
        Err(errors)
    }
}
