//! What a watch tells of contacts.

use super::*;
use ids::IdSource;
use serde_json::json;

/// Seconds after a minute's beginning.
fn at(seconds: i64) -> Timestamp {
    let begin: Timestamp = "2024-01-15T10:00:00Z".parse().unwrap();
    Timestamp(begin.0 + seconds * 1000)
}

struct Centre {
    ids: IdSource,
    watch: Watch,
    facts: BTreeMap<ContactId, ContactFacts>,
}

impl Centre {
    fn new() -> Self {
        let mut watch = Watch::default();
        watch.advance(at(0));
        Self {
            ids: IdSource::new(5),
            watch,
            facts: BTreeMap::new(),
        }
    }

    fn begin(&mut self, seconds: i64, channel: &str) -> ContactId {
        let id = self.ids.id();
        let now = at(seconds);
        let facts: ContactFacts = serde_json::from_value(json!({
            "id": id, "channel": channel, "initiation_method": "INBOUND", "initial": null,
            "previous": null, "next": null, "related": null, "initiated": now,
            "connected_to_system": null, "disconnected": null, "disconnect_reason": null,
            "disconnect_issue": null, "completed": null, "updated": now,
            "phase": "FLOW", "customer": null, "customer_name": null, "system": null,
            "attributes": {}, "segment_attributes": {}, "tags": {}, "flow": null, "queue": null,
            "agent": null, "offered_to": null, "connection_attempts": 0, "recordings": [],
        }))
        .unwrap();
        let entry = ContactEntry::Initiated(Box::new(facts.clone()));
        self.facts.insert(id, facts.clone());
        self.watch.contact(now, &facts, &entry);
        id
    }

    fn is(&mut self, seconds: i64, id: ContactId, entry: ContactEntry) {
        let facts = self.facts.get_mut(&id).unwrap();
        facts.apply(at(seconds), &entry);
        self.watch.contact(at(seconds), facts, &entry);
    }

    fn enqueue(&mut self, seconds: i64, id: ContactId) {
        let chosen = ContactEntry::QueueChosen {
            queue: self.ids.id(),
            owner: None,
            name: "Sales".into(),
        };
        self.is(seconds, id, chosen);
        self.is(seconds, id, ContactEntry::Enqueued);
    }

    fn end(&mut self, seconds: i64, id: ContactId, reason: DisconnectReason) {
        let issue = None;
        self.is(seconds, id, ContactEntry::Disconnected { reason, issue });
    }

    /// What is told of a metric up to a time: minute of the hour, count, sum, least, greatest.
    fn told(&mut self, seconds: i64, metric: Watched) -> Vec<(i64, [f64; 4])> {
        self.watch.advance(at(seconds));
        let mut told = self.watch.take();
        told.retain(|it| it.metric == metric);
        let by_minute = periods(told, at(0), MINUTE).into_values().flatten();
        by_minute
            .map(|(minute, stat)| {
                let minute = (minute.0 - at(0).0) / MINUTE;
                (minute, [stat.count, stat.sum, stat.min, stat.max])
            })
            .collect()
    }
}

#[test]
fn calls_at_a_time_are_averaged_over_time() {
    let mut centre = Centre::new();
    let first = centre.begin(30, "VOICE");
    let second = centre.begin(45, "VOICE");
    centre.end(75, first, DisconnectReason::CustomerDisconnect);
    centre.end(90, second, DisconnectReason::CustomerDisconnect);
    // 15 s of one and 15 s of two; then 15 s of two and 15 s of one.
    let expected = vec![(0, [60.0, 45.0, 0.0, 2.0]), (1, [60.0, 45.0, 0.0, 2.0])];
    assert_eq!(centre.told(600, Watched::ConcurrentCalls), expected);
}

#[test]
fn a_minute_without_anything_is_not_told() {
    let mut centre = Centre::new();
    let call = centre.begin(0, "VOICE");
    centre.end(10, call, DisconnectReason::CustomerDisconnect);
    let call = centre.begin(185, "VOICE");
    centre.end(190, call, DisconnectReason::CustomerDisconnect);
    let minutes: Vec<_> = centre
        .told(600, Watched::ConcurrentCalls)
        .into_iter()
        .map(|it| it.0)
        .collect();
    assert_eq!(minutes, [0, 3]);
}

#[test]
fn calls_are_samples_by_the_second() {
    let mut centre = Centre::new();
    for seconds in [1, 1, 1, 2, 61] {
        centre.begin(seconds, "VOICE");
    }
    centre.begin(3, "TASK");
    let expected = vec![(0, [2.0, 4.0, 1.0, 3.0]), (1, [1.0, 1.0, 1.0, 1.0])];
    assert_eq!(centre.told(120, Watched::CallsPerInterval), expected);
}

#[test]
fn the_longest_wait_is_of_who_waits_and_of_who_left() {
    let mut centre = Centre::new();
    let (long, short) = (centre.begin(0, "VOICE"), centre.begin(0, "TASK"));
    centre.enqueue(5, long);
    centre.enqueue(20, short);
    centre.end(50, long, DisconnectReason::CustomerDisconnect);
    centre.watch.advance(at(120));
    let told = centre.watch.take();
    let of = |metric| -> Vec<_> {
        let of_metric = told.iter().filter(|it| it.metric == metric);
        of_metric.map(|it| (it.of.as_str(), it.stat)).collect()
    };
    assert_eq!(
        of(Watched::LongestQueueWaitTime),
        [("Sales", Stat::one(45.0)), ("Sales", Stat::one(100.0))]
    );
    let sizes: Vec<_> = of(Watched::QueueSize).iter().map(|it| it.1.max).collect();
    assert_eq!(sizes, [2.0, 1.0]);
    assert_eq!(of(Watched::QueueSize)[0].1.sum, 45.0 + 40.0);
}

