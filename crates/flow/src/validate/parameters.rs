//! The parameters of an action against its table: what the blocks' own reading does not report.

use super::directory::{Directory, ResourceKind};
use crate::document::Action;
use crate::interchange::{Step, Way};
use crate::params::Place;
use crate::problem::{Problem, Rule};
use crate::references::{Path, Template};
use crate::schema::{self, Choice, Class, Field, Fields, Shape, walk};
use serde_json::{Map, Value};

/// Reports what the action's table does not allow. What has been reported at the same place is not
/// reported again.
pub(super) fn check(
    action: &Action,
    parameters: &Map<String, Value>,
    place: &mut Place<'_>,
    directory: &dyn Directory,
) {
    let mut look = Look {
        place,
        directory,
        action,
    };
    for (key, value) in parameters {
        look.empty(key, value);
    }
    if let Some(described) = schema::of(action.row().name) {
        walk(&described.parameters, parameters, &mut look);
    }
}

struct Look<'a, 'b> {
    place: &'a mut Place<'b>,
    directory: &'a dyn Directory,
    action: &'a Action,
}

impl Look<'_, '_> {
    fn report(&mut self, rule: Rule, at: &str, message: String, hint: &str) {
        let path = match at {
            "" => "Parameters".to_owned(),
            at => format!("Parameters.{at}"),
        };
        if !told(self.place.problems, self.action, self.place.index, &path) {
            self.place.report(rule, &path, message, hint);
        }
    }

    fn value_problem(&mut self, at: &str, hint: &str) {
        let index = self.place.index;
        let message = format!("Invalid Action property value. Path: {index}.{at}");
        self.report(Rule::ParameterValue, at, message, hint);
    }

    /// An empty text is valid nowhere (§1.1).
    fn empty(&mut self, at: &str, value: &Value) {
        match value {
            Value::String(text) if text.is_empty() => {
                let message = format!("Empty value in Parameters.{at}");
                self.report(Rule::EmptyValue, at, message, "a single space is allowed");
            }
            Value::Object(map) => {
                for (key, inner) in map {
                    self.empty(&format!("{at}.{key}"), inner);
                }
            }
            Value::Array(list) => {
                for (index, inner) in list.iter().enumerate() {
                    self.empty(&format!("{at}[{index}]"), inner);
                }
            }
            _ => {}
        }
    }

    fn choice(&mut self, at: &[Step], choice: Choice, map: &Map<String, Value>) {
        let there = |name: &&&str| map.get(**name).is_some_and(|value| !value.is_null());
        let given = choice.names().iter().filter(there).count();
        if choice.allows(given) {
            return;
        }
        // The blocks report such things at one of the names.
        let prefix = Way(at).to_string();
        let known = choice.names().iter().any(|name| {
            let dot = if prefix.is_empty() { "" } else { "." };
            let path = format!("Parameters.{prefix}{dot}{name}");
            told(self.place.problems, self.action, self.place.index, &path)
        });
        if known {
            return;
        }
        let rule = match given {
            0 => Rule::MissingParameter,
            _ => Rule::ParameterValue,
        };
        let index = self.place.index;
        let names = choice.names().join(", ");
        let message = match given {
            0 => format!("Missing Action property. Path: {index}.{names}"),
            _ => format!("Invalid Action property value. Path: {index}.{names}"),
        };
        self.report(rule, &prefix, message, &choice.words());
    }

    /// A reference with an unknown root, where the whole text is one (§4).
    fn root(&mut self, at: &str, text: &str) -> bool {
        let Some(word) = crate::references::misspelt_root(text) else {
            return true;
        };
        let index = self.place.index;
        let message = format!("Invalid Action property value. Path: {index}.{at}");
        self.report(
            Rule::Reference,
            at,
            message,
            &format!("there is no $.{word}"),
        );
        false
    }

    fn scalar(&mut self, at: &str, shape: Shape, text: &str) {
        let dynamic = Path::parse(text).is_some();
        let class = match shape {
            Shape::Text(class) | Shape::Number(_, _, class) | Shape::Named(_, class) => class,
            _ => Class::Static,
        };
        if class != Class::Static && (dynamic || !self.root(at, text)) {
            return;
        }
        match shape {
            Shape::Number(from, to, _) => {
                let number = text.trim().parse::<u32>();
                if !number.is_ok_and(|number| (from..=to).contains(&number)) {
                    let hint = format!("expected a number from {from} to {to}");
                    self.value_problem(at, &hint);
                }
            }
            Shape::Signed if text.trim().parse::<i32>().is_err() => {
                self.value_problem(at, "expected a whole number");
            }
            Shape::Flag => self.word(at, text, &["True", "False"]),
            Shape::Word(words) => self.word(at, text, words),
            Shape::Characters(known, most) => {
                let fits = text.chars().all(|c| known.contains(c));
                if !fits || text.chars().count() > most {
                    let hint = format!("expected at most {most} of {known}");
                    self.value_problem(at, &hint);
                }
            }
            Shape::Reference if !dynamic => {
                self.value_problem(at, "expected a reference, such as $.Attributes.name");
            }
            Shape::Named(kind, _) => self.named(at, kind, text),
            _ => {}
        }
    }

