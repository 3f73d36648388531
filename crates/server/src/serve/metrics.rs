//! What the running parts tell at `/metrics`, besides the gateway's own counters.

use exchange_io::Center;
use http_io::Metrics;
use ids::Timestamp;
use metrics::{Live, Seats};
use services::{CarrierState, Messages, Services};
use sinks_io::Dispatcher;
use sip_io::SipHandle;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The numbers of exchanges, SIP, sinks, queues, agents and carriers.
pub struct Numbers {
    center: Center,
    sip: SipHandle,
    sinks: Arc<Dispatcher>,
    services: Arc<Services>,
    messages: Arc<dyn Messages>,
    /// What queues and agents were told last, for when they are being counted.
    floor: Mutex<String>,
}

impl Numbers {
    /// Of these parts.
    pub fn new(
        center: Center,
        sip: SipHandle,
        sinks: Arc<Dispatcher>,
        services: Arc<Services>,
        messages: Arc<dyn Messages>,
    ) -> Self {
        Self {
            center,
            sip,
            sinks,
            services,
            messages,
            floor: Mutex::default(),
        }
    }

    fn floor(&self, out: &mut String) {
        let clock = &self.services.clock;
        let mut lines: [Vec<String>; 4] = Default::default();
        let seen = self
            .services
            .metrics
            .seen(|instance, live| queues_and_agents(instance, live, clock.now(), &mut lines));
        let mut last = self.floor.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.is_some() {
            last.clear();
            for ((name, help), lines) in FLOOR.iter().zip(&lines) {
                let _ = writeln!(last, "# HELP {name} {help}\n# TYPE {name} gauge");
                lines.iter().for_each(|line| {
                    let _ = writeln!(last, "{name}{line}");
                });
            }
        }
        out.push_str(&last);
    }
}

/// The families of [`queues_and_agents`], in its order.
const FLOOR: [(&str, &str); 4] = [
    ("carillon_queue_contacts", "Contacts in the queue."),
    (
        "carillon_queue_oldest_seconds",
        "How long the oldest of them waits.",
    ),
    (
        "carillon_queue_scheduled",
        "Callbacks whose time has not come.",
    ),
    ("carillon_agents", "Agents by state; one can be in several."),
];

fn queues_and_agents(
    instance: &str,
    live: &Live<'_>,
    now: Timestamp,
    [contacts, oldest, scheduled, agents]: &mut [Vec<String>; 4],
) {
    for ((queue, channel), it) in &live.queues {
        let channel = channel.name();
        let label = format!("{{instance=\"{instance}\",queue=\"{queue}\",channel=\"{channel}\"}}");
        let age = it
            .waiting
            .first()
            .map_or(0.0, |it| now.since(it.0).as_secs_f64());
        contacts.push(format!("{label} {}", it.waiting.len()));
        oldest.push(format!("{label} {age}"));
        scheduled.push(format!("{label} {}", it.scheduled));
    }
    let mut seats = Seats::default();
    live.agents.values().for_each(|it| seats.add(it));
    for (state, count) in [
        ("online", seats.online),
        ("available", seats.available),
        ("staffed", seats.staffed),
        ("on_contact", seats.on_contact),
        ("non_productive", seats.non_productive),
        ("error", seats.error),
    ] {
        agents.push(format!(
            "{{instance=\"{instance}\",state=\"{state}\"}} {count}"
        ));
    }
}

impl Metrics for Numbers {
    fn write(&self, out: &mut String) {
        let center = self.center.stats();
        gauge(
            out,
            "carillon_contacts_live",
            "Contacts that are live.",
            center.live_contacts,
        );
        gauge(
            out,
            "carillon_exchanges",
            "Instances that run.",
            center.exchanges,
        );
        let sip = self.sip.stats();
        gauge(out, "carillon_sip_legs", "SIP legs that exist.", sip.active);
        gauge(
            out,
            "carillon_sip_connections",
            "TCP connections open.",
            sip.connections,
        );
        counter(
            out,
            "carillon_sip_invites_total",
            "Calls that arrived.",
            sip.invites,
        );
        counter(
            out,
            "carillon_sip_turned_away_total",
            "Calls refused with 503.",
            sip.turned_away,
        );
        counter(
            out,
            "carillon_sip_answered_total",
            "Calls answered.",
            sip.answered,
        );
        counter(
            out,
            "carillon_sip_messages_total",
            "Messages received.",
            sip.received,
        );
        let malformed = sip.malformed_dropped;
        counter(
            out,
            "carillon_sip_malformed_total",
            "Messages not readable.",
            malformed,
        );
        counter(
            out,
            "carillon_sip_flood_total",
            "Messages beyond the limit.",
            sip.flood_dropped,
        );
        let again = sip.retransmissions;
        counter(
            out,
            "carillon_sip_retransmissions_total",
            "Messages sent again.",
            again,
        );
        self.sinks(out);
        self.carriers(out);
        self.floor(out);
    }
}

