//! Which actions were made and which branches were taken.

use flow::{Action, Published};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What runs went through, of one flow or of several runs together.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    flows: BTreeMap<String, OfFlow>,
}

#[derive(Debug, Clone, Default)]
struct OfFlow {
    actions: BTreeSet<String>,
    visited: BTreeSet<String>,
    /// What leads from an action to another, and that.
    branches: BTreeMap<(String, String), Vec<String>>,
    taken: BTreeSet<(String, String)>,
}

/// A flow's part of it, for reports.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowCoverage {
    /// The flow.
    pub flow: String,
    /// How many actions it has.
    pub actions: usize,
    /// How many of them were made.
    pub visited: usize,
    /// How many ways lead from an action to another.
    pub branches: usize,
    /// How many of them were taken.
    pub taken: usize,
    /// The actions that were not made.
    pub missed_actions: Vec<String>,
    /// The ways that were not taken: from, to, and on what.
    pub missed_branches: Vec<(String, String, String)>,
}

impl Coverage {
    /// Knows a flow, so that what is never reached counts as missed.
    pub(crate) fn know(&mut self, published: &Published) {
        let it = self.flows.entry(published.name.to_string()).or_default();
        if !it.actions.is_empty() {
            return;
        }
        for action in published.flow.actions() {
            it.actions.insert(action.identifier().to_owned());
            for (what, to) in published.flow.branches(action) {
                let way = (action.identifier().to_owned(), to.to_owned());
                it.branches.entry(way).or_default().push(what);
            }
        }
    }

    pub(crate) fn left(&mut self, published: &Published, action: &Action, to: Option<&Action>) {
        self.know(published);
        let Some(it) = self.flows.get_mut(&*published.name) else {
            return;
        };
        it.visited.insert(action.identifier().to_owned());
        if let Some(to) = to {
            let way = (action.identifier().to_owned(), to.identifier().to_owned());
            it.taken.insert(way);
        }
    }

    pub(crate) fn visit(&mut self, flow: &str, action: &str) {
        if let Some(it) = self.flows.get_mut(flow)
            && it.actions.contains(action)
        {
            it.visited.insert(action.to_owned());
        }
    }

    /// Whether an action of any flow was made.
    pub fn visited(&self, action: &str) -> bool {
        self.flows.values().any(|it| it.visited.contains(action))
    }

    /// Whether a way was taken in any flow.
    pub fn taken(&self, from: &str, to: &str) -> bool {
        let way = (from.to_owned(), to.to_owned());
        self.flows.values().any(|it| it.taken.contains(&way))
    }

    /// Adds what another run went through.
    pub fn add(&mut self, other: Self) {
        for (name, theirs) in other.flows {
            let it = self.flows.entry(name).or_default();
            it.actions.extend(theirs.actions);
            it.visited.extend(theirs.visited);
            it.taken.extend(theirs.taken);
            it.branches.extend(theirs.branches);
        }
    }

    /// Flow by flow.
    pub fn flows(&self) -> Vec<FlowCoverage> {
        let of = |(name, it): (&String, &OfFlow)| {
            let missed = it
                .branches
                .iter()
                .filter(|(way, _)| !it.taken.contains(*way));
            let missed: Vec<_> = missed
                .map(|((from, to), what)| (from.clone(), to.clone(), what.join(", ")))
                .collect();
            FlowCoverage {
                flow: name.clone(),
                actions: it.actions.len(),
                visited: it.visited.len(),
                branches: it.branches.len(),
                taken: it.branches.len() - missed.len(),
                missed_actions: it.actions.difference(&it.visited).cloned().collect(),
                missed_branches: missed,
            }
        };
        self.flows.iter().map(of).collect()
    }
}
