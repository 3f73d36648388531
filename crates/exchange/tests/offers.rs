//! Offers: who is asked, for how long, and what happens to those who do not answer.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::World;
use exchange::{Command, CommandError, EndCause, Input, LegCommand, LegEvent, Phase};

#[test]
fn an_unanswered_offer_is_missed_after_20_seconds_and_goes_to_the_next_agent() {
    let mut w = World::new();
    let first = w.agent("first");
    w.seconds(5);
    let second = w.agent("second");
    let caller = w.call();
    let contact = caller.contact;
    w.seconds(3);
    assert_eq!(w.state(first, contact), Some("INCOMING"));
    assert_eq!(w.state(second, contact), None, "one agent at a time");
    // Offered when the greeting was over, at 2.02 s.
    w.seconds(19);
    assert_eq!(w.state(first, contact), Some("INCOMING"));
    w.seconds(1);
    assert_eq!(w.state(first, contact), Some("MISSED"));
    assert_eq!(w.state(second, contact), Some("INCOMING"));
    assert_eq!(w.status(first), "Available", "the status stays");
    let refused = w.ask(Command::Accept {
        agent: first,
        contact,
    });
    assert_eq!(
        refused.unwrap_err(),
        CommandError::InvalidState { state: "MISSED" }
    );
    w.ok(Command::Accept {
        agent: second,
        contact,
    });
    w.seconds(10);
    assert_eq!(w.state(second, contact), Some("CONNECTED"));
    assert_eq!(w.facts(contact).connection_attempts, 2);
}

#[test]
fn an_agent_who_missed_is_offered_nothing_until_it_is_cleared() {
    let mut w = World::new();
    let agent = w.agent("ada");
    let caller = w.call();
    let contact = caller.contact;
    w.seconds(60);
    assert_eq!(w.state(agent, contact), Some("MISSED"));
    assert_eq!(w.facts(contact).connection_attempts, 1);
    w.ok(Command::Clear { agent, contact });
    assert_eq!(w.state(agent, contact), Some("INCOMING"), "the same call");
    assert_eq!(w.facts(contact).connection_attempts, 2);
}

#[test]
fn a_rejected_call_counts_as_missed() {
    let mut w = World::new();
    let agent = w.agent("ada");
    let contact = w.call().contact;
    w.seconds(5);
    w.ok(Command::Reject { agent, contact });
    assert_eq!(w.state(agent, contact), Some("MISSED"));
    assert_eq!(w.facts(contact).phase, Phase::Queued);
}

#[test]
fn a_caller_who_hangs_up_while_ringing_frees_the_agent() {
    let mut w = World::new();
    let agent = w.agent("ada");
    let caller = w.call();
    w.seconds(5);
    w.hang_up(caller.leg);
    assert_eq!(w.state(agent, caller.contact), None);
    let record = w.record(caller.contact);
    assert_eq!(record["DisconnectReason"], "CUSTOMER_DISCONNECT");
    assert!(record["Agent"].is_null(), "abandoned in the queue");
    assert!(record["Queue"]["DequeueTimestamp"].is_string());
    let next = w.call();
    w.seconds(5);
    assert_eq!(w.state(agent, next.contact), Some("INCOMING"));
}

#[test]
fn an_agent_whose_audio_never_flows_is_in_error_and_the_call_goes_on() {
    let mut w = World::new();
    w.drivers.agent_media = None;
    let first = w.agent("first");
    let caller = w.call();
    let contact = caller.contact;
    w.seconds(5);
    w.ok(Command::Accept {
        agent: first,
        contact,
    });
    assert_eq!(w.state(first, contact), Some("CONNECTING"));
    w.drivers.agent_media = Some(300);
    let second = w.agent("second");
    w.seconds(20);
    assert_eq!(w.state(first, contact), Some("ERROR"));
    assert_eq!(w.state(second, contact), Some("INCOMING"));
    let leg = w.agent_legs[&first];
    let hung_up = w
        .legs()
        .into_iter()
        .any(|it| matches!(it, LegCommand::HangUp { leg: it, .. } if *it == leg));
    assert!(hung_up);
    w.ok(Command::Clear {
        agent: first,
        contact,
    });
    assert_eq!(w.state(first, contact), None);
}

