//! Reading: SQL and rows of each shape.

pub(crate) mod contacts;
pub(crate) mod entries;
pub(crate) mod logs;
pub(crate) mod resources;
pub(crate) mod sent;
pub(crate) mod tallies;

use rusqlite::types::Value;
use store::{Order, StoreError};

/// Conditions that all must hold, with their values in order.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    /// Adds a condition with a `?` for each value.
    pub(crate) fn and<V: Into<Value>>(
        &mut self,
        condition: &str,
        values: impl IntoIterator<Item = V>,
    ) {
        self.sql.push_str(if self.sql.is_empty() {
            " WHERE ("
        } else {
            " AND ("
        });
        self.sql.push_str(condition);
        self.sql.push(')');
        self.values.extend(values.into_iter().map(Into::into));
    }

    /// Adds: the column has one of these values, if there are any.
    pub(crate) fn one_of(&mut self, column: &str, values: &[String]) {
        if !values.is_empty() {
            let condition = format!("{column} IN ({})", places(values.len()));
            self.and(&condition, values.iter().cloned());
        }
    }
}

/// `n` places for values.
pub(crate) fn places(n: usize) -> String {
    vec!["?"; n].join(", ")
}

/// The sign and the word of an order.
pub(crate) const fn direction(order: Order) -> (&'static str, &'static str) {
    match order {
        Order::Ascending => (">", "ASC"),
        Order::Descending => ("<", "DESC"),
    }
}

/// One more than the limit, to see whether there are more.
pub(crate) fn overfull(limit: usize) -> Result<i64, StoreError> {
    if limit == 0 {
        return Err(StoreError::Invalid {
            field: "limit",
            reason: "is 0",
        });
    }
    Ok(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1))
}

/// The first text after all those that start with this one.
pub(crate) fn prefix_end(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}
