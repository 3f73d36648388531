//! What an agent's own settings and supervisors do to offers and work: settings per channel,
//! contacts given by hand, changes of configuration in the stream.
//! Source: connect-b-routing-channels.md §5, connect-d-data-metrics.md §7.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::World;
use common::flows::{action, flow, hook, last, say, to_queue};
use exchange::{Command, CommandError, Topic};
use ids::UserId;
use resources::{FlowKind, Kind, Plain, Proficiency, Resource, User};
use serde_json::{Value, json};

fn put(w: &mut World, user: &User) -> UserId {
    w.put(user.clone());
    user.id
}

#[test]
fn after_contact_work_and_acceptance_follow_the_channels_settings() {
    let mut w = World::new();
    let mut user = w.user_resource("ada");
    user.channels = json!({
        "AfterContactWorkConfigs": [{"Channel": "VOICE",
            "AfterContactWorkConfig": {"AfterContactWorkTimeLimit": 5}}],
        "AutoAcceptConfigs": [{"Channel": "VOICE", "AutoAccept": true}],
    })
    .as_object()
    .cloned()
    .unwrap();
    let agent = put(&mut w, &user);
    w.available(agent);
    let caller = w.call();
    w.seconds(10);
    assert_eq!(
        w.state(agent, caller.contact),
        Some("CONNECTED"),
        "no click"
    );
    w.hang_up(caller.leg);
    w.seconds(4);
    assert_eq!(w.state(agent, caller.contact), Some("ENDED"));
    w.seconds(1);
    assert_eq!(w.state(agent, caller.contact), None, "after 5 s, not 30");
}

#[test]
fn a_queued_contact_is_given_to_an_agent_by_hand_whatever_the_status() {
    let mut w = World::new();
    let agent = w.user("ada");
    let caller = w.call();
    w.seconds(5);
    let contact = caller.contact;
    let give = Command::AssociateContact { contact, agent };
    assert_eq!(w.ask(give.clone()).unwrap_err(), CommandError::NotSignedIn);
    w.ok(Command::SignIn { agent });
    let status = w.lunch;
    w.ok(Command::SetStatus { agent, status });
    w.ok(give.clone());
    assert_eq!(w.state(agent, contact), Some("INCOMING"));
    let again = w.ask(give.clone()).unwrap_err();
    let state = "offered to an agent";
    assert_eq!(again, CommandError::InvalidState { state });
    w.seconds(20);
    assert_eq!(w.state(agent, contact), Some("MISSED"));
    w.ok(give.clone());
    assert_eq!(w.state(agent, contact), Some("INCOMING"));
    let desk = w.exchange.agent(agent).unwrap();
    assert_eq!(desk.contacts.len(), 1, "in the place of the missed one");
    w.seconds(20);
    w.ok(Command::Clear { agent, contact });
    assert_eq!(w.state(agent, contact), None, "not offered again by itself");
    w.ok(give);
    w.ok(Command::Accept { agent, contact });
    w.seconds(10);
    assert_eq!(w.state(agent, contact), Some("CONNECTED"));
}

#[test]
fn the_stream_tells_proficiencies_groups_and_changes_of_configuration() {
    let mut w = World::new();
    let mut group = Plain::new(Kind::HierarchyGroup, "g-1", "");
    group.body.insert("Name".into(), json!("Northwest"));
    w.put(Resource::Plain(group));
    let mut user = w.user_resource("ada");
    user.hierarchy_group = Some("g-1".into());
    user.hierarchy_path = vec!["g-1".into()];
    user.proficiencies.push(Proficiency {
        attribute: "Technology".into(),
        value: "Kinesis".into(),
        level: 3.0,
    });
    let agent = put(&mut w, &user);
    w.available(agent);
    let last = |w: &World| -> Value {
        let all = w.published(Topic::AgentEvents);
        all.last().copied().cloned().unwrap()
    };
    let configuration = last(&w)["CurrentAgentSnapshot"]["Configuration"].clone();
    let proficiency = json!([{"Level": 3.0, "Name": "Technology", "Value": "Kinesis"}]);
    assert_eq!(configuration["Proficiencies"], proficiency);
    let level = &configuration["AgentHierarchyGroups"]["Level1"];
    assert_eq!(level["Name"], "Northwest");
    assert!(level["ARN"].as_str().unwrap().ends_with("/agent-group/g-1"));
    let before = w.published(Topic::AgentEvents).len();
    user.phone.auto_accept = true;
    put(&mut w, &user);
    assert_eq!(w.published(Topic::AgentEvents).len(), before + 1);
    assert_eq!(last(&w)["EventType"], "STATE_CHANGE");
    put(&mut w, &user);
    assert_eq!(
        w.published(Topic::AgentEvents).len(),
        before + 1,
        "no change"
    );
}

#[test]
fn a_moved_contact_keeps_the_rank_of_its_chain_when_its_priority_changes() {
    let mut w = World::new();
    // Moved to the other queue; there the queue flow changes the priority to what it was.
    let moving = flow(
        "say",
        vec![
            say("say", "Please wait.", "move"),
            action(
                "move",
                "DequeueContactAndTransferToQueue",
                json!({"QueueId": w.other_queue}),
                "moved",
                &["NoMatchingError", "QueueAtCapacity"],
            ),
            say("moved", "You were moved.", "rank"),
            action(
                "rank",
                "UpdateContactRoutingBehavior",
                json!({"QueuePriority": 5}),
                "end",
                &[],
            ),
            last("end", "EndFlowExecution"),
        ],
    );
    let moving = w.put_flow("Moving", FlowKind::CustomerQueue, &moving);
    let mut actions = vec![hook("hook", "CustomerQueue", moving, "set-queue")];
    actions.extend(to_queue(w.queue));
    w.main(&flow("hook", actions));
    let old = w.call();
    w.seconds(1);
    // Straight into the other queue, a second after the first call entered its first queue.
    let straight = flow("set-queue", to_queue(w.other_queue));
    w.main(&straight);
    let young = w.call();
    w.seconds(10);
    let moved = w.facts(old.contact).next.unwrap();
    assert_eq!(w.facts(moved).queue.unwrap().name, "Support");
    let agent = w.agent("ada");
    assert_eq!(w.state(agent, moved), Some("INCOMING"), "it came first");
    assert_eq!(w.state(agent, young.contact), None);
}

#[test]
fn a_contact_knows_when_its_agent_accepted_and_names_the_agents_groups() {
    let mut w = World::new();
    let mut group = Plain::new(Kind::HierarchyGroup, "g-1", "");
    group.body.insert("Name".into(), json!("Northwest"));
    w.put(Resource::Plain(group));
    let mut user = w.user_resource("ada");
    user.hierarchy_path = vec!["g-1".into()];
    let agent = put(&mut w, &user);
    w.available(agent);
    let caller = w.call();
    w.seconds(10);
    let contact = caller.contact;
    w.ok(Command::Accept { agent, contact });
    let accepted = w.now;
    w.seconds(10);
    let part = w.facts(contact).agent.unwrap();
    assert_eq!(part.accepted, Some(accepted));
    assert!(part.connected > part.accepted);
    w.hang_up(caller.leg);
    w.seconds(40);
    let level = &w.record(contact)["Agent"]["HierarchyGroups"]["Level1"];
    assert_eq!(level["GroupName"], "Northwest");
    assert!(level["ARN"].as_str().unwrap().ends_with("/agent-group/g-1"));
}
