//! What can be said on the command line. Every option of `serve` can also be given as an
//! environment variable `CARILLON_…`; both override the configuration file.

use clap::{Args, Parser, Subcommand};
use ids::{Account, Region};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// A self-hosted contact centre, telephony and messaging platform.
#[derive(Debug, Parser)]
#[command(name = "carillon", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the product.
    Serve(Box<Serve>),
    /// Fill a running product with demo data, through the public API.
    Demo(Demo),
    /// Write a whole instance as one document.
    Export(Export),
    /// Bring an instance to what a document says.
    Import(Import),
    /// Look after flow files, most of it without a server.
    Flow(Flow),
    /// Show and set how much of what there may be, in a running product.
    Quotas(Quotas),
    /// Keep the access keys of programs. The product must not be running on the same embedded
    /// store.
    Keys(Keys),
    /// Keep the roles that programs take on. The product must not be running on the same embedded
    /// store.
    Roles(Roles),
    /// Look after the journal. The product must not be running on the same store.
    Journal(Journal),
    /// Show who was allowed or refused what, and by which statement. The product must not be
    /// running on the same embedded store.
    Decisions(Decisions),
}

/// `carillon serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The configuration file.
    #[arg(long, env = "CARILLON_CONFIG")]
    pub config: Option<PathBuf>,
    /// The folder of everything that is kept.
    #[arg(long, env = "CARILLON_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// A file that is written when the product is ready: JSON with the bound addresses.
    #[arg(long, env = "CARILLON_READY_FILE")]
    pub ready_file: Option<PathBuf>,
    /// The HTTP address of all APIs and pages; port 0 lets the system choose.
    #[arg(long, env = "CARILLON_HTTP")]
    pub http: Option<SocketAddr>,
    /// The HTTPS address; `off` for none.
    #[arg(long, env = "CARILLON_HTTPS", value_parser = address_or_off)]
    pub https: Option<AddressOrOff>,
    /// The certificate chain, PEM. Without it one is made.
    #[arg(long, env = "CARILLON_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's key, PEM.
    #[arg(long, env = "CARILLON_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// The SIP address for UDP; `off` for none.
    #[arg(long, env = "CARILLON_SIP_UDP", value_parser = address_or_off)]
    pub sip_udp: Option<AddressOrOff>,
    /// The SIP address for TCP; `off` for none.
    #[arg(long, env = "CARILLON_SIP_TCP", value_parser = address_or_off)]
    pub sip_tcp: Option<AddressOrOff>,
    /// The address that phones and browsers are told for SIP and media: the public one behind
    /// NAT.
    #[arg(long, env = "CARILLON_ADVERTISED_IP")]
    pub advertised_ip: Option<IpAddr>,
    /// The local address of media sockets.
    #[arg(long, env = "CARILLON_MEDIA_IP")]
    pub media_ip: Option<IpAddr>,
    /// The ports of phones' media, such as `20000-29999`.
    #[arg(long, env = "CARILLON_RTP_PORTS", value_parser = ports)]
    pub rtp_ports: Option<(u16, u16)>,
    /// The first port of browsers' media, one per media thread; 0 lets the system choose.
    #[arg(long, env = "CARILLON_WEBRTC_PORT")]
    pub webrtc_port: Option<u16>,
    /// A PostgreSQL server instead of the embedded store, `postgres://…`.
    #[arg(long, env = "CARILLON_POSTGRES_URL", hide_env_values = true)]
    pub postgres_url: Option<String>,
    /// The schema on that server.
    #[arg(long, env = "CARILLON_POSTGRES_SCHEMA")]
    pub postgres_schema: Option<String>,
    /// A URL for Lambda functions without an endpoint of their own, `{name}` standing for the
    /// function's name.
    #[arg(long, env = "CARILLON_FUNCTIONS_FALLBACK")]
    pub functions_fallback: Option<String>,
    /// The account of all ARNs.
    #[arg(long, env = "CARILLON_ACCOUNT_ID")]
    pub account: Option<Account>,
    /// The region of all ARNs.
    #[arg(long, env = "CARILLON_REGION")]
    pub region: Option<Region>,
    /// The root key's identifier, for set-up.
    #[arg(long, env = "CARILLON_ROOT_ACCESS_KEY_ID", requires = "root_secret")]
    pub root_key: Option<String>,
    /// The root key's secret. Better given as the environment variable than as an option, which
    /// others on the machine can see.
    #[arg(long, env = "CARILLON_ROOT_SECRET_ACCESS_KEY", hide_env_values = true)]
    pub root_secret: Option<String>,
    /// Seconds for live calls to finish after SIGTERM.
    #[arg(long, env = "CARILLON_DRAIN_SECONDS")]
    pub drain_seconds: Option<u64>,
    /// What is logged, such as `info` or `info,exchange_io=debug`.
    #[arg(long, env = "CARILLON_LOG")]
    pub log: Option<String>,
    /// Log as JSON lines.
    #[arg(long, env = "CARILLON_LOG_JSON")]
    pub log_json: bool,
}

