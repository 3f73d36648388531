//! Routing criteria: steps with their agents and their time, and what is told of them.
//! Source: connect-c-flows.md §7.36 and §23.22, connect-d-data-metrics.md §23.15.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::{Caller, World, flows};
use exchange::{Command, StepStatus, Topic};
use ids::{ContactId, UserId};
use resources::Proficiency;
use serde_json::{Value, json};

/// An agent who is available and has one proficiency.
fn speaker(w: &mut World, username: &str, level: f64) -> UserId {
    let mut user = w.user_resource(username);
    user.proficiencies.push(Proficiency {
        attribute: "Language".into(),
        value: "Welsh".into(),
        level,
    });
    let id = user.id;
    w.put(user);
    w.available(id);
    id
}

fn step(level: f64, seconds: Option<u32>) -> Value {
    let attribute = json!({"AttributeCondition": {"Name": "Language", "Value": "Welsh",
        "ProficiencyLevel": level, "ComparisonOperator": "NumberGreaterOrEqualTo"}});
    match seconds {
        Some(seconds) => json!({"Expression": attribute, "Expiry": {"DurationInSeconds": seconds}}),
        None => json!({"Expression": attribute}),
    }
}

/// A call that is queued at once with these steps.
fn call(w: &mut World, steps: &[Value]) -> Caller {
    let mut actions = vec![flows::action(
        "need",
        "UpdateContactRoutingCriteria",
        json!({"RoutingCriteria": {"Steps": steps}}),
        "set-queue",
        &["NoMatchingError"],
    )];
    actions.extend(flows::to_queue(w.queue));
    w.main(&flows::flow("need", actions));
    let caller = w.call();
    w.seconds(1);
    caller
}

fn statuses(w: &World, contact: ContactId) -> Vec<StepStatus> {
    let facts = w.facts(contact);
    let criteria = facts.routing_criteria.last().unwrap();
    criteria.steps.iter().map(|it| it.status).collect()
}

use StepStatus::{Active, Deactivated, Expired, Inactive, Joined};

#[test]
fn each_step_has_its_time_and_then_any_agent_takes_the_contact() {
    let mut w = World::new();
    let plain = w.agent("plain");
    let caller = call(
        &mut w,
        &[step(4.0, Some(50)), step(2.0, Some(10)), step(1.0, Some(5))],
    );
    let contact = caller.contact;
    assert_eq!(statuses(&w, contact), [Active, Inactive, Inactive]);
    w.seconds(48);
    assert_eq!(w.state(plain, contact), None);
    w.seconds(2);
    assert_eq!(statuses(&w, contact), [Expired, Active, Inactive]);
    let events = w.published(Topic::ContactEvents);
    let detail = &events.last().unwrap()["detail"];
    assert_eq!(detail["eventType"], "CONTACT_DATA_UPDATED");
    assert_eq!(
        detail["updatedProperties"],
        json!(["RoutingCriteria.Step.Status"])
    );
    let told: Vec<&str> = detail["routingCriteria"]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["status"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["EXPIRED", "ACTIVE", "INACTIVE"]);
    w.seconds(10);
    assert_eq!(statuses(&w, contact), [Expired, Expired, Active]);
    assert_eq!(w.state(plain, contact), None);
    w.seconds(5);
    assert_eq!(statuses(&w, contact), [Expired, Expired, Expired]);
    assert_eq!(w.state(plain, contact), Some("INCOMING"));
}

#[test]
fn an_agent_who_meets_the_step_is_asked_before_one_who_is_idle_for_longer() {
    let mut w = World::new();
    let plain = w.agent("plain");
    w.seconds(5);
    let able = speaker(&mut w, "able", 4.0);
    let caller = call(&mut w, &[step(4.0, None)]);
    let contact = caller.contact;
    assert_eq!(w.state(plain, contact), None);
    assert_eq!(w.state(able, contact), Some("INCOMING"));
    w.ok(Command::Accept {
        agent: able,
        contact,
    });
    w.seconds(10);
    assert_eq!(w.state(able, contact), Some("CONNECTED"));
    assert_eq!(statuses(&w, contact), [Joined]);
    w.hang_up(caller.leg);
    w.seconds(60);
    let record = w.record(contact);
    let steps = &record["RoutingCriteria"][0]["Steps"];
    assert_eq!(steps[0]["Status"], "JOINED");
    let attribute = &steps[0]["Expression"]["AttributeCondition"];
    assert_eq!(attribute["ProficiencyLevel"], 4.0);
}

#[test]
fn an_agent_whose_proficiency_rises_is_asked_at_once() {
    let mut w = World::new();
    let mut user = w.user_resource("ada");
    let agent = user.id;
    w.put(user.clone());
    w.available(agent);
    let caller = call(&mut w, &[step(3.0, None)]);
    assert_eq!(w.state(agent, caller.contact), None);
    user.proficiencies.push(Proficiency {
        attribute: "Language".into(),
        value: "Welsh".into(),
        level: 3.0,
    });
    w.put(user);
    w.seconds(1);
    assert_eq!(w.state(agent, caller.contact), Some("INCOMING"));
}

#[test]
fn a_customer_who_hangs_up_deactivates_the_step() {
    let mut w = World::new();
    let caller = call(&mut w, &[step(3.0, Some(600))]);
    w.hang_up(caller.leg);
    w.seconds(1);
    assert_eq!(statuses(&w, caller.contact), [Deactivated]);
}

