//! What a flow may see of its contact and change in it.

use super::session::{Role, flow_id};
use super::shapes::{endpoint, revealed, text, wire};
use crate::agent::{ContactState, Desks, HeldContact};
use crate::calls::Call;
use crate::calls::conference::Word;
use crate::capacity::NoRoom;
use crate::contact::DetailsChange;
use crate::context::{Context, Signal};
use crate::journal::{BotTalk, ContactEntry, RunEnd, RunFacts, RunOutcome};
use crate::live::prelude::*;
use crate::live::{QueueTarget, Standing, call_of};
use crate::output::Remark;
use flow::{
    AgentCounts, Change, ContactData, Endpoint, ErrorType, Host, Memory, MetricQuery, Metrics,
    Path, Published, QueueChoice, QueueData, Refusal, Resolved, Root, SegmentValue, TargetContact,
};
use ids::{ContactId, FlowId, PhoneNumber, Pii, Timestamp};
use resources::{AgentStatusType, Channel, Kind};
use routing::QueueKey;
use std::sync::Arc;

/// The flow engine's view of a contact.
pub(super) struct ContactHost<'a> {
    contact: &'a mut dyn Live,
    ctx: &'a mut Context,
    desks: &'a Desks,
    role: Role,
}

impl<'a> ContactHost<'a> {
    pub(super) fn new(
        contact: &'a mut dyn Live,
        ctx: &'a mut Context,
        desks: &'a Desks,
        role: Role,
    ) -> Self {
        Self {
            contact,
            ctx,
            desks,
            role,
        }
    }

    /// The queue meant by a choice, or the working queue.
    fn target(&self, choice: Option<&QueueChoice>) -> Result<QueueTarget, Refusal> {
        match choice {
            None => self
                .contact
                .target()
                .ok_or_else(|| Refusal::new("no queue is set")),
            Some(QueueChoice::Queue(text)) => self
                .ctx
                .directory
                .queue_by_text(text)
                .map(|queue| QueueTarget {
                    key: QueueKey::Standard(queue.id),
                    name: queue.name.clone(),
                })
                .ok_or_else(|| Refusal::new("there is no such queue")),
            Some(QueueChoice::Agent(text)) => self
                .ctx
                .directory
                .user_by_text(text)
                .map(|user| QueueTarget {
                    key: QueueKey::Agent(user.id),
                    name: String::new(),
                })
                .ok_or_else(|| Refusal::new("there is no such agent")),
        }
    }

    /// Whether one more contact may enter.
    fn admits(&mut self, target: &QueueTarget, moved: bool) -> Result<(), Refusal> {
        self.ctx.room(target.key, moved).map_err(|why| match why {
            NoRoom::Full => {
                let queue = target.name.clone();
                self.ctx.out.remark(Remark::QueueFull { queue });
                Refusal::with(ErrorType::QueueAtCapacity, why.to_string())
            }
            NoRoom::Deleted | NoRoom::Disabled => Refusal::new(why.to_string()),
        })
    }

    /// Hands the contact to the agent of the quick connect: one who is there and talks to nobody.
    /// After-contact work ends. Source: connect-c-flows.md §7.45.
    fn hand_to_agent(&mut self) -> Result<(), Refusal> {
        let agent = self
            .contact
            .settings()
            .target
            .ok_or_else(|| Refusal::new("the contact has no agent to go to"))?;
        let free = self.desks.get(&agent).is_some_and(|desk| {
            let facts = desk.facts();
            let talks = |it: &HeldContact| it.state != ContactState::Ended;
            facts.routable() && !facts.contacts.iter().any(talks)
        });
        if !free {
            return Err(Refusal::new("the agent is not free"));
        }
        let target = QueueTarget {
            key: QueueKey::Agent(agent),
            name: String::new(),
        };
        self.contact.choose_queue(self.ctx, target);
        self.ctx
            .signal(Signal::Conference(Word::ClearWork { agent }));
        Ok(())
    }

