//! The review of registrations.

use super::count;
use crate::CarillonApi;
use crate::faults::{fault, invalid};
use aws_wire::{Caller, Fault, OperationModel};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use carillon_model as api;
use services::registrations::{Asked, Decision, ReviewField, ReviewSummary};

type Asker<'a> = (&'static OperationModel, &'a Caller);

fn asked((operation, caller): Asker<'_>) -> Asked<'_> {
    Asked { caller, operation }
}

/// What waits for its review, longest first; or what has other statuses.
pub(crate) async fn list(
    it: &CarillonApi,
    asker: Asker<'_>,
    input: api::ListRegistrationReviewsRequest,
) -> Result<api::ListRegistrationReviewsResponse, Fault> {
    let statuses = input.statuses.unwrap_or_default();
    let statuses: Vec<_> = statuses.iter().map(|it| it.as_str().to_owned()).collect();
    let found = it.registrations.list(asked(asker), &statuses).await;
    let found = found.map_err(fault)?;
    Ok(api::ListRegistrationReviewsResponse {
        registrations: Some(found.into_iter().map(summary).collect()),
    })
}

/// A registration with what was filled in.
pub(crate) async fn describe(
    it: &CarillonApi,
    asker: Asker<'_>,
    input: api::DescribeRegistrationReviewRequest,
) -> Result<api::DescribeRegistrationReviewResponse, Fault> {
    let id = &input.registration_id;
    let found = it.registrations.describe(asked(asker), id).await;
    let found = found.map_err(fault)?;
    Ok(api::DescribeRegistrationReviewResponse {
        registration: Some(summary(found.summary)),
        version_status: Some(found.version_status),
        reasons: Some(found.reasons),
        fields: Some(found.fields.into_iter().map(field).collect()),
    })
}

/// The content of an attachment.
pub(crate) async fn attachment(
    it: &CarillonApi,
    asker: Asker<'_>,
    input: api::GetRegistrationAttachmentRequest,
) -> Result<api::GetRegistrationAttachmentResponse, Fault> {
    let id = &input.attachment_id;
    let content = it.registrations.attachment(asked(asker), id).await;
    let content = content.map_err(fault)?;
    Ok(api::GetRegistrationAttachmentResponse {
        content_type: Some(type_of(&content).to_owned()),
        content: Some(STANDARD.encode(content)),
    })
}

/// Decides on a version that was submitted.
pub(crate) async fn review(
    it: &CarillonApi,
    asker: Asker<'_>,
    input: api::ReviewRegistrationRequest,
) -> Result<api::ReviewRegistrationResponse, Fault> {
    let fields = input.fields.unwrap_or_default();
    let is_change = input.decision == api::ReviewDecision::RequireUpdates;
    if !fields.is_empty() && !is_change {
        return Err(invalid("Fields are for REQUIRE_UPDATES only"));
    }
    let reason = input.reason.filter(|it| !it.trim().is_empty());
    let needed = || invalid("Reason says why, to whoever filled in the form");
    let decision = match input.decision {
        api::ReviewDecision::Begin => Decision::Begin,
        api::ReviewDecision::Approve => Decision::Approve,
        api::ReviewDecision::RequireUpdates => Decision::RequireUpdates {
            reason: reason.ok_or_else(needed)?,
            fields: fields
                .into_iter()
                .map(|it| (it.field_path, it.reason))
                .collect(),
        },
        api::ReviewDecision::Reject => Decision::Reject {
            reason: reason.ok_or_else(needed)?,
        },
        _ => return Err(invalid("there is no such decision")),
    };
    let version = u64::try_from(input.version_number).unwrap_or_default();
    let id = &input.registration_id;
    let decided = it
        .registrations
        .decide(asked(asker), id, version, decision)
        .await;
    Ok(api::ReviewRegistrationResponse {
        registration: Some(summary(decided.map_err(fault)?)),
    })
}

/// What a file is, by how it begins: only what browsers show safely has a type of its own.
fn type_of(content: &[u8]) -> &'static str {
    match content {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'%', b'P', b'D', b'F', ..] => "application/pdf",
        _ => "application/octet-stream",
    }
}

fn summary(it: ReviewSummary) -> api::RegistrationReview {
    let resource = |(kind, id, number)| api::RegistrationResource {
        resource_type: Some(kind),
        resource_id: Some(id),
        phone_number: number,
    };
    api::RegistrationReview {
        registration_id: Some(it.id),
        name: it.name,
        registration_type: Some(it.kind),
        title: Some(it.title),
        status: Some(it.status),
        version_number: count(it.version),
        submitted: it.submitted,
        resources: Some(it.resources.into_iter().map(resource).collect()),
    }
}

fn field(it: ReviewField) -> api::RegistrationField {
    api::RegistrationField {
        section: Some(it.section),
        field_path: Some(it.path),
        title: Some(it.title),
        field_type: Some(it.kind.to_owned()),
        required: Some(it.required),
        values: Some(it.values),
        attachment_id: it.attachment,
        denied: it.denied,
    }
}
