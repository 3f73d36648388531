//! All exchanges of the process, and what they share.

use crate::actor::{self, Message};
use crate::agents::Agents;
use crate::committer::{self, Work};
use crate::config::{ExchangeConfig, FunctionsConfig};
use crate::functions::Functions;
use crate::hearing::Listeners;
use crate::legs::Legs;
use crate::numbers::Numbers;
use crate::playing::Playing;
use crate::recordings::Recordings;
use crate::spoken::SpokenCalls;
use crate::trunks::Trunks;
use crate::{media, recovery, signalling};
use blob::Blobs;
use exchange::{Change, Command, Dialable, DialableError, Input, Reply};
use futures_util::future::BoxFuture;
use ids::{Account, InstanceId, Region, Timestamp};
use media_io::{MediaEvent, MediaHandle};
use resources::{Kind, Resource};
use services::bots::BotRuntime;
use services::{Clock, ExchangeError, Exchanges, FlowPort};
use sip_io::{SipEvent, SipHandle};
use speech_io::Speech;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak};
use store::{Store, StoreError};
use thiserror::Error;
use tokio::sync::{mpsc, oneshot, watch};

/// What a center is made of.
pub struct Parts {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// Recordings and prompts.
    pub blobs: Blobs,
    /// Text to speech.
    pub speech: Speech,
    /// Bots.
    pub bots: Arc<dyn BotRuntime>,
    /// The media threads, and what they tell.
    pub media: (MediaHandle, mpsc::UnboundedReceiver<MediaEvent>),
    /// SIP, and what it tells.
    pub sip: (SipHandle, mpsc::Receiver<SipEvent>),
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The account of all ARNs.
    pub account: Account,
    /// The region of all ARNs.
    pub region: Region,
    /// Unfinished recordings are kept here.
    pub spool: PathBuf,
    /// Times and places.
    pub exchange: ExchangeConfig,
    /// Where functions run.
    pub functions: FunctionsConfig,
    /// Where calls of ours go.
    pub trunks: Trunks,
}

/// Why exchanges could not be started.
#[derive(Debug, Error)]
pub enum CenterError {
    /// What is kept cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A kept resource cannot be read: written by a newer version, or damaged.
    #[error("the stored {kind} {id} cannot be read: {cause}")]
    Resource {
        /// Its kind.
        kind: String,
        /// Its identifier.
        id: String,
        /// What is wrong.
        cause: String,
    },
    /// The numbers that may be called are not well said.
    #[error(transparent)]
    Dialable(#[from] DialableError),
    /// The folder of unfinished recordings cannot be used.
    #[error("the folder of unfinished recordings cannot be used: {0}")]
    Spool(#[from] std::io::Error),
    /// The HTTP client for functions cannot be made.
    #[error("the HTTP client for functions cannot be made: {0}")]
    Client(#[from] reqwest::Error),
}

/// Numbers for the metrics page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CenterStats {
    /// Contacts that are live, after-contact work included.
    pub live_contacts: u64,
    /// Exchanges that run.
    pub exchanges: u64,
}

/// What all actors share.
pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) blobs: Blobs,
    pub(crate) playing: Playing,
    pub(crate) media: MediaHandle,
    pub(crate) sip: SipHandle,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) functions: Functions,
    pub(crate) account: Account,
    pub(crate) region: Region,
    pub(crate) config: ExchangeConfig,
    pub(crate) dialable: Dialable,
    pub(crate) trunks: Trunks,
    pub(crate) legs: Legs,
    pub(crate) agents: Agents,
    pub(crate) numbers: Numbers,
    pub(crate) recordings: Recordings,
    pub(crate) draining: AtomicBool,
    /// What answers flows; set once the services are there, which hold this in turn.
    pub(crate) flows: OnceLock<Weak<dyn FlowPort>>,
    pub(crate) bots: Arc<dyn BotRuntime>,
    pub(crate) listeners: Listeners,
    pub(crate) spoken: SpokenCalls,
    exchanges: RwLock<HashMap<InstanceId, Actor>>,
    /// Taken away at the end, so that the committer sees that nothing more comes.
    committer: Mutex<Option<mpsc::Sender<Work>>>,
}

pub(crate) struct Actor {
    pub(crate) inbox: mpsc::UnboundedSender<Message>,
    pub(crate) live: Arc<AtomicUsize>,
    pub(crate) drained: watch::Receiver<bool>,
}

impl World {
    /// Hands an input to an instance's exchange; dropped where none runs.
    pub(crate) fn tell(&self, instance: InstanceId, input: Input) {
        self.post(instance, Message::Input(input));
    }

