//! PutMessageFeedback: what the sender learnt of a message by other ways, such as that its code was
//! used.

use crate::ctx::Ctx;
use crate::error::{Result, not_found};
use crate::keep::required;
use aws_wire::Value;
use serde_json::json;
use std::time::Duration;
use store::{Batch, Entry, Expect, PutEntry};

const SPACE: &str = "sms-feedback";
/// For how long it is kept: as long as a message may still be asked about (inferred).
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

pub(crate) async fn put_message_feedback(ctx: &Ctx, input: &Value) -> Result<Value> {
    let id = required(input, "MessageId")?;
    let status = required(input, "MessageFeedbackStatus")?;
    let found = ctx.shared.messages.message(id.to_owned()).await?;
    found.ok_or_else(|| not_found("message", id))?;
    let now = ctx.now();
    let mut entry = Entry::new(SPACE, id, status);
    entry.expires = Some(now + KEPT);
    let put = PutEntry {
        entry,
        expect: Expect::Any,
        now,
    };
    ctx.store.commit(Batch::new().with(put)).await?;
    Ok(json!({"MessageId": id, "MessageFeedbackStatus": status}))
}
