//! Branches as transitions. Spec: flow-language.md §11.2.

use super::action::Made;
use super::document::{Branch, Module};
use super::{Work, value};
use serde_json::{Value, json};

/// The transitions of a turned module.
pub(super) fn transitions(work: &mut Work, module: &Module, made: &Made) -> Value {
    if made.ends {
        return json!({});
    }
    let mut out = Transitions::default();
    for branch in &module.branches {
        let Some(target) = branch.target() else {
            work.note(
                module,
                format!("its branch {} leads nowhere", branch.condition),
            );
            continue;
        };
        if !out.take(module, made, branch, target) {
            work.note(
                module,
                format!(
                    "its branch {} has no counterpart and is left out",
                    branch.condition
                ),
            );
        }
    }
    for error in made.same_as_next {
        if let Some(next) = out.next.clone() {
            out.error(error, &next);
        }
    }
    if made.cumulative {
        out.accumulate();
    }
    out.close(module, made);
    json!({
        "NextAction": out.next,
        "Conditions": out.conditions,
        "Errors": out.errors,
    })
}

#[derive(Default)]
struct Transitions {
    next: Option<String>,
    conditions: Vec<Value>,
    errors: Vec<Value>,
}

impl Transitions {
    fn error(&mut self, name: &str, target: &str) {
        let there = self.errors.iter().any(|it| it["ErrorType"] == name);
        if !there {
            self.errors
                .push(json!({"ErrorType": name, "NextAction": target}));
        }
    }

    fn condition(&mut self, operator: &str, operand: &str, target: &str) {
        self.conditions.push(json!({
            "NextAction": target,
            "Condition": {"Operator": operator, "Operands": [operand]},
        }));
    }

    /// Takes a branch over; false if it means nothing in the current format.
    fn take(&mut self, module: &Module, made: &Made, branch: &Branch, target: &str) -> bool {
        let staffing = module.kind == "CheckStaffing";
        match branch.condition.as_str() {
            "Success" => self.next = Some(target.to_owned()),
            "Error" => self.error("NoMatchingError", target),
            "NoMatch" => self.error("NoMatchingCondition", target),
            "AtCapacity" => self.error("QueueAtCapacity", target),
            "CallFailure" => self.error("CallFailed", target),
            "InvalidNumber" => self.error("InvalidPhoneNumber", target),
            "InvalidPhoneNumber" => self.error("InvalidCallbackNumber", target),
            "NonDialableNumber" => self.error("CallbackNumberNotDialable", target),
            "True" if staffing => self.condition("NumberGreaterThan", "0", target),
            "False" if staffing => self.error("NoMatchingCondition", target),
            "True" => self.condition("Equals", "True", target),
            "False" => self.condition("Equals", "False", target),
            "Looping" => self.condition("Equals", "ContinueLooping", target),
            "Complete" => {
                self.condition("Equals", "DoneLooping", target);
                self.next = Some(target.to_owned());
            }
            "CustomerReturn" => self.condition("Equals", "CustomerReturned", target),
            "Timeout" => self.timeout(made, target),
            "Evaluate" => {
                let Some(operand) = branch.condition_value.as_ref().map(value::text) else {
                    return false;
                };
                if operand.is_empty() {
                    return false;
                }
                let operator = operator(branch.condition_type.as_deref().unwrap_or("Equals"));
                self.condition(operator, &operand, target);
            }
            // Milliseconds there, seconds here.
            "CheckQueueTime" => {
                let milliseconds = branch
                    .condition_value
                    .as_ref()
                    .and_then(|value| value.as_f64().or_else(|| value::text(value).parse().ok()));
                let Some(milliseconds) = milliseconds else {
                    return false;
                };
                let operator = operator(branch.condition_type.as_deref().unwrap_or("GreaterThan"));
                self.condition(operator, &format!("{}", milliseconds / 1000.0), target);
            }
            "CheckQueueCapacity" => {
                let Some(operand) = branch.condition_value.as_ref().map(value::text) else {
                    return false;
                };
                let operator = operator(branch.condition_type.as_deref().unwrap_or("GreaterThan"));
                self.condition(operator, &operand, target);
            }
            _ => return false,
        }
        true
    }

    fn timeout(&mut self, made: &Made, target: &str) {
        match made.name {
            "Wait" => {
                self.condition("Equals", "WaitCompleted", target);
                self.next.get_or_insert_with(|| target.to_owned());
            }
            "MessageParticipantIteratively" => {
                self.condition("Equals", "MessagesInterrupted", target);
                self.next.get_or_insert_with(|| target.to_owned());
            }
            "TransferParticipantToThirdParty" => self.error("ConnectionTimeLimitExceeded", target),
            _ => self.error("InputTimeLimitExceeded", target),
        }
    }

    /// Shares of a distribution become thresholds.
    fn accumulate(&mut self) {
        let mut sum = 0.0_f64;
        for condition in &mut self.conditions {
            let operand = &mut condition["Condition"]["Operands"][0];
            let share: f64 = value::text(operand).parse().unwrap_or(0.0);
            sum = (sum + share).min(100.0);
            *operand = json!(format!("{sum}"));
            condition["Condition"]["Operator"] = json!("NumberLessThan");
        }
    }

    /// Every action that does not end the flow needs a `NextAction`: the designer writes the
    /// target of what happens when nothing else does.
    fn close(&mut self, module: &Module, made: &Made) {
        if self.next.is_some() || made.may_end {
            return;
        }
        let otherwise = ["NoMatch", "Error", "False", "Complete", "Timeout"];
        let target = otherwise
            .iter()
            .find_map(|condition| module.branch(condition))
            .or_else(|| module.branches.iter().find_map(Branch::target));
        self.next = target.map(str::to_owned);
    }
}

fn operator(legacy: &str) -> &'static str {
    match legacy {
        "StartsWith" => "TextStartsWith",
        "EndsWith" => "TextEndsWith",
        "Contains" => "TextContains",
        "GreaterThan" => "NumberGreaterThan",
        "GreaterThanOrEqualTo" => "NumberGreaterOrEqualTo",
        "LessThan" => "NumberLessThan",
        "LessThanOrEqualTo" => "NumberLessOrEqualTo",
        _ => "Equals",
    }
}
