//! GetCrossRegionRouting and UpdateCrossRegionRouting: whether the two regions of a pair keep to
//! themselves. While isolated, both are named; else none is (inferred: the API names the members
//! only).

use super::parts::{GROUP, default_group};
use crate::plain::{change, crud};
use crate::prelude::*;
use aws_wire::Value;
use resources::Plain;
use serde_json::json;

const ISOLATED: &str = "IsolatedAll";

async fn pair_of(ctx: &Ctx, instance: InstanceId) -> Result<Plain> {
    let group = default_group(ctx, instance).await?;
    let group = group.ok_or_else(|| {
        ServiceError::InvalidRequest("the instance has no replica in another region".into())
    })?;
    Ok(group.value)
}

pub(crate) async fn get(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let group = pair_of(ctx, instance).await?;
    let isolated = group.body.get(ISOLATED) == Some(&json!(true));
    let regions = match (isolated, group.text("ReplicaRegion")) {
        (true, Some(replica)) => vec![ctx.region.to_string(), replica.to_owned()],
        _ => Vec::new(),
    };
    Ok(json!({"IsolatedRegions": regions}))
}

pub(crate) async fn update(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let group = pair_of(ctx, instance).await?;
    let isolated = input.get(ISOLATED).and_then(Value::as_bool);
    change(ctx, instance, GROUP.kind, &group.id, |it| {
        it.body
            .insert(ISOLATED.into(), json!(isolated.unwrap_or(false)));
        Ok(())
    })
    .await?;
    Ok(json!({}))
}
