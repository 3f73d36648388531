//! DeleteSession and DeleteAllEntitySessions: people are signed out at once, wherever they are.

use crate::plain::{crud, required};
use crate::prelude::*;
use aws_wire::Value;
use resources::User;
use serde_json::json;

pub(crate) async fn delete_session(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let named = required(&input, "SessionId")?;
    let missing = || ServiceError::NotFound {
        what: "session",
        id: named.to_owned(),
    };
    let id = named.parse().map_err(|_| missing())?;
    let ended = ctx.end_session_named(instance, id, ctx.now()).await?;
    ended.ok_or_else(missing)?;
    Ok(json!({}))
}

pub(crate) async fn delete_all_entity_sessions(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let named = required(&input, "EntityId")?;
    let user = ctx.get::<User>(instance, id_text(Kind::User, instance, named)?);
    let user = user.await?.value;
    ctx.end_sessions_of(instance, user.id, None, ctx.now())
        .await?;
    Ok(json!({}))
}
