//! `[messaging]` of `carillon.toml`. Described in docs/messaging-carriers.md.

use messaging::{
    CallQuotas, CarrierRules, Channel, Network, OriginatorKind, Rate, RateCard, Settings, Status,
    Usd,
};
use serde::Deserialize;
use smpp_io::{ServerTls, TlsConfig};
use smpp_proto::BindRequest;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

/// The whole section.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessagingConfig {
    /// The sender that recipients see of who has no number and no name.
    pub shared_sender: String,
    /// Messages to one recipient in a second; 0 for no bound.
    pub per_recipient: u32,
    /// Parts per second by kind of originator, in the place of the service's.
    pub throughput: BTreeMap<OriginatorKind, u32>,
    /// Messages that may wait or be awaited at once.
    pub capacity: usize,
    /// For how many days messages can be looked up after their outcome.
    pub history_days: u32,
    /// Whose numbers are, by how they begin.
    pub networks: Vec<NetworkConfig>,
    /// How many spoken messages there may be; quotas say so, not this section.
    #[serde(skip)]
    pub calls: CallQuotas,
    /// What messages cost; nothing by default.
    pub rates: Vec<RateConfig>,
    /// The simulator.
    pub simulator: SimulatorConfig,
    /// The carriers; without any, the simulator takes everything.
    pub carriers: Vec<CarrierConfig>,
    /// The bucket and prefix of files that come in.
    pub media_folder: String,
    /// Where applications bind by SMPP; nowhere by default.
    pub smpp: Option<SmppServerConfig>,
}

impl Default for MessagingConfig {
    fn default() -> Self {
        Self {
            shared_sender: "NOTICE".into(),
            per_recipient: 1,
            throughput: BTreeMap::new(),
            capacity: 2_000_000,
            history_days: 30,
            networks: Vec::new(),
            calls: CallQuotas::default(),
            rates: Vec::new(),
            simulator: SimulatorConfig::default(),
            carriers: Vec::new(),
            media_folder: "carillon/inbound-media".into(),
            smpp: None,
        }
    }
}

/// `[[messaging.networks]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkConfig {
    /// How its numbers begin, such as `+4917`.
    pub prefix: String,
    /// The name of its operator.
    pub carrier: String,
    /// Its mobile country code, such as `"262"`.
    #[serde(default)]
    pub mcc: Option<String>,
    /// Its mobile network code, such as `"01"`.
    #[serde(default)]
    pub mnc: Option<String>,
}

/// `[[messaging.rates]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateConfig {
    /// What kind of message.
    pub channel: Channel,
    /// ISO 3166-1 alpha-2 country; left out, all others.
    pub country: Option<String>,
    /// US dollars per part, MMS or minute, such as `"0.0075"`.
    pub price: String,
    /// What carriers add.
    #[serde(default)]
    pub carrier_fee: Option<String>,
}

/// `[messaging.simulator]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SimulatorConfig {
    /// Milliseconds until a receipt comes.
    pub delay_ms: u64,
    /// What becomes of messages to numbers besides the 25 pairs: a word of receipts (`DELIVRD`,
    /// `UNDELIV`, `EXPIRED`, `REJECTD`, …), `refuse`, `throttle` or `silent`.
    pub outcomes: BTreeMap<String, String>,
}

/// `[[messaging.carriers]]`.
#[derive(Debug, Clone, Deserialize)]
pub struct CarrierConfig {
    /// Its name.
    pub name: String,
    /// What kinds of messages it takes; texts by default.
    #[serde(default = "text")]
    pub channels: Vec<Channel>,
    /// To which countries; all by default.
    #[serde(default)]
    pub countries: Vec<String>,
    /// To which networks, by how numbers begin; all by default.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// To which networks of `[[messaging.networks]]`, by `carrier`; all by default.
    #[serde(default)]
    pub networks: Vec<String>,
    /// From which kinds of originators; all by default.
    #[serde(default)]
    pub originators: Vec<OriginatorKind>,
    /// The cheapest that is well is taken.
    #[serde(default)]
    pub cost: u32,
    /// Messages that it may be handed at once.
    #[serde(default = "window")]
    pub window: usize,
    /// Whether it tells what became of messages.
    #[serde(default = "yes")]
    pub receipts: bool,
    /// How it is reached.
    #[serde(flatten)]
    pub kind: CarrierKind,
}

fn text() -> Vec<Channel> {
    vec![Channel::Text]
}

const fn window() -> usize {
    100
}

const fn yes() -> bool {
    true
}

const fn one() -> usize {
    1
}

const fn thirty() -> u64 {
    30
}

/// How a carrier is reached: `kind = "smpp"`, `"http"`, `"mm7"` or `"sip"`.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum CarrierKind {
    /// SMPP.
    Smpp(SmppCarrierConfig),
    /// A request per message.
    Http(HttpCarrierConfig),
    /// MM7, for MMS.
    Mm7(Mm7CarrierConfig),
    /// A call per spoken message, by the outbound trunks.
    Sip(SipCarrierConfig),
}

