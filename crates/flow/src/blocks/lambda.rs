//! `InvokeLambdaFunction`: asks a function and keeps its answer as `$.External`.
//! Spec: flow-language.md §8, connect-c-flows.md §7.21 and §16.

use super::{Block, Signal, Step, Waiting, text};
use crate::cx::Cx;
use crate::effect::{Effect, LambdaFailure, RequestId, Timer};
use crate::params::{Param, Params};
use crate::problem::Rule;
use crate::references::Root;
use crate::registry::{ALL, Conditions, EVERY, Ends, Need, Row, Runs};
use crate::transitions::ErrorType;
use crate::validate::{Check, ResourceKind};
use ids::Timestamp;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::time::Duration;

pub(super) const ROW: Row = Row {
    name: "InvokeLambdaFunction",
    blocks: &["AWS Lambda function"],
    log: "InvokeExternalResource",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[(ErrorType::NoMatchingError, Need::Mandatory)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

/// The largest answer, in bytes.
const ANSWER_LIMIT: usize = 32 * 1024;
/// The longest wait for one function, in seconds; also what is waited where the flow does not say
/// (the default is not published).
const LIMIT: u32 = 8;
/// The longest that functions may keep the participant waiting one after another.
const CHAIN_LIMIT: Duration = Duration::from_secs(20);
/// How often a throttled or failed request is repeated.
const RETRIES: u32 = 3;
/// The pause before the first repetition; it doubles each time (inferred).
const FIRST_PAUSE: Duration = Duration::from_millis(100);

#[derive(Debug)]
struct Lambda {
    function: Param,
    limit: u32,
    asynchronous: bool,
    attributes: Map<String, Value>,
    json: bool,
}

/// A function that was asked.
#[derive(Debug)]
pub(crate) struct Call {
    id: RequestId,
    since: Timestamp,
    until: Timestamp,
    repeated: u32,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("LambdaFunctionARN") {
        params.missing("LambdaFunctionARN", "say which function");
    }
    let function = params.param("LambdaFunctionARN");
    let limit = params.number("InvocationTimeLimitSeconds", 1..=LIMIT);
    let kind = params.choice("InvocationType", &["SYNCHRONOUS", "ASYNCHRONOUS"]);
    let attributes = match params.value("LambdaInvocationAttributes") {
        Some(Value::Object(map)) => map,
        Some(_) => {
            let hint = "expected an object";
            params.report(Rule::ParameterValue, "LambdaInvocationAttributes", hint);
            Map::new()
        }
        None => Map::new(),
    };
    let response = params.object("ResponseValidation", |inner| {
        inner.choice("ResponseType", &["STRING_MAP", "JSON"])
    });
    Box::new(Lambda {
        function: function.unwrap_or(Param::Text("".into())),
        limit: limit.unwrap_or(LIMIT),
        asynchronous: kind == Some("ASYNCHRONOUS"),
        attributes,
        json: response.flatten() == Some("JSON"),
    })
}

impl Lambda {
    fn ask(&self, cx: &mut Cx<'_>, since: Timestamp, until: Timestamp, repeated: u32) -> Step {
        let Some(function) = text(cx, &self.function) else {
            return Step::fail("the reference to a function has no value");
        };
        let id = cx.request();
        let payload = json!({
            "Details": {
                "ContactData": cx.host.contact_data(),
                "Parameters": cx.fill_map(&self.attributes, true),
            },
            "Name": "ContactFlowEvent",
        });
        cx.core.outbox.push_back(Effect::InvokeLambda {
            id,
            function,
            asynchronous: self.asynchronous,
            timeout: until.since(cx.now),
            payload: Box::new(payload),
        });
        Step::Park(Waiting::Lambda(Call {
            id,
            since,
            until,
            repeated,
        }))
    }

    fn answered(&self, cx: &mut Cx<'_>, body: &[u8]) -> Step {
        if self.asynchronous {
            return Step::Next;
        }
        match read(body, self.json) {
            Ok(value) => {
                if cx.host.memory().logging {
                    cx.core.external = Some(value.clone());
                }
                cx.host.memory_mut().set(Root::External, value);
                Step::Next
            }
            Err(why) => Step::Error(ErrorType::NoMatchingError, why),
        }
    }

    fn failed(&self, cx: &mut Cx<'_>, call: Call, failure: LambdaFailure) -> Step {
        let again = matches!(failure, LambdaFailure::Throttled | LambdaFailure::Service);
        let at = cx.now + FIRST_PAUSE * (1 << call.repeated.min(RETRIES));
        if !again || call.repeated >= RETRIES || at >= call.until {
            return Step::fail(failure.to_string());
        }
        cx.core.set_timer(Timer::LambdaRetry, at);
        // A new id: an answer that comes after all to the failed request is not looked at.
        let id = cx.request();
        Step::Park(Waiting::Lambda(Call { id, ..call }))
    }
}

/// Reads an answer. A flat map may hold numbers and booleans too, which become texts (inferred);
/// what nests is refused.
fn read(body: &[u8], json: bool) -> Result<Value, Cow<'static, str>> {
    if body.len() > ANSWER_LIMIT {
        return Err("the answer is larger than 32 KB".into());
    }
    let value: Value =
        serde_json::from_slice(body).map_err(|error| format!("the answer is not JSON: {error}"))?;
    if json {
        return Ok(value);
    }
    let Value::Object(map) = value else {
        return Err("the answer is not an object".into());
    };
    let flat = |(key, value): (String, Value)| match value {
        Value::String(_) => Ok((key, value)),
        Value::Number(_) | Value::Bool(_) => Ok((key, Value::String(value.to_string()))),
        _ => Err(Cow::Owned(format!("the answer's {key:?} is not a text"))),
    };
    let flattened: Result<Map<String, Value>, _> = map.into_iter().map(flat).collect();
    flattened.map(Value::Object)
}

impl Block for Lambda {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let left = CHAIN_LIMIT.saturating_sub(cx.core.lambda_time);
        if left.is_zero() {
            return Step::fail("functions took 20 seconds in a row");
        }
        let until = cx.now + left.min(Duration::from_secs(self.limit.into()));
        cx.core.set_timer(Timer::Lambda, until);
        self.ask(cx, cx.now, until, 0)
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        let Waiting::Lambda(call) = waiting else {
            return Step::Park(waiting);
        };
        let since = call.since;
        let step = match signal {
            Signal::Timer(Timer::LambdaRetry) => self.ask(cx, since, call.until, call.repeated + 1),
            Signal::Timer(Timer::Lambda) => Step::fail(LambdaFailure::TimedOut.to_string()),
            Signal::Lambda(id, Ok(body)) if id == call.id => self.answered(cx, &body),
            Signal::Lambda(id, Err(failure)) if id == call.id => self.failed(cx, call, failure),
            _ => Step::Park(Waiting::Lambda(call)),
        };
        if !matches!(step, Step::Park(_)) {
            cx.core.lambda_time += cx.now.since(since);
        }
        step
    }

    fn check(&self, check: &mut Check<'_>) {
        check.param(ResourceKind::Function, "LambdaFunctionARN", &self.function);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_map_must_not_nest_and_json_may() {
        let nested = br#"{"a":{"b":1}}"#;
        assert!(read(nested, false).is_err());
        assert_eq!(read(nested, true), Ok(json!({"a":{"b":1}})));
        assert_eq!(
            read(br#"{"a":1,"b":"x"}"#, false),
            Ok(json!({"a":"1","b":"x"}))
        );
        assert!(read(b"[1]", false).is_err());
        assert!(read(b"{", true).is_err());
    }

    #[test]
    fn an_answer_of_more_than_32_kb_is_refused() {
        let body = format!("\"{}\"", "x".repeat(ANSWER_LIMIT));
        assert!(read(body.as_bytes(), true).is_err());
    }
}
