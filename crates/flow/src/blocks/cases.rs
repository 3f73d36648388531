//! `CreateCase`, `GetCase` and `UpdateCase`.
//! Spec: flow-language.md §5.5, connect-c-flows.md §7.3.

use super::ask::{LIMIT, answered, ask, keep};
use super::{Block, Signal, Step, Waiting, text};
use crate::cx::Cx;
use crate::params::{Param, Params};
use crate::problem::Rule;
use crate::references::Root;
use crate::registry::{ALL, Conditions, EVERY, Ends, Need, Row, Runs};
use crate::request::{CaseAction, CaseRequest, Request};
use crate::transitions::ErrorType;
use serde_json::{Map, Value};

pub(super) const CREATE: Row = Row {
    name: "CreateCase",
    blocks: &["Cases"],
    log: "CreateCase",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[
        (ErrorType::NoMatchingError, Need::Mandatory),
        (ErrorType::ContactNotLinked, Need::Depends),
    ],
    ends: Ends::No,
    runs: Runs::Asks("cases"),
    parse: parse_create,
};

pub(super) const UPDATE: Row = Row {
    name: "UpdateCase",
    log: "UpdateCase",
    parse: parse_update,
    ..CREATE
};

pub(super) const GET: Row = Row {
    name: "GetCase",
    log: "GetCase",
    errors: &[
        (ErrorType::MultipleFound, Need::Mandatory),
        (ErrorType::NoneFound, Need::Mandatory),
        (ErrorType::NoMatchingError, Need::Mandatory),
        (ErrorType::ContactNotLinked, Need::Depends),
    ],
    parse: parse_get,
    ..CREATE
};

#[derive(Debug)]
struct Case {
    action: Action,
    link: bool,
    fields: Map<String, Value>,
    response: Vec<String>,
}

#[derive(Debug)]
enum Action {
    Create(String),
    Get {
        last_updated: bool,
        customer: Option<Param>,
    },
    Update(Option<Param>),
}

fn read(params: &mut Params<'_>, action: Action) -> Box<dyn Block> {
    let link = params.flag("LinkContactToCase").unwrap_or_default();
    let fields = match params.value("CaseRequestFields") {
        Some(Value::Object(map)) => map,
        None => Map::new(),
        Some(_) => {
            params.report(
                Rule::ParameterValue,
                "CaseRequestFields",
                "expected an object",
            );
            Map::new()
        }
    };
    let response = match action {
        Action::Get { .. } => params.list("CaseResponseFields").unwrap_or_default(),
        _ => Vec::new(),
    };
    Box::new(Case {
        action,
        link,
        fields,
        response,
    })
}

fn parse_create(params: &mut Params<'_>) -> Box<dyn Block> {
    let template = params.required("CaseTemplateId");
    read(params, Action::Create(template))
}

fn parse_get(params: &mut Params<'_>) -> Box<dyn Block> {
    let action = Action::Get {
        last_updated: params.flag("GetLastUpdatedCase").unwrap_or_default(),
        customer: params.param("CustomerId"),
    };
    read(params, action)
}

fn parse_update(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("CaseId") {
        params.missing("CaseId", "say which case, such as $.Case.case_id");
    }
    let case = params.param("CaseId");
    read(params, Action::Update(case))
}

impl Block for Case {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let mut fields = cx.fill_map(&self.fields, true);
        let action = match &self.action {
            Action::Create(template) => CaseAction::Create {
                template: template.clone(),
            },
            Action::Get {
                last_updated,
                customer,
            } => {
                // The reference has a parameter for it, exports have a field: one and the same.
                if let Some(customer) = customer.as_ref().and_then(|it| text(cx, it)) {
                    fields.insert("customer_id".to_owned(), Value::String(customer));
                }
                CaseAction::Get {
                    last_updated: *last_updated,
                }
            }
            Action::Update(case) => match case.as_ref().and_then(|it| text(cx, it)) {
                Some(case) => CaseAction::Update { case },
                None => return Step::fail("the reference to a case has no value"),
            },
        };
        if fields.is_empty() && !matches!(action, CaseAction::Create { .. }) {
            return Step::fail("no field of a case is given");
        }
        let request = CaseRequest {
            action,
            link: self.link,
            fields,
            response: self.response.clone(),
        };
        ask(cx, Request::Case(request), LIMIT)
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        match answered(waiting, signal) {
            Ok(answer) => keep(cx, Root::Case, answer),
            Err(step) => step,
        }
    }

    fn errors(&self, row: &Row) -> Vec<(ErrorType, Need)> {
        let known = row.errors.iter();
        known
            .filter(|(_, need)| *need != Need::Depends || self.link)
            .map(|(error, _)| (*error, Need::Mandatory))
            .collect()
    }
}
