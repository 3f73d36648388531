//! Saved reports and their schedules. Spec: connect-d-data-metrics.md §5, §6.2, §10.

use crate::{Facets, Indexed, LocalTime, Tags, Weekday, facet};
use ids::{SavedReportId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A report that somebody saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedReport {
    /// Its identifier, which its link carries: who has the link and may see reports opens it.
    pub id: SavedReportId,
    /// Its name, unique in the instance over all people.
    pub name: String,
    /// Whose it is.
    pub owner: UserId,
    /// Whether everybody who may see saved reports has it in the list.
    #[serde(default)]
    pub published: bool,
    /// What it shows.
    pub definition: ReportDefinition,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl SavedReport {
    /// The facet of whose it is.
    pub const OWNER: &'static str = "owner";
    /// The value of the facet `state` of a published one.
    pub const PUBLISHED: &'static str = "PUBLISHED";
}

impl Indexed for SavedReport {
    fn name(&self) -> Cow<'_, str> {
        (&self.name).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put(Self::OWNER, self.owner);
        to.put_text(facet::NAME, &self.name);
        to.put_word(facet::TYPE, self.definition.kind);
        to.put(
            facet::STATE,
            if self.published {
                Self::PUBLISHED
            } else {
                "PRIVATE"
            },
        );
    }
}

/// What a report shows. It is also what pages speak, so that a report need not be saved to be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportDefinition {
    /// Which report it is.
    pub kind: ReportKind,
    /// The metrics, in the order of their columns.
    #[serde(default)]
    pub metrics: Vec<ReportMetric>,
    /// By what rows are told apart, in this order: keys of GetMetricDataV2, at most five.
    #[serde(default)]
    pub groupings: Vec<String>,
    /// The identifiers that count, by the keys of GetMetricDataV2; no key is everything.
    #[serde(default)]
    pub filters: BTreeMap<String, Vec<String>>,
    /// How the time is cut.
    #[serde(default)]
    pub interval: ReportInterval,
    /// Of which time.
    pub range: ReportRange,
    /// By which clocks: a name of the IANA database.
    pub zone: String,
}

/// The kinds of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportKind {
    /// What was counted, by queues.
    HistoricalQueues,
    /// What was counted, by agents.
    HistoricalAgents,
    /// Who signed in and out when.
    LoginLogout,
    /// Queues as they are now. Its range and its interval mean nothing.
    RealTime,
}

/// A metric of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportMetric {
    /// Its name in GetMetricDataV2.
    pub name: String,
    /// Its threshold in whole seconds, where it has one: times up to it count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
}

/// How the time of a report is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportInterval {
    /// A quarter of an hour.
    FifteenMin,
    /// Half an hour.
    ThirtyMin,
    /// A day, as the clocks of the zone show it.
    Day,
    /// Not at all.
    #[default]
    Total,
}

/// The time that a report is of, as it was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "preset", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportRange {
    /// From midnight until now.
    Today,
    /// The calendar day before; in a scheduled run the last 24 hours.
    Yesterday,
    /// So many hours until now.
    LastHours {
        /// 1 to 72.
        hours: u32,
    },
    /// So many days until midnight: today is not part of them.
    LastDays {
        /// 1 to 31.
        days: u32,
    },
    /// From the first of this month until midnight: today is not part of it.
    MonthToDate,
    /// From one time until before another, as the clocks of the zone show them.
    Custom {
        /// Such as `2026-11-23T00:00`.
        from: String,
        /// The same.
        to: String,
    },
}

/// When a saved report is made by itself. There is one for a report at most, under its identifier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportSchedule {
    /// The report's identifier.
    pub id: SavedReportId,
    /// How often.
    pub repeat: Repeat,
    /// By which clocks: a name of the IANA database.
    pub zone: String,
    /// Of which time, in the place of the report's own.
    #[serde(default)]
    pub range: Option<ReportRange>,
    /// Folder of the files, below the instance's folder of reports; may be empty.
    #[serde(default)]
    pub prefix: String,
    /// Who made or changed it last.
    pub by: UserId,
    /// All times up to here are done with.
    pub after: Timestamp,
    /// What came of the last time.
    #[serde(default)]
    pub last: Option<ReportRun>,
    /// Tags; always empty.
    #[serde(default)]
    pub tags: Tags,
}

impl Indexed for ReportSchedule {
    fn name(&self) -> Cow<'_, str> {
        "".into()
    }
}

/// How often a report is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "every", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Repeat {
    /// Each hour.
    Hour {
        /// At this minute, 0 to 59.
        minute: u8,
    },
    /// Each day.
    Day {
        /// At this time.
        at: LocalTime,
    },
    /// On some days of each week.
    Week {
        /// These.
        days: Vec<Weekday>,
        /// At this time.
        at: LocalTime,
    },
    /// On a day of each month.
    Month {
        /// 1 to 31; in a shorter month it is the last one.
        day: u8,
        /// At this time.
        at: LocalTime,
    },
}

/// What came of one time that a report was due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRun {
    /// When it was scheduled for.
    pub due: Timestamp,
    /// When it was made, or given up.
    pub at: Timestamp,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: RunOutcome,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RunOutcome {
    /// It lies there.
    Written {
        /// The name of the object: bucket, folders and file.
        object: String,
        /// Its rows, without the heads.
        rows: u64,
    },
    /// Nothing was written.
    Failed {
        /// Why, for people.
        why: String,
        /// Whether it is tried again, as what failed may work later.
        again: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Resource;

    #[test]
    fn a_definition_is_read_as_pages_write_it() {
        let text = r#"{"kind":"HISTORICAL_QUEUES","metrics":[{"name":"CONTACTS_HANDLED"},
            {"name":"SERVICE_LEVEL","seconds":60}],"groupings":["QUEUE"],"interval":"THIRTY_MIN",
            "range":{"preset":"LAST_DAYS","days":2},"zone":"Europe/Berlin"}"#;
        let read: ReportDefinition = serde_json::from_str(text).unwrap();
        assert_eq!(read.metrics[1].seconds, Some(60));
        assert_eq!(read.range, ReportRange::LastDays { days: 2 });
        assert!(read.filters.is_empty());
    }

    #[test]
    fn a_schedule_reads_back_what_it_writes() {
        let mut ids = ids::IdSource::new(1);
        let schedule = ReportSchedule {
            id: ids.id(),
            repeat: Repeat::Week {
                days: vec![Weekday::Monday],
                at: LocalTime {
                    hours: 17,
                    minutes: 0,
                },
            },
            zone: "UTC".into(),
            range: None,
            prefix: "weekly".into(),
            by: ids.id(),
            after: Timestamp(0),
            last: Some(ReportRun {
                due: Timestamp(1),
                at: Timestamp(2),
                outcome: RunOutcome::Failed {
                    why: "no".into(),
                    again: true,
                },
            }),
            tags: Tags::new(),
        };
        let resource = Resource::from(schedule);
        let body = resource.write().unwrap();
        assert!(body.contains(r#""outcome":"FAILED""#), "{body}");
        assert_eq!(crate::Kind::ReportSchedule.read(&body).unwrap(), resource);
    }
}
