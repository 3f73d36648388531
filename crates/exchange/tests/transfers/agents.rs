//! Customers who are handed to other agents and queues, warm or cold.

use super::*;

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
