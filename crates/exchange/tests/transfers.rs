//! Consultations, conferences and transfers by agents.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

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

#[test]
fn a_third_party_is_consulted_while_the_customer_is_on_hold_and_then_joined() {
    let mut world = World::new();
    let (caller, agent) = world.talk();
    let contact = caller.contact;
    let guest = transfer(&mut world, agent, contact, BANK).unwrap();
    assert_eq!(world.dials[0].1, BANK);
    assert_eq!(
        world.dials[0].2.as_deref(),
        Some(NUMBER),
        "the queue's number"
    );
    assert_eq!(world.state(agent, contact), Some("CONNECTED_ONHOLD"));
    let agent_leg = world.agent_legs[&agent];
    assert_eq!(heard(&world, agent_leg).last().unwrap(), "Ringback");
    assert_eq!(heard(&world, caller.leg).last().unwrap(), "HoldMusic");
    let customer = || ("customer".to_owned(), PartyState::Hold);
    let party = |state| (guest.to_string(), state);
    assert_eq!(
        states(&mut world, agent),
        [customer(), party(PartyState::Calling)]
    );
    world.seconds(5);
    let third = world.dials[0].0;
    assert!(bridged(&world, agent_leg) && bridged(&world, third));
    assert!(!bridged(&world, caller.leg));
    assert_eq!(
        states(&mut world, agent),
        [customer(), party(PartyState::Connected)]
    );
    // Join: everyone hears everyone.
    world.ok(Command::Resume { agent, contact });
    assert!(bridged(&world, caller.leg) && bridged(&world, third));
    assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    // A key of one reaches the other.
    world.tell(Input::Media(MediaEvent::Dtmf {
        leg: third,
        digit: '5',
    }));
    assert!(world.media().into_iter().any(|it| matches!(
        it,
        MediaCommand::SendDtmf { leg, digits } if *leg == caller.leg && digits == "5"
    )));
    // The agent leaves: the others go on, unrecorded, until one hangs up.
    world.ok(Command::HangUp { agent, contact });
    assert_eq!(world.state(agent, contact), Some("ENDED"));
    world.ok(Command::Clear { agent, contact });
    assert!(hung_up(&world, agent_leg) && !hung_up(&world, caller.leg) && !hung_up(&world, third));
    assert!(bridged(&world, caller.leg) && bridged(&world, third));
    world.seconds(10);
    assert!(world.exchange.is_live(contact) && world.exchange.is_live(guest));
    world.hang_up(caller.leg);
    world.seconds(5);
    assert!(hung_up(&world, third));
    let record = world.record(contact);
    assert_eq!(record["DisconnectReason"], "CUSTOMER_DISCONNECT");
    assert_eq!(record["TransferredToEndpoint"]["Address"], BANK);
    assert!(record["TransferCompletedTimestamp"].is_string());
    assert_eq!(record["NextContactId"], guest.to_string());
    assert_eq!(record["Agent"]["NumberOfHolds"], 1);
    let other = world.record(guest);
    assert_eq!(other["InitiationMethod"], "EXTERNAL_OUTBOUND");
    assert_eq!(other["PreviousContactId"], contact.to_string());
    assert_eq!(other["InitialContactId"], contact.to_string());
    assert_eq!(other["CustomerEndpoint"]["Address"], BANK);
    assert_eq!(other["SystemEndpoint"]["Address"], NUMBER);
    assert_eq!(
        world.events(guest),
        ["INITIATED", "CONNECTED_TO_SYSTEM", "DISCONNECTED"]
    );
}

#[test]
fn the_third_party_is_heard_on_the_customers_side_of_the_recording() {
    let mut world = World::new();
    let (_, _, _, third) = with_bank(&mut world);
    let also =
        |it: &&MediaCommand| matches!(it, MediaCommand::RecordAlso { leg, .. } if *leg == third);
    assert_eq!(world.media().iter().filter(|it| also(it)).count(), 1);
}

