//! The worked examples and acceptance rows of connect-d-data-metrics.md, with their numbers.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

mod common;

use common::{Centre, ask, at, only, within};
use exchange::DisconnectReason::{AgentDisconnect, ContactFlowDisconnect, CustomerDisconnect};
use exchange::InitiationMethod::{Callback, Inbound, Monitor, Outbound, QueueTransfer};
use exchange::journal::{AgentEntry, ContactEntry, OfferEnd};
use exchange::{AgentPlace, ContactState};
use ids::UserId;
use metrics::{Dimension, Floor, Interval, Part, Period, Profiles, Query, Seats, Zone};
use resources::AgentStatusType::{Custom, Offline, Routable};
use resources::{Channel, MediaConcurrency, QueueEntry, RoutingProfile};

/// §20, row 1.
#[test]
fn a_customer_who_hangs_up_in_the_queue_is_abandoned() {
    let mut centre = Centre::new();
    let contact = centre.begin(at(9, 0, 0), Inbound);
    centre.enqueue(at(9, 0, 5), contact);
    centre.hang_up(at(9, 0, 47), contact, CustomerDisconnect);
    assert_eq!(centre.day("CONTACTS_ABANDONED"), Some(1.0));
    assert_eq!(centre.day("AVG_ABANDON_TIME"), Some(42.0));
    assert_eq!(centre.day("ABANDONMENT_RATE"), Some(100.0));
    assert_eq!(centre.day("MAX_QUEUED_TIME"), Some(42.0));
    assert_eq!(centre.day("SUM_CONTACT_FLOW_TIME"), Some(5.0));
    let reason = only(
        "SUM_CONTACTS_DISCONNECTED",
        Dimension::DisconnectReason,
        &["CUSTOMER_DISCONNECT"],
    );
    assert_eq!(centre.of(reason, at(9, 0, 0), at(10, 0, 0)), Some(1.0));
}

/// §20, row 3, and with it row 2: who asked for a callback was not abandoned, and was removed from
/// the queue.
#[test]
fn the_service_level_counts_answers_abandons_and_callbacks() {
    let mut centre = Centre::new();
    let agent = centre.agent_in(at(8, 0, 0), Routable);
    let start = at(9, 0, 0);
    let answered = [10, 20, 30, 40, 50, 59, 90, 90];
    for seconds in answered {
        let contact = centre.begin(start, Inbound);
        centre.enqueue(start, contact);
        centre.answer(at(9, 0, seconds), contact, agent);
        centre.end(
            at(9, 5, 0),
            contact,
            agent,
            CustomerDisconnect,
            at(9, 5, 10),
        );
    }
    let given_up = centre.begin(start, Inbound);
    centre.enqueue(start, given_up);
    centre.hang_up(at(9, 0, 20), given_up, CustomerDisconnect);
    let called_back = centre.begin(start, Inbound);
    centre.enqueue(start, called_back);
    centre.begin_after(at(9, 0, 30), Callback, Some(called_back));
    centre.hang_up(at(9, 0, 30), called_back, ContactFlowDisconnect);
    let day = (at(0, 0, 0), at(24, 0, 0));
    assert_eq!(
        centre.of(within("SERVICE_LEVEL", 60), day.0, day.1),
        Some(80.0)
    );
    assert_eq!(
        centre.of(within("SERVICE_LEVEL", 91), day.0, day.1),
        Some(100.0)
    );
    assert_eq!(centre.day("CONTACTS_QUEUED"), Some(10.0));
    assert_eq!(centre.day("CONTACTS_ABANDONED"), Some(1.0));
    assert_eq!(
        centre.of(within("SUM_CONTACTS_ANSWERED_IN_X", 60), day.0, day.1),
        Some(6.0)
    );
    assert_eq!(
        centre.of(within("SUM_CONTACTS_ABANDONED_IN_X", 20), day.0, day.1),
        Some(0.0)
    );
    assert_eq!(
        centre.of(within("SUM_CONTACTS_ABANDONED_IN_X", 21), day.0, day.1),
        Some(1.0)
    );
}

