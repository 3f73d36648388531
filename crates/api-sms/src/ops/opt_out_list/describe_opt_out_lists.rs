//! DescribeOptOutLists.

use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::OptOutList;

pub(crate) async fn describe_opt_out_lists(ctx: &Ctx, input: &Value) -> Result<Value> {
    ctx.describe::<OptOutList>(input, "OptOutListNames").await
}
