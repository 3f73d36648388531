//! DeleteRegistration. One that is reviewed, or that still has what must be released first, stays.

use super::{form_of, named};
use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use aws_wire::Value;
use messaging_resources::{Kept, Registration, RegistrationStatus};
use store::Batch;

pub(crate) async fn delete_registration(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = named(ctx, input).await?;
    let reviewed = [RegistrationStatus::Submitted, RegistrationStatus::Reviewing];
    let refused = |message: &str| {
        let (reason, kind) = ("RESOURCE_DELETION_NOT_ALLOWED", Registration::TYPE);
        Err(conflict(reason, kind, it.value.id(), message))
    };
    if reviewed.contains(&it.value.registration_status) {
        return refused("The registration is reviewed");
    }
    let disassociates = form_of(&it)?
        .associations()
        .all(|it| it["DisassociationBehavior"] == "DELETE_REGISTRATION_DISASSOCIATES");
    if !disassociates && !it.value.associations.is_empty() {
        return refused("What belongs to the registration must be released first");
    }
    it.value.registration_status = RegistrationStatus::Deleted;
    ctx.forget(&it, Batch::new()).await
}
