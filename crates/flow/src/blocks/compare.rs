//! `Compare`: branches on the value of a reference.
//! Spec: flow-language.md §6, connect-c-flows.md §7.6.

use super::{Block, Step};
use crate::cx::Cx;
use crate::params::{Param, Params};
use crate::problem::Rule;
use crate::references::{Path, Root};
use crate::registry::{ALL, Conditions, EVERY, Ends, Need, Row, Runs};
use crate::transitions::{ErrorType, Operator};

pub(super) const ROW: Row = Row {
    name: "Compare",
    blocks: &["Check contact attributes"],
    log: "CheckAttribute",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::Any(Operator::ALL),
    errors: &[(ErrorType::NoMatchingCondition, Need::Mandatory)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Compare(Option<Path>);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("ComparisonValue") {
        params.missing("ComparisonValue", "give a reference");
        return Box::new(Compare(None));
    }
    let path = match params.param("ComparisonValue") {
        Some(Param::Path(path)) if !is_bare(&path) => Some(path),
        _ => {
            let hint = "expected one reference with a leaf, such as $.Attributes.language";
            params.report(Rule::ParameterValue, "ComparisonValue", hint);
            None
        }
    };
    Box::new(Compare(path))
}

/// Whether a root that holds many values stands alone, as in `$.External`.
fn is_bare(path: &Path) -> bool {
    let many = matches!(
        path.root(),
        Root::Attributes
            | Root::FlowAttributes
            | Root::External
            | Root::Queue
            | Root::Agent
            | Root::Metrics
            | Root::Lex
            | Root::Media
            | Root::MediaStreams
            | Root::Views
            | Root::Customer
            | Root::Case
            | Root::Modules
            | Root::CustomerEndpoint
            | Root::SystemEndpoint
            | Root::SegmentAttributes
            | Root::References
            | Root::DataTables
            | Root::Loop
            | Root::Capabilities
            | Root::Task
            | Root::Wisdom
    );
    many && path.is_empty()
}

impl Block for Compare {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let value = self.0.as_ref().and_then(|path| cx.resolve(path));
        Step::Lead(cx.action.transitions().on_result(value.as_ref()))
    }
}
