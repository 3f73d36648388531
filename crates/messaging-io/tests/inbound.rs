//! Messages that come in from a carrier: a message centre of the test's own behind SMPP.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::{Place, put};
use futures_util::future::BoxFuture;
use ids::{ContactId, InstanceId, Pii};
use messaging::{Channel, Submission};
use messaging_io::{INBOUND_TOPIC, Pipeline, TEXTS_TOPIC};
use messaging_resources::{
    InboundSettings, MessageType, NumberCapability, NumberStatus, NumberType, PhoneNumber,
};
use services::{CustomerText, Messages, ServiceError, TextOutcome, Texts};
use smpp_io::{Applications, Delivery, Smsc, SmscConfig, Submitted};
use smpp_proto::{Address, BindRequest, Settings, ShortMessage, Status};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{OutboxQuery, Store};
use tokio::sync::Notify;

const NUMBER: &str = "+12045550100";
const CUSTOMER: &str = "+16135550142";
const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:replies";

on_each_store!(
    an_answer_names_its_message_also_after_a_restart,
    a_text_for_the_contact_centre_is_answered_by_it,
    a_text_waits_until_the_contact_centre_can_be_asked,
    what_the_contact_centre_does_not_take_is_recorded_with_its_reason,
);

/// A carrier: takes every message.
#[derive(Default)]
struct Centre {
    submitted: Mutex<Vec<String>>,
    changed: Notify,
}

impl Applications for Centre {
    fn bind(&self, _: BindRequest) -> BoxFuture<'_, Result<(), Status>> {
        Box::pin(async { Ok(()) })
    }

    fn bound(&self, _: &str) {
        self.changed.notify_waiters();
    }

    fn submitted(&self, _: &str, delivery: Delivery) {
        let text = sms_codec::decode_gsm(delivery.message.user_data.reveal());
        self.submitted.lock().unwrap().push(text);
        delivery.answer(Status::OK, Some("id".into()));
        self.changed.notify_waiters();
    }
}

struct Carrier {
    centre: Arc<Centre>,
    smsc: Smsc,
}

impl Carrier {
    async fn start() -> Self {
        let centre = Arc::new(Centre::default());
        let config = SmscConfig {
            listen: ([127, 0, 0, 1], 0).into(),
            tls: None,
            system_id: "centre".into(),
            session: Settings::default(),
            connections: 4,
        };
        let smsc = Smsc::start(config, centre.clone()).await.unwrap();
        Self { centre, smsc }
    }

    fn config(&self) -> String {
        let address = self.smsc.address;
        format!(
            "per_recipient = 0\n[throughput]\nlong-code = 1000\n[[carriers]]\nname = \"one\"\n\
             kind = \"smpp\"\naddress = \"{address}\"\nsystem_id = \"carillon\"\nreceipts = false\n"
        )
    }

    /// Brings a customer's text; returns once it was acknowledged.
    async fn bring(&self, text: &str) {
        let (from, to) = (Address::of(CUSTOMER), Address::of(NUMBER));
        let octets = text.as_bytes().to_vec();
        let message = ShortMessage::new(from, to, ShortMessage::DEFAULT_ALPHABET, octets);
        let sent = until(&self.centre.changed, || async {
            match self.smsc.deliver("carillon", message.clone()).await {
                Submitted::NotSent => None,
                sent => Some(sent),
            }
        });
        assert!(matches!(sent.await, Submitted::Answered(Status::OK, _)));
    }

    async fn got(&self, count: usize) -> Vec<String> {
        until(&self.centre.changed, || async {
            let got = self.centre.submitted.lock().unwrap().clone();
            (got.len() >= count).then_some(got)
        })
        .await
    }
}

/// Asks again each time when something changed, or after a moment, until there is an answer.
async fn until<T, F: Future<Output = Option<T>>>(changed: &Notify, ask: impl Fn() -> F) -> T {
    let asking = async {
        loop {
            if let Some(found) = ask().await {
                return found;
            }
            let _ = tokio::time::timeout(Duration::from_millis(20), changed.notified()).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), asking)
        .await
        .unwrap()
}

async fn number(store: &dyn Store, pipeline: &Pipeline, channel: &str) {
    let mut settings = InboundSettings::new("Default");
    settings.two_way_enabled = true;
    settings.two_way_channel_arn = Some(channel.into());
    let number = PhoneNumber {
        phone_number_id: "phone-1".into(),
        phone_number: NUMBER.into(),
        status: NumberStatus::Active,
        iso_country_code: "CA".into(),
        message_type: MessageType::Transactional,
        number_capabilities: vec![NumberCapability::Sms],
        number_type: NumberType::LongCode,
        monthly_leasing_price: "0.00".into(),
        settings,
        international_sending_enabled: false,
        deletion_protection_enabled: false,
        pool_id: None,
        registration_id: None,
    };
    put(store, pipeline, &number).await;
}

/// The records of a topic, once there are so many.
async fn told(store: &dyn Store, topic: &str, count: usize) -> Vec<serde_json::Value> {
    let query = OutboxQuery {
        limit: 100,
        topics: vec![topic.into()],
        ..OutboxQuery::default()
    };
    let mut end = store.outbox_end();
    let telling = async {
        loop {
            let rows = store.outbox(&query).await.unwrap().rows;
            if rows.len() >= count {
                return rows;
            }
            let _ = tokio::time::timeout(Duration::from_millis(50), end.changed()).await;
        }
    };
    let rows = tokio::time::timeout(Duration::from_secs(30), telling).await;
    let body = |row: &store::OutboxRow| serde_json::from_str(row.message.body.reveal()).unwrap();
    rows.unwrap().iter().map(body).collect()
}

