//! Users from CSV: a row becomes the input of CreateUser.

use super::table::{Row, Table};
use super::{Checked, RowError, rows};
use crate::connect::Connect;
use crate::faults::invalid;
use aws_wire::{Fault, Value};
use ids::Pii;
use serde_json::{Map, json};
use std::collections::{BTreeMap, BTreeSet};

/// The columns of the template, in order. Source: connect-b-routing-channels.md §3.1.
pub(crate) const COLUMNS: [&str; 16] = [
    FIRST,
    LAST,
    EMAIL,
    SECONDARY,
    MOBILE,
    PASSWORD,
    LOGIN,
    ROUTING,
    SECURITY,
    HIERARCHY,
    PHONE_TYPE,
    PHONE,
    AUTO_ACCEPT,
    WORK,
    TAGS,
    "agent hierarchy",
];
const FIRST: &str = "first name";
const LAST: &str = "last name";
const EMAIL: &str = "email address";
const SECONDARY: &str = "secondary email address";
const MOBILE: &str = "mobile";
const PASSWORD: &str = "password";
const LOGIN: &str = "user login";
const ROUTING: &str = "routing profile name";
const SECURITY: &str = "security_profile_name_1|security_profile_name_2";
const HIERARCHY: &str = "user_hierarchy_1|user_hierarchy_2";
const PHONE_TYPE: &str = "phone type (soft/desk)";
const PHONE: &str = "phone number";
const AUTO_ACCEPT: &str = "soft phone auto accept (yes/no)";
const WORK: &str = "acw timeout (seconds)";
const TAGS: &str = "tags";

/// What rows refer to by name.
#[derive(Debug, Default)]
struct Known {
    /// Whether users of the instance sign in with a password of ours.
    managed: bool,
    routing_profiles: BTreeMap<String, String>,
    security_profiles: BTreeMap<String, String>,
    /// Groups by their path, such as `Europe|Berlin`.
    hierarchy: BTreeMap<String, String>,
    logins: BTreeSet<String>,
}

/// Checks every row.
pub(crate) async fn check(connect: &Connect, table: &Table) -> Result<Vec<Checked>, Fault> {
    table
        .expect(&COLUMNS, &[LOGIN, ROUTING, SECURITY])
        .map_err(invalid)?;
    let known = known(connect, table).await?;
    let mut seen = BTreeSet::new();
    let rows = rows::check(connect, table, "CreateUser", LOGIN, |row| {
        user(&known, row, &mut seen)
    });
    Ok(rows)
}

async fn known(connect: &Connect, table: &Table) -> Result<Known, Fault> {
    let instance = connect.input("DescribeInstance", Map::new())?;
    let instance = connect.call("DescribeInstance", instance).await?;
    let managed = instance
        .pointer("/Instance/IdentityManagementType")
        .is_some_and(|it| it == "CONNECT_MANAGED");
    let ids = |operation, list, name| rows::ids_by_name(connect, operation, list, name);
    let routing_profiles = ids("ListRoutingProfiles", "RoutingProfileSummaryList", "Name").await?;
    let security_profiles =
        ids("ListSecurityProfiles", "SecurityProfileSummaryList", "Name").await?;
    let logins = ids("ListUsers", "UserSummaryList", "Username").await?;
    let wanted = table
        .rows
        .iter()
        .any(|row| row.get(HIERARCHY).is_some() || row.get("agent hierarchy").is_some());
    let hierarchy = if wanted {
        hierarchy(connect).await?
    } else {
        BTreeMap::new()
    };
    Ok(Known {
        managed,
        routing_profiles,
        security_profiles,
        hierarchy,
        logins: logins.into_keys().collect(),
    })
}

/// All groups by their paths.
async fn hierarchy(connect: &Connect) -> Result<BTreeMap<String, String>, Fault> {
    let groups = connect
        .list("ListUserHierarchyGroups", "UserHierarchyGroupSummaryList")
        .await?;
    let mut out = BTreeMap::new();
    for group in groups {
        let Some(id) = group.get("Id").and_then(Value::as_str) else {
            continue;
        };
        let mut members = Map::new();
        members.insert("HierarchyGroupId".into(), json!(id));
        let input = connect.input("DescribeUserHierarchyGroup", members)?;
        let group = connect.call("DescribeUserHierarchyGroup", input).await?;
        let path = group.pointer("/HierarchyGroup/HierarchyPath");
        let levels = [
            "LevelOne",
            "LevelTwo",
            "LevelThree",
            "LevelFour",
            "LevelFive",
        ];
        let names: Vec<&str> = levels
            .iter()
            .filter_map(|level| path?.get(level)?.get("Name")?.as_str())
            .collect();
        out.insert(names.join("|"), id.to_owned());
    }
    Ok(out)
}

