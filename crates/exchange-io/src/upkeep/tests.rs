//! Compaction and verification of what a real exchange wrote.

use super::{Compacted, Verified, compact, verify};
use crate::rows;
use exchange::{
    Change, Command, CommandToken, EndCause, Exchange, Identity, IncomingCall, Input, LegEvent,
    LegKind, Output, Settings,
};
use ids::{IdSource, LegId, Pii, Timestamp, UserId};
use resources::{
    AgentOrder, AgentStatus, AgentStatusState, AgentStatusType, Channel, Flow, FlowKind, FlowState,
    FlowStatus, MediaConcurrency, PhoneConfig, PhoneNumberResource, PhoneNumberStatus,
    PhoneNumberType, PhoneType, Resource, RoutingProfile, Tags, User,
};
use serde_json::json;
use std::collections::BTreeMap;
use store::{AdvanceCursor, Batch, Position, Store};
use store_sqlite::{Config, SqliteStore};

struct World {
    exchange: Exchange,
    store: SqliteStore,
    ids: IdSource,
    now: Timestamp,
    agent: UserId,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::new(folder.path().join("store.db"));
        let mut ids = IdSource::new(5);
        let identity = Identity {
            account: "123456789012".parse().unwrap(),
            region: "us-east-1".parse().unwrap(),
            instance: ids.id(),
        };
        let mut world = Self {
            exchange: Exchange::new(identity, 7, Settings::default()),
            store: SqliteStore::open(&config).unwrap(),
            now: Timestamp(1_000),
            agent: ids.id(),
            ids,
            _folder: folder,
        };
        for resource in world.configuration() {
            world.tell(Input::Directory(Change::from(resource))).await;
        }
        let agent = world.agent;
        world.ask(Command::SignIn { agent }).await;
        world
    }

    fn configuration(&mut self) -> Vec<Resource> {
        let (profile, flow) = (self.ids.id(), self.ids.id());
        let content = json!({"Version": "2019-10-30", "StartAction": "wait", "Actions": [
            {"Identifier": "wait", "Type": "MessageParticipant", "Parameters": {"Text": "Hello."},
             "Transitions": {"NextAction": "end", "Errors": [
                {"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
            {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {},
             "Transitions": {}}]});
        let instance = self.exchange.identity().instance;
        vec![
            AgentStatus {
                id: self.ids.id(),
                name: "Offline".into(),
                description: None,
                status_type: AgentStatusType::Offline,
                state: AgentStatusState::Enabled,
                display_order: None,
                tags: Tags::new(),
            }
            .into(),
            RoutingProfile {
                id: profile,
                name: "Basic".into(),
                description: String::new(),
                default_outbound_queue: self.ids.id(),
                queues: Vec::new(),
                manual_queues: Vec::new(),
                concurrency: vec![MediaConcurrency {
                    channel: Channel::Voice,
                    concurrency: 1,
                    route_any_channel: false,
                }],
                agent_order: AgentOrder::default(),
                tags: Tags::new(),
            }
            .into(),
            User {
                id: self.agent,
                username: "ada".into(),
                first_name: Pii::new("Ada".into()),
                last_name: Pii::new("Agent".into()),
                email: None,
                password_hash: None,
                routing_profile: profile,
                security_profiles: Vec::new(),
                secondary_email: None,
                mobile: None,
                hierarchy_group: None,
                hierarchy_path: Vec::new(),
                proficiencies: Vec::new(),
                channels: serde_json::Map::new(),
                phone: PhoneConfig {
                    phone_type: PhoneType::SoftPhone,
                    auto_accept: false,
                    after_contact_work_limit: 0,
                    desk_phone: None,
                    persistent_connection: false,
                },
                modified: self.now,
                tags: Tags::new(),
            }
            .into(),
            Flow {
                id: flow,
                name: "Main".into(),
                description: None,
                kind: FlowKind::ContactFlow,
                state: FlowState::Active,
                status: FlowStatus::Published,
                published: Some(content.to_string()),
                published_at: None,
                saved: None,
                versions: Vec::new(),
                last_version: 0,
                modified: self.now,
                tags: Tags::new(),
            }
            .into(),
            PhoneNumberResource {
                id: self.ids.id(),
                number: "+18005550100".parse().unwrap(),
                country: "US".into(),
                number_type: PhoneNumberType::TollFree,
                description: None,
                instance,
                flow: Some(flow),
                status: PhoneNumberStatus::Claimed,
                claimed: self.now,
                source: None,
                tags: Tags::new(),
            }
            .into(),
        ]
    }

    /// Hands in an input a second later, and commits what it leads to.
    async fn tell(&mut self, input: Input) {
        self.now = Timestamp(self.now.0 + 1_000);
        self.exchange.handle(self.now, input);
        let identity = self.exchange.identity().clone();
        let (instance, now) = (identity.instance, self.now);
        let mut batch = Batch::new();
        while let Some(output) = self.exchange.poll() {
            match output {
                Output::Journal(entry) => batch.push(rows::journal(instance, &entry).unwrap()),
                Output::Contact(facts) => {
                    let row = rows::contact(&identity, &facts, now).unwrap();
                    batch = batch.put_contact(row);
                }
                Output::Agent(facts) => batch.push(rows::agent(instance, &facts, now).unwrap()),
                _ => {}
            }
        }
        if !batch.is_empty() {
            self.store.commit(batch).await.unwrap();
        }
    }

    async fn ask(&mut self, command: Command) {
        let token = CommandToken(1);
        self.tell(Input::Command { token, command }).await;
    }

    async fn call(&mut self) -> LegId {
        let leg = self.ids.id();
        self.tell(Input::IncomingCall(IncomingCall {
            leg,
            contact: None,
            called: "+18005550100".parse().unwrap(),
            caller: Pii::new("+12065550123".into()),
            display_name: None,
            headers: BTreeMap::new(),
            kind: LegKind::Sip,
        }))
        .await;
        self.tell(Input::Leg(LegEvent::Answered { leg })).await;
        leg
    }

    async fn hang_up(&mut self, leg: LegId) {
        let cause = EndCause::HungUp;
        self.tell(Input::Leg(LegEvent::Ended { leg, cause })).await;
    }

    async fn compact(&self, before: Timestamp) -> Compacted {
        compact(&self.store, before, self.now, u64::MAX, &[])
            .await
            .unwrap()
    }

    /// All is well; what was compared.
    async fn sound(&self) -> Verified {
        let verified = verify(&self.store).await.unwrap();
        assert_eq!(verified.differences, []);
        verified
    }
}

const LATE: Timestamp = Timestamp(i64::MAX);

#[tokio::test]
async fn rows_equal_the_fold_before_and_after_a_compaction() {
    let mut w = World::new().await;
    let over = w.call().await;
    let stays = w.call().await;
    w.hang_up(over).await;
    let before = w.sound().await;
    assert_eq!((before.contacts, before.agents), (2, 1));
    let compacted = w.compact(LATE).await;
    assert_eq!(compacted.entries, before.entries);
    assert_eq!(w.store.journal(Position::START, 10).await.unwrap(), []);
    let after = w.sound().await;
    assert_eq!((after.contacts, after.agents, after.entries), (1, 1, 0));
    // What lives goes on from its snapshot.
    w.hang_up(stays).await;
    let ended = w.sound().await;
    assert!(ended.entries > 0);
    assert_eq!(ended.contacts, 1);
    assert_eq!(w.compact(LATE).await.entries, ended.entries);
    assert_eq!(
        w.sound().await.contacts,
        0,
        "its row stays, and needs no snapshot"
    );
    assert_eq!(w.compact(LATE).await.entries, 0);
}

#[tokio::test]
async fn what_is_young_or_was_not_read_by_a_consumer_stays() {
    let mut w = World::new().await;
    let leg = w.call().await;
    let middle = w.now;
    w.hang_up(leg).await;
    let rows = w.store.journal(Position::START, 1_000).await.unwrap();
    let third = rows[2].position;
    let cursor = AdvanceCursor {
        sink: "journal/metrics".into(),
        position: third,
    };
    w.store.commit(Batch::new().with(cursor)).await.unwrap();
    assert_eq!(w.compact(LATE).await.through, third);
    w.sound().await;
    let last = rows.last().unwrap().position;
    let cursor = AdvanceCursor {
        sink: "journal/metrics".into(),
        position: last,
    };
    w.store.commit(Batch::new().with(cursor)).await.unwrap();
    w.compact(middle).await;
    let left = w.store.journal(Position::START, 1_000).await.unwrap();
    assert!(!left.is_empty() && left.iter().all(|it| it.entry.at >= middle));
    w.sound().await;
}

#[tokio::test]
async fn a_consumer_that_never_read_is_waited_for() {
    let mut w = World::new().await;
    w.call().await;
    let done = compact(&w.store, LATE, w.now, u64::MAX, &["metrics"])
        .await
        .unwrap();
    assert_eq!((done.entries, done.through), (0, Position::START));
}

#[tokio::test]
async fn a_row_that_says_something_else_is_found() {
    let mut w = World::new().await;
    w.call().await;
    let instance = w.exchange.identity().instance.to_string();
    let mut row = w.store.live_contacts(&instance).await.unwrap().remove(0);
    let state = row.state.take().unwrap().reveal().replace("VOICE", "CHAT");
    row.state = Some(Pii::new(state));
    w.store.commit(Batch::new().put_contact(row)).await.unwrap();
    let verified = verify(&w.store).await.unwrap();
    assert_eq!(verified.differences.len(), 1);
    assert_eq!(verified.differences[0].how, "the row's facts are others");
}
