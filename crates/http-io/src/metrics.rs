//! What the gateway counts, and how `/metrics` is written (Prometheus text format 0.0.4).

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// A part of the process that has something to tell at `/metrics`.
pub trait Metrics: Send + Sync + 'static {
    /// Appends its families in the Prometheus text format, each with `# HELP` and `# TYPE`.
    fn write(&self, out: &mut String);
}

/// Upper bounds of the duration histogram, in seconds.
const BOUNDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// Counters of one kind of request. Plain atomics: counting takes no lock.
#[derive(Debug, Default)]
pub(crate) struct RequestStats {
    /// Answers by the first digit of their status, 1 to 5.
    classes: [AtomicU64; 6],
    buckets: [AtomicU64; BOUNDS.len()],
    microseconds: AtomicU64,
}

impl RequestStats {
    pub(crate) fn count(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).min(5);
        if let Some(counter) = self.classes.get(class) {
            counter.fetch_add(1, Relaxed);
        }
        let seconds = took.as_secs_f64();
        let bound = BOUNDS.iter().position(|bound| seconds <= *bound);
        if let Some(bucket) = bound.and_then(|at| self.buckets.get(at)) {
            bucket.fetch_add(1, Relaxed);
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.microseconds.fetch_add(micros, Relaxed);
    }

    fn total(&self) -> u64 {
        self.classes.iter().map(|class| class.load(Relaxed)).sum()
    }
}

/// The counters of all operations of all services; made once, so that looking one up is lock-free.
#[derive(Debug, Default)]
pub(crate) struct GatewayMetrics {
    operations: HashMap<(&'static str, &'static str), RequestStats>,
    /// API requests that never came to an operation: bad signatures, unknown operations.
    pub(crate) refused: RequestStats,
    /// Requests of the pages and their assets.
    pub(crate) pages: RequestStats,
}

impl GatewayMetrics {
    pub(crate) fn new(operations: impl IntoIterator<Item = (&'static str, &'static str)>) -> Self {
        Self {
            operations: operations
                .into_iter()
                .map(|key| (key, RequestStats::default()))
                .collect(),
            ..Self::default()
        }
    }

    pub(crate) fn operation(
        &self,
        service: &'static str,
        operation: &'static str,
    ) -> &RequestStats {
        self.operations
            .get(&(service, operation))
            .unwrap_or(&self.refused)
    }

    pub(crate) fn write(&self, out: &mut String) {
        let mut rows: Vec<(&str, &str, &RequestStats)> = self
            .operations
            .iter()
            .map(|((service, operation), stats)| (*service, *operation, stats))
            .filter(|(_, _, stats)| stats.total() > 0)
            .collect();
        rows.sort_unstable_by_key(|(service, operation, _)| (*service, *operation));
        rows.push(("", "refused", &self.refused));
        rows.push(("", "pages", &self.pages));
        out.push_str(
            "# HELP carillon_http_requests_total Requests by operation and status class.\n",
        );
        out.push_str("# TYPE carillon_http_requests_total counter\n");
        for (service, operation, stats) in &rows {
            for (class, counter) in stats.classes.iter().enumerate() {
                let count = counter.load(Relaxed);
                if count > 0 {
                    let _ = writeln!(
                        out,
                        "carillon_http_requests_total{{service=\"{service}\",operation=\"{operation}\",class=\"{class}xx\"}} {count}"
                    );
                }
            }
        }
        out.push_str(
            "# HELP carillon_http_request_seconds Time from a request's headers to its answer.\n",
        );
        out.push_str("# TYPE carillon_http_request_seconds histogram\n");
        for (service, operation, stats) in &rows {
            let total = stats.total();
            if total == 0 {
                continue;
            }
            let labels = format!("service=\"{service}\",operation=\"{operation}\"");
            let mut below = 0;
            for (bound, bucket) in BOUNDS.iter().zip(&stats.buckets) {
                below += bucket.load(Relaxed);
                let _ = writeln!(
                    out,
                    "carillon_http_request_seconds_bucket{{{labels},le=\"{bound}\"}} {below}"
                );
            }
            let seconds = stats.microseconds.load(Relaxed) as f64 / 1e6;
            let _ = writeln!(
                out,
                "carillon_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} {total}"
            );
            let _ = writeln!(
                out,
                "carillon_http_request_seconds_sum{{{labels}}} {seconds}"
            );
            let _ = writeln!(
                out,
                "carillon_http_request_seconds_count{{{labels}}} {total}"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_cumulative_and_only_seen_operations_are_shown() {
        let metrics = GatewayMetrics::new([("connect", "CreateUser"), ("connect", "ListUsers")]);
        let stats = metrics.operation("connect", "CreateUser");
        stats.count(200, Duration::from_millis(2));
        stats.count(404, Duration::from_millis(30));
        let mut out = String::new();
        metrics.write(&mut out);
        assert!(out.contains("operation=\"CreateUser\",class=\"2xx\"} 1"));
        assert!(out.contains("operation=\"CreateUser\",le=\"0.0025\"} 1"));
        assert!(out.contains("operation=\"CreateUser\",le=\"0.05\"} 2"));
        assert!(!out.contains("ListUsers"));
    }
}
