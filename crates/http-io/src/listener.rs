//! Listening, connections and closing down.
//!
//! One task accepts per port, one task serves per connection. Closing down has two stages: no new
//! connections and each open one ends after the request at hand; at the deadline the rest is cut.

use crate::tls::{self, TlsError};
use crate::{Limits, ListenConfig};
use axum::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio_rustls::TlsAcceptor;

/// How far closing down has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Requests are taken.
    Serving,
    /// Nothing new is taken; what began is finished.
    Draining,
    /// What is left is dropped.
    Cut,
}

/// A connection's view of closing down. As long as one exists the server counts as busy.
#[derive(Debug, Clone)]
pub struct Lease {
    phase: watch::Receiver<Phase>,
    _busy: mpsc::Sender<()>,
}

impl Lease {
    /// The phase right now.
    pub fn phase(&self) -> Phase {
        *self.phase.borrow()
    }

    /// Waits until that phase or a later one.
    pub async fn reached(&mut self, phase: Phase) {
        // The sender lives in the server; were it gone, the server was dropped: the same as cut.
        let _ = self.phase.wait_for(|now| *now >= phase).await;
    }
}

/// What is known of a request besides its bytes.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The address of the other end.
    pub peer: IpAddr,
    /// Whether the connection is encrypted.
    pub secure: bool,
    /// For what outlives the request, such as a WebSocket.
    pub lease: Lease,
}

/// An answer on its way.
pub type Answering = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

/// What answers requests.
pub trait Respond: Send + Sync + 'static {
    /// Answers one request.
    fn respond(self: Arc<Self>, request: Request<Incoming>, origin: Origin) -> Answering;
}

/// Why listening failed.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address is taken, or not ours.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// A running server. Dropping it cuts all connections.
#[derive(Debug)]
pub struct Server {
    http: Option<SocketAddr>,
    https: Option<SocketAddr>,
    phase: watch::Sender<Phase>,
    idle: mpsc::Receiver<()>,
}

/// How closing down went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drained {
    /// Everything finished in time.
    Finished,
    /// The deadline came first; what was left was cut.
    Cut,
}

impl Server {
    /// Listens and serves.
    ///
    /// # Errors
    /// When an address cannot be listened on or a certificate cannot be used.
    pub async fn start(
        config: ListenConfig,
        respond: Arc<dyn Respond>,
    ) -> Result<Self, StartError> {
        let (phase, watching) = watch::channel(Phase::Serving);
        let (busy, idle) = mpsc::channel(1);
        let shared = Shared {
            respond,
            limits: Arc::new(config.limits.clone()),
            places: Arc::new(Semaphore::new(config.limits.connections)),
            lease: Lease {
                phase: watching,
                _busy: busy,
            },
        };
        let mut server = Self {
            http: None,
            https: None,
            phase,
            idle,
        };
        let https = match &config.https {
            Some((address, certificate)) => {
                // Reading files and making keys may take a while, hence not on a runtime thread.
                let certificate = certificate.clone();
                let made = tokio::task::spawn_blocking(move || tls::server_config(&certificate));
                let tls = made.await.map_err(|join| StartError::Bind {
                    address: *address,
                    source: std::io::Error::other(join),
                })??;
                Some((bind(*address).await?, TlsAcceptor::from(tls)))
            }
            None => None,
        };
        if let Some(address) = config.http {
            let (listener, address) = bind(address).await?;
            server.http = Some(address);
            tokio::spawn(accept(listener, None, shared.clone()));
        }
        if let Some(((listener, address), tls)) = https {
            server.https = Some(address);
            tokio::spawn(accept(listener, Some(tls), shared));
        }
        Ok(server)
    }

    /// The bound HTTP address.
    pub fn http(&self) -> Option<SocketAddr> {
        self.http
    }

    /// The bound HTTPS address.
    pub fn https(&self) -> Option<SocketAddr> {
        self.https
    }

    /// Stops accepting, lets requests finish until `deadline` is over, then cuts.
    pub async fn shutdown(mut self, deadline: Duration) -> Drained {
        self.phase.send_replace(Phase::Draining);
        // `recv` ends when the last lease is gone.
        if tokio::time::timeout(deadline, self.idle.recv())
            .await
            .is_ok()
        {
            return Drained::Finished;
        }
        self.phase.send_replace(Phase::Cut);
        self.idle.recv().await;
        Drained::Cut
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.phase.send_replace(Phase::Cut);
    }
}

#[derive(Clone)]
struct Shared {
    respond: Arc<dyn Respond>,
    limits: Arc<Limits>,
    places: Arc<Semaphore>,
    lease: Lease,
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, shared: Shared) {
    let mut closing = shared.lease.clone();
    loop {
        let place = tokio::select! {
            () = closing.reached(Phase::Draining) => return,
            place = Arc::clone(&shared.places).acquire_owned() => place,
        };
        let Ok(place) = place else { return };
        let accepted = tokio::select! {
            () = closing.reached(Phase::Draining) => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (shared, tls) = (shared.clone(), tls.clone());
                tokio::spawn(async move {
                    connection(stream, peer, tls, shared).await;
                    drop(place);
                });
            }
            Err(error) => {
                // Out of file descriptors, or the peer was gone already: neither ends the port.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, tls: Option<TlsAcceptor>, shared: Shared) {
    // Answers are small and whole: waiting to coalesce them only adds delay.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else {
        return serve(stream, peer, false, shared).await;
    };
    let mut closing = shared.lease.clone();
    let handshake = tokio::time::timeout(shared.limits.handshake_time, tls.accept(stream));
    let shaken = tokio::select! {
        () = closing.reached(Phase::Cut) => return,
        shaken = handshake => shaken,
    };
    match shaken {
        Ok(Ok(stream)) => serve(stream, peer, true, shared).await,
        Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
        Err(_) => tracing::debug!("TLS handshake took too long"),
    }
}

async fn serve<S>(stream: S, peer: SocketAddr, secure: bool, shared: Shared)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Shared {
        respond,
        limits,
        lease,
        ..
    } = shared;
    let origin = Origin {
        peer: peer.ip().to_canonical(),
        secure,
        lease: lease.clone(),
    };
    let service = service_fn(move |request| {
        let answer = Arc::clone(&respond).respond(request, origin.clone());
        async move { Ok::<_, Infallible>(answer.await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_headers(limits.headers)
        // hyper asks for at least 8 KiB.
        .max_buf_size(limits.header_bytes.max(8192))
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let (mut draining, mut cut) = (lease.clone(), lease);
    let done = tokio::select! {
        done = connection.as_mut() => done,
        () = draining.reached(Phase::Draining) => {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                done = connection => done,
                () = cut.reached(Phase::Cut) => return,
            }
        }
    };
    if let Err(error) = done {
        tracing::debug!(%error, "connection ended early");
    }
}
