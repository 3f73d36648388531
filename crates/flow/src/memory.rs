//! What actions leave for later ones of the same contact.

use crate::references::Root;
use serde_json::Value;
use std::sync::Arc;

/// The part of a contact's state that only flows write and read: it goes from flow to flow with
/// the contact, while flow attributes, loop counters and the key buffer stay with the run.
///
/// One per contact, owned by whoever owns the contact. Who owns what:
///
/// | Reference | Owner |
/// |---|---|
/// | `$.FlowAttributes`, `$.Loop`, `$.Modules.Input` | the run |
/// | `$.External`, `$.StoredCustomerInput`, `$.Metrics`, `$.Lex`, `$.Views`, `$.Customer`, `$.Case`, `$.Email`, `$.DataTables`, `$.Modules`, `$.Wisdom`, `$.Task` | this memory |
/// | everything else | the contact, by [`Host::reference`](crate::Host::reference) |
///
/// Inside a module the caller's entries are out of sight (connect-c-flows.md §8.7): the run sets
/// them aside and brings them back.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Memory {
    /// Whether actions are written to the flow log. Off until an action switches it on; later
    /// flows of the contact inherit it (connect-c-flows.md §19).
    pub logging: bool,
    /// At most a dozen entries: a list is smaller and quicker than a map.
    values: Vec<(Root, Arc<Value>)>,
}

impl Memory {
    /// What was left under a root.
    pub fn get(&self, root: Root) -> Option<&Value> {
        let (_, value) = self.values.iter().find(|(key, _)| *key == root)?;
        Some(value)
    }

    /// Leaves a value, in place of the one before.
    pub fn set(&mut self, root: Root, value: Value) {
        let value = Arc::new(value);
        match self.values.iter_mut().find(|(key, _)| *key == root) {
            Some((_, old)) => *old = value,
            None => self.values.push((root, value)),
        }
    }

    /// Forgets a value.
    pub fn remove(&mut self, root: Root) {
        self.values.retain(|(key, _)| *key != root);
    }

    /// Takes all values out, to be brought back by [`Memory::restore`].
    pub(crate) fn set_aside(&mut self) -> Vec<(Root, Arc<Value>)> {
        std::mem::take(&mut self.values)
    }

    /// Brings back what was set aside, in place of everything since.
    pub(crate) fn restore(&mut self, values: Vec<(Root, Arc<Value>)>) {
        self.values = values;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_later_value_replaces_the_earlier_one() {
        let mut memory = Memory::default();
        memory.set(Root::External, json!({"a": "1"}));
        memory.set(Root::External, json!({"b": "2"}));
        assert_eq!(memory.get(Root::External), Some(&json!({"b": "2"})));
        memory.remove(Root::External);
        assert_eq!(memory.get(Root::External), None);
    }
}
