//! The operations, a file each.

mod get_metric_data;
mod get_metric_statistics;
mod list_metrics;

use crate::invalid;
use aws_wire::{Fault, Value, timestamps};
pub(crate) use get_metric_data::get_metric_data;
pub(crate) use get_metric_statistics::get_metric_statistics;
use ids::Timestamp;
pub(crate) use list_metrics::list_metrics;

/// A time of the input.
fn time(input: &Value, member: &str) -> Result<Timestamp, Fault> {
    let found = input.get(member).and_then(timestamps::from_epoch);
    found.ok_or_else(|| invalid(format!("The parameter {member} is required.")))
}

/// Whether an input wants another unit than a metric has: then nothing is found.
fn other_unit(input: &Value, unit: &str) -> bool {
    crate::text(input, "Unit").is_some_and(|it| it != unit)
}
