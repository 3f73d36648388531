//! SearchAgentStatuses.

use super::describe_agent_status::status_out;
use crate::plain::found;
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use resources::{AgentStatus, facet};

const TERMS: Terms<'static> = Terms::of(&[
    ("name", Field::Name),
    ("description", Field::Facet(facet::DESCRIPTION)),
    ("type", Field::Exactly(facet::TYPE)),
    ("state", Field::Exactly(facet::STATE)),
    ("agentStatusId", Field::Exactly(facet::ID)),
]);

pub(crate) async fn search_agent_statuses(ctx: &Ctx, input: Value) -> Result<Value> {
    found::<AgentStatus>(ctx, &input, &TERMS, |instance, it| {
        status_out(ctx, instance, it).to_wire()
    })
    .await
}
