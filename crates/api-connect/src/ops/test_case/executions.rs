//! Executions of test cases as they are kept, and what the operations answer of them.
//!
//! An execution is a record of its own, newest first by its name. While it waits or runs this
//! process knows it; one that is not over and that no process runs was cut off by a restart, and
//! is `STOPPED` as soon as somebody looks.

use crate::plain::{Object, crud, required, text, typed};
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use flow_desk::test_run::TestOutcome;
use ids::Timestamp;
use resources::{Kind, Plain, Resource};
use serde_json::json;
use services::{Services, not_found};
use std::sync::Arc;

/// The statuses. Source: the model's `TestCaseExecutionStatus`.
pub(super) const INITIATED: &str = "INITIATED";
pub(super) const IN_PROGRESS: &str = "IN_PROGRESS";
pub(super) const STOPPED: &str = "STOPPED";

/// What executions are found by.
pub(super) mod facet {
    pub(crate) const TEST_CASE: &str = "test-case";
    pub(crate) const NAME: &str = "test-case-name";
    pub(crate) const STATUS: &str = "execution-status";
    pub(crate) const START: &str = "execution-start";
}

/// A new execution of a test case.
pub(super) fn new(ctx: &Ctx, id: &str, of: &Plain) -> Plain {
    let now = ctx.now();
    // Listings are sorted by name: the newest comes first.
    let name = format!("{:020}/{id}", i64::MAX.saturating_sub(now.0));
    let mut it = Plain::new(Kind::TestCaseExecution, id, name);
    let set = |body: &mut Object, member: &str, value: Value| body.insert(member.into(), value);
    set(&mut it.body, "TestCaseId", json!(of.id));
    set(&mut it.body, "TestCaseName", json!(of.name));
    set(&mut it.body, "Tags", of.tags.clone().to_wire());
    set(&mut it.body, "StartTime", json!(now.0));
    become_(&mut it, INITIATED);
    it
}

/// Sets the status, and what it is found by.
fn become_(it: &mut Plain, status: &str) {
    it.body.insert("Status".into(), json!(status));
    let folded = |member: &str| it.text(member).unwrap_or_default().to_lowercase();
    let start = start(it).to_iso_millis().to_lowercase();
    it.facets = vec![
        (facet::TEST_CASE.into(), it.text("TestCaseId").unwrap_or_default().into()),
        (facet::NAME.into(), folded("TestCaseName")),
        (facet::STATUS.into(), status.into()),
        (facet::START.into(), start),
    ];
}

/// When it began.
pub(super) fn start(it: &Plain) -> Timestamp {
    time(it, "StartTime").unwrap_or_default()
}

fn time(it: &Plain, member: &str) -> Option<Timestamp> {
    it.body.get(member).and_then(Value::as_i64).map(Timestamp)
}

/// Its status.
pub(super) fn status(it: &Plain) -> &str {
    it.text("Status").unwrap_or(INITIATED)
}

fn is_over(it: &Plain) -> bool {
    !matches!(status(it), INITIATED | IN_PROGRESS)
}

/// Changes an execution that is not over.
async fn change(
    services: &Services,
    instance: InstanceId,
    id: &str,
    change: impl FnOnce(&mut Plain) + Send,
) -> Result<Plain> {
    let changed = services.update_any(instance, Kind::TestCaseExecution, id, |it| {
        if let Resource::Plain(it) = it
            && !is_over(it)
        {
            change(it);
        }
        Ok(())
    });
    match changed.await? {
        Resource::Plain(it) => Ok(it),
        _ => Err(not_found(Kind::TestCaseExecution, id)),
    }
}

/// It runs now.
pub(super) async fn begin(services: &Services, instance: InstanceId, id: &str) -> Result<()> {
    change(services, instance, id, |it| become_(it, IN_PROGRESS)).await?;
    Ok(())
}

/// It was ended from outside.
pub(super) async fn stop(services: &Services, instance: InstanceId, id: &str) -> Result<Plain> {
    let now = services.clock.now();
    let stopped = change(services, instance, id, |it| {
        it.body.insert("EndTime".into(), json!(now.0));
        become_(it, STOPPED);
    });
    stopped.await
}

