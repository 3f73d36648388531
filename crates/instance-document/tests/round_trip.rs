//! Documents of real resources: what is written reads back, and what importing one changes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test"
)]

use ids::{IdSource, Timestamp};
use instance_document::{Action, Document, Place, Plan};
use resources::{Indexed, Kind, Resource};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp(1_700_000_000_000);

struct World {
    place: Place,
    resources: Vec<Resource>,
}

fn resource(kind: Kind, body: Value) -> Resource {
    match kind.read(&body.to_string()) {
        Ok(resource) => resource,
        Err(error) => panic!("{}: {error}", kind.word()),
    }
}

/// An instance with hours, a flow that names the queue, a queue, a routing profile and a user.
fn world(seed: u128) -> World {
    let mut ids = IdSource::new(seed);
    let mut id = || ids.id::<ids::QueueId>().to_string();
    let place = Place {
        account: "123456789012".parse().unwrap(),
        region: "us-east-1".parse().unwrap(),
        instance: id().parse().unwrap(),
    };
    let (hours, queue, profile, security) = (id(), id(), id(), id());
    let arn = format!(
        "arn:aws:connect:us-east-1:123456789012:instance/{}/queue/{queue}",
        place.instance
    );
    let content = json!({
        "Version": "2019-10-30", "StartAction": "a", "Actions": [{
            "Identifier": "a", "Type": "UpdateContactTargetQueue",
            "Parameters": {"QueueId": arn}, "Transitions": {},
        }],
    });
    let day = |day: &str| json!({"day": day, "start": {"hours": 9, "minutes": 0}, "end": {"hours": 17, "minutes": 0}});
    let resources = vec![
        resource(
            Kind::Hours,
            json!({"id": hours, "name": "Office", "description": null,
                   "time_zone": "Europe/Berlin", "config": [day("MONDAY"), day("TUESDAY")]}),
        ),
        resource(
            Kind::Flow,
            json!({"id": id(), "name": "Main", "description": null, "kind": "CONTACT_FLOW",
                   "state": "ACTIVE", "status": "SAVED", "published": null,
                   "saved": content.to_string(), "modified": NOW}),
        ),
        resource(
            Kind::Queue,
            json!({"id": queue, "name": "Support", "description": "All questions",
                   "hours": hours, "max_contacts": 10, "status": "ENABLED",
                   "tags": {"team": "blue"}}),
        ),
        resource(
            Kind::RoutingProfile,
            json!({"id": profile, "name": "Everyone", "description": "All",
                   "default_outbound_queue": queue, "concurrency": [],
                   "queues": [{"queue": queue, "channel": "VOICE", "priority": 1, "delay": 0}]}),
        ),
        resource(
            Kind::SecurityProfile,
            json!({"id": security, "name": "Agent", "description": null,
                   "permissions": ["BasicAgentAccess"]}),
        ),
        resource(
            Kind::User,
            json!({"id": id(), "username": "ada", "first_name": "Ada", "last_name": "Lovelace",
                   "email": null, "password_hash": "argon2-secret", "routing_profile": profile,
                   "security_profiles": [security], "hierarchy_group": null, "modified": NOW,
                   "phone": {"phone_type": "SOFT_PHONE", "auto_accept": false,
                             "after_contact_work_limit": 5, "desk_phone": null}}),
        ),
    ];
    World { place, resources }
}