/// §20, row 4, and §4: the record's numbers are in the interval of the disconnect, the agent's
/// time is where it passed.
#[test]
fn a_contact_counts_at_its_end_and_an_agents_time_when_it_passes() {
    let mut centre = Centre::new();
    let agent = centre.agent_in(at(5, 0, 0), Routable);
    let contact = centre.begin(at(5, 23, 0), Inbound);
    centre.enqueue(at(5, 23, 0), contact);
    centre.answer(at(5, 23, 0), contact, agent);
    centre.end(at(6, 15, 0), contact, agent, AgentDisconnect, at(6, 15, 0));
    let interval = Interval {
        period: Period::ThirtyMin,
        zone: Zone::UTC,
    };
    let mut query = Query::new(at(5, 0, 0), at(6, 30, 0), interval);
    query.asks = vec![ask("SUM_INTERACTION_TIME"), ask("SUM_CONTACT_TIME_AGENT")];
    let groups = centre.ask(&query, at(6, 30, 0));
    let minutes: Vec<_> = groups
        .iter()
        .map(|it| (it.metrics[0].unwrap() / 60.0, it.metrics[1].unwrap() / 60.0))
        .collect();
    assert_eq!(minutes, [(0.0, 7.0), (0.0, 30.0), (52.0, 15.0)]);
    let occupancy = centre.value("AGENT_OCCUPANCY", at(5, 0, 0), at(6, 30, 0));
    // 52 minutes on the contact, 23 + 15 idle.
    assert_eq!(occupancy, Some(100.0 * 52.0 / 90.0));
}

/// §20, row 5.
#[test]
fn handled_rises_at_the_disconnect_and_connected_at_the_connection() {
    let mut centre = Centre::new();
    let agent = centre.agent_in(at(5, 0, 0), Routable);
    let contact = centre.begin(at(9, 0, 0), Inbound);
    centre.enqueue(at(9, 0, 0), contact);
    centre.answer(at(9, 10, 0), contact, agent);
    let early = |centre: &Centre, name| centre.value(name, at(9, 0, 0), at(9, 15, 0));
    assert_eq!(early(&centre, "CONTACTS_HANDLED"), Some(0.0));
    assert_eq!(
        early(&centre, "CONTACTS_HANDLED_BY_CONNECTED_TO_AGENT"),
        Some(1.0)
    );
    assert_eq!(early(&centre, "CONTACTS_QUEUED_BY_ENQUEUE"), Some(1.0));
    centre.end(at(9, 20, 0), contact, agent, AgentDisconnect, at(9, 30, 0));
    assert_eq!(early(&centre, "CONTACTS_HANDLED"), Some(0.0));
    let late = centre.value("CONTACTS_HANDLED", at(9, 15, 0), at(9, 25, 0));
    assert_eq!(late, Some(1.0));
}

/// §3.1's worked example and §20, row 8.
#[test]
fn thirty_on_break_of_whom_one_calls() {
    let mut centre = Centre::new();
    let agents: Vec<_> = (0..30)
        .map(|_| centre.agent_in(at(9, 0, 0), Custom))
        .collect();
    let contact = centre.begin(at(9, 1, 0), Outbound);
    let held = centre.held(contact, ContactState::Connecting, at(9, 1, 0));
    centre.agent(
        at(9, 1, 0),
        agents[0],
        AgentEntry::ContactAdded(Box::new(held)),
    );
    let mut seats = Seats::default();
    for seat in centre.collector.live().agents.values() {
        seats.add(seat);
    }
    let expected = Seats {
        online: 30,
        available: 0,
        staffed: 0,
        on_contact: 1,
        non_productive: 30,
        error: 0,
    };
    assert_eq!(seats, expected);
    assert_eq!(
        centre.collector.live().agents[&agents[0]].activity(),
        "On contact"
    );
}

fn profile(centre: &Centre) -> RoutingProfile {
    let at_once = |(channel, concurrency)| MediaConcurrency {
        channel,
        concurrency,
        route_any_channel: false,
    };
    let queue = |channel| QueueEntry {
        queue: centre.queue,
        channel,
        priority: 1,
        delay: 0,
    };
    RoutingProfile {
        id: centre.profile,
        name: "P".into(),
        description: String::new(),
        default_outbound_queue: centre.queue,
        queues: [Channel::Voice, Channel::Chat].map(queue).into(),
        manual_queues: Vec::new(),
        concurrency: [(Channel::Voice, 1), (Channel::Chat, 3)]
            .map(at_once)
            .into(),
        agent_order: Default::default(),
        tags: Default::default(),
    }
}