impl CarrierKind {
    /// Whether there is a way for receipts.
    fn tells(&self) -> bool {
        match self {
            Self::Smpp(_) => true,
            Self::Http(http) => {
                let callback = http.callback.as_ref();
                callback.is_some_and(|it| it.receipt.is_some())
            }
            Self::Mm7(mm7) => mm7.callback.is_some(),
            Self::Sip(_) => false,
        }
    }
}

/// A carrier's MMS relay.
#[derive(Debug, Clone, Deserialize)]
pub struct Mm7CarrierConfig {
    /// Where to.
    pub url: String,
    /// Who we are there.
    #[serde(default)]
    pub vasp_id: Option<String>,
    /// Which of our services.
    #[serde(default)]
    pub vas_id: Option<String>,
    /// Headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// A header of which the value is in an environment variable, by header.
    #[serde(default)]
    pub headers_env: BTreeMap<String, String>,
    /// Seconds that an answer may take.
    #[serde(default = "thirty")]
    pub timeout_seconds: u64,
    /// What it must show us to deliver messages and reports; without it nothing is taken.
    #[serde(default)]
    pub callback: Option<CallbackSecret>,
}

/// What a carrier's requests to `/carriers/{name}` must have.
#[derive(Debug, Clone, Deserialize)]
pub struct CallbackSecret {
    /// The environment variable with the secret.
    pub secret_env: String,
    /// The header that has it: by itself, as a bearer's token or as the password of basic
    /// authentication.
    #[serde(default = "authorization")]
    pub header: String,
    /// A parameter of the query that may have it too, for carriers that send no headers.
    #[serde(default)]
    pub query: Option<String>,
}

fn authorization() -> String {
    "authorization".into()
}

/// How a carrier's requests of JSON are read.
#[derive(Debug, Clone, Deserialize)]
pub struct CallbackConfig {
    /// What they must have.
    #[serde(flatten)]
    pub secret: CallbackSecret,
    /// A pointer to the list of items, where a request has several.
    #[serde(default)]
    pub items: Option<String>,
    /// Where an item has what became of a message.
    #[serde(default)]
    pub receipt: Option<ReceiptPointers>,
    /// Where an item has a message that came in.
    #[serde(default)]
    pub inbound: Option<InboundPointers>,
}

/// JSON pointers into a receipt.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptPointers {
    /// The carrier's identifier of the message.
    pub id: String,
    /// Its word for what became of it.
    pub status: String,
    /// The statuses that its words stand for; others end nothing.
    pub statuses: BTreeMap<String, Status>,
}

/// JSON pointers into a message that came in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboundPointers {
    /// The carrier's identifier of it: a message that is told twice is taken once.
    #[serde(default)]
    pub id: Option<String>,
    /// Who sent it.
    pub from: String,
    /// To which number of ours.
    pub to: String,
    /// Its text.
    #[serde(default)]
    pub text: Option<String>,
    /// The list of its files.
    #[serde(default)]
    pub media: Option<String>,
    /// A file's type.
    #[serde(default = "content_type")]
    pub media_type: String,
    /// A file's octets in base64.
    #[serde(default = "content")]
    pub media_content: String,
}

fn content_type() -> String {
    "/contentType".into()
}

fn content() -> String {
    "/content".into()
}

/// Calls by the outbound trunks.
#[derive(Debug, Clone, Deserialize)]
pub struct SipCarrierConfig {
    /// Seconds that a telephone may ring.
    #[serde(default = "thirty")]
    pub ring_seconds: u64,
}

/// A carrier's message centre.
#[derive(Debug, Clone, Deserialize)]
pub struct SmppCarrierConfig {
    /// `host:port`.
    pub address: String,
    /// Who we are there.
    pub system_id: String,
    /// The environment variable with our password there.
    #[serde(default)]
    pub password_env: Option<String>,
    /// What kind of system we are there.
    #[serde(default)]
    pub system_type: String,
    /// The version that is asked for.
    #[serde(default)]
    pub version: SmppVersion,
    /// How many bindings are held.
    #[serde(default = "one")]
    pub binds: usize,
    /// TLS, if it is spoken.
    #[serde(default)]
    pub tls: Option<TlsConfig>,
    /// Seconds of silence until the link is tested.
    #[serde(default = "thirty")]
    pub enquire_link_seconds: u64,
    /// Seconds that a response may take.
    #[serde(default = "thirty")]
    pub response_seconds: u64,
    /// Whether `data_coding` 0 is ISO 8859-1 there instead of the default alphabet.
    #[serde(default)]
    pub latin1: bool,
    /// Statuses by the error codes of receipts, where a carrier has its own.
    #[serde(default)]
    pub errors: BTreeMap<String, Status>,
}

/// A version of SMPP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum SmppVersion {
    /// 3.4.
    #[default]
    #[serde(rename = "3.4")]
    V34,
    /// 5.0.
    #[serde(rename = "5.0")]
    V50,
}