/// Which running product a command speaks with, and as whom.
#[derive(Debug, Args)]
pub struct Product {
    /// The ready file of the running product; or give `--endpoint`.
    #[arg(long, env = "CARILLON_READY_FILE")]
    pub ready_file: Option<PathBuf>,
    /// The address of the running product, such as `http://127.0.0.1:8080`.
    #[arg(long, env = "CARILLON_ENDPOINT")]
    pub endpoint: Option<String>,
    /// The key to sign with.
    #[arg(long, env = "CARILLON_ROOT_ACCESS_KEY_ID")]
    pub access_key: String,
    /// Its secret.
    #[arg(long, env = "CARILLON_ROOT_SECRET_ACCESS_KEY", hide_env_values = true)]
    pub secret_key: String,
    /// The region.
    #[arg(long, env = "CARILLON_REGION", default_value = "us-east-1")]
    pub region: String,
}

/// `carillon flow`.
#[derive(Debug, Args)]
pub struct Flow {
    /// What to do.
    #[command(subcommand)]
    pub action: FlowAction,
}

/// What to do with flow files.
#[derive(Debug, Subcommand)]
pub enum FlowAction {
    /// Tell every problem of flows, of either format; answers 1 when there is one.
    Validate {
        /// The files; `-` is standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The flow type, as in the API; by default what the file says, or `CONTACT_FLOW`.
        #[arg(long = "type")]
        kind: Option<String>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Turn a flow of the older export format into the current one.
    Convert {
        /// The file; `-` is standard input.
        file: PathBuf,
        /// The file to write; standard output without it.
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Run a flow in virtual time with a scripted customer; answers 1 when something is expected in
    /// vain.
    Run {
        /// The flow; `-` is standard input.
        file: PathBuf,
        /// A scenario, YAML or JSON; several are played one after the other.
        #[arg(long = "script", conflicts_with = "random")]
        scripts: Vec<PathBuf>,
        /// A random customer, drawn from this seed.
        #[arg(long)]
        random: Option<u64>,
        /// How many random customers.
        #[arg(long, default_value_t = 100, requires = "random")]
        rounds: u32,
        /// `voice`, `chat`, `task` or `email`, where no scenario says it.
        #[arg(long)]
        channel: Option<String>,
        /// The flow type, as in the API; by default what the file says, or `CONTACT_FLOW`.
        #[arg(long = "type")]
        kind: Option<String>,
        /// A folder with other flows and modules, found by the names of their files and their own.
        #[arg(long)]
        flows: Option<PathBuf>,
        /// A file for the reports as JUnit XML.
        #[arg(long)]
        junit: Option<PathBuf>,
        /// A file for the coverage as JSON.
        #[arg(long)]
        coverage: Option<PathBuf>,
        /// Only failures and the coverage.
        #[arg(long, short)]
        quiet: bool,
    },
    /// Print the table of all blocks.
    Blocks,
    /// Print the JSON Schema of the flow language, for editors.
    Schema,
    /// Make a flow of a file, in a running product, or put it in the place of one.
    Import(FlowImport),
    /// Write a flow of a running product as a file.
    Export(FlowExport),
}

/// `carillon flow import`.
#[derive(Debug, Args)]
pub struct FlowImport {
    /// Which product.
    #[command(flatten)]
    pub product: Product,
    /// The file, of either format; `-` is standard input.
    pub file: PathBuf,
    /// The instance: its identifier, ARN or alias.
    #[arg(long)]
    pub instance: String,
    /// The flow's name; by default what the file says. A flow of that name is replaced.
    #[arg(long)]
    pub name: Option<String>,
    /// The flow to replace, by identifier, ARN or name; it gets the file's name.
    #[arg(long)]
    pub over: Option<String>,
    /// The flow type, as in the API, or `MODULE`; by default what the file says.
    #[arg(long = "type")]
    pub kind: Option<String>,
    /// A JSON object: what stands in the file, and which resource of the instance it is, by
    /// identifier, ARN or name.
    #[arg(long)]
    pub map: Option<PathBuf>,
    /// Publish it; the default.
    #[arg(long, conflicts_with = "save")]
    pub publish: bool,
    /// Only save it.
    #[arg(long)]
    pub save: bool,
    /// Tell what would become of it, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Refuse what the public service's console would not export again.
    #[arg(long)]
    pub strict: bool,
    /// Print the answer as JSON.
    #[arg(long)]
    pub json: bool,
}

/// `carillon flow export`.
#[derive(Debug, Args)]
pub struct FlowExport {
    /// Which product.
    #[command(flatten)]
    pub product: Product,
    /// The flow or module: its identifier, ARN or name.
    pub flow: String,
    /// The instance: its identifier, ARN or alias.
    #[arg(long)]
    pub instance: String,
    /// What was last saved instead of what is published.
    #[arg(long)]
    pub saved: bool,
    /// The content as it is kept, without the names of what it names.
    #[arg(long)]
    pub plain: bool,
    /// The file to write; standard output without it.
    #[arg(long, short)]
    pub output: Option<PathBuf>,
}

/// `carillon quotas`.
#[derive(Debug, Args)]
pub struct Quotas {
    /// Which product.
    #[command(flatten)]
    pub product: Product,
    /// What to do.
    #[command(subcommand)]
    pub action: QuotasAction,
}

/// What to do with quotas.
#[derive(Debug, Subcommand)]
pub enum QuotasAction {
    /// List an instance's quotas, or without one the account's.
    List {
        /// The instance: its identifier, ARN or alias.
        #[arg(long)]
        instance: Option<String>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Set a quota of an instance.
    Set {
        /// The instance: its identifier, ARN or alias.
        #[arg(long)]
        instance: String,
        /// The quota's name.
        name: String,
        /// Its value, or `default`.
        value: String,
    },
}

/// `carillon export`.
#[derive(Debug, Args)]
pub struct Export {
    /// Which product.
    #[command(flatten)]
    pub product: Product,
    /// The instance: its identifier, ARN or alias.
    #[arg(long)]
    pub instance: String,
    /// The file to write; standard output without it.
    #[arg(long, short)]
    pub output: Option<PathBuf>,
}

/// `carillon import`.
#[derive(Debug, Args)]
pub struct Import {
    /// Which product.
    #[command(flatten)]
    pub product: Product,
    /// The document, as `carillon export` writes it; `-` is standard input.
    pub file: PathBuf,
    /// The instance: its identifier, ARN or alias.
    #[arg(long)]
    pub instance: String,
    /// Make the instance, with `--instance` as its alias, if there is none.
    #[arg(long)]
    pub create: bool,
    /// Show what would change, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Also delete what the document does not name.
    #[arg(long)]
    pub prune: bool,
    /// Answer 2 instead of 0 when something differs, for checks in CI.
    #[arg(long)]
    pub exit_code: bool,
    /// Print the changes as JSON.
    #[arg(long)]
    pub json: bool,
}

/// `carillon demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Which product.
    #[command(flatten)]
    pub product: Product,
    /// The Lambda function that the demo flow invokes.
    #[arg(
        long,
        default_value = "arn:aws:lambda:us-east-1:123456789012:function:carillon-demo"
    )]
    pub function: String,
    /// A file that keeps the demo users' passwords, readable by its owner only.
    #[arg(long)]
    pub secrets: Option<PathBuf>,
    /// Print what was made as JSON instead of a text for people.
    #[arg(long)]
    pub json: bool,
}