#[test]
fn parties_are_held_swapped_and_let_go_one_by_one() {
    let mut world = World::new();
    let (caller, agent, guest, third) = with_bank(&mut world);
    let contact = caller.contact;
    world.ok(Command::Swap { agent, contact });
    assert!(bridged(&world, caller.leg) && !bridged(&world, third));
    assert_eq!(heard(&world, third).last().unwrap(), "HoldMusic");
    assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    world.ok(Command::Swap { agent, contact });
    assert!(!bridged(&world, caller.leg) && bridged(&world, third));
    world.ok(Command::Hold { agent, contact });
    assert!(
        !bridged(&world, caller.leg) && !bridged(&world, third),
        "all"
    );
    world.ok(Command::Resume { agent, contact });
    assert!(bridged(&world, caller.leg) && bridged(&world, third));
    let nobody = world.ask(Command::Swap { agent, contact });
    assert_eq!(nobody.unwrap_err(), CommandError::NothingToSwap);
    let party = Participant::Guest(guest);
    world.ok(Command::HoldParty {
        agent,
        contact,
        party,
        held: true,
    });
    assert!(bridged(&world, caller.leg) && !bridged(&world, third));
    world.ok(Command::DropParty {
        agent,
        contact,
        party,
    });
    assert!(hung_up(&world, third) && bridged(&world, caller.leg));
    assert_eq!(world.record(guest)["DisconnectReason"], "AGENT_DISCONNECT");
    let last = shown(&mut world, agent).last_party.unwrap();
    assert_eq!(last.end, PartyEnd::Left);
    // The conversation goes on as before.
    world.ok(Command::HangUp { agent, contact });
    world.ok(Command::Clear { agent, contact });
    world.seconds(5);
    assert_eq!(
        world.record(contact)["DisconnectReason"],
        "AGENT_DISCONNECT"
    );
}

#[test]
fn a_third_party_that_does_not_answer_is_told_and_the_customer_waits_on_hold() {
    for (dialled, end) in [
        (Dialled::Fails(DialFailure::Busy, 500), PartyEnd::Busy),
        (
            Dialled::Fails(DialFailure::Rejected, 500),
            PartyEnd::Rejected,
        ),
        (Dialled::Rings, PartyEnd::NoAnswer),
    ] {
        let mut world = World::new();
        world.drivers.dialled = dialled;
        let (caller, agent) = world.talk();
        let contact = caller.contact;
        let guest = transfer(&mut world, agent, contact, BANK).unwrap();
        let again = transfer(&mut world, agent, contact, BANK);
        assert_eq!(again.unwrap_err(), CommandError::BeingCalled);
        world.seconds(70);
        assert_eq!(shown(&mut world, agent).last_party.unwrap().end, end);
        assert_eq!(world.state(agent, contact), Some("CONNECTED_ONHOLD"));
        assert_eq!(world.record(guest)["DisconnectReason"], "TELECOM_PROBLEM");
        assert_eq!(world.events(guest), ["INITIATED", "DISCONNECTED"]);
        world.ok(Command::Resume { agent, contact });
        assert!(bridged(&world, caller.leg));
        world.hang_up(caller.leg);
        world.ok(Command::Clear { agent, contact });
        world.seconds(5);
        assert_eq!(world.record(contact)["TransferredToEndpoint"], Value::Null);
    }
}

#[test]
fn an_agent_may_leave_before_the_third_party_answers() {
    let mut world = World::new();
    let (caller, agent) = world.talk();
    let contact = caller.contact;
    transfer(&mut world, agent, contact, BANK).unwrap();
    world.ok(Command::HangUp { agent, contact });
    assert_eq!(world.state(agent, contact), Some("ENDED"));
    assert_eq!(heard(&world, caller.leg).last().unwrap(), "Ringback");
    world.seconds(5);
    let third = world.dials[0].0;
    assert!(bridged(&world, caller.leg) && bridged(&world, third));
    world.hang_up(third);
    assert!(hung_up(&world, caller.leg));
    world.ok(Command::Clear { agent, contact });
    world.seconds(5);
    let record = world.record(contact);
    assert_eq!(record["DisconnectReason"], "THIRD_PARTY_DISCONNECT");

    world.drivers.dialled = Dialled::Fails(DialFailure::Busy, 500);
    world.available(agent);
    let caller = world.call();
    world.seconds(5);
    let contact = caller.contact;
    world.ok(Command::Accept { agent, contact });
    world.seconds(8);
    transfer(&mut world, agent, contact, BANK).unwrap();
    world.ok(Command::HangUp { agent, contact });
    world.seconds(2);
    assert!(hung_up(&world, caller.leg), "nobody is left to talk to");
    assert_eq!(
        world.facts(contact).disconnect_reason.unwrap().name(),
        "TELECOM_PROBLEM"
    );
}