/// A row as the members of CreateUser.
fn user(
    known: &Known,
    row: &Row,
    seen: &mut BTreeSet<String>,
) -> Result<Map<String, Value>, Vec<RowError>> {
    let mut errors = Vec::new();
    let mut members = Map::new();
    let login = rows::new_name(row, LOGIN, "user", &known.logins, seen, &mut errors);
    if let Some(login) = login {
        members.insert("Username".into(), json!(login));
    }
    password(known, row, &mut members, &mut errors);
    if known.managed {
        for column in [FIRST, LAST] {
            row.need(column, &mut errors);
        }
    }
    members.insert("IdentityInfo".into(), identity(row));
    if let Some(name) = row.need(ROUTING, &mut errors) {
        match known.routing_profiles.get(name) {
            Some(id) => drop(members.insert("RoutingProfileId".into(), json!(id))),
            None => errors.push(rows::nothing(ROUTING, "routing profile", name)),
        }
    }
    members.insert(
        "SecurityProfileIds".into(),
        security(known, row, &mut errors),
    );
    let group = row.get(HIERARCHY).or_else(|| row.get("agent hierarchy"));
    if let Some(path) = group {
        let parts: Vec<&str> = path.split('|').map(str::trim).collect();
        match known.hierarchy.get(&parts.join("|")) {
            Some(id) => drop(members.insert("HierarchyGroupId".into(), json!(id))),
            None => errors.push(rows::nothing(HIERARCHY, "hierarchy group", path)),
        }
    }
    members.insert("PhoneConfig".into(), phone(row, &mut errors));
    rows::finish(members, row, TAGS, errors)
}

fn password(
    known: &Known,
    row: &Row,
    members: &mut Map<String, Value>,
    errors: &mut Vec<RowError>,
) {
    match (known.managed, row.get(PASSWORD)) {
        (true, Some(password)) => {
            let rules = services::password::check_rules(&Pii::new(password.to_owned()));
            if let Err(error) = rules {
                errors.push(RowError::new(PASSWORD, error.to_string()));
            }
            members.insert("Password".into(), json!(password));
        }
        (true, None) => errors.push(RowError::new(PASSWORD, "must not be empty")),
        (false, Some(_)) => errors.push(RowError::new(
            PASSWORD,
            "must be empty: users of this instance sign in elsewhere",
        )),
        (false, None) => {}
    }
}

fn identity(row: &Row) -> Value {
    let columns = [
        ("FirstName", FIRST),
        ("LastName", LAST),
        ("Email", EMAIL),
        ("SecondaryEmail", SECONDARY),
        ("Mobile", MOBILE),
    ];
    let filled = columns
        .iter()
        .filter_map(|(member, column)| Some(((*member).to_owned(), json!(row.get(column)?))));
    Value::Object(filled.collect())
}

fn security(known: &Known, row: &Row, errors: &mut Vec<RowError>) -> Value {
    let names = row.parts(SECURITY);
    if names.is_empty() {
        errors.push(RowError::new(SECURITY, "must not be empty"));
    }
    let ids = names.into_iter().filter_map(|name| {
        let id = known.security_profiles.get(name);
        if id.is_none() {
            errors.push(rows::nothing(SECURITY, "security profile", name));
        }
        id.map(|id| json!(id))
    });
    Value::Array(ids.collect())
}

