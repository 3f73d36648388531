//! Tasks: offered, worked on, paused, put off, transferred, expired, and where they are after a
//! crash.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::World;
use common::flows::{action, flow, hook, last, to_queue};
use exchange::{
    Amendment, Begin, Command, CommandError, Details, DetailsChange, NewTask, Phase, Reference,
    Reply, TASK_MINUTES, TaskTarget,
};
use ids::{ContactId, FlowId, Pii, Timestamp, UserId};
use resources::{Channel, FlowKind};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

const DAY: u64 = 24 * 3600;

/// A world whose agents take five tasks at once.
fn world() -> World {
    let mut w = World::new();
    w.serves(&[(Channel::Task, 5, true)]);
    w
}

/// A flow that queues.
fn queueing(w: &mut World) -> FlowId {
    let content = flow("set-queue", to_queue(w.queue));
    w.put_flow("Tasks", FlowKind::ContactFlow, &content)
}

fn attachment() -> Reference {
    Reference {
        status: Some("APPROVED".into()),
        ..Reference::new("ATTACHMENT", Pii::new("files/1.pdf".into()))
    }
}

fn new(flow: FlowId) -> NewTask {
    NewTask {
        begin: Begin::Flow(flow),
        to: None,
        details: Details {
            name: Some(Pii::new("Call Ada back".into())),
            description: Some(Pii::new("She wants a quote.".into())),
            references: BTreeMap::from([
                ("offer.pdf".into(), attachment()),
                (
                    "ticket".into(),
                    Reference::new("URL", Pii::new("https://example.com/7".into())),
                ),
            ]),
            ..Details::default()
        },
        attributes: BTreeMap::new(),
        segment_attributes: BTreeMap::new(),
        initial: None,
        previous: None,
        chain: 0,
        related: None,
        scheduled: None,
        expiry_minutes: TASK_MINUTES,
        template: None,
    }
}

fn start(w: &mut World, task: NewTask) -> ContactId {
    match w.ok(Command::StartTask(Box::new(task))) {
        Reply::Started(id) => id,
        other => panic!("{other:?}"),
    }
}

/// A task that an agent works on.
fn working(w: &mut World) -> (ContactId, UserId) {
    let flow = queueing(w);
    let agent = w.agent("ada");
    let contact = start(w, new(flow));
    w.ok(Command::Accept { agent, contact });
    (contact, agent)
}

fn pause(agent: UserId, contact: ContactId) -> Command {
    let (agent, flow) = (Some(agent), None);
    Command::Pause {
        agent,
        contact,
        flow,
    }
}

fn unpause(agent: UserId, contact: ContactId) -> Command {
    let (agent, flow) = (Some(agent), None);
    Command::Unpause {
        agent,
        contact,
        flow,
    }
}

#[test]
fn a_task_is_offered_for_30_seconds_worked_on_and_recorded() {
    let mut w = world();
    let flow = queueing(&mut w);
    let agent = w.agent("ada");
    let contact = start(&mut w, new(flow));
    assert_eq!(w.state(agent, contact), Some("INCOMING"));
    w.seconds(29);
    assert_eq!(w.state(agent, contact), Some("INCOMING"));
    w.ok(Command::Accept { agent, contact });
    assert_eq!(
        w.state(agent, contact),
        Some("CONNECTED"),
        "no legs to wait for"
    );
    w.seconds(60);
    w.ok(Command::HangUp { agent, contact });
    assert_eq!(w.state(agent, contact), Some("ENDED"));
    w.seconds(5);
    w.ok(Command::Clear { agent, contact });
    let record = w.record(contact);
    assert_eq!(record["Channel"], "TASK");
    assert_eq!(record["InitiationMethod"], "API");
    assert_eq!(record["DisconnectReason"], "AGENT_DISCONNECT");
    assert_eq!(record["ContactDetails"]["Name"], "Call Ada back");
    assert_eq!(
        record["References"],
        json!([
            {"Name": "offer.pdf", "Type": "ATTACHMENT", "Value": "files/1.pdf", "Status": "APPROVED"},
            {"Name": "ticket", "Type": "URL", "Value": "https://example.com/7"},
        ])
    );
    let expiry = &record["SegmentAttributes"]["connect:ContactExpiry"]["ValueMap"];
    assert_eq!(expiry["ExpiryDuration"]["ValueInteger"], TASK_MINUTES);
    assert_eq!(record["Queue"]["Duration"], 29);
    assert_eq!(record["Agent"]["AgentInteractionDuration"], 60);
    assert_eq!(record["Agent"]["AfterContactWorkDuration"], 5);
    assert_eq!(record["MediaStreams"], json!([]));
    assert!(record["SystemEndpoint"].is_null());
    let events = w.events(contact);
    assert_eq!(
        events,
        [
            "INITIATED",
            "CONNECTED_TO_SYSTEM",
            "QUEUED",
            "CONNECTED_TO_AGENT",
            "DISCONNECTED"
        ]
    );
    assert_eq!(w.exchange.live_contacts(), 0);
    assert!(
        w.media().is_empty() && w.legs().is_empty(),
        "nothing is heard"
    );
}

