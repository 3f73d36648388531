//! `CreateCallbackContact`: queues a call back to the customer.
//! Spec: flow-language.md §5.3, connect-c-flows.md §7.48 and §12.

use super::ask::PLAIN;
use super::queue::QueueParam;
use super::{Block, Step, text};
use crate::change::{Callback, Change};
use crate::cx::Cx;
use crate::params::{Param, Params};
use crate::registry::{Conditions, Ends, IN_CQ_TA_TQ, Row, Runs, VOICE};
use crate::validate::Check;
use resources::FlowKind;

pub(super) const ROW: Row = Row {
    name: "CreateCallbackContact",
    blocks: &["Transfer to queue"],
    log: "CreateCallback",
    flows: IN_CQ_TA_TQ,
    channels: VOICE,
    conditions: Conditions::None,
    errors: PLAIN,
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

/// Three days: the longest delay and the longest pause, in seconds.
const LONGEST: u32 = 259_200;

#[derive(Debug)]
struct CreateCallback {
    queue: Option<QueueParam>,
    initial_delay: u32,
    attempts: u32,
    retry_delay: u32,
    caller_id: Option<Param>,
    flow: Option<Param>,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    for key in [
        "InitialCallDelaySeconds",
        "MaximumConnectionAttempts",
        "RetryDelaySeconds",
    ] {
        if !params.has(key) {
            params.missing(key, "it must be there");
        }
    }
    let number = params.object("CallerId", |inner| inner.param("Number"));
    Box::new(CreateCallback {
        queue: QueueParam::read(params),
        initial_delay: params
            .number("InitialCallDelaySeconds", 1..=LONGEST)
            .unwrap_or(1),
        attempts: params
            .number("MaximumConnectionAttempts", 1..=u32::MAX)
            .unwrap_or(1),
        retry_delay: params.number("RetryDelaySeconds", 1..=LONGEST).unwrap_or(1),
        caller_id: number.flatten(),
        flow: params.param("ContactFlowId"),
    })
}

impl Block for CreateCallback {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let mut missing = false;
        let mut read = |param: &Option<Param>| {
            let value = param.as_ref().map(|param| text(cx, param));
            missing |= value == Some(None);
            value.flatten()
        };
        let (caller_id, flow) = (read(&self.caller_id), read(&self.flow));
        let queue = self.queue.as_ref().map(|queue| queue.choose(cx));
        if missing || queue == Some(None) {
            return Step::fail("a reference has no value");
        }
        let callback = Callback {
            queue: queue.flatten(),
            initial_delay: self.initial_delay,
            attempts: self.attempts,
            retry_delay: self.retry_delay,
            caller_id,
            flow,
        };
        cx.apply(Change::Callback(callback)).into()
    }

    fn check(&self, check: &mut Check<'_>) {
        if let Some(queue) = &self.queue {
            queue.check(check);
        }
        if let Some(flow) = &self.flow {
            check.flow(
                "ContactFlowId",
                flow,
                &[FlowKind::ContactFlow, FlowKind::OutboundWhisper],
            );
        }
    }
}