    fn change(&mut self, change: Change) -> Result<(), Refusal> {
        let Self { contact, ctx, .. } = self;
        match change {
            Change::Attributes { target, values } => {
                if target == TargetContact::Related {
                    return Err(Refusal::new("there is no related contact"));
                }
                contact
                    .set_attributes(ctx, values.into_iter().collect())
                    .map_err(|error| Refusal::new(error.to_string()))
            }
            Change::Data(update) => {
                if update.target == TargetContact::Related {
                    return Err(Refusal::new("there is no related contact"));
                }
                if update.language.is_some() {
                    contact.settings_mut().language = update.language;
                }
                let change = DetailsChange {
                    name: update.name.map(Pii::new),
                    description: update.description.map(Pii::new),
                    customer_id: update.customer_id.map(Pii::new),
                    ..DetailsChange::default()
                };
                contact.describe(ctx, change);
                Ok(())
            }
            Change::Tag(tags) => contact
                .set_tags(ctx, tags.into_iter().collect())
                .map_err(|error| Refusal::new(error.to_string())),
            Change::Untag(keys) => {
                contact.remove_tags(ctx, keys);
                Ok(())
            }
            Change::Voice(voice) => {
                contact.settings_mut().voice = Some(voice);
                Ok(())
            }
            Change::Recording(recording) => {
                call_of(*contact)?.set_recording(ctx, recording);
                Ok(())
            }
            Change::Queue(choice) => {
                let target = self.target(Some(&choice))?;
                self.contact.choose_queue(self.ctx, target);
                Ok(())
            }
            Change::TransferToQueue => {
                if contact.standing() != Standing::Flow {
                    return Err(Refusal::new("the contact is queued or connected already"));
                }
                let target = self.target(None)?;
                // Transfers by agents may exceed the limit, too (connect-b-routing-channels.md
                // §4.3).
                self.admits(&target, self.role == Role::Transfer)
            }
            Change::Requeue(choice) => {
                if self.role != Role::Queue {
                    return Err(Refusal::new("the contact is in no queue"));
                }
                let target = self.target(Some(&choice))?;
                self.admits(&target, true)?;
                self.contact.requeue(target)
            }
            Change::TransferToAgent => match contact.as_task_mut() {
                Some(task) => task.to_its_agent(ctx),
                None => self.hand_to_agent(),
            },
            Change::Hook { hook, flow } => {
                let (id, _) = ctx
                    .directory
                    .flow_by_text(&flow)
                    .ok_or_else(|| Refusal::new("there is no such published flow"))?;
                contact.settings_mut().hooks.insert(hook, id);
                Ok(())
            }
            Change::Priority(priority) => {
                contact.settings_mut().priority = priority;
                contact.rerank(ctx);
                Ok(())
            }
            Change::QueueTimeAdjustment(seconds) => {
                contact.settings_mut().age_adjustment = seconds;
                contact.rerank(ctx);
                Ok(())
            }
            Change::Callback(callback) => {
                let target = self.target(callback.queue.as_ref())?;
                self.admits(&target, false)?;
                let opened = call_of(self.contact)?.call_back(callback, target, self.ctx)?;
                self.ctx.signal(Signal::Opened(Box::new(opened)));
                Ok(())
            }
            Change::Hold(held) => call_of(*contact)?.hold_in_flow(held, ctx, self.desks),
            Change::RoutingCriteria(criteria) => contact.set_criteria(criteria, ctx),
            Change::Resume => match contact.as_task_mut() {
                Some(task) => task
                    .resume(None, ctx, self.desks)
                    .map_err(|error| Refusal::new(error.to_string())),
                None => Err(Refusal::new("the contact is no paused task")),
            },
            Change::CallbackNumber(number) => {
                let Ok(dialled) = number.parse::<PhoneNumber>() else {
                    return Err(Refusal::with(
                        ErrorType::InvalidCallbackNumber,
                        "not an E.164 number",
                    ));
                };
                if let Err(error) = ctx.may_dial(&dialled) {
                    let flow = contact.facts().flow.and_then(|id| ctx.directory.flow(id));
                    let flow = flow.map_or_else(String::new, |it| it.name.to_string());
                    ctx.out.remark(Remark::NotDialable { flow });
                    let branch = ErrorType::CallbackNumberNotDialable;
                    return Err(Refusal::with(branch, error.to_string()));
                }
                contact.settings_mut().callback_number = Some(number);
                Ok(())
            }
        }
    }

