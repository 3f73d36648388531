//! Delivery of the outbox to files, webhooks and NATS JetStream, at least once and in order.
//!
//! [`Dispatcher::start`] runs one task per sink. It reads messages after the sink's durable cursor,
//! hands them to the [`Sink`] in the order of the outbox, and moves the cursor once the sink has
//! acknowledged them. So a message may arrive twice after a crash or a failure, but none is lost
//! and none overtakes another; each carries its position, by which a receiver knows a repetition.
//!
//! A failure that may pass is tried again for ever, with growing pauses. A message that the
//! receiver refuses for good is parked in a dead-letter file after some tries, and counted.
//!
//! [`remote_write`] pushes samples to Prometheus: they are no messages and wait in memory only.
//!
//! [`guard`] keeps requests to configured URLs away from private networks; other drivers that call
//! URLs from users use it too.

mod backoff;
mod config;
mod dispatcher;
mod envelope;
mod file;
pub mod guard;
mod nats;
pub mod remote_write;
mod sink;
mod webhook;

pub use backoff::Backoff;
pub use config::{
    FileConfig, NatsConfig, SinkConfig, SinkConfigError, Target, WebhookConfig, WebhookFormat,
};
pub use dispatcher::{Dispatcher, SinkStatus};
pub use file::FileSink;
pub use nats::NatsSink;
pub use sink::{Ack, Sink, SinkError};
pub use webhook::WebhookSink;
