//! Asking another capability of the product and taking what it answers: what all actions share
//! that do so.

use super::{Signal, Step, Waiting};
use crate::cx::Cx;
use crate::effect::{Effect, Timer};
use crate::references::Root;
use crate::registry::Need;
use crate::request::{Answer, Request};
use crate::transitions::ErrorType;
use std::time::Duration;

/// How long a capability may take. The service's own limit is not published (inferred: that of a
/// function).
pub(super) const LIMIT: Duration = Duration::from_secs(8);

/// The error branches of most actions that ask.
pub(super) const PLAIN: &[(ErrorType, Need)] = &[(ErrorType::NoMatchingError, Need::Mandatory)];

/// Asks, and waits for the answer.
pub(super) fn ask(cx: &mut Cx<'_>, request: Request, limit: Duration) -> Step {
    let id = cx.request();
    cx.core.set_timer(Timer::Answer, cx.now + limit);
    cx.core.outbox.push_back(Effect::Ask { id, request, limit });
    Step::Park(Waiting::Answer(id))
}

/// The answer, once it is there; until then, or without one, the step to be made.
pub(super) fn answered(waiting: Waiting, signal: Signal) -> Result<Answer, Step> {
    let Waiting::Answer(id) = waiting else {
        return Err(Step::Park(waiting));
    };
    match signal {
        Signal::Answer(of, Ok(answer)) if of == id => Ok(answer),
        Signal::Answer(of, Err(refusal)) if of == id => {
            Err(Step::Error(refusal.error, refusal.reason))
        }
        Signal::Timer(Timer::Answer) => Err(Step::fail("there was no answer in time")),
        _ => Err(Step::Park(waiting)),
    }
}

/// What follows from an answer: success, or the branch of a partial one.
pub(super) fn led(answer: &Answer) -> Step {
    match answer.partly {
        Some(error) => Step::Error(error, "it was done in part".into()),
        None => Step::Next,
    }
}

/// Leaves an answer's data for later actions, in place of what was there.
pub(super) fn keep(cx: &mut Cx<'_>, root: Root, answer: Answer) -> Step {
    let step = led(&answer);
    if cx.host.memory().logging {
        cx.core.external = Some(answer.data.clone());
    }
    cx.host.memory_mut().set(root, answer.data);
    step
}

/// The result that an answer names, for the conditions.
pub(super) fn result(answer: &Answer) -> Step {
    match answer.data.get("Result").and_then(|it| it.as_str()) {
        Some(result) => Step::Result(result.to_owned().into()),
        None => Step::fail("the answer names no result"),
    }
}
