//! `DequeueContactAndTransferToQueue`: moves a waiting contact to another queue; the flow goes on.
//! Spec: flow-language.md §5.3, connect-c-flows.md §7.48.

use super::queue::QueueParam;
use super::{Block, Step};
use crate::change::Change;
use crate::cx::Cx;
use crate::params::Params;
use crate::registry::{Conditions, EVERY, Ends, FlowTypes, Need, Row, Runs};
use crate::transitions::ErrorType;
use crate::validate::Check;
use resources::FlowKind;

pub(super) const ROW: Row = Row {
    name: "DequeueContactAndTransferToQueue",
    blocks: &["Transfer to queue"],
    log: "Dequeue",
    flows: FlowTypes::of(&[FlowKind::CustomerQueue]),
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[
        (ErrorType::QueueAtCapacity, Need::Mandatory),
        (ErrorType::NoMatchingError, Need::Mandatory),
    ],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Requeue(QueueParam);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    Box::new(Requeue(QueueParam::required(params)))
}

impl Block for Requeue {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        match self.0.choose(cx) {
            Some(queue) => cx.apply(Change::Requeue(queue)).into(),
            None => Step::fail("the reference to a queue has no value"),
        }
    }

    fn check(&self, check: &mut Check<'_>) {
        self.0.check(check);
    }
}