#[test]
fn an_unanswered_task_is_missed_after_30_seconds_and_a_refused_one_rejected() {
    let mut w = world();
    let flow = queueing(&mut w);
    let agent = w.agent("ada");
    let contact = start(&mut w, new(flow));
    w.seconds(30);
    assert_eq!(w.state(agent, contact), Some("MISSED"));
    w.ok(Command::Clear { agent, contact });
    assert_eq!(w.state(agent, contact), Some("INCOMING"));
    w.ok(Command::Reject { agent, contact });
    assert_eq!(w.state(agent, contact), Some("REJECTED"));
}

#[test]
fn a_scheduled_task_begins_at_its_time_and_can_be_put_off_twenty_times() {
    let mut w = world();
    let flow = queueing(&mut w);
    let agent = w.agent("ada");
    let due = Timestamp(w.now.0 + 3600 * 1000);
    let task = NewTask {
        scheduled: Some(due),
        ..new(flow)
    };
    let contact = start(&mut w, task);
    assert_eq!(w.facts(contact).phase, Phase::Scheduled);
    let refused = w.ask(pause_by_api(contact)).unwrap_err();
    assert_eq!(refused, CommandError::InvalidState { state: "SCHEDULED" });
    let later = Timestamp(due.0 + 1000);
    for _ in 0..20 {
        let due = later;
        w.ok(Command::Reschedule { contact, due });
    }
    let refused = w.ask(Command::Reschedule { contact, due }).unwrap_err();
    assert_eq!(refused, CommandError::TooManyReschedules(20));
    let event = w.event(contact, "CONTACT_DATA_UPDATED");
    assert_eq!(
        event["detail"]["updatedProperties"],
        json!(["ScheduledTimestamp"])
    );
    w.seconds(3600);
    assert_eq!(w.state(agent, contact), None);
    w.seconds(1);
    assert_eq!(w.state(agent, contact), Some("INCOMING"));
    let refused = w.ask(Command::Reschedule { contact, due }).unwrap_err();
    assert_eq!(refused, CommandError::NotScheduled);
}

fn pause_by_api(contact: ContactId) -> Command {
    Command::Pause {
        agent: None,
        contact,
        flow: None,
    }
}

/// connect-a-foundation.md §8.17: N active, N paused, N more active; all resumed is 2N active.
#[test]
fn a_paused_task_frees_the_agents_slot_and_resuming_is_always_allowed() {
    let mut w = World::new();
    w.serves(&[(Channel::Task, 2, true)]);
    let flow = queueing(&mut w);
    let agent = w.agent("ada");
    let take = |w: &mut World| {
        let contact = start(w, new(flow));
        w.ok(Command::Accept { agent, contact });
        contact
    };
    let first = [take(&mut w), take(&mut w)];
    let waiting = start(&mut w, new(flow));
    assert_eq!(w.state(agent, waiting), None, "both slots are taken");
    for contact in first {
        w.ok(pause(agent, contact));
        w.seconds(1);
        assert_eq!(w.state(agent, contact), Some("PAUSED"));
    }
    w.ok(Command::Accept {
        agent,
        contact: waiting,
    });
    let fourth = take(&mut w);
    let refused = w.ask(pause(agent, fourth)).unwrap_err();
    assert_eq!(refused, CommandError::TooManyPaused(2));
    for contact in first {
        w.ok(unpause(agent, contact));
    }
    let fifth = start(&mut w, new(flow));
    assert_eq!(w.state(agent, fifth), None, "four are active");
    for contact in [first[0], first[1], waiting] {
        w.ok(Command::HangUp { agent, contact });
        w.ok(Command::Clear { agent, contact });
    }
    assert_eq!(w.state(agent, fifth), Some("INCOMING"));
}

