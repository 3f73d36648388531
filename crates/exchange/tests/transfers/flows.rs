//! What flows and events make of agents on hold.

use super::*;

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
