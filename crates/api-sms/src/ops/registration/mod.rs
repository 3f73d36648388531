//! Registrations. Spec: sms.md §12.

mod create_registration;
mod create_registration_association;
mod create_registration_attachment;
mod create_registration_version;
mod delete_registration;
mod delete_registration_attachment;
mod delete_registration_field_value;
mod describe_registration_attachments;
mod describe_registration_field_definitions;
mod describe_registration_field_values;
mod describe_registration_section_definitions;
mod describe_registration_type_definitions;
mod describe_registration_versions;
mod describe_registrations;
mod discard_registration_version;
mod list_registration_associations;
mod put_registration_field_value;
mod submit_registration_version;

use crate::ctx::Ctx;
use crate::error::{Result, SmsError, conflict, invalid};
use crate::keep::{Found, required, text};
use crate::registration::{Form, form};
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::{
    Kept, NumberStatus, PhoneNumber, Registration, RegistrationError, SenderId,
};
use serde_json::json;
use services::ServiceError;
use store::Batch;

operations! {
    CreateRegistration => create_registration::create_registration,
    CreateRegistrationAssociation => create_registration_association::create_registration_association,
    CreateRegistrationAttachment => create_registration_attachment::create_registration_attachment,
    CreateRegistrationVersion => create_registration_version::create_registration_version,
    DeleteRegistration => delete_registration::delete_registration,
    DeleteRegistrationAttachment => delete_registration_attachment::delete_registration_attachment,
    DeleteRegistrationFieldValue => delete_registration_field_value::delete_registration_field_value,
    DescribeRegistrationAttachments => describe_registration_attachments::describe_registration_attachments,
    DescribeRegistrationFieldDefinitions => describe_registration_field_definitions::describe_registration_field_definitions,
    DescribeRegistrationFieldValues => describe_registration_field_values::describe_registration_field_values,
    DescribeRegistrationSectionDefinitions => describe_registration_section_definitions::describe_registration_section_definitions,
    DescribeRegistrationTypeDefinitions => describe_registration_type_definitions::describe_registration_type_definitions,
    DescribeRegistrationVersions => describe_registration_versions::describe_registration_versions,
    DescribeRegistrations => describe_registrations::describe_registrations,
    DiscardRegistrationVersion => discard_registration_version::discard_registration_version,
    ListRegistrationAssociations => list_registration_associations::list_registration_associations,
    PutRegistrationFieldValue => put_registration_field_value::put_registration_field_value,
    SubmitRegistrationVersion => submit_registration_version::submit_registration_version,
}

/// The registration that a request is about.
async fn named(ctx: &Ctx, input: &Value) -> Result<Found<Registration>> {
    ctx.named(input, "RegistrationId").await
}

/// The form of the type that a request names.
fn form_named(input: &Value) -> Result<Form> {
    let name = required(input, "RegistrationType")?;
    let message = || format!("There is no registration type {name}");
    form(name).ok_or_else(|| invalid("UNKNOWN_REGISTRATION_TYPE", "RegistrationType", message()))
}

/// The form of a registration.
fn form_of(it: &Found<Registration>) -> Result<Form> {
    let name = &it.value.registration_type;
    let gone = || ServiceError::Internal(format!("there is no form {name} any more"));
    Ok(form(name).ok_or_else(gone)?)
}

/// That the section that a request asks for is one of the form's.
fn check_section(form: Form, path: Option<&str>) -> Result<()> {
    let Some(path) = path else {
        return Ok(());
    };
    let known = form.sections().any(|it| it["SectionPath"] == path);
    let message = || format!("There is no section {path}");
    match known {
        true => Ok(()),
        false => Err(invalid("UNKNOWN_REGISTRATION_SECTION", "SectionPath", message())),
    }
}

/// Why a registration's state does not allow something.
pub(crate) fn refused(it: &Found<Registration>, error: RegistrationError) -> SmsError {
    let status = messaging_resources::word(&it.value.registration_status);
    let message = format!("The registration is {status}");
    conflict(error.reason(), Registration::TYPE, it.value.id(), message)
}

/// A registration with its current version, as operations on versions show it.
fn with_version(it: &Found<Registration>) -> Object {
    let mut out = it.full();
    if let Some(version) = it.value.current()
        && let Ok(Value::Object(version)) = serde_json::to_value(version)
    {
        out.extend(version);
    }
    out
}

/// A registration with the field of a request, as operations on values show it.
fn with_value(
    it: &Found<Registration>,
    input: &Value,
    value: &messaging_resources::FieldValue,
) -> Object {
    let mut out = it.full();
    out.insert("VersionNumber".into(), json!(it.value.current_version_number));
    out.insert("FieldPath".into(), json!(text(input, "FieldPath")));
    if let Ok(Value::Object(value)) = serde_json::to_value(value) {
        out.extend(value);
    }
    out
}

/// The writes that let what belongs to a registration be used.
pub(crate) async fn release(ctx: &Ctx, of: &Found<Registration>) -> Result<Batch> {
    let mut batch = Batch::new();
    for association in &of.value.associations {
        let id = &association.resource_id;
        if association.resource_type == PhoneNumber::TYPE
            && let Some(mut number) = ctx.find::<PhoneNumber>(id).await?
        {
            number.value.status = NumberStatus::Active;
            number.value.registration_id = Some(of.value.id());
            batch.push(ctx.put(&number)?);
        }
        if association.resource_type == SenderId::TYPE
            && let Some(mut sender) = ctx.find::<SenderId>(id).await?
        {
            sender.value.registered = true;
            sender.value.registration_id = Some(of.value.id());
            batch.push(ctx.put(&sender)?);
        }
    }
    Ok(batch)
}