fn plan(world: &World, text: &str, prune: bool) -> Result<Plan, Vec<String>> {
    let document = match Document::read(text) {
        Ok(document) => document,
        Err(error) => return Err(vec![error.to_string()]),
    };
    let mut ids = IdSource::new(99);
    Plan::between(
        &world.place,
        &document,
        &world.resources,
        prune,
        NOW,
        || ids.id::<ids::QueueId>().to_string(),
    )
    .map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

fn text(world: &World) -> String {
    let document = Document::of(&world.place, &world.resources).unwrap();
    document.write().unwrap()
}

fn changed(plan: &Plan) -> Vec<(Action, String)> {
    let changes = plan.changes.iter();
    changes
        .map(|it| (it.action, it.resource.name().into_owned()))
        .collect()
}

#[test]
fn a_document_names_what_it_refers_to_and_holds_no_secret() {
    let text = text(&world(1));
    for line in [
        "hours: \"@hours-of-operation/Office\"",
        "QueueId: \"@arn:queue/Support\"",
        "routing_profile: \"@routing-profile/Everyone\"",
        "team: blue",
    ] {
        let bare = line.replace('"', "");
        let single = line.replace('"', "'");
        assert!(
            text.contains(line) || text.contains(&bare) || text.contains(&single),
            "{line} is not in\n{text}"
        );
    }
    assert!(
        !text.contains("argon2") && !text.contains("modified"),
        "{text}"
    );
}

#[test]
fn importing_what_was_exported_changes_nothing() {
    let world = world(1);
    let plan = plan(&world, &text(&world), true).unwrap();
    assert_eq!(changed(&plan), []);
    assert_eq!(plan.unchanged, world.resources.len());
}

#[test]
fn a_changed_field_is_told_by_its_names_and_keeps_what_the_document_leaves_out() {
    let world = world(1);
    let text = text(&world)
        .replace("time_zone: Europe/Berlin", "time_zone: Asia/Tokyo")
        .replace("first_name: Ada", "first_name: Augusta");
    let plan = plan(&world, &text, false).unwrap();
    assert_eq!(
        changed(&plan),
        [
            (Action::Update, "Office".to_owned()),
            (Action::Update, "ada".to_owned())
        ]
    );
    let difference = &plan.changes[0].differences[0];
    assert_eq!(difference.path, "time_zone");
    assert_eq!(difference.to, Some(json!("Asia/Tokyo")));
    let user = plan.changes[1].resource.write().unwrap();
    assert!(user.contains("argon2-secret") && user.contains("Augusta"));
}

#[test]
fn a_document_fits_another_instance_by_names_and_keeps_its_identifiers_where_they_are_free() {
    let (from, to) = (world(1), world(2));
    let text = text(&from);
    // Everything is there under the same names: nothing but identifiers differs.
    assert_eq!(changed(&plan(&to, &text, true).unwrap()), []);
    // Into an empty instance, all is made, with the identifiers of the document.
    let empty = World {
        place: to.place,
        resources: Vec::new(),
    };
    let plan = plan(&empty, &text, false).unwrap();
    let made: Vec<_> = plan.changes.iter().map(|it| it.resource.id()).collect();
    let mut wanted: Vec<_> = from.resources.iter().map(Resource::id).collect();
    wanted.sort_unstable();
    let mut sorted = made.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, wanted);
    // Its flow names the queue of the new instance.
    let flow = plan
        .changes
        .iter()
        .find(|it| it.resource.kind() == Kind::Flow);
    let flow = flow.unwrap().resource.write().unwrap();
    assert!(flow.contains(&empty.place.instance.to_string()), "{flow}");
}

#[test]
fn pruning_deletes_what_the_document_does_not_name_and_never_what_is_referred_to() {
    let world = world(1);
    let only_hours = "carillon: 1\nresources:\n  hours-of-operation:\n    - name: Office\n      \
                      time_zone: Europe/Berlin\n      config: []\n";
    let plan_all = plan(&world, only_hours, true).unwrap();
    let deleted = changed(&plan_all);
    assert_eq!(deleted[0], (Action::Update, "Office".to_owned()));
    assert_eq!(deleted.len(), 6);
    assert!(
        deleted[1..]
            .iter()
            .all(|(action, _)| *action == Action::Delete)
    );
    let without_hours = text(&world).replace("hours-of-operation:", "prompt:");
    assert!(plan(&world, &without_hours, true).is_err());
}

#[test]
fn every_problem_is_told_with_its_entry() {
    let world = world(1);
    let broken = "carillon: 1\nresources:\n  queue:\n    - name: New\n      hours: \
                  '@hours-of-operation/Night'\n      status: ENABLED\n    - name: Old\n      \
                  status: OPEN\n  user:\n    - username: eve\n      password_hash: x\n";
    let problems = plan(&world, broken, false).unwrap_err();
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(problems[0].contains("queue/New") && problems[0].contains("Night"));
    assert!(problems[1].starts_with("queue/Old"));
    assert!(problems[2].contains("password_hash"));
    for text in [
        "carillon: 2\nresources: {}\n",
        "carillon: 1\nresources: {cat: []}\n",
        "[",
        "x: 1",
    ] {
        assert!(plan(&world, text, false).is_err(), "{text}");
    }
}
