//! Worked examples of the specification, with its numbers, through the whole exchange: the callback's
//! time line, limits of queues, the place of transferred contacts. Those of routing alone are in
//! `routing/tests/rules.rs` and `channels.rs`, proficiencies in `criteria.rs`, answer windows in
//! `offers.rs` and `tasks.rs`.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::flows::{call_back, flow, hook, last, say, to_queue};
use common::{Dialled, World, at};
use exchange::{
    Begin, Command, Destination, Details, LegKind, NewTask, Phase, Reply, TASK_MINUTES, TaskTarget,
};
use ids::{ContactId, FlowId, UserId};
use resources::{FlowKind, Kind, Plain, Queue, QueueStatus, Resource};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

const CUSTOMER: &str = "+12065550142";

/// So many prompts, one after the other.
fn prompts(count: usize) -> serde_json::Value {
    let after = |at: usize| match at + 1 < count {
        true => format!("s{}", at + 1),
        false => "end".to_owned(),
    };
    let prompt = |at: usize| say(&format!("s{at}"), "Listen.", &after(at));
    let mut actions: Vec<_> = (0..count).map(prompt).collect();
    actions.push(last("end", "EndFlowExecution"));
    flow("s0", actions)
}

fn queue(w: &World, id: ids::QueueId) -> Queue {
    let all = w.configuration().into_iter();
    let mut queues = all.filter_map(|it| match it {
        Resource::Queue(it) => Some(it),
        _ => None,
    });
    queues.find(|it| it.id == id).unwrap()
}

/// Limits the queue that the main flow leads to.
fn limited(w: &mut World, most: u32) {
    let mut queue = queue(w, w.queue);
    queue.max_contacts = Some(most);
    w.put(queue);
}

/// A flow for tasks that goes to the queue, or the agent, that the task names.
fn tasks(w: &mut World) -> FlowId {
    let actions = to_queue(w.queue).into_iter().skip(1).collect();
    let content = flow("transfer", actions);
    w.put_flow("Tasks", FlowKind::ContactFlow, &content)
}

fn task(w: &mut World, flow: FlowId, to: TaskTarget) -> ContactId {
    let new = NewTask {
        begin: Begin::Flow(flow),
        to: Some(to),
        details: Details::default(),
        attributes: BTreeMap::new(),
        segment_attributes: BTreeMap::new(),
        initial: None,
        previous: None,
        chain: 0,
        related: None,
        scheduled: None,
        expiry_minutes: TASK_MINUTES,
        template: None,
    };
    match w.ok(Command::StartTask(Box::new(new))) {
        Reply::Started(id) => id,
        other => panic!("{other:?}"),
    }
}

