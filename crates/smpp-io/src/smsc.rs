//! The message centre that applications bind to.

use crate::drive::{Ask, Asked, Asker, Delivery, Submitted, Told, drive, now};
use crate::tls::{self, ServerTls, TlsError};
use futures_util::future::BoxFuture;
use smpp_proto::{BindMode, BindRequest, Session, Settings, ShortMessage, Status};
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// Where applications bind.
#[derive(Debug, Clone)]
pub struct SmscConfig {
    /// Where to listen.
    pub listen: SocketAddr,
    /// TLS, if it is spoken.
    pub tls: Option<ServerTls>,
    /// What we call ourselves.
    pub system_id: String,
    /// Times, and the window of deliveries.
    pub session: Settings,
    /// Connections at once; further ones are closed.
    pub connections: usize,
}

/// Why a message centre cannot start.
#[derive(Debug, Error)]
pub enum SmscError {
    /// The address cannot be listened at.
    #[error("{0} cannot be listened at: {1}")]
    Listen(SocketAddr, io::Error),
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// What the applications' messages lead to.
pub trait Applications: Send + Sync + 'static {
    /// Whether an application is let in, or with which status it is not.
    fn bind(&self, request: BindRequest) -> BoxFuture<'_, Result<(), Status>>;

    /// An application came up that can be delivered to.
    fn bound(&self, system_id: &str);

    /// An application submitted a message; answer it.
    fn submitted(&self, system_id: &str, delivery: Delivery);

    /// How loaded the centre is, 0 to 100: applications that speak 5.0 are told.
    fn load(&self) -> u8 {
        0
    }

    /// An application asks for something else; answer it.
    fn asked(&self, _system_id: &str, asked: Asked) {
        asked.answer(Err(Status::INVALID_COMMAND));
    }
}

/// Connections that are bound for deliveries, by system id.
type Receivers = Arc<Mutex<HashMap<String, Vec<(u64, Asker)>>>>;

/// A running message centre.
#[derive(Debug)]
pub struct Smsc {
    /// Where it listens.
    pub address: SocketAddr,
    receivers: Receivers,
    task: JoinHandle<()>,
}

const SUBMISSIONS: usize = 256;

impl Smsc {
    /// Starts to listen.
    ///
    /// # Errors
    /// See [`SmscError`].
    pub async fn start(
        config: SmscConfig,
        applications: Arc<dyn Applications>,
    ) -> Result<Self, SmscError> {
        let tls = config.tls.as_ref().map(tls::acceptor).transpose()?;
        let failed = |error| SmscError::Listen(config.listen, error);
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let receivers = Receivers::default();
        let accepting = accept(listener, config, tls, applications, Arc::clone(&receivers));
        Ok(Self {
            address,
            receivers,
            task: tokio::spawn(accepting),
        })
    }

    /// Delivers a message to an application by its first binding that takes it.
    pub async fn deliver(&self, system_id: &str, message: ShortMessage) -> Submitted {
        let bound = {
            let receivers = self
                .receivers
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let of = receivers.get(system_id);
            of.map(|of| of.iter().map(|(_, asks)| asks.clone()).collect::<Vec<_>>())
        };
        for asks in bound.unwrap_or_default() {
            let (reply, answer) = oneshot::channel();
            let ask = Ask::Send(Box::new(message.clone()), reply);
            if asks.send(ask).is_err() {
                continue;
            }
            match answer.await {
                Ok(Submitted::NotSent) | Err(_) => {}
                Ok(submitted) => return submitted,
            }
        }
        Submitted::NotSent
    }

    /// Whether an application is bound for deliveries.
    pub fn is_bound(&self, system_id: &str) -> bool {
        let receivers = self
            .receivers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        receivers.get(system_id).is_some_and(|of| !of.is_empty())
    }

    /// Unbinds all applications and stops to listen.
    pub fn stop(&self) {
        self.task.abort();
        let receivers = self
            .receivers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for (_, asks) in receivers.values().flatten() {
            let _ = asks.send(Ask::Unbind);
        }
    }
}

impl Drop for Smsc {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(
    listener: TcpListener,
    config: SmscConfig,
    tls: Option<TlsAcceptor>,
    applications: Arc<dyn Applications>,
    receivers: Receivers,
) {
    let places = Arc::new(Semaphore::new(config.connections));
    for number in 0_u64.. {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "an SMPP connection could not be accepted");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            tracing::warn!(%peer, "too many SMPP connections");
            continue;
        };
        let connection = Connection {
            number,
            session: Session::smsc(now(), config.session, config.system_id.clone()),
            applications: Arc::clone(&applications),
            receivers: Arc::clone(&receivers),
        };
        let tls = tls.clone();
        tokio::spawn(async move {
            connection.serve(stream, tls).await;
            drop(place);
        });
    }
}

struct Connection {
    number: u64,
    session: Session,
    applications: Arc<dyn Applications>,
    receivers: Receivers,
}

impl Connection {
    async fn serve(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        let _ = stream.set_nodelay(true);
        match tls {
            None => self.hold(stream).await,
            Some(tls) => match tls.accept(stream).await {
                Ok(stream) => self.hold(stream).await,
                Err(error) => tracing::debug!(%error, "no TLS with an application"),
            },
        }
    }

    async fn hold<S: AsyncRead + AsyncWrite + Send>(self, stream: S) {
        let Self {
            number,
            session,
            applications,
            receivers,
        } = self;
        let (asker, mut asks) = mpsc::unbounded_channel();
        let (told, mut tells) = mpsc::channel(SUBMISSIONS);
        let driving = async {
            let load = || applications.load();
            let ended = drive(stream, session, &asker, &mut asks, &told, load).await;
            drop(told);
            ended
        };
        let listening = async {
            let mut system_id = String::new();
            while let Some(tell) = tells.recv().await {
                match tell {
                    Told::BindAsked(sequence, request) => {
                        let (id, mode) = (request.system_id.clone(), request.mode);
                        let status = applications.bind(request).await;
                        let _ = asker.send(Ask::AnswerBind(
                            sequence,
                            status.err().unwrap_or(Status::OK),
                        ));
                        if status.is_ok() {
                            system_id = id;
                            list(&receivers, &system_id, number, mode, &asker);
                            applications.bound(&system_id);
                        }
                    }
                    Told::Delivery(delivery) => applications.submitted(&system_id, delivery),
                    Told::Asked(asked) => applications.asked(&system_id, asked),
                    Told::Bound => {}
                }
            }
            system_id
        };
        let (ended, system_id) = tokio::join!(driving, listening);
        let mut receivers = receivers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of) = receivers.get_mut(&system_id) {
            of.retain(|(it, _)| *it != number);
        }
        tracing::info!(system_id, reason = %ended, "an application's connection ended");
    }
}

fn list(receivers: &Receivers, system_id: &str, number: u64, mode: BindMode, asks: &Asker) {
    if mode.receives() {
        let mut receivers = receivers.lock().unwrap_or_else(PoisonError::into_inner);
        let of = receivers.entry(system_id.to_owned()).or_default();
        of.push((number, asks.clone()));
    }
}
