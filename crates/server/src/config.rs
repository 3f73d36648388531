//! `carillon.toml`, and how the command line overrides it. The defaults run a product on one
//! machine with nothing beside it.

use crate::cli::{AddressOrOff, Kept, Serve, address_or_off};
use crate::sms_config::SmsConfig;
use anyhow::{Context, Result, bail};
use bots_io::BotsConfig;
use exchange_io::{ExchangeConfig, FunctionsConfig, TrunkConfig, Trunks};
use http_io::Certificate;
use ids::{Account, PhoneNumber, Pii, Region};
use media_io::MediaConfig;
use messaging_io::MessagingConfig;
use resources::PhoneNumberType;
use serde::Deserialize;
use services::limits::{Profile, Quotas, Throttles};
use services::{Inventory, NumberRange};
use sinks_io::SinkConfig;
use sinks_io::remote_write::RemoteWriteConfig;
use speech_io::SpeechConfig;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// `[audit]`: the trail of what was done by whom.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuditConfig {
    /// Days that records are kept.
    pub days: u32,
    /// Whether operations that only read are recorded too.
    pub reads: bool,
}

impl Default for AuditConfig {
    fn default() -> Self {
        Self {
            days: services::audit::DAYS,
            reads: true,
        }
    }
}

/// `[reports]`: scheduled reports.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReportsConfig {
    /// Minutes after its time that a scheduled report is made; 15 by default.
    pub delay_minutes: Option<u32>,
}

impl ReportsConfig {
    /// How long after its time a scheduled report is made.
    pub fn delay(&self) -> Duration {
        self.delay_minutes.map_or(services::reports::DELAY, |it| {
            Duration::from_secs(u64::from(it) * 60)
        })
    }
}

/// `[quotas]`: how much of what there may be.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuotasConfig {
    /// `self-hosted` or `aws`; the former by default.
    pub profile: Option<String>,
    /// Values in the place of the profile's, by the quota's name.
    pub overrides: BTreeMap<String, u64>,
}

/// `[throttles]`: how many requests are taken in a second.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThrottlesConfig {
    /// `self-hosted`, which has none, or `aws`; the former by default.
    pub profile: Option<String>,
    /// Rates in the place of the profile's, by `service:Operation` or `service:*`: `RATE`,
    /// `RATE/BURST` or `off`.
    pub overrides: BTreeMap<String, String>,
}

/// The whole configuration.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The account of all ARNs; 123456789012 by default.
    pub account: Option<Account>,
    /// The region of all ARNs; us-east-1 by default.
    pub region: Option<Region>,
    /// Regions of other installations with which this one stands in a pair; none by default.
    pub replica_regions: Vec<Region>,
    /// The folder of everything that is kept; `data` by default.
    pub data_dir: Option<PathBuf>,
    /// HTTP and HTTPS.
    pub http: Http,
    /// SIP.
    pub sip: Sip,
    /// Media.
    pub media: Media,
    /// The store; SQLite in the data folder by default.
    pub store: Option<StoreConfig>,
    /// Recordings, prompts and uploads; a folder in the data folder by default.
    pub blobs: Option<blob::Config>,
    /// Text to speech, and what understands callers.
    pub speech: SpeechConfig,
    /// Exchanges.
    pub exchange: ExchangeConfig,
    /// Where Lambda functions run.
    pub functions: FunctionsConfig,
    /// Where bots are that are not built in.
    pub bots: BotsConfig,
    /// How messages leave: carriers, prices, applications.
    pub messaging: MessagingConfig,
    /// Where events are delivered.
    pub sinks: Vec<SinkConfig>,
    /// Where metrics are pushed to.
    pub remote_write: Vec<RemoteWriteConfig>,
    /// How many decisions of policies are kept; 10,000 by default, 0 for none.
    pub decisions_kept: Option<usize>,
    /// The audit trail.
    pub audit: AuditConfig,
    /// Scheduled reports.
    pub reports: ReportsConfig,
    /// For how long the journal and delivered events are kept.
    pub retention: Retention,
    /// How much of what there may be.
    pub quotas: QuotasConfig,
    /// How many requests are taken in a second.
    pub throttles: ThrottlesConfig,
    /// Access keys of programs, besides those made by `carillon keys`.
    pub access_keys: Vec<AccessKey>,
    /// Numbers that can be claimed; fictitious ones by default.
    pub numbers: Vec<Range>,
    /// Messaging.
    pub sms: SmsConfig,
    /// For how many days a released number rests before it can be claimed again; 30 by default.
    pub number_rest_days: Option<u32>,
}

