//! Reading resources.

use super::{direction, overfull, places, prefix_end};
use crate::apply::Sql;
use crate::error;
use ids::{Pii, Timestamp};
use rusqlite::types::{Type, Value};
use rusqlite::{Connection, Row, Transaction, params_from_iter};
use std::fmt::Write;
use store::plan::{self, Condition, FEW_TERMS, Found, Lookup, Postings};
use store::{Page, ResourceQuery, ResourceRow, ResourceSort, StoreError, Text, terms};

/// So many resources are read and sorted in a few milliseconds.
const FEW: u64 = 2_000;
/// How many of a list are tried to learn what is left of it.
const SAMPLE: u64 = 1_000;

pub(crate) const COLUMNS: &str =
    "scope, kind, id, name, arn, body, tags, facets, created, modified, revision";

/// A row with [`COLUMNS`] first.
pub(crate) fn row(row: &Row<'_>) -> rusqlite::Result<ResourceRow> {
    let tags: String = row.get(6)?;
    let facets: String = row.get(7)?;
    let bad = |column| {
        move |error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    };
    Ok(ResourceRow {
        scope: row.get(0)?,
        kind: row.get(1)?,
        id: row.get(2)?,
        name: row.get(3)?,
        arn: row.get(4)?,
        body: Pii::new(row.get(5)?),
        tags: serde_json::from_str(&tags).map_err(bad(6))?,
        facets: serde_json::from_str(&facets).map_err(bad(7))?,
        created: Timestamp(row.get(8)?),
        modified: Timestamp(row.get(9)?),
        revision: row.get(10)?,
    })
}

/// One resource, by a condition with its values.
pub(crate) fn one(
    connection: &Connection,
    condition: &str,
    values: &[String],
) -> Result<Option<ResourceRow>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM resources WHERE {condition}");
    Sql(connection).first(&select, params_from_iter(values), row)
}

/// All of a scope.
pub(crate) fn of_scope(
    connection: &Connection,
    scope: &str,
) -> Result<Vec<ResourceRow>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM resources WHERE scope = ? ORDER BY kind, id");
    Sql(connection).all(&select, [scope], row)
}

/// A page.
pub(crate) fn page(
    connection: &Connection,
    query: &ResourceQuery,
) -> Result<Page<ResourceRow>, StoreError> {
    let limit = overfull(query.limit)?;
    let (sign, word) = direction(query.order);
    // The numbers of terms hold for as long as nothing is written.
    let _still = still(connection)?;
    let sql = Sql(connection);
    let condition = condition(sql, query)?;
    if condition == Condition::Never {
        return Ok(Page::from_overfull(Vec::new(), query.limit, |row| {
            query.key(row)
        }));
    }
    let mut written = match condition.rarest() {
        Some((postings, rest)) if leads(sql, query, postings, &rest)? => {
            let mut written = Written::from(query, postings);
            written
                .text
                .push_str(" CROSS JOIN resources r ON r.row = p.row WHERE (");
            written.condition(&rest, "p.row");
            written
        }
        _ => {
            let mut written = Written::new(query);
            written
                .text
                .push_str("resources r WHERE r.scope = ? AND r.kind = ? AND (");
            written.place();
            written.condition(&condition, "r.row");
            written
        }
    };
    written.text.push(')');
    let by = match query.sort {
        ResourceSort::Id => {
            if let Some(after) = &query.after {
                let _ = write!(written.text, " AND r.id {sign} ?");
                written.value(after.id.clone());
            }
            format!("r.id {word}")
        }
        ResourceSort::Name => {
            if let Some(after) = &query.after {
                let _ = write!(written.text, " AND (r.name_folded, r.id) {sign} (?, ?)");
                written.value(after.sort.clone());
                written.value(after.id.clone());
            }
            format!("r.name_folded {word}, r.id {word}")
        }
    };
    let select = format!(
        "SELECT r.{} FROM {} ORDER BY {by} LIMIT {limit}",
        COLUMNS.replace(", ", ", r."),
        written.text
    );
    let rows = sql.all(&select, params_from_iter(written.values), row)?;
    Ok(Page::from_overfull(rows, query.limit, |row| query.key(row)))
}

