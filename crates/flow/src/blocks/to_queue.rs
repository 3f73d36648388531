//! `TransferContactToQueue`: puts the contact into its working queue and ends the flow.
//! Spec: flow-language.md §5.3, connect-c-flows.md §7.48.

use super::{Block, Step};
use crate::change::Change;
use crate::cx::Cx;
use crate::effect::Outcome;
use crate::params::Params;
use crate::registry::{Conditions, EVERY, Ends, IN_TA_TQ, Need, Row, Runs};
use crate::transitions::ErrorType;

pub(super) const ROW: Row = Row {
    name: "TransferContactToQueue",
    blocks: &["Transfer to queue"],
    log: "Transfer",
    flows: IN_TA_TQ,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[
        (ErrorType::QueueAtCapacity, Need::Mandatory),
        (ErrorType::NoMatchingError, Need::Mandatory),
    ],
    ends: Ends::OnSuccess,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct ToQueue;

fn parse(_: &mut Params<'_>) -> Box<dyn Block> {
    Box::new(ToQueue)
}

impl Block for ToQueue {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        match cx.apply(Change::TransferToQueue) {
            Ok(()) => Step::Finish(Outcome::Queued),
            Err(refusal) => Step::Error(refusal.error, refusal.reason),
        }
    }
}