#[test]
fn pauses_are_counted_timed_and_no_part_of_the_agents_interaction() {
    let mut w = world();
    let (contact, agent) = working(&mut w);
    w.seconds(10);
    w.ok(pause(agent, contact));
    let twice = w.ask(pause_by_api(contact)).unwrap_err();
    assert_eq!(twice, CommandError::AlreadyPaused);
    w.seconds(100);
    w.ok(unpause(agent, contact));
    w.seconds(20);
    w.ok(pause(agent, contact));
    w.seconds(5);
    w.ok(Command::HangUp { agent, contact });
    w.ok(Command::Clear { agent, contact });
    let record = w.record(contact);
    assert_eq!(record["TotalPauseCount"], 2);
    assert_eq!(record["TotalPauseDurationInSeconds"], 105);
    assert_eq!(record["Agent"]["AgentPauseDuration"], 105);
    assert_eq!(record["Agent"]["AgentInteractionDuration"], 30);
    assert!(record["LastPausedTimestamp"].is_string());
    let events = w.events(contact);
    let count = |name: &str| events.iter().filter(|it| *it == name).count();
    assert_eq!((count("PAUSED"), count("RESUMED")), (2, 1));
    let streamed = w.published(exchange::Topic::AgentEvents);
    let paused = |it: &&&serde_json::Value| {
        let held = &it["CurrentAgentSnapshot"]["Contacts"][0];
        held["State"] == "PAUSED"
    };
    let with = streamed.iter().find(paused).unwrap();
    let profile = &with["CurrentAgentSnapshot"]["Configuration"]["RoutingProfile"];
    assert_eq!(profile["Concurrency"][0]["AvailableSlots"], 5);
}

#[test]
fn a_queued_task_that_is_paused_leaves_its_queue_until_a_flow_brings_it_back() {
    let mut w = world();
    let flow_id = queueing(&mut w);
    let contact = start(&mut w, new(flow_id));
    w.seconds(10);
    assert_eq!(w.facts(contact).phase, Phase::Queued);
    w.ok(pause_by_api(contact));
    assert_eq!(w.facts(contact).phase, Phase::Flow);
    let agent = w.agent("ada");
    assert_eq!(w.state(agent, contact), None);
    let resume = |flow| Command::Unpause {
        agent: None,
        contact,
        flow,
    };
    w.ok(resume(None));
    w.seconds(60);
    assert_eq!(w.state(agent, contact), None, "it stays out of the queue");
    w.ok(pause_by_api(contact));
    w.ok(resume(Some(flow_id)));
    assert_eq!(w.state(agent, contact), Some("INCOMING"));
}

#[test]
fn flows_that_were_set_run_at_a_pause_and_at_its_end() {
    let mut w = world();
    let noted = |w: &mut World, key: &str| {
        let set = json!({"Attributes": {key: "yes"}, "TargetContact": "Current"});
        let actions = vec![
            action(
                "set",
                "UpdateContactAttributes",
                set,
                "end",
                &["NoMatchingError"],
            ),
            last("end", "DisconnectParticipant"),
        ];
        w.put_flow(key, FlowKind::ContactFlow, &flow("set", actions))
    };
    let paused = noted(&mut w, "paused");
    let resumed = noted(&mut w, "resumed");
    let mut actions = vec![
        hook("h1", "PauseContact", paused, "h2"),
        hook("h2", "ResumeContact", resumed, "set-queue"),
    ];
    actions.extend(to_queue(w.queue));
    let main = w.put_flow("Hooks", FlowKind::ContactFlow, &flow("h1", actions));
    let agent = w.agent("ada");
    let contact = start(&mut w, new(main));
    w.ok(Command::Accept { agent, contact });
    w.ok(pause(agent, contact));
    assert_eq!(w.facts(contact).attributes["paused"], "yes");
    w.ok(unpause(agent, contact));
    assert_eq!(w.facts(contact).attributes["resumed"], "yes");
    assert_eq!(w.state(agent, contact), Some("CONNECTED"), "it goes on");
}

