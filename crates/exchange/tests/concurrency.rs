//! Cross-channel concurrency through the exchange: contacts of several channels at one agent.
//! Source: connect-b-routing-channels.md §4.2.
//!
//! Chats are not built: the seven steps as they stand are proven in `routing`'s profile rules. Here
//! are those that calls and tasks can show, and what is said of chats with the channel that forbids
//! others in their place.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::World;
use common::flows::{flow, to_queue};
use exchange::{Begin, Command, Details, NewTask, Reply, TASK_MINUTES};
use ids::{ContactId, FlowId, UserId};
use resources::{Channel, FlowKind};
use std::collections::BTreeMap;

fn world(voice: (u32, bool), task: (u32, bool)) -> (World, FlowId, UserId) {
    let mut w = World::new();
    w.serves(&[
        (Channel::Voice, voice.0, voice.1),
        (Channel::Task, task.0, task.1),
    ]);
    let content = flow("set-queue", to_queue(w.queue));
    let tasks = w.put_flow("Tasks", FlowKind::ContactFlow, &content);
    let agent = w.agent("ada");
    (w, tasks, agent)
}

fn task(w: &mut World, flow: FlowId) -> ContactId {
    let new = NewTask {
        begin: Begin::Flow(flow),
        to: None,
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

/// Steps 6 and 7: a task that allows others leaves room for a call; the call, which does not,
/// leaves none for a task.
#[test]
fn on_a_task_that_allows_others_a_call_is_offered_and_then_no_task() {
    let (mut w, tasks, agent) = world((1, false), (1, true));
    let first = task(&mut w, tasks);
    w.ok(Command::Accept {
        agent,
        contact: first,
    });
    let call = w.call().contact;
    w.seconds(10);
    assert_eq!(
        w.state(agent, call),
        Some("INCOMING"),
        "6: on a task, voice"
    );
    w.ok(Command::Accept {
        agent,
        contact: call,
    });
    w.seconds(10);
    assert_eq!(w.state(agent, call), Some("CONNECTED"));
    let second = task(&mut w, tasks);
    assert_eq!(w.state(agent, second), None, "7: the task's slot is taken");
    w.ok(Command::HangUp {
        agent,
        contact: first,
    });
    w.ok(Command::Clear {
        agent,
        contact: first,
    });
    assert_eq!(w.state(agent, second), None, "7: and voice forbids others");
}

/// Steps 1 to 3, with the channel that forbids others held at its maximum of one.
#[test]
fn on_a_call_that_forbids_others_a_task_waits_until_after_contact_work_is_over() {
    let (mut w, tasks, agent) = world((1, false), (2, true));
    let call = w.call();
    w.seconds(10);
    w.ok(Command::Accept {
        agent,
        contact: call.contact,
    });
    w.seconds(10);
    let waiting = task(&mut w, tasks);
    assert_eq!(w.state(agent, waiting), None, "1: on a call, no task");
    w.hang_up(call.leg);
    assert_eq!(w.state(agent, call.contact), Some("ENDED"));
    assert_eq!(w.state(agent, waiting), None, "3: work is still to be done");
    w.ok(Command::Clear {
        agent,
        contact: call.contact,
    });
    assert_eq!(w.state(agent, waiting), Some("INCOMING"), "3: now it is");
}

/// Step 2: contacts of the same channel go up to its maximum, whatever it says of others.
#[test]
fn contacts_of_the_same_channel_are_offered_up_to_its_maximum() {
    let (mut w, tasks, agent) = world((1, false), (2, false));
    let held: Vec<_> = (0..2)
        .map(|_| {
            let contact = task(&mut w, tasks);
            w.ok(Command::Accept { agent, contact });
            contact
        })
        .collect();
    let third = task(&mut w, tasks);
    assert_eq!(w.state(agent, third), None);
    let call = w.call().contact;
    w.seconds(10);
    assert_eq!(w.state(agent, call), None, "5: tasks forbid voice here");
    for contact in held {
        w.ok(Command::HangUp { agent, contact });
        w.ok(Command::Clear { agent, contact });
    }
    assert_eq!(w.state(agent, third), Some("INCOMING"), "the oldest first");
}
