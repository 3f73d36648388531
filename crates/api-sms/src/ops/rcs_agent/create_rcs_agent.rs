//! CreateRcsAgent.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::{flag, tags_in};
use aws_wire::Value;
use messaging_resources::{
    DEFAULT_LIST, InboundSettings, RcsAgent, RcsAgentStatus, default_keywords,
};
use services::limits::SMS_RCS_AGENTS;
use store::Batch;

pub(crate) async fn create_rcs_agent(ctx: &Ctx, input: &Value) -> Result<Value> {
    let id = ctx.fresh("rcs");
    ctx.may_create::<RcsAgent>(&id, SMS_RCS_AGENTS, "RCS_AGENTS_PER_ACCOUNT")
        .await?;
    let list = ctx.opt_out_list(input).await?;
    let it = RcsAgent {
        rcs_agent_id: id.clone(),
        status: RcsAgentStatus::Created,
        settings: InboundSettings::new(list.unwrap_or_else(|| DEFAULT_LIST.to_owned())),
        deletion_protection_enabled: flag(input, "DeletionProtectionEnabled").unwrap_or(false),
        pool_id: None,
        media_bucket: None,
        media_prefix: None,
        media_role: None,
        events: Vec::new(),
    };
    let it = ctx.made(it, tags_in(input)?);
    let mut batch = Batch::new().with(ctx.put(&it)?);
    for keyword in default_keywords(&id) {
        batch.push(ctx.put(&ctx.made(keyword, Default::default()))?);
    }
    ctx.commit(batch, ctx.answer(&it.full())).await
}
