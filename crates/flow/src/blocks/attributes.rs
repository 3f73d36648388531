//! `UpdateContactAttributes`: sets user-defined attributes of the contact.
//! Spec: flow-language.md §5.1, connect-c-flows.md §7.29.

use super::{Block, Step};
use crate::change::{Change, TargetContact};
use crate::cx::Cx;
use crate::params::Params;
use crate::problem::Rule;
use crate::references::Template;
use crate::registry::{ALL, Conditions, EVERY, Ends, Need, Row, Runs};
use crate::transitions::ErrorType;

pub(super) const ROW: Row = Row {
    name: "UpdateContactAttributes",
    blocks: &["Set contact attributes"],
    log: "SetAttributes",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[(ErrorType::NoMatchingError, Need::Mandatory)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Attributes {
    target: TargetContact,
    values: Vec<(String, Template)>,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let target = target(params);
    if !params.has("Attributes") {
        params.missing("Attributes", "give at least one attribute");
    }
    let values = params.templates("Attributes").unwrap_or_default();
    check_keys(
        params,
        "Attributes",
        values.iter().map(|(key, _)| key.as_str()),
    );
    Box::new(Attributes { target, values })
}

/// `TargetContact`, which is the current contact where it is not given.
pub(super) fn target(params: &mut Params<'_>) -> TargetContact {
    match params.choice("TargetContact", &["Current", "Related"]) {
        Some("Related") => TargetContact::Related,
        _ => TargetContact::Current,
    }
}

/// A key with `$` or `.` could never be referred to (connect-d-data-metrics.md §1.1).
pub(super) fn check_keys<'a>(
    params: &mut Params<'_>,
    parameter: &str,
    mut keys: impl Iterator<Item = &'a str>,
) {
    if keys.any(|key| key.is_empty() || key.contains(['$', '.'])) {
        let hint = "a key is not empty and has no $ and no full stop";
        params.report(Rule::ParameterValue, parameter, hint);
    }
}

impl Block for Attributes {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let fill = |(key, value): &(String, Template)| (key.clone(), cx.fill(value));
        let values = self.values.iter().map(fill).collect();
        let target = self.target;
        cx.apply(Change::Attributes { target, values }).into()
    }
}
