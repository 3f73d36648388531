//! What a test does when an event has happened.

use super::overrides::{Override, read_override};
use super::read::Reader;
use flow::{Operator, Path};
use serde_json::Value;
use std::collections::BTreeMap;

/// Something to be done.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TestAction {
    pub(super) identifier: String,
    /// As it was written, for records.
    pub(super) kind: String,
    pub(super) what: What,
    /// What is done next; without one, nothing that is not begun by itself.
    pub(super) next: Option<String>,
}

/// What is done.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// The customer presses keys.
    Press(String),
    /// The customer says or writes something.
    Say(String),
    /// The customer hangs up.
    Disconnect,
    /// An action of the flow behaves otherwise, once.
    Override(Override),
    /// A value must be so.
    Assert {
        /// The reference as written.
        namespace: String,
        /// The same, read.
        path: Option<Path>,
        /// How it is compared.
        comparison: Comparison,
        /// With what.
        operand: String,
    },
    /// The test is over.
    End,
    /// Values are noted.
    Log(BTreeMap<String, String>),
    /// It could not be read.
    Nothing,
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    /// There is one.
    Exists,
    /// As conditions of flows do.
    By(Operator),
}

pub(super) fn read_action(reader: &mut Reader<'_>) -> TestAction {
    let kind = reader.required("/Type");
    let what = match kind.as_str() {
        "SendInstruction" => instruction(reader),
        "OverrideSystemBehavior" => match read_override(reader) {
            Some(it) => What::Override(it),
            None => What::Nothing,
        },
        "Assert" => assert(reader),
        "TestControl" => control(reader),
        "" => What::Nothing,
        other => {
            reader.problem(format!("there is no action {other}"));
            What::Nothing
        }
    };
    // An empty one ends the actions.
    let next = reader.text("/Transitions/NextAction");
    TestAction {
        identifier: reader.text("/Identifier").unwrap_or_default(),
        kind,
        what,
        next: next.filter(|it| !it.is_empty()),
    }
}

fn instruction(reader: &mut Reader<'_>) -> What {
    let kind = reader.required("/Parameters/Instruction/Type");
    match kind.as_str() {
        "DtmfInput" => {
            let value = reader
                .value
                .pointer("/Parameters/Instruction/Properties/Value");
            let keys = match value {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Number(number)) => number.to_string(),
                _ => String::new(),
            };
            let are_keys = |c| matches!(c, '0'..='9' | '*' | '#');
            if keys.is_empty() || !keys.chars().all(are_keys) {
                reader.problem("Value must be keys: 0 to 9, * and #");
            }
            What::Press(keys)
        }
        "TextUtterance" => {
            let text = ["Text", "SSML"].iter().find_map(|member| {
                reader.text(&format!("/Parameters/Instruction/Properties/{member}"))
            });
            if text.is_none() {
                reader.problem("give one of Text and SSML");
            }
            What::Say(text.unwrap_or_default())
        }
        "Disconnect" => What::Disconnect,
        "" => What::Nothing,
        other => {
            reader.problem(format!("there is no instruction {other}"));
            What::Nothing
        }
    }
}

fn assert(reader: &mut Reader<'_>) -> What {
    let namespace = reader.required("/Parameters/Namespace");
    let path = Path::parse(&namespace);
    if path.is_none() && !namespace.is_empty() {
        reader.problem(format!("{namespace} is no reference"));
    }
    let operator = reader.required("/Parameters/Operator");
    let comparison = match operator.as_str() {
        "Exists" => Comparison::Exists,
        other => match Operator::from_name(other) {
            Some(operator) => Comparison::By(operator),
            None => {
                if !other.is_empty() {
                    let other = other.to_owned();
                    reader.problem(format!("there is no Operator {other}"));
                }
                Comparison::Exists
            }
        },
    };
    let operand = match reader.value.pointer("/Parameters/Operand") {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    What::Assert {
        namespace,
        path,
        comparison,
        operand,
    }
}

fn control(reader: &mut Reader<'_>) -> What {
    let kind = reader.required("/Parameters/Command/Type");
    match kind.as_str() {
        "EndTest" => What::End,
        "LogData" => {
            let values = reader
                .value
                .pointer("/Parameters/Command/Properties/Expressions");
            let values = values.and_then(Value::as_object).into_iter().flatten();
            let texts =
                values.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
            What::Log(texts.collect())
        }
        "" => What::Nothing,
        other => {
            reader.problem(format!("there is no command {other}"));
            What::Nothing
        }
    }
}

impl Comparison {
    /// Whether a value, if there is one, is as it must be. Texts are told apart by case.
    pub(super) fn holds(self, value: Option<&str>, operand: &str) -> bool {
        let Self::By(operator) = self else {
            return value.is_some();
        };
        let text = value.unwrap_or_default();
        let number = |text: &str| text.trim().parse().ok().filter(|it: &f64| it.is_finite());
        let compared = |test: fn(&f64, &f64) -> bool| match (number(text), number(operand)) {
            (Some(left), Some(right)) => test(&left, &right),
            _ => false,
        };
        match operator {
            Operator::Equals => text == operand,
            Operator::TextStartsWith => text.starts_with(operand),
            Operator::TextEndsWith => text.ends_with(operand),
            Operator::TextContains => text.contains(operand),
            Operator::NumberGreaterThan => compared(f64::gt),
            Operator::NumberGreaterOrEqualTo => compared(f64::ge),
            Operator::NumberLessThan => compared(f64::lt),
            Operator::NumberLessOrEqualTo => compared(f64::le),
            Operator::KeyExists => {
                let object = serde_json::from_str::<Value>(text).ok();
                object.is_some_and(|it| it.get(operand).is_some())
            }
        }
    }
}
