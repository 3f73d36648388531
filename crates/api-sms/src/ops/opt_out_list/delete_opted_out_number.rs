//! DeleteOptedOutNumber: the number may be written to again.

use super::{read, shown_in};
use crate::countries::number;
use crate::ctx::Ctx;
use crate::error::{Result, not_found};
use aws_wire::Value;
use messaging_resources::{Kept, OPTED_OUT, OptOutList, opted_out_key};
use services::MessagingChange;
use store::{Batch, DeleteEntry, Expect};

pub(crate) async fn delete_opted_out_number(ctx: &Ctx, input: &Value) -> Result<Value> {
    let list = ctx.named::<OptOutList>(input, "OptOutListName").await?;
    let number = number(input, "OptedOutNumber")?.to_string();
    let key = opted_out_key(&list.value.id(), &number);
    let there = ctx.store.entry(OPTED_OUT, &key).await?;
    let there = there.ok_or_else(|| not_found("opted-out-number", &number))?;
    let answer = ctx.answer(&shown_in(&list, &number, read(&there)?));
    let delete = DeleteEntry {
        space: OPTED_OUT.to_owned(),
        key,
        expect: Expect::Any,
    };
    ctx.store.commit(Batch::new().with(delete)).await?;
    let change = MessagingChange::OptedOut {
        list: list.value.id(),
        number,
        opted_out: false,
    };
    ctx.shared.messages.changed(change).await;
    Ok(answer)
}