/// `[retention]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Entries of the journal that are older than so many days are compacted; by default none are.
    pub journal_days: Option<u32>,
    /// Contacts that are over are forgotten so many days after they began, with their records and
    /// attributes; 732 by default, which is 24 months. 0 keeps them for ever.
    pub contact_days: Option<u32>,
    /// How many delivered events stay for those who read them by themselves; 100,000 by default.
    pub events: Option<u32>,
}

/// `[http]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    /// `address:port`; 127.0.0.1:8080 by default.
    pub listen: Option<SocketAddr>,
    /// `address:port` or `off`; 127.0.0.1:8443 by default.
    pub listen_https: Option<String>,
    /// The certificate chain, PEM; without it one is made.
    pub tls_cert: Option<PathBuf>,
    /// The certificate's key, PEM.
    pub tls_key: Option<PathBuf>,
    /// Names and addresses that a made certificate is for, besides localhost and this machine's.
    pub names: Vec<String>,
}

/// `[sip]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sip {
    /// `address:port` or `off`; 0.0.0.0:5060 by default.
    pub udp: Option<String>,
    /// `address:port` or `off`; 0.0.0.0:5060 by default.
    pub tcp: Option<String>,
    /// The host that peers are told; by default the advertised media address.
    pub advertised: Option<String>,
    /// Calls at once.
    pub max_calls: Option<usize>,
    /// Messages per second from one address; 0 for no bound.
    pub messages_per_second: Option<u32>,
    /// The trunks that calls of ours leave by; without any, no call can be placed.
    pub outbound: Vec<TrunkConfig>,
}

/// `[media]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Media {
    /// The local address of media sockets.
    pub ip: Option<IpAddr>,
    /// The address that phones and browsers are told; by default this machine's.
    pub advertised_ip: Option<IpAddr>,
    /// Further addresses for browsers.
    pub more_webrtc_ips: Vec<IpAddr>,
    /// The first and the last port of phones' media.
    pub rtp_ports: Option<(u16, u16)>,
    /// The first port of browsers' media, one per thread.
    pub webrtc_port: Option<u16>,
    /// Threads; one per core by default.
    pub threads: usize,
}

/// `[store]`: `kind = "sqlite"` or `"postgres"`.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum StoreConfig {
    /// One file.
    Sqlite(store_sqlite::Config),
    /// A server.
    Postgres(store_postgres::Config),
}

/// `[[access_keys]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessKey {
    /// Its identifier.
    pub id: String,
    /// The environment variable that holds its secret.
    pub secret_env: String,
    /// The user's name.
    pub user: String,
    /// Files with IAM-style JSON policies.
    pub policies: Vec<PathBuf>,
}

/// `[[numbers]]`: numbers that the carriers lend us.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// ISO 3166-1 alpha-2 country.
    pub country: String,
    /// `DID`, `TOLL_FREE`, …
    pub number_type: PhoneNumberType,
    /// The first number.
    pub first: PhoneNumber,
    /// The last number.
    pub last: PhoneNumber,
}

impl Config {
    /// Reads the file, if one is named.
    pub fn read(file: Option<&Path>) -> Result<Self> {
        let Some(path) = file else {
            return Ok(Self::default());
        };
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the configuration {} cannot be read", path.display()))?;
        toml::from_str(&text)
            .with_context(|| format!("the configuration {} is not valid", path.display()))
    }

    /// The file with the command line's overrides.
    pub fn for_serve(options: &Serve) -> Result<Self> {
        let mut config = Self::read(options.config.as_deref())?;
        set(&mut config.account, options.account.clone());
        set(&mut config.region, options.region.clone());
        set(&mut config.data_dir, options.data_dir.clone());
        set(&mut config.http.listen, options.http);
        set(&mut config.http.tls_cert, options.tls_cert.clone());
        set(&mut config.http.tls_key, options.tls_key.clone());
        set(&mut config.http.listen_https, options.https.map(written));
        set(&mut config.sip.udp, options.sip_udp.map(written));
        set(&mut config.sip.tcp, options.sip_tcp.map(written));
        set(&mut config.media.ip, options.media_ip);
        set(&mut config.media.advertised_ip, options.advertised_ip);
        set(&mut config.media.rtp_ports, options.rtp_ports);
        set(&mut config.media.webrtc_port, options.webrtc_port);
        set(
            &mut config.functions.fallback,
            options.functions_fallback.clone(),
        );
        if let Some(url) = &options.postgres_url {
            let mut postgres = store_postgres::Config::new(url.clone());
            postgres.schema = options.postgres_schema.clone();
            config.store = Some(StoreConfig::Postgres(postgres));
        }
        if let Some(seconds) = options.drain_seconds {
            config.exchange.drain_seconds = seconds;
        }
        Ok(config)
    }

