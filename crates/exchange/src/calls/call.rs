//! The call itself: its facts, its legs, where it is, and the changes that fit everywhere.

use super::data::CallData;
use crate::command::CommandError;
use crate::contact::{ContactFacts, EventType, QueueFacts, StringMap, contact_event};
use crate::context::Context;
use crate::flows::{Session, Slot};
use crate::input::LegKind;
use crate::journal::ContactEntry;
use crate::output::Voice;
use flow::{Published, Refusal};
use ids::{BridgeId, FlowId, LegId, QueueId, RecordingId, Timestamp, UserId};
use routing::QueueKey;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Contacts of one chain at most. Source: connect-c-flows.md §7.48.
const CHAIN_LIMIT: u32 = 12;

/// All attributes of a contact together, in bytes. Source: connect-d-data-metrics.md §18.
const ATTRIBUTES_LIMIT: usize = 32 * 1024;

/// A live contact. See the [module](super).
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) facts: ContactFacts,
    pub(crate) data: CallData,
    pub(crate) customer: CustomerLeg,
    pub(crate) stage: Stage,
    pub(super) customer_session: Option<Session>,
    pub(super) agent_session: Option<Session>,
    /// Where a queue flow wants the contact to go; taken when the flow waits.
    pub(super) wanted_queue: Option<QueueTarget>,
    /// When the first contact of its chain entered a queue: transferred contacts rank by it
    /// (connect-b-routing-channels.md §4.1).
    pub(super) queue_since: Option<Timestamp>,
    /// The recording of the automated part that runs.
    pub(super) automated_recording: Option<RecordingId>,
}

/// The customer's leg.
#[derive(Debug, Clone)]
pub(crate) struct CustomerLeg {
    pub(crate) leg: LegId,
    pub(crate) kind: LegKind,
    pub(crate) headers: BTreeMap<String, String>,
    /// Whether it is there; a command may find it gone.
    pub(crate) present: bool,
}

/// Where a call is.
#[derive(Debug)]
pub(crate) enum Stage {
    /// Not answered yet; the flow that will run.
    Ringing { flow: (FlowId, Arc<Published>) },
    /// With a flow.
    Flow,
    /// In a queue.
    Queued(Assignment),
    /// Out of the queue; the customer hears the whisper, the agent waits.
    Whisper(AgentLeg),
    /// Agent and customer are joined.
    Talking(Talk),
    /// The customer is gone.
    Over,
}

/// How far a queued call has come towards an agent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Assignment {
    /// Nobody is asked.
    Nobody,
    /// Offered.
    Offered { agent: UserId },
    /// Accepted; the agent's audio does not flow yet.
    AwaitingMedia(AgentLeg),
    /// The agent hears the whisper.
    AgentWhisper(AgentLeg),
}

/// An agent and the agent's leg.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AgentLeg {
    pub(crate) agent: UserId,
    pub(crate) leg: LegId,
}

/// A conversation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Talk {
    pub(crate) agent: AgentLeg,
    pub(crate) bridge: BridgeId,
    pub(crate) held: bool,
    pub(crate) muted: bool,
    pub(crate) recording: Option<RecordingId>,
}

/// A queue that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueueTarget {
    pub(crate) key: QueueKey,
    pub(crate) name: String,
}

impl QueueTarget {
    /// As facts of a contact that is not in it.
    pub(crate) fn facts(&self) -> QueueFacts {
        let (id, owner) = match self.key {
            QueueKey::Standard(id) => (id, None),
            QueueKey::Agent(owner) => (QueueId(owner.0), Some(owner)),
        };
        QueueFacts {
            id,
            owner,
            name: self.name.clone(),
            enqueued: None,
            dequeued: None,
        }
    }
}

impl Call {
    /// A call with these facts, already written to the journal.
    pub(crate) fn new(facts: ContactFacts, customer: CustomerLeg, stage: Stage) -> Self {
        Self {
            facts,
            data: CallData::default(),
            customer,
            stage,
            customer_session: None,
            agent_session: None,
            wanted_queue: None,
            queue_since: None,
            automated_recording: None,
        }
    }

    /// Who speaks to it.
    pub(crate) fn voice(&self) -> Voice {
        self.data.voice()
    }

    /// Whether a flow has it, and it is in no queue.
    pub(crate) fn in_flow(&self) -> bool {
        matches!(self.stage, Stage::Flow)
    }

    /// The agent who talks, is being connected, or is asked.
    pub(crate) fn agent(&self) -> Option<UserId> {
        match &self.stage {
            Stage::Queued(Assignment::Offered { agent }) => Some(*agent),
            _ => self.agent_leg().map(|it| it.agent),
        }
    }

