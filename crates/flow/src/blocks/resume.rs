//! `ResumeContact`: goes on with a paused task.
//! Spec: flow-language.md §5.3, connect-c-flows.md §7.26.

use super::ask::PLAIN;
use super::{Block, Step};
use crate::change::Change;
use crate::cx::Cx;
use crate::params::Params;
use crate::registry::{ALL, Channels, Conditions, Ends, OnChannel, Row, Runs};

pub(super) const ROW: Row = Row {
    name: "ResumeContact",
    blocks: &["Resume contact"],
    log: "ResumeContact",
    flows: ALL,
    channels: Channels {
        voice: OnChannel::Error,
        chat: OnChannel::Error,
        task: OnChannel::Works,
        email: OnChannel::Error,
    },
    conditions: Conditions::None,
    errors: PLAIN,
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Resume;

fn parse(_: &mut Params<'_>) -> Box<dyn Block> {
    Box::new(Resume)
}

impl Block for Resume {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        cx.apply(Change::Resume).into()
    }
}
