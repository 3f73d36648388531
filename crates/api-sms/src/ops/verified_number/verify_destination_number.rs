//! VerifyDestinationNumber. A wrong code counts; after five the code is good for nothing.

use super::{digest, named};
use crate::ctx::Ctx;
use crate::error::{Result, SmsError, conflict, invalid};
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
    let wrong = || invalid("VERIFICATION_CODE_MISMATCH", "VerificationCode", "The code is wrong");
    let Some(sent) = &mut it.value.verification else {
        return Err(wrong());
    };
    if ctx.now() >= sent.expires {
        return refused("VERIFICATION_CODE_EXPIRED", "The code is too old");
    }
    if sent.attempts >= ATTEMPTS {
        return Err(SmsError::Quota {
            reason: "VERIFICATION_ATTEMPTS_PER_DAY",
            message: "Too many wrong codes: have a new one sent".to_owned(),
        });
    }
    let given = digest(ctx, &id, required(input, "VerificationCode")?);
    if given != sent.code_digest {
        sent.attempts += 1;
        let batch = Batch::new().with(ctx.put(&it)?);
        ctx.store.commit(batch).await?;
        return Err(wrong());
    }
    it.value.status = VerificationStatus::Verified;
    it.value.verification = None;
    ctx.keep(&it).await
}
