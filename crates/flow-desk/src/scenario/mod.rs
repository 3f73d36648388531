//! What a customer does on a desk, what answers there, and what must come of it.

mod answers;
mod expected;
mod steps;

pub use answers::{Answer, BotReply, Call, Fault, QueueFigures, ViewAnswer};
pub use expected::{Branch, Expected, Invoked};
pub use steps::Step;

use crate::world::capability;
use serde::Deserialize;
use std::collections::BTreeMap;
use thiserror::Error;

/// A scenario, written in YAML or JSON. Names under which something answers are a part of the
/// identifier or ARN that the flow gives; of several answers each is given once, in turn, and the
/// last one is repeated.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// Its name, for reports.
    pub name: String,
    /// `voice`, `chat`, `task` or `email`; voice by default.
    pub channel: Option<String>,
    /// The customer's number or address.
    pub customer: Option<String>,
    /// The number or address that was reached.
    pub system: Option<String>,
    /// Attributes that the contact has from the start.
    pub attributes: BTreeMap<String, String>,
    /// Whether hours of operation are open that `hours` does not name; true by default.
    pub open: Option<bool>,
    /// Hours of operation by name. A queue's own are found by the queue's name.
    pub hours: BTreeMap<String, Doors>,
    /// What functions answer.
    pub lambda: BTreeMap<String, Vec<Answer>>,
    /// What bots answer, turn by turn.
    pub bots: BTreeMap<String, Vec<BotReply>>,
    /// What cases answer, by `create`, `get` and `update`.
    pub cases: BTreeMap<String, Vec<Answer>>,
    /// What profiles answer, by `create`, `get`, `update`, `get_object`, `get_calculated` and
    /// `associate`.
    pub profiles: BTreeMap<String, Vec<Answer>>,
    /// What data tables answer, by table.
    pub data_tables: BTreeMap<String, Vec<Answer>>,
    /// What making a task answers.
    pub tasks: Vec<Answer>,
    /// What is done in views.
    pub views: BTreeMap<String, Vec<ViewAnswer>>,
    /// What all else answers, by its name: see [`CAPABILITIES`].
    pub capabilities: BTreeMap<String, Vec<Answer>>,
    /// What becomes of calls, by number; the customer of an outbound call is `customer`.
    pub third_party: BTreeMap<String, Vec<Call>>,
    /// Figures and limits of queues.
    pub queues: BTreeMap<String, QueueFigures>,
    /// The same of agents' own queues.
    pub agents: BTreeMap<String, QueueFigures>,
    /// What is not there: queues, agents, hours, prompts, flows, keys, by a part of the identifier.
    pub missing: Vec<String>,
    /// After how many seconds in a queue an agent takes the contact; never by default.
    pub agent_answers: Option<f64>,
    /// Other flows and modules, by a part of the identifier, or by the flow type (such as
    /// `CUSTOMER_QUEUE`) where a contact has none of that type set, and their files.
    pub flows: BTreeMap<String, String>,
    /// What the customer does, in turn.
    pub steps: Vec<Step>,
    /// What must come of it.
    pub expect: Expected,
}

/// Whether hours of operation are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doors {
    /// They are.
    Open,
    /// They are not.
    Closed,
}

/// A scenario that cannot be read.
#[derive(Debug, Error)]
pub enum ScenarioError {
    /// It is neither YAML nor JSON of this form. The text's line is in the words.
    #[error("the scenario is not valid: {0}")]
    Form(String),
    /// A word that is none of those there.
    #[error("the scenario is not valid: {place} knows no {found:?}, but {known}")]
    Word {
        /// Where it stands.
        place: &'static str,
        /// The word.
        found: String,
        /// Those there.
        known: String,
    },
}

const CHANNELS: &[&str] = &["voice", "chat", "task", "email"];
const CASES: &[&str] = &["create", "get", "update"];
const PROFILES: &[&str] = &[
    "create",
    "get",
    "update",
    "get_object",
    "get_calculated",
    "associate",
];

/// The names under `capabilities`.
pub const CAPABILITIES: &[&str] = capability::NAMES;

impl Scenario {
    /// Reads one.
    ///
    /// # Errors
    /// When it is neither YAML nor JSON of this form; what is unknown is named with its line.
    pub fn read(text: &str) -> Result<Self, ScenarioError> {
        let it: Self =
            serde_saphyr::from_str(text).map_err(|error| ScenarioError::Form(error.to_string()))?;
        known("channel", it.channel.iter(), CHANNELS)?;
        known("cases", it.cases.keys(), CASES)?;
        known("profiles", it.profiles.keys(), PROFILES)?;
        known("capabilities", it.capabilities.keys(), CAPABILITIES)?;
        known("expect.end", it.expect.end.iter(), crate::report::ENDS)?;
        Ok(it)
    }
}

fn known<'a>(
    place: &'static str,
    mut words: impl Iterator<Item = &'a String>,
    all: &[&str],
) -> Result<(), ScenarioError> {
    match words.find(|word| !all.contains(&word.as_str())) {
        None => Ok(()),
        Some(found) => Err(ScenarioError::Word {
            place,
            found: found.clone(),
            known: all.join(", "),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_is_read_from_yaml() {
        let text = "name: A\nchannel: chat\nattributes: {a: b}\nlambda:\n  look:\n    - returns: {x: '1'}\n    - fails: throttled\nsteps:\n  - hear: Welcome\n  - press: '1'\n  - wait: 2.5\n  - hang_up: true\nexpect:\n  end: hung-up\n";
        let it = Scenario::read(text).unwrap();
        assert_eq!(it.steps.len(), 4);
        assert_eq!(it.steps[0], Step::Hear("Welcome".into()));
        assert_eq!(it.lambda["look"][1].fails, Some(Fault::Throttled));
    }

    #[test]
    fn what_is_unknown_is_named_with_its_line() {
        for (text, word, line) in [
            ("name: A\nstepz: []", "stepz", Some("line 2")),
            (
                "lambda:\n  look:\n    - fails: tired",
                "tired",
                Some("line 3"),
            ),
            ("steps:\n  - jump: 1", "jump", Some("line 2")),
            ("expect:\n  endd: queued", "endd", Some("line 2")),
            ("channel: pigeon", "pigeon", None),
            ("cases: {steal: []}", "steal", None),
            ("expect: {end: lost}", "lost", None),
        ] {
            let told = Scenario::read(text).unwrap_err().to_string();
            assert!(told.contains(word), "{told}");
            assert!(line.is_none_or(|line| told.contains(line)), "{told}");
        }
    }
}
