//! CreateOptOutList.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::{required, tags_in};
use aws_wire::Value;
use messaging_resources::OptOutList;
use services::limits::SMS_OPT_OUT_LISTS;

pub(crate) async fn create_opt_out_list(ctx: &Ctx, input: &Value) -> Result<Value> {
    let name = required(input, "OptOutListName")?;
    ctx.may_create::<OptOutList>(name, SMS_OPT_OUT_LISTS, "OPT_OUT_LISTS_PER_ACCOUNT")
        .await?;
    let list = OptOutList {
        opt_out_list_name: name.to_owned(),
    };
    ctx.keep(&ctx.made(list, tags_in(input)?)).await
}
