//! Reading an action's `Parameters`: every value through one reader that reports what is wrong
//! and knows which keys were asked for, so that the others can be reported too.

use crate::problem::{Problem, Rule, clip};
use crate::references::{Path, Template, misspelt_root};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A parameter that is a static text or one whole reference (class `P` of flow-language.md).
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Param {
    Text(Box<str>),
    Path(Path),
}

/// The same for a whole number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NumberParam {
    Fixed(u32),
    Path(Path),
}

/// Where problems of one action go.
pub(crate) struct Place<'a> {
    pub index: usize,
    pub action: &'a str,
    pub problems: &'a mut Vec<Problem>,
}

impl Place<'_> {
    pub(crate) fn report(&mut self, rule: Rule, path: &str, message: String, hint: &str) {
        self.problems.push(Problem {
            message: clip(message),
            action: Some(self.action.to_owned()),
            path: format!("Actions[{}].{path}", self.index),
            rule,
            hint: hint.to_owned(),
        });
    }
}

/// The parameters of an action, or an object inside them.
pub(crate) struct Params<'a> {
    map: Cow<'a, Map<String, Value>>,
    prefix: String,
    place: Place<'a>,
    asked: BTreeSet<&'static str>,
    /// Objects read by a reader of their own, which reports what is wrong inside.
    read: BTreeSet<&'static str>,
}

impl<'a> Params<'a> {
    pub(crate) fn new(map: &'a Map<String, Value>, place: Place<'a>) -> Self {
        Self {
            map: Cow::Borrowed(map),
            prefix: "Parameters".into(),
            place,
            asked: BTreeSet::new(),
            read: BTreeSet::new(),
        }
    }

    /// Reports a problem with a parameter.
    pub(crate) fn report(&mut self, rule: Rule, key: &str, hint: &str) {
        let path = format!("{}.{key}", self.prefix);
        let index = self.place.index;
        let message = match rule {
            Rule::UnknownParameter => format!("Invalid Action property name. Path: {index}.{key}"),
            Rule::MissingParameter => format!("Missing Action property. Path: {index}.{key}"),
            Rule::EmptyValue => format!("Empty value in {path}"),
            _ => format!("Invalid Action property value. Path: {index}.{key}"),
        };
        self.place.report(rule, &path, message, hint);
    }

    fn bad(&mut self, key: &str, hint: &str) {
        self.report(Rule::ParameterValue, key, hint);
    }

    pub(crate) fn missing(&mut self, key: &str, hint: &str) {
        self.report(Rule::MissingParameter, key, hint);
    }

    /// Reports what was never asked for, and what is empty anywhere.
    pub(crate) fn finish(mut self) {
        #[cfg(test)]
        note(&self.prefix, &self.asked);
        let map = std::mem::take(&mut self.map);
        for (key, value) in map.iter() {
            if !self.asked.contains(key.as_str()) {
                let hint = "the action has no such parameter";
                self.report(Rule::UnknownParameter, key, hint);
            } else if self.read.contains(key.as_str()) {
                continue;
            } else if let Some(inner) = suspect(value) {
                match inner {
                    Suspect::Empty => {
                        self.report(Rule::EmptyValue, key, "a single space is allowed")
                    }
                    Suspect::Root(word) => {
                        let hint = format!("there is no $.{word}");
                        self.report(Rule::Reference, key, &hint);
                    }
                }
            }
        }
    }

    /// Whether a parameter is there.
    pub(crate) fn has(&mut self, key: &'static str) -> bool {
        self.asked.insert(key);
        self.map.get(key).is_some_and(|value| !value.is_null())
    }

    /// A parameter as it is.
    pub(crate) fn value(&mut self, key: &'static str) -> Option<Value> {
        self.asked.insert(key);
        self.map.get(key).filter(|value| !value.is_null()).cloned()
    }

