//! What flows and APIs set for a contact and what goes with it along its chain.

use crate::contact::{Endpoint, KeptData};
use crate::output::Voice;
use flow::{EventHook, Memory, Recording};
use ids::{FlowId, UserId};
use std::collections::BTreeMap;

/// Contacts of one chain at most. Source: connect-c-flows.md §7.48.
pub(crate) const CHAIN_LIMIT: u32 = 12;

/// Settings of a contact that are no part of its record.
#[derive(Debug, Clone)]
pub(crate) struct ContactSettings {
    /// What flows remember.
    pub(crate) memory: Memory,
    /// Flows for later moments.
    pub(crate) hooks: BTreeMap<EventHook, FlowId>,
    /// Who speaks.
    pub(crate) voice: Option<flow::Voice>,
    /// The language of speech.
    pub(crate) language: Option<String>,
    /// The number to call back.
    pub(crate) callback_number: Option<String>,
    /// Routing priority.
    pub(crate) priority: u32,
    /// Seconds by which it counts as older.
    pub(crate) age_adjustment: i64,
    /// Who is recorded.
    pub(crate) recording: Recording,
    /// How many contacts its chain has, itself included.
    pub(crate) chain: u32,
    /// To which agent it is being transferred.
    pub(crate) target: Option<UserId>,
}

impl Default for ContactSettings {
    fn default() -> Self {
        Self {
            memory: Memory::default(),
            hooks: BTreeMap::new(),
            voice: None,
            language: None,
            callback_number: None,
            priority: routing::DEFAULT_PRIORITY,
            age_adjustment: 0,
            recording: Recording::default(),
            chain: 1,
            target: None,
        }
    }
}

impl ContactSettings {
    /// Whether no contact may follow.
    pub(crate) fn chain_is_full(&self) -> bool {
        self.chain >= CHAIN_LIMIT
    }

    /// Who speaks, in the words of outputs.
    pub(crate) fn voice(&self) -> Voice {
        let chosen = self.voice.as_ref();
        Voice {
            name: chosen.map_or_else(|| Voice::default().name, |it| it.voice.clone()),
            language: self.language.clone(),
            engine: chosen.and_then(|it| it.engine.clone()),
            style: chosen.and_then(|it| it.style.clone()),
        }
    }

    /// What outlives the process along with a contact that waits for it.
    pub(crate) fn kept(&self) -> KeptData {
        let voice = self.voice.as_ref();
        let hook = |hook| self.hooks.get(&hook).copied();
        KeptData {
            priority: self.priority,
            age_adjustment: self.age_adjustment,
            record_agent: self.recording.agent,
            record_customer: self.recording.customer,
            voice: voice.map(|it| it.voice.clone()),
            engine: voice.and_then(|it| it.engine.clone()),
            style: voice.and_then(|it| it.style.clone()),
            language: self.language.clone(),
            agent_whisper: hook(EventHook::AgentWhisper),
            customer_hold: hook(EventHook::CustomerHold),
            customer_remaining: hook(EventHook::CustomerRemaining),
            customer_queue: hook(EventHook::CustomerQueue),
            pause: hook(EventHook::PauseContact),
            resume: hook(EventHook::ResumeContact),
            outbound_whisper: None,
            chain: self.chain,
        }
    }

    /// The same, read back. The customer's address is the number to call back.
    pub(crate) fn from_kept(kept: &KeptData, customer: Option<&Endpoint>) -> Self {
        let hooks = [
            (EventHook::AgentWhisper, kept.agent_whisper),
            (EventHook::CustomerHold, kept.customer_hold),
            (EventHook::CustomerRemaining, kept.customer_remaining),
            (EventHook::CustomerQueue, kept.customer_queue),
            (EventHook::PauseContact, kept.pause),
            (EventHook::ResumeContact, kept.resume),
        ];
        Self {
            hooks: hooks
                .into_iter()
                .filter_map(|(hook, flow)| Some((hook, flow?)))
                .collect(),
            voice: kept.voice.clone().map(|voice| flow::Voice {
                voice,
                engine: kept.engine.clone(),
                style: kept.style.clone(),
            }),
            language: kept.language.clone(),
            callback_number: customer.map(|it| it.address.reveal().clone()),
            priority: kept.priority,
            age_adjustment: kept.age_adjustment,
            recording: Recording {
                agent: kept.record_agent,
                customer: kept.record_customer,
                ..Recording::default()
            },
            chain: kept.chain,
            ..Self::default()
        }
    }
}