/// A chat at an agent, in a state.
fn chat(centre: &mut Centre, agent: UserId, state: ContactState) {
    let contact = centre.begin(at(9, 0, 0), Inbound);
    centre.enqueue(at(9, 0, 0), contact);
    let mut held = centre.held(contact, state, at(9, 1, 0));
    held.channel = Channel::Chat;
    let added = AgentEntry::ContactAdded(Box::new(held));
    centre.agent(at(9, 1, 0), agent, added);
}

/// §20, row 6.
#[test]
fn slots_are_those_of_the_routing_profile_and_none_in_a_custom_status() {
    let mut centre = Centre::new();
    let profiles = Profiles::from([(centre.profile, profile(&centre))]);
    let agent = centre.agent_in(at(9, 0, 0), Routable);
    chat(&mut centre, agent, ContactState::Connected);
    let slots = |centre: &Centre, channel| {
        let live = centre.collector.live();
        let part = Part {
            channels: [channel].into(),
            ..Part::default()
        };
        let figures = Floor::new(&live, &profiles, at(9, 2, 0)).figures(&part);
        (figures.active, figures.available)
    };
    assert_eq!(slots(&centre, Channel::Chat), (1, 2));
    assert_eq!(slots(&centre, Channel::Voice), (0, 0));
    centre.set(at(9, 3, 0), agent, Custom);
    assert_eq!(slots(&centre, Channel::Chat), (1, 0));
}

/// §20, row 7; §3.2 has the order.
#[test]
fn a_missed_chat_goes_before_one_that_is_connected() {
    let mut centre = Centre::new();
    let profiles = Profiles::from([(centre.profile, profile(&centre))]);
    let agent = centre.agent_in(at(9, 0, 0), Routable);
    chat(&mut centre, agent, ContactState::Connected);
    chat(&mut centre, agent, ContactState::Missed);
    let live = centre.collector.live();
    assert_eq!(live.agents[&agent].activity(), "Missed");
    let floor = Floor::new(&live, &profiles, at(9, 2, 0));
    let seats = floor.figures(&Part::default()).seats;
    assert_eq!((seats.available, seats.on_contact, seats.error), (0, 1, 1));
}

/// §3.2: a supervisor who listens is monitoring.
#[test]
fn a_supervisor_who_listens_is_monitoring() {
    let mut centre = Centre::new();
    let supervisor = centre.agent_in(at(9, 0, 0), Routable);
    let contact = centre.begin(at(9, 1, 0), Monitor);
    let held = centre.held(contact, ContactState::Connected, at(9, 1, 0));
    let added = AgentEntry::ContactAdded(Box::new(held));
    centre.agent(at(9, 1, 0), supervisor, added);
    let live = centre.collector.live();
    assert_eq!(live.agents[&supervisor].activity(), "Monitoring");
}

/// §20, row 9: once per offer, though contact and agent are the same.
#[test]
fn each_offer_that_is_not_answered_counts() {
    let mut centre = Centre::new();
    let agent = centre.agent_in(at(9, 0, 0), Routable);
    let contact = centre.begin(at(9, 0, 0), Inbound);
    centre.enqueue(at(9, 0, 0), contact);
    for (from, to) in [(10, 30), (40, 59)] {
        centre.offer(
            contact,
            agent,
            at(9, 0, from),
            at(9, 0, to),
            OfferEnd::Missed,
        );
        centre.clear(at(9, 0, to), contact, agent);
    }
    centre.offer(
        contact,
        agent,
        at(9, 1, 0),
        at(9, 1, 5),
        OfferEnd::Withdrawn,
    );
    centre.hang_up(at(9, 1, 5), contact, CustomerDisconnect);
    assert_eq!(centre.day("AGENT_NON_RESPONSE"), Some(3.0));
    assert_eq!(
        centre.day("AGENT_NON_RESPONSE_WITHOUT_CUSTOMER_ABANDONS"),
        Some(2.0)
    );
    assert_eq!(centre.day("AGENT_ANSWER_RATE"), Some(0.0));
    assert_eq!(centre.day("CONTACTS_ABANDONED"), Some(1.0));
    // Ringing is neither idle nor on a contact (§4): 20 + 19 + 5 of 65 seconds.
    let idle = centre.value("SUM_IDLE_TIME_AGENT", at(9, 0, 0), at(9, 5, 0));
    assert_eq!(idle, Some(300.0 - 44.0));
}

