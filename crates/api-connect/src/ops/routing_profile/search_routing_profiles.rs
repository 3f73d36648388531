//! SearchRoutingProfiles.

use super::describe_routing_profile::{profile_out, users_of};
use crate::plain::{found, required};
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use resources::{RoutingProfile, facet};
use serde_json::json;

const TERMS: Terms<'static> = Terms::of(&[
    ("name", Field::Name),
    ("description", Field::Facet(facet::DESCRIPTION)),
    ("associatedQueueIds", Field::Exactly("queue")),
    ("routingProfileId", Field::Exactly(facet::ID)),
]);

pub(crate) async fn search_routing_profiles(ctx: &Ctx, input: Value) -> Result<Value> {
    let mut answer = found::<RoutingProfile>(ctx, &input, &TERMS, |instance, it| {
        profile_out(ctx, instance, it, 0).to_wire()
    })
    .await?;
    let instance = crate::plain::crud::instance(ctx, &input).await?;
    let rows = answer.get_mut("RoutingProfiles").and_then(Value::as_array_mut);
    for row in rows.into_iter().flatten() {
        let users = users_of(ctx, instance, required(row, "RoutingProfileId")?).await?;
        if let Some(row) = row.as_object_mut() {
            row.insert("NumberOfAssociatedUsers".into(), json!(users));
        }
    }
    Ok(answer)
}
