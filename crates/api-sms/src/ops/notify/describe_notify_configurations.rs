//! DescribeNotifyConfigurations.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::NotifyConfiguration;

pub(crate) async fn describe_notify_configurations(ctx: &Ctx, input: &Value) -> Result<Value> {
    ctx.describe::<NotifyConfiguration>(input, "NotifyConfigurationIds")
        .await
}