#[test]
fn an_agent_who_hangs_up_in_the_whisper_leaves_the_customer_in_the_queue() {
    let mut w = World::new();
    let agent = w.agent("ada");
    let contact = w.call().contact;
    w.seconds(5);
    w.ok(Command::Accept { agent, contact });
    w.seconds(1);
    assert_eq!(w.facts(contact).phase, Phase::Connecting);
    w.ok(Command::SetStatus {
        agent,
        status: w.lunch,
    });
    w.ok(Command::HangUp { agent, contact });
    assert_eq!(w.facts(contact).phase, Phase::Queued);
    assert_eq!(w.state(agent, contact), None);
    assert_eq!(w.status(agent), "Lunch");
    let facts = w.facts(contact);
    assert!(facts.agent.is_none(), "never connected");
    let enqueued = facts.queue.unwrap().enqueued;
    let next = w.agent("next");
    assert_eq!(w.state(next, contact), Some("INCOMING"));
    assert_eq!(w.facts(contact).queue.unwrap().enqueued, enqueued);
}

#[test]
fn an_agent_lost_in_the_customers_whisper_puts_the_customer_back() {
    let mut w = World::new();
    let agent = w.agent("ada");
    let contact = w.call().contact;
    w.seconds(5);
    w.ok(Command::Accept { agent, contact });
    w.seconds(3);
    let dequeued = w.facts(contact).queue.unwrap().dequeued;
    assert!(dequeued.is_some(), "in the customer's whisper");
    let leg = w.agent_legs[&agent];
    w.tell(Input::Leg(LegEvent::Ended {
        leg,
        cause: EndCause::Failed,
    }));
    assert_eq!(w.state(agent, contact), Some("ERROR"));
    assert_eq!(w.facts(contact).phase, Phase::Queued);
    assert_eq!(w.facts(contact).queue.unwrap().dequeued, None);
    let next = w.agent("next");
    w.ok(Command::Accept {
        agent: next,
        contact,
    });
    w.seconds(10);
    assert_eq!(w.state(next, contact), Some("CONNECTED"));
}

#[test]
fn auto_accept_connects_without_a_click() {
    let mut w = World::new();
    let mut user = w.user_resource("auto");
    user.phone.auto_accept = true;
    let agent = user.id;
    w.put(user);
    w.available(agent);
    let contact = w.call().contact;
    w.seconds(2);
    w.run(std::time::Duration::from_millis(100));
    assert_eq!(w.state(agent, contact), Some("CONNECTING"));
    w.seconds(10);
    assert_eq!(w.state(agent, contact), Some("CONNECTED"));
}

#[test]
fn signing_out_while_it_rings_gives_the_call_back() {
    let mut w = World::new();
    let first = w.agent("first");
    let contact = w.call().contact;
    w.seconds(5);
    let second = w.agent("second");
    w.ok(Command::SignOut { agent: first });
    assert_eq!(w.state(first, contact), None);
    assert_eq!(w.status(first), "Offline");
    assert!(!w.exchange.agent(first).unwrap().signed_in);
    assert_eq!(w.state(second, contact), Some("INCOMING"));
}

#[test]
fn closing_the_browser_does_not_sign_out() {
    let mut w = World::new();
    let agent = w.agent("ada");
    w.ok(Command::PageClosed { agent });
    w.seconds(600);
    assert_eq!(w.status(agent), "Available");
}

#[test]
fn by_configuration_an_agent_without_a_page_is_signed_out() {
    let mut w = World::with(
        3,
        exchange::Settings {
            sign_out_without_page: Some(std::time::Duration::from_secs(30)),
            ..Default::default()
        },
    );
    let agent = w.agent("ada");
    w.ok(Command::PageClosed { agent });
    w.seconds(20);
    w.ok(Command::SignIn { agent });
    w.seconds(20);
    assert_eq!(w.status(agent), "Available", "a reload");
    w.ok(Command::PageClosed { agent });
    w.seconds(31);
    assert_eq!(w.status(agent), "Offline");
}

#[test]
fn commands_of_strangers_are_refused() {
    let mut w = World::new();
    let (caller, _) = w.talk();
    let contact = caller.contact;
    let stranger = w.agent("eve");
    for command in [
        Command::HangUp {
            agent: stranger,
            contact,
        },
        Command::Hold {
            agent: stranger,
            contact,
        },
        Command::Clear {
            agent: stranger,
            contact,
        },
    ] {
        assert_eq!(w.ask(command).unwrap_err(), CommandError::NotAssigned);
    }
}
