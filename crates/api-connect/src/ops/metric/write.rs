//! CreateMetric, UpdateMetricContent, UpdateMetricMetadata and DeleteMetric.

use super::definition::{CONTENT, DRAFT, METRIC, check, managed};
use super::listing::named;
use crate::plain::{self, Object, answer, crud, required, text};
use crate::prelude::*;
use aws_wire::Value;
use resources::Plain;
use serde_json::json;
use uuid::Uuid;

pub(crate) async fn create_metric(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let name = name(METRIC.kind, required(&input, "Name")?.to_owned())?;
    let mut it = Plain::new(METRIC.kind, ctx.new_id::<Uuid>().to_string(), name);
    it.tags = crud::tags(&input)?;
    it.body = content(ctx, &input)?;
    if let Some(description) = input.get("Description") {
        it.body.insert("Description".into(), description.clone());
    }
    // Which status one has that says none is inferred.
    let status = text(&input, "Status").unwrap_or("PUBLISHED");
    it.body.insert("Status".into(), json!(status));
    for member in ["CreatedUser", "LastModifiedUser"] {
        it.body.insert(member.into(), who(ctx));
    }
    let now = ctx.now();
    let stored = Stored {
        value: it,
        revision: 1,
        created: now,
        modified: now,
    };
    ctx.create(instance, stored.value.clone()).await?;
    Ok(answer(ctx, &plain::full(ctx, instance, &METRIC, &stored)))
}

/// Changes the published content, or the draft of a published metric where that is asked for. A
/// metric that is not published has only the one.
pub(crate) async fn update_metric_content(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    refuse_managed(ctx, &input)?;
    let (stored, draft) = named(ctx, instance, &input).await?;
    let content = content(ctx, &input)?;
    change(ctx, instance, &stored.value.id, |it| {
        if !draft || it.text("Status") != Some("PUBLISHED") {
            it.body.extend(content);
            return Ok(());
        }
        let published = CONTENT.iter().filter_map(|member| {
            let value = it.body.get(*member)?.clone();
            Some(((*member).to_owned(), value))
        });
        let published: Object = published.collect();
        let saved = it.body.entry(DRAFT).or_insert_with(|| json!(published));
        if let Some(saved) = saved.as_object_mut() {
            saved.extend(content);
        }
        Ok(())
    })
    .await
}

pub(crate) async fn update_metric_metadata(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    refuse_managed(ctx, &input)?;
    let (stored, _) = named(ctx, instance, &input).await?;
    let new = match text(&input, "Name") {
        Some(text) => Some(name(METRIC.kind, text.to_owned())?),
        None => None,
    };
    let description = input.get("Description").cloned();
    change(ctx, instance, &stored.value.id, |it| {
        if let Some(name) = new {
            it.name = name;
        }
        if let Some(description) = description {
            it.body.insert("Description".into(), description);
        }
        Ok(())
    })
    .await
}

pub(crate) async fn delete_metric(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    refuse_managed(ctx, &input)?;
    let (stored, _) = named(ctx, instance, &input).await?;
    ctx.delete(instance, METRIC.kind, stored.value.id).await?;
    Ok(json!({}))
}

/// Changes a metric and notes who did.
async fn change(
    ctx: &Ctx,
    instance: InstanceId,
    id: &str,
    change: impl FnOnce(&mut Plain) -> Result<()> + Send,
) -> Result<Value> {
    let who = who(ctx);
    plain::change(ctx, instance, METRIC.kind, id, |it| {
        change(it)?;
        it.body.insert("LastModifiedUser".into(), who);
        Ok(())
    })
    .await?;
    Ok(json!({}))
}

/// The members of a definition's content that a request gives, checked.
fn content(ctx: &Ctx, input: &Value) -> Result<Object> {
    let mut content = Object::new();
    for member in CONTENT {
        if let Some(value) = input.get(member).filter(|it| !it.is_null()) {
            content.insert(member.to_owned(), value.clone());
        }
    }
    if let Some(calculation) = content.get_mut("MetricCalculation") {
        check(ctx, calculation)?;
    }
    Ok(content)
}

fn refuse_managed(ctx: &Ctx, input: &Value) -> Result<()> {
    match managed(ctx, required(input, METRIC.id)?) {
        Some(it) => Err(ServiceError::InvalidRequest(format!(
            "{} is a metric of the service, which stays as it is",
            it.name
        ))),
        None => Ok(()),
    }
}

fn who(ctx: &Ctx) -> Value {
    json!({"AWSIdentityArn": ctx.caller.principal.arn(&ctx.caller.account)})
}
