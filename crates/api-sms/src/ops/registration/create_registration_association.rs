//! CreateRegistrationAssociation: a number or sender id of a country that the form is for, at the
//! time that the form wants.

use super::{form_of, named, release};
use crate::ctx::Ctx;
use crate::error::{Result, conflict, invalid, not_found};
use crate::keep::{Found, required};
use crate::originator::Originator;
use aws_wire::Value;
use messaging_resources::{
    Association, Kept, PhoneNumber, Registration, RegistrationStatus, VersionStatus,
};
use serde_json::json;
use store::{Batch, Filter};

pub(crate) async fn create_registration_association(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = named(ctx, input).await?;
    let id = required(input, "ResourceId")?;
    let found = ctx.originator_named(id, None).await?;
    let resource = found.ok_or_else(|| not_found(PhoneNumber::TYPE, id))?;
    check_kind(&it, &resource)?;
    let association = Association {
        resource_arn: resource.arn().to_owned(),
        resource_id: match &resource {
            Originator::Sender(sender) => sender.value.id(),
            other => other.id(),
        },
        resource_type: resource.kind().to_owned(),
        iso_country_code: resource.country().map(str::to_owned),
        phone_number: match &resource {
            Originator::Number(number) => Some(number.value.phone_number.clone()),
            _ => None,
        },
    };
    let of = Filter::facet("associated", &association.resource_id);
    if ctx.count::<Registration>(of).await? > 0 {
        let message = "It belongs to a registration already";
        let reason = "RESOURCE_ALREADY_ASSOCIATED";
        return Err(conflict(reason, resource.kind(), id, message));
    }
    let mut full = it.full();
    if let Value::Object(shown) = json!(association) {
        full.extend(shown);
    }
    it.value.associations.push(association);
    let mut batch = Batch::new().with(ctx.put(&it)?);
    if it.value.registration_status == RegistrationStatus::Complete {
        // What it is for is approved already: it can be used from now on.
        batch.append(release(ctx, &it).await?);
    } else if let Originator::Number(mut number) = resource {
        number.value.registration_id = Some(it.value.id());
        batch.push(ctx.put(&number)?);
    }
    ctx.commit(batch, ctx.answer(&full)).await
}

fn check_kind(it: &Found<Registration>, resource: &Originator) -> Result<()> {
    let supported = form_of(it)?.associations().find(|one| {
        let country = one["IsoCountryCode"].as_str();
        one["ResourceType"] == resource.kind()
            && (country.is_none() || country == resource.country())
    });
    let Some(supported) = supported else {
        let message = "The registration is not for such a resource";
        return Err(invalid("INVALID_REGISTRATION_ASSOCIATION", "ResourceId", message));
    };
    let draft = it.value.current().is_some_and(|it| {
        it.registration_version_status == VersionStatus::Draft
    });
    let complete = it.value.registration_status == RegistrationStatus::Complete;
    let refused = |reason, message: &str| {
        Err(conflict(reason, Registration::TYPE, it.value.id(), message))
    };
    match supported["AssociationBehavior"].as_str() {
        Some("ASSOCIATE_AFTER_COMPLETE") if !complete => {
            refused("REGISTRATION_NOT_COMPLETE", "The registration is not complete")
        }
        Some("ASSOCIATE_BEFORE_SUBMIT") if !draft => {
            let reason = "EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED";
            refused(reason, "The registration was submitted already")
        }
        Some("ASSOCIATE_ON_APPROVAL") => {
            let reason = "RESOURCE_MODIFICATION_NOT_ALLOWED";
            refused(reason, "What it is for is associated when it is approved")
        }
        _ => Ok(()),
    }
}
