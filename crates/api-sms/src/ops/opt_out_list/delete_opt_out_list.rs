//! DeleteOptOutList: with all numbers on it. The default list, and one that numbers or pools have,
//! cannot be deleted.

use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use aws_wire::Value;
use messaging_resources::{
    DEFAULT_LIST, Kept, OPTED_OUT, OptOutList, PhoneNumber, Pool, RcsAgent, opted_out_key,
};
use services::MessagingChange;
use store::{Batch, DeleteEntry, Expect, Filter};

/// How many numbers are forgotten in one write.
const BATCH: usize = 1_000;

pub(crate) async fn delete_opt_out_list(ctx: &Ctx, input: &Value) -> Result<Value> {
    let list = ctx.named::<OptOutList>(input, "OptOutListName").await?;
    let name = list.value.id();
    if name == DEFAULT_LIST {
        let message = "The default opt-out list cannot be deleted";
        let reason = "RESOURCE_DELETION_NOT_ALLOWED";
        return Err(conflict(reason, OptOutList::TYPE, name, message));
    }
    let of = || Filter::facet("opt-out-list-name", &name);
    let used = ctx.count::<PhoneNumber>(of()).await?
        + ctx.count::<Pool>(of()).await?
        + ctx.count::<RcsAgent>(of()).await?;
    if used > 0 {
        let message = format!("{used} originators have the opt-out list {name}");
        let reason = "RESOURCE_DELETION_NOT_ALLOWED";
        return Err(conflict(reason, OptOutList::TYPE, name, message));
    }
    // The list first: without it nobody finds its numbers.
    let answer = ctx.forget(&list, Batch::new()).await?;
    forget_numbers(ctx, &name).await?;
    let change = MessagingChange::OptOutListDeleted { list: name };
    ctx.shared.messages.changed(change).await;
    Ok(answer)
}

async fn forget_numbers(ctx: &Ctx, list: &str) -> Result<()> {
    let prefix = opted_out_key(list, "");
    loop {
        let entries = ctx.store.entries(OPTED_OUT, &prefix, None, BATCH).await?;
        if entries.is_empty() {
            return Ok(());
        }
        let batch: Batch = entries
            .into_iter()
            .map(|it| DeleteEntry {
                space: OPTED_OUT.to_owned(),
                key: it.key,
                expect: Expect::Any,
            })
            .collect();
        ctx.store.commit(batch).await?;
    }
}
