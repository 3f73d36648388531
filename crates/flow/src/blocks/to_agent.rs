//! `TransferContactToAgent`: hands the contact to the agent of a transfer flow.
//! Spec: flow-language.md §5.3, connect-c-flows.md §7.45.

use super::{Block, Step};
use crate::change::Change;
use crate::cx::Cx;
use crate::effect::Outcome;
use crate::params::Params;
use crate::registry::{Conditions, Ends, FlowTypes, Row, Runs, VOICE};
use resources::FlowKind;

pub(super) const ROW: Row = Row {
    name: "TransferContactToAgent",
    blocks: &["Transfer to agent (beta)"],
    log: "TransferToAgent",
    flows: FlowTypes::of(&[FlowKind::AgentTransfer, FlowKind::QueueTransfer]),
    channels: VOICE,
    conditions: Conditions::None,
    errors: &[],
    ends: Ends::Always,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct ToAgent;

fn parse(_: &mut Params<'_>) -> Box<dyn Block> {
    Box::new(ToAgent)
}

impl Block for ToAgent {
    /// There is no branch for an agent who cannot take it: the contact is disconnected.
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        Step::Finish(match cx.apply(Change::TransferToAgent) {
            Ok(()) => Outcome::TransferredToAgent,
            Err(_) => Outcome::Disconnect,
        })
    }
}
