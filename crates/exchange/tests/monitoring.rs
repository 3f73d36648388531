//! Supervisors who listen to a conversation, and who take part in it.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::flows::{flow, to_queue};
use common::{World, identity};
use exchange::{
    AgentContact, Command, CommandError, Destination, InitiationMethod, Input, LegCommand,
    MediaCommand, MediaEvent, MonitorMode, Monitoring, Output, Participant, PartyKind, Reply,
    Topic,
};
use ids::{ContactId, LegId, UserId};
use resources::{Instance, InstanceStatus};

/// An instance whose calls are recorded; with enhanced monitoring or without.
fn world(enhanced: bool) -> World {
    let mut world = World::new();
    let on = enhanced.to_string();
    world.put(Instance {
        id: identity().instance,
        alias: "demo".into(),
        identity_management_type: "CONNECT_MANAGED".into(),
        created: world.now,
        status: InstanceStatus::Active,
        attributes: [
            ("MULTI_PARTY_CONFERENCE".into(), on.clone()),
            ("ENHANCED_CONTACT_MONITORING".into(), on),
        ]
        .into(),
        tags: Default::default(),
    });
    world
}

fn ask(
    world: &mut World,
    supervisor: UserId,
    contact: ContactId,
    may_barge: bool,
) -> Result<ContactId, CommandError> {
    let wanted = Monitoring {
        supervisor,
        contact,
        may_barge,
    };
    match world.ask(Command::Monitor(wanted))? {
        Reply::Started(contact) => Ok(contact),
        other => panic!("{other:?}"),
    }
}

/// A supervisor who is signed in, in no status that takes calls.
fn supervisor(world: &mut World, name: &str) -> UserId {
    let agent = world.user(name);
    world.ok(Command::SignIn { agent });
    agent
}

fn mode(world: &mut World, agent: UserId, contact: ContactId, mode: MonitorMode) {
    world.ok(Command::SetMonitorMode {
        agent,
        contact,
        mode,
    });
}

/// Whether a leg is in a bridge, and whether it is heard there.
fn place(world: &World, leg: LegId) -> (bool, bool) {
    let (mut joined, mut muted) = (false, false);
    for (_, output) in &world.outputs {
        match output {
            Output::Media(MediaCommand::Join { leg: it, .. }) if *it == leg => joined = true,
            Output::Media(MediaCommand::Leave { leg: it, .. })
            | Output::Leg(LegCommand::HangUp { leg: it, .. })
                if *it == leg =>
            {
                joined = false;
            }
            Output::Media(MediaCommand::Mute { leg: it, muted: to }) if *it == leg => muted = *to,
            _ => {}
        }
    }
    (joined, joined && !muted)
}

fn shown(world: &mut World, agent: UserId) -> Option<AgentContact> {
    match world.ok(Command::Snapshot { agent }) {
        Reply::Snapshot(it) => it.contacts.into_iter().next(),
        other => panic!("{other:?}"),
    }
}

fn kinds(world: &mut World, agent: UserId) -> Vec<PartyKind> {
    let parties = shown(world, agent).unwrap().parties;
    parties.into_iter().map(|it| it.kind).collect()
}

fn recorded(world: &World, leg: LegId) -> bool {
    world.media().iter().any(|it| match it {
        MediaCommand::StartRecording { left, right, .. } => {
            left.contains(&leg) || right.contains(&leg)
        }
        MediaCommand::RecordAlso { leg: it, .. } => *it == leg,
        _ => false,
    })
}