#[test]
fn the_customer_may_hang_up_first_and_the_others_go_on() {
    let mut world = World::new();
    let (caller, agent, guest, third) = with_bank(&mut world);
    let contact = caller.contact;
    world.hang_up(caller.leg);
    world.seconds(2);
    assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    let parties = states(&mut world, agent);
    assert_eq!(parties, [(guest.to_string(), PartyState::Connected)]);
    assert!(!hung_up(&world, third));
    world.ok(Command::HangUp { agent, contact });
    assert!(hung_up(&world, third), "third parties alone do not go on");
    world.ok(Command::Clear { agent, contact });
    world.seconds(5);
    assert_eq!(
        world.record(contact)["DisconnectReason"],
        "CUSTOMER_DISCONNECT"
    );
    assert_eq!(world.exchange.live_contacts(), 0);

    let mut world = World::new();
    let (caller, agent, guest, third) = with_bank(&mut world);
    world.hang_up(caller.leg);
    world.hang_up(third);
    assert_eq!(world.state(agent, caller.contact), Some("ENDED"));
    assert_eq!(
        world.record(guest)["DisconnectReason"],
        "THIRD_PARTY_DISCONNECT"
    );
}

// --- to agents and queues -----------------------------------------------------------------------

#[test]
fn a_warm_transfer_to_an_agent_runs_its_flows_in_order() {
    let mut world = World::new();
    let (caller, ada) = world.talk();
    let bob = to_bob(&mut world);
    let contact = caller.contact;
    let next = transfer(&mut world, ada, contact, "bob").unwrap();
    let ada_leg = world.agent_legs[&ada];
    let before = heard(&world, caller.leg).len();
    assert_eq!(heard(&world, ada_leg).last().unwrap(), "Transferring now.");
    assert_eq!(
        world.state(bob, next),
        None,
        "the flow has not come to it yet"
    );
    world.seconds(3);
    assert_eq!(world.state(bob, next), Some("INCOMING"));
    assert_eq!(world.state(ada, contact), Some("CONNECTED_ONHOLD"));
    world.ok(Command::Accept {
        agent: bob,
        contact: next,
    });
    world.seconds(1);
    let bob_leg = world.agent_legs[&bob];
    world.seconds(5);
    assert_eq!(
        heard(&world, ada_leg).last().unwrap(),
        "Beep",
        "the whisper to the source"
    );
    assert_eq!(
        heard(&world, caller.leg).len(),
        before,
        "the customer hears the hold flow alone"
    );
    assert_eq!(world.state(bob, next), Some("CONNECTED"));
    assert!(bridged(&world, ada_leg) && bridged(&world, bob_leg) && !bridged(&world, caller.leg));
    // The other agent has no controls, and does not see who it is.
    let view = shown(&mut world, bob);
    assert!(!view.in_control && view.parties.len() == 1 && view.parties[0].name.is_none());
    let hold = Command::Hold {
        agent: bob,
        contact: next,
    };
    assert_eq!(world.ask(hold).unwrap_err(), CommandError::NotInControl);
    world.ok(Command::Resume {
        agent: ada,
        contact,
    });
    assert!(bridged(&world, caller.leg));
    world.ok(Command::HangUp {
        agent: ada,
        contact,
    });
    world.seconds(2);
    assert!(hung_up(&world, ada_leg) && !hung_up(&world, caller.leg));
    assert!(bridged(&world, bob_leg) && bridged(&world, caller.leg));
    assert_eq!(world.state(ada, contact), Some("ENDED"));
    world.ok(Command::Clear {
        agent: ada,
        contact,
    });
    let first = world.record(contact);
    assert_eq!(first["NextContactId"], next.to_string());
    assert_eq!(first["DisconnectReason"], "AGENT_DISCONNECT");
    assert_eq!(first["Agent"]["Username"], "ada");
    // Now the other agent has them.
    assert!(shown(&mut world, bob).in_control);
    world.ok(Command::Hold {
        agent: bob,
        contact: next,
    });
    assert!(!bridged(&world, caller.leg));
    world.ok(Command::Resume {
        agent: bob,
        contact: next,
    });
    world.hang_up(caller.leg);
    world.ok(Command::Clear {
        agent: bob,
        contact: next,
    });
    world.seconds(5);
    let second = world.record(next);
    assert_eq!(second["InitiationMethod"], "TRANSFER");
    assert_eq!(second["PreviousContactId"], contact.to_string());
    assert_eq!(second["InitialContactId"], contact.to_string());
    assert_eq!(second["DisconnectReason"], "CUSTOMER_DISCONNECT");
    assert_eq!(second["Agent"]["Username"], "bob");
    assert_eq!(second["CustomerEndpoint"], first["CustomerEndpoint"]);
    assert_eq!(second["Recording"]["Status"], "AVAILABLE");
    assert_eq!(
        world.events(next),
        ["INITIATED", "QUEUED", "CONNECTED_TO_AGENT", "DISCONNECTED"]
    );
    assert_eq!(world.exchange.live_contacts(), 0);
}

