//! What consumers see of committed events and records: legal order, one record each, agent events
//! that follow from each other.

use crate::Broken;
use exchange::{ContactFacts, Publication, Topic};
use ids::ContactId;
use serde_json::Value;
use std::collections::BTreeMap;

/// How far a contact is for those who read its events.
#[derive(Debug, Default)]
struct Told {
    last: Option<&'static str>,
    queued: bool,
    agent: bool,
    ended: bool,
    records: u32,
}

/// Everything committed so far, as consumers see it.
#[derive(Debug, Default)]
pub(crate) struct Published {
    contacts: BTreeMap<String, Told>,
    agents: BTreeMap<String, Value>,
    /// Whether the centre's configuration ever changed.
    reconfigured: bool,
}

const ORDER: &str = "events in legal order";
const RECORD: &str = "one complete record";
const CHAIN: &str = "agent events follow from each other";

impl Published {
    pub(crate) fn take(&mut self, it: &Publication) -> Result<(), Broken> {
        match it.topic {
            Topic::ContactEvents => self.event(&it.key, &it.body),
            Topic::ContactRecords => self.record(&it.key, &it.body),
            Topic::AgentEvents => self.agent_event(&it.key, &it.body),
            Topic::FlowLogs => Ok(()),
        }
    }

    fn event(&mut self, key: &str, body: &Value) -> Result<(), Broken> {
        let kind = body["detail"]["eventType"].as_str().unwrap_or_default();
        let told = self.contacts.entry(key.to_owned()).or_default();
        let legal = match kind {
            "INITIATED" => told.last.is_none(),
            "CONNECTED_TO_SYSTEM" | "CONTACT_DATA_UPDATED" => told.last.is_some(),
            "QUEUED" => told.last.is_some() && !told.ended,
            "CONNECTED_TO_AGENT" => told.last.is_some() && !told.ended && !told.agent,
            "DISCONNECTED" => told.last.is_some() && !told.ended,
            // A type that these worlds do not lead to.
            _ => told.last.is_some(),
        };
        if !legal {
            let last = told.last.unwrap_or("nothing");
            return Err(Broken::new(ORDER, format!("{key}: {kind} after {last}")));
        }
        told.queued |= kind == "QUEUED";
        told.agent |= kind == "CONNECTED_TO_AGENT";
        told.ended |= kind == "DISCONNECTED";
        const KINDS: [&str; 6] = [
            "INITIATED",
            "CONNECTED_TO_SYSTEM",
            "CONTACT_DATA_UPDATED",
            "QUEUED",
            "CONNECTED_TO_AGENT",
            "DISCONNECTED",
        ];
        let known = KINDS.into_iter().find(|it| *it == kind);
        told.last = Some(known.unwrap_or("another"));
        Ok(())
    }

    fn record(&mut self, key: &str, body: &Value) -> Result<(), Broken> {
        let told = self.contacts.entry(key.to_owned()).or_default();
        told.records += 1;
        let whole = told.ended
            && told.records == 1
            && body["DisconnectReason"].is_string()
            && body["DisconnectTimestamp"].is_string()
            && body["Queue"].is_object() == told.queued_or_kept(body)
            && body["Agent"].is_object() == told.agent;
        if !whole {
            let why = format!("{key}: {told:?} {}", body["Queue"]);
            return Err(Broken::new(RECORD, why));
        }
        Ok(())
    }

    fn agent_event(&mut self, key: &str, body: &Value) -> Result<(), Broken> {
        let previous = &body["PreviousAgentSnapshot"];
        let known = self.agents.get(key);
        // The first one has nothing before it, or what a process before this one kept to itself.
        if known.is_some_and(|known| known != previous) {
            let kind = &body["EventType"];
            return Err(Broken::new(CHAIN, format!("{key}: {kind}")));
        }
        let current = body["CurrentAgentSnapshot"].clone();
        self.agents.insert(key.to_owned(), current);
        Ok(())
    }

    /// The configuration of agents or profiles changed.
    pub(crate) fn reconfigured(&mut self) {
        self.reconfigured = true;
        self.agents.clear();
    }

    /// A process that starts takes for published what it makes of the rows and the configuration
    /// now: after a change that was not published yet this is not what consumers saw last.
    pub(crate) fn restarted(&mut self) {
        if self.reconfigured {
            self.agents.clear();
        }
    }

    /// At the end: every contact ended once and has one record; sums equal the events.
    pub(crate) fn finish(
        &self,
        contacts: &BTreeMap<ContactId, ContactFacts>,
    ) -> Result<(), Broken> {
        for (id, facts) in contacts {
            let key = id.to_string();
            let told = self.contacts.get(&key);
            let told = told.ok_or_else(|| Broken::new(ORDER, format!("{key}: no event")))?;
            if !told.ended || told.records != 1 {
                return Err(Broken::new(RECORD, format!("{key}: {told:?}")));
            }
            let joined = facts
                .agent
                .as_ref()
                .is_some_and(|it| it.connected.is_some());
            if joined != told.agent {
                return Err(Broken::new(
                    "sums equal the events",
                    format!("{key}: {told:?}"),
                ));
            }
        }
        if self.contacts.len() != contacts.len() {
            return Err(Broken::new(
                "sums equal the events",
                "events of unknown contacts",
            ));
        }
        Ok(())
    }
}

impl Told {
    /// Whether the record should show a queue: it was queued, unless a callback that was tried in
    /// vain waits outside of its queue at the end.
    fn queued_or_kept(&self, body: &Value) -> bool {
        self.queued && (body["InitiationMethod"] != "CALLBACK" || body["Queue"].is_object())
    }
}