#[test]
fn a_supervisor_listens_without_being_heard_shown_or_recorded() {
    let mut world = world(true);
    let (caller, agent) = world.talk();
    let boss = supervisor(&mut world, "boss");
    let before = kinds(&mut world, agent);
    let watch = ask(&mut world, boss, caller.contact, false).unwrap();
    assert_eq!(world.state(boss, watch), Some("CONNECTING"));
    world.seconds(1);
    let leg = world.agent_legs[&boss];
    assert_eq!(world.state(boss, watch), Some("CONNECTED"));
    assert_eq!(place(&world, leg), (true, false));
    assert!(!recorded(&world, leg));
    assert_eq!(kinds(&mut world, agent), before);
    let desk = shown(&mut world, boss).unwrap();
    let monitor = desk.monitor.clone().unwrap();
    assert_eq!(monitor.mode, Some(MonitorMode::SilentMonitor));
    assert!(!monitor.may_barge && !desk.in_control);
    assert_eq!(
        kinds(&mut world, boss),
        [PartyKind::Customer, PartyKind::Agent]
    );
    // Nothing that an agent may do to a call is the listener's.
    let (agent, contact) = (boss, watch);
    for command in [
        Command::Mute {
            agent,
            contact,
            muted: false,
        },
        Command::Hold { agent, contact },
        Command::SendDigits {
            agent,
            contact,
            digits: "1".into(),
        },
        Command::Transfer {
            agent,
            contact,
            to: Destination::Number("+12065550188".parse().unwrap()),
        },
        Command::SetMonitorMode {
            agent,
            contact,
            mode: MonitorMode::Barge,
        },
    ] {
        assert!(world.ask(command.clone()).is_err(), "{command:?}");
    }
    world.tell(Input::Media(MediaEvent::Dtmf { leg, digit: '5' }));
    let sent = |it: &&MediaCommand| matches!(it, MediaCommand::SendDtmf { .. });
    assert!(!world.media().iter().any(sent));
    assert_eq!(place(&world, leg), (true, false));
}

#[test]
fn listening_ends_with_the_agent_and_leaves_no_work() {
    let mut world = world(true);
    let (caller, agent) = world.talk();
    let boss = supervisor(&mut world, "boss");
    let watch = ask(&mut world, boss, caller.contact, true).unwrap();
    world.seconds(20);
    let contact = caller.contact;
    world.ok(Command::HangUp { agent, contact });
    world.seconds(1);
    assert_eq!(world.state(boss, watch), None);
    assert_eq!(world.state(agent, contact), Some("ENDED"));
    let record = world.record(watch);
    assert_eq!(record["InitiationMethod"], "MONITOR");
    assert_eq!(record["RelatedContactId"], contact.to_string());
    assert_eq!(record["Agent"]["Username"], "boss");
    assert_eq!(record["Agent"]["AfterContactWorkDuration"], 0);
    let transitions = record["Agent"]["StateTransitions"].as_array().unwrap();
    assert_eq!(transitions.len(), 1);
    assert_eq!(transitions[0]["state"], "SILENT_MONITOR");
    assert!(transitions[0]["stateEndTimestamp"].is_string());
    assert_eq!(
        world.events(watch),
        ["INITIATED", "CONNECTED_TO_AGENT", "DISCONNECTED"]
    );
    world.seconds(60);
    let record = world.record(contact);
    assert_eq!(record["DisconnectReason"], "AGENT_DISCONNECT");
    assert!(record["Agent"]["StateTransitions"].is_null());
}

#[test]
fn the_stream_of_agent_events_shows_the_monitoring() {
    let mut world = world(true);
    let (caller, _) = world.talk();
    let boss = supervisor(&mut world, "boss");
    let watch = ask(&mut world, boss, caller.contact, false).unwrap();
    world.seconds(1);
    let events = world.published(Topic::AgentEvents);
    let last = events.into_iter().rfind(|it| {
        it["AgentARN"]
            .as_str()
            .unwrap()
            .ends_with(&boss.to_string())
    });
    let contact = &last.unwrap()["CurrentAgentSnapshot"]["Contacts"][0];
    assert_eq!(contact["ContactId"], watch.to_string());
    assert_eq!(contact["InitiationMethod"], "MONITOR");
    assert_eq!(contact["State"], "CONNECTED");
    let facts = world.facts(watch);
    assert_eq!(facts.initiation_method, InitiationMethod::Monitor);
}