#[test]
fn a_task_expires_after_seven_days_or_the_minutes_that_it_gets_later() {
    let mut w = world();
    let flow = queueing(&mut w);
    let (week, short) = (start(&mut w, new(flow)), start(&mut w, new(flow)));
    w.seconds(60);
    let change = DetailsChange {
        expiry_minutes: Some(5),
        ..DetailsChange::default()
    };
    w.ok(Command::Amend {
        contact: short,
        amendment: Amendment::Details(Box::new(change)),
        closed: None,
    });
    w.seconds(239);
    assert!(w.exchange.is_live(short));
    w.seconds(1);
    assert_eq!(w.record(short)["DisconnectReason"], "EXPIRED");
    w.run(Duration::from_secs(7 * DAY - 301));
    assert!(w.exchange.is_live(week));
    w.seconds(1);
    assert_eq!(w.record(week)["DisconnectReason"], "EXPIRED");
}

#[test]
fn stopping_a_task_names_the_api_and_closes_it_in_after_contact_work() {
    let mut w = world();
    let (contact, agent) = working(&mut w);
    w.ok(Command::StopContact { contact });
    assert_eq!(w.state(agent, contact), Some("ENDED"));
    w.seconds(3);
    w.ok(Command::StopContact { contact });
    assert_eq!(w.state(agent, contact), None);
    let record = w.record(contact);
    assert_eq!(record["DisconnectReason"], "API");
    assert_eq!(record["Agent"]["AfterContactWorkDuration"], 3);
}

#[test]
fn a_transfer_goes_on_as_another_contact_and_a_twelfth_is_refused() {
    let mut w = world();
    let (first, ada) = working(&mut w);
    let bob = w.agent("bob");
    let actions = vec![
        action(
            "transfer",
            "TransferContactToQueue",
            json!({}),
            "end",
            &["NoMatchingError", "QueueAtCapacity"],
        ),
        last("end", "DisconnectParticipant"),
    ];
    let there = w.put_flow("There", FlowKind::ContactFlow, &flow("transfer", actions));
    let to = Some(TaskTarget::Agent(bob));
    let by = Command::TransferTask {
        agent: Some(ada),
        contact: first,
        flow: there,
        to,
    };
    let Reply::Started(second) = w.ok(by) else {
        panic!("no contact");
    };
    assert_eq!(w.state(ada, first), Some("ENDED"));
    assert_eq!(w.state(bob, second), Some("INCOMING"));
    let facts = w.facts(second);
    assert_eq!((facts.initial, facts.previous), (Some(first), Some(first)));
    assert_eq!(facts.details.name, Some(Pii::new("Call Ada back".into())));
    w.ok(Command::Clear {
        agent: ada,
        contact: first,
    });
    let record = w.record(first);
    assert_eq!(record["NextContactId"], second.to_string());
    assert_eq!(record["DisconnectReason"], "AGENT_DISCONNECT");
    let mut contact = second;
    for _ in 0..10 {
        let next = w.ok(Command::TransferTask {
            agent: None,
            contact,
            flow: there,
            to,
        });
        let Reply::Started(next) = next else { panic!() };
        contact = next;
    }
    let refused = w.ask(Command::TransferTask {
        agent: None,
        contact,
        flow: there,
        to,
    });
    assert_eq!(refused.unwrap_err(), CommandError::TooManyTransfers(11));
    assert_eq!(w.facts(contact).initiation_method.name(), "TRANSFER");
    let previous = w.facts(contact).previous.unwrap();
    assert_eq!(w.record(previous)["DisconnectReason"], "API");
}

#[test]
fn attributes_of_linked_tasks_change_along_the_chain() {
    let mut w = world();
    let flow = queueing(&mut w);
    let first = start(&mut w, new(flow));
    let linked = NewTask {
        initial: Some(first),
        previous: Some(first),
        chain: 1,
        ..new(flow)
    };
    let second = start(&mut w, linked);
    let related = NewTask {
        related: Some(first),
        ..new(flow)
    };
    let beside = start(&mut w, related);
    assert_eq!(w.facts(first).next, Some(second));
    w.ok(Command::Amend {
        contact: second,
        amendment: Amendment::Attributes(BTreeMap::from([("tier".into(), "gold".into())])),
        closed: None,
    });
    assert_eq!(w.facts(first).attributes["tier"], "gold");
    assert_eq!(w.facts(second).attributes["tier"], "gold");
    assert!(w.facts(beside).attributes.is_empty());
}

