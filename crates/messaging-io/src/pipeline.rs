//! Starts the pipeline, and is the handle to it.

use crate::actor::{Actor, Health, Inbox, Input};
use crate::applications::Desk;
use crate::callbacks::{Callbacks, Door, Secret, Speaks};
use crate::carriers::http::HttpCarrier;
use crate::carriers::mm7::Mm7Carrier;
use crate::carriers::sip::SipCarrier;
use crate::carriers::{Carrier, Carriers, smpp};
use crate::committer::{self, Committer};
use crate::config::{
    CarrierKind, MessagingConfig, SIMULATOR, SmppCarrierConfig, SmppServerConfig, SmppVersion,
};
use crate::deliveries::{self, Applications};
use crate::simulator::{Centre, Simulator};
use crate::told::Recent;
use crate::{directory, rows, texts};
use blob::Blobs;
use futures_util::future::BoxFuture;
use ids::{IdSource, Pii, Timestamp};
use messaging::{
    Accepted, Engine, Message, MessageFacts, Network, Networks, Phase, Spend, Submission,
};
use services::messages::counts::Counter;
use services::messages::history;
use services::programs::AccessKeys;
use services::{
    Calls, CarrierState, CarriersState, Clock, MessagingChange, SendAccess, SendError, Texts,
};
use smpp_io::{Smsc, SmscConfig, SmscError, TlsError};
use smpp_proto::Settings;
use std::collections::{BTreeMap, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::AtomicU8;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::Duration;
use store::{Store, StoreError};
use thiserror::Error;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

/// What the pipeline works with.
pub struct Parts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// The files of MMS.
    pub blobs: Blobs,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Whom applications act for.
    pub keys: Arc<AccessKeys>,
    /// Who speaks messages over the telephone.
    pub calls: Arc<dyn Calls>,
    /// `[messaging]`.
    pub config: MessagingConfig,
}

/// Why the pipeline does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A price is no amount.
    #[error("[[messaging.rates]]: {0}")]
    Rate(#[from] messaging::UsdError),
    /// Two carriers have one name, or one has the simulator's.
    #[error("two carriers are named {0}")]
    Name(String),
    /// A link's TLS cannot be set up.
    #[error("carrier {0}: {1}")]
    Tls(String, TlsError),
    /// A carrier's HTTP client cannot be made.
    #[error("carrier {0}: {1}")]
    Client(String, reqwest::Error),
    /// A message centre cannot be started.
    #[error(transparent)]
    Smsc(#[from] SmscError),
    /// A password is not in the environment.
    #[error("the password of {0} is not in the environment variable {1}")]
    Password(String, String),
    /// Nothing random could be had.
    #[error("the system's random source failed")]
    Random,
}

/// The running pipeline.
pub struct Pipeline {
    store: Arc<dyn Store>,
    inbox: Inbox,
    carriers: Arc<Carriers>,
    spend: Arc<Mutex<Spend>>,
    health: Arc<Mutex<Health>>,
    networks: Networks,
    access: Access,
    callbacks: Callbacks,
    /// Readings of the configuration reach the engine in their order.
    reading: tokio::sync::Mutex<()>,
    applications: Option<Arc<Smsc>>,
    _simulator: Arc<Smsc>,
    /// Told when a text waits for the contact centre.
    texts: Arc<Notify>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl std::fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pipeline")
    }
}

const INPUTS: usize = 4_096;

/// Whose policies are asked, once that is known.
pub(crate) type Access = Arc<OnceLock<Weak<dyn SendAccess>>>;

impl Pipeline {
    /// Starts it: what had not ended goes on.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(parts: Parts) -> Result<Arc<Self>, StartError> {
        let Parts {
            store,
            blobs,
            clock,
            keys,
            calls,
            config,
        } = parts;
        check_names(&config)?;
        let (inbox, inputs) = mpsc::channel(INPUTS);
        let simulator = Simulator::new(&config, &blobs, clock.clone(), inbox.clone());
        let (centre, link) = simulate(&simulator, &inbox, &clock).await?;
        let mut carriers = Carriers {
            simulator: Some(Arc::clone(&simulator)),
            ..Carriers::default()
        };
        carriers.carriers.insert(SIMULATOR.to_owned(), link);
        open(&config, &blobs, &calls, &inbox, &clock, &mut carriers)?;
        let carriers = Arc::new(carriers);
        let callbacks = callbacks(&config, &blobs, &inbox)?;

