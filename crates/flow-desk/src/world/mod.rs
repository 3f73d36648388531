//! What stands around a contact on a desk: queues, hours, flows, and whoever answers.
//!
//! [`Scripted`] takes it from a scenario, [`crate::test_run`] from an instance and a test case.

mod answer;
pub(crate) mod capability;
mod chance;
mod scripted;
mod vocabulary;

pub(crate) use chance::Chance;
pub(crate) use scripted::Scripted;
pub(crate) use vocabulary::{Vocabulary, operands};

use crate::scenario::Call;
use flow::{
    Action, Answer, BotAnswer, BotTurn, Change, Channel, LambdaFailure, Metrics, Published,
    QueueChoice, Refusal, Request,
};
use ids::Timestamp;
use resources::FlowKind;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// A queue, or an agent's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueueFacts {
    /// How the flow names it.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its ARN.
    pub(crate) arn: String,
    /// Whether it is an agent's own.
    pub(crate) agent: bool,
}

/// An answer that comes.
pub(crate) struct Later<T> {
    /// After how long.
    pub(crate) after: Duration,
    /// What; `None` never comes.
    pub(crate) what: Option<T>,
    /// The same in words.
    pub(crate) words: String,
}

impl<T> Later<T> {
    pub(crate) fn now(words: impl Into<String>, what: T) -> Self {
        Self {
            after: Duration::ZERO,
            what: Some(what),
            words: words.into(),
        }
    }

    pub(crate) fn never(words: impl Into<String>) -> Self {
        Self {
            after: Duration::ZERO,
            what: None,
            words: words.into(),
        }
    }

    pub(crate) fn after(mut self, seconds: f64) -> Self {
        self.after = Duration::try_from_secs_f64(seconds).unwrap_or_default();
        self
    }
}

/// A function's answer, or why there is none.
pub(crate) type FunctionResult = Result<Vec<u8>, LambdaFailure>;

/// What stands around a contact. What is asked while an action is made is asked of a shared
/// reference, since [`flow::Host`] does so; who counts or draws then keeps that to itself.
pub(crate) trait World {
    /// The queue meant.
    fn queue(&self, choice: &QueueChoice) -> Result<QueueFacts, Refusal>;

    /// The queue that a contact enters that is put into this one; `moved` from another.
    fn enter(&self, queue: &QueueFacts, moved: bool) -> Result<QueueFacts, Refusal>;

    /// Whether hours are open; by default those of the queue.
    fn open(
        &self,
        hours: Option<&str>,
        queue: Option<&QueueFacts>,
        now: Timestamp,
    ) -> Result<bool, Refusal>;

    /// A queue's figures.
    fn metrics(&self, queue: &QueueFacts, channel: Option<Channel>) -> Metrics;

    /// A flow or module that can be run, by what a flow names it by.
    fn flow(&self, id: &str) -> Option<Arc<Published>>;

    /// Whether there is such a flow, be it one that cannot be run here.
    fn knows_flow(&self, id: &str) -> bool;

    /// The flow of a type that runs where the contact has none set.
    fn flow_of(&self, kind: FlowKind) -> Option<Arc<Published>>;

    /// Whether there is such a prompt.
    fn knows_prompt(&self, id: &str) -> bool;

    /// Whether a change is refused that nothing here speaks against.
    fn refuses(&self, change: &Change) -> Option<Refusal>;

    /// A key that encrypts input.
    fn knows_key(&self, id: &str) -> bool;

    /// What a function answers.
    fn function(&mut self, function: &str) -> Later<FunctionResult>;

    /// What another capability answers.
    fn ask(&mut self, request: &Request, at: Option<&Action>) -> Later<Result<Answer, Refusal>>;

    /// What a bot answers.
    fn bot(&mut self, turn: &BotTurn, at: Option<&Action>) -> Later<Result<BotAnswer, Refusal>>;

    /// What becomes of a call; without a number, of one to the customer.
    fn dial(&mut self, number: Option<&str>) -> Call;
}

/// What `$.Lex` refers to. Source: connect-d-data-metrics.md §1.
pub(crate) fn lex(
    intent: &str,
    slots: &serde_json::Map<String, Value>,
    attributes: &serde_json::Map<String, Value>,
    sentiment: Option<&str>,
    closed: bool,
) -> Value {
    let mut data = serde_json::json!({
        "IntentName": intent, "Slots": slots, "SessionAttributes": attributes,
        "DialogState": if closed { "Fulfilled" } else { "ElicitSlot" },
    });
    if let (Some(label), Some(map)) = (sentiment, data.as_object_mut()) {
        let sentiment = serde_json::json!({"Label": label});
        map.insert("SentimentResponse".into(), sentiment);
    }
    data
}
