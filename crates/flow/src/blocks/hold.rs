//! `UpdatePreviousContactParticipantState`: puts the agent or the customer on hold, or joins all.
//! Spec: flow-language.md §5.3, connect-c-flows.md §7.20.

use super::ask::PLAIN;
use super::{Block, Step};
use crate::change::{Change, HeldParticipant};
use crate::cx::Cx;
use crate::params::Params;
use crate::registry::{Conditions, Ends, IN_TA_TQ, Row, Runs, VOICE};
use resources::FlowKind as K;

pub(super) const ROW: Row = Row {
    name: "UpdatePreviousContactParticipantState",
    blocks: &["Hold customer or agent"],
    log: "HoldParticipants",
    flows: IN_TA_TQ.and(&[K::OutboundWhisper]),
    channels: VOICE,
    conditions: Conditions::None,
    errors: PLAIN,
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Hold(HeldParticipant);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let key = "PreviousContactParticipantState";
    if !params.has(key) {
        params.missing(key, "AgentOnHold, CustomerOnHold or OffHold");
    }
    let state = params.choice(key, &["AgentOnHold", "CustomerOnHold", "OffHold"]);
    Box::new(Hold(match state {
        Some("AgentOnHold") => HeldParticipant::Agent,
        Some("CustomerOnHold") => HeldParticipant::Customer,
        _ => HeldParticipant::Nobody,
    }))
}

impl Block for Hold {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        cx.apply(Change::Hold(self.0)).into()
    }
}
