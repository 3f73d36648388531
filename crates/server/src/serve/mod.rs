//! `carillon serve`: puts the product together, says when it is ready, and takes it down in order.
//!
//! Up: store, keys, blobs, speech, media, SIP, exchanges, sinks, gateway. Down: no new calls,
//! live ones finish, requests finish, sinks stop, the store closes.

mod bots;
mod housekeeping;
mod metrics;
pub mod ready;
mod remote_write;

use crate::cli::Serve;
use crate::config::{Config, StoreConfig};
use anyhow::{Context, Result, bail};
use api_app::App;
use api_carillon::CarillonApi;
use api_cloudwatch::CloudWatchApi;
use api_connect::ConnectApi;
use api_lex::{LexModelsApi, LexRuntimeApi};
use api_sms::SmsApi;
use blob::Blobs;
use exchange_io::Center;
use http_io::{Gateway, Limits, ListenConfig, Server};
use ids::Pii;
use messaging_io::{CallQuotas, Pipeline};
use secrets::Keyring;
use services::limits::{self, Quotas};
use services::{AccessKeys, Services, SystemClock};
use sinks_io::Dispatcher;
use sinks_io::remote_write::{RemoteWrite, Source};
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
    messages: Arc<Pipeline>,
    housekeeping: tokio::task::JoinHandle<()>,
    services: Arc<Services>,
    decisions: tokio::task::JoinHandle<()>,
    audit: tokio::task::JoinHandle<()>,
    counting: tokio::task::JoinHandle<()>,
    reporting: tokio::task::JoinHandle<()>,
    pushing: Vec<tokio::task::JoinHandle<()>>,
}

