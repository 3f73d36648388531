//! CreateTestCase, DescribeTestCase, UpdateTestCase and DeleteTestCase.
//!
//! `LastModifiedTime` and `LastModifiedRegion` of a request are said by whoever copies between
//! regions; here a test case was changed when it was changed here.

use super::executions::facet;
use super::{PUBLISHED, SAVED, TEST_CASE, entry_point, show, version};
use crate::plain::{Object, all, answer, crud, full, required, text};
use crate::prelude::*;
use aws_wire::Value;
use flow_desk::test_run::TestDocument;
use resources::Plain;
use serde_json::json;
use store::Filter;
use uuid::Uuid;

/// The members that each version has of its own.
const OWN: [&str; 3] = ["Content", "EntryPoint", "InitializationData"];

/// Which status one has that says none is inferred from CreateContactFlow.
pub(crate) async fn create(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let id = match text(&input, "TestCaseId") {
        Some(given) => given
            .parse()
            .map_err(|_| invalid("TestCaseId must be a UUID"))?,
        None => ctx.new_id::<Uuid>(),
    };
    let name = name(TEST_CASE.kind, required(&input, "Name")?.to_owned())?;
    let mut it = Plain::new(TEST_CASE.kind, id.to_string(), name);
    it.tags = crud::tags(&input)?;
    if let Some(description) = input.get("Description") {
        it.body.insert("Description".into(), description.clone());
    }
    let status = text(&input, "Status").unwrap_or(PUBLISHED);
    let own = own(ctx, instance, &input).await?;
    put(&mut it, status, own)?;
    crud::keep(ctx, &TEST_CASE, instance, it).await
}

/// The version that is asked for, or the published one. What was published has been saved, so
/// that it is the saved version too while there is no draft.
pub(crate) async fn describe(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = crud::find(ctx, &TEST_CASE, instance, &input).await?;
    let mut shown = full(ctx, instance, &TEST_CASE, &stored);
    if let Some(status) = text(&input, "Status") {
        let there = stored.value.body.contains_key(version(status));
        if status == PUBLISHED && !there {
            let named = required(&input, TEST_CASE.id)?;
            return Err(services::not_found(TEST_CASE.kind, named));
        }
        show(&stored.value, status, &mut shown);
    }
    Ok(answer(ctx, &shown))
}

/// Changes what is given: of the draft where there is one or where `SAVED` is asked for, else of
/// what is published. `PUBLISHED` puts the draft in its place.
pub(crate) async fn update(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = crud::find(ctx, &TEST_CASE, instance, &input).await?;
    let mut it = stored.value.clone();
    if let Some(text) = text(&input, "Name") {
        it.name = name(TEST_CASE.kind, text.to_owned())?;
    }
    if let Some(description) = input.get("Description") {
        it.body.insert("Description".into(), description.clone());
    }
    let own = own(ctx, instance, &input).await?;
    let draft = it.body.contains_key(version(SAVED));
    let status = text(&input, "Status").unwrap_or(if draft { SAVED } else { PUBLISHED });
    let from = version(if draft { SAVED } else { PUBLISHED });
    let mut merged = it.body.get(from).and_then(Value::as_object).cloned();
    merged.get_or_insert_default().extend(own);
    put(&mut it, status, merged.unwrap_or_default())?;
    crud::replace(ctx, &TEST_CASE, instance, &stored, it).await
}

/// Deletes one with what came of its executions.
pub(crate) async fn delete(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let id = crud::find(ctx, &TEST_CASE, instance, &input).await?.value.id;
    let answer = crud::delete(ctx, &TEST_CASE, input).await?;
    let of_it = Filter::facet(facet::TEST_CASE, id);
    let kind = Kind::TestCaseExecution;
    for it in all(ctx, instance, kind, of_it).await? {
        ctx.background.stop(instance, &it.value.id);
        match ctx.delete(instance, kind, &it.value.id).await {
            // Somebody else deletes the same.
            Ok(()) | Err(ServiceError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(answer)
}

/// Puts a version in its place; one that is published must be runnable.
fn put(it: &mut Plain, status: &str, own: Object) -> Result<()> {
    if status == PUBLISHED {
        let content = own.get("Content").and_then(Value::as_str);
        TestDocument::read(content.unwrap_or_default()).map_err(ServiceError::InvalidFlow)?;
        it.body.shift_remove(version(SAVED));
    }
    it.body.insert(version(status).into(), json!(own));
    let published = it.body.contains_key(version(PUBLISHED));
    let whole = if published { PUBLISHED } else { SAVED };
    it.body.insert("Status".into(), json!(whole));
    Ok(())
}

/// The members of a version that a request gives, checked.
async fn own(ctx: &Ctx, instance: InstanceId, input: &Value) -> Result<Object> {
    let mut own = Object::new();
    for member in OWN {
        if let Some(value) = input.get(member).filter(|it| !it.is_null()) {
            own.insert(member.to_owned(), value.clone());
        }
    }
    if let Some(entry) = own.get("EntryPoint") {
        entry_point::check(ctx, instance, entry).await?;
    }
    let data = own.get("InitializationData").and_then(Value::as_str);
    if let Some(error) = data.and_then(|it| serde_json::from_str::<Value>(it).err()) {
        return Err(invalid(format!("InitializationData is not JSON: {error}")));
    }
    Ok(own)
}
