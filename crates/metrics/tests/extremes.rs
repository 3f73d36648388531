//! The least and the greatest that single contacts had, as formulas of custom metrics take them.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

mod common;

use common::{Centre, ask, at, only, within};
use exchange::DisconnectReason::CustomerDisconnect;
use exchange::InitiationMethod::Inbound;
use metrics::{Ask, Dimension, Interval, Query};
use resources::AgentStatusType::Routable;

/// Three conversations of 60, 200 and 90 seconds in different hours, and a caller who gives up.
fn centre() -> Centre {
    let mut centre = Centre::new();
    let agent = centre.agent_in(at(8, 0, 0), Routable);
    for (hour, seconds) in [(9, 60), (10, 200), (9, 90)] {
        let minute = seconds / 10;
        let contact = centre.begin(at(hour, minute, 0), Inbound);
        centre.enqueue(at(hour, minute, 1), contact);
        centre.answer(at(hour, minute, 5), contact, agent);
        let end = at(hour, minute, 5 + seconds);
        centre.end(end, contact, agent, CustomerDisconnect, end);
    }
    let lost = centre.begin(at(11, 0, 0), Inbound);
    centre.enqueue(at(11, 0, 1), lost);
    centre.hang_up(at(11, 0, 9), lost, CustomerDisconnect);
    centre
}

fn extremes(centre: &Centre, ask: Ask) -> Option<(f64, f64)> {
    let mut query = Query::new(at(0, 0, 0), at(24, 0, 0), Interval::TOTAL);
    query.asks = vec![ask];
    query.extremes = true;
    let groups = centre.ask(&query, at(24, 0, 0));
    groups.first().and_then(|it| it.extremes[0])
}

#[test]
fn the_least_and_the_greatest_are_of_contacts_that_had_any() {
    let centre = centre();
    assert_eq!(
        extremes(&centre, ask("SUM_INTERACTION_TIME")),
        Some((60.0, 200.0))
    );
    assert_eq!(extremes(&centre, ask("SUM_HOLD_TIME")), None);
    // What is counted is one for each contact.
    assert_eq!(extremes(&centre, ask("CONTACTS_HANDLED")), Some((1.0, 1.0)));
    let soon = within("SUM_CONTACTS_ANSWERED_IN_X", 60);
    assert_eq!(extremes(&centre, soon), Some((1.0, 1.0)));
    // Agents' time is no contact's.
    assert_eq!(extremes(&centre, ask("SUM_ONLINE_TIME_AGENT")), None);
}

#[test]
fn a_metric_filter_confines_them() {
    let centre = centre();
    let reason = |values: &[&str]| only("CONTACTS_HANDLED", Dimension::DisconnectReason, values);
    assert_eq!(extremes(&centre, reason(&["AGENT_DISCONNECT"])), None);
    let ended = reason(&["CUSTOMER_DISCONNECT"]);
    assert_eq!(extremes(&centre, ended), Some((1.0, 1.0)));
}

#[test]
fn they_are_not_told_where_nobody_asks() {
    let centre = centre();
    let mut query = Query::new(at(0, 0, 0), at(24, 0, 0), Interval::TOTAL);
    query.asks = vec![ask("SUM_INTERACTION_TIME")];
    assert!(centre.ask(&query, at(24, 0, 0))[0].extremes.is_empty());
}
