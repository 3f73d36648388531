//! Starting on what the last process left: configuration, live contacts, unfinished recordings.

use crate::center::{Center, CenterError};
use crate::recordings;
use crate::rows::AGENTS;
use exchange::{AgentFacts, Change, ContactFacts, Input};
use ids::InstanceId;
use resources::{Kind, Resource};
use services::Exchanges;
use store::{ResourceRow, Store};

/// Agents read at once.
const PAGE: usize = 1000;

/// Starts an exchange for each instance in the store.
pub(crate) async fn start(center: &Center) -> Result<(), CenterError> {
    let world = &center.world;
    let under_account = world
        .store
        .resources_of_scope(world.account.as_str())
        .await?;
    let mut instances = Vec::new();
    let mut numbers = Vec::new();
    for row in under_account {
        match read(&row)? {
            Some(Resource::Instance(instance)) => instances.push(instance),
            Some(Resource::PhoneNumber(number)) => numbers.push(number),
            _ => {}
        }
    }
    for instance in instances {
        let id = instance.id;
        center.changed(id, Change::from(Resource::Instance(instance)));
        for row in world.store.resources_of_scope(&id.to_string()).await? {
            if let Some(resource) = read(&row)? {
                center.changed(id, Change::from(resource));
            }
        }
        for number in numbers.iter().filter(|number| number.instance == id) {
            center.changed(id, Change::from(Resource::PhoneNumber(number.clone())));
        }
        let (contacts, agents) = what_was_live(&*world.store, id).await?;
        if !contacts.is_empty() {
            tracing::warn!(instance = %id, count = contacts.len(), "closing contacts that were live");
        }
        world.tell(id, Input::Recovered { contacts, agents });
    }
    for (recording, note) in world.recordings.left_behind() {
        recordings::rescue(world, recording, note).await;
    }
    Ok(())
}

/// A stored resource; `None` for kinds that the exchange does not know.
fn read(row: &ResourceRow) -> Result<Option<Resource>, CenterError> {
    let Some(kind) = Kind::from_name(&row.kind) else {
        return Ok(None);
    };
    kind.read(row.body.reveal())
        .map(Some)
        .map_err(|error| CenterError::Resource {
            kind: row.kind.clone(),
            id: row.id.clone(),
            cause: error.to_string(),
        })
}

/// The contacts of an instance that were live when the last process ended, and its agents.
///
/// # Errors
/// When the store fails, or holds something that cannot be read.
pub async fn what_was_live(
    store: &dyn Store,
    id: InstanceId,
) -> Result<(Vec<ContactFacts>, Vec<AgentFacts>), CenterError> {
    Ok((contacts(store, id).await?, agents(store, id).await?))
}

async fn contacts(store: &dyn Store, id: InstanceId) -> Result<Vec<ContactFacts>, CenterError> {
    let rows = store.live_contacts(&id.to_string()).await?;
    let mut contacts = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(state) = row.state else { continue };
        let facts =
            serde_json::from_str(state.reveal()).map_err(|error| CenterError::Resource {
                kind: "contact".into(),
                id: row.id.clone(),
                cause: error.to_string(),
            })?;
        contacts.push(facts);
    }
    Ok(contacts)
}

async fn agents(store: &dyn Store, id: InstanceId) -> Result<Vec<AgentFacts>, CenterError> {
    let prefix = format!("{id}/");
    let mut agents = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = store
            .entries(AGENTS, &prefix, after.as_deref(), PAGE)
            .await?;
        let full = page.len() == PAGE;
        after = page.last().map(|entry| entry.key.clone());
        for entry in page {
            let facts =
                serde_json::from_slice(&entry.value).map_err(|error| CenterError::Resource {
                    kind: "agent".into(),
                    id: entry.key.clone(),
                    cause: error.to_string(),
                })?;
            agents.push(facts);
        }
        if !full {
            return Ok(agents);
        }
    }
}
