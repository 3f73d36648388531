//! From the exchange's facts to the store's rows.

use exchange::journal::{Entry, REMARKS, Remarked, Subject};
use exchange::{AgentFacts, ContactFacts, Identity, Publication};
use ids::{InstanceId, Pii, Timestamp};
use serde_json::Error;
use std::collections::BTreeMap;
use store::{ContactRow, Expect, JournalEntry, Message, PutEntry, Revision, found_by};

/// The space of agents' states among the store's entries; the key is `<instance>/<user>`.
pub(crate) const AGENTS: &str = "exchange-agents";

/// The key of an agent's state.
pub(crate) fn agent_key(instance: InstanceId, agent: ids::UserId) -> String {
    format!("{instance}/{agent}")
}

/// A journal entry.
pub(crate) fn journal(instance: InstanceId, entry: &Entry) -> Result<JournalEntry, Error> {
    let stream = match &entry.subject {
        Subject::Contact { contact, .. } => format!("contact/{contact}"),
        Subject::Agent { agent, .. } => format!("agent/{agent}"),
    };
    Ok(JournalEntry {
        instance: instance.to_string(),
        stream,
        kind: entry.name().to_owned(),
        at: entry.at,
        body: Pii::new(serde_json::to_string(entry)?),
    })
}

/// What was remarked.
pub(crate) fn remarked(instance: InstanceId, it: &Remarked) -> Result<JournalEntry, Error> {
    Ok(JournalEntry {
        instance: instance.to_string(),
        stream: REMARKS.to_owned(),
        kind: REMARKS.to_owned(),
        at: it.at,
        body: Pii::new(serde_json::to_string(it)?),
    })
}

/// An agent's state.
pub(crate) fn agent(
    instance: InstanceId,
    facts: &AgentFacts,
    now: Timestamp,
) -> Result<PutEntry, Error> {
    Ok(PutEntry {
        entry: store::Entry::new(
            AGENTS,
            agent_key(instance, facts.id),
            serde_json::to_vec(facts)?,
        ),
        expect: Expect::Any,
        now,
    })
}

/// A message for the sinks.
pub(crate) fn message(
    instance: InstanceId,
    publication: &Publication,
    stream: Option<String>,
    now: Timestamp,
) -> Result<Message, Error> {
    Ok(Message {
        topic: publication.topic.name().to_owned(),
        instance: instance.to_string(),
        key: publication.key.clone(),
        stream,
        at: now,
        body: Pii::new(serde_json::to_string(&publication.body)?),
    })
}

/// A flow log's entry in the journal, where a contact's page finds it.
pub(crate) fn flow_log(
    instance: InstanceId,
    publication: &Publication,
    now: Timestamp,
) -> Result<JournalEntry, Error> {
    Ok(JournalEntry {
        instance: instance.to_string(),
        stream: format!("flow-log/{}", publication.key),
        kind: "flowLog".to_owned(),
        at: now,
        body: Pii::new(serde_json::to_string(&publication.body)?),
    })
}

/// A contact's row: what listings and searches ask for beside the record and the facts themselves.
///
/// # Errors
/// When the facts cannot be written as JSON.
pub fn contact(
    identity: &Identity,
    facts: &ContactFacts,
    now: Timestamp,
) -> Result<ContactRow, Error> {
    let live = facts.completed.is_none();
    let customer = facts
        .customer
        .as_ref()
        .map(|it| it.address.reveal().clone());
    let mut text = customer.clone().unwrap_or_default();
    for more in [
        facts
            .customer_name
            .as_ref()
            .map(|name| name.reveal().as_str()),
        facts.system.as_ref().map(|it| it.address.reveal().as_str()),
        facts.details.name.as_ref().map(|it| it.reveal().as_str()),
        facts
            .details
            .description
            .as_ref()
            .map(|it| it.reveal().as_str()),
    ] {
        text.push(' ');
        text.push_str(more.unwrap_or_default());
    }
    Ok(ContactRow {
        instance: identity.instance.to_string(),
        id: facts.id.to_string(),
        initial_id: facts.initial.unwrap_or(facts.id).to_string(),
        previous_id: facts.previous.map(|id| id.to_string()),
        channel: facts.channel.name().to_owned(),
        initiation_method: facts.initiation_method.name().to_owned(),
        queue_id: facts.queue.as_ref().map(|queue| queue.id.to_string()),
        agent_id: facts.agent.as_ref().map(|agent| agent.id.to_string()),
        initiated: facts.initiated,
        enqueued: facts.queue.as_ref().and_then(|queue| queue.enqueued),
        connected_to_agent: facts.agent.as_ref().and_then(|agent| agent.connected),
        disconnected: facts.disconnected,
        scheduled: facts.task.as_ref().and_then(|it| it.scheduled),
        expires: facts.task.as_ref().map(|it| it.expires),
        disconnect_reason: facts
            .disconnect_reason
            .map(|reason| reason.name().to_owned()),
        customer_address: customer.map(Pii::new),
        live,
        text: Pii::new(text),
        attributes: found_by(facts),
        record: Pii::new(serde_json::to_string(&facts.record(identity))?),
        // Kept after completion too: attributes can be set later, and the record is then
        // published again from these facts.
        state: Some(Pii::new(serde_json::to_string(facts)?)),
        modified: now,
        revision: Revision::default(),
    })
}

/// A contact's attributes, and what else it is found by.
fn found_by(facts: &ContactFacts) -> BTreeMap<String, Pii<String>> {
    let own = facts.attributes.iter();
    let mut all: BTreeMap<_, _> = own
        .map(|(name, value)| (name.clone(), Pii::new(value.clone())))
        .collect();
    let mut put = |name: String, value: &str| drop(all.insert(name, Pii::new(value.to_owned())));
    if let Some(name) = &facts.details.name {
        put(found_by::NAME.into(), name.reveal());
    }
    if let Some(related) = facts.related {
        put(found_by::RELATED.into(), &related.to_string());
    }
    for (key, value) in &facts.tags {
        put(format!("{}{key}", found_by::TAG), value);
    }
    for (name, value) in &facts.segment_attributes {
        put(format!("{}{name}", found_by::SEGMENT), value);
    }
    let groups = facts.agent.as_ref().map(|it| it.hierarchy.as_slice());
    for (level, group) in groups.unwrap_or_default().iter().enumerate() {
        put(format!("{}{}", found_by::GROUP, level + 1), group);
    }
    for agent in facts.preferred_agents() {
        put(format!("{}{agent}", found_by::PREFERRED), "true");
    }
    all
}
