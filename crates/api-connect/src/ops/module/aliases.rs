//! Aliases of modules: names that stand for a version and can be moved to another.

use super::convert::module;
use crate::plain::aliases::{Aliases, Asked, alias_operations};
use crate::plain::crud;
use crate::prelude::*;
use aws_wire::Value;

const ALIASES: Aliases = Aliases::of(
    Kind::ModuleAlias,
    Kind::Module,
    "ContactFlowModuleId",
    "ContactFlowModuleArn",
);

/// The module that a request names, and a version that it must have.
async fn asked(ctx: &Ctx, input: &Value) -> Result<Asked> {
    let instance = crud::instance(ctx, input).await?;
    let (stored, _) = module(ctx, instance, input).await?;
    let version = input
        .get("ContactFlowModuleVersion")
        .and_then(Value::as_u64);
    let whole = stored.value.id.to_string();
    ALIASES.has(&whole, version, &stored.value.versions)?;
    Ok(Asked {
        instance,
        whole,
        version,
    })
}

alias_operations! {
    ALIASES, asked;
    create_contact_flow_module_alias => create,
    delete_contact_flow_module_alias => delete,
    describe_contact_flow_module_alias => describe,
    list_contact_flow_module_aliases => list,
    update_contact_flow_module_alias => update,
}
