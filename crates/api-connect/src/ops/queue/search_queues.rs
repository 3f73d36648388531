//! SearchQueues: standard queues by criteria and tags. Agents' own queues bear no name and no
//! tags, so a search for them finds none.

use super::convert::queue_out;
use crate::plain::found;
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use resources::{Queue, facet};
use store::Filter;

const TERMS: Terms<'static> = Terms {
    other: |member, value| {
        (member == "QueueTypeCondition").then(|| {
            Ok(match value.as_str() {
                Some("STANDARD") => Filter::default(),
                _ => Filter::Any(Vec::new()),
            })
        })
    },
    ..Terms::of(&[
        ("name", Field::Name),
        ("description", Field::Facet(facet::DESCRIPTION)),
        ("queueId", Field::Exactly(facet::ID)),
    ])
};

pub(crate) async fn search_queues(ctx: &Ctx, input: Value) -> Result<Value> {
    found::<Queue>(ctx, &input, &TERMS, |instance, it| {
        queue_out(ctx, instance, it).to_wire()
    })
    .await
}
