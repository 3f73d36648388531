//! `GetParticipantInput`: asks for keys. Three modes: branch on one key, store several, and keep
//! keys that are typed ahead.
//! Spec: flow-language.md §7.1, connect-c-flows.md §7.18 and §7.44.

use super::phone::Format;
use super::prompt::Prompt;
use super::{Block, Signal, Step, Waiting, later};
use crate::cx::Cx;
use crate::effect::{RequestId, Timer};
use crate::params::Params;
use crate::problem::Rule;
use crate::references::{Root, Template};
use crate::registry::{Conditions, Ends, IN_CQ_TA_TQ, Need, Row, Runs, VOICE};
use crate::transitions::{Condition, ErrorType, Operator};
use crate::validate::Check;
use serde_json::Value;
use std::time::Duration;

pub(super) const ROW: Row = Row {
    name: "GetParticipantInput",
    blocks: &[
        "Get customer input",
        "Store customer input",
        "Set touch-tone buffer behavior",
    ],
    log: "GetUserInput",
    flows: IN_CQ_TA_TQ,
    channels: VOICE,
    conditions: Conditions::Any(&[Operator::Equals]),
    errors: &[
        (ErrorType::NoMatchingError, Need::Mandatory),
        (ErrorType::NoMatchingCondition, Need::Depends),
        (ErrorType::InputTimeLimitExceeded, Need::Depends),
        (ErrorType::InvalidPhoneNumber, Need::Depends),
    ],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

/// The pause between keys after which an input counts as complete, in seconds.
const INTERDIGIT: u32 = 5;
/// After a terminating sequence of equal keys, how long one more of them may take to come: with
/// `##`, the keys `4###` mean `4#` (connect-c-flows.md §7.44; the length is inferred).
const TERMINATOR_GRACE: Duration = Duration::from_secs(1);
/// How many keys are stored where the flow does not say.
const DEFAULT_LENGTH: u32 = 20;
/// What is stored when no key was pressed.
const NO_INPUT: &str = "Timeout";

#[derive(Debug)]
enum Input {
    Branch {
        prompt: Prompt,
        limit: u32,
    },
    Store(Box<Store>),
    Buffer {
        on: bool,
        keep: bool,
        encryption: Option<Encryption>,
    },
}

#[derive(Debug)]
struct Store {
    prompt: Prompt,
    limit: u32,
    check: Validation,
    terminator: String,
    cancels: bool,
    interdigit: u32,
    encryption: Option<Encryption>,
}

#[derive(Debug)]
enum Validation {
    Length(u32),
    Phone(Format),
}

#[derive(Debug)]
struct Encryption {
    key_id: Template,
    pem: Template,
}

/// The keys so far.
#[derive(Debug, Default)]
pub(crate) struct Digits {
    pub playing: Option<RequestId>,
    keys: String,
    /// The keys end with a terminating sequence that one more key might extend.
    terminated: bool,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let store = params.flag("StoreInput").unwrap_or_default();
    let buffer = params.flag("EnableDTMFBuffer");
    let encryption = params.object("InputEncryption", |inner| {
        let key_id = Template::parse(&inner.required("EncryptionKeyId"));
        let pem = Template::parse(&inner.required("Key"));
        Encryption { key_id, pem }
    });
    if let Some(on) = buffer {
        return Box::new(Input::Buffer {
            on,
            keep: store,
            encryption,
        });
    }
    let prompt = Prompt::required(params);
    if !params.has("InputTimeLimitSeconds") {
        params.missing("InputTimeLimitSeconds", "seconds until the first key");
    }
    let limit = params
        .number("InputTimeLimitSeconds", 1..=u32::MAX)
        .unwrap_or(INTERDIGIT);
    if !store {
        return Box::new(Input::Branch { prompt, limit });
    }
    let check = validation(params);
    if encryption.is_some() && matches!(check, Validation::Phone(_)) {
        let hint = "phone numbers are not encrypted";
        params.report(Rule::ParameterValue, "InputEncryption", hint);
    }
    let mut store = Store {
        prompt,
        limit,
        check,
        terminator: "#".into(),
        cancels: true,
        interdigit: INTERDIGIT,
        encryption,
    };
    params.object("DTMFConfiguration", |inner| store.configure(inner));
    Box::new(Input::Store(Box::new(store)))
}

fn validation(params: &mut Params<'_>) -> Validation {
    let read = params.object("InputValidation", |inner| {
        let length = inner.object("CustomValidation", |inner| {
            inner
                .number("MaximumLength", 1..=u32::MAX)
                .unwrap_or(DEFAULT_LENGTH)
        });
        let phone = inner.object("PhoneNumberValidation", Format::read);
        match (length, phone) {
            (Some(length), None) => Some(Validation::Length(length)),
            (None, Some(format)) => Some(Validation::Phone(format)),
            _ => {
                let hint = "give one of CustomValidation and PhoneNumberValidation";
                inner.report(Rule::ParameterValue, "CustomValidation", hint);
                None
            }
        }
    });
    read.flatten().unwrap_or(Validation::Length(DEFAULT_LENGTH))
}

impl Store {
    fn configure(&mut self, params: &mut Params<'_>) {
        self.cancels = params.flag("DisableCancelKey") != Some(true);
        if let Some(terminator) = params.text("InputTerminationSequence") {
            let keys = terminator
                .chars()
                .all(|c| matches!(c, '0'..='9' | '*' | '#'));
            if !keys || !(1..=5).contains(&terminator.len()) {
                let hint = "1 to 5 of the keys 0 to 9, * and #";
                params.report(Rule::ParameterValue, "InputTerminationSequence", hint);
            } else if self.cancels && terminator.contains('*') {
                let hint = "* needs DisableCancelKey True";
                params.report(Rule::ParameterValue, "InputTerminationSequence", hint);
            } else {
                self.terminator = terminator;
            }
        }
        let pause = params.number("InterdigitTimeLimitSeconds", 1..=20);
        self.interdigit = pause.unwrap_or(INTERDIGIT);
    }

    fn max(&self) -> usize {
        match &self.check {
            Validation::Length(length) => usize::try_from(*length).unwrap_or(usize::MAX),
            Validation::Phone(_) => super::phone::MAX_DIGITS,
        }
    }

    /// Whether one more key can extend the sequence: it is made of one key, several times.
    fn overlaps(&self) -> bool {
        let mut keys = self.terminator.chars();
        let first = keys.next();
        self.terminator.len() > 1 && keys.all(|key| Some(key) == first)
    }

    /// Takes one key. `Some` when the input is complete.
    fn press(&self, cx: &mut Cx<'_>, digits: &mut Digits, key: char) -> Option<Step> {
        if let Some(id) = digits.playing.take() {
            cx.stop(id);
        }
        cx.core.clear_timer(Timer::FirstDigit);
        cx.core.clear_timer(Timer::Terminator);
        if digits.terminated && !self.terminator.ends_with(key) {
            // The sequence was complete; this key belongs to what comes next.
            if let Some(ahead) = &mut cx.core.keys {
                ahead.insert(0, key);
            }
            return Some(self.complete(cx, digits));
        }
        if self.cancels && key == '*' {
            digits.keys.clear();
            cx.core.clear_timer(Timer::InterDigit);
            cx.core
                .set_timer(Timer::FirstDigit, later(cx.now, self.limit));
            return None;
        }
        digits.keys.push(key);
        cx.core
            .set_timer(Timer::InterDigit, later(cx.now, self.interdigit));
        if digits.keys.ends_with(&self.terminator) {
            if !self.overlaps() {
                digits.terminated = true;
                return Some(self.complete(cx, digits));
            }
            digits.terminated = true;
            cx.core
                .set_timer(Timer::Terminator, cx.now + TERMINATOR_GRACE);
            return None;
        }
        (digits.keys.len() >= self.max()).then(|| self.complete(cx, digits))
    }

    fn complete(&self, cx: &mut Cx<'_>, digits: &Digits) -> Step {
        let end = match digits.terminated {
            true => digits.keys.len().saturating_sub(self.terminator.len()),
            false => digits.keys.len(),
        };
        let keys = digits.keys.get(..end).unwrap_or_default();
        if keys.is_empty() {
            return keep(cx, NO_INPUT.to_owned());
        }
        match &self.check {
            Validation::Length(_) => store(cx, keys, self.encryption.as_ref()),
            Validation::Phone(format) => match format.number(keys) {
                Some(number) => keep(cx, number.into()),
                None => {
                    let why = "the input is no phone number";
                    Step::Error(ErrorType::InvalidPhoneNumber, why.into())
                }
            },
        }
    }

    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let mut digits = Digits::default();
        while let Some(key) = ahead(cx) {
            if let Some(step) = self.press(cx, &mut digits, key) {
                return step;
            }
        }
        // Keys typed ahead have answered the prompt already, unless a cancel key took them back.
        if !digits.keys.is_empty() {
            return Step::Park(Waiting::Digits(Box::new(digits)));
        }
        cx.core.clear_timer(Timer::FirstDigit);
        ask(cx, &self.prompt)
    }

    fn resume(&self, cx: &mut Cx<'_>, mut digits: Box<Digits>, signal: Signal) -> Step {
        let step = match signal {
            Signal::Digit(key) => self.press(cx, &mut digits, key),
            Signal::Timer(Timer::FirstDigit | Timer::InterDigit | Timer::Terminator) => {
                Some(self.complete(cx, &digits))
            }
            signal => return prompt_signal(cx, digits, &signal, self.limit),
        };
        step.unwrap_or(Step::Park(Waiting::Digits(digits)))
    }
}