/// How many.
pub(crate) fn count(connection: &Connection, query: &ResourceQuery) -> Result<u64, StoreError> {
    let _still = still(connection)?;
    let sql = Sql(connection);
    let condition = condition(sql, query)?;
    let written = match (&condition, condition.rarest()) {
        (Condition::Never, _) => return Ok(0),
        (Condition::Always, _) => {
            let found = lookup(sql, query, &Lookup::Term(terms::ALL.into()))?;
            return Ok(found.terms.iter().map(|(_, rows)| rows).sum());
        }
        (Condition::Has(postings), _) if postings.terms.len() == 1 => return Ok(postings.rows),
        (_, Some((postings, rest))) => {
            let mut written = Written::from(query, postings);
            if rest.asks_name() {
                written
                    .text
                    .push_str(" CROSS JOIN resources r ON r.row = p.row");
            }
            written.text.push_str(" WHERE ");
            written.condition(&rest, "p.row");
            written
        }
        (Condition::Wide(range), _) => {
            let mut written = Written::new(query);
            written
                .text
                .push_str("terms t CROSS JOIN postings q ON q.term = t.id WHERE ");
            written.terms(&Lookup::Range(range.clone()));
            written
        }
        _ => {
            let mut written = Written::new(query);
            written
                .text
                .push_str("resources r WHERE r.scope = ? AND r.kind = ? AND ");
            written.place();
            written.condition(&condition, "r.row");
            written
        }
    };
    let what = match condition {
        Condition::Wide(_) => "DISTINCT q.row",
        _ => "*",
    };
    let select = format!("SELECT count({what}) FROM {}", written.text);
    let count = sql.first(&select, params_from_iter(written.values), |row| {
        row.get::<_, i64>(0)
    })?;
    Ok(count.unwrap_or_default().unsigned_abs())
}

/// Until it is dropped, this connection sees the store as it is now.
fn still(connection: &Connection) -> Result<Transaction<'_>, StoreError> {
    connection
        .unchecked_transaction()
        .map_err(|error| error::sort(&error))
}

/// The query's filter over numbers of terms.
fn condition(sql: Sql<'_>, query: &ResourceQuery) -> Result<Condition, StoreError> {
    let lookups = plan::lookups(&query.filter);
    let found = lookups.iter().map(|it| lookup(sql, query, it));
    let found: Vec<_> = found.collect::<Result<_, _>>()?;
    Ok(Condition::of(&query.filter, &mut found.into_iter()))
}

fn lookup(sql: Sql<'_>, query: &ResourceQuery, lookup: &Lookup) -> Result<Found, StoreError> {
    let mut written = Written::new(query);
    written
        .text
        .push_str("SELECT t.id, t.used FROM terms t WHERE ");
    written.terms(lookup);
    let _ = write!(written.text, " LIMIT {}", FEW_TERMS + 1);
    let terms = sql.all(&written.text, params_from_iter(written.values), |row| {
        Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
    })?;
    Ok(Found { terms })
}

/// Whether to read all on a list and sort them, rather than go through the resources in their
/// order until a page is full.
fn leads(
    sql: Sql<'_>,
    query: &ResourceQuery,
    postings: &Postings,
    rest: &Condition,
) -> Result<bool, StoreError> {
    if postings.rows <= FEW {
        return Ok(true);
    }
    if *rest == Condition::Always || !rest.is_indexed() {
        return Ok(false);
    }
    // How many are left of a sample.
    let mut written = Written::from(query, postings);
    let inner = std::mem::take(&mut written.text);
    let _ = write!(
        written.text,
        "SELECT count(*) FROM (SELECT p.row AS row FROM {inner} LIMIT {SAMPLE}) p WHERE "
    );
    written.condition(rest, "p.row");
    let left = sql.first(&written.text, params_from_iter(written.values), |row| {
        row.get::<_, i64>(0)
    })?;
    let left = left.unwrap_or_default().unsigned_abs();
    Ok(postings.rows.saturating_mul(left) / SAMPLE <= FEW)
}

