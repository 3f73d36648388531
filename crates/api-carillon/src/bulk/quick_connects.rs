//! Quick connects from CSV: a row becomes the input of CreateQuickConnect.
//!
//! The service has no such file; the columns are ours, in the words of its pages.

use super::table::{Row, Table};
use super::{Checked, RowError, rows};
use crate::connect::Connect;
use crate::faults::invalid;
use aws_wire::{Fault, Value};
use serde_json::{Map, json};
use std::collections::{BTreeMap, BTreeSet};

/// The columns of the template, in order.
pub(crate) const COLUMNS: [&str; 6] = [NAME, DESCRIPTION, TYPE, DESTINATION, FLOW, TAGS];
const NAME: &str = "name";
const DESCRIPTION: &str = "description";
const TYPE: &str = "type (user/queue/phone number)";
const DESTINATION: &str = "destination";
const FLOW: &str = "flow";
const TAGS: &str = "tags";

/// What rows refer to by name.
#[derive(Debug, Default)]
struct Known {
    users: BTreeMap<String, String>,
    queues: BTreeMap<String, String>,
    flows: BTreeMap<String, String>,
    names: BTreeSet<String>,
}

/// Checks every row.
pub(crate) async fn check(connect: &Connect, table: &Table) -> Result<Vec<Checked>, Fault> {
    table
        .expect(&COLUMNS, &[NAME, TYPE, DESTINATION])
        .map_err(invalid)?;
    let known = known(connect).await?;
    let mut seen = BTreeSet::new();
    let rows = rows::check(connect, table, "CreateQuickConnect", NAME, |row| {
        quick_connect(&known, row, &mut seen)
    });
    Ok(rows)
}

async fn known(connect: &Connect) -> Result<Known, Fault> {
    let ids = |operation, list, name| rows::ids_by_name(connect, operation, list, name);
    Ok(Known {
        users: ids("ListUsers", "UserSummaryList", "Username").await?,
        queues: ids("ListQueues", "QueueSummaryList", "Name").await?,
        flows: ids("ListContactFlows", "ContactFlowSummaryList", "Name").await?,
        names: ids("ListQuickConnects", "QuickConnectSummaryList", "Name")
            .await?
            .into_keys()
            .collect(),
    })
}

/// A row as the members of CreateQuickConnect.
fn quick_connect(
    known: &Known,
    row: &Row,
    seen: &mut BTreeSet<String>,
) -> Result<Map<String, Value>, Vec<RowError>> {
    let mut errors = Vec::new();
    let mut members = Map::new();
    let name = rows::new_name(row, NAME, "quick connect", &known.names, seen, &mut errors);
    if let Some(name) = name {
        members.insert("Name".into(), json!(name));
    }
    if let Some(text) = row.get(DESCRIPTION) {
        members.insert("Description".into(), json!(text));
    }
    let kind = row.need(TYPE, &mut errors).map(str::to_lowercase);
    let destination = row.need(DESTINATION, &mut errors);
    if let (Some(kind), Some(destination)) = (kind, destination) {
        match config(known, &kind, destination, row, &mut errors) {
            Some(config) => drop(members.insert("QuickConnectConfig".into(), config)),
            None => debug_assert!(!errors.is_empty()),
        }
    }
    rows::finish(members, row, TAGS, errors)
}

fn config(
    known: &Known,
    kind: &str,
    destination: &str,
    row: &Row,
    errors: &mut Vec<RowError>,
) -> Option<Value> {
    let mut find = |among: &BTreeMap<String, String>, column: &str, what: &str, name: &str| {
        let id = among.get(name).cloned();
        if id.is_none() {
            errors.push(rows::nothing(column, what, name));
        }
        id
    };
    match kind {
        "phone number" | "phone" => Some(json!({
            "QuickConnectType": "PHONE_NUMBER", "PhoneConfig": {"PhoneNumber": destination},
        })),
        "user" | "queue" => {
            let among = match kind {
                "user" => &known.users,
                _ => &known.queues,
            };
            let to = find(among, DESTINATION, kind, destination);
            let flow = row.get(FLOW).unwrap_or_default();
            let flow = find(&known.flows, FLOW, "flow", flow);
            let (to, flow) = (to?, flow?);
            Some(match kind {
                "user" => json!({
                    "QuickConnectType": "USER", "UserConfig": {"UserId": to, "ContactFlowId": flow},
                }),
                _ => json!({
                    "QuickConnectType": "QUEUE", "QueueConfig": {"QueueId": to, "ContactFlowId": flow},
                }),
            })
        }
        other => {
            errors.push(RowError::new(
                TYPE,
                format!("{other:?} is none of user, queue and phone number"),
            ));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_quick_connects_of_their_type() {
        let known = Known {
            users: BTreeMap::from([("ada".into(), "u-1".into())]),
            queues: BTreeMap::from([("Support".into(), "q-1".into())]),
            flows: BTreeMap::from([("To agent".into(), "f-1".into())]),
            names: BTreeSet::from(["Taken".into()]),
        };
        let text = "name,type (user/queue/phone number),destination,flow,tags\n\
                    Desk,phone number,+18005550100,,a:b\nAda,user,ada,To agent,\n\
                    Lost,queue,Sales,,\nTaken,fax,1,,\n";
        let table = Table::read(text).unwrap();
        let mut seen = BTreeSet::new();
        let made: Vec<_> = table
            .rows
            .iter()
            .map(|row| quick_connect(&known, row, &mut seen))
            .collect();
        let config = |at: usize| made[at].clone().unwrap()["QuickConnectConfig"].clone();
        assert_eq!(config(0)["PhoneConfig"]["PhoneNumber"], "+18005550100");
        assert_eq!(config(1)["UserConfig"]["ContactFlowId"], "f-1");
        let columns = |at: usize| -> Vec<String> {
            let errors = made[at].clone().unwrap_err();
            errors.into_iter().map(|it| it.column).collect()
        };
        assert_eq!(columns(2), [DESTINATION, FLOW]);
        assert_eq!(columns(3), [NAME, TYPE]);
    }
}