fn keep(cx: &mut Cx<'_>, text: String) -> Step {
    let memory = cx.host.memory_mut();
    memory.set(Root::StoredCustomerInput, Value::String(text));
    Step::Next
}

fn store(cx: &mut Cx<'_>, keys: &str, encryption: Option<&Encryption>) -> Step {
    let Some(encryption) = encryption else {
        return keep(cx, keys.to_owned());
    };
    let (key_id, pem) = (cx.fill(&encryption.key_id), cx.fill(&encryption.pem));
    match cx.host.encrypt_input(&key_id, &pem, keys) {
        Ok(text) => keep(cx, text),
        Err(refusal) => Step::Error(refusal.error, refusal.reason),
    }
}

/// The next key typed ahead.
fn ahead(cx: &mut Cx<'_>) -> Option<char> {
    let keys = cx.core.keys.as_mut().filter(|keys| !keys.is_empty())?;
    Some(keys.remove(0))
}

fn ask(cx: &mut Cx<'_>, prompt: &Prompt) -> Step {
    match prompt.source(cx) {
        Ok(source) => {
            let playing = Some(cx.play(source));
            let digits = Digits {
                playing,
                ..Digits::default()
            };
            Step::Park(Waiting::Digits(Box::new(digits)))
        }
        Err(why) => Step::Error(ErrorType::NoMatchingError, why),
    }
}

