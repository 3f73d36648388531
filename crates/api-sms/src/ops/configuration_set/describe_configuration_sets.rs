//! DescribeConfigurationSets.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::ConfigurationSet;

pub(crate) async fn describe_configuration_sets(ctx: &Ctx, input: &Value) -> Result<Value> {
    ctx.describe::<ConfigurationSet>(input, "ConfigurationSetNames")
        .await
}
