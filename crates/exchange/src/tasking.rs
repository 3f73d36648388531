//! Commands about tasks, and about contacts of any channel wherever they are.

use crate::agent::{ContactState, Desks};
use crate::command::{Amendment, Begin, CommandError, Destination, NewTask, Reply, TaskTarget};
use crate::contact::{ContactFacts, EventType, StringMap, contact_event, contact_record};
use crate::context::{Context, Continuation};
use crate::exchange::Exchange;
use crate::journal::ContactEntry;
use crate::live::prelude::*;
use crate::live::{QueueTarget, Standing, check_attributes, check_tags};
use crate::output::Output;
use crate::quick_connects::Target;
use crate::tasks::Task;
use flow::RoutingCriteria;
use ids::{ContactId, FlowId, UserId};
use resources::{Channel, FlowKind};
use routing::QueueKey;

type Answer = Result<Reply, CommandError>;

impl Exchange {
    pub(crate) fn start_task(&mut self, wanted: NewTask) -> Answer {
        if self.draining {
            return Err(CommandError::Draining);
        }
        let limit = self.ctx.settings.concurrent_tasks;
        if self.tasks.len() >= limit as usize {
            return Err(CommandError::TooManyTasks(limit));
        }
        check_attributes(&StringMap::new(), &wanted.attributes)?;
        let (begin, scheduled) = (wanted.begin, wanted.scheduled.is_some());
        match begin {
            Begin::Flow(flow) => {
                self.published(flow)?;
            }
            Begin::AtAgent(agent) => {
                self.desk(agent)?;
            }
            Begin::Completed(_) => {}
        }
        let queue = self.target_of(wanted.to)?;
        let previous = wanted.previous;
        let chain = wanted.chain + 1;
        let mut task = Task::open(wanted, queue, chain, &mut self.ctx);
        let id = task.id();
        match begin {
            Begin::Flow(_) if scheduled => {}
            Begin::Flow(_) => task.begin(&mut self.ctx, &self.desks),
            Begin::AtAgent(agent) => {
                let held = task.begin_at(agent, &mut self.ctx);
                if let (Some(held), Some(desk)) = (held, self.desks.get_mut(&agent)) {
                    desk.add(&mut self.ctx, held);
                }
            }
            Begin::Completed(by) => task.begin_completed(by, &mut self.ctx, &self.desks),
        }
        self.tasks.insert(id, task);
        if let Some(previous) = previous {
            self.any(previous, |before, ctx, _| {
                if before.facts().next.is_none() {
                    before.note(ctx, ContactEntry::Linked { next: id });
                }
            });
        }
        Ok(Reply::Started(id))
    }

    fn published(&self, flow: FlowId) -> Result<std::sync::Arc<flow::Published>, CommandError> {
        let found = self.ctx.directory.flow(flow);
        found.ok_or(CommandError::FlowNotFound(flow))
    }

    fn target_of(&self, to: Option<TaskTarget>) -> Result<Option<QueueTarget>, CommandError> {
        let directory = &self.ctx.directory;
        Ok(match to {
            None => None,
            Some(TaskTarget::Queue(id)) => {
                let queue = directory.queue(id).ok_or(CommandError::QueueNotFound(id))?;
                Some(QueueTarget {
                    key: QueueKey::Standard(id),
                    name: queue.name.clone(),
                })
            }
            Some(TaskTarget::Agent(id)) => {
                directory.user(id).ok_or(CommandError::UserNotFound(id))?;
                Some(QueueTarget {
                    key: QueueKey::Agent(id),
                    name: String::new(),
                })
            }
        })
    }

    pub(crate) fn pause(
        &mut self,
        agent: Option<UserId>,
        contact: ContactId,
        flow: Option<FlowId>,
    ) -> Answer {
        if let Some(agent) = agent {
            self.expect(agent, contact, &[ContactState::Connected])?;
        }
        if let Some(flow) = flow {
            self.published(flow)?;
        }
        let holder = self.task_of(contact)?.worked_on_by();
        if let Some(limit) = holder.and_then(|agent| self.pauses_left(agent)) {
            return Err(CommandError::TooManyPaused(limit));
        }
        self.on_task(contact, |task, ctx, desks| task.pause(flow, ctx, desks))
    }

    /// The limit of paused tasks, where an agent has as many already: as many as the routing
    /// profile lets the agent work on. Source: connect-b-routing-channels.md §6.1.
    fn pauses_left(&self, agent: UserId) -> Option<u32> {
        let desk = self.desks.get(&agent)?;
        let paused = |it: &&crate::agent::HeldContact| it.state == ContactState::Paused;
        let paused = desk.facts().contacts.iter().filter(paused).count();
        let user = self.ctx.directory.user(agent)?;
        let profile = self.ctx.directory.profile(user.routing_profile)?;
        let limit = profile
            .concurrency
            .iter()
            .find(|it| it.channel == Channel::Task)?
            .concurrency;
        (paused >= limit as usize).then_some(limit)
    }

