//! What helps an author and keeps no flow from being published. The API never says it.

use crate::document::{Action, Flow};
use crate::references::misspelt_inside;
use crate::transitions::{ErrorType, Operator};
use resources::FlowKind;
use serde::Serialize;
use serde_json::Value;
use std::collections::VecDeque;
use std::fmt;

/// The most blocks that the console exports, and one more. Source: connect-c-flows.md §13.
pub const EXPORT_BLOCKS: usize = 100;
/// The size from which on the console exports no flow, in bytes. Source: connect-c-flows.md §13.
pub const EXPORT_BYTES: usize = 1_000_000;
/// The shortest interruption of looping prompts, in seconds: the time that an agent has to accept.
/// Source: connect-c-flows.md §7.24.
const SHORTEST_INTERRUPT: u32 = 20;

/// One thing that an author might want to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Advice {
    /// What about it.
    pub message: String,
    /// The action's `Identifier`; `None` for the whole flow.
    pub action: Option<String>,
    /// What it is about.
    pub topic: Topic,
}

/// What an advice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// No way leads to an action.
    Unreachable,
    /// Looping prompts after a block that may not come before them (connect-c-flows.md §7.24).
    LoopPrompts,
    /// An interruption shorter than an agent has to accept.
    ShortInterrupt,
    /// A form that still works, for which there is a newer one.
    OlderForm,
    /// A condition that never holds, as one before it is the same.
    Shadowed,
    /// What is written like a reference but stays text.
    StaysText,
    /// An assistant's session that is not put to use.
    UnusedSession,
    /// A branch that may be missing, without which failure goes unnoticed.
    NoErrorBranch,
    /// Larger than the public service's console exports.
    ExportLimit,
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(action) = &self.action {
            write!(f, "{action:?}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// What an author of a flow might want to look at. `bytes` is the size of its content.
pub fn advise(flow: &Flow, kind: FlowKind, bytes: usize) -> Vec<Advice> {
    let mut found = Vec::new();
    if flow.actions().len() >= EXPORT_BLOCKS || bytes >= EXPORT_BYTES {
        found.push(Advice {
            message: format!(
                "{} actions and {bytes} bytes: the public service's console exports fewer than \
                 {EXPORT_BLOCKS} blocks and {EXPORT_BYTES} bytes",
                flow.actions().len()
            ),
            action: None,
            topic: Topic::ExportLimit,
        });
    }
    let reached = reached(flow);
    for (index, action) in flow.actions().iter().enumerate() {
        let mut say = |topic, message: String| {
            found.push(Advice {
                message,
                action: Some(action.identifier().to_owned()),
                topic,
            });
        };
        if reached.get(index) != Some(&true) {
            say(Topic::Unreachable, "no way leads to it".to_owned());
        }
        shadowed(action, &mut say);
        older(flow, index, action, &mut say);
        texts(flow, index, &mut say);
        loops(flow, index, action, kind, &mut say);
        session(flow, action, &mut say);
    }
    found
}

type Say<'a> = dyn FnMut(Topic, String) + 'a;

/// Which actions a way leads to from the start.
fn reached(flow: &Flow) -> Vec<bool> {
    let mut reached = vec![false; flow.actions().len()];
    let mut next = VecDeque::from([flow.start()]);
    while let Some(at) = next.pop_front() {
        let Some(seen) = reached.get_mut(usize::from(at)).filter(|seen| !**seen) else {
            continue;
        };
        *seen = true;
        next.extend(flow.action(at).into_iter().flat_map(targets));
    }
    reached
}

fn targets(action: &Action) -> impl Iterator<Item = u16> + '_ {
    let transitions = action.transitions();
    let conditions = transitions.conditions.iter().map(|it| it.target);
    let errors = transitions.errors.iter().map(|(_, target)| *target);
    transitions.next.into_iter().chain(conditions).chain(errors)
}

fn shadowed(action: &Action, say: &mut Say<'_>) {
    let conditions = action.transitions().conditions();
    for (at, it) in conditions.iter().enumerate() {
        let before = conditions.get(..at).unwrap_or_default();
        let same = |other: &&crate::Condition| {
            other.operator == it.operator && other.operand == it.operand
        };
        if before.iter().any(|other| same(&other)) {
            let message = format!("{} {} is there twice", it.operator.name(), it.operand);
            say(Topic::Shadowed, message);
        }
        if it.operator != Operator::KeyExists && it.operand.starts_with("$.") {
            let message = format!("{} is compared as a text: operands are static", it.operand);
            say(Topic::StaysText, message);
        }
    }
}

fn older(flow: &Flow, index: usize, action: &Action, say: &mut Say<'_>) {
    let name = action.row().name;
    let parameter = |key: &str| parameter(flow, index, key);
    let written = flow.document().get("Actions").and_then(|it| it.get(index));
    if written.and_then(|it| it.get("Type")?.as_str()) == Some("UnTagContact") {
        say(
            Topic::OlderForm,
            "the type is spelt UntagContact".to_owned(),
        );
    }
    let newer = match name {
        "UpdateContactRecordingBehavior" => "UpdateContactRecordingAndAnalyticsBehavior does more",
        "ConnectParticipantWithLexBot" if parameter("LexBot").is_some() => {
            "it names a bot of the older kind; LexV2Bot names an alias"
        }
        "StartVoiceIdStream" | "CheckVoiceId" => "Voice ID has ended",
        "UpdateContactTextToSpeechVoice"
            if parameter("TextToSpeechEngine")
                .and_then(Value::as_str)
                .is_some_and(|it| it.chars().any(char::is_uppercase)) =>
        {
            "engines are written in lower case"
        }
        _ => "",
    };
    if !newer.is_empty() {
        say(Topic::OlderForm, newer.to_owned());
    }
    let quiet = matches!(
        name,
        "MessageParticipant" | "MessageParticipantIteratively" | "UpdateContactTextToSpeechVoice"
    );
    let caught = action
        .transitions()
        .errors()
        .any(|error| error == ErrorType::NoMatchingError);
    if quiet && !caught {
        let message = "it has no branch for NoMatchingError".to_owned();
        say(Topic::NoErrorBranch, message);
    }
}

fn parameter<'a>(flow: &'a Flow, index: usize, key: &str) -> Option<&'a Value> {
    let at = u16::try_from(index).ok()?;
    flow.parameters(at)?.get(key)
}

