//! `CreateWisdomSession`: opens an assistant's session, which `UpdateContactData` then gives to
//! the contact. Spec: flow-language.md §5.5, connect-c-flows.md §7.1.

use super::ask::{LIMIT, PLAIN, answered, ask, keep};
use super::{Block, Signal, Step, Waiting};
use crate::cx::Cx;
use crate::params::Params;
use crate::references::Root;
use crate::registry::{Conditions, Ends, IN_CQ_OW_TA_TQ, Row, Runs, VOICE_CHAT};
use crate::request::Request;

pub(super) const ROW: Row = Row {
    name: "CreateWisdomSession",
    blocks: &["Connect assistant"],
    log: "CreateWisdomSession",
    flows: IN_CQ_OW_TA_TQ,
    channels: VOICE_CHAT,
    conditions: Conditions::None,
    errors: PLAIN,
    ends: Ends::No,
    runs: Runs::Asks("the assistant"),
    parse,
};

#[derive(Debug)]
struct Assistant(String);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    Box::new(Assistant(params.required("WisdomAssistantArn")))
}

impl Block for Assistant {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let assistant = self.0.clone();
        ask(cx, Request::AssistantSession { assistant }, LIMIT)
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        match answered(waiting, signal) {
            Ok(answer) => keep(cx, Root::Wisdom, answer),
            Err(step) => step,
        }
    }
}
