//! `DistributeByPercentage`: a branch by chance.
//! Spec: flow-language.md §6, connect-c-flows.md §7.16.

use super::{Block, Step};
use crate::cx::Cx;
use crate::params::Params;
use crate::registry::{Conditions, EVERY, Ends, IN_CQ_OW_TA_TQ, Need, Row, Runs};
use crate::transitions::{Condition, ErrorType, Operator};

pub(super) const ROW: Row = Row {
    name: "DistributeByPercentage",
    blocks: &["Distribute by percentage"],
    log: "DistributeByPercentage",
    flows: IN_CQ_OW_TA_TQ,
    channels: EVERY,
    conditions: Conditions::Any(&[Operator::NumberLessThan]),
    errors: &[(ErrorType::NoMatchingCondition, Need::Mandatory)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Distribute;

fn parse(_: &mut Params<'_>) -> Box<dyn Block> {
    Box::new(Distribute)
}

impl Block for Distribute {
    /// Conditions hold cumulative percentages (`NumberLessThan 20`, `NumberLessThan 60`); drawing
    /// from 0 to 99 gives each branch exactly its share (see the note in flow-language.md §6).
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        Step::Result(cx.host.draw(100).to_string().into())
    }

    fn refuses(&self, condition: &Condition) -> Option<&'static str> {
        let share = condition.number.is_some_and(|n| (0.0..=100.0).contains(&n));
        (!share).then_some("a percentage is at most 100")
    }
}
