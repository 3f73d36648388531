//! Metrics by the minute: what operators of a centre watch, in the shape of a monitoring service.
//! Source: connect-d-data-metrics.md §12.1.
//!
//! A [`Watch`] is shown what contacts become, and the time. What is measured all the time, such as
//! the size of a queue, is integrated: its samples are seconds, so that an average is one over
//! time, and least and greatest are exact. A minute in which nothing was above zero has no
//! samples. What is counted is a sample each.

mod gauges;
mod names;
mod stat;

use exchange::journal::{ContactEntry, OfferEnd, Remarked};
use exchange::{ContactFacts, DisconnectReason, InitiationMethod, Phase, RecordingStatus, Remark};
use gauges::Gauges;
use ids::{ContactId, Timestamp};
pub use names::{Beside, Watched};
use resources::Channel;
use serde::{Deserialize, Serialize};
pub use stat::{BadStat, Stat};
use std::collections::{BTreeMap, BTreeSet};

/// A minute, in milliseconds.
pub const MINUTE: i64 = 60_000;
/// How long before its end a task is warned of: seven days less six days and 22 hours.
const WARNING: i64 = 2 * 3_600_000;
/// Stands between the name of a metric and what it is of.
const SEPARATOR: char = '\u{1f}';

/// Samples of one metric in one minute.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// When the minute begins.
    pub minute: Timestamp,
    /// Which metric.
    pub metric: Watched,
    /// Of what, such as the name of a queue; empty where it is of the whole instance.
    pub of: String,
    /// The samples.
    pub stat: Stat,
}

impl Reading {
    /// One sample at a time.
    pub fn one(at: Timestamp, metric: Watched, of: impl Into<String>) -> Self {
        Self {
            minute: minute(at),
            metric,
            of: of.into(),
            stat: Stat::one(1.0),
        }
    }

    /// What remarks count for: a sample each.
    pub fn of_remarks(remarked: &Remarked) -> Self {
        let (metric, of) = match &remarked.remark {
            Remark::AgentAudio { lost, came } => {
                let all = lost.saturating_add(*came).max(1);
                let percent = 100.0 * *lost as f64 / all as f64;
                return Self {
                    stat: Stat::ones(remarked.times).scaled(percent),
                    ..Self::one(remarked.at, Watched::ToInstancePacketLossRate, "")
                };
            }
            Remark::CallThrottled => (Watched::ThrottledCalls, ""),
            Remark::CallOverQuota => (Watched::CallsBreachingConcurrencyQuota, ""),
            Remark::TaskOverQuota => (Watched::TasksBreachingConcurrencyQuota, ""),
            Remark::NumberWithoutFlow => (Watched::MisconfiguredPhoneNumbers, ""),
            Remark::FlowError { flow } => (Watched::ContactFlowErrors, flow.as_str()),
            Remark::FlowFailed { flow } => (Watched::ContactFlowFatalErrors, flow.as_str()),
            Remark::QueueFull { queue } => (Watched::QueueCapacityExceededError, queue.as_str()),
            Remark::NotDialable { flow } => (Watched::CallBackNotDialableNumber, flow.as_str()),
            Remark::InputEncrypted { key } => (Watched::PublicSigningKeyUsage, key.as_str()),
        };
        Self {
            stat: Stat::ones(remarked.times),
            ..Self::one(remarked.at, metric, of)
        }
    }

    /// The share of a quota that concurrent contacts are, where this tells how many there are.
    pub fn share(&self, calls: u32, tasks: u32) -> Option<Self> {
        let (metric, whole, of) = match self.metric {
            // The one is told as a decimal, the other times a hundred (§20, 25).
            Watched::ConcurrentCalls => (Watched::ConcurrentCallsPercentage, 1.0, calls),
            Watched::ConcurrentTasks => (Watched::ConcurrentTasksPercentage, 100.0, tasks),
            _ => return None,
        };
        (of > 0).then(|| Self {
            metric,
            stat: self.stat.scaled(whole / f64::from(of)),
            ..self.clone()
        })
    }

    /// The text under which it is kept.
    pub fn key(&self) -> String {
        key(self.metric, &self.of)
    }
}

/// The text under which samples are kept.
fn key(metric: Watched, of: &str) -> String {
    // The separator cannot be part of a name.
    let of = of.replace(SEPARATOR, " ");
    match of.is_empty() {
        true => metric.name().to_owned(),
        false => format!("{}{SEPARATOR}{of}", metric.name()),
    }
}

/// The metric and what it is of, from such a text; `None` for one that is not known.
pub fn parse_key(text: &str) -> Option<(Watched, &str)> {
    let (name, of) = text.split_once(SEPARATOR).unwrap_or((text, ""));
    Some((Watched::find(name)?, of))
}

