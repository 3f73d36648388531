//! What happened to a message, in order: what an operator reads about it.

use crate::{Few, Name, Status};
use ids::Timestamp;
use serde::{Deserialize, Serialize};

/// One thing that happened. Stored as JSON with short names, as messages are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    #[serde(rename = "t", with = "crate::message::millis")]
    pub at: Timestamp,
    /// The status that was reached.
    #[serde(rename = "s")]
    pub status: Status,
    /// The carrier that it has to do with.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<Name>,
    /// What there is to say besides the status's own words.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Box<str>>,
}

/// Steps that are kept of one message: the first, and then the last.
const MOST: usize = 40;

/// Adds a step. Of very many the ones in the middle are forgotten.
pub(crate) fn add(steps: &mut Few<Step>, step: Step) {
    if steps.len() >= MOST {
        steps.remove(MOST / 2);
    }
    steps.push(step);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_steps_the_first_and_the_last_stay() {
        let mut steps = Few::default();
        for at in 0..100 {
            let step = Step {
                at: Timestamp(at),
                status: Status::Queued,
                carrier: None,
                detail: None,
            };
            add(&mut steps, step);
        }
        assert_eq!(steps.len(), MOST);
        assert_eq!(
            (steps[0].at, steps[MOST - 1].at),
            (Timestamp(0), Timestamp(99))
        );
    }
}
