//! The gateway: one HTTP port for all APIs and pages, TLS, authentication and dispatch.
//!
//! [`Server`] listens, bounds what a client may take up, and closes down in order. [`Gateway`]
//! decides where a request goes: to a page's handler ([`services::pages::Pages`]), to the embedded
//! pages (`web-assets`), to an API ([`aws_wire::Api`]) after signature, policy and validation, or to
//! the objects of the blob store.
//!
//! # Uploads
//!
//! An S3 client with this gateway as its endpoint (path style) writes prompts and reads recordings:
//! the bucket `b` and key `k` are the blob `b/k`, which CreatePrompt names as `s3://b/k`.
//!
//! There is no rule of a contact centre here.

mod answer;
mod apis;
mod audited;
mod body;
mod config;
mod event_socket;
mod gateway;
mod listener;
mod metrics;
mod s3;
mod tls;
mod websocket;

pub use config::{Certificate, Limits, ListenConfig};
pub use gateway::{Gateway, Parts};
pub use listener::{Answering, Drained, Lease, Origin, Phase, Respond, Server, StartError};
pub use metrics::Metrics;
pub use tls::TlsError;
