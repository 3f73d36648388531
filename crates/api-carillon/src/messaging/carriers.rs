//! How carriers do.

use super::{count, integer};
use crate::CarillonApi;
use aws_wire::Fault;
use carillon_model as api;
use messaging::RATE_SPAN;
use services::CarrierState;
use std::time::Duration;

/// All carriers, and how much waits for them.
pub(crate) async fn describe(
    it: &CarillonApi,
    _: api::DescribeCarriersRequest,
) -> Result<api::DescribeCarriersResponse, Fault> {
    let state = it.messages.carriers();
    Ok(api::DescribeCarriersResponse {
        carriers: Some(state.carriers.into_iter().map(carrier).collect()),
        open: count(state.open as u64),
        waiting: count(state.waiting as u64),
    })
}

fn carrier(it: CarrierState) -> api::Carrier {
    let health = it.health;
    let millis = |time: Option<Duration>| {
        time.and_then(|time| count(u64::try_from(time.as_millis()).unwrap_or(u64::MAX)))
    };
    let figure = |parts: u32| i32::try_from(parts).unwrap_or(i32::MAX);
    api::Carrier {
        name: Some(health.name),
        kind: Some(it.kind.into()),
        connected: Some(health.connected),
        window: integer(health.window),
        in_flight: integer(health.in_flight),
        failures: integer(health.failures as usize),
        rests_until: health.rests_until,
        sent: count(health.counters.sent),
        accepted: count(health.counters.accepted),
        refused: count(health.counters.refused),
        throttled: count(health.counters.throttled),
        in_doubt: count(health.counters.in_doubt),
        receipts: count(health.counters.receipts),
        receipt_median_millis: millis(health.receipt_times.median),
        receipt_slow_millis: millis(health.receipt_times.slow),
        parts: Some(health.taken.into_iter().map(figure).collect()),
        parts_from: Some(health.taken_from),
        span_seconds: integer(RATE_SPAN.as_secs() as usize),
        binds: it.binds.and_then(|binds| integer(binds.up)),
        binds_wanted: it.binds.and_then(|binds| integer(binds.wanted)),
        pdu_in_flight: it.binds.and_then(|binds| integer(binds.in_flight)),
    }
}
