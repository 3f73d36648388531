//! What a test finds of an instance.

use super::event::id_of;
use crate::world::QueueFacts;
use flow::{ErrorType, Published, QueueChoice, Refusal};
use ids::{Account, Arn, InstanceId, Region, Timestamp};
use resources::{Hours, Kind, Queue, QueueStatus};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An instance's resources, as far as a flow reads them. Nobody waits in a queue and no agent is
/// there: a test is alone in its instance.
#[derive(Debug, Clone)]
pub struct Instance {
    /// The account of its ARNs.
    pub account: Account,
    /// Their region.
    pub region: Region,
    /// Its identifier.
    pub id: InstanceId,
    /// Its queues.
    pub queues: Vec<Queue>,
    /// Its hours of operation.
    pub hours: Vec<Hours>,
    /// Flows and modules that can be run, by identifier.
    pub flows: BTreeMap<String, Arc<Published>>,
    /// Identifiers of prompts and of security keys.
    pub known: BTreeSet<String>,
    /// User names by the users' identifiers.
    pub users: BTreeMap<String, String>,
}

impl Instance {
    pub(super) fn arn(&self) -> String {
        Arn::instance(&self.account, &self.region, self.id).to_string()
    }

    fn within(&self, part: &str, id: &str) -> String {
        Arn::within_instance(&self.account, &self.region, self.id, part, id).to_string()
    }

    fn queue(&self, id: &str) -> Option<&Queue> {
        let id = id_of(id);
        self.queues.iter().find(|it| it.id.to_string() == id)
    }

    fn hours(&self, id: &str) -> Option<&Hours> {
        let id = id_of(id);
        self.hours.iter().find(|it| it.id.to_string() == id)
    }

    /// The hours that a queue has.
    pub(super) fn hours_of(&self, queue: &str) -> Option<String> {
        self.queue(queue).map(|it| it.hours.to_string())
    }

    pub(super) fn choose(&self, choice: &QueueChoice) -> Result<QueueFacts, Refusal> {
        match choice {
            QueueChoice::Queue(id) => {
                let queue = self.queue(id);
                let queue = queue.ok_or_else(|| Refusal::new("there is no such queue"))?;
                let id = queue.id.to_string();
                Ok(QueueFacts {
                    arn: self.within(Kind::Queue.arn_part(), &id),
                    name: queue.name.clone(),
                    agent: false,
                    id,
                })
            }
            QueueChoice::Agent(named) => {
                let id = id_of(named);
                let mut users = self.users.iter();
                let user = users.find(|(user, name)| *user == id || *name == named);
                let (id, _) = user.ok_or_else(|| Refusal::new("there is no such agent"))?;
                Ok(QueueFacts {
                    id: id.clone(),
                    name: String::new(),
                    arn: self.within("queue/agent", id),
                    agent: true,
                })
            }
        }
    }

    pub(super) fn admits(&self, queue: &QueueFacts) -> Result<(), Refusal> {
        let Some(queue) = self.queue(&queue.id).filter(|_| !queue.agent) else {
            return Ok(());
        };
        if queue.status == QueueStatus::Disabled {
            return Err(Refusal::new("the queue is disabled"));
        }
        // Nobody else waits: only a limit of 0 keeps the contact out.
        match queue.max_contacts {
            Some(0) => Err(Refusal::with(
                ErrorType::QueueAtCapacity,
                "the queue is full",
            )),
            _ => Ok(()),
        }
    }

    /// Whether hours, by identifier or ARN, are open.
    pub(super) fn open(&self, hours: &str, now: Timestamp) -> Result<bool, Refusal> {
        let hours = self.hours(hours);
        let hours = hours.ok_or_else(|| Refusal::new("there are no such hours of operation"))?;
        let parents = hours.parents.iter();
        let parents = parents.filter_map(|id| self.hours(&id.to_string()));
        hours
            .open_with(now, parents.flat_map(|it| &it.overrides))
            .map_err(|error| Refusal::new(error.to_string()))
    }

    pub(super) fn flow(&self, id: &str) -> Option<Arc<Published>> {
        self.flows.get(id_of(id)).map(Arc::clone)
    }

    pub(super) fn knows(&self, id: &str) -> bool {
        self.known.contains(id_of(id))
    }
}
