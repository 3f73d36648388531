//! The six actions of customer profiles.
//! Spec: flow-language.md §8, connect-c-flows.md §7.14.

use super::ask::{LIMIT, PLAIN, answered, ask, led};
use super::{Block, Signal, Step, Waiting};
use crate::cx::Cx;
use crate::params::Params;
use crate::problem::Rule;
use crate::references::Root;
use crate::registry::{ALL, Conditions, EVERY, Ends, Need, Row, Runs};
use crate::request::{ProfileAction, ProfileRequest, Request};
use crate::transitions::ErrorType;
use serde_json::{Map, Value};

const NONE_FOUND: &[(ErrorType, Need)] = &[
    (ErrorType::NoneFoundError, Need::Mandatory),
    (ErrorType::NoMatchingError, Need::Mandatory),
];

pub(super) const CREATE: Row = Row {
    name: "CreateCustomerProfile",
    blocks: &["Customer profiles"],
    log: "CustomerProfiles",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::None,
    errors: PLAIN,
    ends: Ends::No,
    runs: Runs::Asks("customer profiles"),
    parse: |params| read(params, ProfileAction::Create),
};

pub(super) const GET: Row = Row {
    name: "GetCustomerProfile",
    errors: &[
        (ErrorType::MultipleFoundError, Need::Mandatory),
        (ErrorType::NoneFoundError, Need::Mandatory),
        (ErrorType::NoMatchingError, Need::Mandatory),
    ],
    parse: |params| read(params, ProfileAction::Get),
    ..CREATE
};

pub(super) const UPDATE: Row = Row {
    name: "UpdateCustomerProfile",
    parse: |params| read(params, ProfileAction::Update),
    ..CREATE
};

pub(super) const GET_OBJECT: Row = Row {
    name: "GetCustomerProfileObject",
    errors: NONE_FOUND,
    parse: |params| read(params, ProfileAction::GetObject),
    ..CREATE
};

pub(super) const GET_CALCULATED: Row = Row {
    name: "GetCalculatedAttributesForCustomerProfile",
    errors: NONE_FOUND,
    parse: |params| read(params, ProfileAction::GetCalculated),
    ..CREATE
};

pub(super) const ASSOCIATE: Row = Row {
    name: "AssociateContactToCustomerProfile",
    parse: |params| read(params, ProfileAction::Associate),
    ..CREATE
};

/// The longest value of a request, in characters.
const VALUE_LIMIT: usize = 255;
/// The most characters of profile data that a flow may hold.
const TOTAL_LIMIT: usize = 14_000;
/// The most search identifiers.
const IDENTIFIERS: usize = 5;

#[derive(Debug)]
struct Profile {
    action: ProfileAction,
    data: Map<String, Value>,
    response: Vec<String>,
}

fn read(params: &mut Params<'_>, action: ProfileAction) -> Box<dyn Block> {
    let data = match params.value("ProfileRequestData") {
        Some(Value::Object(map)) => map,
        Some(_) => {
            let hint = "expected an object";
            params.report(Rule::ParameterValue, "ProfileRequestData", hint);
            Map::new()
        }
        None => {
            params.missing("ProfileRequestData", "say which profile");
            Map::new()
        }
    };
    let response = params.list("ProfileResponseData").unwrap_or_default();
    let criteria = data.get("SearchCriteria").and_then(Value::as_array);
    if criteria.is_some_and(|list| list.is_empty() || list.len() > IDENTIFIERS) {
        let hint = "one to five search identifiers";
        params.report(Rule::ParameterValue, "ProfileRequestData", hint);
    }
    let needs: &[&str] = match action {
        ProfileAction::Update | ProfileAction::GetCalculated => &["ProfileId"],
        ProfileAction::GetObject => &["ProfileId", "ObjectType"],
        ProfileAction::Associate => &["ProfileId", "ContactId"],
        ProfileAction::Create | ProfileAction::Get => &[],
    };
    if let Some(key) = needs.iter().find(|key| !data.contains_key(**key)) {
        let hint = format!("{key} must be there");
        params.report(Rule::MissingParameter, "ProfileRequestData", &hint);
    }
    Box::new(Profile {
        action,
        data,
        response,
    })
}

/// Whether a text in a value is longer than a request may have.
fn too_long(value: &Value) -> bool {
    match value {
        Value::String(text) => text.chars().count() > VALUE_LIMIT,
        Value::Array(list) => list.iter().any(too_long),
        Value::Object(map) => map.values().any(too_long),
        _ => false,
    }
}

fn characters(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        Value::Array(list) => list.iter().map(characters).sum(),
        Value::Object(map) => map.values().map(characters).sum(),
        Value::Null => 0,
        other => other.to_string().len(),
    }
}

impl Block for Profile {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let data = cx.fill_map(&self.data, true);
        let empty = |value: &Value| value.as_str().is_some_and(str::is_empty);
        if data.values().any(empty) {
            return Step::fail("a reference has no value");
        }
        if data.values().any(too_long) {
            return Step::fail("a value is longer than 255 characters");
        }
        let request = ProfileRequest {
            action: self.action,
            data,
            response: self.response.clone(),
        };
        ask(cx, Request::Profile(request), LIMIT)
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        let answer = match answered(waiting, signal) {
            Ok(answer) => answer,
            Err(step) => return step,
        };
        // What another action found stays beside what this one found.
        let old = cx.host.memory().get(Root::Customer);
        let mut customer = old.and_then(Value::as_object).cloned().unwrap_or_default();
        let step = led(&answer);
        if let Value::Object(map) = answer.data {
            customer.extend(map);
        }
        let customer = Value::Object(customer);
        if characters(&customer) > TOTAL_LIMIT {
            return Step::fail("the profile data is longer than 14,000 characters");
        }
        cx.host.memory_mut().set(Root::Customer, customer);
        step
    }
}
