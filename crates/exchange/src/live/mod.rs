//! What any live contact has, whatever its channel: facts, settings, a place with a flow, in a
//! queue or with an agent. Calls and tasks are machines of their own; what they have in common is
//! done here, once: [changes](changes), [queueing and offers](waiting), [routing
//! criteria](criteria), [running flows](running).
//!
//! What only a call has legs for, or only a task can do, is asked of the call or the task itself:
//! [`Live::as_call`], [`Live::as_task`].

mod changes;
mod criteria;
mod running;
mod settings;
mod waiting;

pub(crate) use changes::{Changes, check_attributes, check_tags, system_tags};
pub(crate) use criteria::Criteria;
pub(crate) use running::Runs;
pub(crate) use settings::{CHAIN_LIMIT, ContactSettings};
pub(crate) use waiting::{QueueTarget, Waits, agent_part};

/// All that can be done with a live contact.
pub(crate) mod prelude {
    pub(crate) use super::{Changes, Criteria, Live, Runs, Waits};
}

use crate::agent::Desks;
use crate::calls::Call;
use crate::command::CommandError;
use crate::contact::ContactFacts;
use crate::context::Context;
use crate::flows::{Role, Session, Slot};
use crate::tasks::Task;
use flow::{Outcome, Refusal};
use ids::{LegId, Timestamp, UserId};

/// How far a contact is from an agent, as far as queueing asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// With a flow, in no queue.
    Flow,
    /// In a queue; the agent who is asked, if one is.
    Queued(Option<UserId>),
    /// In a queue still, but an agent has accepted.
    Leaving,
    /// Anywhere else.
    Elsewhere,
}

/// A live contact of any channel.
pub(crate) trait Live {
    /// Itself, for those who take any contact.
    fn live(&mut self) -> &mut dyn Live;
    /// What is known of it.
    fn facts(&self) -> &ContactFacts;
    /// The same, to be changed by the journal only.
    fn facts_mut(&mut self) -> &mut ContactFacts;
    /// What flows and APIs set for it.
    fn settings(&self) -> &ContactSettings;
    /// The same, to be changed.
    fn settings_mut(&mut self) -> &mut ContactSettings;
    /// The agent who has it, is being connected, or is asked.
    fn agent(&self) -> Option<UserId>;
    /// Where it is.
    fn standing(&self) -> Standing;
    /// It is in a queue, and this agent is asked.
    fn queued(&mut self, asked: Option<UserId>);
    /// When the first contact of its chain entered a queue: transferred contacts rank by it
    /// (connect-b-routing-channels.md §4.1).
    fn queue_since(&self) -> Option<Timestamp>;
    /// Where a queue flow wants it to go; taken when the flow waits.
    fn wanted_queue(&mut self) -> &mut Option<QueueTarget>;
    /// The flow that runs to its customer's side, or to its agent's.
    fn slot(&mut self, slot: Slot) -> &mut Option<Session>;
    /// The leg to which such a flow speaks, where there are legs.
    fn line(&self, slot: Slot) -> Option<LegId>;
    /// A flow is over.
    fn flow_ended(&mut self, role: Role, outcome: Outcome, ctx: &mut Context, desks: &Desks);
    /// The agent who is asked accepts.
    fn accept(&mut self, ctx: &mut Context, desks: &Desks);
    /// The agent ends the agent's part.
    fn hang_up(&mut self, ctx: &mut Context, desks: &Desks);
    /// An API ends it.
    fn stop(&mut self, ctx: &mut Context, desks: &Desks) -> Result<(), CommandError>;
    /// The agent is done with it.
    fn work_ended(&mut self, ctx: &mut Context);
    /// Whether it may go on in another queue.
    fn may_move(&self) -> Result<(), Refusal> {
        Ok(())
    }
    /// The call that it is.
    fn as_call(&self) -> Option<&Call> {
        None
    }
    /// The same, to be changed.
    fn as_call_mut(&mut self) -> Option<&mut Call> {
        None
    }
    /// The task that it is, to be changed.
    fn as_task_mut(&mut self) -> Option<&mut Task> {
        None
    }
}

/// The call that is needed for this, or why not.
pub(crate) fn call_of(contact: &mut dyn Live) -> Result<&mut Call, Refusal> {
    contact
        .as_call_mut()
        .ok_or_else(|| Refusal::new("the contact is no call"))
}
