//! DescribeSecurityProfile.

use super::convert::full;
use crate::plain::{answer, crud, required};
use crate::prelude::*;
use aws_wire::Value;
use resources::SecurityProfile;

pub(crate) async fn describe_security_profile(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let named = required(&input, "SecurityProfileId")?;
    let stored = get::<SecurityProfile>(ctx, instance, named).await?;
    Ok(answer(ctx, &full(ctx, instance, stored)))
}