        let (engine, resumed) = recover(&*store, &config, &*clock).await?;
        let networks = config.settings()?.networks;
        let spent = engine.spend();
        let spend = Arc::new(Mutex::new(spent.0));
        let applications = config.smpp.as_ref().map(|smpp| smpp.applications.clone());
        let applications = Arc::new(Applications(applications.unwrap_or_default()));
        let seed: [u8; 16] = secrets::random_array().map_err(|_| StartError::Random)?;
        let health = Arc::new(Mutex::new(Health::default()));
        let counter = Counter::resume(&*store, clock.now()).await?;
        let load = Arc::new(AtomicU8::new(0));
        let actor = Actor {
            engine,
            store: Arc::clone(&store),
            clock: clock.clone(),
            ids: IdSource::new(u128::from_be_bytes(seed)),
            applications: Arc::clone(&applications),
            spend: Arc::clone(&spend),
            spent,
            counter,
            health: Arc::clone(&health),
            load: Arc::clone(&load),
            told: Timestamp(0),
            also: Vec::new(),
            recent: Recent::default(),
            history: Duration::from_secs(u64::from(config.history_days) * 86_400),
        };
        let (deliver, texts) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let committer = Committer {
            store: Arc::clone(&store),
            carriers: Arc::clone(&carriers),
            inbox: inbox.clone(),
            deliver: Arc::clone(&deliver),
            texts: Arc::clone(&texts),
        };
        let (work, works) = committer::channel();
        let mut tasks = vec![
            tokio::spawn(actor.run(inputs, work)),
            tokio::spawn(committer.run(works)),
            tokio::spawn(async move { simulator.resume(resumed).await }),
        ];
        let access = Access::default();
        let smsc = match &config.smpp {
            None => None,
            Some(smpp) => {
                let desk = Desk {
                    configured: Arc::clone(&applications),
                    passwords: Arc::new(passwords(smpp)?),
                    keys,
                    inbox: inbox.clone(),
                    wake: Arc::clone(&deliver),
                    access: Arc::clone(&access),
                    store: Arc::clone(&store),
                    lists: Arc::new(smpp.lists.clone()),
                    load,
                };
                let smsc = Arc::new(Smsc::start(server(smpp), Arc::new(desk)).await?);
                tracing::info!(address = %smsc.address, "applications may bind by SMPP");
                let owed =
                    deliveries::run(Arc::clone(&store), Arc::clone(&smsc), applications, deliver);
                tasks.push(tokio::spawn(owed));
                Some(smsc)
            }
        };
        Ok(Arc::new(Self {
            store,
            inbox,
            carriers,
            spend,
            health,
            networks,
            access,
            callbacks,
            reading: tokio::sync::Mutex::new(()),
            applications: smsc,
            _simulator: centre,
            texts,
            tasks: Mutex::new(tasks),
        }))
    }

    /// Tells whose policies are asked what applications may send. Until then they are put off. Told
    /// once; later ones are ignored.
    pub fn ask(&self, access: Weak<dyn SendAccess>) {
        let _ = self.access.set(access);
    }

    /// Where applications bind, if they may.
    pub fn smpp_address(&self) -> Option<SocketAddr> {
        self.applications.as_ref().map(|smsc| smsc.address)
    }

    /// Tells who takes texts for the contact centre. Until then, and while the port says that it
    /// cannot, they wait.
    pub fn pass_texts_to(&self, port: Weak<dyn Texts>) {
        let (store, inbox) = (Arc::clone(&self.store), self.inbox.clone());
        let task = texts::run(store, port, inbox, Arc::clone(&self.texts));
        self.tasks().push(tokio::spawn(task));
    }

    fn tasks(&self) -> std::sync::MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Unbinds everybody and makes durable what is under way.
    pub async fn stop(&self) {
        if let Some(applications) = &self.applications {
            applications.stop();
        }
        let links = self
            .carriers
            .carriers
            .values()
            .filter_map(|carrier| match carrier {
                Carrier::Smpp(carrier) => Some(carrier.stop()),
                Carrier::Http(_) | Carrier::Mm7(_) | Carrier::Sip(_) => None,
            });
        futures_util::future::join_all(links).await;
        let (flushed, done) = oneshot::channel();
        if self.inbox.send(Input::Flush(flushed)).await.is_ok() {
            let _ = done.await;
        }
        self.tasks().iter().for_each(JoinHandle::abort);
    }

    async fn tell<T>(&self, input: impl FnOnce(oneshot::Sender<T>) -> Input) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        self.inbox.send(input(answer)).await.ok()?;
        answered.await.ok()
    }

    async fn read_again(&self) {
        let _order = self.reading.lock().await;
        match directory::read(&*self.store).await {
            Ok(directory) => {
                self.tell(|done| Input::Directory(Box::new(directory), done))
                    .await;
            }
            Err(error) => tracing::error!(%error, "the configuration could not be read again"),
        }
    }
}

impl services::CarrierCallbacks for Pipeline {
    fn told(&self, request: services::CarrierRequest) -> BoxFuture<'_, services::CarrierAnswer> {
        self.callbacks.told(request)
    }
}

