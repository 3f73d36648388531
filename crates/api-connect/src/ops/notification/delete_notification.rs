//! DeleteNotification: with what its recipients did with it.

use super::NOTIFICATION;
use crate::plain::{self, crud};
use crate::prelude::*;
use aws_wire::Value;
use resources::{Resource, facet};
use serde_json::json;
use store::Filter;

pub(crate) async fn delete_notification(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let it = crud::find(ctx, &NOTIFICATION, instance, &input).await?.value;
    let of_it = Filter::facet(facet::WHOLE, &it.id);
    let mut gone: Vec<Resource> = vec![it.into()];
    let statuses = plain::all(ctx, instance, Kind::UserNotification, of_it).await?;
    gone.extend(statuses.into_iter().map(|it| Resource::from(it.value)));
    ctx.delete_all(instance, &gone).await?;
    Ok(json!({}))
}
