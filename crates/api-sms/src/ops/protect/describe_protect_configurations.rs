//! DescribeProtectConfigurations.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::ProtectConfiguration;

pub(crate) async fn describe_protect_configurations(ctx: &Ctx, input: &Value) -> Result<Value> {
    ctx.describe::<ProtectConfiguration>(input, "ProtectConfigurationIds")
        .await
}