const CLOSING: SendError = SendError::Unavailable("it is closing down");

impl services::Messages for Pipeline {
    fn send(&self, submission: Submission) -> BoxFuture<'_, Result<Accepted, SendError>> {
        Box::pin(async move {
            let asked = self
                .tell(|answer| Input::Send(Box::new(submission), answer))
                .await;
            asked.unwrap_or(Err(CLOSING))
        })
    }

    fn changed(&self, change: MessagingChange) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            match change {
                MessagingChange::Configuration => self.read_again().await,
                MessagingChange::OptedOut {
                    list,
                    number,
                    opted_out,
                } => {
                    self.tell(|done| Input::OptedOut(list, number, opted_out, done))
                        .await;
                }
                MessagingChange::OptOutListDeleted { list } => {
                    self.tell(|done| Input::ListDeleted(list, done)).await;
                    self.read_again().await;
                }
            }
        })
    }

    fn spend(&self) -> Spend {
        *self.spend.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn carriers(&self) -> CarriersState {
        let health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        let state = |it: &messaging::CarrierHealth| CarrierState {
            kind: self.carriers.kind(&it.name),
            health: it.clone(),
            binds: self.carriers.binds(&it.name),
        };
        CarriersState {
            carriers: health.carriers.iter().map(state).collect(),
            waiting: health.waiting,
            open: health.open,
        }
    }

    fn network(&self, number: &str) -> Option<Network> {
        self.networks.of(number).cloned()
    }

    fn message(&self, id: String) -> BoxFuture<'_, Result<Option<MessageFacts>, SendError>> {
        Box::pin(async move {
            let Ok(uuid) = id.parse() else {
                return Ok(None);
            };
            let live = self
                .tell(|answer| Input::Look(uuid, answer))
                .await
                .ok_or(CLOSING)?;
            if live.is_some() {
                return Ok(live);
            }
            let unread = |_| SendError::Unavailable("the store could not be read");
            let kept = history::find(&*self.store, &id).await.map_err(unread)?;
            if kept.is_some() {
                return Ok(kept);
            }
            // It may have ended just now: the engine knows it no longer, the store not yet.
            self.tell(Input::Flush).await.ok_or(CLOSING)?;
            history::find(&*self.store, &id).await.map_err(unread)
        })
    }
}

fn check_names(config: &MessagingConfig) -> Result<(), StartError> {
    let mut names = vec![SIMULATOR];
    for carrier in &config.carriers {
        if names.contains(&carrier.name.as_str()) {
            return Err(StartError::Name(carrier.name.clone()));
        }
        names.push(&carrier.name);
    }
    Ok(())
}

/// The engine as it was, and what the simulator had.
async fn recover(
    store: &dyn Store,
    config: &MessagingConfig,
    clock: &dyn Clock,
) -> Result<(Engine, Vec<Message>), StartError> {
    let mut engine = Engine::new(config.settings()?);
    engine.set_directory(directory::read(store).await?);
    directory::opted_out(store, |list, number| {
        engine.set_opted_out(list, number, true)
    })
    .await?;
    if let Some((spend, month)) = rows::read_spend(store).await? {
        engine.restore_spend(spend, month);
    }
    rows::read_calls(store, |at, to| engine.restore_call(at, to)).await?;
    let now = clock.now();
    // Their links tell when they are up.
    engine.connected(now, SIMULATOR, false);
    for carrier in &config.carriers {
        if let CarrierKind::Smpp(_) = carrier.kind {
            engine.connected(now, &carrier.name, false);
        }
    }
    let mut simulated = Vec::new();
    for message in rows::live(store).await? {
        if message.phase == Phase::Awaiting && message.carrier.as_deref() == Some(SIMULATOR) {
            simulated.push(message.clone());
        }
        engine.restore(now, message);
    }
    for part in rows::parts(store).await? {
        engine.restore_part(part);
    }
    if !engine.is_empty() {
        tracing::info!(messages = engine.len(), "messages without an outcome go on");
    }
    Ok((engine, simulated))
}