#[test]
fn both_recordings_of_a_conference_hear_everyone_but_their_own_agent_on_the_left() {
    let mut world = World::new();
    let (caller, ada) = world.talk();
    let bob = to_bob(&mut world);
    let next = transfer(&mut world, ada, caller.contact, "bob").unwrap();
    world.seconds(3);
    world.ok(Command::Accept {
        agent: bob,
        contact: next,
    });
    world.seconds(6);
    let (ada_leg, bob_leg) = (world.agent_legs[&ada], world.agent_legs[&bob]);
    let mut left: Vec<(ids::RecordingId, Vec<LegId>, Vec<LegId>)> = Vec::new();
    for it in world.media() {
        match it {
            MediaCommand::StartRecording {
                recording,
                left: l,
                right,
                ..
            } => {
                left.push((*recording, l.clone(), right.clone()));
            }
            MediaCommand::RecordAlso { recording, leg } => {
                let it = left.iter_mut().find(|it| it.0 == *recording).unwrap();
                if !it.1.contains(leg) {
                    it.1.push(*leg);
                }
            }
            _ => {}
        }
    }
    let sorted = |list: &[LegId]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list
    };
    assert_eq!(sorted(&left[0].1), sorted(&[caller.leg, bob_leg]));
    assert_eq!(left[0].2, [ada_leg]);
    assert_eq!(sorted(&left[1].1), sorted(&[caller.leg, ada_leg]));
    assert_eq!(left[1].2, [bob_leg]);
}

#[test]
fn a_cold_transfer_to_a_queue_takes_the_customer_there_at_once() {
    let mut world = World::new();
    let (caller, ada) = world.talk();
    to_support(&mut world);
    let contact = caller.contact;
    let next = transfer(&mut world, ada, contact, "support").unwrap();
    world.seconds(3);
    assert_eq!(world.events(next), ["INITIATED", "QUEUED"]);
    let ada_leg = world.agent_legs[&ada];
    assert!(
        heard(&world, ada_leg)
            .last()
            .unwrap()
            .starts_with("Thank you for calling")
    );
    world.ok(Command::HangUp {
        agent: ada,
        contact,
    });
    world.seconds(3);
    assert!(
        heard(&world, caller.leg)
            .iter()
            .any(|it| it.starts_with("Thank you for calling"))
    );
    assert!(!bridged(&world, caller.leg) && !hung_up(&world, caller.leg));
    assert_eq!(world.state(ada, contact), Some("ENDED"));
    world.ok(Command::Clear {
        agent: ada,
        contact,
    });
    world.seconds(2);
    // Ada is free and serves that queue, too.
    assert_eq!(world.state(ada, next), Some("INCOMING"));
    world.ok(Command::Accept {
        agent: ada,
        contact: next,
    });
    world.seconds(8);
    assert_eq!(world.state(ada, next), Some("CONNECTED"));
    assert!(bridged(&world, caller.leg) && bridged(&world, world.agent_legs[&ada]));
    assert_eq!(heard(&world, caller.leg).last().unwrap(), "Beep");
    world.hang_up(caller.leg);
    world.ok(Command::Clear {
        agent: ada,
        contact: next,
    });
    world.seconds(5);
    assert_eq!(world.record(next)["Queue"]["Name"], "Support");
    assert_eq!(world.exchange.live_contacts(), 0);
}