fn phone(row: &Row, errors: &mut Vec<RowError>) -> Value {
    let mut config = Map::new();
    let desk = match row.get(PHONE_TYPE).map(str::to_lowercase).as_deref() {
        None | Some("soft") => false,
        Some("desk") => true,
        Some(other) => {
            errors.push(RowError::new(
                PHONE_TYPE,
                format!("{other:?} is neither soft nor desk"),
            ));
            false
        }
    };
    let kind = if desk { "DESK_PHONE" } else { "SOFT_PHONE" };
    config.insert("PhoneType".into(), json!(kind));
    match (desk, row.get(PHONE)) {
        (true, None) => errors.push(RowError::new(PHONE, "a desk phone needs its number")),
        (_, Some(number)) => drop(config.insert("DeskPhoneNumber".into(), json!(number))),
        _ => {}
    }
    match row.get(AUTO_ACCEPT).map(str::to_lowercase).as_deref() {
        None => {}
        Some("yes") => drop(config.insert("AutoAccept".into(), json!(true))),
        Some("no") => drop(config.insert("AutoAccept".into(), json!(false))),
        Some(other) => errors.push(RowError::new(
            AUTO_ACCEPT,
            format!("{other:?} is neither yes nor no"),
        )),
    }
    if let Some(seconds) = row.get(WORK) {
        match seconds.parse::<u32>() {
            Ok(seconds) => drop(config.insert("AfterContactWorkTimeLimit".into(), json!(seconds))),
            Err(_) => errors.push(RowError::new(
                WORK,
                format!("{seconds:?} is no number of seconds"),
            )),
        }
    }
    Value::Object(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        Known {
            managed: true,
            routing_profiles: BTreeMap::from([("Basic".into(), "r-1".into())]),
            security_profiles: BTreeMap::from([
                ("Agent".into(), "s-1".into()),
                ("Admin".into(), "s-2".into()),
            ]),
            hierarchy: BTreeMap::from([("Europe|Berlin".into(), "h-1".into())]),
            logins: BTreeSet::from(["ada".into()]),
        }
    }

    fn rows(lines: &[&str]) -> Vec<Result<Map<String, Value>, Vec<RowError>>> {
        let header = "first name,last name,email address,password,user login,routing profile name,\
                      security_profile_name_1|security_profile_name_2,\
                      user_hierarchy_1|user_hierarchy_2,phone type (soft/desk),phone number,\
                      soft phone auto accept (yes/no),ACW timeout (seconds),tags";
        let text = format!("{header}\r\n{}", lines.join("\r\n"));
        let table = Table::read(&text).unwrap();
        table.expect(&COLUMNS, &[LOGIN]).unwrap();
        let mut seen = BTreeSet::new();
        let rows = table.rows.iter();
        rows.map(|row| user(&known(), row, &mut seen)).collect()
    }

    #[test]
    fn a_whole_row_becomes_a_user() {
        let made = rows(&[
            "Grace,Hopper,g@example.com,Passw0rd1,grace,Basic,Agent|Admin,Europe | \
             Berlin,desk,+18005550100,yes,30,team:blue|site:a",
        ]);
        let made = Value::Object(made[0].clone().unwrap());
        assert_eq!(made["Username"], "grace");
        assert_eq!(made["RoutingProfileId"], "r-1");
        assert_eq!(made["SecurityProfileIds"], json!(["s-1", "s-2"]));
        assert_eq!(made["HierarchyGroupId"], "h-1");
        assert_eq!(made["PhoneConfig"]["DeskPhoneNumber"], "+18005550100");
        assert_eq!(made["PhoneConfig"]["AfterContactWorkTimeLimit"], 30);
        assert_eq!(made["Tags"], json!({"team": "blue", "site": "a"}));
    }

    #[test]
    fn every_error_of_a_row_is_told_with_its_column() {
        let made = rows(&[
            "Eve,,,short,ada,Bassic,Agnet,Mars,radio,,maybe,soon,x",
            "Tim,Lee,,Passw0rd1,tim,Basic,Agent,,soft,,no,0,",
            "Tim,Lee,,Passw0rd1,tim,Basic,Agent,,soft,,no,0,",
        ]);
        let columns: Vec<_> = made[0]
            .clone()
            .unwrap_err()
            .into_iter()
            .map(|it| it.column)
            .collect();
        assert_eq!(
            columns,
            [
                LOGIN,
                PASSWORD,
                LAST,
                ROUTING,
                SECURITY,
                HIERARCHY,
                PHONE_TYPE,
                AUTO_ACCEPT,
                WORK,
                TAGS
            ]
        );
        assert!(made[1].is_ok());
        assert!(made[2].clone().unwrap_err()[0].message.contains("twice"));
    }
}
