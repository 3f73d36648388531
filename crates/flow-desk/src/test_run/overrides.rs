//! Overrides: actions of the flow that behave otherwise, once each.
//!
//! Several of one resource are used up in the order in which they were made.
//! Source: the administrator guide, on overriding system behaviour.

use super::event::same;
use super::read::Reader;
use flow::ErrorType;
use serde_json::Value;

/// The actions that can be overridden, and where each names its resource.
const OVERRIDDEN: &[(&str, &str)] = &[
    ("InvokeLambdaFunction", "/LambdaFunctionARN"),
    ("CheckHoursOfOperation", "/HoursOfOperationId"),
    ("ConnectParticipantWithLexBot", "/LexV2Bot/AliasArn"),
    ("TransferContactToQueue", "/QueueId"),
    ("DequeueAndTransferToQueue", "/QueueId"),
];

/// An action of the flow that behaves otherwise.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Override {
    /// The action's type.
    pub(super) kind: &'static str,
    /// The resource that it names.
    pub(super) resource: String,
    pub(super) strategy: Strategy,
}

/// How it behaves.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Strategy {
    /// As with another resource.
    Substitute(String),
    /// It comes to this, serialised JSON or a word.
    Result {
        /// What.
        data: String,
        /// After how many seconds.
        delay: f64,
    },
    /// It fails.
    Error {
        /// `NoMatchingError`, `QueueAtCapacity` or `TimeLimitExceeded`.
        error: ErrorType,
        /// After how many seconds.
        delay: f64,
    },
}

/// What is still to be used up.
#[derive(Debug, Default)]
pub(super) struct Overrides(Vec<Override>);

impl Overrides {
    pub(super) fn add(&mut self, it: Override) {
        self.0.push(it);
    }

    /// Whether there is one.
    pub(super) fn has(&self, kind: &str) -> bool {
        self.0.iter().any(|it| it.kind == kind)
    }

    /// The next one of a resource, which is then used up.
    pub(super) fn take(&mut self, kind: &str, resource: &str) -> Option<Strategy> {
        let of = |it: &Override| it.kind == kind && same(&it.resource, resource);
        let at = self.0.iter().position(of)?;
        Some(self.0.remove(at).strategy)
    }
}

pub(super) fn read_override(reader: &mut Reader<'_>) -> Option<Override> {
    const AT: &str = "/Parameters/Behavior/Properties";
    let kind = reader
        .required(&format!("{AT}/ActionType"))
        .trim()
        .to_owned();
    let Some((kind, pointer)) = OVERRIDDEN.iter().find(|(name, _)| *name == kind) else {
        if !kind.is_empty() {
            reader.problem(format!("{kind} cannot be overridden"));
        }
        return None;
    };
    let resource = reader.required(&format!("{AT}/ActionParameters{pointer}"));
    let strategy = match reader.required(&format!("{AT}/Strategy/Type")).as_str() {
        "SubstituteResource" => {
            Strategy::Substitute(reader.required(&format!("{AT}/Strategy/SubstituteArn")))
        }
        "MockResponse" => mock(reader, kind, &format!("{AT}/Strategy/Response"))?,
        "" => return None,
        other => {
            let other = other.to_owned();
            reader.problem(format!("there is no Strategy {other}"));
            return None;
        }
    };
    Some(Override {
        kind,
        resource,
        strategy,
    })
}

fn mock(reader: &mut Reader<'_>, kind: &str, at: &str) -> Option<Strategy> {
    let delay = |reader: &Reader<'_>, of: &str| {
        let pointer = format!("{at}/{of}/DelaySeconds");
        let delay = reader.value.pointer(&pointer).and_then(Value::as_f64);
        delay.unwrap_or_default()
    };
    match reader.required(&format!("{at}/Type")).as_str() {
        "ExecutionResult" if kind.ends_with("ToQueue") => {
            reader.problem("a transfer to a queue can only be mocked to fail");
            None
        }
        "ExecutionResult" => {
            let data = ["LoadedData", "Value"].iter().find_map(|member| {
                let value = reader
                    .value
                    .pointer(&format!("{at}/ExecutionResult/{member}"))?;
                value.as_str().map(str::to_owned)
            });
            let Some(data) = data else {
                reader.problem("ExecutionResult needs LoadedData or Value, a text");
                return None;
            };
            let hours = kind == "CheckHoursOfOperation";
            if hours && !matches!(data.as_str(), "InHours" | "OutOfHours") {
                reader.problem("Value must be InHours or OutOfHours");
            }
            if !hours && serde_json::from_str::<Value>(&data).is_err() {
                reader.problem("what is mocked must be serialised JSON");
            }
            let delay = delay(reader, "ExecutionResult");
            Some(Strategy::Result { data, delay })
        }
        "Error" => {
            let name = reader.required(&format!("{at}/Error/Value"));
            let known = match kind {
                "InvokeLambdaFunction" | "ConnectParticipantWithLexBot" => {
                    ["NoMatchingError", "TimeLimitExceeded"]
                }
                "CheckHoursOfOperation" => ["NoMatchingError", "NoMatchingError"],
                _ => ["NoMatchingError", "QueueAtCapacity"],
            };
            let error = ErrorType::from_name(&name).filter(|_| known.contains(&name.as_str()));
            let Some(error) = error else {
                reader.problem(format!("{kind} cannot fail with {name:?}"));
                return None;
            };
            let delay = delay(reader, "Error");
            Some(Strategy::Error { error, delay })
        }
        "" => None,
        other => {
            let other = other.to_owned();
            reader.problem(format!("there is no Response {other}"));
            None
        }
    }
}