    fn word(&mut self, at: &str, text: &str, words: &[&str]) {
        if !words.iter().any(|word| word.eq_ignore_ascii_case(text)) {
            let hint = format!("expected one of {}", words.join(", "));
            self.value_problem(at, &hint);
        }
    }

    fn named(&mut self, at: &str, kind: ResourceKind, id: &str) {
        let written = Template::parse(id).as_text().is_some();
        if written && !self.directory.exists(kind, id) {
            let message = format!("There is no {} {id:?} in this instance", kind.word());
            let hint = "choose one that exists, or create it first";
            self.report(Rule::Resource, at, message, hint);
        }
    }
}

/// Whether a problem of the action is known at a place, above it or in it.
fn told(problems: &[Problem], action: &Action, index: usize, path: &str) -> bool {
    let path = format!("Actions[{index}].{path}");
    problems.iter().any(|it| {
        it.action.as_deref() == Some(action.identifier())
            && (inside(&it.path, &path) || inside(&path, &it.path))
    })
}

/// Whether `inner` is `outer` or lies in it. All parameters together are no such place.
fn inside(inner: &str, outer: &str) -> bool {
    match inner.strip_prefix(outer) {
        Some("") => true,
        Some(rest) => rest.starts_with(['.', '[']) && !outer.ends_with("].Parameters"),
        None => false,
    }
}

impl<'v> schema::Found<'v> for Look<'_, '_> {
    fn object(&mut self, at: &[Step], fields: &'static Fields, map: &'v Map<String, Value>) {
        let prefix = match Way(at).to_string() {
            way if way.is_empty() => way,
            way => way + ".",
        };
        let index = self.place.index;
        for key in map.keys() {
            if fields.field(key).is_none() {
                let at = format!("{prefix}{key}");
                let message = format!("Invalid Action property name. Path: {index}.{at}");
                let hint = "the action has no such parameter";
                self.report(Rule::UnknownParameter, &at, message, hint);
            }
        }
        for field in fields.list.iter().filter(|field| field.required) {
            if map.get(field.name).is_none_or(Value::is_null) {
                let at = format!("{prefix}{}", field.name);
                let message = format!("Missing Action property. Path: {index}.{at}");
                self.report(Rule::MissingParameter, &at, message, "it must be there");
            }
        }
        for choice in fields.choices {
            self.choice(at, *choice, map);
        }
    }

    fn value(&mut self, at: &[Step], _: &'static Fields, field: &'static Field, value: &'v Value) {
        let way = Way(at).to_string();
        match (field.shape, value) {
            (Shape::Any, _) | (Shape::Values, Value::Object(_)) => {}
            (Shape::Object(_) | Shape::ReferenceOr(_), Value::Object(_)) => {}
            (Shape::ReferenceOr(_), Value::String(text)) if Path::parse(text).is_some() => {}
            (Shape::Objects(_), Value::Array(list)) => {
                if list.is_empty() || !list.iter().all(Value::is_object) {
                    self.value_problem(&way, "expected a list of objects");
                }
            }
            (Shape::Keyed(_), Value::Object(map)) => {
                if !map.values().all(Value::is_object) {
                    self.value_problem(&way, "every value must be an object");
                }
            }
            (Shape::Map(_), Value::Object(map)) => {
                for (key, inner) in map {
                    let at = format!("{way}.{key}");
                    match inner {
                        Value::String(text) => drop(self.root(&at, text)),
                        Value::Number(_) | Value::Bool(_) => {}
                        _ => self.value_problem(&at, "expected a text"),
                    }
                }
            }
            (Shape::Texts | Shape::Words(_), Value::Array(list)) => {
                for (index, inner) in list.iter().enumerate() {
                    let at = format!("{way}[{index}]");
                    match (field.shape, inner) {
                        (Shape::Words(words), Value::String(text)) => self.word(&at, text, words),
                        (_, Value::String(_)) => {}
                        _ => self.value_problem(&at, "expected a text"),
                    }
                }
            }
            (
                Shape::Text(_)
                | Shape::Characters(..)
                | Shape::Reference
                | Shape::Number(..)
                | Shape::Signed
                | Shape::Flag
                | Shape::Word(_)
                | Shape::Named(..),
                value,
            ) => match value {
                // Empty texts are told already.
                Value::String(text) if text.is_empty() => {}
                Value::String(text) => self.scalar(&way, field.shape, text),
                Value::Number(number) => self.scalar(&way, field.shape, &number.to_string()),
                Value::Bool(flag) => {
                    let text = if *flag { "True" } else { "False" };
                    self.scalar(&way, field.shape, text);
                }
                _ => self.value_problem(&way, "expected a text"),
            },
            _ => self.value_problem(&way, "its value has the wrong shape"),
        }
    }
}
