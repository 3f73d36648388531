//! What an attribute's values must be besides being of its type. The rules are those of JSON
//! Schema: one that is about another type of value says nothing.

use crate::data_table::{Typed, ValueType};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest text, with and without a rule. Source: the model's `LengthBoundary`.
const MAX_LENGTH: u32 = 1000;
/// The longest list. Source: the model's `ValueBoundary`.
const MAX_VALUES: u32 = 100;

/// `Validation` of an attribute. What is `None` was not given, and is not answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Validation {
    /// Characters that a text has at least, and each text of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// Characters that it has at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Values that a list has at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u32>,
    /// Values that it has at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u32>,
    /// Whether case makes no difference between texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignore_case: Option<bool>,
    /// The smallest number, and the smallest of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<f64>,
    /// The largest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<f64>,
    /// What a number is above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<f64>,
    /// What a number is below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<f64>,
    /// What a number is a whole multiple of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<f64>,
    /// Values that are offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enumeration: Option<Enumeration>,
}

/// `ValidationEnum`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Enumeration {
    /// Whether no other values are allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// The values, which are allowed whatever the other rules say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
}

/// A rule that a value breaks, or that makes no sense.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum RuleError {
    /// A text is too short.
    #[error("has less than {0} characters")]
    Short(u32),
    /// A text is too long.
    #[error("has more than {0} characters")]
    Long(u32),
    /// A list has too little.
    #[error("has less than {0} values")]
    Few(u32),
    /// A list has too much.
    #[error("has more than {0} values")]
    Many(u32),
    /// A number is below the smallest.
    #[error("is less than {0}")]
    Below(f64),
    /// A number is beyond the largest.
    #[error("is greater than {0}")]
    Beyond(f64),
    /// A number is not above its bound.
    #[error("is not greater than {0}")]
    NotAbove(f64),
    /// A number is not below its bound.
    #[error("is not less than {0}")]
    NotBelow(f64),
    /// A number is between multiples.
    #[error("is not a multiple of {0}")]
    NotMultiple(f64),
    /// A value is none of those allowed.
    #[error("is none of those that the attribute allows")]
    NotListed,
    /// Two rules that no value can meet.
    #[error("{0} and {1} contradict each other")]
    Contradiction(&'static str, &'static str),
    /// A rule that no value can meet.
    #[error("{0}")]
    Senseless(&'static str),
}

impl Validation {
    /// Whether the rules make sense for values of a type.
    ///
    /// # Errors
    /// The first that does not.
    pub fn verify(&self, of: ValueType) -> Result<(), RuleError> {
        let lengths = (
            self.min_length.zip(self.max_length),
            "MinLength",
            "MaxLength",
        );
        let counts = (
            self.min_values.zip(self.max_values),
            "MinValues",
            "MaxValues",
        );
        for (bounds, low, high) in [lengths, counts] {
            if bounds.is_some_and(|(low, high)| low > high) {
                return Err(RuleError::Contradiction(low, high));
            }
        }
        let numbers = [
            ("Minimum", self.minimum, "Maximum", self.maximum, true),
            (
                "Minimum",
                self.minimum,
                "ExclusiveMaximum",
                self.exclusive_maximum,
                false,
            ),
            (
                "ExclusiveMinimum",
                self.exclusive_minimum,
                "Maximum",
                self.maximum,
                false,
            ),
            (
                "ExclusiveMinimum",
                self.exclusive_minimum,
                "ExclusiveMaximum",
                self.exclusive_maximum,
                false,
            ),
        ];
        for (low_name, low, high_name, high, may_equal) in numbers {
            let fits = |(low, high): (f64, f64)| low < high || (may_equal && low <= high);
            if low.zip(high).is_some_and(|bounds| !fits(bounds)) {
                return Err(RuleError::Contradiction(low_name, high_name));
            }
        }
        if self
            .multiple_of
            .is_some_and(|it| it <= 0.0 || !it.is_finite())
        {
            return Err(RuleError::Senseless("MultipleOf must be greater than 0"));
        }
        let Some(listed) = &self.enumeration else {
            return Ok(());
        };
        let values = listed.values.as_deref().unwrap_or_default();
        if listed.strict == Some(true) && values.is_empty() {
            return Err(RuleError::Senseless("a strict Enum needs Values"));
        }
        let of_type = |it: &String| of.element().read(it).is_ok();
        if !values.iter().all(of_type) {
            return Err(RuleError::Senseless(
                "Enum.Values must be of the attribute's type",
            ));
        }
        Ok(())
    }

