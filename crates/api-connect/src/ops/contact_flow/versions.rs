//! CreateContactFlowVersion, ListContactFlowVersions, DeleteContactFlowVersion.

use super::convert::version;
use super::numbered::{self, Words};
use crate::plain::{crud, required};
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use resources::Flow;
use serde_json::json;

const WORDS: Words = Words {
    whole: "flow",
    version: "flow version",
    hash: "FlowContentSha256",
    number: "ContactFlowVersion",
    alias: Kind::FlowAlias,
};

async fn named(ctx: &Ctx, input: &Value) -> Result<(InstanceId, String)> {
    let instance = crud::instance(ctx, input).await?;
    let (id, _) = version(instance, required(input, "ContactFlowId")?)?;
    Ok((instance, id.to_string()))
}

pub(crate) async fn create_contact_flow_version(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, id) = named(ctx, &input).await?;
    let number = numbered::add::<Flow>(ctx, instance, id.clone(), &input, &WORDS).await?;
    Ok(json!({
        "ContactFlowArn": arn(ctx, instance, Kind::Flow, format!("{id}:{number}")),
        "Version": number,
    }))
}

pub(crate) async fn list_contact_flow_versions(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, id) = named(ctx, &input).await?;
    let all = ctx.get::<Flow>(instance, &id).await?.value.versions;
    let listed = "ContactFlowVersionSummaryList";
    numbered::page(ctx, &input, (instance, &id), all, listed, |it| {
        json!({
            "Arn": arn(ctx, instance, Kind::Flow, format!("{id}:{}", it.number)),
            "LastModifiedTime": it.created.to_wire(),
            "LastModifiedRegion": region(ctx),
        })
    })
}

pub(crate) async fn delete_contact_flow_version(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, id) = named(ctx, &input).await?;
    numbered::remove::<Flow>(ctx, instance, id, &input, &WORDS).await?;
    Ok(json!({}))
}
