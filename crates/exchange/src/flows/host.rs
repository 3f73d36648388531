//! What a flow may see of its call and change in it.

use super::session::Role;
use crate::agent::{ContactState, Desks};
use crate::calls::{Call, QueueTarget};
use crate::contact;
use crate::context::Context;
use flow::{
    AgentCounts, Change, ContactData, Endpoint, ErrorType, Host, Memory, MetricQuery, Metrics,
    Path, Published, QueueChoice, QueueData, Refusal, Resolved, Root, SegmentValue, TargetContact,
};
use ids::{ContactId, PhoneNumber, Timestamp};
use resources::{AgentStatusType, Channel, Kind, QueueStatus};
use routing::QueueKey;
use std::sync::Arc;

/// The flow engine's view of a call.
pub(super) struct CallHost<'a> {
    call: &'a mut Call,
    ctx: &'a mut Context,
    desks: &'a Desks,
    role: Role,
}

impl<'a> CallHost<'a> {
    pub(super) fn new(
        call: &'a mut Call,
        ctx: &'a mut Context,
        desks: &'a Desks,
        role: Role,
    ) -> Self {
        Self {
            call,
            ctx,
            desks,
            role,
        }
    }

    /// The queue meant by a choice, or the working queue.
    fn target(&self, choice: Option<&QueueChoice>) -> Result<QueueTarget, Refusal> {
        match choice {
            None => self
                .call
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

    /// Whether one more contact may enter. Source: connect-b-routing-channels.md §4.3.
    fn admits(&self, target: &QueueTarget, moved: bool) -> Result<(), Refusal> {
        let limit = match target.key {
            QueueKey::Agent(_) => 10,
            QueueKey::Standard(id) => {
                let queue = self
                    .ctx
                    .directory
                    .queue(id)
                    .ok_or_else(|| Refusal::new("the queue was deleted"))?;
                if queue.status == QueueStatus::Disabled {
                    return Err(Refusal::new("the queue is disabled"));
                }
                queue.max_contacts.unwrap_or(self.ctx.settings.queue_limit)
            }
        };
        // Contacts that a flow moves from queue to queue may exceed the limit by a fifth, but a
        // limit of 0 makes a queue unusable.
        let limit = if moved { limit + limit / 5 } else { limit };
        let waiting = u32::try_from(self.ctx.router.size(target.key)).unwrap_or(u32::MAX);
        if waiting >= limit {
            return Err(Refusal::with(
                ErrorType::QueueAtCapacity,
                "the queue is full",
            ));
        }
        Ok(())
    }

    fn change(&mut self, change: Change) -> Result<(), Refusal> {
        let Self { call, ctx, .. } = self;
        match change {
            Change::Attributes { target, values } => {
                if target == TargetContact::Related {
                    return Err(Refusal::new("there is no related contact"));
                }
                call.set_attributes(ctx, values.into_iter().collect())
                    .map_err(|error| Refusal::new(error.to_string()))
            }
            Change::Data(update) => {
                if update.target == TargetContact::Related {
                    return Err(Refusal::new("there is no related contact"));
                }
                let data = &mut call.data;
                let take = |field: &mut Option<String>, value: Option<String>| {
                    if value.is_some() {
                        *field = value;
                    }
                };
                take(&mut data.name, update.name);
                take(&mut data.description, update.description);
                take(&mut data.language, update.language);
                take(&mut data.customer_id, update.customer_id);
                Ok(())
            }
            Change::Tag(tags) => {
                let tags: contact::StringMap = tags.into_iter().collect();
                let user = call
                    .facts
                    .tags
                    .keys()
                    .chain(tags.keys())
                    .filter(|key| !key.starts_with("aws:"))
                    .collect::<std::collections::BTreeSet<_>>();
                if user.len() > 6 {
                    return Err(Refusal::new("a contact has at most 6 tags"));
                }
                call.set_tags(ctx, tags);
                Ok(())
            }
            Change::Untag(keys) => {
                call.remove_tags(ctx, keys);
                Ok(())
            }
            Change::Voice(voice) => {
                call.data.voice = Some(voice);
                Ok(())
            }
            Change::Recording(recording) => {
                call.set_recording(ctx, recording);
                Ok(())
            }
            Change::Queue(choice) => {
                let target = self.target(Some(&choice))?;
                self.call.choose_queue(self.ctx, target);
                Ok(())
            }
            Change::TransferToQueue => {
                if !call.in_flow() {
                    return Err(Refusal::new("the contact is queued or connected already"));
                }
                let target = self.target(None)?;
                self.admits(&target, false)
            }
            Change::Requeue(choice) => {
                if self.role != Role::Queue {
                    return Err(Refusal::new("the contact is in no queue"));
                }
                let target = self.target(Some(&choice))?;
                self.admits(&target, true)?;
                self.call.requeue(target)
            }
            Change::TransferToAgent => Err(Refusal::new("the contact has no agent to go to")),
            Change::Hook { hook, flow } => {
                let (id, _) = ctx
                    .directory
                    .flow_by_text(&flow)
                    .ok_or_else(|| Refusal::new("there is no such published flow"))?;
                call.data.hooks.insert(hook, id);
                Ok(())
            }
            Change::Priority(priority) => {
                call.data.priority = priority;
                call.rerank(ctx);
                Ok(())
            }
            Change::QueueTimeAdjustment(seconds) => {
                call.data.age_adjustment = seconds;
                call.rerank(ctx);
                Ok(())
            }
            Change::CallbackNumber(number) => {
                if number.parse::<PhoneNumber>().is_err() {
                    return Err(Refusal::with(
                        ErrorType::InvalidCallbackNumber,
                        "not an E.164 number",
                    ));
                }
                call.data.callback_number = Some(number);
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

impl Host for CallHost<'_> {
    fn contact_id(&self) -> ContactId {
        self.call.facts.id
    }

    fn channel(&self) -> Channel {
        self.call.facts.channel
    }

    fn memory(&self) -> &Memory {
        &self.call.data.memory
    }

    fn memory_mut(&mut self) -> &mut Memory {
        &mut self.call.data.memory
    }

    fn reference(&self, path: &Path) -> Option<Resolved<'_>> {
        let facts = &self.call.facts;
        let data = &self.call.data;
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
            Root::TextToSpeechVoiceId => Some(Resolved::owned(self.call.voice().name)),
            Root::CustomerId => data.customer_id.as_deref().map(Resolved::text),
            Root::Name => data.name.as_deref().map(Resolved::text),
            Root::Description => data.description.as_deref().map(Resolved::text),
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
                let agent = facts.agent.as_ref()?;
                let user = self.ctx.directory.user(agent.id)?;
                match first? {
                    "UserName" => Some(Resolved::text(&agent.username)),
                    "FirstName" => Some(Resolved::text(user.first_name.reveal())),
                    "LastName" => Some(Resolved::text(user.last_name.reveal())),
                    "ARN" => Some(Resolved::owned(self.ctx.identity.arn(Kind::User, agent.id))),
                    _ => None,
                }
            }
            Root::Media => match (first?, path.segment(1)?) {
                ("Sip", "Headers") => {
                    let header = self.call.customer.headers.get(path.segment(2)?);
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
        let facts = &self.call.facts;
        let data = &self.call.data;
        let id = |it: Option<ContactId>| it.unwrap_or(facts.id).to_string();
        ContactData {
            attributes: facts.attributes.clone(),
            aws_region: self.ctx.identity.region.to_string(),
            channel: facts.channel.name().into(),
            contact_id: facts.id.to_string(),
            customer_endpoint: facts.customer.as_ref().map(wire),
            customer_id: data.customer_id.clone(),
            description: data.description.clone(),
            initial_contact_id: id(facts.initial),
            initiation_method: facts.initiation_method.name().into(),
            instance_arn: self.ctx.identity.instance_arn(),
            language_code: data.language.clone().unwrap_or_else(|| "en-US".into()),
            media_streams: serde_json::json!({"Customer": {"Audio": null}}),
            name: data.name.clone(),
            previous_contact_id: id(facts.previous),
            queue: facts.queue.as_ref().map(|queue| QueueData {
                arn: self.ctx.identity.queue_arn(queue),
                name: queue.name.clone(),
                outbound_caller_id: self.caller_id().map(|address| Endpoint {
                    address,
                    kind: "TELEPHONE_NUMBER".into(),
                }),
            }),
            references: Default::default(),
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
        hours
            .ok_or_else(|| Refusal::new("there are no such hours of operation"))?
            .open_at(now)
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

    fn draw(&mut self, bound: u32) -> u32 {
        self.ctx.ids.below(bound)
    }
}

impl CallHost<'_> {
    /// The number that agents of the working queue call from.
    fn caller_id(&self) -> Option<String> {
        let directory = &self.ctx.directory;
        let queue = directory.queue(self.call.facts.queue.as_ref()?.id)?;
        let number = directory.number_by_id(queue.outbound_caller.number?)?;
        Some(number.number.to_string())
    }
}

fn endpoint<'a>(it: &'a contact::Endpoint, field: &str) -> Option<Resolved<'a>> {
    match field {
        "Address" => Some(Resolved::text(it.address.reveal())),
        "Type" => Some(Resolved::text(it.kind_name())),
        _ => None,
    }
}

fn wire(it: &contact::Endpoint) -> Endpoint {
    Endpoint {
        address: it.address.reveal().clone(),
        kind: it.kind_name().into(),
    }
}
