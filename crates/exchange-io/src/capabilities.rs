//! What flows ask of the product's other capabilities.

use crate::center::World;
use flow::{Answer, BotAnswer, BotTurn, Refusal, Request};
use ids::{ContactId, InstanceId};
use services::bots::in_flows;
use std::sync::Weak;
use std::time::Duration;

/// Asks a capability for a flow.
pub(crate) async fn ask(
    world: &World,
    instance: InstanceId,
    contact: ContactId,
    request: Request,
    limit: Duration,
) -> Result<Answer, Refusal> {
    let Some(port) = world.flows.get().and_then(Weak::upgrade) else {
        return Err(Refusal::new("the product is starting or closing"));
    };
    tokio::time::timeout(limit, port.ask(instance, contact, request))
        .await
        .unwrap_or_else(|_| Err(Refusal::new("there was no answer in time")))
}

/// Asks a bot for a flow.
pub(crate) async fn ask_bot(
    world: &World,
    contact: ContactId,
    turn: BotTurn,
    limit: Duration,
) -> Result<BotAnswer, Refusal> {
    in_flows::ask(&*world.bots, contact.to_string(), turn, limit).await
}
