//! Work that goes on after its request was answered: of each instance so much at a time, the rest
//! in turn. It is this process's alone and gone with it: what must be known after a restart is
//! kept in the store by whoever puts it here.

use futures_util::future::BoxFuture;
use ids::InstanceId;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A piece of work; it is given what tells it to stop.
pub type Job = Box<dyn FnOnce(Stopped) -> BoxFuture<'static, ()> + Send>;

/// Tells a piece of work to stop.
#[derive(Debug, Clone, Default)]
pub struct Stopped(Arc<AtomicBool>);

impl Stopped {
    /// Whether it is to stop.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What was found of the work that is to be stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// It had not begun, and never will.
    Waiting,
    /// It is under way, and was told.
    Running,
    /// There is none.
    Nothing,
}

/// The work of all instances.
#[derive(Clone, Default)]
pub struct Background(Arc<Mutex<HashMap<InstanceId, Lane>>>);

#[derive(Default)]
struct Lane {
    waiting: VecDeque<(String, Job)>,
    running: HashMap<String, Stopped>,
}

impl std::fmt::Debug for Background {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Background").finish_non_exhaustive()
    }
}

/// Work under way; it is over when this is dropped, also by a panic.
struct Running {
    background: Background,
    instance: InstanceId,
    id: String,
    at_once: usize,
}

impl Drop for Running {
    fn drop(&mut self) {
        let lane = |lanes: &mut HashMap<InstanceId, Lane>| {
            if let Some(lane) = lanes.get_mut(&self.instance) {
                lane.running.remove(&self.id);
            }
        };
        lane(&mut self.background.lanes());
        self.background.go_on(self.instance, self.at_once);
    }
}

impl Background {
    fn lanes(&self) -> MutexGuard<'_, HashMap<InstanceId, Lane>> {
        // No code that can panic runs under the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts work at the end of an instance's, of which so much is done at a time.
    pub fn put(&self, instance: InstanceId, id: &str, at_once: usize, job: Job) {
        let mut lanes = self.lanes();
        let lane = lanes.entry(instance).or_default();
        lane.waiting.push_back((id.to_owned(), job));
        drop(lanes);
        self.go_on(instance, at_once);
    }

    /// How much waits for its turn.
    pub fn waiting(&self, instance: InstanceId) -> usize {
        let lanes = self.lanes();
        lanes.get(&instance).map_or(0, |it| it.waiting.len())
    }

    /// Whether there is such work, waiting or under way.
    pub fn knows(&self, instance: InstanceId, id: &str) -> bool {
        let lanes = self.lanes();
        lanes.get(&instance).is_some_and(|lane| {
            lane.running.contains_key(id) || lane.waiting.iter().any(|(it, _)| it == id)
        })
    }

    /// Takes work out of its turn, or tells it to stop.
    pub fn stop(&self, instance: InstanceId, id: &str) -> Found {
        let mut lanes = self.lanes();
        let Some(lane) = lanes.get_mut(&instance) else {
            return Found::Nothing;
        };
        if let Some(stopped) = lane.running.get(id) {
            stopped.0.store(true, Ordering::Relaxed);
            return Found::Running;
        }
        let before = lane.waiting.len();
        lane.waiting.retain(|(it, _)| it != id);
        match lane.waiting.len() < before {
            true => Found::Waiting,
            false => Found::Nothing,
        }
    }

    fn go_on(&self, instance: InstanceId, at_once: usize) {
        let mut lanes = self.lanes();
        let Some(lane) = lanes.get_mut(&instance) else {
            return;
        };
        let mut begun = Vec::new();
        while lane.running.len() < at_once
            && let Some((id, job)) = lane.waiting.pop_front()
        {
            let stopped = Stopped::default();
            lane.running.insert(id.clone(), stopped.clone());
            begun.push((id, job, stopped));
        }
        if lane.running.is_empty() && lane.waiting.is_empty() {
            lanes.remove(&instance);
        }
        drop(lanes);
        for (id, job, stopped) in begun {
            let running = Running {
                background: self.clone(),
                instance,
                id,
                at_once,
            };
            tokio::spawn(async move {
                job(stopped).await;
                drop(running);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    fn instance() -> InstanceId {
        ids::IdSource::new(7).id()
    }

    fn job(begun: oneshot::Sender<()>, end: oneshot::Receiver<()>) -> Job {
        Box::new(move |_| {
            Box::pin(async move {
                let _ = begun.send(());
                let _ = end.await;
            })
        })
    }

    #[tokio::test]
    async fn so_much_is_done_at_a_time_and_the_rest_in_turn() {
        let background = Background::default();
        let (first_begun, first) = oneshot::channel();
        let (end_first, first_end) = oneshot::channel();
        let (second_begun, second) = oneshot::channel();
        let (_end_second, second_end) = oneshot::channel();
        background.put(instance(), "a", 1, job(first_begun, first_end));
        background.put(instance(), "b", 1, job(second_begun, second_end));
        first.await.unwrap();
        assert_eq!(background.waiting(instance()), 1);
        assert_eq!(background.stop(instance(), "a"), Found::Running);
        end_first.send(()).unwrap();
        second.await.unwrap();
        assert!(background.knows(instance(), "b") && !background.knows(instance(), "a"));
        assert_eq!(background.stop(instance(), "a"), Found::Nothing);
    }

    #[tokio::test]
    async fn what_waits_can_be_taken_out() {
        let background = Background::default();
        let (begun, _) = oneshot::channel();
        let (_end, over) = oneshot::channel();
        background.put(instance(), "a", 0, job(begun, over));
        assert_eq!(background.stop(instance(), "a"), Found::Waiting);
        assert!(!background.knows(instance(), "a"));
    }
}
