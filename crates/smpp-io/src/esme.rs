//! The link to a carrier's message centre.

use crate::drive::{Ask, Asker, Delivery, Submitted, Told, drive, now};
use crate::tls::{self, TlsConfig, TlsError};
use ids::Pii;
use smpp_proto::{BindMode, BindRequest, Session, Settings, ShortMessage};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// A carrier's message centre, and how we bind to it.
#[derive(Debug, Clone)]
pub struct EsmeConfig {
    /// The carrier's name, for logs.
    pub name: String,
    /// `host:port`.
    pub address: String,
    /// Who we are there.
    pub system_id: String,
    /// Our password there.
    pub password: Pii<String>,
    /// What kind of system we are there.
    pub system_type: String,
    /// The version that is asked for, such as [`BindRequest::V34`].
    pub interface_version: u8,
    /// How many bindings are held.
    pub binds: usize,
    /// TLS, if it is spoken.
    pub tls: Option<TlsConfig>,
    /// Times, and the window of each binding.
    pub session: Settings,
}

/// What a link tells.
#[derive(Debug)]
pub enum LinkEvent {
    /// The first binding came up, or the last went down.
    Connected(bool),
    /// A message or a receipt came in.
    Delivery(Delivery),
}

/// One binding that is up.
#[derive(Debug)]
struct Bind {
    number: usize,
    asks: Asker,
    in_flight: Arc<AtomicUsize>,
}

type Binds = Arc<Mutex<Vec<Bind>>>;

/// A running link.
#[derive(Debug)]
pub struct Esme {
    binds: Binds,
    tasks: Vec<JoinHandle<()>>,
}

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
const CONNECT: Duration = Duration::from_secs(10);
const DELIVERIES: usize = 256;

impl Esme {
    /// Starts the bindings; they are made in the background and made again when they end.
    ///
    /// # Errors
    /// What is wrong with the TLS settings.
    pub fn start(config: EsmeConfig, events: mpsc::Sender<LinkEvent>) -> Result<Self, TlsError> {
        let host = config.address.rsplit_once(':').map_or("", |(host, _)| host);
        let tls = match &config.tls {
            Some(tls) => Some(tls::connector(tls, host)?),
            None => None,
        };
        let binds = Binds::default();
        let task = |number| {
            let one = OneBind {
                number,
                config: config.clone(),
                tls: tls.clone(),
                binds: Arc::clone(&binds),
                events: events.clone(),
            };
            tokio::spawn(one.run())
        };
        let tasks = (0..config.binds.max(1)).map(task).collect();
        Ok(Self { binds, tasks })
    }

    /// How many bindings are to be held.
    pub const fn wanted(&self) -> usize {
        self.tasks.len()
    }

    /// How many bindings are up, and how many messages wait for their answer in all of them.
    pub fn binds(&self) -> (usize, usize) {
        let binds = self.binds.lock().unwrap_or_else(PoisonError::into_inner);
        let in_flight = binds
            .iter()
            .map(|bind| bind.in_flight.load(Ordering::Relaxed));
        (binds.len(), in_flight.sum())
    }

    /// Submits a message by the binding that has most room.
    pub async fn submit(&self, message: ShortMessage) -> Submitted {
        let (reply, answer) = oneshot::channel();
        let in_flight = {
            let binds = self.binds.lock().unwrap_or_else(PoisonError::into_inner);
            let free = |bind: &&Bind| bind.in_flight.load(Ordering::Relaxed);
            let Some(bind) = binds.iter().min_by_key(free) else {
                return Submitted::NotSent;
            };
            if bind.asks.send(Ask::Send(Box::new(message), reply)).is_err() {
                return Submitted::NotSent;
            }
            bind.in_flight.fetch_add(1, Ordering::Relaxed);
            Arc::clone(&bind.in_flight)
        };
        let answer = answer.await;
        in_flight.fetch_sub(1, Ordering::Relaxed);
        // Dropped unread: the binding ended before it took the message up.
        answer.unwrap_or(Submitted::NotSent)
    }