#[test]
fn a_supervisor_barges_and_falls_silent_again() {
    let mut world = world(true);
    let (caller, agent) = world.talk();
    let boss = supervisor(&mut world, "boss");
    let watch = ask(&mut world, boss, caller.contact, true).unwrap();
    world.seconds(1);
    let leg = world.agent_legs[&boss];
    mode(&mut world, boss, watch, MonitorMode::Barge);
    assert_eq!(place(&world, leg), (true, true));
    assert!(recorded(&world, leg));
    let supervisor = shown(&mut world, agent).unwrap().parties.pop().unwrap();
    assert_eq!(supervisor.kind, PartyKind::Supervisor);
    assert_eq!(supervisor.name.unwrap().reveal(), "boss");
    let desk = shown(&mut world, boss).unwrap();
    assert!(desk.in_control && !desk.monitor.unwrap().took_over);
    let contact = watch;
    world.ok(Command::Mute {
        agent: boss,
        contact,
        muted: true,
    });
    world.seconds(5);
    mode(&mut world, boss, watch, MonitorMode::SilentMonitor);
    assert_eq!(place(&world, leg), (true, false));
    assert!(!shown(&mut world, boss).unwrap().muted);
    let kinds = kinds(&mut world, agent);
    assert!(!kinds.contains(&PartyKind::Supervisor));
    // Once more, and out.
    mode(&mut world, boss, watch, MonitorMode::Barge);
    assert_eq!(place(&world, leg), (true, true));
    world.ok(Command::HangUp {
        agent: boss,
        contact,
    });
    world.seconds(1);
    assert_eq!(world.state(boss, watch), None);
    assert_eq!(world.state(agent, caller.contact), Some("CONNECTED"));
    let record = world.record(watch);
    let states = record["Agent"]["StateTransitions"].as_array().unwrap();
    let states: Vec<_> = states.iter().map(|it| it["state"].clone()).collect();
    assert_eq!(
        states,
        ["SILENT_MONITOR", "BARGE", "SILENT_MONITOR", "BARGE"]
    );
}

#[test]
fn a_supervisor_who_barged_takes_the_customer_over() {
    let mut world = world(true);
    let (caller, agent) = world.talk();
    let boss = supervisor(&mut world, "boss");
    let watch = ask(&mut world, boss, caller.contact, true).unwrap();
    world.seconds(1);
    mode(&mut world, boss, watch, MonitorMode::Barge);
    world.ok(Command::DropParty {
        agent: boss,
        contact: watch,
        party: Participant::Guest(caller.contact),
    });
    world.seconds(1);
    assert_eq!(world.state(agent, caller.contact), Some("ENDED"));
    assert_eq!(world.state(boss, watch), Some("CONNECTED"));
    assert_eq!(place(&world, caller.leg), (true, true));
    assert_eq!(place(&world, world.agent_legs[&boss]), (true, true));
    assert!(shown(&mut world, boss).unwrap().monitor.unwrap().took_over);
    let silent = world.ask(Command::SetMonitorMode {
        agent: boss,
        contact: watch,
        mode: MonitorMode::SilentMonitor,
    });
    assert!(silent.is_err(), "the customer would be alone");
    world.seconds(60);
    assert_eq!(world.record(caller.contact)["DisconnectReason"], "BARGED");
    world.hang_up(caller.leg);
    world.seconds(1);
    assert_eq!(world.state(boss, watch), Some("ENDED"));
    world.seconds(60);
    let record = world.record(watch);
    assert_eq!(record["DisconnectReason"], "CUSTOMER_DISCONNECT");
    assert_eq!(record["Agent"]["AfterContactWorkDuration"], 30);
}

#[test]
fn an_agent_who_leaves_a_barged_call_leaves_the_customer_to_the_supervisor() {
    let mut world = world(true);
    let (caller, agent) = world.talk();
    let boss = supervisor(&mut world, "boss");
    let watch = ask(&mut world, boss, caller.contact, true).unwrap();
    world.seconds(1);
    mode(&mut world, boss, watch, MonitorMode::Barge);
    let contact = caller.contact;
    world.ok(Command::HangUp { agent, contact });
    world.seconds(60);
    assert_eq!(world.state(boss, watch), Some("CONNECTED"));
    let record = world.record(contact);
    assert_eq!(record["DisconnectReason"], "AGENT_DISCONNECT");
}

#[test]
fn a_customer_who_leaves_a_barged_call_ends_it() {
    let mut world = world(true);
    let (caller, agent) = world.talk();
    let boss = supervisor(&mut world, "boss");
    let watch = ask(&mut world, boss, caller.contact, true).unwrap();
    world.seconds(1);
    mode(&mut world, boss, watch, MonitorMode::Barge);
    world.hang_up(caller.leg);
    world.seconds(1);
    assert_eq!(world.state(agent, caller.contact), Some("ENDED"));
    assert_eq!(world.state(boss, watch), None);
}

