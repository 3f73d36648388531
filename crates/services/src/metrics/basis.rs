//! What counting again begins with where the journal was compacted.
//!
//! Of what is no longer in the journal the tallies are all that is left. Those whose time begins
//! before the journal's first entry are kept as they were counted, and what the journal has of
//! their time is not counted a second time; all others are forgotten and counted again. Contacts
//! and agents are taken from the snapshots that compaction left (docs/durability.md).

use crate::ServiceError;
use exchange::{AgentFacts, ContactFacts};
use ids::Timestamp;
use metrics::{Collector, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Position, Store, Trim};

/// Where compaction keeps how far it is, and what streams had come to. It writes both in the shapes
/// that are read here.
const COMPACTED: (&str, &str) = ("journal-compacted", "position");
const SNAPSHOTS: &str = "journal-snapshots";
const PAGE: usize = 1_000;

/// Up to where, and from when, tallies are not counted again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bound {
    /// Entries up to here were counted before.
    counted: Position,
    /// When the oldest entry happened that is still there.
    since: Timestamp,
}

impl Bound {
    /// Whether what an entry counts at a time is in a tally that was kept.
    pub(super) fn keeps(self, position: Position, span: Span, at: Timestamp) -> bool {
        position <= self.counted && span.start(at) < self.since
    }
}

/// See the [module](self).
pub(super) struct Basis {
    /// Up to where the journal was compacted.
    pub(super) compacted: Position,
    bound: Option<Bound>,
}

/// What compaction keeps of a stream.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Facts {
    Contact(Box<ContactFacts>),
    Agent(Box<AgentFacts>),
}

impl Basis {
    /// Reads how far the journal was compacted. `earlier` is the bound of counting again that was
    /// not finished, `counted` up to where was counted.
    pub(super) async fn read(
        store: &dyn Store,
        earlier: Option<Bound>,
        counted: Position,
    ) -> Result<Self, ServiceError> {
        let entry = store.entry(COMPACTED.0, COMPACTED.1).await?;
        let compacted = match entry {
            Some(it) => serde_json::from_slice(&it.value).map_err(ServiceError::internal)?,
            None => Position::START,
        };
        if compacted == Position::START {
            return Ok(Self {
                compacted,
                bound: None,
            });
        }
        let first = store.journal(compacted, 1).await?;
        let since = first.first().map_or(Timestamp(i64::MAX), |it| it.entry.at);
        // What an interrupted recount has kept is still not counted again.
        let counted = earlier.map_or(counted, |it| it.counted.max(counted));
        Ok(Self {
            compacted,
            bound: Some(Bound { counted, since }),
        })
    }

    pub(super) fn bound(&self) -> Option<Bound> {
        self.bound
    }

    /// What is forgotten.
    pub(super) fn trims(&self) -> Vec<Trim> {
        let from = self.bound.map_or(Timestamp(i64::MIN), |it| it.since);
        let spans = Span::ALL.iter().map(|it| it.millis());
        spans.map(|span| Trim::TalliesFrom { span, from }).collect()
    }

    /// What was live when the journal was compacted, by instance.
    pub(super) async fn collectors(
        &self,
        store: &dyn Store,
    ) -> Result<BTreeMap<String, Collector>, ServiceError> {
        let mut all: BTreeMap<String, Collector> = BTreeMap::new();
        if self.bound.is_none() {
            return Ok(all);
        }
        let mut after: Option<String> = None;
        loop {
            let page = store.entries(SNAPSHOTS, "", after.as_deref(), PAGE).await?;
            let full = page.len() == PAGE;
            after = page.last().map(|it| it.key.clone());
            for entry in page {
                let facts = serde_json::from_slice(&entry.value).map_err(ServiceError::internal)?;
                let instance = entry.key.split('/').next().unwrap_or_default();
                let collector = all.entry(instance.to_owned()).or_default();
                match facts {
                    Facts::Contact(facts) => collector.know_contact(*facts),
                    Facts::Agent(facts) => collector.know_agent(*facts),
                }
            }
            if !full {
                break;
            }
        }
        all.values_mut().for_each(Collector::resume);
        Ok(all)
    }
}
