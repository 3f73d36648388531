//! AssociateFlow: the flow replaces the one that the resource had.

use super::parts::{check_resource, find, flow, key};
use crate::plain::{crud, required};
use crate::prelude::*;
use aws_wire::Value;
use resources::{Plain, facet};
use serde_json::json;

pub(crate) async fn associate_flow(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let of = required(&input, "ResourceType")?;
    let resource = required(&input, "ResourceId")?;
    check_resource(ctx, instance, of, resource).await?;
    let flow = flow(ctx, instance, required(&input, "FlowId")?).await?;
    let id = key(of, resource);
    let mut it = Plain::new(Kind::FlowAssociation, &*id, &*id);
    it.facets = vec![
        (Kind::Flow.name().to_owned(), flow.id.to_string()),
        (facet::TYPE.to_owned(), of.to_owned()),
        ("resource".to_owned(), resource.to_owned()),
    ];
    it.body = crate::plain::Object::from_iter([
        ("ResourceId".to_owned(), json!(resource)),
        ("ResourceType".to_owned(), json!(of)),
        (
            "FlowId".to_owned(),
            json!(arn(ctx, instance, Kind::Flow, flow.id)),
        ),
    ]);
    if find(ctx, instance, &id).await?.is_none() {
        ctx.create(instance, it).await?;
    } else {
        crate::plain::change(ctx, instance, Kind::FlowAssociation, &id, |now| {
            *now = it;
            Ok(())
        })
        .await?;
    }
    Ok(json!({}))
}
