//! A flow as it is parsed once and shared by all its runs.

use crate::blocks::Block;
use crate::params::{Params, Place};
use crate::problem::{Problem, Rule};
use crate::registry::{self, Ends, Row};
use crate::transitions::{Condition, ErrorType, Operator, Target, Transitions};
use resources::FlowKind;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// The most actions that a flow may have. Source: flow-language.md §1.
pub const ACTION_LIMIT: usize = 250;

const VERSION: &str = "2019-10-30";

/// A parsed flow. Immutable; runs share it.
#[derive(Debug)]
pub struct Flow {
    document: Value,
    start: Target,
    actions: Box<[Action]>,
    /// Rules of publishing that it breaks; see [`crate::validate`].
    pub(crate) lints: Box<[Problem]>,
}

/// One action of a flow.
#[derive(Debug)]
pub struct Action {
    identifier: Box<str>,
    row: &'static Row,
    transitions: Transitions,
    pub(crate) block: Box<dyn Block>,
}

impl Action {
    /// Its name, unique in the flow.
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// What is known about its type.
    pub const fn row(&self) -> &'static Row {
        self.row
    }

    /// Where it leads.
    pub const fn transitions(&self) -> &Transitions {
        &self.transitions
    }
}

/// A flow that may run: its content and what the instance knows about it.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its ARN, for the flow log.
    pub arn: Arc<str>,
    /// Its name, for the flow log.
    pub name: Arc<str>,
    /// Where it may run.
    pub kind: FlowKind,
    /// What it does.
    pub flow: Arc<Flow>,
}

impl Flow {
    /// Reads a flow's content in the current format.
    ///
    /// Errors: all problems found, if one of them keeps the flow from running
    /// ([`Rule::keeps_from_running`]). The rules of publishing are [`crate::validate`]'s. Never
    /// panics, whatever comes; nesting is bounded by the JSON reader (128 levels).
    pub fn parse(content: &str) -> Result<Self, Vec<Problem>> {
        let document = read(content)?;
        let mut reader = Reader::default();
        let (start, actions) = reader.flow(&document);
        if reader.problems.iter().any(|p| p.rule.keeps_from_running()) {
            return Err(reader.problems);
        }
        Ok(Self {
            start,
            actions,
            lints: reader.problems.into(),
            document,
        })
    }

    /// The document as it was read, console metadata included.
    pub const fn document(&self) -> &Value {
        &self.document
    }

    /// The ways that lead from an action: on what, and the identifier of where to.
    pub fn branches(&self, action: &Action) -> Vec<(String, &str)> {
        let transitions = action.transitions();
        let next = transitions.next.map(|to| ("next".to_owned(), to));
        let conditions = transitions.conditions.iter().map(|it| {
            let what = format!("{} {}", it.operator.name(), it.operand);
            (what, it.target)
        });
        let errors = transitions
            .errors
            .iter()
            .map(|(error, to)| (error.name().to_owned(), *to));
        next.into_iter()
            .chain(conditions)
            .chain(errors)
            .filter_map(|(what, to)| Some((what, self.action(to)?.identifier())))
            .collect()
    }

    /// Its actions in the order of the document.
    pub const fn actions(&self) -> &[Action] {
        &self.actions
    }

    pub(crate) const fn start(&self) -> Target {
        self.start
    }

    pub(crate) fn action(&self, at: Target) -> Option<&Action> {
        self.actions.get(usize::from(at))
    }

    /// An action's parameters as they were read.
    pub(crate) fn parameters(&self, at: Target) -> Option<&Map<String, Value>> {
        let actions = self.document.get("Actions")?;
        let action = actions.get(usize::from(at))?;
        action.get("Parameters")?.as_object()
    }
}

/// Checks that a content can be kept without being published (`SAVED`): it is a flow in the
/// current format, whatever its actions lack. Source: flow-language.md §1.2 and
/// connect-c-flows.md §13; how much a content must be a flow at all is inferred.
///
/// # Errors
/// Why it is no flow.
pub fn check_saved(content: &str) -> Result<(), Vec<Problem>> {
    let document = read(content)?;
    saveable(&document)
}

/// The same for a content that was read.
pub(crate) fn saveable(document: &Value) -> Result<(), Vec<Problem>> {
    let mut reader = Reader::default();
    reader.envelope_of(document);
    match reader.problems.is_empty() {
        true => Ok(()),
        false => Err(reader.problems),
    }
}

fn read(content: &str) -> Result<Value, Vec<Problem>> {
    serde_json::from_str(content).map_err(|error| {
        let message = format!("The content is not JSON: {error}");
        let hint = "export the flow again";
        vec![Problem::document(Rule::Syntax, message, hint)]
    })
}

