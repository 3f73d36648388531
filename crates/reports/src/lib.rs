//! What a report is made of, as rules without a clock, store or task.
//!
//! [`window`] says which time a range is, [`check`] what may be asked, [`historical`] and
//! [`logins`] make rows of what was counted, [`csv`] writes them, and [`plan`] says which scheduled
//! reports are due. Source: connect-d-data-metrics.md §5, §6.2; docs/reports.md describes the whole.

pub mod csv;
mod definition;
pub mod plan;
mod range;
mod table;

pub use definition::{
    BadDefinition, Key, LEVELS, MOST_CELLS, MOST_LOGINS, cells, check, keys, offered, period,
    query, restricted,
};
pub use range::{BadRange, Window, fits, scheduled_window, window};
pub use table::{Cell, Column, ColumnUnit, SignIn, Table, historical, logins};