/// SQL that is being written, with its values in order.
struct Written<'a> {
    query: &'a ResourceQuery,
    text: String,
    values: Vec<Value>,
}

impl<'a> Written<'a> {
    fn new(query: &'a ResourceQuery) -> Self {
        Self {
            query,
            text: String::new(),
            values: Vec::new(),
        }
    }

    /// Starts with a list under the name `p`.
    fn from(query: &'a ResourceQuery, postings: &Postings) -> Self {
        let mut written = Self::new(query);
        // Who has two of the terms is on the list once.
        let distinct = if postings.terms.len() > 1 {
            "DISTINCT "
        } else {
            ""
        };
        let places = places(postings.terms.len());
        let _ = write!(
            written.text,
            "(SELECT {distinct}row FROM postings WHERE term IN ({places})) p"
        );
        written
            .values
            .extend(postings.terms.iter().copied().map(Value::Integer));
        written
    }

    fn value(&mut self, text: String) {
        self.values.push(Value::Text(text));
    }

    /// Values of a scope and a kind.
    fn place(&mut self) {
        self.value(self.query.scope.clone());
        self.value(self.query.kind.clone());
    }

    /// A condition on what is in `row`; resources are `r`.
    fn condition(&mut self, condition: &Condition, row: &str) {
        match condition {
            Condition::Always => self.text.push('1'),
            Condition::Never => self.text.push('0'),
            Condition::All(them) => self.joined(them, " AND ", row),
            Condition::Any(them) => self.joined(them, " OR ", row),
            Condition::Name(text) => self.name(text),
            Condition::Has(postings) => {
                let places = places(postings.terms.len());
                let _ = write!(
                    self.text,
                    "EXISTS (SELECT 1 FROM postings q WHERE q.term IN ({places}) AND q.row = {row})"
                );
                self.values
                    .extend(postings.terms.iter().copied().map(Value::Integer));
            }
            Condition::Wide(range) => {
                let _ = write!(
                    self.text,
                    "{row} IN (SELECT q.row FROM terms t JOIN postings q ON q.term = t.id WHERE "
                );
                self.terms(&Lookup::Range(range.clone()));
                self.text.push(')');
            }
        }
    }

    /// A condition on a term `t`.
    fn terms(&mut self, lookup: &Lookup) {
        self.text.push_str("t.scope = ? AND t.kind = ? AND ");
        self.place();
        match lookup {
            Lookup::Term(term) => {
                self.text.push_str("t.term = ?");
                self.value(term.clone());
            }
            Lookup::Range(range) => {
                let sign = if range.closed { "<=" } else { "<" };
                let _ = write!(self.text, "t.term >= ? AND t.term {sign} ?");
                self.value(range.first.clone());
                self.value(range.last.clone());
                if let Some((skipped, text)) = &range.holds {
                    let _ = write!(
                        self.text,
                        " AND instr(substr(t.term, {}), ?) > 0",
                        skipped + 1
                    );
                    self.value(text.clone());
                }
            }
        }
    }

    fn name(&mut self, text: &Text) {
        match text {
            Text::Is(text) => {
                self.text.push_str("r.name_folded = ?");
                self.value(text.to_lowercase());
            }
            Text::Starts(text) => {
                self.text
                    .push_str("r.name_folded >= ? AND r.name_folded < ?");
                let start = text.to_lowercase();
                let end = prefix_end(&start);
                self.value(start);
                self.value(end);
            }
            Text::Contains(text) => {
                self.text.push_str("instr(r.name_folded, ?) > 0");
                self.value(text.to_lowercase());
            }
            Text::Between(first, last) => {
                self.text
                    .push_str("r.name_folded >= ? AND r.name_folded <= ?");
                self.value(first.to_lowercase());
                self.value(last.to_lowercase());
            }
        }
    }

    fn joined(&mut self, them: &[Condition], word: &str, row: &str) {
        for (at, it) in them.iter().enumerate() {
            self.text.push_str(if at == 0 { "(" } else { word });
            self.condition(it, row);
        }
        self.text.push(')');
    }
}
