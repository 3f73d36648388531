//! What agents did, from the journal: the agent activity audit and the login/logout report.
//! Source: connect-d-data-metrics.md §6.
//!
//! Both are read from agents' streams of the journal, for as long as it is kept: where an agent's
//! stream was compacted, what is older is not told.

mod audit;
mod logins;

pub use audit::{Activity, activities};
pub use logins::{SignedIn, pairs};

use crate::{ServiceError, Services};
use exchange::journal::{AgentEntry, Entry, Subject};
use ids::{InstanceId, Timestamp, UserId};
use store::{JournalRow, Position};

pub use ::metrics::Zone;

/// Entries that are read at once.
const PAGE: usize = 1_000;

/// An agent's entry and its time.
pub type Dated = (Timestamp, AgentEntry);

impl Services {
    /// What an agent did from a time until before another, in order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn activity_of(
        &self,
        instance: InstanceId,
        agent: UserId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Activity>, ServiceError> {
        let entries = self.agent_entries(instance, agent, from, to).await?;
        Ok(activities(&entries, to.min(self.clock.now())))
    }

    /// Sign-ins and sign-outs of an agent within a time. A sign-out within it has its sign-in with
    /// it, however long ago that was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sessions_of_agent(
        &self,
        instance: InstanceId,
        agent: UserId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<SignedIn>, ServiceError> {
        let entries = self.agent_entries(instance, agent, from, to).await?;
        let mut found = pairs(&entries);
        if let Some(first) = found.first_mut().filter(|it| it.login.is_none()) {
            let before = self
                .agent_entries(instance, agent, Timestamp(0), from)
                .await?;
            let login = |it: &&Dated| matches!(it.1, AgentEntry::SignedIn);
            first.login = before.iter().rfind(login).map(|it| it.0);
        }
        Ok(found)
    }

    /// An agent's entries from a time until before another.
    async fn agent_entries(
        &self,
        instance: InstanceId,
        agent: UserId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Dated>, ServiceError> {
        let instance = instance.to_string();
        let stream = format!("agent/{agent}");
        let mut after = self.place_before(&instance, &stream, from).await?;
        let mut found = Vec::new();
        loop {
            let page = self.store.journal_of(&instance, &stream, after, PAGE);
            let page = page.await?;
            let Some(last) = page.last() else {
                return Ok(found);
            };
            after = last.position;
            let over = last.entry.at >= to || page.len() < PAGE;
            let within = page
                .iter()
                .filter(|it| it.entry.at >= from && it.entry.at < to);
            found.extend(within.filter_map(read));
            if over {
                return Ok(found);
            }
        }
    }

    /// A place in a stream after which all entries from a time on are, found in few questions: the
    /// entries of a stream are in the order of their times.
    async fn place_before(
        &self,
        instance: &str,
        stream: &str,
        from: Timestamp,
    ) -> Result<Position, ServiceError> {
        // Whether what follows a place is early enough for the place to stand before the time.
        let early = async |place: i64| {
            let next = self.store.journal_of(instance, stream, Position(place), 1);
            let next = next.await?;
            Ok::<_, ServiceError>(next.first().is_some_and(|it| it.entry.at < from))
        };
        let (mut low, mut high) = (0_i64, 1_i64);
        while early(high).await? {
            low = high;
            high = high.saturating_mul(4);
            if high == i64::MAX {
                break;
            }
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match early(middle).await? {
                true => low = middle,
                false => high = middle,
            }
        }
        Ok(Position(low))
    }
}

fn read(row: &JournalRow) -> Option<Dated> {
    let entry: Entry = serde_json::from_str(row.entry.body.reveal()).ok()?;
    match entry.subject {
        Subject::Agent { entry, .. } => Some((row.entry.at, entry)),
        Subject::Contact { .. } => None,
    }
}
