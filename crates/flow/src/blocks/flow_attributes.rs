//! `UpdateFlowAttributes`: sets attributes that end with the flow.
//! Spec: flow-language.md §5.1, connect-c-flows.md §7.29.

use super::attributes::check_keys;
use super::{Block, Step};
use crate::cx::Cx;
use crate::params::Params;
use crate::problem::Rule;
use crate::references::Template;
use crate::registry::{ALL, Conditions, EVERY, Ends, Need, Row, Runs};
use crate::transitions::ErrorType;
use serde_json::Value;

pub(super) const ROW: Row = Row {
    name: "UpdateFlowAttributes",
    blocks: &["Set contact attributes"],
    log: "SetFlowAttributes",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[(ErrorType::NoMatchingError, Need::Mandatory)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

/// The most that a flow's attributes may hold together, keys and values, in bytes.
const LIMIT: usize = 32 * 1024;

#[derive(Debug)]
struct FlowAttributes {
    values: Vec<(Box<str>, Template)>,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let mut values = Vec::new();
    match params.value("FlowAttributes") {
        Some(Value::Object(map)) => {
            check_keys(params, "FlowAttributes", map.keys().map(String::as_str));
            for (key, value) in &map {
                match value.get("Value").and_then(Value::as_str) {
                    Some(text) if !text.is_empty() => {
                        values.push((key.as_str().into(), Template::parse(text)));
                    }
                    Some(_) => params.report(Rule::EmptyValue, "FlowAttributes", ""),
                    None => {
                        let hint = "each attribute is {\"Type\":\"String\",\"Value\":…}";
                        params.report(Rule::ParameterValue, "FlowAttributes", hint);
                    }
                }
            }
        }
        Some(_) => params.report(Rule::ParameterValue, "FlowAttributes", "expected an object"),
        None => params.missing("FlowAttributes", "give at least one attribute"),
    }
    Box::new(FlowAttributes { values })
}

impl Block for FlowAttributes {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let mut attributes = cx.core.frame.attributes.clone();
        for (key, template) in &self.values {
            let value: Box<str> = cx.fill(template).into();
            match attributes.iter_mut().find(|(name, _)| name == key) {
                Some((_, old)) => *old = value,
                None => attributes.push((key.clone(), value)),
            }
        }
        let size: usize = attributes
            .iter()
            .map(|(key, value)| key.len() + value.len())
            .sum();
        if size > LIMIT {
            return Step::fail("the flow's attributes are larger than 32 KB");
        }
        cx.core.frame.attributes = attributes;
        Step::Next
    }
}
