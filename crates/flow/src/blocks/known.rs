//! Actions whose names exist but whose parameters are not published: they are kept without loss,
//! and when run they take their error branch, with a line in the flow log. Publishing refuses
//! them. To make one run, move its row into a file of its own. Spec: flow-language.md §5.5.

use super::ask::PLAIN;
use super::{Block, Step};
use crate::cx::Cx;
use crate::params::Params;
use crate::problem::Rule;
use crate::registry::{ALL, Conditions, EVERY, Ends, Row, Runs};

#[derive(Debug)]
struct Opaque;

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let hint = "save the flow without publishing it";
    params.report(Rule::UnspecifiedType, "", hint);
    params.accept_all();
    Box::new(Opaque)
}

impl Block for Opaque {
    fn enter(&self, _: &mut Cx<'_>) -> Step {
        Step::fail("the action is not available yet")
    }
}

const fn unspecified(name: &'static str, blocks: &'static [&'static str]) -> Row {
    Row {
        name,
        blocks,
        log: name,
        flows: ALL,
        channels: EVERY,
        conditions: Conditions::None,
        errors: PLAIN,
        ends: Ends::No,
        runs: Runs::No,
        parse,
    }
}

pub(crate) static ROWS: &[Row] = &[
    unspecified("CreateContact", &[]),
    unspecified("StartOutboundEmailContact", &["Send message"]),
    unspecified("RenderMessageTemplate", &[]),
];
