//! ListAvailablePhoneNumbers: numbers of the inventory that nobody has.

use super::Wanted;
use crate::ctx::Ctx;
use crate::describe::not_resumed;
use crate::error::{Result, conflict};
use crate::keep::text;
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::{Kept, Registration, RegistrationStatus};
use serde_json::json;
use store::PageKey;

pub(crate) async fn list_available_phone_numbers(ctx: &Ctx, input: &Value) -> Result<Value> {
    let wanted = Wanted::read(input)?;
    if text(input, "RegistrationId").is_some() {
        let it = ctx.named::<Registration>(input, "RegistrationId").await?;
        if it.value.registration_status != RegistrationStatus::Complete {
            let message = "The registration is not complete";
            let (reason, id) = ("REGISTRATION_NOT_COMPLETE", it.value.id());
            return Err(conflict(reason, Registration::TYPE, id, message));
        }
    }
    let members = ["IsoCountryCode", "NumberType", "NumberCapabilities", "NumberPreference"];
    let asked = members.map(|member| input.get(member));
    let after = ctx
        .resume(text(input, "NextToken"), &asked)
        .map_err(not_resumed)?;
    let skip: usize = after.and_then(|it| it.id.parse().ok()).unwrap_or(0);
    let most = input.get("MaxResults").and_then(Value::as_u64).unwrap_or(10);
    let most = usize::try_from(most).unwrap_or(10);
    let mut numbers = wanted.free(ctx, input, skip, most + 1).await?;
    let more = numbers.len() > most;
    numbers.truncate(most);
    let next = more.then(|| PageKey {
        sort: String::new(),
        id: (skip + most).to_string(),
    });
    let next = ctx.next_token(next.as_ref(), &asked)?;
    let mut full = Object::new();
    full.insert("AvailablePhoneNumbers".into(), json!(numbers));
    full.insert("NextToken".into(), json!(next));
    Ok(ctx.answer(&full))
}
