//! What the gateway is told: addresses, certificates, limits.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Where to listen and within which limits.
#[derive(Debug, Clone)]
pub struct ListenConfig {
    /// The plain HTTP address; port 0 lets the system choose.
    pub http: Option<SocketAddr>,
    /// The HTTPS address, if any, and its certificate.
    pub https: Option<(SocketAddr, Certificate)>,
    /// The limits of both.
    pub limits: Limits,
}

/// Where the HTTPS certificate comes from.
#[derive(Debug, Clone)]
pub enum Certificate {
    /// A given chain and key, both PEM.
    Files {
        /// The chain, the server's own certificate first.
        chain: PathBuf,
        /// The private key.
        key: PathBuf,
    },
    /// Made by us on first start and kept in a folder, so that a browser's exception lasts.
    SelfSigned {
        /// The folder of `https-cert.pem` and `https-key.pem`.
        folder: PathBuf,
        /// Names and addresses that the certificate is for, such as `localhost`.
        names: Vec<String>,
    },
}

/// What a client may take up.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections open at once, on both ports together. Beyond it new ones wait unaccepted.
    pub connections: usize,
    /// Headers in one request.
    pub headers: usize,
    /// Bytes of a request's first line and headers together.
    pub header_bytes: usize,
    /// Bytes of a request's body.
    pub body_bytes: usize,
    /// Bytes of an uploaded object's body (S3 PutObject).
    pub object_bytes: usize,
    /// How long a client may take from connecting, or from its last request, to its headers' end.
    pub header_time: Duration,
    /// How long it may then take for the whole body.
    pub body_time: Duration,
    /// How long a TLS handshake may take.
    pub handshake_time: Duration,
}

impl Default for Limits {
    /// 10,000 connections; 100 headers in 64 KiB (S3 metadata and long session tokens fit);
    /// 4 MiB bodies (the largest modelled input, a flow's content, is far below); 128 MiB objects
    /// (over an hour of stereo 8 kHz 16-bit WAV); 30 s for headers, which is also how long an idle
    /// connection is kept; 60 s for a body.
    fn default() -> Self {
        Self {
            connections: 10_000,
            headers: 100,
            header_bytes: 64 * 1024,
            body_bytes: 4 * 1024 * 1024,
            object_bytes: 128 * 1024 * 1024,
            header_time: Duration::from_secs(30),
            body_time: Duration::from_secs(60),
            handshake_time: Duration::from_secs(10),
        }
    }
}
