//! DescribeRcsAgents.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::RcsAgent;

pub(crate) async fn describe_rcs_agents(ctx: &Ctx, input: &Value) -> Result<Value> {
    ctx.describe::<RcsAgent>(input, "RcsAgentIds").await
}
