//! What supervisors and APIs change: who does what, where a contact stands, what is known of it,
//! the configuration.

use crate::flows::{AGE, PRIORITY};
use crate::world::World;
use crate::{Broken, Step};
use exchange::{Amendment, Change, Command, DetailsChange, Input, TaskTarget};
use flow::{RoutingCriteria, RoutingExpression, RoutingStep};
use ids::{ContactId, Timestamp, UserId};
use resources::{QueueStatus, Resource};
use std::collections::BTreeMap;

impl World {
    /// A contact is given to an agent by hand.
    pub(crate) fn associate(&mut self, step: &Step, agent: UserId) -> Result<(), Broken> {
        let Some(contact) = self.pick_contact(step) else {
            return Ok(());
        };
        self.ledger.by_hand = Some(contact);
        let told = self.ask(Command::AssociateContact { contact, agent });
        self.ledger.by_hand = None;
        told
    }

    /// An agent gets another routing profile or level.
    pub(crate) fn reassign(&mut self, step: &Step) -> Result<(), Broken> {
        let profile = step.one_of(1, &self.centre.profiles).map(|it| it.id);
        let at = step.below(9, self.centre.users.len());
        let Some(user) = self.centre.users.get_mut(at) else {
            return Ok(());
        };
        match step.below(2, 2) {
            0 => user.routing_profile = profile.unwrap_or(user.routing_profile),
            _ => {
                for it in &mut user.proficiencies {
                    it.level = [1.0, 2.0, 3.0, 5.0][step.below(3, 4)];
                }
            }
        }
        let user = user.clone();
        self.published.reconfigured();
        self.put(user)
    }

    /// A queue is closed or opened, gets a limit, or another place in a profile.
    pub(crate) fn requeue(&mut self, step: &Step) -> Result<(), Broken> {
        let at = step.below(1, self.centre.queues.len());
        if step.below(2, 3) == 0 {
            let profile = step.below(3, self.centre.profiles.len());
            let Some(profile) = self.centre.profiles.get_mut(profile) else {
                return Ok(());
            };
            if let Some(entry) = profile.queues.get_mut(at) {
                entry.delay = [0, 10, 25][step.below(4, 3)];
                entry.priority = [1, 2, 3][step.below(5, 3)];
            }
            let profile = profile.clone();
            self.published.reconfigured();
            return self.put(profile);
        }
        let Some(queue) = self.centre.queues.get_mut(at) else {
            return Ok(());
        };
        match step.below(2, 3) {
            1 => queue.max_contacts = [None, Some(0), Some(3)][step.below(3, 3)],
            _ => {
                queue.status = [QueueStatus::Enabled, QueueStatus::Disabled][step.below(3, 2)];
            }
        }
        let queue = queue.clone();
        self.put(queue)
    }

    /// A contact gets another priority, age or criteria. What routing goes by is written into
    /// attributes first, where the oracle reads it; so it is asked before whether it may be.
    pub(crate) fn route(&mut self, step: &Step) -> Result<(), Broken> {
        let Some(contact) = self.pick_contact(step) else {
            return Ok(());
        };
        let update = |priority, age_adjustment, criteria| Command::UpdateRouting {
            contact,
            priority,
            age_adjustment,
            criteria,
        };
        if step.below(1, 3) == 0 {
            let (criteria, possible) = self.criteria(step);
            // Criteria that are refused must leave a priority alone that comes with them.
            let priority = (!possible).then_some(1);
            return self.ask(update(priority, None, Some(criteria)));
        }
        if !self.asked(update(None, None, None))? {
            return Ok(());
        }
        let (name, value) = match step.below(2, 2) {
            0 => (PRIORITY, [1, 3, 5, 9][step.below(3, 4)]),
            _ => (AGE, [0, 15, 60, 600][step.below(3, 4)]),
        };
        let attributes = BTreeMap::from([(name.to_owned(), value.to_string())]);
        let amendment = Amendment::Attributes(attributes);
        self.ask(Command::Amend {
            contact,
            amendment,
            closed: None,
        })?;
        self.ask(match name {
            PRIORITY => update(Some(value), None, None),
            _ => update(None, Some(i64::from(value)), None),
        })
    }

