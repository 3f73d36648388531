//! What operators of messaging need: the review of registrations, the messages that were sent and
//! what became of them, how carriers do, and what was counted. See docs/messaging.md.

mod carriers;
mod counts;
mod events;
mod history;
mod reviews;

pub(crate) use carriers::describe as carriers;
pub(crate) use counts::get as counts;
pub(crate) use events::list as events;
pub(crate) use history::{describe as message, search, text};
pub(crate) use reviews::{attachment, describe as review, list as reviews, review as decide};

/// A count as the API has it.
fn count(value: u64) -> Option<i64> {
    Some(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A small count as the API has it.
fn integer(value: usize) -> Option<i32> {
    Some(i32::try_from(value).unwrap_or(i32::MAX))
}