/// §11.4 and §20, rows 16 and 18: the callback's time lines, and what they count for. The queue's
/// duration follows rule 6 and the record's own time stamps (21 s), not the printed 120 s.
#[test]
fn a_queued_callback_counts_as_its_worked_example() {
    let mut centre = Centre::new();
    let agent = centre.agent_in(at(11, 0, 0), Routable);
    let first = centre.begin(at(11, 35, 0), Inbound);
    centre.enqueue(at(11, 35, 0), first);
    let second = centre.begin_after(at(11, 37, 0), Callback, Some(first));
    let queue = ContactEntry::QueueChosen {
        queue: centre.queue,
        owner: None,
        name: "CallbackQueue".into(),
    };
    centre.contact(at(11, 37, 0), second, queue);
    let due = at(11, 38, 39);
    centre.contact(at(11, 37, 0), second, ContactEntry::Rescheduled { due });
    centre.hang_up(at(11, 37, 0), first, ContactFlowDisconnect);
    let counts = |centre: &Centre| {
        let live = centre.collector.live();
        let queues = live.queues.values();
        queues.fold((0, 0), |sum, it| {
            (sum.0 + it.scheduled, sum.1 + it.waiting.len())
        })
    };
    assert_eq!(counts(&centre), (1, 0));
    centre.contact(due, second, ContactEntry::Enqueued);
    assert_eq!(counts(&centre), (0, 1));
    centre.offer(
        second,
        agent,
        at(11, 38, 50),
        at(11, 39, 0),
        OfferEnd::Accepted,
    );
    centre.contact(at(11, 39, 0), second, ContactEntry::Dequeued);
    assert_eq!(counts(&centre), (0, 0));
    centre.contact(at(11, 39, 10), second, ContactEntry::ConnectedToSystem);
    centre.join(at(11, 39, 25), second, agent);
    centre.end(
        at(11, 45, 0),
        second,
        agent,
        CustomerDisconnect,
        at(11, 45, 0),
    );
    assert_eq!(centre.day("CONTACTS_ABANDONED"), Some(0.0));
    assert_eq!(centre.day("CONTACTS_QUEUED"), Some(2.0));
    assert_eq!(centre.day("AVG_QUEUE_ANSWER_TIME"), Some(21.0));
    assert_eq!(centre.day("MAX_QUEUED_TIME"), Some(120.0));
    let handled = only(
        "CONTACTS_HANDLED",
        Dimension::InitiationMethod,
        &["CALLBACK"],
    );
    assert_eq!(centre.of(handled, at(0, 0, 0), at(24, 0, 0)), Some(1.0));
    let connecting = only(
        "AVG_AGENT_CONNECTING_TIME",
        Dimension::InitiationMethod,
        &["CALLBACK"],
    );
    assert_eq!(centre.of(connecting, at(0, 0, 0), at(24, 0, 0)), Some(35.0));
}

#[test]
fn hold_work_and_custom_statuses_are_told_apart() {
    let mut centre = Centre::new();
    let agent = centre.agent_in(at(9, 0, 0), Routable);
    let contact = centre.begin(at(9, 0, 0), Inbound);
    centre.enqueue(at(9, 0, 0), contact);
    centre.answer(at(9, 0, 10), contact, agent);
    centre.contact(at(9, 1, 0), contact, ContactEntry::Held);
    centre.contact(at(9, 1, 30), contact, ContactEntry::Resumed);
    centre.contact(at(9, 2, 0), contact, ContactEntry::Held);
    centre.contact(at(9, 2, 10), contact, ContactEntry::Resumed);
    centre.set(at(9, 3, 0), agent, Custom);
    centre.end(at(9, 4, 10), contact, agent, AgentDisconnect, at(9, 5, 10));
    assert_eq!(centre.day("AVG_HOLD_TIME"), Some(40.0));
    assert_eq!(centre.day("AVG_HOLDS"), Some(2.0));
    assert_eq!(centre.day("AVG_INTERACTION_TIME"), Some(200.0));
    assert_eq!(centre.day("AVG_AFTER_CONTACT_WORK_TIME"), Some(60.0));
    assert_eq!(centre.day("AVG_HANDLE_TIME"), Some(300.0));
    // Without the 130 seconds in the custom status.
    assert_eq!(centre.day("AVG_ACTIVE_TIME"), Some(170.0));
    assert_eq!(centre.day("AVG_RESOLUTION_TIME"), Some(310.0));
    assert_eq!(centre.day("AVG_CONTACT_DURATION"), Some(250.0));
    let productive = centre.value("SUM_CONTACT_TIME_AGENT", at(9, 0, 0), at(9, 10, 0));
    assert_eq!(productive, Some(170.0));
    let custom = centre.value("SUM_NON_PRODUCTIVE_TIME_AGENT", at(9, 0, 0), at(9, 10, 0));
    assert_eq!(custom, Some(420.0));
}

