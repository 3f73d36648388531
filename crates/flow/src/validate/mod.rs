//! The rules of publishing: what the service refuses although it could be run.
//! Spec: flow-language.md §1.2, §2 and the tables of §5 to §8, its `[L]` facts first.
//!
//! Rooms: `directory` is what is asked of an instance, `parameters` holds an action against its
//! table, `branches` its conditions and error branches, `modules` a module and its callers against
//! the module's contract. `advice` is what helps an author and keeps no flow from being published.

mod advice;
mod branches;
mod directory;
mod modules;
mod parameters;

pub use advice::{Advice, EXPORT_BLOCKS, EXPORT_BYTES, Topic, advise};
pub use directory::{Anything, Directory, MANAGED_VIEWS, ResourceKind};

use crate::contract::Contract;
use crate::document::{Action, Flow};
use crate::params::{Param, Place};
use crate::problem::{Problem, Rule};
use resources::FlowKind;
use serde_json::Map;

/// Everything that keeps a flow from being published as `kind` in the instance of `directory`.
/// Of a module's contract nothing is known: see [`validate_module`].
pub fn validate(flow: &Flow, kind: FlowKind, directory: &dyn Directory) -> Vec<Problem> {
    check(flow, kind, None, directory)
}

/// Everything that keeps a module with this contract from being published.
pub fn validate_module(
    module: &Flow,
    contract: &Contract,
    directory: &dyn Directory,
) -> Vec<Problem> {
    check(module, FlowKind::Module, Some(contract), directory)
}

fn check(
    flow: &Flow,
    kind: FlowKind,
    own: Option<&Contract>,
    directory: &dyn Directory,
) -> Vec<Problem> {
    let mut problems = flow.lints.to_vec();
    settings(flow, kind, &mut problems);
    let nothing = Map::new();
    for (index, action) in flow.actions().iter().enumerate() {
        let place = Place {
            index,
            action: action.identifier(),
            problems: &mut problems,
        };
        let mut check = Check { place, directory };
        spelling(&mut check, flow, action);
        flow_type(&mut check, action, kind);
        branches::conditions(&mut check, action);
        branches::errors(&mut check, action, kind);
        action.block.check(&mut check);
        let parameters = u16::try_from(index).ok().and_then(|at| flow.parameters(at));
        let parameters = parameters.unwrap_or(&nothing);
        modules::check(&mut check, action, parameters, own);
        parameters::check(action, parameters, &mut check.place, directory);
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

/// The reference's spelling of a type, which can be run and imported but not published (§12).
fn spelling(check: &mut Check<'_>, flow: &Flow, action: &Action) {
    let written = flow
        .document()
        .get("Actions")
        .and_then(|list| list.get(check.place.index)?.get("Type")?.as_str());
    if let Some(written) = written.filter(|name| *name != action.row().name) {
        let message = format!("There is no action type {written:?}");
        let hint = format!("spell it {}", action.row().name);
        check
            .place
            .report(Rule::UnknownType, "Type", message, &hint);
    }
}

fn flow_type(check: &mut Check<'_>, action: &Action, kind: FlowKind) {
    let row = action.row();
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
