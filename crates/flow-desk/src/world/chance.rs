//! What a random customer's world answers where its scenario says nothing.

use super::vocabulary::{Vocabulary, operands};
use super::{FunctionResult, Later, lex};
use crate::scenario::{Call, QueueFigures};
use flow::{
    Action, Answer, BotAnswer, CaseAction, DataTableAction, DataTableRow, ErrorType, LambdaFailure,
    Refusal, Request, Root,
};
use ids::IdSource;
use serde_json::{Map, Value, json};
use std::cell::RefCell;

/// Draws answers. The same seed draws the same ones.
#[derive(Debug)]
pub(crate) struct Chance {
    ids: RefCell<IdSource>,
    vocabulary: Vocabulary,
}

impl Chance {
    pub(crate) fn new(seed: u64, vocabulary: Vocabulary) -> Self {
        Self {
            ids: RefCell::new(IdSource::new(u128::from(seed) ^ 0xc0ffee)),
            vocabulary,
        }
    }

    pub(crate) fn below(&self, bound: u32) -> u32 {
        self.ids.borrow_mut().below(bound)
    }

    /// Whether one of so many comes true.
    pub(crate) fn one_in(&self, bound: u32) -> bool {
        self.below(bound) == 0
    }

    pub(crate) fn pick<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        let bound = u32::try_from(of.len()).unwrap_or(u32::MAX);
        of.get(self.below(bound) as usize)
    }

    /// What the flow compares with, or now and then something else.
    pub(crate) fn word(&self, of: &[String]) -> Option<String> {
        match self.below(8) {
            0 => None,
            1 => Some("7".to_owned()),
            _ => Some(self.pick(of).cloned().unwrap_or_else(|| "1".to_owned())),
        }
    }

    /// Values of all that is referred to under a root.
    pub(crate) fn object(&self, root: Root) -> Map<String, Value> {
        self.vocabulary.object(root, |words| self.word(words))
    }

    /// What the flow compares a reference with.
    pub(crate) fn words(&self, root: Root, way: &[&str]) -> Vec<String> {
        self.vocabulary.words(root, way)
    }

    pub(super) fn function(&self) -> Later<FunctionResult> {
        match self.below(10) {
            0 => Later::never("no answer"),
            1 => Later::now("it failed", Err(LambdaFailure::Function)),
            2 => Later::now("throttled", Err(LambdaFailure::Throttled)),
            _ => {
                let data = Value::Object(self.object(Root::External)).to_string();
                Later::now(data.clone(), Ok(data.into_bytes()))
            }
        }
    }

    pub(super) fn request(
        &self,
        request: &Request,
        at: Option<&Action>,
    ) -> Later<Result<Answer, Refusal>> {
        if self.one_in(10) {
            return Later::never("no answer");
        }
        if self.one_in(3) {
            let errors: Vec<ErrorType> = at
                .map(|it| it.transitions().errors().collect())
                .unwrap_or_default();
            let error = self.pick(&errors).copied();
            let error = error.unwrap_or(ErrorType::NoMatchingError);
            let partly = error == ErrorType::ContactNotLinked;
            let answer = Answer {
                data: json!({"case_id": "1"}),
                partly: Some(error),
            };
            let why = Refusal::with(error, "it happens");
            return Later::now(error.name(), if partly { Ok(answer) } else { Err(why) });
        }
        let data = self.data(request, at);
        Later::now(data.to_string(), Ok(Answer::of(data)))
    }

    fn data(&self, request: &Request, at: Option<&Action>) -> Value {
        let result = || {
            let words = at.map(operands).unwrap_or_default();
            self.word(&words).unwrap_or_default()
        };
        let with = |root: Root, key: &str| {
            let mut data = self.object(root);
            data.entry(key).or_insert_with(|| json!("1"));
            Value::Object(data)
        };
        match request {
            Request::CreateTask(_) => with(Root::Task, "ContactId"),
            Request::Case(it) if matches!(it.action, CaseAction::Get { .. }) => {
                with(Root::Case, "case_id")
            }
            Request::Case(_) => json!({"case_id": "1"}),
            Request::Profile(_) => with(Root::Customer, "ProfileId"),
            Request::View(_) => json!({
                "Action": result(),
                "ViewResultData": self.object(Root::Views).remove("ViewResultData"),
            }),
            Request::DataTable(it) => match &it.action {
                DataTableAction::Evaluate(rows) | DataTableAction::List(rows) => self.table(rows),
                DataTableAction::Upsert(_) => Value::Null,
            },
            Request::LoadContent { .. } => Value::Object(self.object(Root::Email)),
            Request::AssistantSession { .. } => with(Root::Wisdom, "SessionArn"),
            Request::StartChat(_) => json!({"ContactId": "1"}),
            Request::Authenticate { .. } | Request::CallProgress | Request::CheckVoiceId { .. } => {
                json!({"Result": result()})
            }
            _ => Value::Null,
        }
    }

    fn table(&self, rows: &[DataTableRow]) -> Value {
        let mut tables = self.object(Root::DataTables);
        for row in rows {
            tables.entry(&row.name).or_insert_with(|| json!({}));
        }
        Value::Object(tables)
    }

    pub(super) fn bot(&self, at: Option<&Action>) -> Later<Result<BotAnswer, Refusal>> {
        match self.below(10) {
            0 => Later::never("no answer"),
            1 => Later::now("it was refused", Err(Refusal::new("it happens"))),
            drawn => {
                let words = at.map(operands).unwrap_or_default();
                let intent = self.word(&words).unwrap_or_default();
                let closed = drawn > 3;
                let inner = |name: &str| {
                    let found = self.object(Root::Lex).remove(name);
                    found.and_then(|it| it.as_object().cloned())
                };
                let slots = inner("Slots").unwrap_or_default();
                let attributes = inner("SessionAttributes").unwrap_or_default();
                let data = lex(&intent, &slots, &attributes, None, closed);
                let messages = match closed {
                    true => Vec::new(),
                    false => vec!["And then?".to_owned()],
                };
                let words = format!("the intent {intent}");
                let answer = BotAnswer {
                    messages,
                    closed,
                    intent,
                    data,
                };
                Later::now(words, Ok(answer))
            }
        }
    }

    pub(super) fn call(&self) -> Call {
        match self.below(5) {
            0 => Call::Busy,
            1 => Call::NoAnswer,
            2 => Call::Fails,
            3 => Call::Answers,
            _ => Call::HangsUpAfter(20.0),
        }
    }

    pub(super) fn figures(&self) -> QueueFigures {
        let some = |bound| if self.one_in(2) { 0 } else { self.below(bound) };
        QueueFigures {
            contacts: some(50),
            oldest_age: u64::from(some(1_000)),
            available: some(5),
            staffed: Some(some(10)),
            online: Some(some(10)),
            ..QueueFigures::default()
        }
    }
}
