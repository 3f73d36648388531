//! Verification: the fold of the journal, from its snapshots on, equals the rows.

use super::{Facts, PAGE, SNAPSHOTS, UpkeepError, compacted, entry_of, key, unreadable};
use crate::rows::{AGENTS, agent_key};
use exchange::{AgentFacts, ContactFacts};
use ids::InstanceId;
use std::collections::BTreeMap;
use std::fmt;
use store::{Position, Store};

/// What was compared, and what differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries of the journal that were folded.
    pub entries: u64,
    /// Contacts that were compared.
    pub contacts: u64,
    /// Agents that were compared.
    pub agents: u64,
    /// Contacts whose beginning is compacted away, and that are complete: only later changes of
    /// theirs are in the journal, and are not compared.
    pub beyond: u64,
    /// What differs; empty when all is well.
    pub differences: Vec<Difference>,
}

/// A row that is not what the journal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The instance and the stream: `<instance>/contact/<id>` or `<instance>/agent/<id>`.
    pub stream: String,
    /// How it differs.
    pub how: &'static str,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.stream, self.how)
    }
}

/// Compares. Nothing may be written meanwhile, or what is written may count as a difference.
///
/// # Errors
/// The store failed, or something in it cannot be read.
pub async fn verify(store: &dyn Store) -> Result<Verified, UpkeepError> {
    let mut verified = Verified::default();
    let streams = fold(store, &mut verified).await?;
    for (stream, facts) in &streams {
        let how = match facts {
            Some(Facts::Contact(facts)) => {
                verified.contacts += 1;
                contact(store, stream, facts).await?
            }
            Some(Facts::Agent(facts)) => {
                verified.agents += 1;
                agent(store, stream, facts).await?
            }
            None => {
                verified.beyond += 1;
                continue;
            }
        };
        if let Some(how) = how {
            let stream = stream.clone();
            verified.differences.push(Difference { stream, how });
        }
    }
    strangers(store, &streams, &mut verified).await?;
    Ok(verified)
}

type Streams = BTreeMap<String, Option<Facts>>;

async fn fold(store: &dyn Store, verified: &mut Verified) -> Result<Streams, UpkeepError> {
    let mut streams = snapshots(store).await?;
    let mut after = compacted(store).await?;
    loop {
        let rows = store.journal(after, PAGE).await?;
        let Some(last) = rows.last() else {
            return Ok(streams);
        };
        after = last.position.max(Position(after.0 + 1));
        for row in &rows {
            let Some(entry) = entry_of(row)? else {
                continue;
            };
            verified.entries += 1;
            let key = key(row);
            let before = streams.remove(&key).flatten();
            streams.insert(key, Facts::after(before, &entry));
        }
    }
}

async fn snapshots(store: &dyn Store) -> Result<Streams, UpkeepError> {
    let mut streams = Streams::new();
    let mut after: Option<String> = None;
    loop {
        let page = store.entries(SNAPSHOTS, "", after.as_deref(), PAGE).await?;
        let full = page.len() == PAGE;
        after = page.last().map(|it| it.key.clone());
        for entry in page {
            let facts = serde_json::from_slice(&entry.value).map_err(unreadable(&entry.key))?;
            streams.insert(entry.key, Some(facts));
        }
        if !full {
            return Ok(streams);
        }
    }
}

/// The instance and the identifier of a stream.
fn parts(stream: &str) -> (&str, &str) {
    let (instance, rest) = stream.split_once('/').unwrap_or((stream, ""));
    (instance, rest.rsplit('/').next().unwrap_or(rest))
}

async fn contact(
    store: &dyn Store,
    stream: &str,
    facts: &ContactFacts,
) -> Result<Option<&'static str>, UpkeepError> {
    let (instance, id) = parts(stream);
    let Some(row) = store.contact(instance, id).await? else {
        return Ok(Some("there is no row"));
    };
    if row.live == facts.complete() {
        return Ok(Some("the row is live, or not, against the journal"));
    }
    let Some(state) = row.state else {
        return Ok(Some("the row has no state"));
    };
    let stored: ContactFacts = serde_json::from_str(state.reveal()).map_err(unreadable(stream))?;
    Ok((stored != *facts).then_some("the row's facts are others"))
}

async fn agent(
    store: &dyn Store,
    stream: &str,
    facts: &AgentFacts,
) -> Result<Option<&'static str>, UpkeepError> {
    let (instance, _) = parts(stream);
    let Ok(instance) = instance.parse::<InstanceId>() else {
        return Ok(Some("the stream names no instance"));
    };
    let Some(row) = store.entry(AGENTS, &agent_key(instance, facts.id)).await? else {
        return Ok(Some("there is no row"));
    };
    let stored: AgentFacts = serde_json::from_slice(&row.value).map_err(unreadable(stream))?;
    Ok((stored != *facts).then_some("the row's facts are others"))
}

/// Agents' rows of which the journal knows nothing. (Contacts' rows outlive their entries.)
async fn strangers(
    store: &dyn Store,
    streams: &Streams,
    verified: &mut Verified,
) -> Result<(), UpkeepError> {
    let mut after: Option<String> = None;
    loop {
        let page = store.entries(AGENTS, "", after.as_deref(), PAGE).await?;
        let full = page.len() == PAGE;
        after = page.last().map(|it| it.key.clone());
        for entry in page {
            let (instance, id) = parts(&entry.key);
            let stream = format!("{instance}/agent/{id}");
            if !streams.contains_key(&stream) {
                let how = "the journal knows nothing of it";
                verified.differences.push(Difference { stream, how });
            }
        }
        if !full {
            return Ok(());
        }
    }
}