/// The beginning of the minute that a time is in.
pub const fn minute(at: Timestamp) -> Timestamp {
    Timestamp(at.0.div_euclid(MINUTE) * MINUTE)
}

/// Samples of one metric by the beginnings of periods.
pub type Periods = BTreeMap<(Watched, String), BTreeMap<Timestamp, Stat>>;

/// Minutes, added up in periods of so many milliseconds from a time on. A period without samples
/// is not there: that is another thing than a zero.
pub fn periods(readings: Vec<Reading>, from: Timestamp, millis: i64) -> Periods {
    let mut all = Periods::new();
    for it in readings {
        let passed = it.minute.0 - from.0;
        let begin = Timestamp(it.minute.0 - passed.rem_euclid(millis.max(MINUTE)));
        let points = all.entry((it.metric, it.of)).or_default();
        match points.get_mut(&begin) {
            Some(stat) => stat.merge(&it.stat),
            None => {
                points.insert(begin, it.stat);
            }
        }
    }
    all
}

/// What a contact counts as now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Standing {
    /// As one that is live, of this channel.
    live: Option<Channel>,
    /// As one that waits: in which queue, since when.
    waits: Option<(String, Timestamp)>,
    /// As one that is warned of.
    warned: Option<Timestamp>,
}

impl Standing {
    fn of(facts: &ContactFacts) -> Self {
        if facts.disconnected.is_some() {
            return Self::default();
        }
        // A queued callback is no call until the customer is called for it.
        let waiting = matches!(
            facts.phase,
            Phase::Scheduled | Phase::Queued | Phase::Offered
        );
        let uncalled = facts.callback.is_some() && waiting;
        let queue = facts.queue.as_ref().filter(|it| it.owner.is_none());
        let queued = queue.filter(|_| facts.phase == Phase::Queued);
        Self {
            live: (!uncalled).then_some(facts.channel),
            waits: queued.and_then(|it| Some((it.name.clone(), it.enqueued?))),
            warned: facts
                .task
                .as_ref()
                .map(|it| Timestamp(it.expires.0 - WARNING)),
        }
    }
}

/// See the [module](self). What it keeps can be serialised; what it derives from contacts comes
/// back with [`Watch::resume`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Watch {
    gauges: Gauges,
    /// Calls of the second that is not over.
    second: Option<(i64, u32)>,
    #[serde(skip)]
    standings: BTreeMap<ContactId, Standing>,
    #[serde(skip)]
    waiting: BTreeMap<String, BTreeSet<(Timestamp, ContactId)>>,
    #[serde(skip)]
    warnings: BTreeSet<(Timestamp, ContactId)>,
    #[serde(skip)]
    out: Vec<Reading>,
}

/// Only what is kept is compared: the rest follows from the contacts.
impl PartialEq for Watch {
    fn eq(&self, other: &Self) -> bool {
        self.gauges == other.gauges && self.second == other.second
    }
}