    /// The agent's leg.
    pub(crate) fn agent_leg(&self) -> Option<AgentLeg> {
        match &self.stage {
            Stage::Queued(Assignment::AwaitingMedia(it) | Assignment::AgentWhisper(it))
            | Stage::Whisper(it) => Some(*it),
            Stage::Talking(talk) => Some(talk.agent),
            _ => None,
        }
    }

    /// The working queue.
    pub(crate) fn target(&self) -> Option<QueueTarget> {
        let queue = self.facts.queue.as_ref()?;
        Some(QueueTarget {
            key: match queue.owner {
                Some(owner) => QueueKey::Agent(owner),
                None => QueueKey::Standard(queue.id),
            },
            name: queue.name.clone(),
        })
    }

    pub(super) fn slot(&mut self, slot: Slot) -> &mut Option<Session> {
        match slot {
            Slot::Customer => &mut self.customer_session,
            Slot::Agent => &mut self.agent_session,
        }
    }

    /// Publishes a contact event of the present facts.
    pub(crate) fn publish(&self, ctx: &mut Context, event: EventType, updated: &[&str]) {
        let publication = contact_event(
            &ctx.identity,
            &self.facts,
            event,
            updated,
            ctx.ids.uuid(),
            ctx.now,
        );
        ctx.out.publish(publication);
    }

    pub(crate) fn note(&mut self, ctx: &mut Context, entry: ContactEntry) {
        ctx.note(&mut self.facts, entry);
    }

    /// Sets user-defined attributes: all of them or none.
    pub(crate) fn set_attributes(
        &mut self,
        ctx: &mut Context,
        attributes: StringMap,
    ) -> Result<(), CommandError> {
        check_attributes(&self.facts.attributes, &attributes)?;
        self.note(ctx, ContactEntry::AttributesSet { attributes });
        self.publish(ctx, EventType::DataUpdated, &["UserDefinedAttributes"]);
        if let Some(agent) = self.agent() {
            // The agent's pages show attributes.
            ctx.out.changed_agents.insert(agent);
        }
        Ok(())
    }

    pub(crate) fn set_tags(&mut self, ctx: &mut Context, tags: StringMap) {
        self.note(ctx, ContactEntry::TagsSet { tags });
        self.publish(ctx, EventType::DataUpdated, &["Tags"]);
    }

    pub(crate) fn remove_tags(&mut self, ctx: &mut Context, keys: Vec<String>) {
        self.note(ctx, ContactEntry::TagsRemoved { keys });
        self.publish(ctx, EventType::DataUpdated, &["Tags"]);
    }

    /// Sets the working queue of a contact that is in none.
    pub(crate) fn choose_queue(&mut self, ctx: &mut Context, target: QueueTarget) {
        let QueueFacts {
            id, owner, name, ..
        } = target.facts();
        let entry = ContactEntry::QueueChosen {
            queue: id,
            owner,
            name,
        };
        self.note(ctx, entry);
    }

    /// Asks for another queue; done when the flow waits. Source: connect-c-flows.md §7.48.
    pub(crate) fn requeue(&mut self, target: QueueTarget) -> Result<(), Refusal> {
        if !matches!(self.stage, Stage::Queued(Assignment::Nobody)) {
            return Err(Refusal::new("the contact is on its way to an agent"));
        }
        if self.data.chain >= CHAIN_LIMIT {
            return Err(Refusal::new("a chain has at most 12 contacts"));
        }
        self.wanted_queue = Some(target);
        Ok(())
    }

    /// Tells the router a changed priority or age, if the contact waits.
    pub(crate) fn rerank(&self, ctx: &mut Context) {
        if let Some(waiting) = ctx.router.waiting(self.facts.id) {
            let ranked = self.ranked(waiting.enqueued);
            ctx.router
                .rerank(ctx.now, self.facts.id, self.data.priority, ranked);
        }
    }

    /// The time by which it is ranked when it entered its queue at `enqueued`.
    pub(super) fn ranked(&self, enqueued: Timestamp) -> Timestamp {
        let adjustment = self.data.age_adjustment.saturating_mul(1000);
        Timestamp(enqueued.0.saturating_sub(adjustment))
    }
}

/// The bounds of user-defined attributes. Source: UpdateContactAttributes,
/// connect-d-data-metrics.md §1.1 and §18.
pub(crate) fn check_attributes(old: &StringMap, new: &StringMap) -> Result<(), CommandError> {
    for key in new.keys() {
        if key.is_empty() || key.contains(['$', '.']) {
            return Err(CommandError::InvalidAttributes(
                "a name must not be empty and must not contain $ or .",
            ));
        }
    }
    let kept = old.iter().filter(|(key, _)| !new.contains_key(*key));
    let size: usize = kept.chain(new).map(|(k, v)| k.len() + v.len()).sum();
    if size > ATTRIBUTES_LIMIT {
        return Err(CommandError::InvalidAttributes(
            "all attributes together must not exceed 32 KB",
        ));
    }
    Ok(())
}
