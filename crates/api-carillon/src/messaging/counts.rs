//! How many messages were sent, and what became of them.

use super::count;
use crate::CarillonApi;
use crate::faults::{fault, invalid};
use aws_wire::Fault;
use carillon_model as api;
use services::ServiceError;
use services::messages::counts::{CountsOf, counts_of};

/// The figures of a month or of a day.
pub(crate) async fn get(
    it: &CarillonApi,
    input: api::GetMessageCountsRequest,
) -> Result<api::GetMessageCountsResponse, Fault> {
    if !is_time(&input.month) {
        return Err(invalid("Month is a month such as 2026-11, or a day of one"));
    }
    let counts = counts_of(&*it.services.store, &input.month).await;
    let counts = counts.map_err(|error| fault(ServiceError::from(error)))?;
    Ok(api::GetMessageCountsResponse {
        counts: Some(counts.into_iter().map(line).collect()),
    })
}

/// Whether it is `2026-11` or `2026-11-21`.
fn is_time(text: &str) -> bool {
    let pattern = "0000-00-00".bytes();
    matches!(text.len(), 7 | 10)
        && text
            .bytes()
            .zip(pattern)
            .all(|(found, wanted)| match wanted {
                b'0' => found.is_ascii_digit(),
                _ => found == wanted,
            })
}

fn line(it: CountsOf) -> api::MessageCounts {
    let counts = it.counts;
    api::MessageCounts {
        day: Some(it.day),
        channel: Some(it.channel.as_str().into()),
        country_code: Some(it.country),
        message_type: Some(it.message_type),
        sent: count(counts.sent),
        parts: count(counts.parts),
        delivered: count(counts.delivered),
        taken: count(counts.taken),
        failed: count(counts.failed),
        unknown: count(counts.unknown),
        spent: Some(messaging::Usd(counts.spent).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_or_a_day_is_asked_for() {
        assert!(is_time("2026-11") && is_time("2026-11-21"));
        for text in ["2026", "2026-1", "2026-11-", "2026/11", "2026-11-2x"] {
            assert!(!is_time(text), "{text}");
        }
    }
}