/// Starts the simulator's message centre, and the link to it.
async fn simulate(
    simulator: &Arc<Simulator>,
    inbox: &Inbox,
    clock: &Arc<dyn Clock>,
) -> Result<(Arc<Smsc>, Carrier), StartError> {
    let config = SmscConfig {
        listen: (Ipv4Addr::LOCALHOST, 0).into(),
        tls: None,
        system_id: SIMULATOR.to_owned(),
        session: Settings {
            window: 500,
            ..Settings::default()
        },
        connections: 16,
    };
    let password: String = secrets::random_token::<16>()
        .map_err(|_| StartError::Random)?
        .chars()
        .take(8)
        .collect();
    let password = Pii::new(password);
    let centre = Arc::new(Centre(Arc::clone(simulator), password.clone()));
    let smsc = Arc::new(Smsc::start(config, centre).await?);
    simulator.serve_by(Arc::clone(&smsc));
    let link = SmppCarrierConfig {
        address: smsc.address.to_string(),
        system_id: SIMULATOR.to_owned(),
        password_env: None,
        system_type: String::new(),
        version: SmppVersion::V34,
        binds: 1,
        tls: None,
        enquire_link_seconds: 30,
        response_seconds: 30,
        latin1: false,
        errors: BTreeMap::new(),
    };
    let window = (500, true);
    let link = smpp::start(
        SIMULATOR,
        &link,
        password,
        window,
        inbox.clone(),
        clock.clone(),
    );
    let link = link.map_err(|error| StartError::Tls(SIMULATOR.to_owned(), error))?;
    Ok((smsc, Carrier::Smpp(link)))
}

/// Opens the configured carriers.
fn open(
    config: &MessagingConfig,
    blobs: &Blobs,
    calls: &Arc<dyn Calls>,
    inbox: &Inbox,
    clock: &Arc<dyn Clock>,
    to: &mut Carriers,
) -> Result<(), StartError> {
    for carrier in &config.carriers {
        let name = &carrier.name;
        let opened = match &carrier.kind {
            CarrierKind::Smpp(link) => {
                let password = match &link.password_env {
                    Some(variable) => password(name, variable)?,
                    None => Pii::new(String::new()),
                };
                let bounds = (carrier.window, carrier.receipts);
                let link = smpp::start(name, link, password, bounds, inbox.clone(), clock.clone());
                Carrier::Smpp(link.map_err(|error| StartError::Tls(name.clone(), error))?)
            }
            CarrierKind::Http(http) => {
                let carrier = HttpCarrier::new(http.clone(), blobs.clone());
                Carrier::Http(carrier.map_err(|error| StartError::Client(name.clone(), error))?)
            }
            CarrierKind::Mm7(mm7) => {
                let receipts = carrier.receipts && mm7.callback.is_some();
                let opened = Mm7Carrier::new(mm7.clone(), blobs.clone(), receipts, clock.clone());
                Carrier::Mm7(opened.map_err(|error| StartError::Client(name.clone(), error))?)
            }
            CarrierKind::Sip(sip) => Carrier::Sip(SipCarrier {
                calls: Arc::clone(calls),
                ring: Duration::from_secs(sip.ring_seconds),
                inbox: inbox.clone(),
                clock: clock.clone(),
            }),
        };
        to.carriers.insert(name.clone(), opened);
    }
    Ok(())
}

/// The ways in of carriers that tell by requests.
fn callbacks(
    config: &MessagingConfig,
    blobs: &Blobs,
    inbox: &Inbox,
) -> Result<Callbacks, StartError> {
    let mut doors = HashMap::new();
    for carrier in &config.carriers {
        let (secret, speaks) = match &carrier.kind {
            CarrierKind::Http(http) => match &http.callback {
                Some(it) => (&it.secret, Speaks::Json(it.clone())),
                None => continue,
            },
            CarrierKind::Mm7(mm7) => match &mm7.callback {
                Some(it) => (it, Speaks::Mm7),
                None => continue,
            },
            CarrierKind::Smpp(_) | CarrierKind::Sip(_) => continue,
        };
        let secret = Secret {
            value: password(&carrier.name, &secret.secret_env)?,
            header: secret.header.to_ascii_lowercase(),
            query: secret.query.clone(),
        };
        doors.insert(carrier.name.clone(), Door { secret, speaks });
    }
    Ok(Callbacks {
        doors: Arc::new(doors),
        inbox: inbox.clone(),
        blobs: blobs.clone(),
        folder: config.media_folder.clone(),
    })
}

fn password(of: &str, variable: &str) -> Result<Pii<String>, StartError> {
    let read = std::env::var(variable);
    let missing = |_| StartError::Password(of.to_owned(), variable.to_owned());
    read.map(Pii::new).map_err(missing)
}

fn server(config: &SmppServerConfig) -> SmscConfig {
    SmscConfig {
        listen: config.listen,
        tls: config.tls.clone(),
        system_id: "carillon".to_owned(),
        session: Settings::default(),
        connections: 1_000,
    }
}

/// The passwords of the applications, by system id.
fn passwords(config: &SmppServerConfig) -> Result<BTreeMap<String, Pii<String>>, StartError> {
    let passwords = config.applications.iter().map(|it| {
        let password = password(&it.system_id, &it.password_env)?;
        Ok((it.system_id.clone(), password))
    });
    passwords.collect()
}
