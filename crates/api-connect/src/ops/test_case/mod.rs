//! Test cases of flows: what a simulated caller does and what must happen then. What is kept is
//! their definition, a saved and a published version of it, and what came of each execution.
//! The language is `flow_desk::test_run`'s, which also runs it.
//! Source: the operations' words; flow-language.md §10, on the testing language.

mod bots;
mod entry_point;
mod execute;
mod executions;
mod runs;
mod test_cases;

use crate::ops::contact_flow::convert::sha256;
use crate::plain::Plain;
use resources::Kind;
use serde_json::{Value, json};

pub(crate) const TEST_CASE: Plain = Plain {
    words: &[("StatusCondition", "status")],
    facets: &[("/Status", "status")],
    shown: |_, _, it, full| {
        // The published version where there is one: the status of the whole says which.
        let status = it.value.text("Status").unwrap_or(SAVED);
        show(&it.value, status, full);
    },
    ..Plain::of(Kind::TestCase, "TestCaseId", "TestCaseArn")
};

/// The two statuses, and the members that keep the version of each.
const PUBLISHED: &str = "PUBLISHED";
const SAVED: &str = "SAVED";

/// The member that keeps a version.
fn version(status: &str) -> &'static str {
    match status {
        PUBLISHED => "Published",
        _ => "Saved",
    }
}

/// Puts a version's members into an answer.
fn show(it: &resources::Plain, status: &str, full: &mut crate::plain::Object) {
    let Some(kept) = it.body.get(version(status)).and_then(Value::as_object) else {
        return;
    };
    full.extend(kept.clone());
    full.insert("Status".into(), json!(status));
    if let Some(content) = kept.get("Content").and_then(Value::as_str) {
        full.insert("TestCaseSha256".into(), json!(sha256(content)));
    }
}

crate::row::operations! {
    ; raw:
    CreateTestCase => test_cases::create,
    DescribeTestCase => test_cases::describe,
    UpdateTestCase => test_cases::update,
    DeleteTestCase => test_cases::delete,
    StartTestCaseExecution => runs::start,
    StopTestCaseExecution => runs::stop,
    GetTestCaseExecutionSummary => runs::summary,
    ListTestCaseExecutions => runs::list,
    ListTestCaseExecutionRecords => runs::records,
    ; plain super::test_case::TEST_CASE {
        ListTestCases => list,
        SearchTestCases => search,
    }
}
