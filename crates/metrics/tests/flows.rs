//! Runs of flows, from their entries to the metrics of flows.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

mod common;

use common::{Centre, ask, at, only};
use exchange::DisconnectReason::{CustomerDisconnect, TelecomProblem};
use exchange::InitiationMethod::Inbound;
use exchange::journal::{ContactEntry, RunEnd, RunFacts, RunOutcome};
use ids::{ContactId, FlowId, Timestamp};
use metrics::{Dimension, Interval, Query};
use resources::{AgentStatusType::Routable, FlowKind};

struct Run {
    flow: FlowId,
    run: RunFacts,
    since: Timestamp,
}

fn begin(centre: &mut Centre, since: Timestamp, contact: ContactId, kind: FlowKind) -> Run {
    let flow = centre.ids.id();
    let run = RunFacts {
        kind,
        module: None,
        published: None,
    };
    start(centre, contact, Run { flow, run, since })
}

fn start(centre: &mut Centre, contact: ContactId, it: Run) -> Run {
    let entry = ContactEntry::FlowStarted {
        flow: Some(it.flow),
        run: Some(it.run.clone()),
    };
    centre.contact(it.since, contact, entry);
    it
}

fn end(centre: &mut Centre, at: Timestamp, contact: ContactId, it: &Run, outcome: RunOutcome) {
    let end = RunEnd {
        flow: it.flow,
        run: it.run.clone(),
        since: it.since,
        outcome,
        next: None,
    };
    centre.contact(at, contact, ContactEntry::FlowEnded(Box::new(end)));
}

fn by(centre: &Centre, metric: &str, dimension: Dimension) -> Vec<(String, Option<f64>)> {
    let mut query = Query::new(at(0, 0, 0), at(24, 0, 0), Interval::TOTAL);
    query.asks = vec![ask(metric)];
    query.groupings = vec![dimension];
    let groups = centre.ask(&query, at(24, 0, 0)).into_iter();
    groups
        .map(|it| (it.values[0].clone(), it.metrics[0]))
        .collect()
}

#[test]
fn flows_count_when_they_begin_and_by_how_they_end() {
    let mut centre = Centre::new();
    let agent = centre.agent_in(at(8, 0, 0), Routable);
    let contact = centre.begin(at(9, 0, 0), Inbound);
    let inbound = begin(&mut centre, at(9, 0, 0), contact, FlowKind::ContactFlow);
    centre.enqueue(at(9, 0, 30), contact);
    end(
        &mut centre,
        at(9, 0, 30),
        contact,
        &inbound,
        RunOutcome::Queued,
    );
    let queue = begin(&mut centre, at(9, 0, 30), contact, FlowKind::CustomerQueue);
    centre.answer(at(9, 1, 40), contact, agent);
    end(
        &mut centre,
        at(9, 1, 40),
        contact,
        &queue,
        RunOutcome::Interrupted,
    );
    centre.end(at(9, 5, 0), contact, agent, CustomerDisconnect, at(9, 5, 0));
    let lost = centre.begin(at(9, 10, 0), Inbound);
    let other = begin(&mut centre, at(9, 10, 0), lost, FlowKind::ContactFlow);
    end(
        &mut centre,
        at(9, 10, 2),
        lost,
        &other,
        RunOutcome::Interrupted,
    );
    centre.hang_up(at(9, 10, 2), lost, CustomerDisconnect);

    assert_eq!(centre.day("FLOWS_STARTED"), Some(3.0));
    assert_eq!(centre.day("FLOWS_OUTCOME"), Some(3.0));
    assert_eq!(centre.day("AVG_FLOW_TIME"), Some(34.0));
    assert_eq!(centre.day("MAX_FLOW_TIME"), Some(70.0));
    assert_eq!(centre.day("MIN_FLOW_TIME"), Some(2.0));
    assert_eq!(
        by(&centre, "FLOWS_OUTCOME", Dimension::FlowOutcome),
        [
            ("DROPPED".to_owned(), Some(1.0)),
            ("TRANSFERRED_TO_AGENT".to_owned(), Some(1.0)),
            ("TRANSFERRED_TO_QUEUE".to_owned(), Some(1.0)),
        ]
    );
    assert_eq!(
        by(&centre, "FLOWS_STARTED", Dimension::FlowType),
        [
            ("CONTACT_FLOW".to_owned(), Some(2.0)),
            ("CUSTOMER_QUEUE".to_owned(), Some(1.0)),
        ]
    );
    let times = by(&centre, "AVG_FLOW_TIME", Dimension::Flow);
    assert!(times.contains(&(queue.flow.to_string(), Some(70.0))));
    assert_eq!(by(&centre, "FLOWS_OUTCOME", Dimension::NextQueue).len(), 1);
}