#[test]
fn tasks_are_where_they_were_after_a_crash() {
    let mut w = world();
    let (at_agent, agent) = working(&mut w);
    let flow = queueing(&mut w);
    let paused = start(&mut w, new(flow));
    w.ok(Command::Accept {
        agent,
        contact: paused,
    });
    w.ok(pause(agent, paused));
    let in_work = start(&mut w, new(flow));
    w.ok(Command::Accept {
        agent,
        contact: in_work,
    });
    w.ok(Command::HangUp {
        agent,
        contact: in_work,
    });
    let due = Timestamp(w.now.0 + 600_000);
    let later = NewTask {
        scheduled: Some(due),
        ..new(flow)
    };
    let later = start(&mut w, later);
    let offered = start(&mut w, new(flow));
    assert_eq!(w.state(agent, offered), Some("INCOMING"));
    let enqueued = w.facts(offered).queue.unwrap().enqueued;
    w.seconds(5);
    w.crash(2);
    assert_eq!(w.state(agent, at_agent), Some("CONNECTED"));
    assert_eq!(w.state(agent, paused), Some("PAUSED"));
    assert_eq!(w.state(agent, in_work), Some("ENDED"));
    assert_eq!(w.facts(later).phase, Phase::Scheduled);
    assert_eq!(w.state(agent, offered), Some("INCOMING"), "offered anew");
    assert_eq!(w.facts(offered).queue.unwrap().enqueued, enqueued);
    w.ok(unpause(agent, paused));
    w.ok(Command::HangUp {
        agent,
        contact: at_agent,
    });
    w.seconds(30);
    assert_eq!(w.record(in_work)["DisconnectReason"], "AGENT_DISCONNECT");
    assert_eq!(w.state(agent, in_work), None, "after-contact work ended");
    w.seconds(570);
    assert_eq!(w.facts(later).phase, Phase::Queued);
}

#[test]
fn an_agents_own_task_begins_at_the_agent() {
    let mut w = world();
    let flow = queueing(&mut w);
    let agent = w.agent("ada");
    let own = NewTask {
        begin: Begin::AtAgent(agent),
        ..new(flow)
    };
    let contact = start(&mut w, own);
    assert_eq!(w.state(agent, contact), Some("CONNECTED"));
    let done = NewTask {
        begin: Begin::Completed(Some(agent)),
        ..new(flow)
    };
    let done = start(&mut w, done);
    assert_eq!(w.state(agent, done), None);
    assert_eq!(w.record(done)["DisconnectReason"], "OTHER");
    assert!(w.record(done)["Agent"].is_null());
}

#[test]
fn a_queued_task_is_assigned_out_of_turn_whatever_the_agents_status() {
    let mut w = world();
    let flow = queueing(&mut w);
    let agent = w.user("ada");
    let lunch = w.lunch;
    w.ok(Command::SignIn { agent });
    w.ok(Command::SetStatus {
        agent,
        status: lunch,
    });
    let first = start(&mut w, new(flow));
    let second = start(&mut w, new(flow));
    w.ok(Command::AssociateContact {
        contact: second,
        agent,
    });
    assert_eq!(w.state(agent, second), Some("INCOMING"));
    assert_eq!(w.state(agent, first), None);
    let again = w.ask(Command::AssociateContact {
        contact: second,
        agent,
    });
    assert!(matches!(again, Err(CommandError::InvalidState { .. })));
    w.ok(Command::Reject {
        agent,
        contact: second,
    });
    assert_eq!(w.facts(second).phase, Phase::Queued, "it waits on");
}

#[test]
fn a_drain_does_not_wait_for_tasks() {
    let mut w = world();
    let (contact, agent) = working(&mut w);
    let deadline = Timestamp(w.now.0 + 60_000);
    w.tell(exchange::Input::Drain { deadline });
    assert!(w.exchange.drained());
    w.crash(3);
    assert_eq!(w.state(agent, contact), Some("CONNECTED"));
}
