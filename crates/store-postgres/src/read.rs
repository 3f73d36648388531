//! Reading: SQL and rows of each shape.

pub(crate) mod contacts;
pub(crate) mod entries;
pub(crate) mod logs;
pub(crate) mod resources;
pub(crate) mod sent;
pub(crate) mod tallies;

use store::{Order, StoreError};
use tokio_postgres::types::ToSql;

/// Conditions that all must hold, with their values in order.
#[derive(Default)]
pub(crate) struct Conditions {
    pub(crate) sql: String,
    values: Vec<Box<dyn ToSql + Sync + Send>>,
}

impl Conditions {
    /// Adds a value; returns its place, such as `$3`.
    pub(crate) fn place(&mut self, value: impl ToSql + Sync + Send + 'static) -> String {
        self.values.push(Box::new(value));
        format!("${}", self.values.len())
    }

    /// Adds a condition.
    pub(crate) fn and(&mut self, condition: &str) {
        self.sql.push_str(if self.sql.is_empty() {
            " WHERE ("
        } else {
            " AND ("
        });
        self.sql.push_str(condition);
        self.sql.push(')');
    }

    /// Adds: the column has this value.
    pub(crate) fn is(&mut self, column: &str, value: impl ToSql + Sync + Send + 'static) {
        let place = self.place(value);
        self.and(&format!("{column} = {place}"));
    }

    /// Adds: the column has one of these values, if there are any.
    pub(crate) fn one_of(&mut self, column: &str, values: &[String]) {
        if !values.is_empty() {
            let place = self.place(values.to_vec());
            self.and(&format!("{column} = ANY({place})"));
        }
    }

    /// The values.
    pub(crate) fn values(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.values
            .iter()
            .map(|value| value.as_ref() as &(dyn ToSql + Sync))
            .collect()
    }
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
    Ok(self::limit(limit).saturating_add(1))
}

/// A limit as the server takes it.
pub(crate) fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// The first text after all those that start with this one.
pub(crate) fn prefix_end(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}
