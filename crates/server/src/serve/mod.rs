//! `carillon serve`: puts the product together, says when it is ready, and takes it down in order.
//!
//! Up: store, keys, blobs, speech, media, SIP, exchanges, sinks, gateway. Down: no new calls,
//! live ones finish, requests finish, sinks stop, the store closes.

mod housekeeping;
mod metrics;
pub mod ready;

use crate::cli::Serve;
use crate::config::{Config, StoreConfig};
use anyhow::{Context, Result, bail};
use api_app::App;
use api_connect::ConnectApi;
use blob::Blobs;
use exchange_io::Center;
use http_io::{Gateway, Limits, ListenConfig, Server};
use ids::Pii;
use secrets::Keyring;
use services::{AccessKeys, Quotas, Services, SystemClock};
use sinks_io::Dispatcher;
use sip_io::SipServer;
use speech_io::Speech;
use std::sync::Arc;
use store::Store;
use store_postgres::PostgresStore;
use store_sqlite::SqliteStore;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tracing_subscriber::EnvFilter;

/// SIP events that may wait; then SIP reads no further.
const SIP_EVENTS: usize = 4096;

/// Everything that runs.
struct Running {
    config: Config,
    store: Arc<dyn Store>,
    center: Center,
    gateway: Arc<Gateway>,
    server: Server,
    media: media_io::MediaHandle,
    sinks: Arc<Dispatcher>,
    sip: sip_io::BoundAddrs,
    housekeeping: tokio::task::JoinHandle<()>,
}

/// Runs the product until SIGTERM or SIGINT.
pub async fn run(options: Serve) -> Result<()> {
    let started = std::time::Instant::now();
    // Listened to from the beginning, so that a signal during the start is not missed.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let running = start(&options).await?;
    let addresses = ready::Addresses::of(&running.server, &running.sip);
    if let Some(file) = &options.ready_file {
        addresses.write(file)?;
    }
    running.gateway.set_ready(true);
    tracing::info!(elapsed = ?started.elapsed(), ?addresses, "carillon is ready");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("closing down: no new calls, live ones finish");
    running.gateway.set_ready(false);
    // A second signal ends the wait.
    tokio::select! {
        () = stop(running) => {}
        _ = terminate.recv() => bail!("ended before everything was finished"),
        _ = interrupt.recv() => bail!("ended before everything was finished"),
    }
    if let Some(file) = &options.ready_file {
        let _ = std::fs::remove_file(file);
    }
    tracing::info!("carillon has ended");
    Ok(())
}

async fn start(options: &Serve) -> Result<Running> {
    let config = Config::for_serve(options)?;
    let data = config.data_dir();
    std::fs::create_dir_all(&data)
        .with_context(|| format!("the data folder {} cannot be made", data.display()))?;
    let keyring = open_keyring(&config)?;
    let store = open_store(&config).await?;
    let blobs = Blobs::open(&config.blobs())?;
    let speech = Speech::open(&config.speech, &data.join("speech"))?;
    let (media, media_events) = media_io::start(config.media())?;
    let (events, sip_events) = mpsc::channel(SIP_EVENTS);
    let (sip, bound) = SipServer::start(config.sip()?, events).await?;
    let (account, region) = (config.account()?, config.region()?);
    let clock = Arc::new(SystemClock);
    let center = Center::start(exchange_io::Parts {
        store: Arc::clone(&store),
        blobs: blobs.clone(),
        speech,
        media: (media.clone(), media_events),
        sip: (sip.clone(), sip_events),
        clock: clock.clone(),
        account: account.clone(),
        region: region.clone(),
        spool: data.join("recording"),
        exchange: config.exchange.clone(),
        functions: config.functions.clone(),
    })
    .await?;
    let sinks = Arc::new(Dispatcher::start(
        &store,
        &config.sinks,
        &data.join("dead-letters"),
    )?);
    let root = root_key(options)?;
    let keys = Arc::new(AccessKeys::new(
        Arc::clone(&store),
        clock.clone(),
        &keyring,
        root,
    ));
    for key in &config.access_keys {
        keys.put(key.read()?).await?;
    }
    let services = Arc::new(Services::new(services::Parts {
        store: Arc::clone(&store),
        blobs: blobs.clone(),
        keyring,
        account,
        region,
        clock,
        exchanges: Arc::new(center.clone()),
        quotas: Quotas::default(),
        inventory: config.inventory()?,
    })?);
    let app = App::new(api_app::Parts {
        services: Arc::clone(&services),
        browsers: Arc::new(center.clone()),
        blobs,
        sip_address: bound.udp.or(bound.tcp).map(|address| address.to_string()),
    });
    let limits = Limits::default();
    let gateway = Gateway::new(http_io::Parts {
        services: Arc::clone(&services),
        keys,
        apis: vec![Arc::new(ConnectApi::new(services))],
        unbuilt: Vec::new(),
        pages: Some(Arc::new(app)),
        metrics: vec![Arc::new(metrics::Numbers::new(
            center.clone(),
            sip,
            Arc::clone(&sinks),
        ))],
        limits: limits.clone(),
    });
    let listen = ListenConfig {
        http: Some(config.http_address()),
        https: config.https()?,
        limits,
    };
    let server = Server::start(listen, Arc::clone(&gateway) as Arc<dyn http_io::Respond>).await?;
    let housekeeping = housekeeping::start(Arc::clone(&store), config.sinks.clone());
    Ok(Running {
        config,
        store,
        center,
        gateway,
        server,
        media,
        sinks,
        sip: bound,
        housekeeping,
    })
}

async fn stop(running: Running) {
    // Pages stay reachable while calls finish: agents need them for it.
    running.center.drain().await;
    running.server.shutdown(running.config.drain_time()).await;
    running.media.shutdown().await;
    running.housekeeping.abort();
    drop(running.gateway);
    running.sinks.stop().await;
    running.store.close().await;
}

/// Opens the configured store.
pub async fn open_store(config: &Config) -> Result<Arc<dyn Store>> {
    Ok(match config.store() {
        StoreConfig::Sqlite(sqlite) => Arc::new(SqliteStore::open(&sqlite)?),
        StoreConfig::Postgres(postgres) => Arc::new(PostgresStore::open(&postgres).await?),
    })
}

/// Opens the key file, or makes it on first start.
pub fn open_keyring(config: &Config) -> Result<Keyring> {
    let folder = config.data_dir();
    std::fs::create_dir_all(&folder)?;
    Ok(Keyring::open_or_create(&folder.join("key"))?)
}

fn root_key(options: &Serve) -> Result<Option<(String, Pii<String>)>> {
    match (&options.root_key, &options.root_secret) {
        (Some(id), Some(secret)) if !id.is_empty() && !secret.is_empty() => {
            Ok(Some((id.clone(), Pii::new(secret.clone()))))
        }
        (None, None) => Ok(None),
        _ => bail!(
            "the root key needs CARILLON_ROOT_ACCESS_KEY_ID and CARILLON_ROOT_SECRET_ACCESS_KEY"
        ),
    }
}

/// Logs to standard error, so that standard output stays for answers.
pub fn log_to_stderr(filter: Option<&str>, json: bool) {
    let filter =
        EnvFilter::try_new(filter.unwrap_or("info")).unwrap_or_else(|_| EnvFilter::new("info"));
    let logger = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if json {
        logger.json().init();
    } else {
        logger.init();
    }
}
