//! A store that commits late. What was handed to it and is not committed when the process is killed
//! is gone; what is committed is all that the next process knows.

use crate::Broken;
use exchange::{AgentFacts, ContactFacts, Fold, Output, Publication, journal::Entry};
use ids::{ContactId, Timestamp, UserId};
use std::collections::{BTreeMap, VecDeque};

/// What one input of the exchange made durable.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) entries: Vec<Entry>,
    pub(crate) contacts: Vec<ContactFacts>,
    pub(crate) agents: Vec<AgentFacts>,
    pub(crate) publications: Vec<Publication>,
    /// Contacts that somebody was told of once this is durable.
    pub(crate) acknowledged: Vec<ContactId>,
}

impl Batch {
    pub(crate) fn take(&mut self, output: &Output) {
        match output {
            Output::Journal(entry) => self.entries.push(entry.clone()),
            Output::Contact(facts) => self.contacts.push((**facts).clone()),
            Output::Agent(facts) => self.agents.push((**facts).clone()),
            Output::Publish(it) => self.publications.push(it.clone()),
            _ => {}
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
            && self.contacts.is_empty()
            && self.agents.is_empty()
            && self.publications.is_empty()
            && self.acknowledged.is_empty()
    }
}

/// See the [module](self).
#[derive(Debug, Default)]
pub(crate) struct Store {
    /// The journal, folded.
    pub(crate) fold: Fold,
    pub(crate) contacts: BTreeMap<ContactId, ContactFacts>,
    pub(crate) agents: BTreeMap<UserId, AgentFacts>,
    pending: VecDeque<(Timestamp, Batch)>,
}

impl Store {
    /// A batch is handed over, and will be committed then; never before those handed over earlier.
    pub(crate) fn hand_over(&mut self, at: Timestamp, batch: Batch) {
        let at = self.pending.back().map_or(at, |it| it.0.max(at));
        self.pending.push_back((at, batch));
    }

    /// When the next batch is committed.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.pending.front().map(|it| it.0)
    }

    /// Commits the next batch that is due.
    pub(crate) fn commit(&mut self, now: Timestamp) -> Result<Option<Batch>, Broken> {
        let due = self.pending.front().is_some_and(|it| it.0 <= now);
        let Some((_, batch)) = due.then(|| self.pending.pop_front()).flatten() else {
            return Ok(None);
        };
        for entry in &batch.entries {
            let applied = self.fold.apply(entry);
            applied.map_err(|why| Broken::new("the journal folds", why.to_string()))?;
        }
        for row in &batch.contacts {
            self.contacts.insert(row.id, row.clone());
        }
        for row in &batch.agents {
            self.agents.insert(row.id, row.clone());
        }
        Ok(Some(batch))
    }

    /// The process is killed: what waits is lost. Rows and the journal's fold must be equal.
    pub(crate) fn crash(&mut self) -> Result<(), Broken> {
        self.pending.clear();
        const RULE: &str = "the fold of the journal equals the rows";
        if self.fold.contacts != self.contacts {
            return Err(Broken::new(RULE, "contacts differ"));
        }
        if self.fold.agents != self.agents {
            return Err(Broken::new(RULE, "agents differ"));
        }
        Ok(())
    }
}