/// connect-d-data-metrics.md §11.4, the worked example: initial delay 99 s, agent whisper 10 s,
/// outbound whisper 15 s. The queue's duration is what the record's own times say, 21 s.
#[test]
fn a_callback_runs_by_the_time_line_of_its_worked_example() {
    let mut w = World::new();
    w.drivers.prompt = Some(120_000);
    w.drivers.agent_media = Some(0);
    w.drivers.dialled = Dialled::Answers(0);
    let mut asks = vec![say("wait", "Please wait.", "call-back")];
    asks.extend(call_back(w.other_queue, 99, 1, 600));
    let asks = w.put_flow("Ask", FlowKind::CustomerQueue, &flow("wait", asks));
    let whisper = w.put_flow("Whisper", FlowKind::AgentWhisper, &prompts(2));
    let mut main = vec![
        hook("hook", "CustomerQueue", asks, "whisper"),
        hook("whisper", "AgentWhisper", whisper, "set-queue"),
    ];
    main.extend(to_queue(w.queue));
    w.main(&flow("hook", main));
    let outbound = w.put_flow("Outbound", FlowKind::OutboundWhisper, &prompts(3));
    let mut callbacks = queue(&w, w.other_queue);
    callbacks.outbound_caller.flow = Some(outbound);
    w.put(callbacks);
    // The leg takes 20 ms to be answered.
    w.now = at("2026-11-23T11:34:59.980Z");
    let first = w.call_from(CUSTOMER, LegKind::Sip).contact;
    w.run(Duration::from_millis(120_020));
    let second = w.facts(first).next.unwrap();
    let one = w.record(first);
    assert_eq!(one["InitiationMethod"], "INBOUND");
    assert_eq!(one["NextContactId"], second.to_string());
    assert_eq!(one["Queue"]["Name"], "Sales");
    assert_eq!(one["Queue"]["EnqueueTimestamp"], "2026-11-23T11:35:00Z");
    assert_eq!(one["Queue"]["DequeueTimestamp"], "2026-11-23T11:37:00Z");
    assert_eq!(one["Queue"]["Duration"], 120);
    assert_eq!(one["DisconnectTimestamp"], "2026-11-23T11:37:00Z");
    assert_eq!(one["DisconnectReason"], "CONTACT_FLOW_DISCONNECT");
    assert!(one["Agent"].is_null());

    w.drivers.prompt = Some(5_000);
    w.seconds(120);
    let agent = w.agent("ada");
    assert_eq!(w.state(agent, second), Some("INCOMING"));
    let contact = second;
    w.ok(Command::Accept { agent, contact });
    w.seconds(360);
    w.hang_up(w.dials[0].0);
    w.seconds(60);
    let two = w.record(second);
    let is = |name: &str, time: &str| {
        assert_eq!(two[name], format!("2026-11-23T{time}Z"), "{name}");
    };
    assert_eq!(two["InitiationMethod"], "CALLBACK");
    assert_eq!(two["PreviousContactId"], first.to_string());
    is("InitiationTimestamp", "11:37:00");
    is("ConnectedToSystemTimestamp", "11:39:10");
    is("DisconnectTimestamp", "11:45:00");
    assert_eq!(two["Queue"]["Name"], "Support");
    assert_eq!(two["Queue"]["EnqueueTimestamp"], "2026-11-23T11:38:39Z");
    assert_eq!(two["Queue"]["DequeueTimestamp"], "2026-11-23T11:39:00Z");
    assert_eq!(two["Queue"]["Duration"], 21);
    assert_eq!(
        two["Agent"]["ConnectedToAgentTimestamp"],
        "2026-11-23T11:39:25Z"
    );
}

/// connect-d-data-metrics.md §11.4, rule 2: with a delay of 30 s, at 20 s scheduled, at 35 s in the
/// queue, at 40 s, accepted, neither.
#[test]
fn a_callback_is_scheduled_at_20_seconds_queued_at_35_and_neither_at_40() {
    let mut w = World::new();
    w.main(&flow("call-back", call_back(w.queue, 30, 1, 600)));
    let caller = w.call_from(CUSTOMER, LegKind::Sip).contact;
    w.seconds(20);
    let contact = w.facts(caller).next.unwrap();
    assert_eq!(w.facts(contact).phase, Phase::Scheduled);
    w.seconds(15);
    assert_eq!(w.facts(contact).phase, Phase::Queued);
    w.seconds(5);
    let agent = w.agent("ada");
    w.ok(Command::Accept { agent, contact });
    let facts = w.facts(contact);
    assert_eq!(facts.phase, Phase::Connecting);
    assert!(facts.queue.unwrap().dequeued.is_some());
}

