//! Metrics of what was committed: counted by the engine as the product counts, and compared with
//! what the contacts and events themselves add up to. Source: connect-d-data-metrics.md §4.

use crate::Broken;
use crate::store::Batch;
use exchange::journal::{ContactEntry, Subject};
use exchange::{AgentPart, ContactFacts, Topic};
use ids::{ContactId, Timestamp};
use metrics::{Collector, Measure, Series};
use std::collections::{BTreeMap, BTreeSet};

/// See the [module](self).
#[derive(Debug, Default)]
pub(crate) struct Counted {
    collector: Collector,
    sums: BTreeMap<(Series, Measure), u64>,
    /// Offers that ended.
    offers: u64,
    /// Contact events that tell of a connection to an agent.
    connected: u64,
    /// Contacts that were told to be queued, and since when: a task that was paused in its queue
    /// and comes back has the time that it had.
    queued: BTreeSet<(String, String)>,
}

const SUMS: &str = "sums equal the events";

impl Counted {
    /// Takes in what was committed.
    pub(crate) fn take(&mut self, batch: &Batch) {
        for entry in &batch.entries {
            if let Subject::Contact { entry: it, .. } = &entry.subject {
                self.offers += u64::from(matches!(it, ContactEntry::OfferEnded { .. }));
            }
            for increment in self.collector.apply(entry) {
                for (measure, amount) in increment.sums {
                    let sum = self.sums.entry((increment.series, measure)).or_default();
                    *sum += match measure {
                        Measure::MaxQueuedMs => 0,
                        _ => amount,
                    };
                }
            }
            // What is told by the minute is proven elsewhere, and would only be collected here.
            drop(self.collector.readings());
        }
        let events = batch.publications.iter();
        for event in events.filter(|it| it.topic == Topic::ContactEvents) {
            let detail = &event.body["detail"];
            match detail["eventType"].as_str() {
                Some("CONNECTED_TO_AGENT") => self.connected += 1,
                Some("QUEUED") => {
                    let since = detail["queueInfo"]["enqueueTimestamp"].to_string();
                    self.queued.insert((event.key.clone(), since));
                }
                _ => {}
            }
        }
    }

    /// At the end: what was counted is what is there.
    pub(crate) fn finish(
        &self,
        contacts: &BTreeMap<ContactId, ContactFacts>,
    ) -> Result<(), Broken> {
        if self.collector.contacts() > 0 {
            let what = format!("{} contacts are still counted", self.collector.contacts());
            return Err(Broken::new(SUMS, what));
        }
        let all = || contacts.values();
        let agents = || all().filter_map(joined);
        let queued = |it: &&ContactFacts| it.queue.as_ref().is_some_and(|it| it.enqueued.is_some());
        let count = |number: usize| number as u64;
        let spent = |from: Option<Timestamp>, to: Option<Timestamp>| match (from, to) {
            (Some(from), Some(to)) => u64::try_from(to.0 - from.0).unwrap_or(0),
            _ => 0,
        };
        let expected = [
            (Measure::Contacts, count(all().count())),
            (Measure::Handled, count(agents().count())),
            (Measure::Queued, count(all().filter(queued).count())),
            (
                Measure::Answered,
                count(all().filter(queued).filter_map(joined).count()),
            ),
            (
                Measure::InteractionMs,
                agents().map(|it| it.interaction_ms).sum(),
            ),
            (Measure::HoldMs, agents().map(|it| it.hold_ms).sum()),
            (Measure::Holds, agents().map(|it| u64::from(it.holds)).sum()),
            (Measure::PauseMs, agents().map(|it| it.pause_ms).sum()),
            (
                Measure::AcwMs,
                agents().map(|it| spent(it.acw_started, it.acw_ended)).sum(),
            ),
            (Measure::ConnectedToAgent, self.connected),
            (Measure::Enqueued, count(self.queued.len())),
            (Measure::Offers, self.offers),
            (
                Measure::Offers,
                self.sum(Measure::OffersAnswered) + self.sum(Measure::NonResponse),
            ),
        ];
        for (measure, expected) in expected {
            let counted = self.sum(measure);
            if counted != expected {
                let what = format!("{measure:?}: {counted} were counted, {expected} are there");
                return Err(Broken::new(SUMS, what));
            }
        }
        let by_agent = self.sums.get(&(Series::AgentContacts, Measure::Handled));
        if by_agent.copied().unwrap_or(0) != self.sum(Measure::Handled) {
            return Err(Broken::new(SUMS, "of agents and of all of them"));
        }
        Ok(())
    }

    fn sum(&self, measure: Measure) -> u64 {
        let sum = self.sums.get(&(Series::Contacts, measure));
        sum.copied().unwrap_or(0)
    }
}

/// The part of an agent who was joined.
fn joined(facts: &ContactFacts) -> Option<&AgentPart> {
    facts.agent.as_ref().filter(|it| it.connected.is_some())
}