/// A contact centre of which the test says what it does with texts.
struct Desk {
    works: AtomicBool,
    outcome: TextOutcome,
    came: Mutex<Vec<CustomerText>>,
}

impl Desk {
    fn new(outcome: TextOutcome) -> Arc<Self> {
        Arc::new(Self {
            works: AtomicBool::new(true),
            outcome,
            came: Mutex::default(),
        })
    }

    fn serve(self: &Arc<Self>, pipeline: &Pipeline) {
        let port: Arc<dyn Texts> = self.clone();
        pipeline.pass_texts_to(Arc::downgrade(&port));
    }
}

impl Texts for Desk {
    fn came(&self, text: CustomerText) -> BoxFuture<'_, Result<TextOutcome, ServiceError>> {
        self.came.lock().unwrap().push(text);
        let outcome = match self.works.load(Ordering::SeqCst) {
            true => Ok(self.outcome.clone()),
            false => Err(ServiceError::Unavailable("it is not there".into())),
        };
        Box::pin(async { outcome })
    }
}

fn taken(replies: &[&str]) -> TextOutcome {
    TextOutcome::Taken {
        instance: InstanceId(Default::default()),
        contact: ContactId(Default::default()),
        replies: replies
            .iter()
            .map(|it| Pii::new((*it).to_owned()))
            .collect(),
    }
}

const CONNECT: &str = "connect.us-east-1.amazonaws.com";

async fn an_answer_names_its_message_also_after_a_restart(place: &Place) {
    let carrier = Carrier::start().await;
    let (pipeline, store) = place.start(&carrier.config()).await;
    number(&*store, &pipeline, TOPIC).await;
    let mut submission = Submission::new(Channel::Text, CUSTOMER.parse().unwrap(), "hello");
    submission.origination_identity = Some("phone-1".into());
    let sent = pipeline.send(submission).await.unwrap().message_id;
    carrier.got(1).await;
    pipeline.stop().await;
    store.close().await;
    let (pipeline, store) = place.start(&carrier.config()).await;
    carrier.bring("yes please").await;
    let records = told(&*store, INBOUND_TOPIC, 1).await;
    assert_eq!(records[0]["previousPublishedMessageId"], *sent);
    pipeline.stop().await;
}

async fn a_text_for_the_contact_centre_is_answered_by_it(place: &Place) {
    let carrier = Carrier::start().await;
    let (pipeline, store) = place.start(&carrier.config()).await;
    number(&*store, &pipeline, CONNECT).await;
    let desk = Desk::new(taken(&["Welcome", "How can we help?"]));
    desk.serve(&pipeline);
    carrier.bring("hi there").await;
    let mut got = carrier.got(2).await;
    got.sort();
    assert_eq!(got, ["How can we help?", "Welcome"]);
    let came = desk.came.lock().unwrap().clone();
    assert_eq!(
        (came.len(), came[0].text.reveal().as_str()),
        (1, "hi there")
    );
    let records = told(&*store, TEXTS_TOPIC, 1).await;
    assert_eq!(
        (&records[0]["outcome"], &records[0]["replies"]),
        (&"TAKEN".into(), &2.into())
    );
    pipeline.stop().await;
}

async fn a_text_waits_until_the_contact_centre_can_be_asked(place: &Place) {
    let carrier = Carrier::start().await;
    let (pipeline, store) = place.start(&carrier.config()).await;
    number(&*store, &pipeline, CONNECT).await;
    let desk = Desk::new(taken(&["Welcome"]));
    desk.works.store(false, Ordering::SeqCst);
    desk.serve(&pipeline);
    carrier.bring("hi").await;
    until(&carrier.centre.changed, || async {
        (!desk.came.lock().unwrap().is_empty()).then_some(())
    })
    .await;
    pipeline.stop().await;
    store.close().await;
    // It goes to the sink at once all the same, and to the contact centre of the next start.
    let (pipeline, store) = place.start(&carrier.config()).await;
    assert_eq!(
        told(&*store, INBOUND_TOPIC, 1).await[0]["messageBody"],
        "hi"
    );
    desk.works.store(true, Ordering::SeqCst);
    desk.serve(&pipeline);
    assert_eq!(carrier.got(1).await, ["Welcome"]);
    pipeline.stop().await;
}

async fn what_the_contact_centre_does_not_take_is_recorded_with_its_reason(place: &Place) {
    let carrier = Carrier::start().await;
    let (pipeline, store) = place.start(&carrier.config()).await;
    number(&*store, &pipeline, CONNECT).await;
    let desk = Desk::new(TextOutcome::NotTaken {
        instance: None,
        reason: "nobody is there".into(),
    });
    desk.serve(&pipeline);
    carrier.bring("hi").await;
    let records = told(&*store, TEXTS_TOPIC, 1).await;
    assert_eq!(records[0]["outcome"], "NOT_TAKEN");
    assert_eq!(records[0]["reason"], "nobody is there");
    assert_eq!(
        told(&*store, INBOUND_TOPIC, 1).await[0]["messageBody"],
        "hi"
    );
    pipeline.stop().await;
}
