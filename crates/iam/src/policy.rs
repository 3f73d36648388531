//! Policies and their parser, which names every problem at once.

use crate::condition::Condition;
use crate::operator::{Operand, Operator};
use crate::pattern::Pattern;
use serde_json::{Map, Value};
use std::fmt;
use thiserror::Error;

/// The longest policy in bytes; AWS allows a tenth of it.
const LONGEST: usize = 65_536;

/// One thing wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, such as `Statement[0].Action`.
    pub path: String,
    /// What.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.what)
    }
}

/// A text that is no policy.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum PolicyError {
    /// Longer than 64 KiB.
    #[error("the policy is longer than {LONGEST} bytes")]
    TooLong,
    /// Not JSON.
    #[error("the policy is not valid JSON: {0}")]
    Json(String),
    /// JSON, but no policy.
    #[error("{}", .0.iter().map(Problem::to_string).collect::<Vec<_>>().join("; "))]
    Problems(Vec<Problem>),
}

/// A parsed policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    pub(crate) statements: Vec<Statement>,
}

/// A list of patterns, of which one must match, or none when negated.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Patterns {
    pub any: Vec<Pattern>,
    pub negated: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Statement {
    pub sid: Option<String>,
    pub allow: bool,
    pub actions: Patterns,
    pub resources: Patterns,
    pub conditions: Vec<Condition>,
}

impl Policy {
    /// Parses the JSON of a policy.
    ///
    /// # Errors
    /// Every problem with its path.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        Self::from_value(&json(text)?)
    }

    /// Whether a decision may depend on a condition key that begins so (without regard to case):
    /// in a condition, or as a variable in a resource or a condition's value. What nobody asks for
    /// need not be looked up.
    pub fn asks_for(&self, prefix: &str) -> bool {
        let is = |key: &str| {
            key.get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        self.statements.iter().any(|statement| {
            statement
                .conditions
                .iter()
                .any(|condition| condition.asks_for(&is))
                || statement
                    .resources
                    .any
                    .iter()
                    .any(|pattern| pattern.variables().any(is))
        })
    }

    /// Reads a policy that is JSON already.
    ///
    /// # Errors
    /// Every problem with its path.
    pub fn from_value(value: &Value) -> Result<Self, PolicyError> {
        let mut parser = Parser::new();
        let statements = parser.policy(value, Parser::statement);
        parser.finish(|| Self { statements })
    }
}

/// The JSON of a policy that is not too long.
pub(crate) fn json(text: &str) -> Result<Value, PolicyError> {
    if text.len() > LONGEST {
        return Err(PolicyError::TooLong);
    }
    serde_json::from_str(text).map_err(|e| PolicyError::Json(e.to_string()))
}

pub(crate) struct Parser {
    pub problems: Vec<Problem>,
    variables: bool,
}

impl Parser {
    pub fn new() -> Self {
        Self {
            problems: Vec::new(),
            variables: false,
        }
    }

    pub fn finish<T>(self, make: impl FnOnce() -> T) -> Result<T, PolicyError> {
        if self.problems.is_empty() {
            Ok(make())
        } else {
            Err(PolicyError::Problems(self.problems))
        }
    }

    pub fn problem(&mut self, path: &str, what: impl Into<String>) {
        self.problems.push(Problem {
            path: path.to_owned(),
            what: what.into(),
        });
    }

    /// The statements of a policy, each read by `one`.
    pub fn policy<T>(
        &mut self,
        value: &Value,
        one: fn(&mut Self, &str, &Value) -> Option<T>,
    ) -> Vec<T> {
        let Value::Object(policy) = value else {
            self.problem("$", "a policy must be an object");
            return Vec::new();
        };
        self.known(policy, "$", &["Version", "Id", "Statement"]);
        match policy.get("Version").map(Value::as_str) {
            Some(Some("2012-10-17")) => self.variables = true,
            None | Some(Some("2008-10-17")) => {}
            _ => self.problem("Version", "must be 2012-10-17 or 2008-10-17"),
        }
        match policy.get("Statement") {
            Some(Value::Array(items)) if items.is_empty() => {
                self.problem("Statement", "must not be empty");
                Vec::new()
            }
            Some(Value::Array(items)) => items
                .iter()
                .enumerate()
                .filter_map(|(at, item)| one(self, &format!("Statement[{at}]"), item))
                .collect(),
            Some(single) => one(self, "Statement", single).into_iter().collect(),
            None => {
                self.problem("Statement", "is missing");
                Vec::new()
            }
        }
    }

