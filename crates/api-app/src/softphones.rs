//! The open pages of each agent. The one opened last has the softphone.

use ids::{InstanceId, UserId};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

type Key = (InstanceId, UserId);

/// What a page is told by another of the same agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// A later page has the softphone.
    Superseded,
    /// The agent signed out.
    SignedOut,
}

/// The open pages of all agents.
#[derive(Debug, Default)]
pub(crate) struct Softphones {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    pages: HashMap<Key, Vec<(u64, mpsc::UnboundedSender<Notice>)>>,
}

/// An open page.
#[derive(Debug)]
pub(crate) struct Page {
    key: Key,
    number: u64,
    /// What the page is told.
    pub(crate) notices: mpsc::UnboundedReceiver<Notice>,
}

impl Softphones {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A page opens and takes the softphone from those before it.
    pub(crate) fn open(&self, instance: InstanceId, agent: UserId) -> Page {
        let mut inner = self.lock();
        let number = inner.next;
        inner.next += 1;
        let key = (instance, agent);
        let (sender, notices) = mpsc::unbounded_channel();
        let pages = inner.pages.entry(key).or_default();
        for (_, page) in pages.iter() {
            let _ = page.send(Notice::Superseded);
        }
        pages.push((number, sender));
        Page {
            key,
            number,
            notices,
        }
    }

    /// A page closes; true when it was the agent's last.
    pub(crate) fn close(&self, page: &Page) -> bool {
        let mut inner = self.lock();
        let Some(pages) = inner.pages.get_mut(&page.key) else {
            return true;
        };
        pages.retain(|(number, _)| *number != page.number);
        let last = pages.is_empty();
        if last {
            inner.pages.remove(&page.key);
        }
        last
    }

    /// The agent signed out: all pages are told.
    pub(crate) fn signed_out(&self, instance: InstanceId, agent: UserId) {
        if let Some(pages) = self.lock().pages.get(&(instance, agent)) {
            for (_, page) in pages {
                let _ = page.send(Notice::SignedOut);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::IdSource;

    #[test]
    fn the_page_opened_last_takes_the_softphone() {
        let mut ids = IdSource::new(1);
        let (instance, agent) = (ids.id(), ids.id());
        let softphones = Softphones::default();
        let mut first = softphones.open(instance, agent);
        let mut second = softphones.open(instance, agent);
        assert_eq!(first.notices.try_recv(), Ok(Notice::Superseded));
        assert!(second.notices.try_recv().is_err());
        assert!(!softphones.close(&first));
        assert!(softphones.close(&second));
    }
}
