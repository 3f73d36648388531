//! What flows set for a call and what goes with it along its chain.

use crate::output::Voice;
use flow::{EventHook, Memory, Recording};
use ids::FlowId;
use std::collections::BTreeMap;

/// Settings of a call that are no part of its record.
#[derive(Debug, Clone)]
pub(crate) struct CallData {
    /// What flows remember.
    pub(crate) memory: Memory,
    /// Flows for later moments.
    pub(crate) hooks: BTreeMap<EventHook, FlowId>,
    /// Who speaks.
    pub(crate) voice: Option<flow::Voice>,
    /// The language of speech.
    pub(crate) language: Option<String>,
    /// The contact's name.
    pub(crate) name: Option<String>,
    /// Its description.
    pub(crate) description: Option<String>,
    /// The customer's identification.
    pub(crate) customer_id: Option<String>,
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
}

impl Default for CallData {
    fn default() -> Self {
        Self {
            memory: Memory::default(),
            hooks: BTreeMap::new(),
            voice: None,
            language: None,
            name: None,
            description: None,
            customer_id: None,
            callback_number: None,
            priority: routing::DEFAULT_PRIORITY,
            age_adjustment: 0,
            recording: Recording::default(),
            chain: 1,
        }
    }
}

impl CallData {
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
}