    pub fn known(&mut self, object: &Map<String, Value>, path: &str, keys: &[&str]) {
        for key in object.keys().filter(|key| !keys.contains(&key.as_str())) {
            let what = if key == "Principal" || key == "NotPrincipal" {
                "an identity-based policy has no principal".to_owned()
            } else {
                "unknown element".to_owned()
            };
            let key: String = key.chars().take(64).collect();
            self.problem(&format!("{path}.{key}"), what);
        }
    }

    fn statement(&mut self, path: &str, value: &Value) -> Option<Statement> {
        let Value::Object(object) = value else {
            self.problem(path, "a statement must be an object");
            return None;
        };
        const KEYS: [&str; 7] = [
            "Sid",
            "Effect",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition",
        ];
        self.known(object, path, &KEYS);
        let (sid, allow) = self.head(object, path);
        let actions = self.patterns(object, path, "Action", "NotAction");
        let resources = self.patterns(object, path, "Resource", "NotResource");
        let conditions = self.conditions(&format!("{path}.Condition"), object.get("Condition"));
        Some(Statement {
            sid,
            allow,
            actions: actions?,
            resources: resources?,
            conditions,
        })
    }

    /// `Sid`, and whether `Effect` is `Allow`.
    pub fn head(&mut self, object: &Map<String, Value>, path: &str) -> (Option<String>, bool) {
        let sid = match object.get("Sid") {
            None => None,
            Some(Value::String(sid)) => Some(sid.clone()),
            Some(_) => {
                self.problem(&format!("{path}.Sid"), "must be a string");
                None
            }
        };
        let allow = match object.get("Effect").and_then(Value::as_str) {
            Some("Allow") => true,
            Some("Deny") => false,
            _ => {
                self.problem(&format!("{path}.Effect"), "must be Allow or Deny");
                false
            }
        };
        (sid, allow)
    }

    pub fn patterns(
        &mut self,
        object: &Map<String, Value>,
        path: &str,
        plain: &str,
        negated: &str,
    ) -> Option<Patterns> {
        let (name, value) = match (object.get(plain), object.get(negated)) {
            (Some(value), None) => (plain, value),
            (None, Some(value)) => (negated, value),
            _ => {
                self.problem(
                    path,
                    format!("exactly one of {plain} and {negated} must be given"),
                );
                return None;
            }
        };
        let path = format!("{path}.{name}");
        let texts = self.texts(&path, value);
        if texts.is_empty() {
            self.problem(
                &path,
                "must be a string or a list of strings that is not empty",
            );
            return None;
        }
        let action = plain == "Action";
        let mut any = Vec::with_capacity(texts.len());
        for text in texts {
            if action && !is_action(text) {
                self.problem(&path, "must be * or <service>:<action>");
            } else if !action && text != "*" && !text.starts_with("arn:") {
                self.problem(&path, "must be * or an ARN");
            }
            // Actions have no variables.
            match Pattern::parse(text, self.variables && !action) {
                Ok(pattern) => any.push(pattern),
                Err(what) => self.problem(&path, what),
            }
        }
        Some(Patterns {
            any,
            negated: name == negated,
        })
    }

