//! ReleasePhoneNumber: with its keywords. The number leaves its registrations and goes back to the
//! inventory.

use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use crate::ops::keyword::of_identity;
use aws_wire::Value;
use messaging_resources::{Kept, NumberStatus, PhoneNumber, Registration, RegistrationStatus};
use store::{Batch, Filter};

pub(crate) async fn release_phone_number(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = ctx.named::<PhoneNumber>(input, "PhoneNumberId").await?;
    let id = it.value.id();
    ctx.unprotected(&it, it.value.deletion_protection_enabled)?;
    if let Some(pool) = &it.value.pool_id {
        let message = format!("The phone number is in the pool {pool}");
        return Err(conflict("PHONE_NUMBER_ASSOCIATED_TO_POOL", PhoneNumber::TYPE, id, message));
    }
    if let Some(imported) = ctx.shared.services.imported_number(&it.value.phone_number).await? {
        let message = format!(
            "The phone number was imported into the instance {}; release it there first",
            imported.instance
        );
        return Err(conflict("RESOURCE_DELETION_NOT_ALLOWED", PhoneNumber::TYPE, id, message));
    }
    let mut batch = Batch::new();
    for keyword in of_identity(ctx, &id).await? {
        batch.push(ctx.delete(&keyword));
    }
    leave_registrations(ctx, &id, &mut batch).await?;
    it.value.status = NumberStatus::Deleted;
    let answer = ctx.forget(&it, batch).await?;
    ctx.shared.unlearn(&it.value.phone_number);
    Ok(answer)
}

/// Takes a number out of its registrations; one that is left with none is closed.
///
/// # Errors
/// While a registration is reviewed.
async fn leave_registrations(ctx: &Ctx, id: &str, batch: &mut Batch) -> Result<()> {
    let of = Filter::facet("associated", id);
    for mut registration in ctx.all::<Registration>(of).await? {
        let it = &mut registration.value;
        let reviewed = [RegistrationStatus::Submitted, RegistrationStatus::Reviewing];
        if reviewed.contains(&it.registration_status) {
            let message = "The phone number belongs to a registration that is reviewed";
            let reason = "PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION";
            return Err(conflict(reason, PhoneNumber::TYPE, id, message));
        }
        it.associations.retain(|one| one.resource_id != id);
        let closes = crate::registration::form(&it.registration_type).is_some_and(|form| {
            let mut all = form.associations();
            all.any(|it| it["DisassociationBehavior"] == "DISASSOCIATE_ALL_CLOSES_REGISTRATION")
        });
        if it.associations.is_empty() && closes {
            it.registration_status = RegistrationStatus::Closed;
        }
        batch.push(ctx.put(&registration)?);
    }
    Ok(())
}