/// Runs the product until SIGTERM or SIGINT.
pub async fn run(options: Serve) -> Result<()> {
    let started = std::time::Instant::now();
    // Listened to from the beginning, so that a signal during the start is not missed.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let running = start(&options).await?;
    let addresses = ready::Addresses::of(
        &running.server,
        &running.sip,
        running.messages.smpp_address(),
    );
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
    // What is wrong in the configuration is told before anything is opened.
    let (quotas, throttles) = (config.quotas()?, config.throttles()?);
    let mut writers = Vec::new();
    for write in &config.remote_write {
        writers.push(RemoteWrite::new(write, |name| std::env::var(name).ok())?);
    }
    let store = open_store(&config).await?;
    let blobs = Blobs::open(&config.blobs())?;
    let speech = Speech::open(&config.speech, &data.join("speech"))?;
    let (media, media_events) = media_io::start(config.media())?;
    let (events, sip_events) = mpsc::channel(SIP_EVENTS);
    let (sip, bound) = SipServer::start(config.sip()?, events).await?;
    let (account, region) = (config.account()?, config.region()?);
    let clock = Arc::new(SystemClock);
    // Flows reach bots by the second of these, the Lex API the built-in ones by the first.
    let (built_in, all_bots) = bots::start(&config, &store, clock.clone(), account.clone())?;
    let center = Center::start(exchange_io::Parts {
        store: Arc::clone(&store),
        blobs: blobs.clone(),
        speech,
        bots: Arc::clone(&all_bots),
        media: (media.clone(), media_events),
        sip: (sip.clone(), sip_events),
        clock: clock.clone(),
        account: account.clone(),
        region: region.clone(),
        spool: data.join("recording"),
        exchange: config.exchange.clone(),
        functions: config.functions.clone(),
        trunks: config.trunks()?,
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
    let mut messaging = config.messaging.clone();
    messaging.calls = calls(&quotas);
    let messages = Pipeline::start(messaging_io::Parts {
        store: Arc::clone(&store),
        blobs: blobs.clone(),
        clock: clock.clone(),
        keys: Arc::clone(&keys),
        calls: Arc::new(center.clone()),
        config: messaging,
    })
    .await?;
    let services = Arc::new(Services::new(services::Parts {
        store: Arc::clone(&store),
        blobs: blobs.clone(),
        keyring,
        account,
        region,
        replica_regions: config.replica_regions.clone(),
        clock,
        exchanges: Arc::new(center.clone()),
        quotas,
        inventory: config.inventory()?,
    })?);
    // Nobody has set them before: the services are new.
    let _ = services.keys.set(Arc::clone(&keys));
    let port: Arc<dyn services::FlowPort> = services.clone();
    center.serve_flows(Arc::downgrade(&port));
    services.renew_admin_profiles().await?;
    let port: Arc<dyn services::Texts> = services.clone();
    messages.pass_texts_to(Arc::downgrade(&port));
    services
        .decisions
        .keep(config.decisions_kept.unwrap_or(services::decisions::KEEP));
    let decisions = tokio::spawn({
        let services = Arc::clone(&services);
        async move { services.decisions.run().await }
    });
    services
        .audit
        .configure(config.audit.days, config.audit.reads);
    let audit = tokio::spawn({
        let services = Arc::clone(&services);
        async move { services.audit.run().await }
    });
    let counting = tokio::spawn({
        let services = Arc::clone(&services);
        async move { services.metrics.run().await }
    });
    let reporting = tokio::spawn({
        let (services, delay) = (Arc::clone(&services), config.reports.delay());
        async move { services.run_reports(delay).await }
    });
    let limits = Limits::default();
    let connect = Arc::new(ConnectApi::new(Arc::clone(&services)));
    let sms = SmsApi::start(
        Arc::clone(&services),
        messages.clone(),
        config.sms.settings()?,
    )
    .await?;
    let carillon = CarillonApi::new(
        Arc::clone(&services),
        connect.clone(),
        messages.clone(),
        Arc::new(sms.clone()),
    );
    let (account, region) = (services.account.clone(), services.region.clone());
    let lex = LexRuntimeApi::new(built_in, all_bots, account, region);
    let mut apis: Vec<Arc<dyn aws_wire::Api>> = vec![connect, Arc::new(carillon)];
    let mut of_pages = apis.clone();
    // For programs alone: security profiles have no permissions for these yet.
    apis.push(Arc::new(LexModelsApi::new(Arc::clone(&services))));
    apis.push(Arc::new(lex));
    apis.push(Arc::new(CloudWatchApi::new(Arc::clone(&services))));
    apis.push(Arc::new(sms.v1()));
    let sms = Arc::new(sms);
    let access: Arc<dyn services::SendAccess> = sms.clone();
    messages.ask(Arc::downgrade(&access));
    apis.push(sms.clone());
    of_pages.push(sms);
    let app = App::new(api_app::Parts {
        services: Arc::clone(&services),
        browsers: Arc::new(center.clone()),
        messages: messages.clone(),
        blobs,
        apis: of_pages,
        sip_address: bound.udp.or(bound.tcp).map(|address| address.to_string()),
    });
    let numbers = Arc::new(metrics::Numbers::new(
        center.clone(),
        sip,
        Arc::clone(&sinks),
        Arc::clone(&services),
        messages.clone(),
    ));
    let pushed = Arc::new(remote_write::Pushed::new(
        Arc::clone(&numbers),
        Arc::clone(&services),
    ));
    let pushing = writers
        .into_iter()
        .map(|it| it.start(Arc::clone(&pushed) as Arc<dyn Source>))
        .collect();
    let gateway = Gateway::new(http_io::Parts {
        services: Arc::clone(&services),
        keys,
        apis,
        unbuilt: unbuilt_models::SERVICES.to_vec(),
        pages: Some(Arc::new(app)),
        carriers: Some(messages.clone()),
        metrics: vec![Arc::clone(&numbers) as Arc<dyn http_io::Metrics>],
        limits: limits.clone(),
        throttles,
    });
    let listen = ListenConfig {
        http: Some(config.http_address()),
        https: config.https()?,
        limits,
    };
    let server = Server::start(listen, Arc::clone(&gateway) as Arc<dyn http_io::Respond>).await?;
    let housekeeping = housekeeping::start(
        Arc::clone(&services),
        config.sinks.clone(),
        config.retention.clone(),
        config.messaging.history_days,
    );
    Ok(Running {
        config,
        store,
        center,
        gateway,
        server,
        media,
        sinks,
        sip: bound,
        messages,
        housekeeping,
        services,
        decisions,
        audit,
        counting,
        reporting,
        pushing,
    })
}

async fn stop(running: Running) {
    // Pages stay reachable while calls finish: agents need them for it.
    running.center.drain().await;
    running.server.shutdown(running.config.drain_time()).await;
    running.media.shutdown().await;
    running.messages.stop().await;
    running.housekeeping.abort();
    drop(running.gateway);
    running.decisions.abort();
    running.audit.abort();
    running.counting.abort();
    running.reporting.abort();
    running.pushing.iter().for_each(|it| it.abort());
    if let Err(error) = running.services.metrics.flush().await {
        tracing::warn!(%error, "what is live could not be kept; the next start reads more");
    }
    if let Err(error) = running.services.audit.flush().await {
        tracing::warn!(%error, "the last audit records could not be kept");
    }
    if let Err(error) = running.services.decisions.flush().await {
        tracing::warn!(%error, "the last decisions could not be written");
    }
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

/// How many spoken messages there may be.
fn calls(quotas: &Quotas) -> CallQuotas {
    let limit = |name| limits::find(name).map_or(u64::MAX, |it| quotas.default_of(it));
    CallQuotas {
        recipient_daily: limit(limits::SMS_CALLS_RECIPIENT),
        minute: limit(limits::SMS_CALLS_MINUTE),
        sandbox_daily: limit(limits::SMS_CALLS_SANDBOX),
        sandbox_minute: limit(limits::SMS_CALLS_SANDBOX_MINUTE),
    }
}
