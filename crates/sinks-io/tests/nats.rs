//! Delivery to a real NATS server: `CARILLON_TEST_NATS_URL`, by default a local one.
//! `CARILLON_SKIP_NATS=1` leaves it out.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

use async_nats::jetstream::{self, consumer};
use futures_util::StreamExt as _;
use ids::{Pii, Timestamp};
use sinks_io::{NatsConfig, NatsSink, Sink as _};
use store::{Message, OutboxRow, Position};

fn row(position: i64, key: &str) -> OutboxRow {
    OutboxRow {
        position: Position(position),
        message: Message {
            topic: "contact_event".into(),
            instance: "i1".into(),
            key: key.into(),
            stream: None,
            at: Timestamp(position),
            body: Pii::new(format!("{{\"n\":{position}}}")),
        },
    }
}

#[tokio::test]
async fn messages_arrive_once_in_order_under_their_subject() {
    if std::env::var("CARILLON_SKIP_NATS").is_ok_and(|skip| skip == "1") {
        eprintln!("skipped: CARILLON_SKIP_NATS=1");
        return;
    }
    let url =
        std::env::var("CARILLON_TEST_NATS_URL").unwrap_or_else(|_| "nats://127.0.0.1:4222".into());
    let stream = format!("carillon-test-{}", std::process::id());
    let config = NatsConfig {
        url: url.clone(),
        subject: format!("{stream}.{{topic}}.{{key}}"),
        stream: Some(stream.clone()),
        user: None,
        password: None,
        token: None,
        timeout_seconds: 5,
    };
    let client = match async_nats::connect(&url).await {
        Ok(client) => client,
        Err(error) => panic!(
            "{error}. Start a NATS server with JetStream, point CARILLON_TEST_NATS_URL at one, or \
             leave this test out with CARILLON_SKIP_NATS=1"
        ),
    };
    let context = jetstream::new(client);
    let sink = NatsSink::new(&config);
    let batch = [row(1, "c1"), row(2, "c2"), row(3, "c1"), row(4, "c1")];
    let ack = sink.deliver(&batch).await.unwrap();
    assert_eq!(ack.through, Position(4));
    // The cursor was lost: the same again, and one more.
    sink.deliver(&batch).await.unwrap();
    sink.deliver(&[row(5, "c.2")]).await.unwrap();

    let consumer = context
        .get_stream(&stream)
        .await
        .unwrap()
        .create_consumer(consumer::pull::Config::default())
        .await
        .unwrap();
    let mut found = Vec::new();
    let mut messages = consumer.fetch().max_messages(10).messages().await.unwrap();
    while let Some(message) = messages.next().await {
        let message = message.unwrap();
        let position = message
            .headers
            .as_ref()
            .unwrap()
            .get("Carillon-Position")
            .unwrap();
        found.push((
            message.subject.to_string(),
            position.to_string(),
            String::from_utf8(message.payload.to_vec()).unwrap(),
        ));
    }
    context.delete_stream(&stream).await.unwrap();
    let wanted: Vec<_> = [(1, "c1"), (2, "c2"), (3, "c1"), (4, "c1"), (5, "c_2")]
        .iter()
        .map(|(n, key)| {
            (
                format!("{stream}.contact_event.{key}"),
                n.to_string(),
                format!("{{\"n\":{n}}}"),
            )
        })
        .collect();
    assert_eq!(found, wanted);
}