    pub(crate) fn post(&self, instance: InstanceId, message: Message) -> bool {
        let exchanges = self
            .exchanges
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        exchanges
            .get(&instance)
            .is_some_and(|actor| actor.inbox.send(message).is_ok())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The way to the committer; `None` at the very end.
    pub(crate) fn committer(&self) -> Option<mpsc::Sender<Work>> {
        self.committer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// All exchanges of the process. Cheap to clone.
#[derive(Clone)]
pub struct Center {
    pub(crate) world: Arc<World>,
    committed: Arc<Mutex<Option<tokio::task::JoinHandle<()>>>>,
}

impl Center {
    /// Starts the exchanges of all instances in the store: contacts that were live when the last
    /// process ended are closed, and their records are published.
    pub async fn start(parts: Parts) -> Result<Self, CenterError> {
        let (media, media_events) = parts.media;
        let (sip, sip_events) = parts.sip;
        let (committer, committed) = committer::start(Arc::clone(&parts.store));
        let world = Arc::new(World {
            listeners: Listeners::new(parts.speech.recogniser().clone()),
            playing: Playing::new(parts.speech, parts.blobs.clone()),
            recordings: Recordings::open(parts.spool)?,
            store: parts.store,
            blobs: parts.blobs,
            media,
            sip,
            clock: parts.clock,
            functions: Functions::new(parts.functions)?,
            dialable: parts.exchange.dialable(&parts.region)?,
            trunks: parts.trunks,
            account: parts.account,
            region: parts.region,
            config: parts.exchange,
            legs: Legs::default(),
            agents: Agents::default(),
            numbers: Numbers::default(),
            draining: AtomicBool::new(false),
            flows: OnceLock::new(),
            bots: parts.bots,
            spoken: SpokenCalls::default(),
            exchanges: RwLock::default(),
            committer: Mutex::new(Some(committer)),
        });
        let center = Self {
            world,
            committed: Arc::new(Mutex::new(Some(committed))),
        };
        recovery::start(&center).await?;
        tokio::spawn(media::run(Arc::clone(&center.world), media_events));
        tokio::spawn(signalling::run(Arc::clone(&center.world), sip_events));
        Ok(center)
    }

    /// Starts an instance's exchange, unless it runs.
    pub(crate) fn open(&self, instance: InstanceId) {
        let mut exchanges = self
            .world
            .exchanges
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        exchanges
            .entry(instance)
            .or_insert_with(|| actor::start(&self.world, instance));
    }

    fn close(&self, instance: InstanceId) {
        let mut exchanges = self
            .world
            .exchanges
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(actor) = exchanges.remove(&instance) {
            let _ = actor.inbox.send(Message::Stop);
        }
    }

    /// Tells who answers what flows ask for. Until then, and after the port is dropped, such
    /// actions take their error branches. Told once; later ones are ignored.
    pub fn serve_flows(&self, port: Weak<dyn FlowPort>) {
        let _ = self.world.flows.set(port);
    }

    /// Numbers for the metrics page.
    pub fn stats(&self) -> CenterStats {
        let exchanges = self
            .world
            .exchanges
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        CenterStats {
            live_contacts: exchanges
                .values()
                .map(|actor| actor.live.load(Ordering::Relaxed) as u64)
                .sum(),
            exchanges: exchanges.len() as u64,
        }
    }

    /// Takes no new calls, waits until the live ones are over (or the configured time has passed
    /// and they were closed), and returns when everything that was decided is durable.
    pub async fn drain(&self) {
        let world = &self.world;
        world.draining.store(true, Ordering::Relaxed);
        let _ = world.sip.drain();
        let deadline = world.now() + world.config.drain_time();
        let waiting: Vec<watch::Receiver<bool>> = {
            let exchanges = world
                .exchanges
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            for actor in exchanges.values() {
                let _ = actor.inbox.send(Message::Input(Input::Drain { deadline }));
            }
            exchanges
                .values()
                .map(|actor| actor.drained.clone())
                .collect()
        };
        for mut drained in waiting {
            // An actor that has ended has drained too.
            let _ = drained.wait_for(|done| *done).await;
        }
        world.spoken.drain(deadline.since(world.now())).await;
        self.finish().await;
    }

    /// Ends the actors and waits for the committer.
    async fn finish(&self) {
        {
            let mut exchanges = self
                .world
                .exchanges
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            for (_, actor) in exchanges.drain() {
                let _ = actor.inbox.send(Message::Stop);
            }
        }
        self.world
            .committer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let committed = self
            .committed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(committed) = committed {
            let _ = committed.await;
        }
    }

    fn note_numbers(&self, change: &Change) {
        match change {
            Change::Put(resource) => {
                if let Resource::PhoneNumber(it) = &**resource {
                    self.world
                        .numbers
                        .put(it.id.to_string(), it.number.clone(), it.instance);
                }
            }
            Change::Delete {
                kind: Kind::PhoneNumber,
                id,
            } => self.world.numbers.delete(id),
            Change::Delete { .. } => {}
        }
    }
}

impl Exchanges for Center {
    fn execute(
        &self,
        instance: InstanceId,
        command: Command,
    ) -> BoxFuture<'_, Result<Reply, ExchangeError>> {
        let (reply, answer) = oneshot::channel();
        let asked = self.world.post(
            instance,
            Message::Ask {
                command: Box::new(command),
                reply,
            },
        );
        Box::pin(async move {
            if !asked {
                return Err(ExchangeError::NotRunning(instance));
            }
            answer
                .await
                .unwrap_or(Err(ExchangeError::Unavailable("it is closing down")))
        })
    }

    fn changed(&self, instance: InstanceId, change: Change) {
        self.note_numbers(&change);
        match &change {
            Change::Put(resource) if resource.kind() == Kind::Instance => self.open(instance),
            Change::Delete {
                kind: Kind::Instance,
                ..
            } => return self.close(instance),
            _ => {}
        }
        self.world.tell(instance, Input::Directory(change));
    }
}
