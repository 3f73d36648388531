//! PutOptedOutNumber. A number that is on the list already stays as it is.

use super::{read, shown_in};
use crate::countries::number;
use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging_resources::{Kept, OPTED_OUT, OptOutList, OptedOut, opted_out_key};
use services::{MessagingChange, ServiceError};
use store::{Batch, Entry, Expect, PutEntry};

pub(crate) async fn put_opted_out_number(ctx: &Ctx, input: &Value) -> Result<Value> {
    let list = ctx.named::<OptOutList>(input, "OptOutListName").await?;
    let number = number(input, "OptedOutNumber")?.to_string();
    let key = opted_out_key(&list.value.id(), &number);
    if let Some(there) = ctx.store.entry(OPTED_OUT, &key).await? {
        return Ok(ctx.answer(&shown_in(&list, &number, read(&there)?)));
    }
    let it = OptedOut {
        at: ctx.now().0,
        end_user: false,
    };
    let value = serde_json::to_vec(&it).map_err(ServiceError::internal)?;
    let put = PutEntry {
        entry: Entry::new(OPTED_OUT, key, value),
        expect: Expect::Any,
        now: ctx.now(),
    };
    ctx.store.commit(Batch::new().with(put)).await?;
    let answer = ctx.answer(&shown_in(&list, &number, it));
    let change = MessagingChange::OptedOut {
        list: list.value.id(),
        number,
        opted_out: true,
    };
    ctx.shared.messages.changed(change).await;
    Ok(answer)
}