#[test]
fn a_missed_call_and_a_lost_recording_count_when_they_happen() {
    let mut centre = Centre::new();
    let call = centre.begin(0, "VOICE");
    centre.enqueue(1, call);
    let agent = centre.ids.id();
    let until = at(30);
    centre.is(10, call, ContactEntry::Offered { agent, until });
    let end = OfferEnd::Missed;
    centre.is(30, call, ContactEntry::OfferEnded { agent, end });
    let failed = ContactEntry::RecordingFinished {
        recording: centre.ids.id(),
        started: at(0),
        stopped: at(40),
        status: RecordingStatus::Failed,
    };
    centre.is(61, call, failed);
    centre.watch.advance(at(120));
    let told = centre.watch.take();
    let minute_of = |metric| {
        let found = told.iter().find(|it| it.metric == metric);
        found.map(|it| (it.minute, it.stat))
    };
    let one = Stat::one(1.0);
    assert_eq!(minute_of(Watched::MissedCalls), Some((at(0), one)));
    assert_eq!(
        minute_of(Watched::CallRecordingUploadError),
        Some((at(60), one))
    );
}

#[test]
fn shares_are_decimals_of_calls_and_percent_of_tasks() {
    // connect-d-data-metrics.md §12.1 and §20, 25: 20 calls of 40 are 0.5, 20 tasks of 40 are 50.
    let reading = |metric| Reading {
        minute: at(0),
        metric,
        of: String::new(),
        stat: Stat::one(20.0),
    };
    let share = |metric| reading(metric).share(40, 40).unwrap();
    let calls = share(Watched::ConcurrentCalls);
    assert_eq!(calls.metric, Watched::ConcurrentCallsPercentage);
    assert_eq!(calls.stat, Stat::one(0.5));
    let tasks = share(Watched::ConcurrentTasks);
    assert_eq!(tasks.stat, Stat::one(50.0));
    assert!(reading(Watched::QueueSize).share(40, 40).is_none());
    assert!(reading(Watched::ConcurrentCalls).share(0, 0).is_none());
}

#[test]
fn what_is_above_a_quota_adds_up() {
    // connect-d-data-metrics.md §12.1: quota 100 with 125, 135, 150 calls: 25 + 35 + 50 = 110.
    let readings = [25, 35, 50].map(|times| {
        Reading::of_remarks(&Remarked {
            at: at(3),
            remark: Remark::CallOverQuota,
            times,
        })
    });
    let mut sum = readings[0].stat;
    for reading in &readings[1..] {
        assert_eq!(reading.metric, Watched::CallsBreachingConcurrencyQuota);
        sum.merge(&reading.stat);
    }
    assert_eq!((sum.count, sum.sum, sum.max), (110.0, 110.0, 1.0));
}

#[test]
fn what_was_lost_of_an_agents_audio_is_a_share_of_all() {
    let of = |remark, times| {
        Reading::of_remarks(&Remarked {
            at: at(3),
            remark,
            times,
        })
    };
    let lost = of(Remark::AgentAudio { lost: 1, came: 3 }, 1);
    assert_eq!(lost.metric, Watched::ToInstancePacketLossRate);
    assert_eq!((lost.stat.count, lost.stat.max), (1.0, 25.0));
    let throttled = of(Remark::CallThrottled, 2);
    assert_eq!(throttled.metric, Watched::ThrottledCalls);
    assert_eq!(throttled.stat.sum, 2.0);
}

#[test]
fn what_is_kept_goes_on_after_a_restart() {
    let mut centre = Centre::new();
    let calls = [centre.begin(10, "VOICE"), centre.begin(20, "VOICE")];
    centre.enqueue(20, calls[0]);
    centre.watch.advance(at(30));
    centre.watch.take();
    let kept = serde_json::to_string(&centre.watch).unwrap();
    let mut again: Watch = serde_json::from_str(&kept).unwrap();
    again.resume(centre.facts.values());
    let out = |watch: &mut Watch, facts: &mut ContactFacts| {
        let entry = ContactEntry::Disconnected {
            reason: DisconnectReason::CustomerDisconnect,
            issue: None,
        };
        facts.apply(at(40), &entry);
        watch.contact(at(40), facts, &entry);
        watch.advance(at(200));
        watch.take()
    };
    let mut facts = centre.facts[&calls[0]].clone();
    let expected = out(&mut centre.watch, &mut facts.clone());
    assert_eq!(out(&mut again, &mut facts), expected);
    assert!(expected.len() > 4);
}

#[test]
fn the_minute_that_is_not_over_has_what_there_is() {
    let mut centre = Centre::new();
    centre.begin(90, "VOICE");
    let pending = centre.watch.pending(at(100));
    let calls = pending
        .iter()
        .find(|it| it.metric == Watched::ConcurrentCalls);
    let calls = calls.unwrap();
    assert_eq!(calls.minute, at(60));
    assert_eq!((calls.stat.count, calls.stat.sum), (40.0, 10.0));
}

#[test]
fn a_key_gives_metric_and_name_back() {
    let reading = Reading::one(at(0), Watched::QueueSize, "Sales \u{1f} EU");
    assert_eq!(
        parse_key(&reading.key()),
        Some((Watched::QueueSize, "Sales   EU"))
    );
    assert_eq!(parse_key("Nothing\u{1f}x"), None);
}