    /// Unbinds; answers that are under way still come in.
    pub async fn stop(&self) {
        let asks: Vec<_> = {
            let binds = self.binds.lock().unwrap_or_else(PoisonError::into_inner);
            binds.iter().map(|bind| bind.asks.clone()).collect()
        };
        let bound = asks.len();
        for asks in asks {
            let _ = asks.send(Ask::Unbind);
        }
        if bound > 0 {
            let gone = async {
                while !self
                    .binds
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .is_empty()
                {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            let _ = tokio::time::timeout(Duration::from_secs(2), gone).await;
        }
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

type Tls = (
    tokio_rustls::TlsConnector,
    rustls::pki_types::ServerName<'static>,
);

struct OneBind {
    number: usize,
    config: EsmeConfig,
    tls: Option<Tls>,
    binds: Binds,
    events: mpsc::Sender<LinkEvent>,
}

impl OneBind {
    async fn run(self) {
        let mut pause = FIRST_PAUSE;
        loop {
            let was_bound = self.connect().await;
            if self.events.is_closed() {
                return;
            }
            pause = match was_bound {
                true => FIRST_PAUSE,
                false => (pause * 2).min(LONGEST_PAUSE),
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Holds one connection until it ends. Returns whether it was bound.
    async fn connect(&self) -> bool {
        let carrier = &self.config.name;
        let connect = TcpStream::connect(&self.config.address);
        let stream = match tokio::time::timeout(CONNECT, connect).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                tracing::warn!(carrier, %error, "the carrier cannot be reached");
                return false;
            }
            Err(_) => {
                tracing::warn!(carrier, "the carrier does not answer");
                return false;
            }
        };
        let _ = stream.set_nodelay(true);
        match &self.tls {
            None => self.hold(stream).await,
            Some((connector, name)) => match connector.connect(name.clone(), stream).await {
                Ok(stream) => self.hold(stream).await,
                Err(error) => {
                    tracing::warn!(carrier, %error, "no TLS with the carrier");
                    false
                }
            },
        }
    }

    async fn hold<S: AsyncRead + AsyncWrite + Send>(&self, stream: S) -> bool {
        let config = &self.config;
        let request = BindRequest {
            mode: BindMode::Transceiver,
            system_id: config.system_id.clone(),
            password: config.password.clone(),
            system_type: config.system_type.clone(),
            interface_version: config.interface_version,
        };
        let session = Session::esme(now(), config.session, request);
        let (asker, mut asks) = mpsc::unbounded_channel();
        let (told, mut tells) = mpsc::channel(DELIVERIES);
        let driving = async {
            let ended = drive(stream, session, &asker, &mut asks, &told, || 0).await;
            self.unlist().await;
            drop(told);
            ended
        };
        let listening = async {
            let mut bound = false;
            while let Some(tell) = tells.recv().await {
                match tell {
                    Told::Bound => {
                        bound = true;
                        self.list(&asker).await;
                    }
                    Told::Delivery(delivery) => {
                        let _ = self.events.send(LinkEvent::Delivery(delivery)).await;
                    }
                    Told::BindAsked(..) | Told::Asked(_) => {}
                }
            }
            bound
        };
        let (ended, bound) = tokio::join!(driving, listening);
        tracing::info!(carrier = config.name, bind = self.number, reason = %ended, "a binding ended");
        bound
    }

    async fn list(&self, asks: &Asker) {
        let first = {
            let mut binds = self.binds.lock().unwrap_or_else(PoisonError::into_inner);
            binds.push(Bind {
                number: self.number,
                asks: asks.clone(),
                in_flight: Arc::default(),
            });
            binds.len() == 1
        };
        tracing::info!(
            carrier = self.config.name,
            bind = self.number,
            "bound to the carrier"
        );
        if first {
            let _ = self.events.send(LinkEvent::Connected(true)).await;
        }
    }

    async fn unlist(&self) {
        let last = {
            let mut binds = self.binds.lock().unwrap_or_else(PoisonError::into_inner);
            let before = binds.len();
            binds.retain(|bind| bind.number != self.number);
            before > 0 && binds.is_empty()
        };
        if last {
            let _ = self.events.send(LinkEvent::Connected(false)).await;
        }
    }
}
