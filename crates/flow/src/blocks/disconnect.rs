//! `DisconnectParticipant`: hangs up.
//! Spec: flow-language.md §7, connect-c-flows.md §7.15.

use super::{Block, Step};
use crate::cx::Cx;
use crate::effect::Outcome;
use crate::params::Params;
use crate::registry::{Conditions, EVERY, Ends, IN_CQ_TA_TQ, Row, Runs};

pub(super) const ROW: Row = Row {
    name: "DisconnectParticipant",
    blocks: &["Disconnect / hang up"],
    log: "Disconnect",
    flows: IN_CQ_TA_TQ,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[],
    ends: Ends::Always,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Disconnect;

fn parse(_: &mut Params<'_>) -> Box<dyn Block> {
    Box::new(Disconnect)
}

impl Block for Disconnect {
    fn enter(&self, _: &mut Cx<'_>) -> Step {
        Step::Finish(Outcome::Disconnect)
    }
}