    /// Whether a value meets the rules.
    ///
    /// # Errors
    /// The first that it breaks.
    pub fn check(&self, value: &Typed) -> Result<(), RuleError> {
        match value {
            Typed::Text(it) => self.text(it),
            Typed::Number(it) => self.number(*it),
            Typed::Boolean(it) => match self
                .listed(|listed| ValueType::Boolean.read(listed) == Ok(Typed::Boolean(*it)))
            {
                Listed::Refused => Err(RuleError::NotListed),
                Listed::Allowed | Listed::Open => Ok(()),
            },
            Typed::TextList(them) => {
                self.count(them.len())?;
                them.iter().try_for_each(|it| self.text(it))
            }
            Typed::NumberList(them) => {
                self.count(them.len())?;
                them.iter().try_for_each(|it| self.number(*it))
            }
        }
    }

    fn count(&self, count: usize) -> Result<(), RuleError> {
        let least = self.min_values.unwrap_or(0);
        let most = self.max_values.unwrap_or(MAX_VALUES).min(MAX_VALUES);
        match count {
            count if count < least as usize => Err(RuleError::Few(least)),
            count if count > most as usize => Err(RuleError::Many(most)),
            _ => Ok(()),
        }
    }

    fn text(&self, text: &str) -> Result<(), RuleError> {
        let folds = self.ignore_case == Some(true);
        let same = |it: &str| it == text || (folds && it.to_lowercase() == text.to_lowercase());
        match self.listed(same) {
            Listed::Allowed => return Ok(()),
            Listed::Refused => return Err(RuleError::NotListed),
            Listed::Open => {}
        }
        let least = self.min_length.unwrap_or(0);
        let most = self.max_length.unwrap_or(MAX_LENGTH).min(MAX_LENGTH);
        match text.chars().count() {
            length if length < least as usize => Err(RuleError::Short(least)),
            length if length > most as usize => Err(RuleError::Long(most)),
            _ => Ok(()),
        }
    }

    fn number(&self, number: f64) -> Result<(), RuleError> {
        match self.listed(|it| ValueType::Number.read(it) == Ok(Typed::Number(number))) {
            Listed::Allowed => return Ok(()),
            Listed::Refused => return Err(RuleError::NotListed),
            Listed::Open => {}
        }
        let broken = [
            (self.minimum.filter(|it| number < *it)).map(RuleError::Below),
            (self.maximum.filter(|it| number > *it)).map(RuleError::Beyond),
            (self.exclusive_minimum.filter(|it| number <= *it)).map(RuleError::NotAbove),
            (self.exclusive_maximum.filter(|it| number >= *it)).map(RuleError::NotBelow),
            (self.multiple_of.filter(|it| !is_multiple(number, *it))).map(RuleError::NotMultiple),
        ];
        broken.into_iter().flatten().next().map_or(Ok(()), Err)
    }

    fn listed(&self, same: impl Fn(&str) -> bool) -> Listed {
        let Some(listed) = &self.enumeration else {
            return Listed::Open;
        };
        if listed.values.iter().flatten().any(|it| same(it)) {
            Listed::Allowed
        } else if listed.strict == Some(true) {
            Listed::Refused
        } else {
            Listed::Open
        }
    }
}

/// What an enumeration says of a value.
enum Listed {
    Allowed,
    Refused,
    Open,
}

impl ValueType {
    /// The type of a list's values; of others, the type itself.
    const fn element(self) -> Self {
        match self {
            Self::TextList => Self::Text,
            Self::NumberList => Self::Number,
            other => other,
        }
    }
}