/// What is told of a carrier: name, help, type, and its value.
type Told = (
    &'static str,
    &'static str,
    &'static str,
    fn(&CarrierState) -> u64,
);

const CARRIERS: [Told; 13] = [
    (
        "connected",
        "Whether the carrier's link is up.",
        "gauge",
        |it| u64::from(it.health.connected),
    ),
    (
        "resting",
        "Whether it rests after failures.",
        "gauge",
        |it| u64::from(it.health.rests_until.is_some()),
    ),
    (
        "window",
        "Messages that it may be handed at once.",
        "gauge",
        |it| it.health.window as u64,
    ),
    (
        "in_flight",
        "Messages that it is being handed.",
        "gauge",
        |it| it.health.in_flight as u64,
    ),
    ("bindings", "SMPP bindings that are up.", "gauge", |it| {
        it.binds.map_or(0, |binds| binds.up as u64)
    }),
    (
        "parts_sent_total",
        "Parts that it was handed.",
        "counter",
        |it| it.health.counters.sent,
    ),
    (
        "parts_accepted_total",
        "Parts that it took.",
        "counter",
        |it| it.health.counters.accepted,
    ),
    (
        "parts_refused_total",
        "Parts that it refused.",
        "counter",
        |it| it.health.counters.refused,
    ),
    (
        "parts_throttled_total",
        "Parts that it put off.",
        "counter",
        |it| it.health.counters.throttled,
    ),
    (
        "parts_in_doubt_total",
        "Parts that it did not answer for.",
        "counter",
        |it| it.health.counters.in_doubt,
    ),
    ("receipts_total", "Receipts of outcomes.", "counter", |it| {
        it.health.counters.receipts
    }),
    (
        "receipt_median_milliseconds",
        "How long half of the last receipts took.",
        "gauge",
        |it| millis(it.health.receipt_times.median),
    ),
    (
        "receipt_slow_milliseconds",
        "How long 95 of 100 of them took.",
        "gauge",
        |it| millis(it.health.receipt_times.slow),
    ),
];

fn millis(time: Option<Duration>) -> u64 {
    time.map_or(0, |time| {
        u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
    })
}

impl Numbers {
    fn carriers(&self, out: &mut String) {
        let state = self.messages.carriers();
        gauge(
            out,
            "carillon_messages_waiting",
            "Messages that wait to be handed to a carrier.",
            state.waiting as u64,
        );
        gauge(
            out,
            "carillon_messages_open",
            "Messages without an outcome.",
            state.open as u64,
        );
        for (name, help, kind, value) in CARRIERS {
            let _ = writeln!(out, "# HELP carillon_carrier_{name} {help}");
            let _ = writeln!(out, "# TYPE carillon_carrier_{name} {kind}");
            for it in &state.carriers {
                let (label, value) = (&it.health.name, value(it));
                let _ = writeln!(
                    out,
                    "carillon_carrier_{name}{{carrier=\"{label}\"}} {value}"
                );
            }
        }
    }

    fn sinks(&self, out: &mut String) {
        let status = self.sinks.status();
        for (name, help, value) in [
            ("delivered", "Messages delivered.", 0_usize),
            ("failures", "Deliveries that failed.", 1),
            ("parked", "Messages parked after being refused.", 2),
        ] {
            let _ = writeln!(out, "# HELP carillon_sink_{name}_total {help}");
            let _ = writeln!(out, "# TYPE carillon_sink_{name}_total counter");
            for sink in &status {
                let count = [sink.delivered, sink.failures, sink.parked][value];
                let label = &sink.name;
                let _ = writeln!(
                    out,
                    "carillon_sink_{name}_total{{sink=\"{label}\"}} {count}"
                );
            }
        }
    }
}

fn gauge(out: &mut String, name: &str, help: &str, value: u64) {
    let _ = writeln!(
        out,
        "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}"
    );
}

fn counter(out: &mut String, name: &str, help: &str, value: u64) {
    let _ = writeln!(
        out,
        "# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}"
    );
}
