//! What values are: all come as texts, and a type says how they are read.

use crate::data_table::RuleError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

/// The type of an attribute's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ValueType {
    /// The text itself.
    Text,
    /// A decimal number, as JSON writes it.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A JSON array of texts. The form is inferred: the API gives none.
    TextList,
    /// A JSON array of numbers; inferred in the same way.
    NumberList,
}

/// A value that was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    /// A text.
    Text(String),
    /// A number, which is finite.
    Number(f64),
    /// A truth value.
    Boolean(bool),
    /// Texts.
    TextList(Vec<String>),
    /// Numbers, which are finite.
    NumberList(Vec<f64>),
}

/// Why a value cannot be kept.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ValueError {
    /// It is not of the attribute's type.
    #[error("the value is not {0}")]
    Type(&'static str),
    /// It breaks a rule.
    #[error("the value {0}")]
    Rule(#[from] RuleError),
}

impl ValueType {
    /// Reads a value.
    ///
    /// # Errors
    /// When it is of another type.
    pub fn read(self, text: &str) -> Result<Typed, ValueError> {
        let read = match self {
            Self::Text => (!text.contains('\0')).then(|| Typed::Text(text.to_owned())),
            Self::Number => number(text).map(Typed::Number),
            Self::Boolean => truth(text).map(Typed::Boolean),
            Self::TextList => list(text, |it| {
                let text = it.as_str().filter(|it| !it.contains('\0'))?;
                Some(text.to_owned())
            })
            .map(Typed::TextList),
            Self::NumberList => list(text, Value::as_f64).map(Typed::NumberList),
        };
        read.ok_or(ValueError::Type(match self {
            Self::Text => "a text without NUL characters",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::TextList => "a JSON array of texts",
            Self::NumberList => "a JSON array of numbers",
        }))
    }

    /// The value of a record that has none when its attribute becomes primary.
    pub const fn empty(self) -> &'static str {
        match self {
            Self::Text => "",
            Self::Number => "0",
            Self::Boolean => "false",
            Self::TextList | Self::NumberList => "[]",
        }
    }
}

fn number(text: &str) -> Option<f64> {
    let number: serde_json::Number = serde_json::from_str(text.trim()).ok()?;
    number.as_f64().filter(|it| it.is_finite())
}

fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn list<T>(text: &str, element: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    let Ok(Value::Array(them)) = serde_json::from_str(text) else {
        return None;
    };
    them.iter().map(element).collect()
}

impl Typed {
    /// The one text of all that mean the same value: what primary values are compared by.
    pub fn canonical(&self) -> String {
        let number = |it: &f64| if *it == 0.0 { 0.0 } else { *it };
        match self {
            Self::Text(it) => it.clone(),
            Self::Number(it) => number(it).to_string(),
            Self::Boolean(it) => it.to_string(),
            Self::TextList(them) => Value::from(them.clone()).to_string(),
            Self::NumberList(them) => {
                Value::from(them.iter().map(number).collect::<Vec<_>>()).to_string()
            }
        }
    }

    /// The value as it is answered to whoever evaluates it: in one form, but numbers with all the
    /// digits that they were given.
    pub fn shown(&self, given: &str) -> String {
        match self {
            Self::Text(it) => it.clone(),
            Self::Number(_) => given.trim().to_owned(),
            Self::Boolean(it) => it.to_string(),
            Self::TextList(_) | Self::NumberList(_) => serde_json::from_str::<Value>(given)
                .map_or_else(|_| given.to_owned(), |it| it.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_by_their_type() {
        use ValueType::*;
        assert_eq!(Text.read(" a "), Ok(Typed::Text(" a ".into())));
        assert_eq!(Number.read(" -1.50 "), Ok(Typed::Number(-1.5)));
        assert_eq!(Boolean.read("TRUE"), Ok(Typed::Boolean(true)));
        let texts = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(TextList.read(r#"["a","b"]"#), Ok(Typed::TextList(texts)));
        assert_eq!(
            NumberList.read("[1, 2.5]"),
            Ok(Typed::NumberList(vec![1.0, 2.5]))
        );
    }

    #[test]
    fn what_is_of_another_type_is_refused() {
        use ValueType::*;
        for (of, text) in [
            (Text, "a\0"),
            (Number, ""),
            (Number, "1,5"),
            (Number, "NaN"),
            (Number, "1e999"),
            (Boolean, "yes"),
            (TextList, "a"),
            (TextList, "[1]"),
            (TextList, r#"{"a": 1}"#),
            (NumberList, r#"["1"]"#),
            (NumberList, "["),
        ] {
            assert!(matches!(of.read(text), Err(ValueError::Type(_))), "{text}");
        }
    }

    #[test]
    fn what_means_the_same_is_one_text() {
        let of = |it: ValueType, text| it.read(text).unwrap().canonical();
        assert_eq!(of(ValueType::Number, "1"), of(ValueType::Number, "1.00"));
        assert_eq!(of(ValueType::Number, "-0"), of(ValueType::Number, "0"));
        assert_eq!(of(ValueType::Boolean, "True"), "true");
        assert_eq!(
            of(ValueType::NumberList, "[ 1 ]"),
            of(ValueType::NumberList, "[1.0]")
        );
        for empty in [
            ValueType::Text,
            ValueType::Number,
            ValueType::Boolean,
            ValueType::TextList,
        ] {
            assert!(empty.read(empty.empty()).is_ok());
        }
    }

    #[test]
    fn numbers_are_shown_with_all_their_digits() {
        let given = " 12345678901234567890 ";
        let typed = ValueType::Number.read(given).unwrap();
        assert_eq!(typed.shown(given), "12345678901234567890");
        let given = "[ 1.0,\n2 ]";
        assert_eq!(
            ValueType::NumberList.read(given).unwrap().shown(given),
            "[1.0,2]"
        );
    }
}
