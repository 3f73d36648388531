//! AssociateQueueQuickConnects, DisassociateQueueQuickConnects and ListQueueQuickConnects.

use super::convert::ids;
use crate::ops::quick_connect::QUICK_CONNECT;
use crate::plain::{Object, crud, full, required, rows, text};
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use resources::Queue;
use serde_json::json;
use store::PageKey;

/// Of one queue. Source: connect-c-flows.md §10, connect-a-foundation.md §2.1.
const MOST: usize = 700;

async fn change(
    ctx: &Ctx,
    input: &Value,
    change: impl FnOnce(&mut Vec<String>, Vec<String>) + Send,
) -> Result<Value> {
    let instance = crud::instance(ctx, input).await?;
    let id = id_text(Kind::Queue, instance, required(input, "QueueId")?)?;
    let named = crud::texts(input.as_object().unwrap_or(&Object::new()), "QuickConnectIds");
    let named = ids(ctx, instance, Kind::QuickConnect, &named).await?;
    ctx.update::<Queue>(instance, id, |it| {
        change(&mut it.quick_connects, named);
        match it.quick_connects.len() > MOST {
            true => Err(ServiceError::LimitExceeded {
                what: Kind::QuickConnect.word(),
                limit: MOST as u64,
            }),
            false => Ok(()),
        }
    })
    .await?;
    Ok(json!({}))
}

pub(crate) async fn associate_queue_quick_connects(ctx: &Ctx, input: Value) -> Result<Value> {
    change(ctx, &input, |kept, new| {
        for id in new {
            if !kept.contains(&id) {
                kept.push(id);
            }
        }
    })
    .await
}

pub(crate) async fn disassociate_queue_quick_connects(ctx: &Ctx, input: Value) -> Result<Value> {
    change(ctx, &input, |kept, gone| kept.retain(|id| !gone.contains(id))).await
}

pub(crate) async fn list_queue_quick_connects(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = get::<Queue>(ctx, instance, required(&input, "QueueId")?).await?;
    let query = (instance, stored.value.id);
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let mut all = stored.value.quick_connects;
    all.sort_unstable();
    if let Some(after) = after {
        all.retain(|id| *id > after.id);
    }
    let more = all.len() > size;
    all.truncate(size);
    let mut found = Vec::new();
    for id in &all {
        // One that was deleted meanwhile is passed over.
        if let Ok(it) = QUICK_CONNECT.get(ctx, instance, id).await {
            found.push(full(ctx, instance, &QUICK_CONNECT, &it));
        }
    }
    let next = all.last().filter(|_| more).map(|id| PageKey {
        sort: String::new(),
        id: id.clone(),
    });
    let mut out = rows(ctx, &found, ctx.next_token(next.as_ref(), &query)?, None);
    if let Some(out) = out.as_object_mut() {
        out.insert("LastModifiedTime".into(), stored.modified.to_wire());
        out.insert("LastModifiedRegion".into(), json!(region(ctx)));
    }
    Ok(out)
}
