//! DescribeRegistrations.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::Registration;

pub(crate) async fn describe_registrations(ctx: &Ctx, input: &Value) -> Result<Value> {
    ctx.describe::<Registration>(input, "RegistrationIds").await
}
