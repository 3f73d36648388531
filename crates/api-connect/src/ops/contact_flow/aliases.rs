//! Aliases of flows: names that stand for a version and can be moved to another.

use super::convert::version;
use crate::plain::aliases::{Aliases, Asked, alias_operations};
use crate::plain::{crud, required};
use crate::prelude::*;
use aws_wire::Value;
use resources::Flow;

const ALIASES: Aliases = Aliases::of(
    Kind::FlowAlias,
    Kind::Flow,
    "ContactFlowId",
    "ContactFlowArn",
);

/// The flow that a request names, and a version that it must have.
async fn asked(ctx: &Ctx, input: &Value) -> Result<Asked> {
    let instance = crud::instance(ctx, input).await?;
    let (id, _) = version(instance, required(input, "ContactFlowId")?)?;
    let flow = ctx.get::<Flow>(instance, id).await?.value;
    let version = input.get("ContactFlowVersion").and_then(Value::as_u64);
    let whole = id.to_string();
    ALIASES.has(&whole, version, &flow.versions)?;
    Ok(Asked {
        instance,
        whole,
        version,
    })
}

alias_operations! {
    ALIASES, asked;
    create_contact_flow_alias => create,
    delete_contact_flow_alias => delete,
    describe_contact_flow_alias => describe,
    list_contact_flow_aliases => list,
    update_contact_flow_alias => update,
}