    /// Criteria of one or two steps, and whether what they name is there.
    pub(crate) fn criteria(&self, step: &Step) -> (RoutingCriteria, bool) {
        let attribute = |level, most| RoutingExpression::Attribute {
            name: "Language".into(),
            value: "Welsh".into(),
            level,
            most,
        };
        let agents = self.centre.users.iter().skip(step.below(4, 6)).take(2);
        let agents = agents.map(|it| it.id.to_string()).collect();
        let form = step.below(5, 7);
        let expression = match form {
            0 => attribute(2.0, Some(3.0)),
            1 => RoutingExpression::Agents(agents),
            2 => RoutingExpression::Or(vec![
                attribute(5.0, None),
                RoutingExpression::Agents(agents),
            ]),
            3 => RoutingExpression::Not {
                name: "Product".into(),
                value: "Pumps".into(),
                level: 1.0,
                most: Some(3.0),
            },
            4 => RoutingExpression::Attribute {
                name: "Shoe".into(),
                value: "42".into(),
                level: 1.0,
                most: None,
            },
            5 => RoutingExpression::Agents(vec!["nobody".into()]),
            _ => attribute(3.0, None),
        };
        let first = RoutingStep {
            expression,
            expiry: Some([5, 20, 60][step.below(6, 3)]),
        };
        let second = RoutingStep {
            expression: attribute(1.0, None),
            expiry: (step.below(7, 2) == 0).then_some(10),
        };
        let all = [first, second].into_iter();
        let steps = all.take(1 + step.below(8, 2)).collect();
        (RoutingCriteria { steps }, !matches!(form, 4 | 5))
    }

    /// Attributes, details and tags of a live contact.
    pub(crate) fn amend(&mut self, step: &Step) -> Result<(), Broken> {
        let Some(contact) = self.pick_contact(step) else {
            return Ok(());
        };
        let amendment = amendment(step);
        self.ask(Command::Amend {
            contact,
            amendment,
            closed: None,
        })
    }

    /// A task is transferred by an API, or put off.
    pub(crate) fn move_task(&mut self, step: &Step) -> Result<(), Broken> {
        let tasks: Vec<ContactId> = self
            .ledger
            .live
            .iter()
            .filter(|it| {
                let facts = self.ledger.fold.contacts.get(it);
                facts.is_some_and(|it| it.task.is_some())
            })
            .copied()
            .collect();
        let Some(&contact) = step.one_of(1, &tasks) else {
            return Ok(());
        };
        if step.below(2, 3) == 0 {
            let due = Timestamp(self.now.0 + i64::try_from(step.below(3, 40_000)).unwrap_or(0));
            return self.ask(Command::Reschedule { contact, due });
        }
        let queue = step.one_of(4, &self.centre.queues).map(|it| it.id);
        let to = match step.below(5, 3) {
            0 => Some(TaskTarget::Agent(self.pick_agent(step))),
            _ => queue.map(TaskTarget::Queue),
        };
        self.ask(Command::TransferTask {
            agent: None,
            contact,
            flow: self.centre.task_flow,
            to,
        })
    }

    /// A flow, a status, a quick connect and the like is deleted, or made again.
    pub(crate) fn restock(&mut self, step: &Step) -> Result<(), Broken> {
        let deleted: Vec<usize> = self.centre.deleted.iter().copied().collect();
        if let Some(&at) = step.one_of(1, &deleted)
            && step.below(2, 3) > 0
        {
            self.centre.deleted.remove(&at);
            let resource = self.centre.rest.get(at).cloned();
            return resource.map_or(Ok(()), |it| self.put(it));
        }
        let at = step.below(3, self.centre.rest.len());
        let Some(resource) = self.centre.rest.get(at) else {
            return Ok(());
        };
        // The instance itself, and what agents are in when they are signed out, always is there.
        if matches!(resource, Resource::Instance(_) | Resource::AgentStatus(_)) {
            return Ok(());
        }
        let (kind, id) = (resource.kind(), resource.id());
        self.centre.deleted.insert(at);
        self.tell(Input::Directory(Change::Delete { kind, id }))
    }
}

/// A change of what is known of a contact.
pub(crate) fn amendment(step: &Step) -> Amendment {
    let note = ["a", "b", "c"][step.below(1, 3)].to_owned();
    let tag = format!("tag{}", step.below(2, 9));
    match step.below(3, 5) {
        0 => Amendment::Attributes(BTreeMap::from([("note".to_owned(), note)])),
        1 => Amendment::Attributes(BTreeMap::from([("$.note".to_owned(), note)])),
        2 => Amendment::Tag(BTreeMap::from([(tag, note)])),
        3 => Amendment::Untag(vec![tag]),
        _ => Amendment::Details(Box::new(DetailsChange {
            name: Some(note.into()),
            ..DetailsChange::default()
        })),
    }
}
