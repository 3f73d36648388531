//! The ready file: for programs that start the product and want to know where it listens.

use anyhow::{Context, Result};
use http_io::Server;
use serde::{Deserialize, Serialize};
use sip_io::BoundAddrs;
use std::net::SocketAddr;
use std::path::Path;

/// The bound addresses: URLs for HTTP, `host:port` for the rest. Later parts add keys.
#[derive(Debug, Serialize, Deserialize)]
pub struct Addresses {
    /// `http://host:port`.
    pub http: Option<String>,
    /// `https://host:port`.
    pub https: Option<String>,
    /// `host:port`.
    pub sip_udp: Option<String>,
    /// `host:port`.
    pub sip_tcp: Option<String>,
    /// `host:port`, where applications bind.
    pub smpp: Option<String>,
    /// The process.
    pub pid: u32,
}

impl Addresses {
    /// Those of a running server.
    pub fn of(server: &Server, sip: &BoundAddrs, smpp: Option<SocketAddr>) -> Self {
        Self {
            http: server.http().map(|address| format!("http://{address}")),
            https: server.https().map(|address| format!("https://{address}")),
            sip_udp: sip.udp.map(|address| address.to_string()),
            sip_tcp: sip.tcp.map(|address| address.to_string()),
            smpp: smpp.map(|address| address.to_string()),
            pid: std::process::id(),
        }
    }

    /// Writes the file whole: whoever sees it can read it.
    pub fn write(&self, file: &Path) -> Result<()> {
        let temporary = file.with_extension("part");
        let text = serde_json::to_string_pretty(self)?;
        std::fs::write(&temporary, text)
            .and_then(|()| std::fs::rename(&temporary, file))
            .with_context(|| format!("the ready file {} cannot be written", file.display()))
    }

    /// Reads the file.
    pub fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("the ready file {} cannot be read", file.display()))?;
        Ok(serde_json::from_str(&text)?)
    }
}