#[test]
fn an_agent_may_leave_while_the_transfer_flow_still_speaks() {
    let mut world = World::new();
    let (caller, ada) = world.talk();
    let bob = to_bob(&mut world);
    let contact = caller.contact;
    let next = transfer(&mut world, ada, contact, "bob").unwrap();
    world.ok(Command::HangUp {
        agent: ada,
        contact,
    });
    assert_eq!(
        heard(&world, caller.leg).last().unwrap(),
        "Transferring now."
    );
    world.seconds(3);
    assert_eq!(world.state(bob, next), Some("INCOMING"));
    world.ok(Command::Accept {
        agent: bob,
        contact: next,
    });
    world.seconds(8);
    assert!(bridged(&world, caller.leg) && bridged(&world, world.agent_legs[&bob]));
    world.ok(Command::HangUp {
        agent: bob,
        contact: next,
    });
    assert!(hung_up(&world, caller.leg));
}

#[test]
fn a_transfer_to_an_agent_who_is_not_free_ends_and_the_customer_waits_on_hold() {
    let mut world = World::new();
    let (caller, ada) = world.talk();
    let bob = to_bob(&mut world);
    let lunch = world.lunch;
    world.ok(Command::SetStatus {
        agent: bob,
        status: lunch,
    });
    let next = transfer(&mut world, ada, caller.contact, "bob").unwrap();
    world.seconds(3);
    assert_eq!(
        world.record(next)["DisconnectReason"],
        "CONTACT_FLOW_DISCONNECT"
    );
    assert_eq!(world.state(ada, caller.contact), Some("CONNECTED_ONHOLD"));
    assert_eq!(
        states(&mut world, ada),
        [("customer".to_owned(), PartyState::Hold)]
    );
    let contact = caller.contact;
    world.ok(Command::Resume {
        agent: ada,
        contact,
    });
    assert!(bridged(&world, caller.leg) && bridged(&world, world.agent_legs[&ada]));
}

#[test]
fn a_transfer_is_taken_back_while_its_contact_is_queued_or_offered() {
    let mut world = World::new();
    let (caller, ada) = world.talk();
    let bob = to_bob(&mut world);
    let contact = caller.contact;
    let next = transfer(&mut world, ada, contact, "bob").unwrap();
    world.seconds(3);
    assert_eq!(world.state(bob, next), Some("INCOMING"));
    let party = Participant::Guest(next);
    world.ok(Command::DropParty {
        agent: ada,
        contact,
        party,
    });
    assert_eq!(world.state(bob, next), None);
    assert_eq!(world.record(next)["DisconnectReason"], "AGENT_DISCONNECT");
    world.ok(Command::Resume {
        agent: ada,
        contact,
    });
    assert!(bridged(&world, caller.leg));
}

#[test]
fn the_other_agent_may_leave_first() {
    let mut world = World::new();
    let (caller, ada) = world.talk();
    let bob = to_bob(&mut world);
    let contact = caller.contact;
    let next = transfer(&mut world, ada, contact, "bob").unwrap();
    world.seconds(3);
    world.ok(Command::Accept {
        agent: bob,
        contact: next,
    });
    world.seconds(6);
    world.ok(Command::HangUp {
        agent: bob,
        contact: next,
    });
    assert_eq!(world.state(bob, next), Some("ENDED"));
    assert!(!hung_up(&world, world.agent_legs[&ada]) && !hung_up(&world, caller.leg));
    assert_eq!(world.state(ada, contact), Some("CONNECTED_ONHOLD"));
    world.ok(Command::Resume {
        agent: ada,
        contact,
    });
    assert!(bridged(&world, caller.leg) && bridged(&world, world.agent_legs[&ada]));
}

#[test]
fn a_customer_who_hangs_up_leaves_both_agents_talking_until_one_is_alone() {
    let mut world = World::new();
    let (caller, ada) = world.talk();
    let bob = to_bob(&mut world);
    let contact = caller.contact;
    let next = transfer(&mut world, ada, contact, "bob").unwrap();
    world.seconds(3);
    world.ok(Command::Accept {
        agent: bob,
        contact: next,
    });
    world.seconds(6);
    world.hang_up(caller.leg);
    world.seconds(3);
    assert_eq!(world.state(ada, contact), Some("CONNECTED"));
    assert_eq!(world.state(bob, next), Some("CONNECTED"));
    world.ok(Command::HangUp {
        agent: ada,
        contact,
    });
    assert_eq!(world.state(ada, contact), Some("ENDED"));
    assert_eq!(world.state(bob, next), Some("ENDED"), "nobody is left");
    world.seconds(60);
    assert_eq!(
        world.record(contact)["DisconnectReason"],
        "CUSTOMER_DISCONNECT"
    );
    assert_eq!(
        world.record(next)["DisconnectReason"],
        "CUSTOMER_DISCONNECT"
    );
}

