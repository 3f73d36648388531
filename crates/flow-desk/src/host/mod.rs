//! A contact that stands on a desk: what flows read and change, in memory.

pub(crate) mod changes;
mod references;

use crate::coverage::Coverage;
use crate::world::{QueueFacts, World};
use flow::{
    Action, Change, Channel, ContactData, EventHook, Host, Memory, MetricQuery, Metrics, Path,
    Published, Recording, Refusal, Resolved,
};
use ids::{ContactId, IdSource, Timestamp};
use resources::FlowKind;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of the contact.
pub(crate) struct Contact {
    pub(crate) id: ContactId,
    pub(crate) channel: Channel,
    pub(crate) customer: String,
    pub(crate) system: String,
    pub(crate) instance_arn: String,
    pub(crate) region: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) customer_id: Option<String>,
    pub(crate) voice: Option<String>,
    pub(crate) queue: Option<QueueFacts>,
    pub(crate) priority: Option<u32>,
    pub(crate) recording: Option<Recording>,
    pub(crate) hooks: BTreeMap<EventHook, String>,
    pub(crate) callback_number: Option<String>,
    /// Whether it waits in its queue.
    pub(crate) queued: bool,
    /// Whether the customer is there, who is called by an outbound whisper flow.
    pub(crate) reached: bool,
}

/// Something that those notice who watch a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Happening {
    /// An action begins.
    Started {
        /// Its identifier.
        action: String,
        /// Its type.
        kind: &'static str,
        /// Its parameters as the flow has them.
        parameters: serde_json::Value,
    },
    /// The customer hears or reads something.
    Message(flow::PromptSource),
}

/// The contact and its surroundings.
pub(crate) struct DeskHost<'s> {
    pub(crate) contact: Contact,
    pub(crate) world: Box<dyn World + 's>,
    pub(crate) memory: Memory,
    pub(crate) ids: IdSource,
    /// Changes since the desk last looked, in words.
    pub(crate) changes: Vec<String>,
    pub(crate) coverage: Coverage,
    /// What happened, for those who watch; `None` while nobody does.
    pub(crate) happenings: Option<Vec<Happening>>,
    /// The action that was last told to have begun.
    pub(crate) begun: Option<(Arc<str>, String)>,
}

impl DeskHost<'_> {
    /// Tells that an action begins, once.
    pub(crate) fn begin(&mut self, flow: &Published, identifier: &str) {
        let it = (Arc::clone(&flow.name), identifier.to_owned());
        if self.begun.as_ref() == Some(&it) {
            return;
        }
        self.begun = Some(it);
        let Some(happenings) = &mut self.happenings else {
            return;
        };
        let mut actions = flow.flow.actions().iter().enumerate();
        let Some((at, action)) = actions.find(|(_, it)| it.identifier() == identifier) else {
            return;
        };
        let document = flow
            .flow
            .document()
            .get("Actions")
            .and_then(|it| it.get(at));
        happenings.push(Happening::Started {
            action: identifier.to_owned(),
            kind: action.row().name,
            parameters: document
                .and_then(|it| it.get("Parameters"))
                .cloned()
                .unwrap_or_default(),
        });
    }

    /// The value of any reference that is not the run's.
    pub(crate) fn value(&self, path: &Path) -> Option<Resolved<'_>> {
        match path.root().owner() {
            flow::Owner::Host => self.reference(path),
            flow::Owner::Memory => {
                let value = path.follow(self.memory.get(path.root())?, 0);
                value.and_then(Resolved::json)
            }
            flow::Owner::Run => None,
        }
    }

    /// The flow that is set for a moment, else the one of its type. A file does not always say of
    /// what type its flow is: here it is of the one that the moment needs.
    pub(crate) fn flow_for(&self, hook: EventHook, kind: FlowKind) -> Option<Arc<Published>> {
        let set = self.contact.hooks.get(&hook);
        let found = set
            .and_then(|id| self.world.flow(id))
            .or_else(|| self.world.flow_of(kind))?;
        let flow = Published::clone(&found);
        Some(Arc::new(Published { kind, ..flow }))
    }
}

impl Host for DeskHost<'_> {
    fn contact_id(&self) -> ContactId {
        self.contact.id
    }

    fn channel(&self) -> Channel {
        self.contact.channel
    }

    fn memory(&self) -> &Memory {
        &self.memory
    }

    fn memory_mut(&mut self) -> &mut Memory {
        &mut self.memory
    }

    fn reference(&self, path: &Path) -> Option<Resolved<'_>> {
        self.contact.reference(path)
    }

    fn contact_data(&self) -> ContactData {
        self.contact.data()
    }

    fn apply(&mut self, _: Timestamp, change: Change) -> Result<(), Refusal> {
        if let Some(refusal) = self.world.refuses(&change) {
            return Err(refusal);
        }
        let words = changes::words(&change);
        self.contact.change(&*self.world, change)?;
        self.changes.push(words);
        Ok(())
    }

    fn hours_open(&self, hours: Option<&str>, now: Timestamp) -> Result<bool, Refusal> {
        self.world.open(hours, self.contact.queue.as_ref(), now)
    }

    fn metrics(&self, query: &MetricQuery, _: Timestamp) -> Result<Metrics, Refusal> {
        let queue = match (&query.queue, &self.contact.queue) {
            (Some(choice), _) => self.world.queue(choice)?,
            (None, Some(queue)) => queue.clone(),
            (None, None) => return Err(Refusal::new("no queue is set")),
        };
        Ok(self.world.metrics(&queue, query.channel))
    }

    fn flow(&self, id: &str) -> Option<Arc<Published>> {
        self.world.flow(id)
    }

    fn draw(&mut self, bound: u32) -> u32 {
        self.ids.below(bound)
    }

    fn left(&mut self, flow: &Published, action: &Action, to: Option<&Action>) {
        self.begin(flow, action.identifier());
        self.coverage.left(flow, action, to);
        match to {
            // An action that leads to itself begins again.
            Some(to) => {
                self.begun = None;
                self.begin(flow, to.identifier());
            }
            None => self.begun = None,
        }
    }

    fn reached(&self) -> bool {
        self.contact.reached
    }

    fn encrypt_input(&mut self, key_id: &str, _pem: &str, _input: &str) -> Result<String, Refusal> {
        // What was keyed is on no line of a transcript, encrypted or not.
        match self.world.knows_key(key_id) {
            true => Ok("(encrypted)".to_owned()),
            false => Err(Refusal::new("there is no such key")),
        }
    }
}
