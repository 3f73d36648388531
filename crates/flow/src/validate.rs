//! The rules of publishing: what the service refuses although it could be run.
//! Spec: flow-language.md §1.2, §2 and the tables of §5 to §8, its `[L]` facts first.

use crate::document::{Action, Flow};
use crate::params::{Param, Place};
use crate::problem::{Problem, Rule};
use crate::registry::{Conditions, Ends, Need, Row};
use crate::transitions::Operator;
use resources::FlowKind;

/// The resources of an instance, asked for while a flow is validated.
pub trait Directory {
    /// Whether a resource exists, by id or ARN (for an agent, user id, user name or ARN).
    fn exists(&self, kind: ResourceKind, id: &str) -> bool;

    /// The type of a published flow or module, by id or ARN; `None` when it is not known.
    fn flow_kind(&self, id: &str) -> Option<FlowKind>;
}

/// The kinds of resources that flows name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// A queue.
    Queue,
    /// A user, whose own queue is meant.
    Agent,
    /// A flow of any type.
    Flow,
    /// A flow module.
    Module,
    /// A prompt of the library.
    Prompt,
    /// Hours of operation.
    Hours,
    /// A function.
    Function,
}

impl ResourceKind {
    const fn word(self) -> &'static str {
        match self {
            ResourceKind::Queue => "queue",
            ResourceKind::Agent => "agent",
            ResourceKind::Flow => "flow",
            ResourceKind::Module => "flow module",
            ResourceKind::Prompt => "prompt",
            ResourceKind::Hours => "hours of operation",
            ResourceKind::Function => "function",
        }
    }
}

/// A directory in which everything exists: for a flow that is looked at without its instance.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anything;

impl Directory for Anything {
    fn exists(&self, _: ResourceKind, _: &str) -> bool {
        true
    }

    fn flow_kind(&self, _: &str) -> Option<FlowKind> {
        None
    }
}

/// Everything that keeps a flow from being published as `kind` in the instance of `directory`.
pub fn validate(flow: &Flow, kind: FlowKind, directory: &dyn Directory) -> Vec<Problem> {
    let mut problems = flow.lints.to_vec();
    settings(flow, kind, &mut problems);
    for (index, action) in flow.actions().iter().enumerate() {
        let mut check = Check {
            place: Place {
                index,
                action: action.identifier(),
                problems: &mut problems,
            },
            directory,
        };
        flow_type(&mut check, action.row(), kind);
        conditions(&mut check, action);
        errors(&mut check, action);
        action.block.check(&mut check);
    }
    problems
}

/// Modules have `Settings` and flows do not (§1).
fn settings(flow: &Flow, kind: FlowKind, problems: &mut Vec<Problem>) {
    let present = flow
        .document()
        .get("Settings")
        .is_some_and(|value| !value.is_null());
    let (message, hint) = match (kind == FlowKind::Module, present) {
        (true, false) => (
            "JSON field is missing or null for field name: settings",
            "a module has the field Settings",
        ),
        (false, true) => ("A flow has no field Settings", "only a module has it"),
        _ => return,
    };
    let mut problem = Problem::document(Rule::Envelope, message, hint);
    problem.path = "Settings".into();
    problems.push(problem);
}

/// What actions check of the resources that they name.
pub(crate) struct Check<'a> {
    place: Place<'a>,
    directory: &'a dyn Directory,
}

impl Check<'_> {
    /// A resource named by a parameter; references are looked at when they are run.
    pub(crate) fn param(&mut self, kind: ResourceKind, key: &str, param: &Param) {
        let Param::Text(id) = param else { return };
        if !self.directory.exists(kind, id) {
            let message = format!("There is no {} {id:?} in this instance", kind.word());
            let path = format!("Parameters.{key}");
            let hint = "choose one that exists, or create it first";
            self.place.report(Rule::Resource, &path, message, hint);
        }
    }

    /// A flow of one of these types.
    pub(crate) fn flow(&mut self, key: &str, param: &Param, kinds: &[FlowKind]) {
        self.param(ResourceKind::Flow, key, param);
        let Param::Text(id) = param else { return };
        let kind = self.directory.flow_kind(id);
        if kind.is_some_and(|kind| !kinds.contains(&kind)) {
            let message = format!("The flow {id:?} has a type that cannot be used here");
            let path = format!("Parameters.{key}");
            self.place
                .report(Rule::Resource, &path, message, "choose another flow");
        }
    }
}

fn flow_type(check: &mut Check<'_>, row: &Row, kind: FlowKind) {
    if !row.flows.contains(kind) {
        let message = format!(
            "{} cannot be used in a flow of this type ({kind:?})",
            row.name
        );
        check
            .place
            .report(Rule::FlowType, "Type", message, "use another flow type");
    }
}

fn conditions(check: &mut Check<'_>, action: &Action) {
    let rule = action.block.conditions(action.row());
    let conditions = action.transitions().conditions();
    let place = &mut check.place;
    let index = place.index;
    let mut refuse = |at: usize, why: &str| {
        let message = format!("Invalid branch. Path: {index}.Evaluate: {why}");
        let path = format!("Transitions.Conditions[{at}].Condition");
        place.report(Rule::Condition, &path, message, "");
    };
    for (at, condition) in conditions.iter().enumerate() {
        let operator = condition.operator;
        match rule {
            Conditions::None => refuse(at, "the action has no conditions"),
            Conditions::Any(operators) if !operators.contains(&operator) => {
                refuse(at, "the action cannot use this operator");
            }
            Conditions::Any(_) => {
                if let Some(why) = action.block.refuses(condition) {
                    refuse(at, why);
                }
            }
            Conditions::Exactly(results) => {
                let known = operator == Operator::Equals && results.contains(&&*condition.operand);
                if !known {
                    refuse(at, "the action has no such result");
                }
            }
        }
    }
    if let Conditions::Exactly(results) = rule {
        for result in results {
            if !conditions
                .iter()
                .any(|condition| &*condition.operand == *result)
            {
                let message = format!("The branch for {result} is missing");
                let hint = "every result of the action needs a condition";
                place.report(Rule::MissingBranch, "Transitions.Conditions", message, hint);
            }
        }
    }
}

fn errors(check: &mut Check<'_>, action: &Action) {
    let allowed = action.block.errors(action.row());
    let place = &mut check.place;
    let path = "Transitions.Errors";
    for error in action.transitions().errors() {
        if !allowed.iter().any(|(known, _)| *known == error) {
            let message = format!("{} has no error branch {error}", action.row().name);
            place.report(Rule::UnknownBranch, path, message, "remove the branch");
        }
    }
    for (error, need) in allowed {
        if need == Need::Mandatory && !action.transitions().errors().any(|had| had == error) {
            let message = format!(
                "The error branch {error} of {} is missing",
                action.row().name
            );
            place.report(Rule::MissingBranch, path, message, "connect the branch");
        }
    }
    if action.row().ends == Ends::Always {
        let transitions = action.transitions();
        if transitions.next.is_some() || !transitions.conditions.is_empty() {
            let message = format!("{} ends the flow and leads nowhere", action.row().name);
            let hint = "its Transitions are {}";
            place.report(Rule::UnknownBranch, "Transitions", message, hint);
        }
    }
}
