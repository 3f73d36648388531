//! A test's document: observations, each of an event and what is done when it happens.

use super::action::{TestAction, read_action};
use super::event::{Event, read_event};
use super::read::Reader;
use serde_json::Value;
use std::collections::BTreeSet;

/// The versions of the language.
const VERSIONS: [&str; 2] = ["2019-10-30", "2025-06-21"];
/// The most problems that are told. Source: the model's `Problems`.
const MOST: usize = 50;

/// A test's document.
#[derive(Debug, Clone, PartialEq)]
pub struct TestDocument {
    pub(super) observations: Vec<Observation>,
}

/// An event that is waited for, and what is done then.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Its name.
    pub identifier: String,
    pub(super) event: Event,
    /// The event as it was written, for records.
    pub(super) written: Value,
    pub(super) actions: Vec<TestAction>,
    /// How often it is waited for.
    pub usage: Usage,
    /// The observations that are waited for after it.
    pub(super) next: Vec<String>,
}

/// How often an event must happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// In which sense.
    pub kind: Times,
    /// How often.
    pub times: u32,
}

/// In which sense an event must happen so often. `ANY`, which the guide's sample has, is taken as
/// once or more (inferred).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// So often, and what is more is not looked at.
    Exactly,
    /// So often or more.
    AtLeast,
    /// So often or less, also never.
    AtMost,
    /// As often as it happens, also never.
    Always,
}

impl Usage {
    /// How often it must have happened before the test goes on to what follows.
    pub(super) const fn needed(self) -> u32 {
        match self.kind {
            Times::Exactly | Times::AtLeast => self.times,
            Times::AtMost | Times::Always => 1,
        }
    }

    /// Whether the test fails without it.
    pub(super) const fn must(self) -> bool {
        matches!(self.kind, Times::Exactly | Times::AtLeast)
    }

    /// Whether it is still waited for after so many times.
    pub(super) const fn waits(self, times: u32) -> bool {
        match self.kind {
            Times::Exactly | Times::AtMost => times < self.times,
            Times::AtLeast | Times::Always => true,
        }
    }
}

impl TestDocument {
    /// Reads one.
    ///
    /// # Errors
    /// All that is wrong with it, at most 50 lines.
    pub fn read(content: &str) -> Result<Self, Vec<String>> {
        let document: Value = serde_json::from_str(content)
            .map_err(|error| vec![format!("the content is not JSON: {error}")])?;
        let mut problems = Vec::new();
        match document.get("Version").and_then(Value::as_str) {
            None => problems.push("Version is missing".to_owned()),
            Some(version) if VERSIONS.contains(&version) => {}
            Some(version) => problems.push(format!("there is no Version {version}")),
        }
        let list = document.get("Observations").and_then(Value::as_array);
        let list = list.map_or(&[][..], Vec::as_slice);
        if list.is_empty() {
            problems.push("Observations are missing".to_owned());
        }
        let known = identifiers(list, "Observations", &mut problems);
        let observations = list
            .iter()
            .map(|it| observation(it, &known, &mut problems))
            .collect();
        problems.truncate(MOST);
        match problems.is_empty() {
            true => Ok(Self { observations }),
            false => Err(problems),
        }
    }

    /// Its observations, as written.
    pub fn observations(&self) -> &[Observation] {
        &self.observations
    }
}

fn observation(it: &Value, known: &BTreeSet<String>, problems: &mut Vec<String>) -> Observation {
    let name = it.get("Identifier").and_then(Value::as_str);
    let name = name.unwrap_or_default().to_owned();
    let list = it.get("Actions").and_then(Value::as_array);
    let list = list.map_or(&[][..], Vec::as_slice);
    let event = read_event(&mut Reader {
        place: name.clone(),
        value: it.get("Event").unwrap_or(&Value::Null),
        problems,
    });
    let own = identifiers(list, &name, problems);
    let mut actions = Vec::new();
    for action in list {
        let of = action.get("Identifier").and_then(Value::as_str);
        let place = format!("{name}, {}", of.unwrap_or_default());
        let mut reader = Reader {
            place,
            value: action,
            problems,
        };
        let read = read_action(&mut reader);
        if let Some(next) = read.next.as_ref().filter(|it| !own.contains(*it)) {
            reader.problem(format!("there is no action {next} to go to"));
        }
        actions.push(read);
    }
    let next = it.pointer("/Transitions/NextObservations");
    let next = next.and_then(Value::as_array).into_iter().flatten();
    let next: Vec<String> = next
        .filter_map(Value::as_str)
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect();
    for next in next.iter().filter(|it| !known.contains(*it)) {
        problems.push(format!("{name}: there is no observation {next} to go to"));
    }
    Observation {
        usage: usage(&name, it.get("Usage"), problems),
        identifier: name,
        event,
        written: it.get("Event").cloned().unwrap_or_default(),
        actions,
        next,
    }
}