/// Whether a number is a whole multiple, as far as binary fractions can tell: 0.3 is three times
/// 0.1 to whoever wrote both.
fn is_multiple(number: f64, of: f64) -> bool {
    let times = number / of;
    (times - times.round()).abs() <= 1e-9 * times.abs().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(strict: bool, values: &[&str]) -> Option<Enumeration> {
        Some(Enumeration {
            strict: Some(strict),
            values: Some(values.iter().map(|it| (*it).to_owned()).collect()),
        })
    }

    fn check(rules: &Validation, of: ValueType, text: &str) -> Result<(), RuleError> {
        rules.check(&of.read(text).unwrap())
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let rules = Validation {
            min_length: Some(2),
            max_length: Some(3),
            ..Validation::default()
        };
        assert_eq!(check(&rules, ValueType::Text, "äöü"), Ok(()));
        assert_eq!(
            check(&rules, ValueType::Text, "ä"),
            Err(RuleError::Short(2))
        );
        assert_eq!(
            check(&rules, ValueType::TextList, r#"["ab", "abcd"]"#),
            Err(RuleError::Long(3))
        );
        // A rule about texts says nothing of numbers.
        assert_eq!(check(&rules, ValueType::Number, "1"), Ok(()));
        let long = "x".repeat(1001);
        let none = Validation::default();
        assert_eq!(
            check(&none, ValueType::Text, &long),
            Err(RuleError::Long(1000))
        );
    }

    #[test]
    fn lists_have_bounds() {
        let rules = Validation {
            min_values: Some(1),
            max_values: Some(2),
            ..Validation::default()
        };
        assert_eq!(
            check(&rules, ValueType::NumberList, "[]"),
            Err(RuleError::Few(1))
        );
        assert_eq!(
            check(&rules, ValueType::NumberList, "[1,2,3]"),
            Err(RuleError::Many(2))
        );
        let many = format!("[{}1]", "1,".repeat(100));
        let none = Validation::default();
        assert_eq!(
            check(&none, ValueType::NumberList, &many),
            Err(RuleError::Many(100))
        );
    }

    #[test]
    fn numbers_lie_between_their_bounds() {
        let rules = Validation {
            minimum: Some(1.0),
            maximum: Some(9.0),
            exclusive_maximum: Some(9.0),
            exclusive_minimum: Some(1.0),
            multiple_of: Some(0.1),
            ..Validation::default()
        };
        let of = |text| check(&rules, ValueType::Number, text);
        assert_eq!(of("1.3"), Ok(()));
        assert_eq!(of("0.5"), Err(RuleError::Below(1.0)));
        assert_eq!(of("1"), Err(RuleError::NotAbove(1.0)));
        assert_eq!(of("9"), Err(RuleError::NotBelow(9.0)));
        assert_eq!(of("10"), Err(RuleError::Beyond(9.0)));
        assert_eq!(of("1.35"), Err(RuleError::NotMultiple(0.1)));
    }

    #[test]
    fn what_is_listed_is_allowed_and_strictly_nothing_else() {
        let mut rules = Validation {
            max_length: Some(1),
            enumeration: listed(true, &["Gold"]),
            ..Validation::default()
        };
        assert_eq!(check(&rules, ValueType::Text, "Gold"), Ok(()));
        assert_eq!(
            check(&rules, ValueType::Text, "gold"),
            Err(RuleError::NotListed)
        );
        rules.ignore_case = Some(true);
        assert_eq!(check(&rules, ValueType::Text, "gold"), Ok(()));
        rules.enumeration = listed(false, &["Gold"]);
        assert_eq!(check(&rules, ValueType::Text, "G"), Ok(()));
        assert_eq!(
            check(&rules, ValueType::Text, "Go"),
            Err(RuleError::Long(1))
        );
        rules.enumeration = listed(true, &["1", "2"]);
        assert_eq!(check(&rules, ValueType::Number, "2.0"), Ok(()));
        assert_eq!(
            check(&rules, ValueType::NumberList, "[1,3]"),
            Err(RuleError::NotListed)
        );
        rules.enumeration = listed(true, &["true"]);
        assert_eq!(check(&rules, ValueType::Boolean, "TRUE"), Ok(()));
        assert_eq!(
            check(&rules, ValueType::Boolean, "false"),
            Err(RuleError::NotListed)
        );
    }

    #[test]
    fn rules_that_no_value_can_meet_are_refused() {
        let senseless = [
            Validation {
                min_length: Some(2),
                max_length: Some(1),
                ..Validation::default()
            },
            Validation {
                min_values: Some(2),
                max_values: Some(1),
                ..Validation::default()
            },
            Validation {
                minimum: Some(2.0),
                maximum: Some(1.0),
                ..Validation::default()
            },
            Validation {
                minimum: Some(1.0),
                exclusive_maximum: Some(1.0),
                ..Validation::default()
            },
            Validation {
                exclusive_minimum: Some(1.0),
                maximum: Some(1.0),
                ..Validation::default()
            },
            Validation {
                multiple_of: Some(0.0),
                ..Validation::default()
            },
            Validation {
                enumeration: listed(true, &[]),
                ..Validation::default()
            },
            Validation {
                enumeration: listed(false, &["x"]),
                ..Validation::default()
            },
        ];
        for rules in senseless {
            assert!(rules.verify(ValueType::Number).is_err(), "{rules:?}");
        }
        let equal = Validation {
            minimum: Some(1.0),
            maximum: Some(1.0),
            ..Validation::default()
        };
        assert_eq!(equal.verify(ValueType::Number), Ok(()));
    }
}