/// connect-d-data-metrics.md §11.4, rule 5: with two retries there are three calls.
#[test]
fn two_retries_are_three_calls_with_the_pause_between_them() {
    let mut w = World::new();
    w.drivers.dialled = Dialled::Fails(exchange::DialFailure::NoAnswer, 1_000);
    let agent = w.agent("ada");
    w.main(&flow("call-back", call_back(w.queue, 1, 3, 60)));
    let caller = w.call_from(CUSTOMER, LegKind::Sip).contact;
    w.seconds(2);
    let contact = w.facts(caller).next.unwrap();
    for calls in 1..=3 {
        assert_eq!(w.state(agent, contact), Some("INCOMING"));
        w.ok(Command::Accept { agent, contact });
        w.seconds(5);
        assert_eq!(w.dials.len(), calls);
        w.ok(Command::Clear { agent, contact });
        if calls < 3 {
            w.seconds(50);
            assert_eq!(w.state(agent, contact), None, "the pause is not over");
            w.seconds(10);
        }
    }
    w.seconds(120);
    assert_eq!(w.dials.len(), 3);
    assert!(!w.exchange.is_live(contact));
}

/// connect-b-routing-channels.md §4.3 and §14.9: fifty of another channel fill a queue of fifty for
/// calls; transfers by quick connect get in up to sixty.
#[test]
fn fifty_of_any_channel_fill_a_queue_of_fifty_and_transfers_get_in_up_to_sixty() {
    let mut w = World::new();
    // Nobody serves the queue.
    for it in w.configuration() {
        if let Resource::RoutingProfile(mut profile) = it {
            profile.queues.retain(|it| it.queue == w.other_queue);
            profile.default_outbound_queue = w.other_queue;
            w.put(profile);
        }
    }
    let flow_id = tasks(&mut w);
    limited(&mut w, 50);
    for _ in 0..50 {
        let to = TaskTarget::Queue(w.queue);
        let waiting = task(&mut w, flow_id, to);
        assert_eq!(w.facts(waiting).phase, Phase::Queued);
    }
    let call = w.call().contact;
    w.seconds(5);
    assert!(
        !w.exchange.is_live(call),
        "the queue is full for calls, too"
    );

    let transfer = w.put_flow(
        "To queue",
        FlowKind::QueueTransfer,
        &flow("transfer", to_queue(w.queue).into_iter().skip(1).collect()),
    );
    let config = json!({"QueueId": w.queue, "ContactFlowId": transfer});
    let mut connect = Plain::new(Kind::QuickConnect, "sales", "Sales");
    let config = json!({"QuickConnectType": "QUEUE", "QueueConfig": config});
    connect.body.insert("QuickConnectConfig".into(), config);
    w.put(Resource::Plain(connect));
    let mut other = queue(&w, w.other_queue);
    other.quick_connects.push("sales".into());
    w.put(other);
    w.main(&flow("set-queue", to_queue(w.other_queue)));
    for number in 51..=61 {
        let agent = w.agent(&format!("agent{number}"));
        let contact = w.call().contact;
        w.seconds(1);
        w.ok(Command::Accept { agent, contact });
        w.seconds(10);
        let to = Destination::QuickConnect("sales".into());
        let moved = w.ok(Command::Transfer { agent, contact, to });
        let Reply::Started(moved) = moved else {
            panic!("{moved:?}")
        };
        w.seconds(1);
        assert_eq!(w.exchange.is_live(moved), number <= 60, "the {number}th");
        w.ok(Command::HangUp { agent, contact });
        w.ok(Command::SignOut { agent });
    }
}

/// connect-b-routing-channels.md §4.3 and §14.10.
#[test]
fn an_agents_queue_refuses_the_eleventh_contact() {
    let mut w = World::new();
    let flow_id = tasks(&mut w);
    let agent = w.user("ada");
    for number in 1..=11 {
        let waiting = task(&mut w, flow_id, TaskTarget::Agent(agent));
        assert_eq!(w.exchange.is_live(waiting), number <= 10, "the {number}th");
    }
}

