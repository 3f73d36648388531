//! Third parties by telephone: consulted, joined, held, and whoever leaves first.

use super::*;

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
