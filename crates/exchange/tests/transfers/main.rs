//! Consultations, conferences and transfers by agents: a room for each theme, and here what they
//! share.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "../common/mod.rs"]
mod common;

mod agents;
mod flows;
mod recordings;
mod rules;
mod third_parties;

use common::flows::{action, flow, last, say, to_queue};
use common::{Caller, Dialled, NUMBER, World, identity};
use exchange::{
    AgentContact, Command, CommandError, Destination, DialFailure, Input, LegCommand, MediaCommand,
    MediaEvent, Output, Participant, PartyEnd, PartyState, PlaySource, RecordingAction,
    RecordingPart, Reply, Topic,
};
use ids::{ContactId, FlowId, LegId, UserId};
use resources::{FlowKind, Instance, InstanceStatus, Kind, Plain, Resource};
use serde_json::{Value, json};

const BANK: &str = "+12065550188";

fn plain(world: &mut World, id: &str, config: Value) {
    let mut it = Plain::new(Kind::QuickConnect, id, format!("To {id}"));
    it.body.insert("QuickConnectConfig".into(), config);
    world.put(Resource::Plain(it));
    let mut queue = queue(world);
    for id in ["bob", "support", "bank"] {
        queue.quick_connects.push(id.into());
    }
    world.put(queue);
}

fn queue(world: &World) -> resources::Queue {
    let all = world.configuration().into_iter();
    all.filter_map(|it| match it {
        Resource::Queue(it) if it.id == world.queue => Some(it),
        _ => None,
    })
    .next()
    .unwrap()
}

/// "Transferring now." and then to the agent.
fn agent_transfer(world: &mut World) -> FlowId {
    let content = flow(
        "say",
        vec![
            say("say", "Transferring now.", "go"),
            last("go", "TransferContactToAgent"),
            last("end", "DisconnectParticipant"),
        ],
    );
    world.put_flow("Default agent transfer", FlowKind::AgentTransfer, &content)
}

fn to_bob(world: &mut World) -> UserId {
    let bob = world.agent("bob");
    let flow = agent_transfer(world);
    let config =
        json!({"QuickConnectType": "USER", "UserConfig": {"UserId": bob, "ContactFlowId": flow}});
    plain(world, "bob", config);
    bob
}

fn to_support(world: &mut World) {
    let mut actions = vec![say("say", "Support is called.", "set-queue")];
    actions.extend(to_queue(world.other_queue));
    let content = flow("say", actions);
    let flow = world.put_flow("To support", FlowKind::QueueTransfer, &content);
    let config = json!({"QuickConnectType": "QUEUE", "QueueConfig": {"QueueId": world.other_queue, "ContactFlowId": flow}});
    plain(world, "support", config);
}

fn transfer(
    world: &mut World,
    agent: UserId,
    contact: ContactId,
    to: &str,
) -> Result<ContactId, CommandError> {
    let to = match to.parse() {
        Ok(number) => Destination::Number(number),
        Err(_) => Destination::QuickConnect(to.into()),
    };
    match world.ask(Command::Transfer { agent, contact, to })? {
        Reply::Started(contact) => Ok(contact),
        other => panic!("{other:?}"),
    }
}

fn bridged(world: &World, leg: LegId) -> bool {
    let last = world.outputs.iter().rev().find_map(|(_, it)| match it {
        Output::Media(MediaCommand::Join { leg: it, .. }) if *it == leg => Some(true),
        Output::Media(MediaCommand::Leave { leg: it, .. }) if *it == leg => Some(false),
        Output::Leg(LegCommand::HangUp { leg: it, .. }) if *it == leg => Some(false),
        _ => None,
    });
    last.unwrap_or(false)
}

fn hung_up(world: &World, leg: LegId) -> bool {
    let is = |it: &&LegCommand| matches!(it, LegCommand::HangUp { leg: it, .. } if *it == leg);
    world.legs().iter().any(is)
}

/// What a leg has heard: texts and the names of sounds.
fn heard(world: &World, leg: LegId) -> Vec<String> {
    let plays = world.media().into_iter().filter_map(|it| match it {
        MediaCommand::Play {
            leg: it, sources, ..
        } if *it == leg => sources.first(),
        _ => None,
    });
    plays
        .map(|it| match it {
            PlaySource::Text { text, .. } => text.clone(),
            PlaySource::Builtin(sound) => format!("{sound:?}"),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn shown(world: &mut World, agent: UserId) -> AgentContact {
    match world.ok(Command::Snapshot { agent }) {
        Reply::Snapshot(it) => it.contacts.into_iter().next().unwrap(),
        other => panic!("{other:?}"),
    }
}

fn states(world: &mut World, agent: UserId) -> Vec<(String, PartyState)> {
    let parties = shown(world, agent).parties.into_iter();
    parties.map(|it| (it.id, it.state)).collect()
}

fn multi_party(world: &mut World) {
    world.put(Instance {
        id: identity().instance,
        alias: "demo".into(),
        identity_management_type: "CONNECT_MANAGED".into(),
        created: world.now,
        status: InstanceStatus::Active,
        attributes: [("MULTI_PARTY_CONFERENCE".into(), "true".into())].into(),
        tags: Default::default(),
    });
}

/// A conversation, and a third party that has answered.
fn with_bank(world: &mut World) -> (Caller, UserId, ContactId, LegId) {
    let (caller, agent) = world.talk();
    let guest = transfer(world, agent, caller.contact, BANK).unwrap();
    world.seconds(5);
    let leg = world.dials[0].0;
    (caller, agent, guest, leg)
}
