//! The actions, one file each, and what they share.
//!
//! A new action is a file here with its `ROW`, a line in [`ROWS`], and nothing else.

mod ask;
mod assistant;
mod attributes;
mod bot;
mod callback;
mod callback_number;
mod cases;
mod chat;
mod compare;
mod content;
mod criteria;
mod data;
mod data_tables;
mod disconnect;
mod distribute;
mod end_flow;
mod end_module;
mod flow_attributes;
mod hold;
mod hooks;
mod hours;
mod input;
pub(crate) mod known;
mod lambda;
mod logging;
mod loops;
mod message;
mod messages;
mod metrics;
mod module;
mod phone;
mod profiles;
mod prompt;
mod queue;
mod recording;
mod requeue;
mod resume;
mod routing;
mod tags;
mod task;
mod third_party;
mod to_agent;
mod to_flow;
mod to_queue;
mod view;
mod voice;
mod voice_only;
mod wait;

use crate::cx::Cx;
use crate::document::Published;
use crate::effect::{
    Hearing, LambdaFailure, Outcome, RequestId, ThirdPartyEvent, Timer, WaitEvent,
};
use crate::host::Refusal;
use crate::params::{NumberParam, Param};
use crate::registry::{Conditions, Need, OnChannel, Row};
use crate::request::{Answer, BotAnswer};
use crate::transitions::{Condition, ErrorType, Target};
use crate::validate::Check;
use ids::Timestamp;
use resources::Channel;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Debug;
use std::sync::Arc;

pub(crate) const ROWS: &[&Row] = &[
    &attributes::ROW,
    &flow_attributes::ROW,
    &data::ROW,
    &tags::TAG,
    &tags::UNTAG,
    &voice::ROW,
    &recording::BEHAVIOR,
    &recording::BEHAVIOR_AND_ANALYTICS,
    &queue::ROW,
    &to_queue::ROW,
    &requeue::ROW,
    &to_agent::ROW,
    &routing::ROW,
    &callback_number::ROW,
    &hooks::ROW,
    &compare::ROW,
    &hours::ROW,
    &metrics::CHECK,
    &metrics::GET,
    &distribute::ROW,
    &loops::ROW,
    &wait::ROW,
    &to_flow::ROW,
    &end_flow::ROW,
    &logging::ROW,
    &module::ROW,
    &end_module::ROW,
    &message::ROW,
    &messages::ROW,
    &input::ROW,
    &disconnect::ROW,
    &lambda::ROW,
    &bot::ROW,
    &view::ROW,
    &third_party::TRANSFER,
    &third_party::COMPLETE,
    &hold::ROW,
    &callback::ROW,
    &criteria::ROW,
    &resume::ROW,
    &task::ROW,
    &chat::START,
    &chat::CONTINUE,
    &chat::AUTHENTICATE,
    &chat::PROCESSING,
    &content::ROW,
    &assistant::ROW,
    &cases::CREATE,
    &cases::GET,
    &cases::UPDATE,
    &profiles::CREATE,
    &profiles::GET,
    &profiles::UPDATE,
    &profiles::GET_OBJECT,
    &profiles::GET_CALCULATED,
    &profiles::ASSOCIATE,
    &data_tables::EVALUATE,
    &data_tables::LIST,
    &data_tables::UPSERT,
    &voice_only::STREAMING,
    &voice_only::PROGRESS,
    &voice_only::START_VOICE_ID,
    &voice_only::CHECK_VOICE_ID,
];

/// An action with its parameters read.
pub(crate) trait Block: Debug + Send + Sync {
    /// Runs the action up to its end or its first wait.
    fn enter(&self, cx: &mut Cx<'_>) -> Step;

    /// Goes on after a wait. What the action does not wait for leaves it waiting.
    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        let _ = (cx, signal);
        Step::Park(waiting)
    }

    /// What becomes of it on a channel, where its parameters decide that.
    fn on(&self, row: &Row, channel: Channel) -> OnChannel {
        row.channels.on(channel)
    }

