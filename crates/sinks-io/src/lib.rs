//! Delivery of the outbox to files, webhooks and NATS JetStream, at least once and in order.