#[test]
fn only_quick_connects_of_the_agents_queues_are_to_be_had() {
    let mut world = World::new();
    let (caller, ada) = world.talk();
    let contact = caller.contact;
    let unknown = transfer(&mut world, ada, contact, "bob");
    assert_eq!(
        unknown.unwrap_err(),
        CommandError::QuickConnectNotFound("bob".into())
    );
    let mut it = Plain::new(Kind::QuickConnect, "hidden", "Hidden");
    let config = json!({"QuickConnectType": "PHONE_NUMBER", "PhoneConfig": {"PhoneNumber": BANK}});
    it.body.insert("QuickConnectConfig".into(), config);
    world.put(Resource::Plain(it));
    let hidden = transfer(&mut world, ada, contact, "hidden");
    assert_eq!(
        hidden.unwrap_err(),
        CommandError::QuickConnectNotFound("hidden".into())
    );
    let barred = transfer(&mut world, ada, contact, "+99912345678");
    assert_eq!(barred.unwrap_err(), CommandError::DestinationNotAllowed);
    assert_eq!(
        world.state(ada, contact),
        Some("CONNECTED"),
        "nobody was put on hold"
    );
}

// --- more than three ----------------------------------------------------------------------------

#[test]
fn a_fourth_party_is_refused_unless_the_instance_allows_six() {
    let mut world = World::new();
    let (caller, agent, _, _) = with_bank(&mut world);
    let fourth = transfer(&mut world, agent, caller.contact, "+12065550101");
    assert_eq!(fourth.unwrap_err(), CommandError::TooManyParties(3));

    let mut world = World::new();
    multi_party(&mut world);
    let (caller, agent, _, _) = with_bank(&mut world);
    let contact = caller.contact;
    for number in ["+12065550101", "+12065550102", "+12065550103"] {
        transfer(&mut world, agent, contact, number).unwrap();
        world.seconds(5);
    }
    world.ok(Command::Resume { agent, contact });
    let legs: Vec<LegId> = world.dials.iter().map(|it| it.0).collect();
    assert_eq!(legs.len(), 4);
    assert!(legs.iter().all(|leg| bridged(&world, *leg)) && bridged(&world, caller.leg));
    let seventh = transfer(&mut world, agent, contact, "+12065550104");
    assert_eq!(seventh.unwrap_err(), CommandError::TooManyParties(6));
    let swap = world.ask(Command::Swap { agent, contact });
    assert_eq!(swap.unwrap_err(), CommandError::NothingToSwap);
    let party = Participant::Customer;
    world.ok(Command::MuteParty {
        agent,
        contact,
        party,
        muted: true,
    });
    assert!(shown(&mut world, agent).parties[0].muted);
}

#[test]
fn any_agent_of_a_multi_party_call_controls_all_of_it() {
    let mut world = World::new();
    multi_party(&mut world);
    let (caller, ada) = world.talk();
    let bob = to_bob(&mut world);
    let contact = caller.contact;
    let next = transfer(&mut world, ada, contact, "bob").unwrap();
    world.seconds(3);
    world.ok(Command::Accept {
        agent: bob,
        contact: next,
    });
    world.seconds(6);
    let view = shown(&mut world, bob);
    assert!(view.in_control && view.parties.len() == 2);
    assert_eq!(view.parties[1].name.as_ref().unwrap().reveal(), "ada");
    let party = Participant::Customer;
    world.ok(Command::HoldParty {
        agent: bob,
        contact: next,
        party,
        held: false,
    });
    assert!(bridged(&world, caller.leg));
    // Bob adds somebody, is alone with them, joins all, and lets Ada go.
    transfer(&mut world, bob, next, BANK).unwrap();
    world.seconds(5);
    let bank = world.dials[0].0;
    assert!(!bridged(&world, caller.leg) && bridged(&world, bank));
    world.ok(Command::Resume {
        agent: bob,
        contact: next,
    });
    assert!(bridged(&world, caller.leg) && bridged(&world, bank));
    let party = Participant::Guest(contact);
    world.ok(Command::DropParty {
        agent: bob,
        contact: next,
        party,
    });
    assert_eq!(world.state(ada, contact), Some("ENDED"));
    assert_eq!(states(&mut world, bob).len(), 2);
    assert!(bridged(&world, caller.leg) && bridged(&world, bank));
    world.ok(Command::HangUp {
        agent: bob,
        contact: next,
    });
    assert!(!hung_up(&world, caller.leg) && !hung_up(&world, bank));
    world.hang_up(bank);
    assert!(hung_up(&world, caller.leg));
    world.seconds(60);
    assert_eq!(world.exchange.live_contacts(), 0);
    assert_eq!(
        world.record(next)["DisconnectReason"],
        "THIRD_PARTY_DISCONNECT"
    );
}

