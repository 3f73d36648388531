//! The world of a test: an instance's resources, with what the test overrides.

use super::bots::TestBots;
use super::instance::Instance;
use super::overrides::{Overrides, Strategy};
use crate::scenario::Call;
use crate::world::{FunctionResult, Later, QueueFacts, World, capability, lex};
use flow::{
    Action, Answer, BotAnswer, BotChoice, BotTurn, Change, Channel, ErrorType, LambdaFailure,
    Metrics, Published, QueueChoice, Refusal, Request,
};
use ids::Timestamp;
use resources::FlowKind;
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// The world of a test.
pub(super) struct TestWorld<'a> {
    pub(super) instance: &'a Instance,
    pub(super) bots: &'a dyn TestBots,
    pub(super) overrides: Rc<RefCell<Overrides>>,
}

impl TestWorld<'_> {
    fn ask_bot(&self, turn: &BotTurn, bot: BotChoice) -> Later<Result<BotAnswer, Refusal>> {
        let turn = BotTurn {
            bot,
            ..turn.clone()
        };
        match self.bots.ask(&turn) {
            Ok(answer) => Later::now(format!("the intent {}", answer.intent), Ok(answer)),
            Err(refusal) => Later::now(refusal.reason.to_string(), Err(refusal)),
        }
    }

    fn take(&self, kind: &str, resource: &str) -> Option<Strategy> {
        self.overrides.borrow_mut().take(kind, resource)
    }
}

fn mocked(error: ErrorType) -> Refusal {
    Refusal::with(error, "the test says so")
}

impl World for TestWorld<'_> {
    fn queue(&self, choice: &QueueChoice) -> Result<QueueFacts, Refusal> {
        self.instance.choose(choice)
    }

    fn enter(&self, queue: &QueueFacts, moved: bool) -> Result<QueueFacts, Refusal> {
        let kind = match moved {
            true => "DequeueAndTransferToQueue",
            false => "TransferContactToQueue",
        };
        let queue = match self.take(kind, &queue.id) {
            Some(Strategy::Substitute(arn)) => self.instance.choose(&QueueChoice::Queue(arn))?,
            Some(Strategy::Error { error, .. }) => return Err(mocked(error)),
            Some(Strategy::Result { .. }) | None => queue.clone(),
        };
        self.instance.admits(&queue)?;
        Ok(queue)
    }

    fn open(
        &self,
        hours: Option<&str>,
        queue: Option<&QueueFacts>,
        now: Timestamp,
    ) -> Result<bool, Refusal> {
        let of_queue = match (hours, queue) {
            (None, Some(queue)) => self.instance.hours_of(&queue.id),
            _ => None,
        };
        let none = || Refusal::new("there are no such hours of operation");
        let hours = hours.or(of_queue.as_deref()).ok_or_else(none)?;
        match self.take("CheckHoursOfOperation", hours) {
            Some(Strategy::Substitute(other)) => self.instance.open(&other, now),
            Some(Strategy::Result { data, .. }) => Ok(data == "InHours"),
            Some(Strategy::Error { error, .. }) => Err(mocked(error)),
            None => self.instance.open(hours, now),
        }
    }

    fn metrics(&self, queue: &QueueFacts, _channel: Option<Channel>) -> Metrics {
        Metrics {
            queue_name: queue.name.clone(),
            queue_arn: queue.arn.clone(),
            ..Metrics::default()
        }
    }

    fn flow(&self, id: &str) -> Option<Arc<Published>> {
        self.instance.flow(id)
    }

    fn knows_flow(&self, id: &str) -> bool {
        self.instance.flow(id).is_some()
    }

    fn flow_of(&self, _kind: FlowKind) -> Option<Arc<Published>> {
        None
    }

    fn knows_prompt(&self, id: &str) -> bool {
        self.instance.knows(id)
    }

    fn refuses(&self, _change: &Change) -> Option<Refusal> {
        None
    }

    fn knows_key(&self, id: &str) -> bool {
        self.instance.knows(id)
    }

    fn function(&mut self, function: &str) -> Later<FunctionResult> {
        const KIND: &str = "InvokeLambdaFunction";
        let strategy = match self.take(KIND, function) {
            Some(Strategy::Substitute(other)) => self.take(KIND, &other),
            other => other,
        };
        match strategy {
            Some(Strategy::Result { data, delay }) => {
                Later::now(data.clone(), Ok(data.into_bytes())).after(delay)
            }
            Some(Strategy::Error { error, delay }) => match error {
                ErrorType::TimeLimitExceeded => Later::never("no answer"),
                _ => {
                    let failure = LambdaFailure::Function;
                    Later::now(failure.to_string(), Err(failure)).after(delay)
                }
            },
            Some(Strategy::Substitute(_)) | None => {
                let why = "functions are not invoked by tests: mock its response";
                Later::now(why, Err(LambdaFailure::Unreachable))
            }
        }
    }

    fn ask(&mut self, request: &Request, _at: Option<&Action>) -> Later<Result<Answer, Refusal>> {
        if capability::is_done_silently(request) {
            return Later::now("done", Ok(Answer::default()));
        }
        let why = "it is not there for a test";
        Later::now(why, Err(Refusal::new(why)))
    }

    fn bot(&mut self, turn: &BotTurn, _at: Option<&Action>) -> Later<Result<BotAnswer, Refusal>> {
        const KIND: &str = "ConnectParticipantWithLexBot";
        let bot = match &turn.bot {
            BotChoice::Alias(arn) => arn,
            BotChoice::Classic { name, .. } => name,
        };
        let strategy = match self.take(KIND, bot) {
            Some(Strategy::Substitute(other)) => self.take(KIND, &other),
            other => other,
        };
        match strategy {
            Some(Strategy::Result { data, delay }) => {
                let answer = bot_answer(&data);
                Later::now(format!("the intent {}", answer.intent), Ok(answer)).after(delay)
            }
            Some(Strategy::Error { error, delay }) => match error {
                ErrorType::TimeLimitExceeded => Later::never("no answer"),
                error => Later::now(error.name(), Err(mocked(error))).after(delay),
            },
            Some(Strategy::Substitute(other)) => self.ask_bot(turn, BotChoice::Alias(other)),
            None => self.ask_bot(turn, turn.bot.clone()),
        }
    }

    fn dial(&mut self, number: Option<&str>) -> Call {
        match number {
            // Nobody outside is called by a test.
            Some(_) => Call::Fails,
            None => Call::Answers,
        }
    }
}

/// A bot's answer from its mocked data: the intent as `IntentName`, `Slots` and
/// `SessionAttributes`, as a flow refers to them, or in the shape of the bot's own runtime
/// (inferred: the guide only says that it is serialised JSON).
fn bot_answer(data: &str) -> BotAnswer {
    let data: Value = serde_json::from_str(data).unwrap_or_default();
    let find = |pointers: &[&str]| pointers.iter().find_map(|it| data.pointer(it));
    let object = |pointers: &[&str]| -> Map<String, Value> {
        let found = find(pointers).and_then(Value::as_object).cloned();
        found.unwrap_or_default()
    };
    let intent = find(&["/IntentName", "/sessionState/intent/name"]).and_then(Value::as_str);
    let intent = intent.unwrap_or_default().to_owned();
    let slots = object(&["/Slots", "/sessionState/intent/slots"]);
    let attributes = object(&["/SessionAttributes", "/sessionState/sessionAttributes"]);
    let data = lex(&intent, &slots, &attributes, None, true);
    BotAnswer {
        messages: Vec::new(),
        closed: true,
        intent,
        data,
    }
}