    /// A string, or a list of strings.
    pub fn texts<'v>(&mut self, path: &str, value: &'v Value) -> Vec<&'v str> {
        match value {
            Value::String(text) => vec![text],
            Value::Array(items) => {
                let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                if texts.len() != items.len() {
                    self.problem(path, "every item must be a string");
                }
                texts
            }
            _ => Vec::new(),
        }
    }

    pub fn conditions(&mut self, path: &str, value: Option<&Value>) -> Vec<Condition> {
        let mut out = Vec::new();
        let operators = match value {
            None => return out,
            Some(Value::Object(operators)) => operators,
            Some(_) => {
                self.problem(path, "must be an object");
                return out;
            }
        };
        for (name, keys) in operators {
            let shown: String = name.chars().take(64).collect();
            let path = format!("{path}.{shown}");
            let Some(operator) = Operator::parse(name) else {
                self.problem(&path, "unknown condition operator");
                continue;
            };
            let Value::Object(keys) = keys else {
                self.problem(&path, "must be an object");
                continue;
            };
            for (key, values) in keys {
                let shown: String = key.chars().take(128).collect();
                let operands = self.operands(&format!("{path}.{shown}"), operator, values);
                out.push(Condition {
                    operator,
                    key: key.clone(),
                    operands,
                });
            }
        }
        out
    }

    fn operands(&mut self, path: &str, operator: Operator, value: &Value) -> Vec<Operand> {
        let values = match value {
            Value::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut out = Vec::with_capacity(values.len());
        for value in values {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Bool(_) | Value::Number(_) => value.to_string(),
                _ => {
                    self.problem(
                        path,
                        "must be a string, number or boolean, or a list of them",
                    );
                    continue;
                }
            };
            match Operand::parse(operator.kind, &text, self.variables) {
                Ok(operand) => out.push(operand),
                Err(what) => self.problem(path, what),
            }
        }
        out
    }
}

fn is_action(text: &str) -> bool {
    text == "*"
        || text.split_once(':').is_some_and(|(service, action)| {
            let plain = |part: &str| {
                !part.is_empty()
                    && part
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "-_*?".contains(c))
            };
            plain(service) && plain(action)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_named() {
        let text = r#"{"Version": "2020-01-01", "Extra": 1, "Statement": [
            {"Effect": "Maybe", "Action": "CreateUser", "Resource": "instance/1"},
            {"Effect": "Allow", "Action": "a:b", "NotAction": "a:c", "Principal": "*", "Resource": []},
            {"Effect": "Deny", "Action": "a:*", "Resource": "*", "Condition": {
                "StringIs": {"a": "b"}, "NumericEquals": {"n": "x"}, "IpAddress": {"i": "1.2.3.4/40"}}},
            7]}"#;
        let Err(PolicyError::Problems(problems)) = Policy::parse(text) else {
            panic!("the policy was accepted");
        };
        let paths: Vec<&str> = problems
            .iter()
            .map(|problem| problem.path.as_str())
            .collect();
        assert_eq!(
            paths,
            [
                "$.Extra",
                "Version",
                "Statement[0].Effect",
                "Statement[0].Action",
                "Statement[0].Resource",
                "Statement[1].Principal",
                "Statement[1]",
                "Statement[1].Resource",
                "Statement[2].Condition.StringIs",
                "Statement[2].Condition.NumericEquals.n",
                "Statement[2].Condition.IpAddress.i",
                "Statement[3]",
            ]
        );
    }

    #[test]
    fn rubbish_is_refused() {
        for text in [
            "",
            "[]",
            "null",
            "{\"Statement\":",
            "\"\\ud800\"",
            "{}",
            "{\"Statement\":[]}",
        ] {
            assert!(Policy::parse(text).is_err(), "{text}");
        }
        let deep = "[".repeat(20_000);
        assert!(matches!(Policy::parse(&deep), Err(PolicyError::Json(_))));
        assert_eq!(
            Policy::parse(&" ".repeat(70_000)),
            Err(PolicyError::TooLong)
        );
    }

    #[test]
    fn a_cut_policy_never_panics() {
        let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["a:b"],"Resource":"arn:${aws:x, 'é'}*","Condition":{"ForAnyValue:StringLike":{"aws:TagKeys":["a","${*}"]}}}]}"#;
        assert!(Policy::parse(text).is_ok());
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert!(Policy::parse(&text[..end]).is_err(), "cut at {end}");
        }
    }
}