#[test]
fn how_many_may_listen_depends_on_enhanced_monitoring() {
    for (enhanced, limit) in [(true, 2), (false, 5)] {
        let mut world = world(enhanced);
        let (caller, _) = world.talk();
        for n in 0..limit {
            let boss = supervisor(&mut world, &format!("boss{n}"));
            ask(&mut world, boss, caller.contact, false).unwrap();
        }
        let boss = supervisor(&mut world, "late");
        let refused = ask(&mut world, boss, caller.contact, false);
        assert_eq!(refused, Err(CommandError::TooManyMonitors(limit)));
    }
}

#[test]
fn one_supervisor_barges_at_a_time_and_listens_to_one_contact() {
    let mut world = world(true);
    let (caller, _) = world.talk();
    let contact = caller.contact;
    let (one, two) = (supervisor(&mut world, "one"), supervisor(&mut world, "two"));
    let first = ask(&mut world, one, contact, true).unwrap();
    let again = ask(&mut world, one, contact, false);
    assert_eq!(again, Err(CommandError::TooManyMonitors(1)));
    let second = ask(&mut world, two, contact, true).unwrap();
    world.seconds(1);
    mode(&mut world, one, first, MonitorMode::Barge);
    let both = world.ask(Command::SetMonitorMode {
        agent: two,
        contact: second,
        mode: MonitorMode::Barge,
    });
    assert!(matches!(both, Err(CommandError::TooManyMonitors(1))));
    mode(&mut world, one, first, MonitorMode::SilentMonitor);
    mode(&mut world, two, second, MonitorMode::Barge);
}

#[test]
fn what_cannot_be_monitored_says_why() {
    let mut world = world(false);
    let boss = supervisor(&mut world, "boss");
    let caller = world.call();
    world.seconds(1);
    let contact = caller.contact;
    let early = ask(&mut world, boss, contact, false);
    assert!(matches!(early, Err(CommandError::NotMonitorable(_))));
    world.hang_up(caller.leg);
    let (caller, agent) = world.talk();
    let contact = caller.contact;
    let barge = ask(&mut world, boss, contact, true);
    assert!(matches!(barge, Err(CommandError::NotMonitorable(_))));
    let own = ask(&mut world, agent, contact, false);
    assert!(matches!(own, Err(CommandError::NotMonitorable(_))));
    let away = world.user("away");
    let signed_out = ask(&mut world, away, contact, false);
    assert_eq!(signed_out, Err(CommandError::NotSignedIn));
    let nothing: ContactId = world.ids.id();
    let unknown = ask(&mut world, boss, nothing, false);
    assert_eq!(unknown, Err(CommandError::ContactNotFound(nothing)));
    ask(&mut world, boss, contact, false).unwrap();
}

#[test]
fn without_enhanced_monitoring_the_flow_must_record_both() {
    let mut world = world(false);
    let unrecorded = flow("set-queue", to_queue(world.queue));
    world.main(&unrecorded);
    let (caller, _) = world.talk();
    let boss = supervisor(&mut world, "boss");
    let refused = ask(&mut world, boss, caller.contact, false);
    assert!(matches!(refused, Err(CommandError::NotMonitorable(_))));
}

#[test]
fn a_supervisor_whose_audio_never_comes_sees_a_failed_contact() {
    let mut world = world(true);
    let (caller, agent) = world.talk();
    let boss = supervisor(&mut world, "boss");
    world.drivers.agent_media = None;
    let watch = ask(&mut world, boss, caller.contact, false).unwrap();
    world.seconds(60);
    assert_eq!(world.state(boss, watch), Some("ERROR"));
    assert_eq!(world.state(agent, caller.contact), Some("CONNECTED"));
    // The place is free again.
    for name in ["one", "two"] {
        let boss = supervisor(&mut world, name);
        ask(&mut world, boss, caller.contact, false).unwrap();
    }
}

#[test]
fn a_killed_process_closes_what_a_supervisor_listened_to() {
    let mut world = world(true);
    let (caller, _) = world.talk();
    let boss = supervisor(&mut world, "boss");
    let watch = ask(&mut world, boss, caller.contact, false).unwrap();
    world.seconds(1);
    world.crash(9);
    let record = world.record(watch);
    assert_eq!(record["DisconnectReason"], "TELECOM_PROBLEM");
    assert_eq!(record["Agent"]["AfterContactWorkDuration"], 0);
    assert!(world.facts(watch).complete());
}
