//! `EvaluateDataTableValues`, `ListDataTableValues` and `UpsertDataTableValues`.
//! Spec: flow-language.md §6.

use super::ask::{LIMIT, PLAIN, answered, ask, led};
use super::{Block, Signal, Step, Waiting, text};
use crate::cx::Cx;
use crate::params::{Param, Params};
use crate::problem::Rule;
use crate::references::{Root, Template};
use crate::registry::{ALL, Conditions, EVERY, Ends, Row, Runs};
use crate::request::{DataTableAction, DataTableRequest, DataTableRow, Request};
use serde_json::Value;

pub(super) const EVALUATE: Row = Row {
    name: "EvaluateDataTableValues",
    blocks: &["Data table"],
    log: "EvaluateDataTableValues",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::None,
    errors: PLAIN,
    ends: Ends::No,
    runs: Runs::Asks("data tables"),
    parse: |params| read(params, What::Evaluate),
};

pub(super) const LIST: Row = Row {
    name: "ListDataTableValues",
    log: "ListDataTableValues",
    parse: |params| read(params, What::List),
    ..EVALUATE
};

pub(super) const UPSERT: Row = Row {
    name: "UpsertDataTableValues",
    log: "UpsertDataTableValues",
    parse: |params| read(params, What::Upsert),
    ..EVALUATE
};

/// The most queries of one action, and the most groups of a list.
const QUERIES: usize = 5;
/// The most rows and the most values of a write.
const WRITES: usize = 25;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Evaluate,
    List,
    Upsert,
}

#[derive(Debug)]
struct DataTable {
    what: What,
    table: Param,
    rows: Vec<Entry>,
}

/// A query, group or row with its references.
#[derive(Debug, Default)]
struct Entry {
    name: String,
    primary: Vec<(String, Template)>,
    attributes: Vec<String>,
    values: Vec<(String, Option<Template>)>,
}

fn read(params: &mut Params<'_>, what: What) -> Box<dyn Block> {
    if !params.has("DataTableId") {
        params.missing("DataTableId", "say which table");
    }
    let table = params.param("DataTableId");
    let (key, most) = match what {
        What::Evaluate => ("Queries", QUERIES),
        What::List => ("PrimaryKeyGroups", QUERIES),
        What::Upsert => ("DataTableUpsertAttributes", WRITES),
    };
    if what == What::Upsert {
        params.choice("LockVersion", &["LATEST"]);
    }
    let rows = params.objects(key, |inner| row(inner, what));
    let rows = rows.unwrap_or_default();
    let values: usize = rows.iter().map(|row| row.values.len()).sum();
    if rows.is_empty() || rows.len() > most || values > WRITES {
        let hint = match what {
            What::Upsert => "1 to 25 rows with at most 25 values together",
            _ => "1 to 5 of them",
        };
        params.report(Rule::ParameterValue, key, hint);
    }
    Box::new(DataTable {
        what,
        table: table.unwrap_or(Param::Text("".into())),
        rows,
    })
}

fn row(params: &mut Params<'_>, what: What) -> Entry {
    let name = match what {
        What::Evaluate => params.required("QueryName"),
        What::List | What::Upsert => params.required("PrimaryKeyGroupName"),
    };
    let primary = params.objects("PrimaryValues", |inner| {
        let key = if what == What::Evaluate {
            "AttributeName"
        } else {
            "Name"
        };
        let name = inner.required(key);
        (name, Template::parse(&inner.required("Value")))
    });
    let attributes = match what {
        What::Evaluate => params.list("Attributes").unwrap_or_default(),
        What::List | What::Upsert => Vec::new(),
    };
    let values = match what {
        What::Upsert => params.objects("Attributes", |inner| {
            let name = inner.required("Name");
            let default = inner.flag("UseDefaultValue").unwrap_or_default();
            let value = inner.template("Value");
            if value.is_none() && !default {
                inner.missing("Value", "give a value, or UseDefaultValue True");
            }
            (name, value.filter(|_| !default))
        }),
        What::Evaluate | What::List => None,
    };
    Entry {
        name,
        primary: primary.unwrap_or_default(),
        attributes,
        values: values.unwrap_or_default(),
    }
}

impl Block for DataTable {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let Some(table) = text(cx, &self.table) else {
            return Step::fail("the reference to a data table has no value");
        };
        let fill = |row: &Entry| DataTableRow {
            name: row.name.clone(),
            primary: row
                .primary
                .iter()
                .map(|(name, value)| (name.clone(), cx.fill(value)))
                .collect(),
            attributes: row.attributes.clone(),
            values: row
                .values
                .iter()
                .map(|(name, value)| (name.clone(), value.as_ref().map(|it| cx.fill(it))))
                .collect(),
        };
        let rows = self.rows.iter().map(fill).collect();
        let action = match self.what {
            What::Evaluate => DataTableAction::Evaluate(rows),
            What::List => DataTableAction::List(rows),
            What::Upsert => DataTableAction::Upsert(rows),
        };
        let request = Request::DataTable(DataTableRequest { table, action });
        ask(cx, request, LIMIT)
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        let answer = match answered(waiting, signal) {
            Ok(answer) => answer,
            Err(step) => return step,
        };
        let step = led(&answer);
        if let Value::Object(found) = answer.data {
            let old = cx.host.memory().get(Root::DataTables);
            let mut tables = old.and_then(Value::as_object).cloned().unwrap_or_default();
            tables.extend(found);
            let tables = Value::Object(tables);
            cx.host.memory_mut().set(Root::DataTables, tables);
        }
        step
    }
}