    pub(crate) fn unpause(
        &mut self,
        agent: Option<UserId>,
        contact: ContactId,
        flow: Option<FlowId>,
    ) -> Answer {
        if let Some(agent) = agent {
            self.expect(agent, contact, &[ContactState::Paused])?;
        }
        if let Some(flow) = flow {
            self.published(flow)?;
        }
        self.on_task(contact, |task, ctx, desks| task.resume(flow, ctx, desks))
    }

    pub(crate) fn transfer_task(
        &mut self,
        agent: Option<UserId>,
        contact: ContactId,
        flow: FlowId,
        to: Option<TaskTarget>,
    ) -> Answer {
        if let Some(agent) = agent {
            let at = [ContactState::Connected, ContactState::Paused];
            self.expect(agent, contact, &at)?;
        }
        self.published(flow)?;
        let target = self.target_of(to)?;
        self.task_of(contact)?;
        let next = self.task(contact, |task, ctx, desks| {
            task.transfer(flow, target, agent, ctx, desks)
        });
        let next = next.ok_or(CommandError::ContactNotFound(contact))??;
        let id = next.id();
        self.tasks.insert(id, next);
        Ok(Reply::Started(id))
    }

    /// Transfers a task by a quick connect that its agent sees.
    pub(crate) fn transfer_task_to(
        &mut self,
        agent: UserId,
        contact: ContactId,
        to: Destination,
    ) -> Answer {
        let Destination::QuickConnect(id) = to else {
            return Err(CommandError::NoNumberForTask);
        };
        let found = self.ctx.quick_connect(agent, &id);
        let target = found.map(|it| it.target.clone());
        let (flow, kind, to) = match target.ok_or(CommandError::QuickConnectNotFound(id))? {
            Target::Number(_) => return Err(CommandError::NoNumberForTask),
            Target::Agent { agent, flow } => (
                flow,
                FlowKind::AgentTransfer,
                Some(TaskTarget::Agent(agent)),
            ),
            Target::Queue { queue, flow } => (
                flow,
                FlowKind::QueueTransfer,
                Some(TaskTarget::Queue(queue)),
            ),
            Target::Flow { flow } => (flow, FlowKind::QueueTransfer, None),
        };
        let flow = self.ctx.transfer_flow(flow, kind).map_or(flow, |it| it.0);
        self.transfer_task(Some(agent), contact, flow, to)
    }

    pub(crate) fn update_routing(
        &mut self,
        contact: ContactId,
        priority: Option<u32>,
        age_adjustment: Option<i64>,
        criteria: Option<RoutingCriteria>,
    ) -> Answer {
        self.any(contact, |it, ctx, _| {
            if !matches!(it.standing(), Standing::Flow | Standing::Queued(_)) {
                return Err(CommandError::NotQueued);
            }
            // What is refused changes nothing.
            let criteria = criteria
                .map(|criteria| it.read_criteria(criteria, ctx))
                .transpose()
                .map_err(|why| CommandError::Criteria(why.reason.into_owned()))?;
            let settings = it.settings_mut();
            settings.priority = priority.unwrap_or(settings.priority);
            settings.age_adjustment = age_adjustment.unwrap_or(settings.age_adjustment);
            it.keep_settings(ctx);
            it.rerank(ctx);
            if let Some(criteria) = criteria {
                it.put_criteria(criteria, ctx);
            }
            Ok(Reply::Done)
        })
        .ok_or(CommandError::ContactNotFound(contact))?
    }

    /// Changes what is known of a contact, live or over. Attributes of a task hold for the whole
    /// chain, as far as it is live (connect-a-foundation.md §3.4).
    pub(crate) fn amend(
        &mut self,
        contact: ContactId,
        amendment: Amendment,
        closed: Option<Box<ContactFacts>>,
    ) -> Answer {
        let Some(facts) = self.contact(contact) else {
            return self.amend_closed(contact, amendment, closed);
        };
        match amendment {
            Amendment::Attributes(attributes) => {
                let chain = match facts.channel {
                    Channel::Task => self.chain(facts.initial.unwrap_or(contact)),
                    _ => vec![contact],
                };
                check_attributes(&facts.attributes, &attributes)?;
                for id in chain {
                    let set = attributes.clone();
                    self.any(id, |it, ctx, _| it.set_attributes(ctx, set));
                }
                Ok(Reply::Done)
            }
            Amendment::Erase(_) => Err(CommandError::NotOver(contact)),
            Amendment::Details(change) => self.act(contact, |it, ctx| {
                it.describe(ctx, *change);
                // It may end at another time now.
                if let Some(task) = it.as_task_mut() {
                    task.watch(ctx);
                }
                Ok(())
            }),
            Amendment::Tag(tags) => self.act(contact, |it, ctx| it.set_tags(ctx, tags)),
            Amendment::Untag(keys) => self.act(contact, |it, ctx| {
                it.remove_tags(ctx, keys);
                Ok(())
            }),
        }
    }

