//! `LoadContactContent`: reads an email's content, so that the flow can look at it.
//! Spec: flow-language.md §5.5.

use super::ask::{LIMIT, PLAIN, answered, ask, keep};
use super::{Block, Signal, Step, Waiting};
use crate::cx::Cx;
use crate::params::Params;
use crate::references::Root;
use crate::registry::{ALL, Channels, Conditions, Ends, OnChannel, Row, Runs};
use crate::request::Request;

pub(super) const ROW: Row = Row {
    name: "LoadContactContent",
    blocks: &["Get stored content"],
    log: "LoadContactContent",
    flows: ALL,
    channels: Channels {
        voice: OnChannel::Error,
        chat: OnChannel::Error,
        task: OnChannel::Error,
        email: OnChannel::Works,
    },
    conditions: Conditions::None,
    errors: PLAIN,
    ends: Ends::No,
    runs: Runs::Asks("email"),
    parse,
};

#[derive(Debug)]
struct Content;

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("ContentType") {
        params.missing("ContentType", "EmailMessage");
    }
    params.choice("ContentType", &["EmailMessage"]);
    Box::new(Content)
}

impl Block for Content {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let kind = "EmailMessage".to_owned();
        ask(cx, Request::LoadContent { kind }, LIMIT)
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        match answered(waiting, signal) {
            Ok(answer) => keep(cx, Root::Email, answer),
            Err(step) => step,
        }
    }
}
