//! The six operations on data sets.

use crate::plain::{asked, crud, required, text, typed, values};
use crate::prelude::*;
use aws_wire::Value;
use resources::Plain;
use serde_json::json;
use store::Filter;

/// The data sets that there are. Source: connect-d-data-metrics.md §13.
const DATA_SETS: [&str; 9] = [
    "agent_queue_statistic_record_20220101",
    "agent_statistic_record_20220101",
    "contact_evaluation_agent_weekly_20230130",
    "contact_evaluation_queue_weekly_20230130",
    "contact_evaluation_record_20230130",
    "contact_evaluation_weekly_20230130",
    "contact_lens_speech_analytics_20230629",
    "contact_statistic_record_20220101",
    "contact_trace_record_20230901",
];

/// The account that a request names; this one without a name.
fn account(ctx: &Ctx, input: &Value) -> Result<String> {
    match text(input, "TargetAccountId") {
        None => Ok(ctx.account.to_string()),
        Some(it) if it.len() == 12 && it.bytes().all(|b| b.is_ascii_digit()) => Ok(it.to_owned()),
        Some(it) => Err(invalid(format!("TargetAccountId {it:?} is no account"))),
    }
}

fn id(data_set: &str, account: &str) -> String {
    format!("{data_set}:{account}")
}

async fn associate(
    ctx: &Ctx,
    instance: InstanceId,
    data_set: &str,
    account: &str,
) -> Result<Value> {
    if !DATA_SETS.contains(&data_set) {
        return Err(ServiceError::NotFound {
            what: "analytics data set",
            id: data_set.to_owned(),
        });
    }
    let id = id(data_set, account);
    if ctx.find_any(instance, Kind::AnalyticsDataSet, &id).await?.is_none() {
        let mut it = Plain::new(Kind::AnalyticsDataSet, &*id, "");
        it.body.insert("DataSetId".into(), json!(data_set));
        it.body.insert("TargetAccountId".into(), json!(account));
        it.facets.push(("data-set".into(), data_set.into()));
        ctx.create(instance, it).await?;
    }
    Ok(json!({"DataSetId": data_set, "TargetAccountId": account}))
}

pub(crate) async fn associate_analytics_data_set(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let account = account(ctx, &input)?;
    associate(ctx, instance, required(&input, "DataSetId")?, &account).await
}

pub(crate) async fn disassociate_analytics_data_set(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let id = id(required(&input, "DataSetId")?, &account(ctx, &input)?);
    ctx.delete(instance, Kind::AnalyticsDataSet, id).await?;
    Ok(json!({}))
}

fn failed(error: ServiceError) -> Value {
    let code = match error {
        ServiceError::NotFound { .. } => "ResourceNotFoundException",
        _ => "InvalidRequestException",
    };
    json!({"ErrorCode": code, "ErrorMessage": error.to_string()})
}

pub(crate) async fn batch_associate_analytics_data_set(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let account = account(ctx, &input)?;
    let (mut created, mut errors) = (Vec::new(), Vec::new());
    for data_set in values(&input, "/DataSetIds/*") {
        let data_set = data_set.as_str().unwrap_or_default();
        match associate(ctx, instance, data_set, &account).await {
            Ok(it) => created.push(it),
            Err(error) => errors.push(failed(error)),
        }
    }
    Ok(json!({"Created": created, "Errors": errors}))
}

pub(crate) async fn batch_disassociate_analytics_data_set(
    ctx: &Ctx,
    input: Value,
) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let account = account(ctx, &input)?;
    let (mut deleted, mut errors) = (Vec::new(), Vec::new());
    for data_set in values(&input, "/DataSetIds/*") {
        let name = data_set.as_str().unwrap_or_default();
        let gone = ctx.delete(instance, Kind::AnalyticsDataSet, id(name, &account));
        match gone.await {
            Ok(()) => deleted.push(data_set.clone()),
            Err(error) => errors.push(failed(error)),
        }
    }
    Ok(json!({"Deleted": deleted, "Errors": errors}))
}

pub(crate) async fn list_analytics_data_associations(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let data_set = text(&input, "DataSetId");
    let asked = data_set.map(|it| Filter::facet("data-set", it)).unwrap_or_default();
    let query = (instance, &asked);
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let listing = Listing::page(size, after).with(asked.clone());
    let page = ctx.list_any(instance, Kind::AnalyticsDataSet, listing).await?;
    let next = ctx.next_token(page.next.as_ref(), &query)?;
    let found = page.rows.into_iter().filter_map(typed);
    let rows: Vec<_> = found.map(|it| Value::Object(it.value.body)).collect();
    let mut out = json!({"Results": rows});
    if let (Some(token), Some(out)) = (next, out.as_object_mut()) {
        out.insert("NextToken".into(), json!(token));
    }
    Ok(out)
}

pub(crate) async fn list_analytics_data_lake_data_sets(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let rows: Vec<_> = DATA_SETS
        .iter()
        .map(|it| json!({"DataSetId": it, "DataSetName": it}))
        .collect();
    let (rows, next) = short_page(ctx, asked(&input), instance, rows)?;
    let mut out = json!({"Results": rows});
    if let (Some(token), Some(out)) = (next, out.as_object_mut()) {
        out.insert("NextToken".into(), json!(token));
    }
    Ok(out)
}
