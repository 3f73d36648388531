//! Opt-out lists, and the numbers on them. Spec: sms.md §5.

use crate::Kept;
use ids::Timestamp;
use serde::{Deserialize, Serialize};

/// The list that every account has.
pub const DEFAULT_LIST: &str = "Default";

/// The space of the store's entries in which numbers that opted out lie.
pub const OPTED_OUT: &str = "sms-opted-out";

/// The key of a number that opted out, by its list and E.164 number.
pub fn opted_out_key(list: &str, number: &str) -> String {
    format!("{list}/{number}")
}

/// A list of numbers that must not be written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OptOutList {
    /// Its name.
    pub opt_out_list_name: String,
}

impl Kept for OptOutList {
    const KIND: &'static str = "sms-opt-out-list";
    const TYPE: &'static str = "opt-out-list";
    const ARN: &'static str = "OptOutListArn";

    fn id(&self) -> String {
        self.opt_out_list_name.clone()
    }
}

/// What is kept of a number that opted out: the value of its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OptedOut {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Whether its owner did it by a keyword.
    pub end_user: bool,
}

impl OptedOut {
    /// When.
    pub const fn at(self) -> Timestamp {
        Timestamp(self.at)
    }
}
