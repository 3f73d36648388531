//! `EndFlowModuleExecution`: returns from a module.
//! Spec: flow-language.md §5.4, connect-c-flows.md §7.27.

use super::{Block, Step};
use crate::cx::Cx;
use crate::params::Params;
use crate::registry::{Conditions, EVERY, Ends, FlowTypes, Row, Runs};
use resources::FlowKind;
use serde_json::Value;

pub(super) const ROW: Row = Row {
    name: "EndFlowModuleExecution",
    blocks: &["Return (from module)"],
    log: "Return",
    flows: FlowTypes::of(&[FlowKind::Module]),
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[],
    ends: Ends::Always,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct EndModule {
    result: Option<String>,
    data: Option<Value>,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let result = params.text("Result");
    let data = params.value("ResultData");
    Box::new(EndModule { result, data })
}

impl Block for EndModule {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let data = self.data.as_ref().map(|value| cx.fill_value(value, true));
        let result = self.result.clone();
        Step::Return { result, data }
    }
}
