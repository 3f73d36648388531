//! `InvokeFlowModule`: runs a module and goes on with what it returned.
//! Spec: flow-language.md §5.4, connect-c-flows.md §7.22 and §8.7.

use super::{Block, Step};
use crate::cx::Cx;
use crate::params::{Param, Params};
use crate::registry::{Conditions, EVERY, Ends, FlowTypes, Need, Row, Runs};
use crate::transitions::{ErrorType, Operator};
use crate::validate::{Check, ResourceKind};
use resources::FlowKind as K;
use serde_json::Value;

pub(super) const ROW: Row = Row {
    name: "InvokeFlowModule",
    blocks: &["Invoke module"],
    log: "InvokeFlowModule",
    // Every flow type, but no module calls another.
    flows: FlowTypes::of(&[
        K::ContactFlow,
        K::CustomerQueue,
        K::CustomerHold,
        K::CustomerWhisper,
        K::AgentHold,
        K::AgentWhisper,
        K::OutboundWhisper,
        K::AgentTransfer,
        K::QueueTransfer,
        K::Campaign,
    ]),
    channels: EVERY,
    conditions: Conditions::Any(&[Operator::Equals]),
    errors: &[
        (ErrorType::NoMatchingError, Need::Mandatory),
        (ErrorType::NoMatchingCondition, Need::Optional),
    ],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Invoke {
    module: String,
    input: Option<Value>,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let module = params.required("FlowModuleId");
    let input = params.value("Input");
    Box::new(Invoke { module, input })
}

impl Block for Invoke {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        if !cx.core.callers.is_empty() {
            return Step::fail("a module cannot invoke another");
        }
        match cx.host.flow(&self.module) {
            Some(module) if module.kind == K::Module => {
                let input = self.input.as_ref().map(|value| cx.fill_value(value, true));
                Step::Call(module, input)
            }
            _ => Step::fail("there is no such published module"),
        }
    }

    fn check(&self, check: &mut Check<'_>) {
        let module = Param::Text(self.module.as_str().into());
        check.param(ResourceKind::Module, "FlowModuleId", &module);
    }
}
