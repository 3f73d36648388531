//! CreatePool: it has the settings and keywords of its first originator.

use super::check_free;
use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use crate::keep::{flag, given, tags_in};
use crate::ops::keyword::of_identity;
use aws_wire::Value;
use messaging_resources::{
    DEFAULT_LIST, InboundSettings, MessageType, Pool, PoolStatus, default_keywords,
};
use services::limits::SMS_POOLS;
use store::Batch;

pub(crate) async fn create_pool(ctx: &Ctx, input: &Value) -> Result<Value> {
    let first = ctx.originator(input).await?;
    check_free(&first)?;
    let message_type = given(input, "MessageType")?.unwrap_or(MessageType::Transactional);
    if !first.message_types().contains(&message_type) {
        let message = "The originator's message type is another one";
        return Err(conflict("MESSAGE_TYPE_MISMATCH", first.kind(), first.id(), message));
    }
    let pool_id = ctx.fresh("pool");
    ctx.may_create::<Pool>(&pool_id, SMS_POOLS, "POOLS_PER_ACCOUNT")
        .await?;
    let settings = first.settings().cloned();
    let pool = Pool {
        pool_id: pool_id.clone(),
        status: PoolStatus::Active,
        message_type,
        settings: settings.unwrap_or_else(|| InboundSettings::new(DEFAULT_LIST)),
        shared_routes_enabled: false,
        deletion_protection_enabled: flag(input, "DeletionProtectionEnabled").unwrap_or(false),
    };
    let pool = ctx.made(pool, tags_in(input)?);
    let mut batch = Batch::new().with(ctx.put(&pool)?);
    batch.push(ctx.moved(&first, Some(&pool_id))?);
    let own = of_identity(ctx, &first.id()).await?;
    let mut keywords: Vec<_> = own.into_iter().map(|it| it.value).collect();
    if keywords.is_empty() {
        keywords.extend(default_keywords(&pool_id));
    }
    for mut keyword in keywords {
        keyword.origination_identity.clone_from(&pool_id);
        batch.push(ctx.put(&ctx.made(keyword, Default::default()))?);
    }
    ctx.commit(batch, ctx.answer(&pool.full())).await
}
