//! DescribeUser.

use super::convert::user_out;
use crate::plain::{crud, required};
use crate::prelude::*;
use aws_wire::Value;
use resources::User;
use serde_json::json;

pub(crate) async fn describe_user(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = get::<User>(ctx, instance, required(&input, "UserId")?).await?;
    Ok(json!({"User": user_out(ctx, instance, stored)}))
}