    fn act(
        &mut self,
        contact: ContactId,
        act: impl FnOnce(&mut dyn Live, &mut Context) -> Result<(), CommandError>,
    ) -> Answer {
        self.any(contact, |it, ctx, _| act(it, ctx))
            .ok_or(CommandError::ContactNotFound(contact))?
            .map(|()| Reply::Done)
    }

    /// The live tasks of a chain, oldest first.
    fn chain(&self, root: ContactId) -> Vec<ContactId> {
        let of_chain = |it: &&ContactFacts| it.id == root || it.initial == Some(root);
        let tasks = self.tasks.values().map(|it| &it.facts);
        let mut all: Vec<_> = tasks
            .filter(of_chain)
            .map(|it| (it.initiated, it.id))
            .collect();
        all.sort_unstable();
        all.into_iter().map(|it| it.1).collect()
    }

    fn amend_closed(
        &mut self,
        contact: ContactId,
        amendment: Amendment,
        closed: Option<Box<ContactFacts>>,
    ) -> Answer {
        let mut facts = closed
            .filter(|it| it.id == contact)
            .ok_or(CommandError::ContactNotFound(contact))?;
        let (entry, updated): (_, &[&str]) = match amendment {
            Amendment::Attributes(attributes) => {
                check_attributes(&facts.attributes, &attributes)?;
                let entry = ContactEntry::AttributesSet { attributes };
                (entry, &["UserDefinedAttributes"])
            }
            Amendment::Details(change) => (ContactEntry::Described(change), &[]),
            Amendment::Tag(tags) => {
                check_tags(&facts.tags, &tags)?;
                (ContactEntry::TagsSet { tags }, &["Tags"])
            }
            Amendment::Untag(keys) => (ContactEntry::TagsRemoved { keys }, &["Tags"]),
            Amendment::Erase(erased) => (ContactEntry::Erased(erased), &[]),
        };
        let ctx = &mut self.ctx;
        ctx.note(&mut facts, entry);
        ctx.out.changed_contacts.remove(&contact);
        if !updated.is_empty() {
            let id = ctx.ids.uuid();
            let event = EventType::DataUpdated;
            let event = contact_event(&ctx.identity, &facts, event, updated, id, ctx.now);
            ctx.out.publish(event);
        }
        let record = contact_record(&ctx.identity, &facts);
        ctx.out.publish(record.clone());
        ctx.out.durable(Output::Contact(facts));
        Ok(Reply::Record(record.body))
    }

    /// Runs what a task does with the rest of the exchange at hand; nothing for an unknown one.
    pub(crate) fn task<T>(
        &mut self,
        contact: ContactId,
        act: impl FnOnce(&mut Task, &mut Context, &Desks) -> T,
    ) -> Option<T> {
        let task = self.tasks.get_mut(&contact)?;
        Some(act(task, &mut self.ctx, &self.desks))
    }

    fn task_of(&self, contact: ContactId) -> Result<&Task, CommandError> {
        self.tasks
            .get(&contact)
            .ok_or_else(|| match self.calls.contains_key(&contact) {
                true => CommandError::NotATask(contact),
                false => CommandError::ContactNotFound(contact),
            })
    }

    pub(crate) fn on_task(
        &mut self,
        contact: ContactId,
        act: impl FnOnce(&mut Task, &mut Context, &Desks) -> Result<(), CommandError>,
    ) -> Answer {
        self.task_of(contact)?;
        match self.task(contact, act) {
            Some(result) => result.map(|()| Reply::Done),
            None => Err(CommandError::ContactNotFound(contact)),
        }
    }

    /// A contact goes on as another.
    pub(crate) fn go_on(
        &mut self,
        contact: ContactId,
        method: crate::contact::InitiationMethod,
        with: Continuation,
    ) {
        if self.tasks.contains_key(&contact) {
            let next = self.task(contact, |task, ctx, desks| {
                task.continue_as(method, with, ctx, desks)
            });
            if let Some(Some(next)) = next {
                self.tasks.insert(next.id(), next);
            }
            return;
        }
        let next = self.call(contact, |call, ctx, desks| {
            call.continue_as(method, with, ctx, desks)
        });
        if let Some(Some(next)) = next {
            self.calls.insert(next.facts.id, next);
        }
    }

    /// Takes up the tasks that another process left.
    pub(crate) fn take_up_task(&mut self, facts: &ContactFacts) -> bool {
        match Task::restored(facts, &mut self.ctx, &self.desks) {
            Some(task) => {
                self.tasks.insert(facts.id, task);
                true
            }
            None => false,
        }
    }

    /// The process is about to end: tasks are offered to nobody any more. What agents have stays
    /// with them, in the next process too.
    pub(crate) fn leave_tasks(&mut self) {
        for task in self.tasks.values() {
            if task.standing() == Standing::Queued(None) {
                self.ctx.router.dequeue(task.id());
            }
        }
    }
}
