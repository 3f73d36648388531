//! What was expected in vain.

use super::{Desk, is_prompt};
use crate::host::changes::recorded;
use std::collections::BTreeMap;

impl Desk<'_> {
    /// Holds what came of it against what the scenario expects.
    pub(super) fn check(&mut self) {
        let Some(scenario) = self.scenario else {
            return;
        };
        let wanted = &scenario.expect;
        let mut failures = Vec::new();
        let end = self.end();
        if let Some(name) = wanted.end.as_ref().filter(|it| *it != end.name()) {
            failures.push(format!("it should end {name:?}, and it is {end}"));
        }
        self.check_heard(&wanted.hear, &mut failures);
        let contact = &self.host.contact;
        if let Some(queue) = &wanted.queue {
            let found = contact.queue.as_ref().map_or("none", |it| &it.id);
            if !found.contains(queue.as_str()) {
                failures.push(format!(
                    "the queue should be {queue:?}, and it is {found:?}"
                ));
            }
        }
        pairs("", &wanted.attributes, &mut failures, |key| {
            contact.attributes.get(key).map(String::as_str)
        });
        pairs(
            "the flow attribute ",
            &wanted.flow_attributes,
            &mut failures,
            |key| self.run.flow_attribute(key),
        );
        pairs("the tag ", &wanted.tags, &mut failures, |key| {
            contact.tags.get(key).map(String::as_str)
        });
        if let Some(priority) = wanted.priority
            && contact.priority != Some(priority)
        {
            let found = contact.priority;
            failures.push(format!(
                "the priority should be {priority}, and it is {found:?}"
            ));
        }
        for (moment, flow) in &wanted.hooks {
            let set = contact.hooks.iter();
            let set = set.map(|(hook, flow)| (format!("{hook:?}"), flow));
            let found = set
                .filter(|(hook, _)| hook.eq_ignore_ascii_case(moment))
                .map(|(_, flow)| flow)
                .next();
            if !found.is_some_and(|it| it.contains(flow.as_str())) {
                failures.push(format!(
                    "the {moment} flow should be {flow:?}, and it is {found:?}"
                ));
            }
        }
        if let Some(wanted) = &wanted.recording {
            let found = contact.recording.as_ref().map(recorded).unwrap_or_default();
            if found.len() != wanted.len() || !wanted.iter().all(|it| found.contains(&&**it)) {
                failures.push(format!("{wanted:?} should be recorded, and {found:?} are"));
            }
        }
        for action in &wanted.visited {
            if !self.host.coverage.visited(action) {
                failures.push(format!("{action:?} was not reached"));
            }
        }
        for way in &wanted.branches {
            if !self.host.coverage.taken(&way.from, &way.to) {
                failures.push(format!(
                    "the way {:?} to {:?} was not taken",
                    way.from, way.to
                ));
            }
        }
        self.check_invoked(&wanted.invoked, &mut failures);
        self.failures.append(&mut failures);
    }

    fn check_heard(&self, wanted: &[String], failures: &mut Vec<String>) {
        let mut prompts = self.transcript.iter().filter(|line| is_prompt(line));
        for text in wanted {
            let folded = text.to_lowercase();
            if !prompts.any(|line| line.text.to_lowercase().contains(&folded)) {
                failures.push(format!("{text:?} was not played, or not in this order"));
                return;
            }
        }
    }

    fn check_invoked(&self, wanted: &[crate::scenario::Invoked], failures: &mut Vec<String>) {
        let mut invoked = self.invoked.iter();
        for it in wanted {
            let found = invoked.any(|(function, parameters)| {
                let has = |(key, value)| parameters.get(key) == Some(value);
                function.contains(it.function.as_str()) && it.parameters.iter().all(has)
            });
            if !found {
                let with = serde_json::to_string(&it.parameters).unwrap_or_default();
                failures.push(format!(
                    "{:?} was not invoked with {with}, or not in this order",
                    it.function
                ));
                return;
            }
        }
    }
}

fn pairs<'a>(
    what: &str,
    wanted: &BTreeMap<String, String>,
    failures: &mut Vec<String>,
    found: impl Fn(&str) -> Option<&'a str>,
) {
    for (key, value) in wanted {
        let found = found(key);
        if found != Some(value.as_str()) {
            failures.push(format!(
                "{what}{key:?} should be {value:?}, and it is {found:?}"
            ));
        }
    }
}
