//! The email addresses of a queue: AssociateQueueEmailAddresses, DisassociateQueueEmailAddresses,
//! ListQueueEmailAddresses and UpdateQueueOutboundEmailConfig.

use super::convert::ids;
use crate::plain::{crud, required, text, values};
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use resources::Queue;
use serde_json::json;
use store::PageKey;

/// Of one queue. Source: the model's list of `EmailAddressesConfig`.
const MOST: usize = 50;

async fn change(
    ctx: &Ctx,
    input: &Value,
    pointer: &str,
    change: impl FnOnce(&mut Queue, Vec<String>) -> Result<()> + Send,
) -> Result<Value> {
    let instance = crud::instance(ctx, input).await?;
    let id = id_text(Kind::Queue, instance, required(input, "QueueId")?)?;
    let named = values(input, pointer).into_iter().filter_map(Value::as_str);
    let named: Vec<String> = named.map(str::to_owned).collect();
    let named = ids(ctx, instance, Kind::EmailAddress, &named).await?;
    ctx.update::<Queue>(instance, id, |it| change(it, named)).await?;
    Ok(json!({}))
}

pub(crate) async fn associate_queue_email_addresses(ctx: &Ctx, input: Value) -> Result<Value> {
    change(ctx, &input, "/EmailAddressesConfig/*/EmailAddressId", |it, new| {
        for id in new {
            if !it.email_addresses.contains(&id) {
                it.email_addresses.push(id);
            }
        }
        match it.email_addresses.len() > MOST {
            true => Err(ServiceError::LimitExceeded {
                what: Kind::EmailAddress.word(),
                limit: MOST as u64,
            }),
            false => Ok(()),
        }
    })
    .await
}

pub(crate) async fn disassociate_queue_email_addresses(ctx: &Ctx, input: Value) -> Result<Value> {
    change(ctx, &input, "/EmailAddressesId/*", |it, gone| {
        it.email_addresses.retain(|id| !gone.contains(id));
        if it.outbound_email.as_ref().is_some_and(|id| gone.contains(id)) {
            it.outbound_email = None;
        }
        Ok(())
    })
    .await
}

pub(crate) async fn update_queue_outbound_email_config(ctx: &Ctx, input: Value) -> Result<Value> {
    let pointer = "/OutboundEmailConfig/OutboundEmailAddressId";
    change(ctx, &input, pointer, |it, named| {
        it.outbound_email = named.into_iter().next();
        Ok(())
    })
    .await
}

pub(crate) async fn list_queue_email_addresses(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = get::<Queue>(ctx, instance, required(&input, "QueueId")?).await?;
    let query = (instance, stored.value.id);
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let mut all = stored.value.email_addresses;
    all.sort_unstable();
    if let Some(after) = after {
        all.retain(|id| *id > after.id);
    }
    let more = all.len() > size;
    all.truncate(size);
    let next = all.last().filter(|_| more).map(|id| PageKey {
        sort: String::new(),
        id: id.clone(),
    });
    let outbound = stored.value.outbound_email;
    let row = |id: &String| {
        json!({
            "Id": id, "Arn": arn(ctx, instance, Kind::EmailAddress, id),
            "IsDefaultOutboundEmail": outbound.as_ref() == Some(id),
        })
    };
    let mut out = json!({
        "EmailAddressMetadataList": all.iter().map(row).collect::<Vec<_>>(),
        "LastModifiedTime": stored.modified.to_wire(), "LastModifiedRegion": region(ctx),
    });
    if let (Some(token), Some(out)) = (ctx.next_token(next.as_ref(), &query)?, out.as_object_mut())
    {
        out.insert("NextToken".into(), json!(token));
    }
    Ok(out)
}
