//! The metrics engine: counts journal entries into tallies, keeps what is live, and answers
//! questions about both.
//!
//! A [`Collector`] takes the entries of one instance's journal in order. It keeps what is live
//! ([`Live`]) and yields [`Increment`]s, which a driver adds to [`Tally`]s, one for each series, span of
//! time and set of dimensions. A [`Query`] says which tallies it reads, folds them, and gives
//! values of the metrics in the registry ([`find`], [`METRICS`]).
//!
//! There is no clock, store or task here: the same entries give the same tallies, so that they can
//! be thrown away and counted again. docs/metrics.md says how exact what is kept is.

mod collector;
mod dims;
mod floor;
mod fold;
pub mod formula;
mod live;
mod measure;
mod query;
mod registry;
mod table;
mod tally;
pub mod watch;
mod zone;

pub use collector::Collector;
pub use dims::{Dimension, Dims, matches_any};
pub use floor::{CHANNELS, Figures, Floor, Part, Profiles};
pub use fold::Fold;
pub use live::{Live, Seat, Seats, Slots, Waiting};
pub use measure::{Hist, Measure};
pub use query::{Ask, Group, MetricFilter, Query, Read, Threshold};
pub use registry::{
    By, CURRENT, CurrentMetric, Formula, METRICS, Metric, Origin, Unit, V1, V1Metric, find,
    find_current, find_v1,
};
pub use table::table;
pub use tally::{BadTally, Increment, Series, Span, Tally};
pub use zone::{Interval, Period, UnknownZone, Zone};