// --- hold flows ---------------------------------------------------------------------------------

#[test]
fn an_agent_on_hold_hears_the_agent_hold_flow() {
    let mut world = World::new();
    multi_party(&mut world);
    let (caller, ada) = world.talk();
    let bob = to_bob(&mut world);
    let contact = caller.contact;
    let next = transfer(&mut world, ada, contact, "bob").unwrap();
    world.seconds(3);
    world.ok(Command::Accept {
        agent: bob,
        contact: next,
    });
    world.seconds(6);
    let bob_leg = world.agent_legs[&bob];
    let party = Participant::Guest(next);
    world.ok(Command::HoldParty {
        agent: ada,
        contact,
        party,
        held: true,
    });
    assert_eq!(heard(&world, bob_leg).last().unwrap(), "You are on hold.");
    assert!(!bridged(&world, bob_leg) && shown(&mut world, bob).on_hold);
    world.ok(Command::HoldParty {
        agent: ada,
        contact,
        party,
        held: false,
    });
    assert!(bridged(&world, bob_leg) && !shown(&mut world, bob).on_hold);
}

/// The sample flow for secure input: both hear it, then the agent is on hold while the customer
/// enters something, then both hear it again.
#[test]
fn a_transfer_flow_puts_the_agent_on_hold_while_the_customer_enters_something() {
    let mut world = World::new();
    let hold = |id: &str, state: &str, next: &str| {
        action(
            id,
            "UpdatePreviousContactParticipantState",
            json!({"PreviousContactParticipantState": state}),
            next,
            &["NoMatchingError"],
        )
    };
    let mut ask = action(
        "ask",
        "GetParticipantInput",
        json!({"Text": "Your card number?", "StoreInput": "True", "InputTimeLimitSeconds": "5",
            "InputValidation": {"CustomValidation": {"MaximumLength": "4"}}}),
        "all-again",
        &["NoMatchingError"],
    );
    ask["Transitions"]["Conditions"] = json!([]);
    let content = flow(
        "all",
        vec![
            hold("all", "OffHold", "both"),
            say("both", "We need your card.", "agent"),
            hold("agent", "AgentOnHold", "ask"),
            ask,
            hold("all-again", "OffHold", "thanks"),
            say("thanks", "Thank you.", "customer"),
            hold("customer", "CustomerOnHold", "done"),
            say("done", "It was taken.", "end"),
            last("end", "DisconnectParticipant"),
        ],
    );
    let (caller, ada) = world.talk();
    let flow = world.put_flow("Secure", FlowKind::QueueTransfer, &content);
    let config = json!({"QuickConnectType": "QUEUE", "QueueConfig": {"QueueId": world.queue, "ContactFlowId": flow}});
    plain(&mut world, "support", config);
    let contact = caller.contact;
    let agent_leg = world.agent_legs[&ada];
    transfer(&mut world, ada, contact, "support").unwrap();
    for leg in [caller.leg, agent_leg] {
        assert_eq!(heard(&world, leg).last().unwrap(), "We need your card.");
        assert!(bridged(&world, leg));
    }
    world.seconds(3);
    assert_eq!(
        heard(&world, caller.leg).last().unwrap(),
        "Your card number?"
    );
    assert_eq!(heard(&world, agent_leg).last().unwrap(), "You are on hold.");
    assert!(!bridged(&world, agent_leg) && !bridged(&world, caller.leg));
    for digit in "4711".chars() {
        let leg = caller.leg;
        world.tell(Input::Media(MediaEvent::Dtmf { leg, digit }));
    }
    for leg in [caller.leg, agent_leg] {
        assert_eq!(heard(&world, leg).last().unwrap(), "Thank you.");
        assert!(bridged(&world, leg));
    }
    world.seconds(3);
    assert_eq!(heard(&world, agent_leg).last().unwrap(), "It was taken.");
    assert!(!bridged(&world, caller.leg));
    assert_eq!(world.state(ada, contact), Some("CONNECTED_ONHOLD"));
    world.seconds(3);
    // The flow is over; the conversation is as it was.
    world.ok(Command::Resume {
        agent: ada,
        contact,
    });
    assert!(bridged(&world, caller.leg) && bridged(&world, agent_leg));
    world.hang_up(caller.leg);
    assert_eq!(world.state(ada, contact), Some("ENDED"));
}

