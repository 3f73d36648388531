//! How many contacts a queue takes. Source: connect-b-routing-channels.md §4.3.

use crate::context::Context;
use resources::QueueStatus;
use routing::QueueKey;
use thiserror::Error;

/// An agent's own queue has this limit, whatever anybody configures.
const AGENT_QUEUE_LIMIT: u32 = 10;

/// Why a queue does not take a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum NoRoom {
    #[error("the queue was deleted")]
    Deleted,
    #[error("the queue is disabled")]
    Disabled,
    #[error("the queue is full")]
    Full,
}

impl Context {
    /// Whether one more contact may enter a queue; contacts of all channels count, callbacks among
    /// them. What is `moved` (by a flow from queue to queue, by an agent's quick connect, a callback
    /// whose time has come) may exceed the limit by a fifth, but a limit of 0 makes a queue unusable.
    pub(crate) fn room(&self, queue: QueueKey, moved: bool) -> Result<(), NoRoom> {
        let limit = match queue {
            QueueKey::Agent(_) => AGENT_QUEUE_LIMIT,
            QueueKey::Standard(id) => {
                let queue = self.directory.queue(id).ok_or(NoRoom::Deleted)?;
                if queue.status == QueueStatus::Disabled {
                    return Err(NoRoom::Disabled);
                }
                queue.max_contacts.unwrap_or(self.settings.queue_limit)
            }
        };
        let limit = if moved {
            limit.saturating_add(limit / 5)
        } else {
            limit
        };
        let waiting = u32::try_from(self.router.size(queue)).unwrap_or(u32::MAX);
        if waiting >= limit {
            return Err(NoRoom::Full);
        }
        Ok(())
    }
}