#[derive(Default)]
struct Reader<'a> {
    problems: Vec<Problem>,
    places: HashMap<&'a str, Target>,
}

static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

impl<'a> Reader<'a> {
    fn envelope(&mut self, path: &str, message: &str, hint: &str) {
        let mut problem = Problem::document(Rule::Envelope, message, hint);
        problem.path = path.to_owned();
        self.problems.push(problem);
    }

    /// The document's fields and its list of actions.
    fn envelope_of(
        &mut self,
        document: &'a Value,
    ) -> Option<(&'a Map<String, Value>, &'a [Value])> {
        let Some(root) = document.as_object() else {
            self.envelope("", "The content is not a JSON object", "");
            return None;
        };
        if root.contains_key("modules") && !root.contains_key("Actions") {
            self.problems.push(Problem::document(
                Rule::LegacyFormat,
                "The content is in the older export format",
                "convert it first",
            ));
            return None;
        }
        if root.get("Version").and_then(Value::as_str) != Some(VERSION) {
            self.envelope("Version", "Version must be 2019-10-30", "");
        }
        let Some(list) = root.get("Actions").and_then(Value::as_array) else {
            self.envelope("Actions", "Actions is missing or not a list", "");
            return None;
        };
        Some((root, list))
    }

    fn flow(&mut self, document: &'a Value) -> (Target, Box<[Action]>) {
        let nothing = (0, Box::default());
        let Some((root, list)) = self.envelope_of(document) else {
            return nothing;
        };
        if list.len() > ACTION_LIMIT {
            let message = format!(
                "A flow has at most {ACTION_LIMIT} actions, not {}",
                list.len()
            );
            let problem = Problem::document(Rule::TooManyActions, message, "move some to a module");
            self.problems.push(problem);
        }
        if list.len() > usize::from(Target::MAX) {
            self.envelope("Actions", "Too many actions to run", "");
            return nothing;
        }
        self.identifiers(list);
        let start = root.get("StartAction").and_then(Value::as_str);
        let start = start.and_then(|id| self.places.get(id).copied());
        if start.is_none() {
            let hint = "name the Identifier of one action";
            self.envelope("StartAction", "StartAction names no action", hint);
        }
        let mut actions = Vec::with_capacity(list.len());
        for (index, item) in list.iter().enumerate() {
            actions.extend(self.action(index, item));
        }
        (start.unwrap_or_default(), actions.into())
    }

    fn identifiers(&mut self, list: &'a [Value]) {
        for (index, item) in list.iter().enumerate() {
            let path = format!("Actions[{index}].Identifier");
            let Some(id) = item.get("Identifier").and_then(Value::as_str) else {
                self.envelope(&path, "An action has no Identifier", "");
                continue;
            };
            if !well_formed(id) {
                let message = format!("The Identifier {id:?} is not allowed");
                let hint = "1 to 50 characters, none of % : ( \\ / ) = $ , ; [ ] { }";
                let mut problem = Problem::document(Rule::Identifier, message, hint);
                (problem.path, problem.action) = (path.clone(), Some(id.to_owned()));
                self.problems.push(problem);
            }
            let place = Target::try_from(index).unwrap_or(Target::MAX);
            if self.places.insert(id, place).is_some() {
                self.envelope(&path, &format!("The Identifier {id:?} is used twice"), "");
            }
        }
    }

    fn action(&mut self, index: usize, item: &'a Value) -> Option<Action> {
        let identifier = item.get("Identifier").and_then(Value::as_str)?;
        let mut place = Place {
            index,
            action: identifier,
            problems: &mut self.problems,
        };
        let Some(name) = item.get("Type").and_then(Value::as_str) else {
            place.report(Rule::Envelope, "Type", "An action has no Type".into(), "");
            return None;
        };
        let Some(row) = registry::row(name) else {
            let message = format!("There is no action type {name:?}");
            place.report(Rule::UnknownType, "Type", message, "check the spelling");
            return None;
        };
        let parameters = match item.get("Parameters") {
            None | Some(Value::Null) => &EMPTY,
            Some(Value::Object(map)) => map,
            Some(_) => {
                let message = "Parameters is not an object".into();
                place.report(Rule::Envelope, "Parameters", message, "");
                return None;
            }
        };
        let mut params = Params::new(parameters, place);
        let block = (row.parse)(&mut params);
        params.finish();
        let transitions = self.transitions(index, identifier, item.get("Transitions"), row);
        Some(Action {
            identifier: identifier.into(),
            row,
            transitions,
            block,
        })
    }

