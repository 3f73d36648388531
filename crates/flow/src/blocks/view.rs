//! `ShowView`: shows a step of a guide and goes on with what the person does in it.
//! Spec: flow-language.md §7, connect-c-flows.md §7.41.

use super::ask::{answered, ask};
use super::{Block, Signal, Step, Waiting, number, text};
use crate::cx::Cx;
use crate::effect::Timer;
use crate::params::{NumberParam, Param, Params};
use crate::problem::Rule;
use crate::references::Root;
use crate::registry::{CHAT, Conditions, Ends, IN, Need, Row, Runs};
use crate::request::{Request, ViewRequest};
use crate::transitions::{ErrorType, Operator};
use serde_json::{Map, Value};
use std::time::Duration;

pub(super) const ROW: Row = Row {
    name: "ShowView",
    blocks: &["Show view"],
    log: "ShowView",
    flows: IN,
    channels: CHAT,
    conditions: Conditions::Any(&[Operator::Equals]),
    errors: &[
        (ErrorType::NoMatchingCondition, Need::Mandatory),
        (ErrorType::NoMatchingError, Need::Mandatory),
        (ErrorType::TimeLimitExceeded, Need::Mandatory),
    ],
    ends: Ends::No,
    runs: Runs::Asks("guides"),
    parse,
};

/// How long is waited where the flow does not say, in seconds.
const DEFAULT_LIMIT: u32 = 400;
/// The longest wait, in seconds: the seven days of a chat (inferred).
const LONGEST: u32 = 604_800;

#[derive(Debug)]
struct View {
    view: Option<Param>,
    version: Option<String>,
    data: Map<String, Value>,
    limit: NumberParam,
    hide: bool,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let resource = params.object("ViewResource", |inner| {
        if !inner.has("Id") {
            inner.missing("Id", "the view's identifier or ARN");
        }
        (inner.param("Id"), inner.text("Version"))
    });
    if resource.is_none() {
        params.missing("ViewResource", "say which view");
    }
    let (view, version) = resource.unwrap_or_default();
    let data = match params.value("ViewData") {
        Some(Value::Object(map)) => map,
        Some(Value::String(_)) | None => Map::new(),
        Some(_) => {
            params.report(Rule::ParameterValue, "ViewData", "expected an object");
            Map::new()
        }
    };
    let hidden = params.object("SensitiveDataConfiguration", |inner| {
        let list = inner.list("HideResponseOn").unwrap_or_default();
        if list.iter().any(|it| it != "TRANSCRIPT") {
            inner.report(
                Rule::ParameterValue,
                "HideResponseOn",
                "expected TRANSCRIPT",
            );
        }
        !list.is_empty()
    });
    let limit = params.number_or_path("InvocationTimeLimitSeconds", 1..=LONGEST);
    Box::new(View {
        view,
        version,
        data,
        limit: limit.unwrap_or(NumberParam::Fixed(DEFAULT_LIMIT)),
        hide: hidden.unwrap_or_default(),
    })
}

impl Block for View {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let Some(view) = self.view.as_ref().and_then(|it| text(cx, it)) else {
            return Step::fail("the reference to a view has no value");
        };
        let Some(seconds) = number(cx, &self.limit, 1..=LONGEST) else {
            return Step::fail("the time limit is no number of seconds");
        };
        let limit = Duration::from_secs(seconds.into());
        let request = ViewRequest {
            view,
            version: self.version.clone(),
            data: cx.fill_map(&self.data, true),
            limit,
            hide_response: self.hide,
        };
        ask(cx, Request::View(Box::new(request)), limit)
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        if matches!(signal, Signal::Timer(Timer::Answer)) {
            let why = "nobody did anything in the view in time";
            return Step::Error(ErrorType::TimeLimitExceeded, why.into());
        }
        let answer = match answered(waiting, signal) {
            Ok(answer) => answer,
            Err(step) => return step,
        };
        let action = answer.data.get("Action").and_then(Value::as_str);
        let Some(action) = action.map(str::to_owned) else {
            return Step::fail("the view answered no action");
        };
        cx.host.memory_mut().set(Root::Views, answer.data);
        Step::Result(action.into())
    }
}