/// It is over. What happened is told at virtual times, from its start on.
pub(super) async fn finish(
    services: &Arc<Services>,
    instance: InstanceId,
    id: &str,
    outcome: TestOutcome,
) -> Result<()> {
    let now = services.clock.now();
    let finished = change(services, instance, id, |it| {
        let from = start(it);
        let record = |record: &flow_desk::test_run::TestRecord| {
            json!({
                "ObservationId": record.observation, "Status": record.status.name(),
                "Timestamp": (from + record.at).0, "Record": record.body.to_string(),
            })
        };
        let records: Vec<Value> = outcome.records.iter().map(record).collect();
        it.body.insert("Records".into(), Value::Array(records));
        let summary = json!({
            "TotalObservations": outcome.total, "ObservationsPassed": outcome.passed,
            "ObservationsFailed": outcome.failed,
        });
        it.body.insert("ObservationSummary".into(), summary);
        it.body.insert("EndTime".into(), json!(now.0));
        become_(it, outcome.status.name());
    });
    finished.await?;
    Ok(())
}

/// It could not even begin.
pub(super) async fn fail(
    services: &Services,
    instance: InstanceId,
    id: &str,
    why: String,
) -> Result<()> {
    let now = services.clock.now();
    let failed = change(services, instance, id, |it| {
        let record = json!({"Type": "COMPLETION", "Status": "FAILED", "CompletionReason": {
            "Type": "FAILURE", "Message": why, "FailureReasons": ["INITIALIZATION_FAILURE"],
        }});
        let records = json!([{
            "Status": "FAILED", "Timestamp": start(it).0, "Record": record.to_string(),
        }]);
        it.body.insert("Records".into(), records);
        it.body.insert("EndTime".into(), json!(now.0));
        become_(it, "FAILED");
    });
    failed.await?;
    Ok(())
}

/// The execution that a request names, of the test case that it names.
pub(super) async fn find(ctx: &Ctx, instance: InstanceId, input: &Value) -> Result<Plain> {
    let case = crud::find(ctx, &super::TEST_CASE, instance, input).await?;
    let id = required(input, "TestCaseExecutionId")?;
    let found = ctx.find_any(instance, Kind::TestCaseExecution, id).await?;
    let found = found
        .and_then(typed)
        .map(|it| it.value)
        .filter(|it| it.text("TestCaseId") == Some(&case.value.id));
    let it = found.ok_or_else(|| not_found(Kind::TestCaseExecution, id))?;
    settled(ctx, instance, it).await
}

/// An execution as it is: one that nobody runs any more is stopped.
pub(super) async fn settled(ctx: &Ctx, instance: InstanceId, it: Plain) -> Result<Plain> {
    if is_over(&it) || ctx.background.knows(instance, &it.id) {
        return Ok(it);
    }
    stop(&ctx.services, instance, &it.id).await
}

/// A row of ListTestCaseExecutions.
pub(super) fn row(it: &Plain) -> Value {
    let mut row = json!({
        "TestCaseExecutionId": it.id, "TestCaseId": it.text("TestCaseId"),
        "TestCaseExecutionStatus": status(it), "StartTime": start(it).to_wire(),
        "Tags": it.body.get("Tags"),
    });
    put_end(&mut row, it);
    row
}

/// GetTestCaseExecutionSummary's answer.
pub(super) fn summary(it: &Plain) -> Value {
    let none = json!({"TotalObservations": 0, "ObservationsPassed": 0, "ObservationsFailed": 0});
    let mut answer = json!({
        "Status": status(it), "StartTime": start(it).to_wire(),
        "ObservationSummary": it.body.get("ObservationSummary").unwrap_or(&none),
    });
    put_end(&mut answer, it);
    answer
}

fn put_end(answer: &mut Value, it: &Plain) {
    if let (Some(end), Some(answer)) = (time(it, "EndTime"), answer.as_object_mut()) {
        answer.insert("EndTime".into(), end.to_wire());
    }
}

/// Its records, as they are answered, of a status where one is asked for.
pub(super) fn records(it: &Plain, input: &Value) -> Vec<Value> {
    let wanted = text(input, "Status");
    let records = it.body.get("Records").and_then(Value::as_array);
    let records = records.into_iter().flatten();
    records
        .filter(|record| wanted.is_none_or(|it| text(record, "Status") == Some(it)))
        .map(|record| {
            let mut shown = record.clone();
            if let Some(shown) = shown.as_object_mut() {
                shown.retain(|_, value| !value.is_null());
                let at = record.get("Timestamp").and_then(Value::as_i64);
                shown.insert("Timestamp".into(), Timestamp(at.unwrap_or_default()).to_wire());
            }
            shown
        })
        .collect()
}