#[test]
fn the_agents_events_tell_hold_and_after_contact_work_of_a_transfer() {
    let mut world = World::new();
    let (caller, agent, _, _) = with_bank(&mut world);
    let contact = caller.contact;
    world.ok(Command::Resume { agent, contact });
    world.ok(Command::HangUp { agent, contact });
    world.ok(Command::Clear { agent, contact });
    let id = contact.to_string();
    let mut seen: Vec<String> = Vec::new();
    for event in world.published(Topic::AgentEvents) {
        for it in event["CurrentAgentSnapshot"]["Contacts"]
            .as_array()
            .unwrap()
        {
            let state = it["State"].as_str().unwrap().to_owned();
            if it["ContactId"] == *id && seen.last() != Some(&state) {
                seen.push(state);
            }
        }
    }
    assert_eq!(
        seen,
        [
            "CONNECTING",
            "CONNECTED",
            "CONNECTED_ONHOLD",
            "CONNECTED",
            "ENDED"
        ]
    );
}

// --- recordings by API --------------------------------------------------------------------------

fn record(
    world: &mut World,
    contact: ContactId,
    action: RecordingAction,
) -> Result<Reply, CommandError> {
    let initial = contact;
    world.ask(Command::Recording {
        contact,
        initial,
        action,
    })
}

#[test]
fn a_recording_is_suspended_resumed_and_stopped_once() {
    let mut world = World::new();
    let (caller, _) = world.talk();
    let contact = caller.contact;
    let part = RecordingPart::Conversation;
    record(&mut world, contact, RecordingAction::Suspend(part)).unwrap();
    record(&mut world, contact, RecordingAction::Resume(part)).unwrap();
    record(&mut world, contact, RecordingAction::Stop(part)).unwrap();
    let seen: Vec<&str> = world
        .media()
        .into_iter()
        .filter_map(|it| match it {
            MediaCommand::StartRecording { .. } => Some("start"),
            MediaCommand::PauseRecording { .. } => Some("pause"),
            MediaCommand::ResumeRecording { .. } => Some("resume"),
            MediaCommand::StopRecording { .. } => Some("stop"),
            _ => None,
        })
        .collect();
    assert_eq!(seen, ["start", "pause", "resume", "stop"]);
    let over = [
        RecordingAction::Stop(part),
        RecordingAction::Suspend(part),
        RecordingAction::Suspend(RecordingPart::Automated),
        RecordingAction::Start {
            agent: true,
            customer: true,
        },
    ];
    for action in over {
        let refused = record(&mut world, contact, action);
        assert!(
            matches!(refused, Err(CommandError::Recording(_))),
            "{action:?}"
        );
    }
    world.seconds(2);
    world.hang_up(caller.leg);
    world.seconds(60);
    assert_eq!(world.record(contact)["Recording"]["Status"], "AVAILABLE");
}

#[test]
fn a_recording_asked_for_in_the_queue_begins_with_the_conversation() {
    let mut world = World::new();
    world.main(&flow("set-queue", to_queue(world.queue)));
    let caller = world.call();
    let contact = caller.contact;
    world.seconds(5);
    let action = RecordingAction::Start {
        agent: true,
        customer: false,
    };
    record(&mut world, contact, action).unwrap();
    let other = world.ids.id();
    let elsewhere = world.ask(Command::Recording {
        contact,
        initial: other,
        action,
    });
    assert_eq!(
        elsewhere.unwrap_err(),
        CommandError::ContactNotFound(contact)
    );
    let agent = world.agent("ada");
    world.seconds(1);
    world.ok(Command::Accept { agent, contact });
    world.seconds(8);
    let agent_leg = world.agent_legs[&agent];
    assert!(world.media().into_iter().any(|it| matches!(
        it,
        MediaCommand::StartRecording { left, right, .. }
            if left.is_empty() && *right == [agent_leg]
    )));
}
