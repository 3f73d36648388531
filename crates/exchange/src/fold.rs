//! The fold of a journal: what its entries make of contacts and agents, from nothing or from a
//! snapshot. Rows in a store are projections of the same entries, so that the two can be compared.

use crate::agent::AgentFacts;
use crate::contact::ContactFacts;
use crate::journal::{AgentEntry, ContactEntry, Entry, Subject};
use ids::{ContactId, UserId};
use std::collections::BTreeMap;
use thiserror::Error;

/// What is known after some entries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fold {
    /// Contacts that began in what was folded, or were in the snapshot.
    pub contacts: BTreeMap<ContactId, ContactFacts>,
    /// Agents likewise.
    pub agents: BTreeMap<UserId, AgentFacts>,
}

/// An entry that does not follow from those before it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FoldError {
    /// The contact begins a second time.
    #[error("contact {0} begins twice")]
    BeginsTwice(ContactId),
    /// Nothing is known of the contact: its beginning is not there.
    #[error("contact {0} has no beginning")]
    UnknownContact(ContactId),
    /// Nothing is known of the agent.
    #[error("agent {0} has no beginning")]
    UnknownAgent(UserId),
}

impl Fold {
    /// Takes in the next entry.
    ///
    /// # Errors
    /// The entry does not follow; nothing is changed then.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), FoldError> {
        match &entry.subject {
            Subject::Contact { contact, entry: it } => self.contact(*contact, entry, it),
            Subject::Agent { agent, entry: it } => self.agent(*agent, entry, it),
        }
    }

    fn contact(
        &mut self,
        id: ContactId,
        entry: &Entry,
        it: &ContactEntry,
    ) -> Result<(), FoldError> {
        if let ContactEntry::Initiated(facts) = it {
            if self.contacts.contains_key(&id) {
                return Err(FoldError::BeginsTwice(id));
            }
            self.contacts.insert(id, (**facts).clone());
        }
        let facts = self.contacts.get_mut(&id);
        facts
            .ok_or(FoldError::UnknownContact(id))?
            .apply(entry.at, it);
        Ok(())
    }

    fn agent(&mut self, id: UserId, entry: &Entry, it: &AgentEntry) -> Result<(), FoldError> {
        if let AgentEntry::Known(facts) = it {
            self.agents.insert(id, (**facts).clone());
        }
        let facts = self.agents.get_mut(&id);
        facts
            .ok_or(FoldError::UnknownAgent(id))?
            .apply(entry.at, it);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::InitiationMethod;
    use ids::{IdSource, Timestamp};
    use resources::Channel;

    fn entry(contact: ContactId, entry: ContactEntry) -> Entry {
        Entry {
            at: Timestamp(7),
            subject: Subject::Contact { contact, entry },
        }
    }

    #[test]
    fn entries_without_a_beginning_or_with_two_do_not_fit() {
        let id: ContactId = IdSource::new(1).id();
        let now = Timestamp(5);
        let facts = ContactFacts::begun(id, Channel::Voice, InitiationMethod::Inbound, now);
        let mut fold = Fold::default();
        let early = fold.apply(&entry(id, ContactEntry::Completed));
        assert_eq!(early, Err(FoldError::UnknownContact(id)));
        let begin = entry(id, ContactEntry::Initiated(Box::new(facts)));
        assert_eq!(fold.apply(&begin), Ok(()));
        assert_eq!(fold.apply(&begin), Err(FoldError::BeginsTwice(id)));
        assert_eq!(fold.apply(&entry(id, ContactEntry::Completed)), Ok(()));
        assert_eq!(fold.contacts[&id].completed, Some(Timestamp(7)));
    }
}
