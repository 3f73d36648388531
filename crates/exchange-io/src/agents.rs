//! What agents' pages are told.

use exchange::AgentSnapshot;
use ids::{ContactId, InstanceId, UserId};
use services::AgentEvents;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, watch};

type Key = (InstanceId, UserId);

/// The feeds of all agents.
#[derive(Debug, Default)]
pub(crate) struct Agents {
    feeds: Mutex<HashMap<Key, Feed>>,
}

#[derive(Debug)]
struct Feed {
    snapshot: watch::Sender<Option<Arc<AgentSnapshot>>>,
    closed: Vec<mpsc::UnboundedSender<ContactId>>,
}

impl Default for Feed {
    fn default() -> Self {
        Self {
            snapshot: watch::Sender::new(None),
            closed: Vec::new(),
        }
    }
}

impl Agents {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Feed>> {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new subscriber.
    pub(crate) fn subscribe(&self, instance: InstanceId, agent: UserId) -> AgentEvents {
        let mut feeds = self.lock();
        let feed = feeds.entry((instance, agent)).or_default();
        let (sender, closed) = mpsc::unbounded_channel();
        feed.closed.retain(|subscriber| !subscriber.is_closed());
        feed.closed.push(sender);
        AgentEvents {
            snapshot: feed.snapshot.subscribe(),
            closed,
        }
    }

    /// Tells the state of an agent.
    pub(crate) fn show(&self, instance: InstanceId, agent: UserId, snapshot: AgentSnapshot) {
        let mut feeds = self.lock();
        let feed = feeds.entry((instance, agent)).or_default();
        feed.snapshot.send_replace(Some(Arc::new(snapshot)));
    }

    /// Tells that the audio of a contact has ended.
    pub(crate) fn close(&self, instance: InstanceId, agent: UserId, contact: ContactId) {
        if let Some(feed) = self.lock().get_mut(&(instance, agent)) {
            feed.closed
                .retain(|subscriber| subscriber.send(contact).is_ok());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::IdSource;

    #[test]
    fn every_page_of_an_agent_is_told_that_audio_ended() {
        let mut ids = IdSource::new(3);
        let (instance, agent, contact) = (ids.id(), ids.id(), ids.id());
        let agents = Agents::default();
        let mut first = agents.subscribe(instance, agent);
        let gone = agents.subscribe(instance, agent);
        let mut second = agents.subscribe(instance, agent);
        drop(gone);
        agents.close(instance, agent, contact);
        assert_eq!(first.closed.try_recv(), Ok(contact));
        assert_eq!(second.closed.try_recv(), Ok(contact));
    }
}