    /// The file with the overrides of the commands that work on the store itself.
    pub fn for_store(options: &Kept) -> Result<Self> {
        let mut config = Self::read(options.config.as_deref())?;
        set(&mut config.data_dir, options.data_dir.clone());
        set(&mut config.account, options.account.clone());
        if let Some(url) = &options.postgres_url {
            let mut postgres = store_postgres::Config::new(url.clone());
            postgres.schema = options.postgres_schema.clone();
            config.store = Some(StoreConfig::Postgres(postgres));
        }
        Ok(config)
    }

    /// The folder of everything that is kept.
    pub fn data_dir(&self) -> PathBuf {
        self.data_dir.clone().unwrap_or_else(|| "data".into())
    }

    /// The account of all ARNs.
    pub fn account(&self) -> Result<Account> {
        self.account
            .clone()
            .map_or_else(|| Ok("123456789012".parse()?), Ok)
    }

    /// The region of all ARNs.
    pub fn region(&self) -> Result<Region> {
        self.region
            .clone()
            .map_or_else(|| Ok("us-east-1".parse()?), Ok)
    }

    /// The store.
    pub fn store(&self) -> StoreConfig {
        self.store.clone().unwrap_or_else(|| {
            StoreConfig::Sqlite(store_sqlite::Config::new(
                self.data_dir().join("carillon.db"),
            ))
        })
    }

    /// Where blobs are kept.
    pub fn blobs(&self) -> blob::Config {
        self.blobs.clone().unwrap_or_else(|| {
            blob::Config::Local(blob::LocalConfig {
                folder: self.data_dir().join("blobs"),
            })
        })
    }

    /// Where to listen for HTTP.
    pub fn http_address(&self) -> SocketAddr {
        self.http
            .listen
            .unwrap_or_else(|| (Ipv4Addr::LOCALHOST, 8080).into())
    }

    /// Where to listen for HTTPS, and with which certificate.
    pub fn https(&self) -> Result<Option<(SocketAddr, Certificate)>> {
        let default = SocketAddr::from((Ipv4Addr::LOCALHOST, 8443));
        let Some(address) = address(self.http.listen_https.as_deref(), default)? else {
            return Ok(None);
        };
        let certificate = match (&self.http.tls_cert, &self.http.tls_key) {
            (Some(chain), Some(key)) => Certificate::Files {
                chain: chain.clone(),
                key: key.clone(),
            },
            (None, None) => Certificate::SelfSigned {
                folder: self.data_dir().join("tls"),
                names: self.names(),
            },
            _ => bail!("a certificate needs both tls_cert and tls_key"),
        };
        Ok(Some((address, certificate)))
    }

    /// What a made certificate is for.
    fn names(&self) -> Vec<String> {
        let mut names = vec![
            "localhost".to_owned(),
            "127.0.0.1".to_owned(),
            "::1".to_owned(),
        ];
        names.extend(self.advertised_ip().map(|ip| ip.to_string()));
        names.extend(self.http.names.iter().cloned());
        names.dedup();
        names
    }

    fn advertised_ip(&self) -> Option<IpAddr> {
        self.media.advertised_ip.or_else(media_io::local_address)
    }

    /// The trunks that calls of ours leave by, with their passwords from the environment.
    pub fn trunks(&self) -> Result<Trunks> {
        let secret = |name: &str| std::env::var(name).ok();
        Ok(Trunks::new(self.sip.outbound.clone(), secret)?)
    }

