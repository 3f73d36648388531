//! Conditions and error branches: those that must be there, and those that must not (§2, §3).

use super::Check;
use crate::document::Action;
use crate::problem::{Problem, Rule};
use crate::registry::{Conditions, Ends, Need};
use crate::transitions::{ErrorType, Operator};
use resources::FlowKind;

pub(super) fn conditions(check: &mut Check<'_>, action: &Action) {
    let rule = action.block.conditions(action.row());
    let conditions = action.transitions().conditions();
    for (at, condition) in conditions.iter().enumerate() {
        let operator = condition.operator;
        let why = match rule {
            Conditions::None => Some("the action has no conditions"),
            Conditions::Any(operators) if !operators.contains(&operator) => {
                Some("the action cannot use this operator")
            }
            Conditions::Any(_) => action.block.refuses(condition),
            Conditions::Exactly(results) => {
                let known = operator == Operator::Equals && results.contains(&&*condition.operand);
                (!known).then_some("the action has no such result")
            }
        };
        if let Some(why) = why {
            refuse(check, at, why);
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
                let path = "Transitions.Conditions";
                check.place.report(Rule::MissingBranch, path, message, hint);
            }
        }
    }
}

/// Refuses a condition, once.
pub(super) fn refuse(check: &mut Check<'_>, at: usize, why: &str) {
    let index = check.place.index;
    let path = format!("Transitions.Conditions[{at}].Condition");
    let full = format!("Actions[{index}].{path}");
    if !check.place.problems.iter().any(|it| it.path == full) {
        let message = format!("Invalid branch. Path: {index}.Evaluate: {why}");
        check.place.report(Rule::Condition, &path, message, "");
    }
}

pub(super) fn errors(check: &mut Check<'_>, action: &Action, kind: FlowKind) {
    let name = action.row().name;
    let mut allowed = action.block.errors(action.row());
    allowed.retain(|(error, _)| !refused_in(name, kind).contains(error));
    for error in action.transitions().errors() {
        if !allowed.iter().any(|(known, _)| *known == error) {
            unknown(check, action, error);
        }
    }
    for (error, need) in allowed {
        if need == Need::Mandatory {
            must_have(check, action, error);
        }
    }
    if action.row().ends == Ends::Always {
        let transitions = action.transitions();
        if transitions.next.is_some() || !transitions.conditions.is_empty() {
            let message = format!("{name} ends the flow and leads nowhere");
            let hint = "its Transitions are {}";
            check
                .place
                .report(Rule::UnknownBranch, "Transitions", message, hint);
        }
    }
}

/// Error branches that an action has, but not in flows of this type (§5, `[L]`).
fn refused_in(name: &str, kind: FlowKind) -> &'static [ErrorType] {
    match (name, kind) {
        ("TransferParticipantToThirdParty", FlowKind::AgentTransfer) => &[
            ErrorType::CallFailed,
            ErrorType::ConnectionTimeLimitExceeded,
        ],
        _ => &[],
    }
}

fn unknown(check: &mut Check<'_>, action: &Action, error: ErrorType) {
    let message = format!("{} has no error branch {error}", action.row().name);
    once(check, Rule::UnknownBranch, message, "remove the branch");
}

pub(super) fn must_have(check: &mut Check<'_>, action: &Action, error: ErrorType) {
    if !action.transitions().errors().any(|had| had == error) {
        let name = action.row().name;
        let message = format!("The error branch {error} of {name} is missing");
        once(check, Rule::MissingBranch, message, "connect the branch");
    }
}

/// Reports something about the error branches unless that has been done.
fn once(check: &mut Check<'_>, rule: Rule, message: String, hint: &str) {
    let message = crate::problem::clip(message);
    let path = format!("Actions[{}].Transitions.Errors", check.place.index);
    let same = |it: &Problem| it.message == message && it.path == path;
    if !check.place.problems.iter().any(same) {
        check
            .place
            .report(rule, "Transitions.Errors", message, hint);
    }
}