    fn agents(&self, key: QueueKey) -> Option<AgentCounts> {
        let mut counts = AgentCounts::default();
        let mut serving = false;
        for (id, desk) in self.desks {
            let serves = match key {
                QueueKey::Agent(owner) => owner == *id,
                QueueKey::Standard(queue) => self
                    .ctx
                    .directory
                    .user(*id)
                    .and_then(|user| self.ctx.directory.profile(user.routing_profile))
                    .is_some_and(|it| it.queues.iter().any(|entry| entry.queue == queue)),
            };
            let facts = desk.facts();
            if !serves || !facts.signed_in {
                continue;
            }
            serving = true;
            let has = |state: ContactState| facts.contacts.iter().any(|it| it.state == state);
            let missed = has(ContactState::Missed);
            let working = has(ContactState::Ended);
            let busy = facts.contacts.iter().any(|it| !it.state.clearable());
            match facts.status.status_type {
                AgentStatusType::Offline => continue,
                AgentStatusType::Custom => counts.non_productive += 1,
                AgentStatusType::Routable => counts.staffed += 1,
            }
            counts.online += 1;
            counts.missed += u32::from(missed);
            counts.after_contact_work += u32::from(working);
            counts.busy += u32::from(busy);
            counts.available += u32::from(!self.ctx.router.offerable(*id).is_empty());
        }
        serving.then_some(counts)
    }
}

