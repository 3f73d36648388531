//! Minutes as periods: the samples of a metric, added up, and the statistics over them.

use crate::called::Called;
use crate::{internal, invalid, spend};
use aws_wire::Fault;
use ids::Timestamp;
use metrics::watch::{self, Stat, minute};
use services::Services;
use std::collections::BTreeMap;

/// A time cut into periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Times {
    from: Timestamp,
    to: Timestamp,
    period: i64,
}

impl Times {
    /// Periods of whole minutes from a time, which is rounded down to its minute, to another.
    ///
    /// # Errors
    /// For a time that is none, and for periods that are not whole minutes.
    pub(crate) fn new(from: Timestamp, to: Timestamp, seconds: i64) -> Result<Self, Fault> {
        if to <= from {
            return Err(invalid(
                "The parameter EndTime must be greater than StartTime.",
            ));
        }
        // Shorter periods are for metrics that are told more often than by the minute.
        if seconds < 60 || seconds % 60 != 0 {
            return Err(invalid(
                "The parameter Period must be a multiple of 60: metrics are kept by the minute.",
            ));
        }
        Ok(Self {
            from: minute(from),
            to,
            period: seconds.saturating_mul(1000),
        })
    }

    /// How many periods there are.
    pub(crate) fn count(&self) -> i64 {
        (self.to.0 - self.from.0).div_euclid(self.period) + 1
    }

    /// The samples of a metric by the beginnings of the periods that have some.
    pub(crate) async fn read(
        &self,
        services: &Services,
        called: &Called,
    ) -> Result<BTreeMap<Timestamp, Stat>, Fault> {
        let name = match called {
            Called::Instance(name) => name,
            Called::Spend(channel) => {
                let times = (self.from, self.to);
                return spend::read(services, *channel, times, self.period).await;
            }
        };
        let read = services.metrics.minutes(name.instance, self.from, self.to);
        let readings = read.await.map_err(internal)?;
        let mut all = watch::periods(readings, self.from, self.period);
        let of_name = all.remove(&(name.metric, name.of.clone()));
        Ok(of_name.unwrap_or_default())
    }
}

/// Five statistics, and of the further ones those that follow from them: of samples that are all
/// equal every percentile is their value.
pub(crate) fn statistic(stat: &Stat, name: &str) -> Result<Option<f64>, Fault> {
    Ok(match name {
        "SampleCount" => Some(stat.count),
        "Average" => Some(stat.average()),
        "Sum" => Some(stat.sum),
        "Minimum" => Some(stat.min),
        "Maximum" => Some(stat.max),
        _ if is_percentile(name) => (stat.min == stat.max).then_some(stat.min),
        _ => {
            return Err(invalid(format!(
                "The statistic {name} is not one of SampleCount, Average, Sum, Minimum, Maximum \
                 and percentiles such as p99."
            )));
        }
    })
}

fn is_percentile(name: &str) -> bool {
    let number = name.strip_prefix('p').and_then(|it| it.parse::<f64>().ok());
    number.is_some_and(|it| (0.0..=100.0).contains(&it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_known_only_of_equal_samples() {
        let mut stat = Stat::one(3.0);
        assert_eq!(statistic(&stat, "p99.9").unwrap(), Some(3.0));
        stat.merge(&Stat::one(4.0));
        assert_eq!(statistic(&stat, "p50").unwrap(), None);
        assert_eq!(statistic(&stat, "Average").unwrap(), Some(3.5));
        assert_eq!(statistic(&stat, "SampleCount").unwrap(), Some(2.0));
        assert!(statistic(&stat, "Median").is_err());
        assert!(statistic(&stat, "p101").is_err());
    }

    #[test]
    fn periods_are_whole_minutes_and_times_go_on() {
        let (from, to) = (Timestamp(61_000), Timestamp(600_000));
        assert_eq!(Times::new(from, to, 60).unwrap().from, Timestamp(60_000));
        for seconds in [0, 1, 30, 90] {
            assert!(Times::new(from, to, seconds).is_err(), "{seconds}");
        }
        assert!(Times::new(to, from, 60).is_err());
    }
}
