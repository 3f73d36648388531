//! What came of a test.

use crate::report::Line;
use serde_json::Value;
use std::time::Duration;

/// Whether a test or an observation passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestStatus {
    /// It did.
    Passed,
    /// It did not.
    Failed,
    /// It was ended from outside.
    Stopped,
}

impl TestStatus {
    /// The API's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "PASSED",
            Self::Failed => "FAILED",
            Self::Stopped => "STOPPED",
        }
    }
}

/// Why a test is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// All that was waited for has happened, or an action ended the test.
    Success,
    /// Something was not as it must be.
    Failure,
    /// What was waited for did not happen in time.
    Timeout,
    /// It was ended from outside.
    Stopped,
}

impl Completion {
    /// The word in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Failure => "FAILURE",
            Self::Timeout => "TIMEOUT",
            Self::Stopped => "STOPPED",
        }
    }
}

/// One record of a test.
#[derive(Debug, Clone, PartialEq)]
pub struct TestRecord {
    /// The observation that it is of; none of the test as a whole.
    pub observation: Option<String>,
    /// Since the test began, in virtual time.
    pub at: Duration,
    /// What came of it.
    pub status: TestStatus,
    /// What happened: `Type` is `INITIATION`, `EXECUTION_START`, `OBSERVATION` or `COMPLETION`.
    pub body: Value,
}

/// What came of a test.
#[derive(Debug, Clone)]
pub struct TestOutcome {
    /// Whether it passed.
    pub status: TestStatus,
    /// Why it is over.
    pub completion: Completion,
    /// How long it took, in virtual time.
    pub took: Duration,
    /// Observations in all.
    pub total: usize,
    /// Those that were met, with all that was asserted.
    pub passed: usize,
    /// Those that were not met, or where something asserted was not so.
    pub failed: usize,
    /// What happened, in order.
    pub records: Vec<TestRecord>,
    /// What the flow and the customer did.
    pub transcript: Vec<Line>,
}
