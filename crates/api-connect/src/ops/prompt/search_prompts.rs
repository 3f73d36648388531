//! SearchPrompts.

use super::describe_prompt::prompt_out;
use crate::plain::found;
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use resources::{Prompt, facet};

const TERMS: Terms<'static> = Terms::of(&[
    ("name", Field::Name),
    ("description", Field::Facet(facet::DESCRIPTION)),
    ("promptId", Field::Exactly(facet::ID)),
]);

pub(crate) async fn search_prompts(ctx: &Ctx, input: Value) -> Result<Value> {
    found::<Prompt>(ctx, &input, &TERMS, |instance, it| {
        prompt_out(ctx, instance, it).to_wire()
    })
    .await
}
