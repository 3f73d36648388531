//! Steps of routing criteria, from their entries to metrics.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

mod common;

use common::{Centre, ask, at};
use exchange::DisconnectReason::CustomerDisconnect;
use exchange::InitiationMethod::Inbound;
use exchange::StepStatus::{Active, Deactivated, Expired, Inactive, Joined};
use exchange::journal::ContactEntry;
use exchange::{CriteriaFacts, Expression, Skill, StepFacts, StepStatus, expression_text};
use ids::{ContactId, Timestamp};
use metrics::{Dimension, Interval, Query};
use resources::AgentStatusType::Routable;

fn criteria(statuses: [StepStatus; 2]) -> Box<CriteriaFacts> {
    let step = |(level, status)| StepFacts {
        status,
        expression: Expression::Attribute(Skill {
            name: "Language".into(),
            value: "German".into(),
            level,
            most: None,
        }),
        seconds: Some(30),
        expires: None,
    };
    Box::new(CriteriaFacts {
        activated: None,
        index: 0,
        steps: [4.0, 2.5].into_iter().zip(statuses).map(step).collect(),
    })
}

fn moved(centre: &mut Centre, at: Timestamp, contact: ContactId, to: [StepStatus; 2]) {
    centre.contact(at, contact, ContactEntry::CriteriaMoved(criteria(to)));
}

/// One is joined in the second step, after the first expired; one gives up in the first.
fn centre() -> Centre {
    let mut centre = Centre::new();
    let agent = centre.agent_in(at(8, 0, 0), Routable);
    let [served, lost] = [0, 10].map(|minute| {
        let contact = centre.begin(at(9, minute, 0), Inbound);
        let set = ContactEntry::CriteriaSet(criteria([Inactive, Inactive]));
        centre.contact(at(9, minute, 0), contact, set);
        centre.enqueue(at(9, minute, 5), contact);
        moved(&mut centre, at(9, minute, 5), contact, [Active, Inactive]);
        contact
    });
    moved(&mut centre, at(9, 10, 20), lost, [Deactivated, Inactive]);
    centre.hang_up(at(9, 10, 20), lost, CustomerDisconnect);
    moved(&mut centre, at(9, 10, 35), served, [Expired, Active]);
    moved(&mut centre, at(9, 10, 40), served, [Expired, Joined]);
    centre.answer(at(9, 10, 40), served, agent);
    centre.end(
        at(9, 15, 0),
        served,
        agent,
        CustomerDisconnect,
        at(9, 15, 0),
    );
    centre
}

fn by_step(centre: &Centre, metric: &str) -> Vec<Option<f64>> {
    let mut query = Query::new(at(0, 0, 0), at(24, 0, 0), Interval::TOTAL);
    query.asks = vec![ask(metric)];
    query.groupings = vec![Dimension::RoutingStep];
    let groups = centre.ask(&query, at(24, 0, 0)).into_iter();
    let steps = ["4.0", "2.5"].map(|level| {
        let text = format!(
            r#"{{"AttributeCondition":{{"Name":"Language", "Value":"German",
            "ComparisonOperator":"NumberGreaterOrEqualTo", "ProficiencyLevel":{level}}}}}"#
        );
        expression_text(&text).unwrap()
    });
    let found: Vec<_> = groups
        .map(|it| (it.values[0].clone(), it.metrics[0]))
        .collect();
    let of = |step: &String| found.iter().find(|it| it.0 == *step).and_then(|it| it.1);
    steps.iter().map(of).collect()
}

#[test]
fn steps_count_when_they_begin_and_by_how_they_end() {
    let centre = centre();
    assert_eq!(
        by_step(&centre, "STEP_CONTACTS_QUEUED"),
        [Some(2.0), Some(1.0)]
    );
    assert_eq!(
        by_step(&centre, "PERCENT_CONTACTS_STEP_EXPIRED"),
        [Some(50.0), Some(0.0)]
    );
    assert_eq!(
        by_step(&centre, "PERCENT_CONTACTS_STEP_JOINED"),
        [Some(0.0), Some(100.0)]
    );
}

#[test]
fn contacts_are_of_the_step_that_was_their_last() {
    let centre = centre();
    assert_eq!(by_step(&centre, "CONTACTS_HANDLED"), [Some(0.0), Some(1.0)]);
    assert_eq!(
        by_step(&centre, "CONTACTS_ABANDONED"),
        [Some(1.0), Some(0.0)]
    );
    assert_eq!(centre.day("CONTACTS_HANDLED"), Some(1.0));
}

#[test]
fn what_is_no_json_is_no_expression() {
    assert_eq!(expression_text("Language >= 4"), None);
}
