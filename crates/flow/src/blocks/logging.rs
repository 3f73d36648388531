//! `UpdateFlowLoggingBehavior`: switches the flow log on or off, for later flows too.
//! Spec: flow-language.md §6, connect-c-flows.md §7.34.

use super::{Block, Step};
use crate::cx::Cx;
use crate::params::Params;
use crate::registry::{ALL, Conditions, EVERY, Ends, Row, Runs};

pub(super) const ROW: Row = Row {
    name: "UpdateFlowLoggingBehavior",
    blocks: &["Set logging behavior"],
    log: "SetLoggingBehavior",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Logging(bool);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("FlowLoggingBehavior") {
        params.missing("FlowLoggingBehavior", "Enabled or Disabled");
    }
    let word = params.choice("FlowLoggingBehavior", &["Enabled", "Disabled"]);
    Box::new(Logging(word == Some("Enabled")))
}

impl Block for Logging {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        cx.host.memory_mut().logging = self.0;
        Step::Next
    }
}