/// The time for the first key begins when the prompt is over.
fn prompt_signal(cx: &mut Cx<'_>, mut digits: Box<Digits>, signal: &Signal, limit: u32) -> Step {
    match signal {
        Signal::PromptFinished(id) if digits.playing == Some(*id) => {
            digits.playing = None;
            cx.core.set_timer(Timer::FirstDigit, later(cx.now, limit));
        }
        Signal::PromptFailed(id) if digits.playing == Some(*id) => {
            return Step::fail("the prompt cannot be played");
        }
        _ => {}
    }
    Step::Park(Waiting::Digits(digits))
}

impl Block for Input {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        match self {
            Input::Branch { prompt, .. } => match ahead(cx) {
                Some(key) => Step::Result(key.to_string().into()),
                None => ask(cx, prompt),
            },
            Input::Store(store) => store.enter(cx),
            Input::Buffer { on: true, .. } => {
                cx.core.keys.get_or_insert_default();
                Step::Next
            }
            Input::Buffer {
                keep, encryption, ..
            } => {
                let keys = cx.core.keys.take().unwrap_or_default();
                match (keep, keys.is_empty()) {
                    (false, _) => Step::Next,
                    (true, true) => self::keep(cx, NO_INPUT.to_owned()),
                    (true, false) => store(cx, &keys, encryption.as_ref()),
                }
            }
        }
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        let Waiting::Digits(digits) = waiting else {
            return Step::Park(waiting);
        };
        match (self, signal) {
            (Input::Store(store), signal) => store.resume(cx, digits, signal),
            (Input::Branch { .. }, Signal::Digit(key)) => {
                if let Some(id) = digits.playing {
                    cx.stop(id);
                }
                Step::Result(key.to_string().into())
            }
            (Input::Branch { .. }, Signal::Timer(Timer::FirstDigit)) => {
                let why = "no key was pressed in time";
                Step::Error(ErrorType::InputTimeLimitExceeded, why.into())
            }
            (Input::Branch { limit, .. }, signal) => prompt_signal(cx, digits, &signal, *limit),
            (Input::Buffer { .. }, _) => Step::Park(Waiting::Digits(digits)),
        }
    }

    fn conditions(&self, row: &Row) -> Conditions {
        match self {
            Input::Branch { .. } => row.conditions,
            _ => Conditions::None,
        }
    }

    fn errors(&self, row: &Row) -> Vec<(ErrorType, Need)> {
        let needed = |error| match (self, error) {
            (_, ErrorType::NoMatchingError) => true,
            (Input::Branch { .. }, error) => error != ErrorType::InvalidPhoneNumber,
            (Input::Store(store), ErrorType::InvalidPhoneNumber) => {
                matches!(store.check, Validation::Phone(_))
            }
            _ => false,
        };
        let errors = row.errors.iter().filter(|(error, _)| needed(*error));
        errors.map(|(error, _)| (*error, Need::Mandatory)).collect()
    }

    fn refuses(&self, condition: &Condition) -> Option<&'static str> {
        let key = matches!(condition.operand.as_bytes(), [b'0'..=b'9' | b'*' | b'#']);
        (!key).then_some("an option is one of the keys 0 to 9, * and #")
    }

    fn check(&self, check: &mut Check<'_>) {
        match self {
            Input::Branch { prompt, .. } => prompt.check(check),
            Input::Store(store) => store.prompt.check(check),
            Input::Buffer { .. } => {}
        }
    }
}
