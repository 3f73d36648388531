//! SearchHoursOfOperations.

use super::describe_hours_of_operation::hours_out;
use crate::plain::found;
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use resources::{Hours, facet};

const TERMS: Terms<'static> = Terms::of(&[
    ("name", Field::Name),
    ("description", Field::Facet(facet::DESCRIPTION)),
    ("timezone", Field::Facet("time-zone")),
    ("hoursOfOperationId", Field::Exactly(facet::ID)),
]);

pub(crate) async fn search_hours_of_operations(ctx: &Ctx, input: Value) -> Result<Value> {
    found::<Hours>(ctx, &input, &TERMS, |instance, it| {
        hours_out(ctx, instance, it).to_wire()
    })
    .await
}
