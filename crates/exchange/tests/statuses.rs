//! Statuses, next statuses and after-contact work (connect-g-agent-workspace.md §3.1), and the
//! agent events that tell of them.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::{World, at, identity};
use exchange::{Command, CommandError, Output, Topic};
use serde_json::{Value, json};

fn events(w: &World) -> Vec<&Value> {
    w.published(Topic::AgentEvents)
}

#[test]
fn a_status_chosen_on_a_call_becomes_the_next_status() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let (contact, lunch) = (caller.contact, w.lunch);
    let status = lunch;
    w.ok(Command::SetStatus { agent, status });
    assert_eq!(w.status(agent), "Available");
    let last = events(&w).pop().unwrap().clone();
    let current = &last["CurrentAgentSnapshot"];
    assert_eq!(current["AgentStatus"]["Name"], "Available");
    assert_eq!(current["NextAgentStatus"]["Name"], "Lunch");
    assert!(current["NextAgentStatus"]["EnqueuedTimestamp"].is_string());
    w.ok(Command::HangUp { agent, contact });
    assert_eq!(w.status(agent), "Available", "after-contact work");
    w.ok(Command::Clear { agent, contact });
    assert_eq!(w.status(agent), "Lunch");
    let last = events(&w).pop().unwrap().clone();
    assert_eq!(last["CurrentAgentSnapshot"]["NextAgentStatus"], json!(null));
}

#[test]
fn available_takes_the_next_status_back() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let (contact, lunch, available) = (caller.contact, w.lunch, w.available);
    let status = lunch;
    w.ok(Command::SetStatus { agent, status });
    let status = available;
    w.ok(Command::SetStatus { agent, status });
    w.ok(Command::HangUp { agent, contact });
    w.ok(Command::Clear { agent, contact });
    assert_eq!(w.status(agent), "Available");
    let next = w.call();
    w.seconds(5);
    assert_eq!(w.state(agent, next.contact), Some("INCOMING"));
}

#[test]
fn with_only_after_contact_work_the_status_changes_at_once() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    w.hang_up(caller.leg);
    let status = w.lunch;
    w.ok(Command::SetStatus { agent, status });
    assert_eq!(w.state(agent, caller.contact), None, "cleared by itself");
    assert_eq!(w.status(agent), "Lunch");
    w.seconds(1);
    let record = w.record(caller.contact);
    assert_eq!(record["Agent"]["AfterContactWorkDuration"], 0);
}

#[test]
fn no_call_is_routed_in_a_custom_status() {
    let mut w = World::new();
    let agent = w.agent("ada");
    let status = w.lunch;
    w.ok(Command::PutUserStatus { agent, status });
    let caller = w.call();
    w.seconds(60);
    assert_eq!(w.state(agent, caller.contact), None);
    let status = w.available;
    w.ok(Command::SetStatus { agent, status });
    assert_eq!(w.state(agent, caller.contact), Some("INCOMING"));
}

#[test]
fn signing_out_on_a_call_takes_effect_when_it_is_over() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    w.ok(Command::SignOut { agent });
    assert_eq!(w.state(agent, caller.contact), Some("CONNECTED"));
    assert!(w.exchange.agent(agent).unwrap().signed_in);
    w.hang_up(caller.leg);
    assert_eq!(
        w.state(agent, caller.contact),
        None,
        "nobody could clear it"
    );
    assert_eq!(w.status(agent), "Offline");
    assert!(!w.exchange.agent(agent).unwrap().signed_in);
    let types: Vec<&Value> = events(&w).iter().map(|it| &it["EventType"]).collect();
    assert_eq!(types.last(), Some(&&json!("LOGOUT")));
}

#[test]
fn signing_out_while_connecting_leaves_nothing_on_the_desk() {
    let mut w = World::new();
    w.drivers.agent_media = None;
    let agent = w.agent("ada");
    let contact = w.call().contact;
    w.seconds(5);
    w.ok(Command::Accept { agent, contact });
    w.ok(Command::SignOut { agent });
    w.seconds(21);
    assert_eq!(w.state(agent, contact), None);
    assert_eq!(w.status(agent), "Offline");
    assert!(w.exchange.is_live(contact), "back in the queue");
}

#[test]
fn statuses_need_a_signed_in_agent_and_must_exist() {
    let mut w = World::new();
    let agent = w.user("ada");
    let status = w.available;
    let refused = w.ask(Command::SetStatus { agent, status }).unwrap_err();
    assert_eq!(refused, CommandError::NotSignedIn);
    let status = w.ids.id();
    let refused = w.ask(Command::SetStatus { agent, status }).unwrap_err();
    assert_eq!(refused, CommandError::StatusNotFound(status));
    let agent = w.ids.id();
    let refused = w.ask(Command::SignIn { agent }).unwrap_err();
    assert_eq!(refused, CommandError::UserNotFound(agent));
}

