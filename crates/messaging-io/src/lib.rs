//! The driver of the messaging engine.
//!
//! [`Pipeline::start`] reads what is configured and what had not ended before, and starts one task
//! that owns the engine, one that commits, and the links to carriers. What the engine decides
//! becomes durable in batches that are shared by all that is under way; only then messages leave,
//! callers are answered and carriers' deliveries are acknowledged.
//!
//! Accepted messages survive a kill -9: what waited goes on, what a carrier has is awaited, and
//! what was just being handed over is recorded as unknown, as nobody can know.

mod actor;
mod applications;
mod asked;
mod callbacks;
mod carriers;
mod committer;
mod config;
mod deliveries;
mod directory;
mod pipeline;
mod rows;
mod simulator;
mod texts;
mod told;

pub use messaging::CallQuotas;

pub use config::{
    ApplicationConfig, CallbackConfig, CallbackSecret, CarrierConfig, CarrierKind,
    HttpCarrierConfig, InboundPointers, MessagingConfig, Mm7CarrierConfig, NetworkConfig,
    RateConfig, ReceiptPointers, SimulatorConfig, SipCarrierConfig, SmppCarrierConfig,
    SmppServerConfig, SmppVersion,
};
pub use pipeline::{Parts, Pipeline, StartError};
pub use rows::{EVENTS_TOPIC, INBOUND_TOPIC};
pub use texts::TEXTS_TOPIC;
