//! `Loop`: goes round a number of times.
//! Spec: flow-language.md §6, connect-c-flows.md §7.23.

use super::{Block, Step, number};
use crate::cx::Cx;
use crate::params::{NumberParam, Params};
use crate::registry::{ALL, Conditions, EVERY, Ends, Need, Row, Runs};
use crate::transitions::ErrorType;

pub(super) const ROW: Row = Row {
    name: "Loop",
    blocks: &["Loop"],
    log: "Loop",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::Exactly(&["ContinueLooping", "DoneLooping"]),
    errors: &[(ErrorType::NoMatchingError, Need::Optional)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Loop(NumberParam);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("LoopCount") {
        params.missing("LoopCount", "a number from 0 to 100");
    }
    let count = params.number_or_path("LoopCount", 0..=100);
    Box::new(Loop(count.unwrap_or(NumberParam::Fixed(0))))
}

impl Block for Loop {
    /// Each `Loop` action counts for itself and starts anew once it is done.
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let Some(limit) = number(cx, &self.0, 0..=100) else {
            return Step::fail("the loop count is no number from 0 to 100");
        };
        let at = cx.core.frame.at;
        let loops = &mut cx.core.frame.loops;
        let rounds = loops
            .iter()
            .find(|(action, _)| *action == at)
            .map_or(0, |(_, n)| *n);
        loops.retain(|(action, _)| *action != at);
        if rounds >= limit {
            return Step::Result("DoneLooping".into());
        }
        loops.push((at, rounds + 1));
        Step::Result("ContinueLooping".into())
    }
}