#[test]
fn a_missed_offer_keeps_the_step_and_its_end() {
    let mut w = World::new();
    let able = speaker(&mut w, "able", 5.0);
    let plain = w.agent("plain");
    let caller = call(&mut w, &[step(4.0, Some(60))]);
    let contact = caller.contact;
    assert_eq!(w.state(able, contact), Some("INCOMING"));
    w.seconds(20);
    assert_eq!(w.state(able, contact), Some("MISSED"));
    assert_eq!(w.state(plain, contact), None);
    assert_eq!(statuses(&w, contact), [Active]);
    w.seconds(40);
    assert_eq!(statuses(&w, contact), [Expired]);
    assert_eq!(w.state(plain, contact), Some("INCOMING"));
}

fn preferred(agents: &[UserId], seconds: u32) -> Value {
    json!({
        "Expression": {"AttributeCondition": {
            "MatchCriteria": {"AgentsCriteria": {"AgentIds": agents}},
            "ComparisonOperator": "Match",
        }},
        "Expiry": {"DurationInSeconds": seconds},
    })
}

#[test]
fn preferred_agents_are_asked_first_and_then_everybody() {
    let mut w = World::new();
    let other = w.agent("other");
    let last_agent = w.user("last");
    let caller = call(&mut w, &[preferred(&[last_agent], 30)]);
    let contact = caller.contact;
    w.seconds(28);
    assert_eq!(w.state(other, contact), None, "kept for the last agent");
    w.seconds(2);
    assert_eq!(statuses(&w, contact), [Expired]);
    assert_eq!(w.state(other, contact), Some("INCOMING"));
}

#[test]
fn a_preferred_agent_who_comes_back_in_time_gets_the_contact() {
    let mut w = World::new();
    let other = w.agent("other");
    let last_agent = w.user("last");
    let caller = call(&mut w, &[preferred(&[last_agent], 30)]);
    let contact = caller.contact;
    w.seconds(10);
    w.available(last_agent);
    assert_eq!(w.state(last_agent, contact), Some("INCOMING"));
    assert_eq!(w.state(other, contact), None);
    w.ok(Command::Accept {
        agent: last_agent,
        contact,
    });
    w.seconds(10);
    assert_eq!(statuses(&w, contact), [Joined]);
    w.hang_up(caller.leg);
    w.seconds(60);
    let step = &w.record(contact)["RoutingCriteria"][0]["Steps"][0];
    let condition = &step["Expression"]["AttributeCondition"];
    assert_eq!(condition["ComparisonOperator"], "Match");
    assert_eq!(
        condition["MatchCriteria"]["AgentsCriteria"]["AgentIds"],
        json!([last_agent])
    );
}

/// The worked example of connect-b-routing-channels.md §4.6 and §14.13.
#[test]
fn no_agent_meets_two_steps_and_the_first_meets_the_third_after_a_minute() {
    let mut w = World::new();
    let able = |w: &mut World, name: &str, french: f64, dynamo: f64| {
        let mut user = w.user_resource(name);
        for (attribute, value, level) in [
            ("connect:Language", "connect:French", french),
            ("Technology", "AWS DynamoDB", dynamo),
        ] {
            user.proficiencies.push(Proficiency {
                attribute: attribute.into(),
                value: value.into(),
                level,
            });
        }
        let id = user.id;
        w.put(user);
        w.available(id);
        id
    };
    let (one, two) = (able(&mut w, "one", 3.0, 5.0), able(&mut w, "two", 4.0, 3.0));
    let need = |name, value, level| {
        json!({"AttributeCondition": {"Name": name, "Value": value,
            "ProficiencyLevel": level, "ComparisonOperator": "NumberGreaterOrEqualTo"}})
    };
    let step = |french, dynamo, seconds: Option<u32>| {
        let both = [
            need("connect:Language", "connect:French", french),
            need("Technology", "AWS DynamoDB", dynamo),
        ];
        let mut step = json!({"Expression": {"AndExpression": both}});
        if let Some(seconds) = seconds {
            step["Expiry"] = json!({"DurationInSeconds": seconds});
        }
        step
    };
    let steps = [step(4, 5, Some(30)), step(4, 4, Some(30)), step(3, 4, None)];
    let contact = call(&mut w, &steps).contact;
    w.seconds(58);
    assert_eq!(w.facts(contact).connection_attempts, 0, "no match for 60 s");
    w.seconds(2);
    assert_eq!(w.state(one, contact), Some("INCOMING"));
    assert_eq!(w.state(two, contact), None);
}

#[test]
fn criteria_that_name_what_is_not_there_take_the_error_branch() {
    let mut w = World::new();
    let unknown = json!({"Expression": {"AttributeCondition": {"Name": "Shoe", "Value": "42",
        "ProficiencyLevel": 1, "ComparisonOperator": "NumberGreaterOrEqualTo"}}});
    let caller = call(&mut w, &[unknown]);
    assert!(!w.exchange.is_live(caller.contact), "the branch hangs up");
    let stranger: UserId = w.ids.id();
    let caller = call(&mut w, &[preferred(&[stranger], 30)]);
    assert!(!w.exchange.is_live(caller.contact));
}

#[test]
fn criteria_change_twice_and_no_more() {
    let mut w = World::new();
    let set = |id: &str, next: &str| {
        flows::action(
            id,
            "UpdateContactRoutingCriteria",
            json!({"RoutingCriteria": {"Steps": [step(1.0, None)]}}),
            next,
            &["NoMatchingError"],
        )
    };
    let mut actions = vec![set("a", "b"), set("b", "c"), set("c", "set-queue")];
    actions.extend(flows::to_queue(w.queue));
    w.main(&flows::flow("a", actions.clone()));
    let caller = w.call();
    w.seconds(1);
    assert_eq!(w.facts(caller.contact).routing_criteria.len(), 3);
    actions[2] = set("c", "d");
    actions.push(set("d", "set-queue"));
    w.main(&flows::flow("a", actions));
    let caller = w.call();
    w.seconds(1);
    assert!(!w.exchange.is_live(caller.contact), "the fourth is refused");
}
