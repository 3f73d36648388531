//! Where an action leads: its next action, its conditions and its error branches.

use crate::references::Resolved;
use serde_json::Value;
use std::fmt;

/// The place of an action in its flow.
pub(crate) type Target = u16;

macro_rules! error_types {
    ($($name:ident),* $(,)?) => {
        /// The names of error branches. Source: flow-language.md §2.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the names are the API's own words; §2 lists them")]
        pub enum ErrorType { $($name,)* }

        impl ErrorType {
            /// Its name in a flow.
            pub const fn name(self) -> &'static str {
                match self { $(ErrorType::$name => stringify!($name),)* }
            }

            /// Reads its name.
            pub fn from_name(text: &str) -> Option<Self> {
                match text { $(stringify!($name) => Some(ErrorType::$name),)* _ => None }
            }
        }
    };
}

error_types! {
    NoMatchingError, NoMatchingCondition, InputTimeLimitExceeded, InvalidPhoneNumber,
    QueueAtCapacity, InvalidCallbackNumber, CallbackNumberNotDialable, CallFailed,
    ConnectionTimeLimitExceeded, TimeLimitExceeded, ContactNotLinked, MultipleFound, NoneFound,
    MultipleFoundError, NoneFoundError, ChannelMismatch, InFlightRedactionConfigurationFailed,
    ParticipantNotFound,
}

impl fmt::Display for ErrorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! operators {
    ($($name:ident),* $(,)?) => {
        /// How a result is compared with an operand. Source: flow-language.md §3.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the names are the API's own words; §3 lists them")]
        pub enum Operator { $($name,)* }

        impl Operator {
            /// All of them.
            pub const ALL: &'static [Operator] = &[$(Operator::$name,)*];

            /// Its name in a flow.
            pub const fn name(self) -> &'static str {
                match self { $(Operator::$name => stringify!($name),)* }
            }

            /// Reads its name.
            pub fn from_name(text: &str) -> Option<Self> {
                match text { $(stringify!($name) => Some(Operator::$name),)* _ => None }
            }
        }
    };
}

operators! {
    Equals, TextStartsWith, TextEndsWith, TextContains, NumberGreaterThan,
    NumberGreaterOrEqualTo, NumberLessThan, NumberLessOrEqualTo, KeyExists,
}

/// One condition of an action.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// How to compare.
    pub operator: Operator,
    /// With what: a static text.
    pub operand: Box<str>,
    /// The operand as a number, for the operators that need one.
    pub(crate) number: Option<f64>,
    pub(crate) target: Target,
}

impl Condition {
    pub(crate) fn new(operator: Operator, operand: &str, target: Target) -> Self {
        Self {
            operator,
            operand: operand.into(),
            number: number(operand),
            target,
        }
    }

    /// Whether a result meets the condition. Texts are told apart by case.
    pub(crate) fn holds(&self, result: &Resolved<'_>) -> bool {
        let object = match result {
            Resolved::Json(value) => value.as_object(),
            Resolved::Text(_) => None,
        };
        if self.operator == Operator::KeyExists {
            return object.is_some_and(|map| map.contains_key(&*self.operand));
        }
        let made;
        let text = match result {
            Resolved::Text(text) => &**text,
            Resolved::Json(value) => match &**value {
                Value::String(text) => text,
                other => {
                    made = other.to_string();
                    &made
                }
            },
        };
        let compared = |test: fn(f64, f64) -> bool| match (number(text), self.number) {
            (Some(left), Some(right)) => test(left, right),
            _ => false,
        };
        match self.operator {
            Operator::Equals => text == &*self.operand,
            Operator::TextStartsWith => text.starts_with(&*self.operand),
            Operator::TextEndsWith => text.ends_with(&*self.operand),
            Operator::TextContains => text.contains(&*self.operand),
            Operator::NumberGreaterThan => compared(|a, b| a > b),
            Operator::NumberGreaterOrEqualTo => compared(|a, b| a >= b),
            Operator::NumberLessThan => compared(|a, b| a < b),
            Operator::NumberLessOrEqualTo => compared(|a, b| a <= b),
            Operator::KeyExists => false,
        }
    }
}