impl Watch {
    /// Learns which contacts there are, after what was kept was read.
    pub(crate) fn resume<'a>(&mut self, contacts: impl Iterator<Item = &'a ContactFacts>) {
        self.standings.clear();
        self.waiting.clear();
        self.warnings.clear();
        let mut values: BTreeMap<String, f64> = BTreeMap::new();
        for facts in contacts {
            let standing = Standing::of(facts);
            let (live, waits) = (standing.live.and_then(concurrent), &standing.waits);
            let queue = waits.as_ref().map(|it| key(Watched::QueueSize, &it.0));
            for key in live.map(|it| key(it, "")).into_iter().chain(queue) {
                *values.entry(key).or_default() += 1.0;
            }
            self.place(facts.id, standing);
        }
        self.gauges.recount(values);
        // Those were told before.
        let now = self.gauges.at();
        self.warnings.retain(|it| it.0 > now);
    }

    /// Whether it has seen anything.
    pub(crate) fn begun(&self) -> bool {
        self.gauges.at().0 != 0
    }

    /// What it would tell if the minute ended now.
    pub(crate) fn pending(&self, now: Timestamp) -> Vec<Reading> {
        let mut out = Vec::new();
        let mut gauges = self.gauges.clone();
        let oldest = |queue: &str| self.waiting.get(queue)?.first().map(|it| it.0);
        gauges.advance(now, oldest, &mut out);
        out.extend(gauges.readings(minute(gauges.at()), gauges.at(), &oldest));
        out.extend(self.second.map(calls));
        out
    }

    /// A contact has changed by an entry.
    pub(crate) fn contact(&mut self, at: Timestamp, facts: &ContactFacts, entry: &ContactEntry) {
        self.advance(at);
        let voice = facts.channel == Channel::Voice;
        let id = facts.id;
        match entry {
            ContactEntry::Initiated(_)
                if voice
                    && matches!(
                        facts.initiation_method,
                        InitiationMethod::Inbound | InitiationMethod::ExternalOutbound
                    ) =>
            {
                self.call(at);
            }
            ContactEntry::CustomerCalled { .. } => self.call(at),
            ContactEntry::OfferEnded {
                end: OfferEnd::Missed,
                ..
            } if voice => self.one(at, Watched::MissedCalls, ""),
            ContactEntry::RecordingFinished {
                status: RecordingStatus::Failed,
                ..
            } => self.one(at, Watched::CallRecordingUploadError, ""),
            ContactEntry::Disconnected {
                reason: DisconnectReason::Expired,
                ..
            } if facts.channel == Channel::Task => {
                self.one(at, Watched::TasksExpired, &id.to_string());
            }
            _ => {}
        }
        let standing = Standing::of(facts);
        if self.standings.get(&id) != Some(&standing) {
            self.stand(id, standing);
        }
    }

    /// A contact counts as something else from now on.
    fn stand(&mut self, id: ContactId, standing: Standing) {
        let before = self.standings.remove(&id).unwrap_or_default();
        if before.live != standing.live {
            for (channel, by) in [(before.live, -1.0), (standing.live, 1.0)] {
                if let Some(metric) = channel.and_then(concurrent) {
                    self.gauges.change(&key(metric, ""), by);
                }
            }
        }
        if before.waits != standing.waits {
            if let Some((queue, since)) = &before.waits {
                self.gauges.change(&key(Watched::QueueSize, queue), -1.0);
                let waited = seconds(*since, self.gauges.at());
                self.gauges.longest(queue, waited);
                let waiting = self.waiting.get_mut(queue);
                if waiting.is_some_and(|it| it.remove(&(*since, id)) && it.is_empty()) {
                    self.waiting.remove(queue);
                }
            }
            if let Some((queue, _)) = &standing.waits {
                self.gauges.change(&key(Watched::QueueSize, queue), 1.0);
            }
        }
        if let Some(at) = before.warned {
            self.warnings.remove(&(at, id));
        }
        self.place(id, standing);
    }

    /// Keeps what a contact counts as.
    fn place(&mut self, id: ContactId, standing: Standing) {
        if let Some((queue, since)) = &standing.waits {
            let waiting = self.waiting.entry(queue.clone()).or_default();
            waiting.insert((*since, id));
        }
        if let Some(at) = standing.warned {
            self.warnings.insert((at, id));
        }
        if standing != Standing::default() {
            self.standings.insert(id, standing);
        }
    }

    fn one(&mut self, at: Timestamp, metric: Watched, of: &str) {
        self.out.push(Reading::one(at, metric, of));
    }

    fn call(&mut self, at: Timestamp) {
        let second = at.0.div_euclid(1000);
        match &mut self.second {
            Some((of, count)) if *of >= second => *count += 1,
            _ => {
                self.end_second(second);
                self.second = Some((second, 1));
            }
        }
    }

    /// Tells the calls of a second that is over.
    fn end_second(&mut self, now: i64) {
        let over = self.second.take_if(|it| it.0 < now);
        self.out.extend(over.map(calls));
    }

    /// The time has come to this. An earlier one than the latest is that.
    pub(crate) fn advance(&mut self, to: Timestamp) {
        self.end_second(to.0.div_euclid(1000));
        while let Some(warned) = self.warnings.first().copied().filter(|it| it.0 <= to) {
            self.warnings.remove(&warned);
            // Whoever comes back after long tells it in the minute in which it was due.
            let (at, id) = warned;
            self.one(at, Watched::TasksExpiryWarningReached, &id.to_string());
        }
        let waiting = &self.waiting;
        let oldest = |queue: &str| waiting.get(queue)?.first().map(|it| it.0);
        self.gauges.advance(to, oldest, &mut self.out);
    }

    /// What it has told since it was asked last.
    pub(crate) fn take(&mut self) -> Vec<Reading> {
        std::mem::take(&mut self.out)
    }
}

/// The calls of a second.
fn calls((second, count): (i64, u32)) -> Reading {
    Reading {
        minute: minute(Timestamp(second * 1000)),
        metric: Watched::CallsPerInterval,
        of: String::new(),
        stat: Stat::one(count.into()),
    }
}

fn concurrent(channel: Channel) -> Option<Watched> {
    match channel {
        Channel::Voice => Some(Watched::ConcurrentCalls),
        Channel::Task => Some(Watched::ConcurrentTasks),
        Channel::Chat => Some(Watched::ConcurrentActiveChats),
        _ => None,
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.since(from).as_secs_f64()
}

#[cfg(test)]
mod tests;