/// connect-b-routing-channels.md §4.3, §14.7 and §14.8.
#[test]
fn a_queue_of_limit_0_or_disabled_takes_nothing_and_serves_what_waits() {
    let mut w = World::new();
    let waiting = w.call().contact;
    w.seconds(5);
    limited(&mut w, 0);
    let refused = w.call().contact;
    w.seconds(5);
    assert!(!w.exchange.is_live(refused), "the same as full");
    let mut disabled = queue(&w, w.queue);
    disabled.status = QueueStatus::Disabled;
    w.put(disabled);
    let refused = w.call().contact;
    w.seconds(5);
    assert!(!w.exchange.is_live(refused), "disabled");
    let agent = w.agent("ada");
    assert_eq!(w.state(agent, waiting), Some("INCOMING"), "it is served");
    w.put(queue(&w, w.queue));
    let again = w.call().contact;
    w.seconds(5);
    assert_eq!(w.facts(again).phase, Phase::Queued, "enabled at once");
}

/// connect-b-routing-channels.md §4.1 and §15: transferred contacts rank by the contact before.
#[test]
fn a_transferred_contact_ranks_by_the_arrival_of_the_one_before() {
    let mut w = World::new();
    let transfer = w.put_flow(
        "To support",
        FlowKind::QueueTransfer,
        &flow("set-queue", to_queue(w.other_queue)),
    );
    let config = json!({"QueueId": w.other_queue, "ContactFlowId": transfer});
    let mut connect = Plain::new(Kind::QuickConnect, "support", "Support");
    let config = json!({"QuickConnectType": "QUEUE", "QueueConfig": config});
    connect.body.insert("QuickConnectConfig".into(), config);
    w.put(Resource::Plain(connect));
    let mut sales = queue(&w, w.queue);
    sales.quick_connects.push("support".into());
    w.put(sales);
    let (caller, agent) = w.talk();
    let contact = caller.contact;
    // It waits in the other queue before the first is transferred there.
    w.main(&flow("set-queue", to_queue(w.other_queue)));
    let younger = w.call().contact;
    w.seconds(30);
    let to = Destination::QuickConnect("support".into());
    let Reply::Started(moved) = w.ok(Command::Transfer { agent, contact, to }) else {
        panic!("a transfer begins a contact")
    };
    w.seconds(1);
    w.ok(Command::HangUp { agent, contact });
    w.ok(Command::Clear { agent, contact });
    assert_eq!(w.state(agent, moved), Some("INCOMING"), "it came first");
    assert_eq!(w.state(agent, younger), None);
}

/// connect-b-routing-channels.md §14.14: a refused offer leaves the step and its timer as they are,
/// and the same agent may be offered it again.
#[test]
fn an_agent_who_rejects_a_skilled_contact_may_be_offered_it_again_in_the_same_step() {
    let mut w = World::new();
    let mut user = w.user_resource("ada");
    user.proficiencies.push(resources::Proficiency {
        attribute: "Language".into(),
        value: "Welsh".into(),
        level: 4.0,
    });
    let agent: UserId = user.id;
    w.put(user);
    w.available(agent);
    let need = json!({"AttributeCondition": {"Name": "Language", "Value": "Welsh",
        "ProficiencyLevel": 3, "ComparisonOperator": "NumberGreaterOrEqualTo"}});
    let step = json!({"Expression": need, "Expiry": {"DurationInSeconds": 60}});
    let mut main = vec![common::flows::action(
        "need",
        "UpdateContactRoutingCriteria",
        json!({"RoutingCriteria": {"Steps": [step]}}),
        "set-queue",
        &["NoMatchingError"],
    )];
    main.extend(to_queue(w.queue));
    w.main(&flow("need", main));
    let contact = w.call().contact;
    w.seconds(1);
    let expires = |w: &World| w.facts(contact).routing_criteria[0].steps[0].expires;
    let before = expires(&w);
    assert!(before.is_some());
    for _ in 0..2 {
        assert_eq!(w.state(agent, contact), Some("INCOMING"));
        w.ok(Command::Reject { agent, contact });
        w.ok(Command::Clear { agent, contact });
        w.seconds(1);
    }
    assert_eq!(expires(&w), before);
    assert_eq!(w.facts(contact).connection_attempts, 3);
}
