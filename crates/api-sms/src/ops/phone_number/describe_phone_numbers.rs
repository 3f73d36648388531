//! DescribePhoneNumbers.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::PhoneNumber;

pub(crate) async fn describe_phone_numbers(ctx: &Ctx, input: &Value) -> Result<Value> {
    ctx.describe::<PhoneNumber>(input, "PhoneNumberIds").await
}
