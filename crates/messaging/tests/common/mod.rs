//! An engine with a carrier, numbers and a configuration set, on virtual time.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ids::{IdSource, Pii, Timestamp};
use messaging::{
    Accepted, CarrierRules, Channel, Directory, Engine, HandOver, Inbound, MessageFacts, Notice,
    Outcome, Output, Refusal, Settings, Submission,
};
use messaging_resources::{
    ConfigurationSet, EventDestination, InboundSettings, Keyword, KeywordAction, MessageType,
    NumberCapability, NumberStatus, NumberType, PhoneNumber, Pool, PoolStatus, Sns,
    default_keywords,
};
use std::time::Duration;
use uuid::Uuid;

pub const SHORT: &str = "+12065550100";
pub const TO: &str = "+14255550156";
pub const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:events";
pub const TWO_WAY: &str = "arn:aws:sns:us-east-1:123456789012:inbound";

pub struct Desk {
    pub now: Timestamp,
    pub engine: Engine,
    pub ids: IdSource,
    pub kept: usize,
    pub events: Vec<serde_json::Value>,
    pub inbound: Vec<Notice>,
    pub handed: Vec<HandOver>,
    pub finished: Vec<MessageFacts>,
    pub opted: Vec<(String, String, bool)>,
    pub called: Vec<(Timestamp, String)>,
}

pub fn settings() -> Settings {
    Settings {
        carriers: vec![CarrierRules::new("one", Channel::Text)],
        per_recipient: None,
        ..Settings::default()
    }
}

pub fn number(id: &str, digits: &str, kind: NumberType) -> PhoneNumber {
    PhoneNumber {
        phone_number_id: id.into(),
        phone_number: digits.into(),
        status: NumberStatus::Active,
        iso_country_code: "US".into(),
        message_type: MessageType::Transactional,
        number_capabilities: vec![NumberCapability::Sms],
        number_type: kind,
        monthly_leasing_price: "1.00".into(),
        settings: InboundSettings::new("Default"),
        international_sending_enabled: false,
        deletion_protection_enabled: false,
        pool_id: None,
        registration_id: None,
    }
}

pub fn set(types: &[&str]) -> ConfigurationSet {
    let mut set = ConfigurationSet::new("set");
    set.event_destinations.push(EventDestination {
        event_destination_name: "all".into(),
        enabled: true,
        matching_event_types: types.iter().map(ToString::to_string).collect(),
        cloud_watch_logs_destination: None,
        kinesis_firehose_destination: None,
        sns_destination: Some(Sns {
            topic_arn: TOPIC.into(),
        }),
    });
    set
}

pub fn directory() -> Directory {
    let mut directory = Directory::default();
    directory.put_number(number("phone-1", SHORT, NumberType::ShortCode));
    for keyword in default_keywords("phone-1") {
        directory.put_keyword(keyword);
    }
    directory.sets.insert("set".into(), set(&["TEXT_ALL"]));
    directory
}

pub fn pool(directory: &mut Directory, members: &[(&str, &str)]) {
    let pool = Pool {
        pool_id: "pool-1".into(),
        status: PoolStatus::Active,
        message_type: MessageType::Promotional,
        settings: InboundSettings::new("Default"),
        shared_routes_enabled: false,
        deletion_protection_enabled: false,
    };
    directory.pools.insert("pool-1".into(), pool);
    for (id, digits) in members {
        let mut member = number(id, digits, NumberType::LongCode);
        member.pool_id = Some("pool-1".into());
        directory.put_number(member);
    }
}

pub fn keyword(of: &str, word: &str, answer: &str, action: KeywordAction) -> Keyword {
    Keyword {
        origination_identity: of.into(),
        keyword: word.into(),
        keyword_message: answer.into(),
        keyword_action: action,
    }
}

pub fn text(body: &str) -> Submission {
    let mut submission = Submission::new(Channel::Text, TO.parse().unwrap(), body);
    submission.origination_identity = Some("phone-1".into());
    submission.configuration_set = Some("set".into());
    submission
}

impl Desk {
    pub fn new(settings: Settings, directory: Directory) -> Self {
        let mut engine = Engine::new(settings);
        engine.set_directory(directory);
        Self {
            now: Timestamp(1_700_000_000_000),
            engine,
            ids: IdSource::new(11),
            kept: 0,
            events: Vec::new(),
            inbound: Vec::new(),
            handed: Vec::new(),
            finished: Vec::new(),
            opted: Vec::new(),
            called: Vec::new(),
        }
    }

    pub fn usual() -> Self {
        Self::new(settings(), directory())
    }

    pub fn send(&mut self, submission: Submission) -> Result<Uuid, Refusal> {
        let id = self.ids.uuid();
        let sent = self.engine.submit(self.now, id, submission, None);
        self.drain();
        sent.map(|Accepted { message_id }| {
            assert_eq!(message_id, id.to_string());
            id
        })
    }

    pub fn receive(&mut self, text: &str) {
        let ids = [self.ids.uuid(), self.ids.uuid()];
        let inbound = Inbound {
            source: Pii::new(TO.into()),
            destination: SHORT.into(),
            text: Pii::new(text.into()),
            place: None,
            media: Vec::new(),
        };
        assert!(self.engine.receive(self.now, ids, inbound));
        self.drain();
    }

    pub fn drain(&mut self) {
        while let Some(output) = self.engine.poll() {
            match output {
                Output::Keep(_) => self.kept += 1,
                Output::Finish(facts) => self.finished.push(*facts),
                Output::Event(notice) => {
                    assert_eq!(notice.stream, TOPIC);
                    self.events
                        .push(serde_json::from_str(notice.body.reveal()).unwrap());
                }
                Output::Inbound(notice) => self.inbound.push(notice),
                Output::OptOut {
                    list,
                    number,
                    opted_out,
                } => {
                    self.opted.push((list, number.into_revealed(), opted_out));
                }
                Output::HandOver(hand_over) => self.handed.push(*hand_over),
                Output::Called { at, to, .. } => self.called.push((at, to.into_revealed())),
                Output::Tell { .. }
                | Output::Came(_)
                | Output::Last { .. }
                | Output::KeepPart(_)
                | Output::ForgetParts(_)
                | Output::TellLost { .. } => {}
            }
        }
    }

    pub fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(at) = self.engine.next_timeout(self.now).filter(|at| *at <= until) {
            self.now = at.max(self.now + Duration::from_millis(1));
            self.engine.tick(self.now);
            self.drain();
        }
        self.now = until;
        self.engine.tick(until);
        self.drain();
    }

    /// Answers the last hand-over with one outcome for each of its parts.
    pub fn answer(&mut self, outcome: impl Fn(usize) -> Outcome) {
        let hand_over = self.handed.pop().unwrap();
        let outcomes = hand_over
            .parts
            .iter()
            .map(|part| (*part, outcome(*part)))
            .collect();
        self.engine.report(self.now, hand_over.message.id, outcomes);
        self.drain();
    }

    pub fn accept(&mut self) {
        self.answer(|part| Outcome::Accepted(Some(format!("c{part}"))));
    }

    pub fn types(&self) -> Vec<String> {
        let types = self
            .events
            .iter()
            .map(|event| event["eventType"].as_str().unwrap());
        types.map(str::to_owned).collect()
    }
}

pub fn reason(sent: Result<Uuid, Refusal>) -> &'static str {
    match sent.unwrap_err() {
        Refusal::Validation { reason, .. }
        | Refusal::Conflict { reason, .. }
        | Refusal::Quota { reason, .. } => reason,
        Refusal::NotFound { resource_type, .. } => resource_type,
        Refusal::Throttled => "throttled",
    }
}
