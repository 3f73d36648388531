//! `UpdateContactRoutingBehavior`: priority or age in the queue.
//! Spec: flow-language.md §5.3 and §13 (the wider set of flow types), connect-c-flows.md §7.4.

use super::{Block, Step};
use crate::change::Change;
use crate::cx::Cx;
use crate::params::Params;
use crate::problem::Rule;
use crate::registry::{Conditions, EVERY, Ends, IN_CQ_OW_TA_TQ, Row, Runs};

pub(super) const ROW: Row = Row {
    name: "UpdateContactRoutingBehavior",
    blocks: &["Change routing priority / age"],
    log: "UpdateRoutingPriority",
    flows: IN_CQ_OW_TA_TQ,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Routing(Change);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let priority = params.number("QueuePriority", 1..=i32::MAX as u32);
    let age = params.text("QueueTimeAdjustmentSeconds");
    let change = match (priority, age) {
        (Some(_), Some(_)) => {
            let hint = "give only one of QueuePriority and QueueTimeAdjustmentSeconds";
            params.report(Rule::ParameterValue, "QueuePriority", hint);
            Change::Priority(5)
        }
        (Some(priority), None) => Change::Priority(priority),
        (None, Some(text)) => match text.trim().parse::<i32>() {
            Ok(seconds) => Change::QueueTimeAdjustment(seconds.into()),
            Err(_) => {
                let hint = "expected a whole number of seconds";
                params.report(Rule::ParameterValue, "QueueTimeAdjustmentSeconds", hint);
                Change::Priority(5)
            }
        },
        (None, None) => {
            if !params.has("QueuePriority") {
                let hint = "give one of QueuePriority and QueueTimeAdjustmentSeconds";
                params.missing("QueuePriority", hint);
            }
            Change::Priority(5)
        }
    };
    Box::new(Routing(change))
}

impl Block for Routing {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        cx.apply(self.0.clone()).into()
    }
}
