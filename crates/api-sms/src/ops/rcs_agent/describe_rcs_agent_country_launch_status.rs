//! DescribeRcsAgentCountryLaunchStatus: an agent is launched in no country.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::RcsAgent;

pub(crate) async fn describe_rcs_agent_country_launch_status(
    ctx: &Ctx,
    input: &Value,
) -> Result<Value> {
    let it = ctx.named::<RcsAgent>(input, "RcsAgentId").await?;
    ctx.describe_rows(input, &it.full(), Vec::new(), |_, _| Vec::new())
}
