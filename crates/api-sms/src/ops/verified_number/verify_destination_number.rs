//! VerifyDestinationNumber. A wrong code counts; after five the code is good for nothing, which is
//! answered as a code that is too old, since the operation models no quota.

use super::{digest, named};
use crate::ctx::Ctx;
use crate::error::{Result, conflict, invalid};
use crate::keep::required;
use aws_wire::Value;
use messaging_resources::{Kept, VerificationStatus, VerifiedDestinationNumber};
use store::Batch;

/// Wrong codes that are looked at (inferred).
const ATTEMPTS: u32 = 5;

pub(crate) async fn verify_destination_number(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = named(ctx, input).await?;
    let id = it.value.id();
    let refused = |reason, message: &str| {
        let kind = VerifiedDestinationNumber::TYPE;
        Err(conflict(reason, kind, &id, message))
    };
    if it.value.status == VerificationStatus::Verified {
        let message = "The number is verified already";
        return refused("VERIFICATION_ALREADY_COMPLETE", message);
    }
    let now = ctx.now();
    let given = digest(ctx, &id, required(input, "VerificationCode")?);
    let wrong = || invalid("VERIFICATION_CODE_MISMATCH", "VerificationCode", "The code is wrong");
    if it.value.codes().next().is_none() {
        return Err(wrong());
    }
    let mut good: Vec<_> = it.value.codes().filter(|it| now < it.expires).collect();
    if good.is_empty() {
        return refused("VERIFICATION_CODE_EXPIRED", "The code is too old");
    }
    good.retain(|it| it.attempts < ATTEMPTS);
    if good.is_empty() {
        let message = "Too many wrong codes were given for it: have a new one sent";
        return refused("VERIFICATION_CODE_EXPIRED", message);
    }
    if good.iter().all(|it| it.code_digest != given) {
        good.iter_mut().for_each(|it| it.attempts += 1);
        let batch = Batch::new().with(ctx.put(&it)?);
        ctx.store.commit(batch).await?;
        return Err(wrong());
    }
    it.value.status = VerificationStatus::Verified;
    it.value.verification = None;
    it.value.offered = None;
    ctx.keep(&it).await
}
