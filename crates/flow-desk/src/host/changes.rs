//! What flows change of a contact on a desk.

use super::Contact;
use crate::world::World;
use flow::{Callback, Change, ErrorType, QueueChoice, Recording, Refusal};
use ids::PhoneNumber;
use resources::Channel;

/// The most tags of a contact. Source: flow-language.md §5.1 `TagContact`.
const TAGS: usize = 6;

/// What a change does, in words.
pub(super) fn words(change: &Change) -> String {
    let queue = |choice: &QueueChoice| match choice {
        QueueChoice::Queue(id) | QueueChoice::Agent(id) => id.clone(),
    };
    match change {
        Change::Attributes { values, .. } => format!("sets {}", pairs(values)),
        Change::Tag(tags) => format!("is tagged {}", pairs(tags)),
        Change::Untag(keys) => format!("loses the tags {}", keys.join(", ")),
        Change::Queue(choice) => format!("sets the queue {}", queue(choice)),
        Change::TransferToQueue => "is put into the queue".into(),
        Change::Requeue(choice) => format!("moves to the queue {}", queue(choice)),
        Change::TransferToAgent => "is handed to the agent".into(),
        Change::Hook { hook, flow } => format!("sets the {hook:?} flow {flow}"),
        Change::Priority(priority) => format!("sets the priority {priority}"),
        Change::QueueTimeAdjustment(seconds) => format!("adds {seconds} s to the queue time"),
        Change::CallbackNumber(number) => format!("sets the callback number {number}"),
        Change::Callback(Callback { queue: None, .. }) => "is to be called back".into(),
        Change::Callback(Callback {
            queue: Some(to), ..
        }) => {
            format!("is to be called back by the queue {}", queue(to))
        }
        Change::Hold(who) => format!("is joined with {who:?} on hold"),
        Change::Voice(voice) => format!("sets the voice {}", voice.voice),
        Change::Recording(it) => match recorded(it).as_slice() {
            [] => "is not recorded".into(),
            them => format!("is recorded: {}", them.join(", ")),
        },
        Change::RoutingCriteria(it) => {
            format!("has routing criteria of {} steps", it.steps.len())
        }
        Change::Resume => "is resumed".into(),
        Change::Data(it) => {
            let fields = [
                ("name", &it.name),
                ("description", &it.description),
                ("language", &it.language),
                ("customer id", &it.customer_id),
                ("assistant's session", &it.wisdom_session),
            ];
            let set = fields.iter().filter_map(|(name, value)| {
                let value = value.as_ref()?;
                Some(format!("{name} {value}"))
            });
            format!("sets its {}", set.collect::<Vec<_>>().join(", its "))
        }
    }
}

fn pairs(values: &[(String, String)]) -> String {
    let pairs = values.iter().map(|(key, value)| format!("{key}={value}"));
    pairs.collect::<Vec<_>>().join(", ")
}

/// Who is recorded, in words.
pub(crate) fn recorded(it: &Recording) -> Vec<&'static str> {
    let them = [
        (it.agent, "agent"),
        (it.customer, "customer"),
        (it.screen, "screen"),
        (it.automated == Some(true), "automated"),
    ];
    them.iter()
        .filter(|(on, _)| *on)
        .map(|(_, who)| *who)
        .collect()
}

impl Contact {
    /// Makes a change, whole or not at all.
    pub(super) fn change(&mut self, world: &dyn World, change: Change) -> Result<(), Refusal> {
        match change {
            Change::Attributes { values, .. } => self.attributes.extend(values),
            Change::Tag(tags) => {
                let mut all = self.tags.clone();
                all.extend(tags);
                if all.len() > TAGS {
                    return Err(Refusal::new("a contact has at most 6 tags"));
                }
                self.tags = all;
            }
            Change::Untag(keys) => self.tags.retain(|key, _| !keys.contains(key)),
            Change::Queue(choice) => self.queue = Some(world.queue(&choice)?),
            Change::TransferToQueue => {
                if self.queued {
                    return Err(Refusal::new("the contact is queued already"));
                }
                let queue = self.queue.as_ref();
                let queue = queue.ok_or_else(|| Refusal::new("no queue is set"))?;
                self.queue = Some(world.enter(queue, false)?);
            }
            Change::Requeue(choice) => {
                let queue = world.queue(&choice)?;
                self.queue = Some(world.enter(&queue, true)?);
            }
            Change::Hook { hook, flow } => {
                if !world.knows_flow(&flow) {
                    return Err(Refusal::new("there is no such published flow"));
                }
                self.hooks.insert(hook, flow);
            }
            Change::Priority(priority) => self.priority = Some(priority),
            Change::CallbackNumber(number) => {
                if number.parse::<PhoneNumber>().is_err() {
                    let error = ErrorType::InvalidCallbackNumber;
                    return Err(Refusal::with(error, "not an E.164 number"));
                }
                self.callback_number = Some(number);
            }
            Change::Callback(callback) => {
                let choice = callback.queue.as_ref();
                let named = choice.map(|it| world.queue(it)).transpose()?;
                let queue = named.as_ref().or(self.queue.as_ref());
                let queue = queue.ok_or_else(|| Refusal::new("no queue is set"))?;
                world.enter(queue, false)?;
            }
            Change::Voice(voice) => self.voice = Some(voice.voice),
            Change::Recording(recording) => self.recording = Some(recording),
            Change::Data(update) => {
                let set = |field: &mut Option<String>, value: Option<String>| {
                    if value.is_some() {
                        *field = value;
                    }
                };
                set(&mut self.name, update.name);
                set(&mut self.description, update.description);
                set(&mut self.language, update.language);
                set(&mut self.customer_id, update.customer_id);
            }
            Change::Resume if self.channel != Channel::Task => {
                return Err(Refusal::new("the contact is no paused task"));
            }
            Change::TransferToAgent
            | Change::QueueTimeAdjustment(_)
            | Change::Hold(_)
            | Change::RoutingCriteria(_)
            | Change::Resume => {}
        }
        Ok(())
    }
}
