//! Whom agents may add, and who controls a conference.

use super::*;

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
