//! What the running parts tell at `/metrics`, besides the gateway's own counters.

use exchange_io::Center;
use http_io::Metrics;
use sinks_io::Dispatcher;
use sip_io::SipHandle;
use std::fmt::Write;
use std::sync::Arc;

/// The numbers of exchanges, SIP and sinks.
pub struct Numbers {
    center: Center,
    sip: SipHandle,
    sinks: Arc<Dispatcher>,
}

impl Numbers {
    /// Of these parts.
    pub fn new(center: Center, sip: SipHandle, sinks: Arc<Dispatcher>) -> Self {
        Self { center, sip, sinks }
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
    }
}

impl Numbers {
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