/// Where the store is, for commands that work on it while the product does not run. On PostgreSQL
/// it may run: it sees the changes within half a minute.
#[derive(Debug, Args)]
pub struct Kept {
    /// The configuration file.
    #[arg(long, global = true, env = "CARILLON_CONFIG")]
    pub config: Option<PathBuf>,
    /// The folder of everything that is kept.
    #[arg(long, global = true, env = "CARILLON_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// A PostgreSQL server instead of the embedded store, `postgres://…`.
    #[arg(
        long,
        global = true,
        env = "CARILLON_POSTGRES_URL",
        hide_env_values = true
    )]
    pub postgres_url: Option<String>,
    /// The schema on that server.
    #[arg(long, global = true, env = "CARILLON_POSTGRES_SCHEMA")]
    pub postgres_schema: Option<String>,
    /// The account of all ARNs.
    #[arg(long, global = true, env = "CARILLON_ACCOUNT_ID")]
    pub account: Option<Account>,
}

/// `carillon keys`.
#[derive(Debug, Args)]
pub struct Keys {
    /// Where the store is.
    #[command(flatten)]
    pub kept: Kept,
    /// What to do.
    #[command(subcommand)]
    pub action: KeyAction,
}

/// What to do with access keys.
#[derive(Debug, Subcommand)]
pub enum KeyAction {
    /// Make a key; its secret is printed once and never again.
    Create {
        /// The user's name, for policies and logs.
        #[arg(long)]
        user: String,
        /// A file with an IAM-style JSON policy; may be repeated. Without one nothing is allowed
        /// but what the user's own policies allow.
        #[arg(long)]
        policy: Vec<PathBuf>,
    },
    /// List keys, without their secrets.
    List {
        /// Only this user's.
        #[arg(long)]
        user: Option<String>,
    },
    /// Delete a key.
    Delete {
        /// Its identifier.
        id: String,
    },
}

