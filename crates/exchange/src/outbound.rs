//! Contacts that begin with a call of ours, or without any call yet.

use crate::calls::Call;
use crate::command::{CommandError, OutboundCall, QueuedCall, Reply};
use crate::contact::ContactFacts;
use crate::dialling::NotDialled;
use crate::exchange::Exchange;
use crate::live::QueueTarget;
use ids::{PhoneNumber, UserId};
use resources::Channel;
use routing::QueueKey;

impl Exchange {
    /// Calls a customer for an API. Source: StartOutboundVoiceContact.
    pub(crate) fn start_outbound(&mut self, wanted: OutboundCall) -> Result<Reply, CommandError> {
        self.may_begin()?;
        crate::live::check_attributes(&Default::default(), &wanted.attributes)?;
        let directory = &self.ctx.directory;
        let flow = directory
            .flow(wanted.flow)
            .ok_or(CommandError::FlowNotFound(wanted.flow))?;
        let queue = match wanted.queue {
            Some(id) => Some(directory.queue(id).ok_or(CommandError::QueueNotFound(id))?),
            None => None,
        };
        let queue = queue.map(|it| QueueTarget {
            key: QueueKey::Standard(it.id),
            name: it.name.clone(),
        });
        self.ctx.may_dial(&wanted.destination)?;
        let caller = match (&wanted.source, wanted.queue) {
            (Some(source), _) => self.ctx.own_caller(source.as_str())?,
            (None, Some(queue)) => self.ctx.caller_of_queue(queue)?,
            (None, None) => return Err(CommandError::NoCallerId),
        };
        let flow = (wanted.flow, flow);
        let opened = Call::outbound(wanted, flow, queue, caller, &mut self.ctx);
        let id = opened.facts.id;
        self.calls.insert(id, opened);
        Ok(Reply::Started(id))
    }

    /// Puts a customer into a queue, who is called when an agent has accepted.
    /// Source: BatchPutContact.
    pub(crate) fn queue_outbound(&mut self, wanted: QueuedCall) -> Result<Reply, CommandError> {
        self.may_begin()?;
        crate::live::check_attributes(&Default::default(), &wanted.attributes)?;
        let queue = self.ctx.directory.queue(wanted.queue);
        let queue = queue.ok_or(CommandError::QueueNotFound(wanted.queue))?;
        let target = QueueTarget {
            key: QueueKey::Standard(queue.id),
            name: queue.name.clone(),
        };
        self.ctx.may_dial(&wanted.destination)?;
        let caller = match &wanted.source {
            Some(source) => self.ctx.own_caller(source.as_str())?,
            None => self.ctx.caller_of_queue(wanted.queue)?,
        };
        let opened = Call::awaiting_agent(wanted, target, caller, &mut self.ctx);
        let id = opened.facts.id;
        self.calls.insert(id, opened);
        Ok(Reply::Started(id))
    }

    /// Calls a number for an agent, from the queue that the routing profile names for it. An agent
    /// may call in any status, `Offline` too. Source: connect-g-agent-workspace.md §4.5.
    pub(crate) fn dial(
        &mut self,
        agent: UserId,
        number: PhoneNumber,
    ) -> Result<Reply, CommandError> {
        self.may_begin()?;
        let directory = &self.ctx.directory;
        let queue = directory
            .user(agent)
            .and_then(|user| directory.profile(user.routing_profile))
            .map(|profile| profile.default_outbound_queue)
            .ok_or(CommandError::UserNotFound(agent))?;
        let (desk, _) = self.desk(agent)?;
        desk.may_dial()?;
        let queue = self
            .ctx
            .directory
            .queue(queue)
            .ok_or(CommandError::QueueNotFound(queue))?;
        let target = QueueTarget {
            key: QueueKey::Standard(queue.id),
            name: queue.name.clone(),
        };
        self.ctx.may_dial(&number)?;
        let caller = self.ctx.caller_of_queue(queue.id)?;
        let opened = Call::by_agent(agent, &number, target, caller, &mut self.ctx);
        let (call, held) = opened.ok_or(CommandError::UserNotFound(agent))?;
        let id = call.facts.id;
        self.calls.insert(id, call);
        let (desk, ctx) = self.desk(agent)?;
        desk.add(ctx, held);
        Ok(Reply::Started(id))
    }

    /// Whether one more contact may begin.
    pub(crate) fn may_begin(&self) -> Result<(), CommandError> {
        if self.draining {
            return Err(CommandError::Draining);
        }
        match self.is_full() {
            true => Err(CommandError::TooManyCalls(
                self.ctx.settings.concurrent_calls,
            )),
            false => Ok(()),
        }
    }

    /// Whether there are as many calls as there may be. Callbacks that wait do not count
    /// (connect-a-foundation.md §2.4).
    pub(crate) fn is_full(&self) -> bool {
        let limit = self.ctx.settings.concurrent_calls as usize;
        self.calls.len() >= limit
            && self
                .calls
                .values()
                .filter(|call| !call.is_waiting_callback())
                .count()
                >= limit
    }

    /// Takes up a callback that waited when the process ended. False for any other contact.
    pub(crate) fn take_up(&mut self, facts: &ContactFacts) -> bool {
        if facts.channel != Channel::Voice {
            return self.take_up_task(facts);
        }
        match Call::restored(facts, &mut self.ctx) {
            Some(call) => {
                self.calls.insert(facts.id, call);
                true
            }
            None => false,
        }
    }

    /// Callbacks that wait are left to the next process.
    pub(crate) fn leave_callbacks(&mut self) {
        let waiting = self.calls.values().filter(|it| it.is_waiting_callback());
        let waiting: Vec<_> = waiting.map(|it| it.facts.id).collect();
        for contact in waiting {
            self.call(contact, |call, ctx, _| call.leave_to_next(ctx));
        }
    }
}

impl From<NotDialled> for CommandError {
    fn from(why: NotDialled) -> Self {
        match why {
            NotDialled::Destination => Self::DestinationNotAllowed,
            NotDialled::NotPermitted => Self::OutboundNotPermitted,
            NotDialled::NoCallerId | NotDialled::ForeignCallerId => Self::NoCallerId,
        }
    }
}
