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
    /// Keep the access keys of programs. The product must not be running on the same store.
    Keys(Keys),
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

/// `carillon demo`.
#[derive(Debug, Args)]
pub struct Demo {
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

/// `carillon keys`.
#[derive(Debug, Args)]
pub struct Keys {
    /// The configuration file.
    #[arg(long, global = true, env = "CARILLON_CONFIG")]
    pub config: Option<PathBuf>,
    /// The folder of everything that is kept.
    #[arg(long, global = true, env = "CARILLON_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
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
        /// A file with an IAM-style JSON policy; may be repeated. Without one nothing is allowed.
        #[arg(long)]
        policy: Vec<PathBuf>,
    },
    /// Delete a key.
    Delete {
        /// Its identifier.
        id: String,
    },
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