    /// SIP's settings.
    pub fn sip(&self) -> Result<sip_io::SipConfig> {
        let default = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 5060));
        let mut sip = sip_io::SipConfig {
            udp: address(self.sip.udp.as_deref(), default)?,
            tcp: address(self.sip.tcp.as_deref(), default)?,
            advertised: self.sip.advertised.clone(),
            ..sip_io::SipConfig::default()
        };
        if let Some(calls) = self.sip.max_calls {
            sip.max_calls = calls;
        }
        if let Some(messages) = self.sip.messages_per_second {
            sip.flood.per_second = if messages == 0 { u32::MAX } else { messages };
            sip.flood.burst = sip.flood.per_second;
        }
        Ok(sip)
    }

    /// Media's settings.
    pub fn media(&self) -> MediaConfig {
        let defaults = MediaConfig::default();
        let (first, last) = self
            .media
            .rtp_ports
            .unwrap_or((*defaults.rtp_ports.start(), *defaults.rtp_ports.end()));
        MediaConfig {
            bind_ip: self.media.ip.unwrap_or(defaults.bind_ip),
            advertised_ip: self.advertised_ip().unwrap_or(defaults.advertised_ip),
            more_webrtc_ips: self.media.more_webrtc_ips.clone(),
            rtp_ports: first..=last,
            webrtc_port: self.media.webrtc_port.unwrap_or(defaults.webrtc_port),
            threads: self.media.threads,
            ..defaults
        }
    }

    /// The numbers that can be claimed.
    pub fn inventory(&self) -> Result<Inventory> {
        let ranges = self.numbers.iter().map(|range| {
            NumberRange::new(
                range.country.clone(),
                range.number_type,
                range.first.clone(),
                range.last.clone(),
            )
        });
        let inventory = match self.numbers.is_empty() {
            true => Inventory::default(),
            false => Inventory::new(ranges.collect::<Result<_, _>>()?),
        };
        Ok(match self.number_rest_days {
            Some(days) => {
                inventory.with_cool_down(Duration::from_secs(u64::from(days) * 24 * 3600))
            }
            None => inventory,
        })
    }

    /// How much of what there may be.
    pub fn quotas(&self) -> Result<Quotas> {
        let mut quotas = Quotas::new(profile(self.quotas.profile.as_deref())?);
        for (name, value) in &self.quotas.overrides {
            quotas = quotas.with(name, *value)?;
        }
        Ok(quotas)
    }

    /// How many requests are taken in a second.
    pub fn throttles(&self) -> Result<Throttles> {
        let mut throttles = Throttles::new(profile(self.throttles.profile.as_deref())?);
        for (name, rate) in &self.throttles.overrides {
            throttles = throttles
                .with(name, rate)
                .with_context(|| format!("the throttle of {name}"))?;
        }
        Ok(throttles)
    }

    /// Time for live calls and requests to finish.
    pub fn drain_time(&self) -> Duration {
        self.exchange.drain_time()
    }
}

impl AccessKey {
    /// The key with its secret and policies read.
    pub fn read(&self) -> Result<services::NewAccessKey> {
        let secret = std::env::var(&self.secret_env).with_context(|| {
            format!("the access key {}: {} is not set", self.id, self.secret_env)
        })?;
        Ok(services::NewAccessKey {
            id: self.id.clone(),
            secret: Pii::new(secret),
            user: self.user.clone(),
            policies: read_policies(&self.policies)?,
        })
    }
}

/// Reads policy files; a policy is named by its file.
pub fn read_policies(files: &[PathBuf]) -> Result<Vec<(String, String)>> {
    let read = |file: &PathBuf| {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("the policy {} cannot be read", file.display()))?;
        let name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok((name, text))
    };
    files.iter().map(read).collect()
}

fn profile(name: Option<&str>) -> Result<Profile> {
    Ok(name.map(str::parse).transpose()?.unwrap_or_default())
}

fn set<T>(target: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *target = value;
    }
}

fn written(address: AddressOrOff) -> String {
    match address {
        AddressOrOff::On(address) => address.to_string(),
        AddressOrOff::Off => "off".to_owned(),
    }
}

fn address(text: Option<&str>, default: SocketAddr) -> Result<Option<SocketAddr>> {
    match text.map(|text| address_or_off(text).map_err(|e| anyhow::anyhow!("{text:?}: {e}"))) {
        None => Ok(Some(default)),
        Some(Ok(AddressOrOff::On(address))) => Ok(Some(address)),
        Some(Ok(AddressOrOff::Off)) => Ok(None),
        Some(Err(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../../carillon.example.toml");

    #[test]
    fn the_example_configuration_is_valid() {
        let config: Config = toml::from_str(EXAMPLE).unwrap();
        assert_eq!(config.sinks.len(), 3);
        assert!(config.inventory().is_ok() && config.sip().is_ok() && config.https().is_ok());
    }

    #[test]
    fn a_misspelt_setting_is_an_error_and_not_ignored() {
        assert!(toml::from_str::<Config>("[sip]\nupd = \"off\"").is_err());
    }

    #[test]
    fn https_can_be_switched_off() {
        let config: Config = toml::from_str("[http]\nlisten_https = \"off\"").unwrap();
        assert!(config.https().unwrap().is_none());
    }
}