#[test]
fn a_contact_that_ends_on_hold_tells_who_left() {
    let mut centre = Centre::new();
    let agent = centre.agent_in(at(9, 0, 0), Routable);
    for (minute, reason) in [
        (1, AgentDisconnect),
        (2, CustomerDisconnect),
        (3, CustomerDisconnect),
    ] {
        let contact = centre.begin(at(9, minute, 0), Inbound);
        centre.enqueue(at(9, minute, 0), contact);
        centre.answer(at(9, minute, 1), contact, agent);
        centre.contact(at(9, minute, 2), contact, ContactEntry::Held);
        centre.end(at(9, minute, 9), contact, agent, reason, at(9, minute, 9));
    }
    assert_eq!(centre.day("CONTACTS_HOLD_ABANDONS"), Some(3.0));
    assert_eq!(centre.day("CONTACTS_ON_HOLD_AGENT_DISCONNECT"), Some(1.0));
    assert_eq!(
        centre.day("CONTACTS_ON_HOLD_CUSTOMER_DISCONNECT"),
        Some(2.0)
    );
}

#[test]
fn a_move_to_another_queue_is_a_transfer_and_not_abandoned() {
    let mut centre = Centre::new();
    let first = centre.begin(at(9, 0, 0), Inbound);
    centre.enqueue(at(9, 0, 0), first);
    let second = centre.begin_after(at(9, 0, 30), QueueTransfer, Some(first));
    centre.enqueue(at(9, 0, 30), second);
    centre.hang_up(at(9, 0, 30), first, ContactFlowDisconnect);
    centre.hang_up(at(9, 1, 0), second, CustomerDisconnect);
    assert_eq!(centre.day("CONTACTS_TRANSFERRED_OUT"), Some(1.0));
    assert_eq!(centre.day("CONTACTS_TRANSFERRED_OUT_FROM_QUEUE"), Some(1.0));
    assert_eq!(centre.day("CONTACTS_TRANSFERRED_OUT_BY_AGENT"), Some(0.0));
    assert_eq!(centre.day("CONTACTS_ABANDONED"), Some(1.0));
    let in_from = only(
        "CONTACTS_CREATED",
        Dimension::InitiationMethod,
        &["QUEUE_TRANSFER"],
    );
    assert_eq!(centre.of(in_from, at(0, 0, 0), at(24, 0, 0)), Some(1.0));
}

/// §5: an agent with several routing profiles over the interval is several rows.
#[test]
fn time_is_counted_where_the_agent_was_then() {
    let mut centre = Centre::new();
    let agent = centre.agent_in(at(9, 0, 0), Routable);
    let first = centre.profile;
    let second = centre.ids.id();
    let place = AgentPlace {
        routing_profile: second,
        hierarchy: vec!["top".into(), "other".into()],
    };
    centre.agent(at(9, 10, 0), agent, AgentEntry::Placed(Box::new(place)));
    centre.set(at(9, 15, 0), agent, Offline);
    let mut query = Query::new(at(9, 0, 0), at(10, 0, 0), Interval::TOTAL);
    query.asks = vec![ask("SUM_ONLINE_TIME_AGENT")];
    query.groupings = vec![
        Dimension::Agent,
        Dimension::RoutingProfile,
        Dimension::LevelTwo,
    ];
    let mut rows: Vec<_> = centre
        .ask(&query, at(10, 0, 0))
        .into_iter()
        .map(|it| (it.values[1].clone(), it.values[2].clone(), it.metrics[0]))
        .collect();
    rows.sort_by(|a, b| a.1.cmp(&b.1));
    let expected = [
        (second.to_string(), "other".to_owned(), Some(300.0)),
        (first.to_string(), "team".to_owned(), Some(600.0)),
    ];
    assert_eq!(rows, expected);
}