impl SmppVersion {
    /// As it is written in a bind.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::V34 => BindRequest::V34,
            Self::V50 => BindRequest::V50,
        }
    }
}

/// A carrier that takes a request per message.
#[derive(Debug, Clone, Deserialize)]
pub struct HttpCarrierConfig {
    /// Where to.
    pub url: String,
    /// Headers, such as `content-type`.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// A header of which the value is in an environment variable, by header.
    #[serde(default)]
    pub headers_env: BTreeMap<String, String>,
    /// The body: JSON in which texts `{from}`, `{to}`, `{text}`, `{id}`, `{media}` are replaced.
    #[serde(default)]
    pub body: Option<serde_json::Value>,
    /// Where the answer has the carrier's identifier: a JSON pointer such as `/message/id`.
    #[serde(default)]
    pub id_pointer: Option<String>,
    /// How its receipts and messages come in at `/carriers/{name}`; without it none are taken.
    #[serde(default)]
    pub callback: Option<Box<CallbackConfig>>,
    /// Seconds that an answer may take.
    #[serde(default = "thirty")]
    pub timeout_seconds: u64,
}

/// `[messaging.smpp]`: where applications bind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmppServerConfig {
    /// `address:port`.
    pub listen: SocketAddr,
    /// TLS, if it is spoken.
    #[serde(default)]
    pub tls: Option<ServerTls>,
    /// Who may bind.
    #[serde(default)]
    pub applications: Vec<ApplicationConfig>,
    /// Distribution lists for `submit_multi`.
    #[serde(default)]
    pub lists: Vec<ListConfig>,
}

/// `[[messaging.smpp.lists]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListConfig {
    /// Its name: at most 20 octets go into its field (SMPP 3.4, 5.2.16).
    pub name: String,
    /// Who is on it, E.164.
    pub numbers: Vec<String>,
    /// Who may use it, by system id; all applications when left out.
    #[serde(default)]
    pub applications: Vec<String>,
}

/// `[[messaging.smpp.applications]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationConfig {
    /// Who it is.
    pub system_id: String,
    /// The environment variable with its password.
    pub password_env: String,
    /// The access key that it acts for; while it is not active, the application is not let in.
    pub access_key: String,
    /// The configuration set of its messages.
    #[serde(default)]
    pub configuration_set: Option<String>,
    /// Numbers of ours of which it gets what comes in.
    #[serde(default)]
    pub numbers: Vec<String>,
}

/// The simulator's name among the carriers.
pub(crate) const SIMULATOR: &str = "simulator";

impl MessagingConfig {
    /// What the engine is told.
    pub(crate) fn settings(&self) -> Result<Settings, messaging::UsdError> {
        let mut carriers: Vec<_> = self.carriers.iter().map(rules).collect();
        carriers.push(self.simulator_rules());
        let second = Duration::from_secs(1);
        Ok(Settings {
            rates: self.rate_card()?,
            networks: self.networks.iter().map(network).collect(),
            carriers,
            throughput: self.throughput.clone(),
            per_recipient: second.checked_div(self.per_recipient),
            calls: self.calls,
            shared_sender: self.shared_sender.clone(),
            capacity: self.capacity,
        })
    }

    fn simulator_rules(&self) -> CarrierRules {
        CarrierRules {
            channels: Channel::ALL.to_vec(),
            window: 500,
            simulates: Some(self.carriers.is_empty()),
            ..CarrierRules::new(SIMULATOR, Channel::Text)
        }
    }

    fn rate_card(&self) -> Result<RateCard, messaging::UsdError> {
        let mut card = RateCard::default();
        for row in &self.rates {
            let fee = row.carrier_fee.as_deref().map(Usd::parse).transpose()?;
            let rate = Rate {
                price: Usd::parse(&row.price)?,
                carrier_fee: fee.unwrap_or_default(),
            };
            match &row.country {
                Some(country) => card.countries.insert((row.channel, country.clone()), rate),
                None => card.default.insert(row.channel, rate),
            };
        }
        Ok(card)
    }
}

fn network(config: &NetworkConfig) -> (String, Network) {
    let network = Network {
        carrier: config.carrier.clone(),
        mcc: config.mcc.clone(),
        mnc: config.mnc.clone(),
    };
    (config.prefix.clone(), network)
}

fn rules(config: &CarrierConfig) -> CarrierRules {
    CarrierRules {
        name: config.name.clone(),
        // A telephone hears, whatever is configured.
        channels: match config.kind {
            CarrierKind::Sip(_) => vec![Channel::Voice],
            CarrierKind::Mm7(_) => vec![Channel::Media],
            _ => config.channels.clone(),
        },
        countries: config.countries.clone(),
        prefixes: config.prefixes.clone(),
        networks: config.networks.clone(),
        originators: config.originators.clone(),
        cost: config.cost,
        window: config.window,
        receipts: config.receipts && config.kind.tells(),
        simulates: None,
    }
}