/// References in a text whose root does not exist: they stay text.
fn texts(flow: &Flow, index: usize, say: &mut Say<'_>) {
    fn look(value: &Value, say: &mut Say<'_>) {
        match value {
            Value::String(text) => {
                if let Some(word) = misspelt_inside(text) {
                    let message = format!("$.{word} is no reference and stays text");
                    say(Topic::StaysText, message);
                }
            }
            Value::Array(list) => list.iter().for_each(|it| look(it, say)),
            Value::Object(map) => map.values().for_each(|it| look(it, say)),
            _ => {}
        }
    }
    let parameters = u16::try_from(index).ok().and_then(|at| flow.parameters(at));
    for value in parameters.into_iter().flat_map(|it| it.values()) {
        look(value, say);
    }
}

/// Types that may not come before looping prompts. Source: connect-c-flows.md §7.24.
const NOT_BEFORE_LOOP_PROMPTS: &[&str] = &[
    "ConnectParticipantWithLexBot",
    "GetParticipantInput",
    "Loop",
    "MessageParticipant",
    "UpdateContactMediaStreamingBehavior",
    "TransferParticipantToThirdParty",
    "TransferContactToQueue",
    "DequeueContactAndTransferToQueue",
    "CreateCallbackContact",
];

fn loops(flow: &Flow, index: usize, action: &Action, kind: FlowKind, say: &mut Say<'_>) {
    if action.row().name != "MessageParticipantIteratively" {
        return;
    }
    let interrupt = parameter(flow, index, "InterruptFrequencySeconds");
    let seconds = interrupt.and_then(|it| match it {
        Value::String(text) => text.trim().parse::<u32>().ok(),
        other => other.as_u64().and_then(|n| u32::try_from(n).ok()),
    });
    if seconds.is_some_and(|seconds| seconds < SHORTEST_INTERRUPT)
        && kind == FlowKind::CustomerQueue
    {
        let message = format!(
            "an interruption under {SHORTEST_INTERRUPT} seconds is shorter than an agent has to \
             accept, and may end in the error branch"
        );
        say(Topic::ShortInterrupt, message);
    }
    let here = u16::try_from(index).ok();
    for before in flow.actions() {
        let leads = targets(before).any(|target| Some(target) == here);
        if leads && NOT_BEFORE_LOOP_PROMPTS.contains(&before.row().name) {
            let message = format!(
                "{:?} ({}) may not come directly before looping prompts",
                before.identifier(),
                before.row().name
            );
            say(Topic::LoopPrompts, message);
        }
    }
}

/// `CreateWisdomSession` is half a block: its session is to be set (flow-language.md §5.5).
fn session(flow: &Flow, action: &Action, say: &mut Say<'_>) {
    if action.row().name != "CreateWisdomSession" {
        return;
    }
    let next = action.transitions().next;
    let sets = next.is_some_and(|at| {
        let parameters = flow.parameters(at);
        parameters.is_some_and(|it| it.contains_key("WisdomSessionArn"))
    });
    if !sets {
        let message = "UpdateContactData does not set $.Wisdom.SessionArn after it".to_owned();
        say(Topic::UnusedSession, message);
    }
}
