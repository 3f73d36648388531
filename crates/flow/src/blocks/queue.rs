//! `UpdateContactTargetQueue`: sets the working queue.
//! Spec: flow-language.md §5.3, connect-c-flows.md §7.40.

use super::{Block, Step, text};
use crate::change::{Change, QueueChoice};
use crate::cx::Cx;
use crate::params::{Param, Params};
use crate::registry::{Conditions, EVERY, Ends, IN_TA_TQ, Need, Row, Runs};
use crate::transitions::ErrorType;
use crate::validate::{Check, ResourceKind};

pub(super) const ROW: Row = Row {
    name: "UpdateContactTargetQueue",
    blocks: &["Set working queue"],
    log: "SetQueue",
    flows: IN_TA_TQ,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[(ErrorType::NoMatchingError, Need::Mandatory)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

/// A queue or an agent's queue, as several actions name it.
#[derive(Debug)]
pub(super) enum QueueParam {
    Queue(Param),
    Agent(Param),
}

impl QueueParam {
    /// Reads at most one of `QueueId` and `AgentId`.
    pub(super) fn read(params: &mut Params<'_>) -> Option<Self> {
        let queue = params.param("QueueId");
        let agent = params.param("AgentId");
        if queue.is_some() && agent.is_some() {
            let rule = crate::problem::Rule::ParameterValue;
            params.report(rule, "AgentId", "give only one of QueueId and AgentId");
        }
        queue
            .map(QueueParam::Queue)
            .or(agent.map(QueueParam::Agent))
    }

    /// Reads exactly one of them.
    pub(super) fn required(params: &mut Params<'_>) -> Self {
        Self::read(params).unwrap_or_else(|| {
            params.missing("QueueId", "give one of QueueId and AgentId");
            QueueParam::Queue(Param::Text("".into()))
        })
    }

    pub(super) fn choose(&self, cx: &Cx<'_>) -> Option<QueueChoice> {
        match self {
            QueueParam::Queue(param) => text(cx, param).map(QueueChoice::Queue),
            QueueParam::Agent(param) => text(cx, param).map(QueueChoice::Agent),
        }
    }

    pub(super) fn check(&self, check: &mut Check<'_>) {
        match self {
            QueueParam::Queue(param) => check.param(ResourceKind::Queue, "QueueId", param),
            QueueParam::Agent(param) => check.param(ResourceKind::Agent, "AgentId", param),
        }
    }
}

#[derive(Debug)]
struct SetQueue(QueueParam);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    Box::new(SetQueue(QueueParam::required(params)))
}

impl Block for SetQueue {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        match self.0.choose(cx) {
            Some(queue) => cx.apply(Change::Queue(queue)).into(),
            None => Step::fail("the reference to a queue has no value"),
        }
    }

    fn check(&self, check: &mut Check<'_>) {
        self.0.check(check);
    }
}