#[test]
fn an_outcome_is_a_share_of_all_that_ended() {
    let mut centre = Centre::new();
    for outcome in [
        RunOutcome::Queued,
        RunOutcome::Queued,
        RunOutcome::Queued,
        RunOutcome::Disconnected,
    ] {
        let contact = centre.begin(at(9, 0, 0), Inbound);
        let run = begin(&mut centre, at(9, 0, 0), contact, FlowKind::ContactFlow);
        end(&mut centre, at(9, 0, 9), contact, &run, outcome);
        centre.hang_up(at(9, 1, 0), contact, CustomerDisconnect);
    }
    let share = |outcome: &str| {
        let ask = only("PERCENT_FLOWS_OUTCOME", Dimension::FlowOutcome, &[outcome]);
        centre.of(ask, at(9, 0, 0), at(10, 0, 0))
    };
    assert_eq!(share("TRANSFERRED_TO_QUEUE"), Some(75.0));
    assert_eq!(share("DISCONNECTED_PARTICIPANT"), Some(25.0));
    assert_eq!(share("DROPPED"), Some(0.0));
}

#[test]
fn a_module_counts_where_modules_are_asked_for() {
    let mut centre = Centre::new();
    let contact = centre.begin(at(9, 0, 0), Inbound);
    let outer = begin(&mut centre, at(9, 0, 0), contact, FlowKind::ContactFlow);
    let module: FlowId = centre.ids.id();
    let inner = Run {
        flow: outer.flow,
        run: RunFacts {
            kind: FlowKind::ContactFlow,
            module: Some(module),
            published: None,
        },
        since: at(9, 0, 5),
    };
    let inner = start(&mut centre, contact, inner);
    end(
        &mut centre,
        at(9, 0, 8),
        contact,
        &inner,
        RunOutcome::Returned,
    );
    end(
        &mut centre,
        at(9, 0, 20),
        contact,
        &outer,
        RunOutcome::Disconnected,
    );
    centre.hang_up(at(9, 0, 20), contact, CustomerDisconnect);
    assert_eq!(centre.day("FLOWS_STARTED"), Some(1.0));
    assert_eq!(centre.day("AVG_FLOW_TIME"), Some(20.0));
    assert_eq!(
        by(&centre, "AVG_FLOW_TIME", Dimension::FlowModule),
        [(module.to_string(), Some(3.0))]
    );
}

/// The process was killed: the contact was closed at the next start, and nothing ended its flow.
#[test]
fn a_flow_whose_process_was_killed_is_dropped_with_its_contact() {
    let mut centre = Centre::new();
    let contact = centre.begin(at(9, 0, 0), Inbound);
    begin(&mut centre, at(9, 0, 0), contact, FlowKind::ContactFlow);
    assert_eq!(centre.day("FLOWS_OUTCOME"), Some(0.0));
    centre.hang_up(at(9, 0, 45), contact, TelecomProblem);
    assert_eq!(centre.day("MAX_FLOW_TIME"), Some(45.0));
    assert_eq!(
        by(&centre, "FLOWS_OUTCOME", Dimension::FlowOutcome),
        [("DROPPED".to_owned(), Some(1.0))]
    );
}

#[test]
fn older_journals_have_flows_that_do_not_count() {
    let mut centre = Centre::new();
    let contact = centre.begin(at(9, 0, 0), Inbound);
    let older = r#"{"flowStarted":{"flow":"8f2d3c4b-0000-4000-8000-000000000001"}}"#;
    let entry: ContactEntry = serde_json::from_str(older).unwrap();
    assert_eq!(serde_json::to_string(&entry).unwrap(), older);
    centre.contact(at(9, 0, 0), contact, entry);
    centre.hang_up(at(9, 0, 45), contact, CustomerDisconnect);
    assert_eq!(centre.day("FLOWS_STARTED"), None);
    assert_eq!(centre.day("SUM_CONTACT_FLOW_TIME"), Some(45.0));
}