/// A decimal number; infinities and `NaN` are none.
pub(crate) fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|n: &f64| n.is_finite())
}

/// Where an action leads. Source: flow-language.md §2.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transitions {
    pub(crate) next: Option<Target>,
    pub(crate) conditions: Box<[Condition]>,
    pub(crate) errors: Box<[(ErrorType, Target)]>,
}

impl Transitions {
    /// The conditions in the order in which they are tried.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// The error branches that it has.
    pub fn errors(&self) -> impl Iterator<Item = ErrorType> + '_ {
        self.errors.iter().map(|(error, _)| *error)
    }

    pub(crate) fn on_error(&self, error: ErrorType) -> Option<Target> {
        let find = |wanted| self.errors.iter().find(|(error, _)| *error == wanted);
        find(error)
            .or_else(|| find(ErrorType::NoMatchingError))
            .map(|(_, target)| *target)
    }

    /// Where a result leads: the first condition that holds, else `NoMatchingCondition`, else on.
    pub(crate) fn on_result(&self, result: Option<&Resolved<'_>>) -> Option<Target> {
        let met = result.and_then(|result| self.conditions.iter().find(|c| c.holds(result)));
        if let Some(met) = met {
            return Some(met.target);
        }
        let unmatched = self
            .errors
            .iter()
            .find(|(error, _)| *error == ErrorType::NoMatchingCondition);
        match unmatched {
            Some((_, target)) => Some(*target),
            None => self.next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn holds(operator: Operator, result: Value, operand: &str) -> bool {
        let result = Resolved::json(&result).unwrap().into_value();
        Condition::new(operator, operand, 0).holds(&Resolved::json(&result).unwrap())
    }

    #[test]
    fn operators_compare_texts_by_case_and_numbers_by_value() {
        use Operator::*;
        assert!(holds(Equals, json!("Green"), "Green"));
        assert!(!holds(Equals, json!("Green"), "green"));
        assert!(holds(Equals, json!(5), "5"));
        assert!(holds(TextStartsWith, json!("+4930"), "+49"));
        assert!(holds(TextEndsWith, json!("a.wav"), ".wav"));
        assert!(holds(TextContains, json!("abc"), "b"));
        assert!(holds(NumberGreaterThan, json!("10"), "9"));
        assert!(holds(NumberGreaterOrEqualTo, json!("9.0"), "9"));
        assert!(holds(NumberLessThan, json!(-1), "0"));
        assert!(holds(NumberLessOrEqualTo, json!("0"), "0"));
    }

    #[test]
    fn what_is_no_number_is_never_greater_or_less() {
        for operator in [Operator::NumberGreaterThan, Operator::NumberLessOrEqualTo] {
            assert!(!holds(operator, json!("ten"), "9"));
            assert!(!holds(operator, json!("10"), "nine"));
            assert!(!holds(operator, json!("NaN"), "9"));
        }
    }

    #[test]
    fn a_key_exists_only_in_an_object() {
        assert!(holds(Operator::KeyExists, json!({"a": null}), "a"));
        assert!(!holds(Operator::KeyExists, json!({"a": 1}), "b"));
        assert!(!holds(Operator::KeyExists, json!("a"), "a"));
    }

    #[test]
    fn the_first_condition_that_holds_wins() {
        let transitions = Transitions {
            next: Some(9),
            conditions: [("90", 1), ("9", 2)]
                .map(|(operand, to)| Condition::new(Operator::NumberLessThan, operand, to))
                .into(),
            errors: [(ErrorType::NoMatchingCondition, 3)].into(),
        };
        let lead = |text| transitions.on_result(Some(&Resolved::text(text)));
        assert_eq!(lead("5"), Some(1));
        assert_eq!(lead("95"), Some(3));
        assert_eq!(transitions.on_result(None), Some(3));
        assert_eq!(transitions.on_error(ErrorType::CallFailed), None);
    }
}
