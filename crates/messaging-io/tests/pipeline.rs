//! The pipeline with a store of its own, of each kind, and the simulator behind its SMPP link.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::{Place, put};
use messaging::{Channel, MessageFacts, Submission, Usd};
use messaging_io::{EVENTS_TOPIC, Pipeline};
use messaging_resources::{ConfigurationSet, EventDestination, Sns};
use services::{Messages, MessagingChange, SendError};
use std::sync::Arc;
use std::time::Duration;
use store::{OutboxQuery, Store};

const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:events";

fn text(to: &str, body: &str) -> Submission {
    let mut submission = Submission::new(Channel::Text, to.parse().unwrap(), body);
    submission.origination_identity = Some("Shop".into());
    submission
}

async fn send(pipeline: &Pipeline, submission: Submission) -> String {
    pipeline.send(submission).await.unwrap().message_id
}

/// Waits for a message's outcome.
async fn outcome(pipeline: &Pipeline, id: &str) -> MessageFacts {
    let wait = async {
        loop {
            let facts = pipeline.message(id.to_owned()).await.unwrap();
            if let Some(facts) = facts.filter(|facts| facts.is_final) {
                return facts;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait)
        .await
        .unwrap()
}

async fn put_set(store: &dyn Store, pipeline: &Pipeline) {
    let mut set = ConfigurationSet::new("set");
    set.event_destinations.push(EventDestination {
        event_destination_name: "all".into(),
        enabled: true,
        matching_event_types: vec!["TEXT_ALL".into()],
        cloud_watch_logs_destination: None,
        kinesis_firehose_destination: None,
        sns_destination: Some(Sns {
            topic_arn: TOPIC.into(),
        }),
    });
    put(store, pipeline, &set).await;
}

on_each_store!(
    the_simulators_pairs_end_as_their_number_says_and_tell_their_chain,
    opting_out_counts_at_once,
    spending_and_messages_are_known_after_a_restart,
    a_thousand_messages_at_once_all_have_their_outcome,
);

const FREE: &str = "per_recipient = 0\n[throughput]\nsender-id = 10000";

async fn the_simulators_pairs_end_as_their_number_says_and_tell_their_chain(place: &Place) {
    let (pipeline, store) = place.start(FREE).await;
    put_set(&*store, &pipeline).await;
    for (to, status) in [
        ("+33755512501", "DELIVERED"),
        ("+33755512502", "UNREACHABLE"),
    ] {
        let mut submission = text(to, &"long ".repeat(60));
        submission.configuration_set = Some("set".into());
        let id = send(&pipeline, submission).await;
        let facts = outcome(&pipeline, &id).await;
        assert_eq!((facts.status.as_str(), facts.parts), (status, 2));
        let query = OutboxQuery {
            limit: 100,
            topics: vec![EVENTS_TOPIC.into()],
            ..OutboxQuery::default()
        };
        let rows = store.outbox(&query).await.unwrap().rows;
        let of_message = rows.iter().filter(|row| row.message.key == id);
        let types: Vec<_> = of_message
            .map(|row| {
                assert_eq!(row.message.stream.as_deref(), Some(TOPIC));
                let body: serde_json::Value =
                    serde_json::from_str(row.message.body.reveal()).unwrap();
                body["eventType"].as_str().unwrap().to_owned()
            })
            .collect();
        let last = format!("TEXT_{status}");
        assert_eq!(
            types,
            [
                "TEXT_QUEUED",
                "TEXT_PENDING",
                "TEXT_SUCCESSFUL",
                last.as_str()
            ]
        );
    }
    pipeline.stop().await;
}

async fn opting_out_counts_at_once(place: &Place) {
    let (pipeline, _) = place.start(FREE).await;
    let change = |opted_out| MessagingChange::OptedOut {
        list: "Default".into(),
        number: "+33755512501".into(),
        opted_out,
    };
    pipeline.changed(change(true)).await;
    let refused = pipeline.send(text("+33755512501", "hi")).await;
    assert!(matches!(refused, Err(SendError::Refused(_))));
    pipeline.changed(change(false)).await;
    assert!(pipeline.send(text("+33755512501", "hi")).await.is_ok());
    pipeline.stop().await;
}

async fn spending_and_messages_are_known_after_a_restart(place: &Place) {
    let config = format!("rates = [{{ channel = \"TEXT\", price = \"0.01\" }}]\n{FREE}");
    let (pipeline, store) = place.start(&config).await;
    let id = send(&pipeline, text("+4915112345678", "hi")).await;
    outcome(&pipeline, &id).await;
    pipeline.stop().await;
    store.close().await;
    let (pipeline, _) = place.start(&config).await;
    assert_eq!(pipeline.spend().text, Usd(10_000));
    assert_eq!(outcome(&pipeline, &id).await.status, "DELIVERED");
    pipeline.stop().await;
}

async fn a_thousand_messages_at_once_all_have_their_outcome(place: &Place) {
    let (pipeline, _) = place.start(FREE).await;
    let send_one = |n: u32| {
        let pipeline = Arc::clone(&pipeline);
        async move { send(&pipeline, text("+4915112345678", &format!("message {n}"))).await }
    };
    let ids = futures_util::future::join_all((0..1_000).map(send_one)).await;
    for id in &ids {
        assert_eq!(outcome(&pipeline, id).await.status, "DELIVERED");
    }
    pipeline.stop().await;
}