impl Host for ContactHost<'_> {
    fn contact_id(&self) -> ContactId {
        self.contact.facts().id
    }

    fn channel(&self) -> Channel {
        self.contact.facts().channel
    }

    fn memory(&self) -> &Memory {
        &self.contact.settings().memory
    }

    fn memory_mut(&mut self) -> &mut Memory {
        &mut self.contact.settings_mut().memory
    }

    fn reference(&self, path: &Path) -> Option<Resolved<'_>> {
        let facts = self.contact.facts();
        let data = self.contact.settings();
        let first = path.segment(0);
        match path.root() {
            Root::Attributes => facts.attributes.get(first?).map(|it| Resolved::text(it)),
            Root::ContactId => Some(Resolved::owned(facts.id.to_string())),
            Root::InitialContactId => Some(Resolved::owned(
                facts.initial.unwrap_or(facts.id).to_string(),
            )),
            Root::PreviousContactId => facts.previous.map(|it| Resolved::owned(it.to_string())),
            Root::RelatedContactId => facts.related.map(|it| Resolved::owned(it.to_string())),
            Root::Channel => Some(Resolved::text(facts.channel.name())),
            Root::InitiationMethod => Some(Resolved::text(facts.initiation_method.name())),
            Root::InstanceArn => Some(Resolved::owned(self.ctx.identity.instance_arn())),
            Root::AwsRegion => Some(Resolved::text(self.ctx.identity.region.as_str())),
            Root::LanguageCode => Some(Resolved::text(data.language.as_deref().unwrap_or("en-US"))),
            Root::TextToSpeechVoiceId => Some(Resolved::owned(data.voice().name)),
            Root::CustomerId => text(facts.details.customer_id.as_ref()),
            Root::Name => text(facts.details.name.as_ref()),
            Root::Description => text(facts.details.description.as_ref()),
            Root::Tags => facts.tags.get(first?).map(|it| Resolved::text(it)),
            Root::CustomerEndpoint => endpoint(facts.customer.as_ref()?, first?),
            Root::SystemEndpoint => endpoint(facts.system.as_ref()?, first?),
            Root::CustomerCallBackPhoneNumber => data
                .callback_number
                .as_deref()
                .or_else(|| {
                    facts
                        .customer
                        .as_ref()
                        .map(|it| it.address.reveal().as_str())
                })
                .map(Resolved::text),
            Root::Queue => {
                let queue = facts.queue.as_ref()?;
                match &*path.tail() {
                    "Name" => Some(Resolved::text(&queue.name)),
                    "ARN" => Some(Resolved::owned(self.ctx.identity.queue_arn(queue))),
                    "OutboundCallerId.Address" => Some(Resolved::owned(self.caller_id()?)),
                    "OutboundCallerId.Type" => {
                        self.caller_id()?;
                        Some(Resolved::text("TELEPHONE_NUMBER"))
                    }
                    _ => None,
                }
            }
            Root::Agent => {
                // In a transfer flow the agent meant is the one to come
                // (connect-d-data-metrics.md §1.3).
                let agent = facts.agent.as_ref().map(|it| it.id).or(data.target)?;
                let user = self.ctx.directory.user(agent)?;
                match first? {
                    "UserName" => Some(Resolved::text(&user.username)),
                    "FirstName" => Some(Resolved::text(user.first_name.reveal())),
                    "LastName" => Some(Resolved::text(user.last_name.reveal())),
                    "ARN" => Some(Resolved::owned(self.ctx.identity.arn(Kind::User, agent))),
                    _ => None,
                }
            }
            Root::References => {
                let reference = facts.details.references.get(first?)?;
                match path.segment(1)? {
                    "Value" => Some(Resolved::text(reference.value.reveal())),
                    "Type" => Some(Resolved::text(&reference.kind)),
                    _ => None,
                }
            }
            Root::Media => match (first?, path.segment(1)?) {
                ("Sip", "Headers") => {
                    let call = self.contact.as_call()?;
                    let header = call.customer.headers.get(path.segment(2)?);
                    Some(Resolved::text(header.map_or("", String::as_str)))
                }
                _ => None,
            },
            Root::SegmentAttributes => facts
                .segment_attributes
                .get(first?)
                .map(|it| Resolved::text(it)),
            _ => None,
        }
    }

    fn contact_data(&self) -> ContactData {
        let facts = self.contact.facts();
        let data = self.contact.settings();
        let details = &facts.details;
        let id = |it: Option<ContactId>| it.unwrap_or(facts.id).to_string();
        ContactData {
            attributes: facts.attributes.clone(),
            aws_region: self.ctx.identity.region.to_string(),
            channel: facts.channel.name().into(),
            contact_id: facts.id.to_string(),
            customer_endpoint: facts.customer.as_ref().map(wire),
            customer_id: revealed(details.customer_id.as_ref()),
            description: revealed(details.description.as_ref()),
            initial_contact_id: id(facts.initial),
            initiation_method: facts.initiation_method.name().into(),
            instance_arn: self.ctx.identity.instance_arn(),
            language_code: data.language.clone().unwrap_or_else(|| "en-US".into()),
            media_streams: serde_json::json!({"Customer": {"Audio": null}}),
            name: revealed(details.name.as_ref()),
            previous_contact_id: id(facts.previous),
            queue: facts.queue.as_ref().map(|queue| QueueData {
                arn: self.ctx.identity.queue_arn(queue),
                name: queue.name.clone(),
                outbound_caller_id: self.caller_id().map(|address| Endpoint {
                    address,
                    kind: "TELEPHONE_NUMBER".into(),
                }),
            }),
            references: details
                .references
                .iter()
                .map(|(name, it)| {
                    let reference = flow::ReferenceData {
                        kind: it.kind.clone(),
                        value: it.value.reveal().clone(),
                    };
                    (name.clone(), reference)
                })
                .collect(),
            related_contact_id: facts.related.map(|it| it.to_string()),
            segment_attributes: facts
                .segment_attributes
                .iter()
                .map(|(key, value)| {
                    let value_string = value.clone();
                    (key.clone(), SegmentValue { value_string })
                })
                .collect(),
            system_endpoint: facts.system.as_ref().map(wire),
            tags: facts.tags.clone(),
        }
    }

    fn apply(&mut self, _now: Timestamp, change: Change) -> Result<(), Refusal> {
        self.change(change)
    }

    fn hours_open(&self, hours: Option<&str>, now: Timestamp) -> Result<bool, Refusal> {
        let directory = &self.ctx.directory;
        let hours = match hours {
            Some(text) => directory.hours_by_text(text),
            None => match self.target(None)?.key {
                // An agent's own queue has no hours (connect-c-flows.md §7.7).
                QueueKey::Agent(_) => None,
                QueueKey::Standard(id) => directory
                    .queue(id)
                    .and_then(|queue| directory.hours(queue.hours)),
            },
        };
        let hours = hours.ok_or_else(|| Refusal::new("there are no such hours of operation"))?;
        let parents = hours.parents.iter().filter_map(|id| directory.hours(*id));
        hours
            .open_with(now, parents.flat_map(|it| &it.overrides))
            .map_err(|error| Refusal::new(error.to_string()))
    }

    fn metrics(&self, query: &MetricQuery, now: Timestamp) -> Result<Metrics, Refusal> {
        let target = self.target(query.queue.as_ref())?;
        let (size, oldest) = match query.channel {
            None => (
                self.ctx.router.size(target.key),
                self.ctx.router.oldest(target.key),
            ),
            Some(channel) => self.ctx.router.size_of_channel(target.key, channel),
        };
        Ok(Metrics {
            queue_arn: self.ctx.identity.queue_arn(&target.facts()),
            queue_name: target.name,
            size: u32::try_from(size).unwrap_or(u32::MAX),
            oldest_contact_age: oldest.map_or(0, |at| now.since(at).as_secs()),
            agents: self.agents(target.key),
        })
    }

    fn flow(&self, id: &str) -> Option<Arc<Published>> {
        self.ctx.directory.flow_by_text(id).map(|(_, flow)| flow)
    }

    fn reached(&self) -> bool {
        self.role != Role::OutboundWhisper || self.contact.as_call().is_none_or(Call::reached)
    }

    fn draw(&mut self, bound: u32) -> u32 {
        self.ctx.ids.below(bound)
    }

    fn encrypt_input(&mut self, key_id: &str, pem: &str, input: &str) -> Result<String, Refusal> {
        let Context {
            entropy, directory, ..
        } = &mut *self.ctx;
        let draw = entropy
            .as_mut()
            .ok_or_else(|| Refusal::new("there is no source of encryption keys"))?
            .draw();
        let encrypted =
            input_encryption::encrypt(draw, directory.security_keys(), key_id, pem, input)
                .map_err(|error| Refusal::new(error.to_string()))?;
        let key = key_id.to_owned();
        self.ctx.out.remark(Remark::InputEncrypted { key });
        Ok(encrypted)
    }

    fn went_over(&mut self, from: &Published, since: Timestamp, to: &Published) {
        let next = flow_id(to);
        if let Some(flow) = flow_id(from) {
            let end = RunEnd {
                flow,
                run: RunFacts::new(from.kind, None),
                since,
                outcome: RunOutcome::ToFlow,
                next,
            };
            self.contact
                .note(self.ctx, ContactEntry::FlowEnded(Box::new(end)));
        }
        let entry = ContactEntry::FlowStarted {
            flow: next,
            run: Some(self.run(to, None, next)),
        };
        self.contact.note(self.ctx, entry);
    }

    fn called(&mut self, flow: &Published, module: &Published) {
        let module = flow_id(module);
        let run = self.run(flow, module, module);
        let entry = ContactEntry::FlowStarted {
            flow: flow_id(flow),
            run: Some(run),
        };
        self.contact.note(self.ctx, entry);
    }

    fn came_back(
        &mut self,
        flow: &Published,
        module: &Published,
        since: Timestamp,
        returned: bool,
    ) {
        let run = RunFacts::new(flow.kind, flow_id(module));
        let outcome = match returned {
            true => RunOutcome::Returned,
            false => RunOutcome::Interrupted,
        };
        if let Some(flow) = flow_id(flow) {
            let end = RunEnd {
                flow,
                run,
                since,
                outcome,
                next: None,
            };
            self.contact
                .note(self.ctx, ContactEntry::FlowEnded(Box::new(end)));
        }
    }

    fn talked(&mut self, flow: &Published, within: &Published, talk: flow::BotTalk) {
        let Some(id) = flow_id(flow) else { return };
        let inner = flow_id(within).filter(|it| *it != id);
        let run = self.run(flow, inner, inner.or(Some(id)));
        let entry = ContactEntry::BotTalked(Box::new(BotTalk::new(id, run, talk)));
        self.contact.note(self.ctx, entry);
    }

    fn erred(&mut self, flow: &Published) {
        let flow = flow.name.to_string();
        self.ctx.out.remark(Remark::FlowError { flow });
    }

    fn gave_up(&mut self, flow: &Published) {
        let flow = flow.name.to_string();
        self.ctx.out.remark(Remark::FlowFailed { flow });
    }
}

impl ContactHost<'_> {
    /// What runs of a flow: it, or a module of it. `of` is what was published.
    fn run(&self, flow: &Published, module: Option<FlowId>, of: Option<FlowId>) -> RunFacts {
        RunFacts {
            published: of.and_then(|it| self.ctx.directory.published_at(it)),
            ..RunFacts::new(flow.kind, module)
        }
    }

    /// The number that agents of the working queue call from.
    fn caller_id(&self) -> Option<String> {
        let directory = &self.ctx.directory;
        let queue = directory.queue(self.contact.facts().queue.as_ref()?.id)?;
        let number = directory.number_by_id(queue.outbound_caller.number?)?;
        Some(number.number.to_string())
    }
}
