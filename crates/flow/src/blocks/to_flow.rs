//! `TransferToFlow`: goes on in another flow for good.
//! Spec: flow-language.md §6, connect-c-flows.md §7.46.

use super::{Block, Step, text};
use crate::cx::Cx;
use crate::params::{Param, Params};
use crate::registry::{Conditions, EVERY, Ends, IN_TA_TQ, Need, Row, Runs};
use crate::transitions::ErrorType;
use crate::validate::Check;
use resources::FlowKind;

pub(super) const ROW: Row = Row {
    name: "TransferToFlow",
    blocks: &["Transfer to flow"],
    log: "TransferToFlow",
    flows: IN_TA_TQ,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[(ErrorType::NoMatchingError, Need::Mandatory)],
    ends: Ends::OnSuccess,
    runs: Runs::Itself,
    parse,
};

/// What a contact may be transferred to.
const KINDS: &[FlowKind] = &[
    FlowKind::ContactFlow,
    FlowKind::AgentTransfer,
    FlowKind::QueueTransfer,
    FlowKind::Campaign,
];

#[derive(Debug)]
struct ToFlow(Param);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("ContactFlowId") {
        params.missing("ContactFlowId", "say which flow");
    }
    let flow = params.param("ContactFlowId");
    Box::new(ToFlow(flow.unwrap_or(Param::Text("".into()))))
}

impl Block for ToFlow {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let Some(id) = text(cx, &self.0) else {
            return Step::fail("the reference to a flow has no value");
        };
        match cx.host.flow(&id) {
            Some(flow) if KINDS.contains(&flow.kind) => Step::Jump(flow),
            Some(_) => Step::fail("the flow is of another type"),
            None => Step::fail("there is no such published flow"),
        }
    }

    fn check(&self, check: &mut Check<'_>) {
        check.flow("ContactFlowId", &self.0, KINDS);
    }
}