/// `carillon roles`.
#[derive(Debug, Args)]
pub struct Roles {
    /// Where the store is.
    #[command(flatten)]
    pub kept: Kept,
    /// What to do.
    #[command(subcommand)]
    pub action: RoleAction,
}

/// What to do with roles.
#[derive(Debug, Subcommand)]
pub enum RoleAction {
    /// Make a role.
    Create {
        /// Its name.
        name: String,
        /// A file with the trust policy: who may take it on.
        #[arg(long)]
        trust: PathBuf,
        /// A file with a policy: what its sessions may do; may be repeated.
        #[arg(long)]
        policy: Vec<PathBuf>,
        /// The longest session in seconds, 3600 to 43200.
        #[arg(long)]
        max_session: Option<u32>,
        /// A tag, `key=value`; may be repeated.
        #[arg(long, value_parser = tag)]
        tag: Vec<(String, String)>,
        /// What it is for.
        #[arg(long, default_value = "")]
        description: String,
    },
    /// List roles with their ARNs.
    List,
    /// Delete a role and with it all its sessions.
    Delete {
        /// Its name.
        name: String,
    },
}

/// `carillon journal`.
#[derive(Debug, Args)]
pub struct Journal {
    /// Where the store is.
    #[command(flatten)]
    pub kept: Kept,
    /// What to do.
    #[command(subcommand)]
    pub action: JournalAction,
}

/// What to do with the journal.
#[derive(Debug, Subcommand)]
pub enum JournalAction {
    /// Compare what the journal says of contacts and agents with their rows.
    Verify,
    /// Fold entries into snapshots and forget them.
    Compact {
        /// Those that are older than so many days.
        #[arg(long)]
        days: u32,
    },
}

/// `carillon decisions`.
#[derive(Debug, Args)]
pub struct Decisions {
    /// Where the store is.
    #[command(flatten)]
    pub kept: Kept,
    /// Only what was refused.
    #[arg(long)]
    pub denied: bool,
    /// Only of principals whose ARN contains this.
    #[arg(long)]
    pub principal: Option<String>,
    /// Only of this action, such as `connect:CreateUser`, or of those that contain a word.
    #[arg(long)]
    pub action: Option<String>,
    /// How many, newest first.
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// Print one JSON object per line.
    #[arg(long)]
    pub json: bool,
}

fn tag(text: &str) -> Result<(String, String), String> {
    let (key, value) = text
        .split_once('=')
        .filter(|(key, _)| !key.is_empty())
        .ok_or_else(|| "expected key=value".to_owned())?;
    Ok((key.to_owned(), value.to_owned()))
}

/// An address to listen on, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressOrOff {
    /// Listen here.
    On(SocketAddr),
    /// Do not listen.
    Off,
}

/// Reads an address, or `off`.
pub fn address_or_off(text: &str) -> Result<AddressOrOff, String> {
    if text == "off" {
        return Ok(AddressOrOff::Off);
    }
    let address = text
        .parse()
        .map_err(|_| "expected address:port, or off".to_owned())?;
    Ok(AddressOrOff::On(address))
}

fn ports(text: &str) -> Result<(u16, u16), String> {
    let bad = || "expected first-last, such as 20000-29999".to_owned();
    let (first, last) = text.split_once('-').ok_or_else(bad)?;
    let (first, last) = (
        first.parse().map_err(|_| bad())?,
        last.parse().map_err(|_| bad())?,
    );
    if first < last {
        Ok((first, last))
    } else {
        Err(bad())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn an_address_can_be_switched_off() {
        assert_eq!(address_or_off("off"), Ok(AddressOrOff::Off));
        assert!(address_or_off("5060").is_err());
        assert!(matches!(address_or_off("[::]:0"), Ok(AddressOrOff::On(_))));
    }

    #[test]
    fn a_range_of_ports_goes_upwards() {
        assert_eq!(ports("20000-20100"), Ok((20000, 20100)));
        assert!(ports("2-1").is_err() && ports("5").is_err() && ports("1-99999").is_err());
    }
}
