//! CreateContactFlowModuleVersion, ListContactFlowModuleVersions, DeleteContactFlowModuleVersion.

use super::convert::module;
use crate::ops::contact_flow::numbered::{self, Words};
use crate::plain::crud;
use crate::prelude::*;
use aws_wire::Value;
use resources::FlowModule;
use serde_json::json;

const WORDS: Words = Words {
    whole: "module",
    version: "flow module version",
    hash: "FlowModuleContentSha256",
    number: "ContactFlowModuleVersion",
    alias: Kind::ModuleAlias,
};

async fn named(ctx: &Ctx, input: &Value) -> Result<(InstanceId, FlowModule)> {
    let instance = crud::instance(ctx, input).await?;
    let (stored, _) = module(ctx, instance, input).await?;
    Ok((instance, stored.value))
}

pub(crate) async fn create_contact_flow_module_version(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, module) = named(ctx, &input).await?;
    let id = module.id.to_string();
    let number = numbered::add::<FlowModule>(ctx, instance, id.clone(), &input, &WORDS).await?;
    Ok(json!({
        "ContactFlowModuleArn": arn(ctx, instance, Kind::Module, format!("{id}:{number}")),
        "Version": number,
    }))
}

pub(crate) async fn list_contact_flow_module_versions(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, module) = named(ctx, &input).await?;
    let id = module.id;
    let listed = "ContactFlowModuleVersionSummaryList";
    numbered::page(ctx, &input, (instance, id), module.versions, listed, |it| {
        json!({"Arn": arn(ctx, instance, Kind::Module, format!("{id}:{}", it.number))})
    })
}

pub(crate) async fn delete_contact_flow_module_version(ctx: &Ctx, input: Value) -> Result<Value> {
    let (instance, module) = named(ctx, &input).await?;
    let id = module.id.to_string();
    numbered::remove::<FlowModule>(ctx, instance, id, &input, &WORDS).await?;
    Ok(json!({}))
}