#[test]
fn a_login_is_published_with_the_agents_configuration() {
    let mut w = World::new();
    let agent = w.user("ada");
    w.ok(Command::SignIn { agent });
    let event = events(&w).pop().unwrap().clone();
    assert_eq!(event["EventType"], "LOGIN");
    assert_eq!(event["Version"], "2017-10-01");
    assert_eq!(event["EventTimestamp"], "2026-11-23T10:00:00.000Z");
    assert_eq!(event["AWSAccountId"], "123456789012");
    let arn = format!("{}/agent/{agent}", identity().instance_arn());
    assert_eq!(event["AgentARN"], arn);
    assert_eq!(event["PreviousAgentSnapshot"], json!(null));
    let current = &event["CurrentAgentSnapshot"];
    assert_eq!(current["AgentStatus"]["Name"], "Offline");
    let configuration = &current["Configuration"];
    assert_eq!(configuration["Username"], "ada");
    assert_eq!(configuration["FirstName"], "Ada");
    assert_eq!(
        configuration["RoutingProfile"]["Concurrency"],
        json!([{"AvailableSlots": 1, "Channel": "VOICE", "MaximumSlots": 1}])
    );
    let queues = configuration["RoutingProfile"]["InboundQueues"].as_array();
    assert_eq!(queues.unwrap().len(), 3, "the agent's own and two more");
}

#[test]
fn after_contact_work_can_be_computed_from_the_stream() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let contact = caller.contact;
    w.hang_up(caller.leg);
    let ended = w.now;
    w.seconds(5);
    w.ok(Command::Clear { agent, contact });
    let all = events(&w);
    let start = all
        .iter()
        .map(|it| &it["CurrentAgentSnapshot"]["Contacts"][0])
        .find(|it| it["State"] == "ENDED")
        .unwrap();
    assert_eq!(start["StateStartTimestamp"], ended.to_iso_millis());
    let end = all.last().unwrap();
    assert_eq!(end["CurrentAgentSnapshot"]["Contacts"], json!([]));
    assert_eq!(
        end["PreviousAgentSnapshot"]["Contacts"][0]["State"],
        "ENDED"
    );
    assert_eq!(end["EventTimestamp"], w.now.to_iso_millis());
}

#[test]
fn the_stream_knows_one_state_for_ringing_and_connecting() {
    let mut w = World::new();
    let (caller, _) = w.talk();
    let id = json!(caller.contact);
    let states: Vec<&Value> = events(&w)
        .into_iter()
        .map(|it| &it["CurrentAgentSnapshot"]["Contacts"][0])
        .filter(|it| it["ContactId"] == id)
        .map(|it| &it["State"])
        .collect();
    assert_eq!(states, [&json!("CONNECTING"), &json!("CONNECTED")]);
}

#[test]
fn heart_beats_come_every_two_minutes_and_for_an_hour_after_logout() {
    let mut w = World::new();
    let agent = w.agent("ada");
    let beats = |w: &World| {
        events(w)
            .into_iter()
            .filter(|it| it["EventType"] == "HEART_BEAT")
            .count()
    };
    w.seconds(119);
    assert_eq!(beats(&w), 0);
    w.seconds(241);
    assert_eq!(beats(&w), 3);
    w.ok(Command::SignOut { agent });
    w.seconds(3 * 3600);
    assert_eq!(beats(&w), 3 + 29);
}

#[test]
fn snapshots_say_what_the_pages_show() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    w.hang_up(caller.leg);
    let snapshots: Vec<Value> = w
        .outputs
        .iter()
        .filter_map(|(_, it)| match it {
            Output::AgentSnapshot {
                agent: of,
                snapshot,
            } if *of == agent => Some(serde_json::to_value(snapshot).unwrap()),
            _ => None,
        })
        .collect();
    let seqs: Vec<u64> = snapshots
        .iter()
        .map(|it| it["seq"].as_u64().unwrap())
        .collect();
    assert!(seqs.is_sorted_by(|a, b| a < b), "{seqs:?}");
    let offer = snapshots
        .iter()
        .map(|it| &it["contacts"][0])
        .find(|it| it["state"] == "INCOMING")
        .unwrap();
    assert_eq!(offer["customer"], "+4930123456");
    assert_eq!(offer["queue"], json!({"name": "Sales"}));
    assert_eq!(offer["attributes"], json!({"language": "en"}));
    assert_eq!(offer["inbound"], true);
    assert_eq!(offer["offerExpires"], "2026-11-23T10:00:22.020Z");
    let ended = &snapshots.last().unwrap()["contacts"][0];
    assert_eq!(ended["state"], "ENDED");
    assert_eq!(ended["offerExpires"], json!(null));
    let expires = at(ended["acwExpires"].as_str().unwrap());
    assert_eq!(expires.since(w.now).as_secs(), 30);
    assert_eq!(snapshots.last().unwrap()["status"]["type"], "ROUTABLE");
}
