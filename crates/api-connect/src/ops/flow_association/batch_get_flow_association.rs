//! BatchGetFlowAssociation: those of the named resources that have a flow, in the order of their
//! names; without a type, of any.

use super::parts::{VOICE, page, voice};
use crate::plain::{crud, text};
use crate::prelude::*;
use aws_wire::Value;
use resources::{PhoneNumberResource, facet};
use serde_json::json;
use store::Filter;

pub(crate) async fn batch_get_flow_association(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let of = text(&input, "ResourceType");
    let asked = input.get("ResourceIds").and_then(Value::as_array);
    let mut list = Vec::new();
    for resource in asked.into_iter().flatten().filter_map(Value::as_str) {
        if of != Some(VOICE) {
            let kind = of.map(|of| Filter::facet(facet::TYPE, of));
            let listing = Listing::page(100, None)
                .with_facet("resource", resource)
                .with(kind.unwrap_or_default());
            list.extend(page(ctx, instance, listing).await?.0);
        }
        if matches!(of, None | Some(VOICE))
            && let Ok(id) = id_text(Kind::PhoneNumber, instance, resource)
            && let Some(number) = ctx.find::<PhoneNumberResource>(instance, id).await?
            && number.value.instance == instance
        {
            list.extend(voice(ctx, &number.value));
        }
    }
    Ok(json!({"FlowAssociationSummaryList": list}))
}
