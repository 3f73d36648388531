//! `EndFlowExecution`: ends the flow, and the contact goes on.
//! Spec: flow-language.md §6, connect-c-flows.md §7.17.

use super::{Block, Step};
use crate::cx::Cx;
use crate::effect::Outcome;
use crate::params::Params;
use crate::registry::{Conditions, EVERY, Ends, FlowTypes, Row, Runs};
use resources::FlowKind as K;

pub(super) const ROW: Row = Row {
    name: "EndFlowExecution",
    blocks: &["End flow / Resume"],
    log: "Resume",
    flows: FlowTypes::of(&[
        K::CustomerQueue,
        K::CustomerHold,
        K::CustomerWhisper,
        K::OutboundWhisper,
        K::AgentHold,
        K::AgentWhisper,
        K::AgentTransfer,
        K::QueueTransfer,
    ]),
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[],
    ends: Ends::Always,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct EndFlow;

fn parse(_: &mut Params<'_>) -> Box<dyn Block> {
    Box::new(EndFlow)
}

impl Block for EndFlow {
    /// In an inbound or disconnect flow, which publishing refuses today but older flows have, it
    /// is a disconnect.
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        Step::Finish(match cx.kind() {
            K::ContactFlow | K::Campaign => Outcome::Disconnect,
            _ => Outcome::Ended,
        })
    }
}