    /// Which conditions its parameters allow.
    fn conditions(&self, row: &Row) -> Conditions {
        row.conditions
    }

    /// Which error branches its parameters ask for.
    fn errors(&self, row: &Row) -> Vec<(ErrorType, Need)> {
        row.errors.to_vec()
    }

    /// Whether an allowed operator has an operand that it may not have; says why.
    fn refuses(&self, condition: &Condition) -> Option<&'static str> {
        let _ = condition;
        None
    }

    /// Names the resources that it needs.
    fn check(&self, check: &mut Check<'_>) {
        let _ = check;
    }
}

/// What an action came to.
#[derive(Debug)]
pub(crate) enum Step {
    /// Success without a result.
    Next,
    /// Success with a result for the conditions.
    Result(Cow<'static, str>),
    /// The action looked for its branch itself; `None` where it has none.
    Lead(Option<Target>),
    /// Failure: the branch, and why.
    Error(ErrorType, Cow<'static, str>),
    /// Wait for a signal.
    Park(Waiting),
    /// Go on in another flow.
    Jump(Arc<Published>),
    /// Go on in a module and come back.
    Call(Arc<Published>, Option<Value>),
    /// Come back from a module.
    Return {
        result: Option<String>,
        data: Option<Value>,
    },
    /// The run is over.
    Finish(Outcome),
}

impl Step {
    /// The catch-all failure.
    pub(crate) fn fail(why: impl Into<Cow<'static, str>>) -> Self {
        Step::Error(ErrorType::NoMatchingError, why.into())
    }
}

impl From<Result<(), Refusal>> for Step {
    fn from(result: Result<(), Refusal>) -> Self {
        match result {
            Ok(()) => Step::Next,
            Err(refusal) => Step::Error(refusal.error, refusal.reason),
        }
    }
}

/// What a run waits for, with what the action must remember meanwhile.
#[derive(Debug)]
pub(crate) enum Waiting {
    Prompt(RequestId),
    Messages(messages::Round),
    Digits(Box<input::Digits>),
    Lambda(lambda::Call),
    Event,
    /// For a capability's answer.
    Answer(RequestId),
    /// For a call that was placed.
    ThirdParty(RequestId),
    Bot(Box<bot::Talk>),
    /// For the customer to be reached, before the action can be made.
    Reach(RequestId),
}

/// What a waiting action is told.
#[derive(Debug)]
pub(crate) enum Signal {
    Timer(Timer),
    Digit(char),
    PromptFinished(RequestId),
    PromptFailed(RequestId),
    Lambda(RequestId, Result<Vec<u8>, LambdaFailure>),
    Event(WaitEvent),
    Answer(RequestId, Result<Answer, Refusal>),
    Bot(RequestId, Result<Box<BotAnswer>, Refusal>),
    Text(String),
    Heard(RequestId, Hearing),
    ThirdParty(RequestId, ThirdPartyEvent),
}

/// A point in time this many seconds on.
pub(crate) fn later(now: Timestamp, seconds: u32) -> Timestamp {
    now + std::time::Duration::from_secs(seconds.into())
}

/// The number of a parameter, if it has one within `bounds`.
pub(crate) fn number(
    cx: &Cx<'_>,
    param: &NumberParam,
    bounds: std::ops::RangeInclusive<u32>,
) -> Option<u32> {
    let number = match param {
        NumberParam::Fixed(number) => *number,
        NumberParam::Path(path) => cx.resolve(path)?.into_text().trim().parse().ok()?,
    };
    bounds.contains(&number).then_some(number)
}

/// The text of a parameter; `None` when its reference has no value or an empty one.
pub(crate) fn text(cx: &Cx<'_>, param: &Param) -> Option<String> {
    let text = match param {
        Param::Text(text) => text.clone().into_string(),
        Param::Path(path) => cx.resolve(path)?.into_text().into_owned(),
    };
    Some(text).filter(|text| !text.is_empty())
}