    fn transitions(
        &mut self,
        index: usize,
        action: &str,
        value: Option<&Value>,
        row: &Row,
    ) -> Transitions {
        let problems = &mut self.problems;
        let places = &self.places;
        let mut place = Place {
            index,
            action,
            problems,
        };
        let empty = Value::Object(Map::new());
        let value = value.filter(|v| !v.is_null()).unwrap_or(&empty);
        if !value.is_object() {
            let message = "Transitions is not an object".into();
            place.report(Rule::Envelope, "Transitions", message, "");
        }
        for key in ["Conditions", "Errors"] {
            let other = value.get(key).filter(|it| !it.is_array() && !it.is_null());
            if other.is_some() {
                let path = format!("Transitions.{key}");
                place.report(Rule::Envelope, &path, format!("{key} is not a list"), "");
            }
        }
        let mut lead = |from: &Value, path: &str| {
            let target = from.get("NextAction").filter(|it| !it.is_null())?;
            let found = target.as_str().and_then(|id| places.get(id).copied());
            if found.is_none() {
                let message = format!("NextAction {target} is no action of this flow");
                let path = format!("Transitions.{path}NextAction");
                place.report(Rule::Target, &path, message, "connect the branch");
            }
            found
        };
        let list = |key: &str| {
            value
                .get(key)
                .and_then(Value::as_array)
                .map_or(&[][..], |l| l)
        };
        let next = lead(value, "");
        let mut conditions = Vec::new();
        let mut errors = Vec::new();
        let mut bad = Vec::new();
        for (at, item) in list("Conditions").iter().enumerate() {
            let path = format!("Conditions[{at}].");
            let target = lead(item, &path);
            match condition(item, target.unwrap_or_default()) {
                Ok(condition) if target.is_some() => conditions.push(condition),
                Ok(_) if item.get("NextAction").is_some_and(Value::is_string) => {}
                Ok(_) => bad.push((Rule::Target, path, "a condition leads nowhere")),
                Err(why) => bad.push((Rule::Condition, path, why)),
            }
        }
        for (at, item) in list("Errors").iter().enumerate() {
            let path = format!("Errors[{at}].");
            let target = lead(item, &path);
            let name = item.get("ErrorType").and_then(Value::as_str);
            match (name.and_then(ErrorType::from_name), target) {
                (Some(error), Some(target)) => errors.push((error, target)),
                (None, _) => bad.push((Rule::UnknownBranch, path, "no such ErrorType")),
                (_, None) if item.get("NextAction").is_some_and(Value::is_string) => {}
                (_, None) => bad.push((Rule::Target, path, "an error branch leads nowhere")),
            }
        }
        for (rule, path, why) in bad {
            let message = format!("Invalid branch. Path: {index}.Evaluate: {why}");
            place.report(rule, &format!("Transitions.{path}"), message, "");
        }
        let written = value.get("NextAction").is_some_and(|it| !it.is_null());
        if next.is_none() && row.ends == Ends::No && !written {
            let message = format!("{} has no NextAction", row.name);
            let hint = "every action that does not end the flow needs one";
            place.report(Rule::Target, "Transitions.NextAction", message, hint);
        }
        Transitions {
            next,
            conditions: conditions.into(),
            errors: errors.into(),
        }
    }
}

fn condition(item: &Value, target: Target) -> Result<Condition, &'static str> {
    let condition = item.get("Condition").ok_or("Condition is missing")?;
    let operator = condition
        .get("Operator")
        .and_then(Value::as_str)
        .and_then(Operator::from_name)
        .ok_or("no such Operator")?;
    let operands = condition.get("Operands").and_then(Value::as_array);
    let operand = match operands.map(Vec::as_slice) {
        Some([Value::String(text)]) => text.clone(),
        Some([Value::Number(number)]) => number.to_string(),
        Some([Value::Bool(flag)]) => if *flag { "True" } else { "False" }.to_owned(),
        _ => return Err("there must be exactly one operand, a text"),
    };
    if operand.is_empty() {
        return Err("the operand is empty");
    }
    Ok(Condition::new(operator, &operand, target))
}

/// Source: flow-language.md §1.
fn well_formed(id: &str) -> bool {
    const RESERVED: &[&str] = &[
        "__proto__",
        "constructor",
        "__defineGetter__",
        "__defineSetter__",
        "toString",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "valueOf",
    ];
    (1..=50).contains(&id.chars().count())
        && !id.contains(|c| "%:(\\/)=$,;[]{}".contains(c))
        && !RESERVED.contains(&id)
}