    /// A static text. Numbers and booleans are understood as texts (flow-language.md §1.1).
    pub(crate) fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.value(key)?;
        let text = scalar(&value);
        if text.is_none() {
            self.bad(key, "expected a text");
        }
        text
    }

    /// A text that must be there.
    pub(crate) fn required(&mut self, key: &'static str) -> String {
        if !self.has(key) {
            self.missing(key, "it must be there");
        }
        self.text(key).unwrap_or_default()
    }

    /// One of a few words, compared without case; what is returned is the word as listed.
    pub(crate) fn choice(
        &mut self,
        key: &'static str,
        words: &[&'static str],
    ) -> Option<&'static str> {
        let text = self.text(key)?;
        let found = words.iter().find(|word| word.eq_ignore_ascii_case(&text));
        if found.is_none() {
            let hint = format!("expected one of {}", words.join(", "));
            self.bad(key, &hint);
        }
        found.copied()
    }

    /// `True` or `False`, in any case.
    pub(crate) fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.choice(key, &["True", "False"])
            .map(|word| word == "True")
    }

    /// A static whole number within bounds.
    pub(crate) fn number(
        &mut self,
        key: &'static str,
        bounds: std::ops::RangeInclusive<u32>,
    ) -> Option<u32> {
        let text = self.text(key)?;
        let number = text.trim().parse().ok().filter(|n| bounds.contains(n));
        if number.is_none() {
            let hint = format!(
                "expected a number from {} to {}",
                bounds.start(),
                bounds.end()
            );
            self.bad(key, &hint);
        }
        number
    }

    /// A whole number within bounds, or a reference to one.
    pub(crate) fn number_or_path(
        &mut self,
        key: &'static str,
        bounds: std::ops::RangeInclusive<u32>,
    ) -> Option<NumberParam> {
        let path = self
            .map
            .get(key)
            .and_then(Value::as_str)
            .and_then(Path::parse);
        match path {
            Some(path) => {
                self.asked.insert(key);
                Some(NumberParam::Path(path))
            }
            None => self.number(key, bounds).map(NumberParam::Fixed),
        }
    }

    /// A static text or one reference.
    pub(crate) fn param(&mut self, key: &'static str) -> Option<Param> {
        let text = self.text(key)?;
        Some(match Path::parse(&text) {
            Some(path) => Param::Path(path),
            None => Param::Text(text.into()),
        })
    }

    /// A text with references in it.
    pub(crate) fn template(&mut self, key: &'static str) -> Option<Template> {
        self.text(key).map(|text| Template::parse(&text))
    }

    /// A map of texts with references in them.
    pub(crate) fn templates(&mut self, key: &'static str) -> Option<Vec<(String, Template)>> {
        let value = self.value(key)?;
        let Value::Object(map) = value else {
            self.bad(key, "expected an object");
            return None;
        };
        let mut templates = Vec::with_capacity(map.len());
        for (name, value) in &map {
            match scalar(value) {
                Some(text) => templates.push((name.clone(), Template::parse(&text))),
                None => self.bad(key, "every value must be a text"),
            }
        }
        Some(templates)
    }

    /// A list of static texts.
    pub(crate) fn list(&mut self, key: &'static str) -> Option<Vec<String>> {
        let value = self.value(key)?;
        let texts = value
            .as_array()
            .and_then(|list| list.iter().map(scalar).collect::<Option<Vec<_>>>());
        if texts.is_none() {
            self.bad(key, "expected a list of texts");
        }
        texts
    }

    /// Reads an object inside. What `read` does not ask for is reported.
    pub(crate) fn object<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Params<'_>) -> T,
    ) -> Option<T> {
        let value = self.value(key)?;
        let Value::Object(map) = value else {
            self.bad(key, "expected an object");
            return None;
        };
        self.read.insert(key);
        let mut inner = Params {
            map: Cow::Owned(map),
            prefix: format!("{}.{key}", self.prefix),
            place: Place {
                index: self.place.index,
                action: self.place.action,
                problems: self.place.problems,
            },
            asked: BTreeSet::new(),
            read: BTreeSet::new(),
        };
        let out = read(&mut inner);
        inner.finish();
        Some(out)
    }

    /// Reads each object of a list.
    pub(crate) fn objects<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Params<'_>) -> T,
    ) -> Option<Vec<T>> {
        let value = self.value(key)?;
        let Value::Array(list) = value else {
            self.bad(key, "expected a list");
            return None;
        };
        self.read.insert(key);
        let mut out = Vec::with_capacity(list.len());
        for (at, item) in list.into_iter().enumerate() {
            let Value::Object(map) = item else {
                self.bad(key, "expected a list of objects");
                continue;
            };
            let mut inner = Params {
                map: Cow::Owned(map),
                prefix: format!("{}.{key}[{at}]", self.prefix),
                place: Place {
                    index: self.place.index,
                    action: self.place.action,
                    problems: self.place.problems,
                },
                asked: BTreeSet::new(),
                read: BTreeSet::new(),
            };
            out.push(read(&mut inner));
            inner.finish();
        }
        Some(out)
    }

    /// Accepts every parameter unread.
    pub(crate) fn accept_all(&mut self) {
        self.map = Cow::Owned(Map::new());
    }
}

enum Suspect {
    Empty,
    Root(String),
}

/// The first empty text or misspelt reference in a value, a plain map or a list of texts.
fn suspect(value: &Value) -> Option<Suspect> {
    match value {
        Value::String(text) if text.is_empty() => Some(Suspect::Empty),
        Value::String(text) => misspelt_root(text).map(|word| Suspect::Root(word.to_owned())),
        Value::Object(map) => map
            .values()
            .filter(|value| value.is_string())
            .find_map(suspect),
        Value::Array(list) => list
            .iter()
            .filter(|value| value.is_string())
            .find_map(suspect),
        _ => None,
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(if *flag { "True" } else { "False" }.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
thread_local! {
    static ASKED: std::cell::RefCell<BTreeSet<String>> = const { std::cell::RefCell::new(BTreeSet::new()) };
}

/// The keys that are asked for while `read` runs, with the way to them from `Parameters`; lists are
/// one step.
#[cfg(test)]
pub(crate) fn asked(read: impl FnOnce()) -> BTreeSet<String> {
    ASKED.with_borrow_mut(BTreeSet::clear);
    read();
    ASKED.take()
}

#[cfg(test)]
fn note(prefix: &str, asked: &BTreeSet<&'static str>) {
    let way = prefix.replace("[0]", "");
    let way = way.strip_prefix("Parameters").unwrap_or(&way);
    let way = way.strip_prefix('.').map(|way| format!("{way}."));
    let way = way.unwrap_or_default();
    ASKED.with_borrow_mut(|all| all.extend(asked.iter().map(|key| format!("{way}{key}"))));
}
