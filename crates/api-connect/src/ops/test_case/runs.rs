//! StartTestCaseExecution, StopTestCaseExecution, GetTestCaseExecutionSummary,
//! ListTestCaseExecutions and ListTestCaseExecutionRecords.

use super::execute::{Execution, accepted, job};
use super::executions::{self, facet};
use super::{PUBLISHED, TEST_CASE, version};
use crate::plain::{asked, crud, text, typed};
use crate::prelude::*;
use aws_wire::Value;
use ids::Timestamp;
use serde_json::json;
use services::background::Found;
use services::limits::{TEST_EXECUTIONS, TEST_QUEUE, TEST_SECONDS};
use std::sync::Arc;
use std::time::Duration;
use store::{Filter, Text};
use uuid::Uuid;

/// Puts the published version in turn, and answers at once.
pub(crate) async fn start(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let case = crud::find(ctx, &TEST_CASE, instance, &input).await?.value;
    let Some(published) = case.body.get(version(PUBLISHED)).cloned() else {
        let why = format!("test case {} is not published", case.id);
        return Err(ServiceError::InvalidRequest(why));
    };
    let at_once = ctx.quota_named(instance, TEST_EXECUTIONS).await?;
    let queue = ctx.quota_named(instance, TEST_QUEUE).await?;
    let seconds = ctx.quota_named(instance, TEST_SECONDS).await?;
    queue.check(ctx.background.waiting(instance) + 1)?;
    let id = ctx.new_id::<Uuid>().to_string();
    let execution = executions::new(ctx, &id, &case);
    ctx.create(instance, execution).await?;
    let work = job(
        Arc::clone(&ctx.services),
        Execution {
            instance,
            id: id.clone(),
            case: published,
            limit: Duration::from_secs(seconds.value()),
        },
    );
    let at_once = usize::try_from(at_once.value()).unwrap_or(usize::MAX);
    ctx.background.put(instance, &id, at_once, work);
    Ok(accepted(&case.id, &id))
}

/// Ends an execution. One that is over stays as it is.
pub(crate) async fn stop(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let it = executions::find(ctx, instance, &input).await?;
    match ctx.background.stop(instance, &it.id) {
        // It writes that itself when it looks.
        Found::Running => {}
        Found::Waiting | Found::Nothing => {
            executions::stop(&ctx.services, instance, &it.id).await?;
        }
    }
    Ok(json!({}))
}

pub(crate) async fn summary(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let it = executions::find(ctx, instance, &input).await?;
    Ok(executions::summary(&it))
}

/// A page of what happened, in order.
pub(crate) async fn records(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let it = executions::find(ctx, instance, &input).await?;
    let records = executions::records(&it, &input);
    let query = (instance, &it.id, text(&input, "Status"));
    let (page, next) = short_page(ctx, asked(&input), query, records)?;
    Ok(paged("ExecutionRecords", page, next))
}

/// A page of executions, the newest first.
pub(crate) async fn list(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let mut filter = Filter::default();
    for (member, name) in [("TestCaseId", facet::TEST_CASE), ("Status", facet::STATUS)] {
        if let Some(word) = text(&input, member) {
            let word = id_text(Kind::TestCase, instance, word)?;
            filter = filter.and(Filter::facet(name, word));
        }
    }
    if let Some(name) = text(&input, "TestCaseName") {
        filter = filter.and(Filter::facet(facet::NAME, name.to_lowercase()));
    }
    let (from, till) = (time(&input, "StartTime"), time(&input, "EndTime"));
    if from.is_some() || till.is_some() {
        let iso = |it: Timestamp| it.to_iso_millis().to_lowercase();
        let from = iso(from.unwrap_or_default());
        let till = iso(till.unwrap_or(Timestamp(LATEST)));
        filter = filter.and(Filter::Facet(
            facet::START.to_owned(),
            Text::Between(from, till),
        ));
    }
    let (token, max) = asked(&input);
    let query = (instance, &filter);
    let after = ctx.resume(token, &query)?;
    let listing = Listing::page(page_size(max, 100), after).with(filter.clone());
    let page = ctx.list_any(instance, Kind::TestCaseExecution, listing).await?;
    let next = ctx.next_token(page.next.as_ref(), &query)?;
    let mut rows = Vec::new();
    for it in page.rows.into_iter().filter_map(typed) {
        let it = executions::settled(ctx, instance, it.value).await?;
        rows.push(executions::row(&it));
    }
    Ok(paged("TestCaseExecutions", rows, next))
}

/// The last moment of the year 9999, in milliseconds.
const LATEST: i64 = 253_402_300_799_000;

fn time(input: &Value, member: &str) -> Option<Timestamp> {
    let millis = input.get(member).and_then(Value::as_i64)?;
    Some(Timestamp(millis.clamp(0, LATEST)))
}

fn paged(member: &str, rows: Vec<Value>, next: Option<String>) -> Value {
    let mut answer = json!({member: rows});
    if let (Some(next), Some(answer)) = (next, answer.as_object_mut()) {
        answer.insert("NextToken".into(), json!(next));
    }
    answer
}