fn usage(name: &str, it: Option<&Value>, problems: &mut Vec<String>) -> Usage {
    let kind = it.and_then(|it| it.get("Type")).and_then(Value::as_str);
    let times = it.and_then(|it| it.get("Times")).and_then(Value::as_u64);
    let times = times.and_then(|it| u32::try_from(it).ok());
    let kind = match kind.unwrap_or("Exactly").to_ascii_lowercase().as_str() {
        "exactly" => Times::Exactly,
        "atleast" | "any" => Times::AtLeast,
        "atmost" => Times::AtMost,
        "always" => Times::Always,
        other => {
            problems.push(format!("{name}: there is no Usage {other}"));
            Times::Exactly
        }
    };
    Usage {
        kind,
        times: times.unwrap_or(1).max(1),
    }
}

/// The identifiers of a list, each of which must be there once.
fn identifiers(them: &[Value], of: &str, problems: &mut Vec<String>) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for it in them {
        let name = it.get("Identifier").and_then(Value::as_str);
        match name.filter(|it| !it.trim().is_empty()) {
            Some(name) if !known.insert(name.to_owned()) => {
                problems.push(format!("{of}: two have the Identifier {name}"));
            }
            Some(_) => {}
            None => problems.push(format!("{of}: one has no Identifier")),
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn end(name: &str, next: &str) -> Value {
        json!({"Identifier": name, "Type": "TestControl", "Transitions": {"NextAction": next},
            "Parameters": {"ActionType": "TestControl", "Command": {"Type": "EndTest"}}})
    }

    fn test(actions: &[Value], next: &str) -> Vec<String> {
        let content = json!({
            "Version": "2019-10-30",
            "Observations": [{
                "Identifier": "start",
                "Event": {"Type": "TestInitiated", "Actor": "System", "Properties": {}},
                "Actions": actions,
                "Transitions": {"NextObservations": [next]},
            }],
        });
        let read = TestDocument::read(&content.to_string());
        read.err().unwrap_or_default()
    }

    #[test]
    fn a_test_goes_from_what_is_there_to_what_is_there() {
        let none: [String; 0] = [];
        assert_eq!(test(&[end("a", "b"), end("b", "")], "start"), none);
        let mut dance = end("a", "c");
        dance["Type"] = json!("Dance");
        assert_eq!(
            test(&[dance], "end"),
            [
                "start, a: there is no action Dance",
                "start, a: there is no action c to go to",
                "start: there is no observation end to go to",
            ]
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let read = |content: &str| TestDocument::read(content).unwrap_err();
        assert_eq!(
            read("{}"),
            ["Version is missing", "Observations are missing"]
        );
        assert!(read("{")[0].contains("not JSON"));
        let twice = [end("a", ""), end("a", "")];
        assert_eq!(test(&twice, "start"), ["start: two have the Identifier a"]);
        let many = json!({"Version": "2019-10-30", "Observations": vec![json!({}); 100]});
        assert_eq!(read(&many.to_string()).len(), MOST);
        let empty = json!({"Identifier": "a", "Type": "SendInstruction"});
        assert_eq!(
            test(&[empty], "start"),
            ["start, a: Parameters.Instruction.Type is missing"]
        );
    }

    #[test]
    fn usage_says_how_often() {
        let of = |usage: Value| super::usage("", Some(&usage), &mut Vec::new());
        assert_eq!(of(json!({"Type": "EXACTLY"})).needed(), 1);
        assert_eq!(of(json!({"Type": "AtLeast", "Times": 2})).needed(), 2);
        assert!(!of(json!({"Type": "Always"})).must());
        assert!(of(json!({"Type": "ANY"})).must());
        assert!(!of(json!({"Type": "Exactly", "Times": 2})).waits(2));
    }
}
