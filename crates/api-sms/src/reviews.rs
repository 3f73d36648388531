//! The review of registrations by whoever runs the product: the other side of
//! `SubmitRegistrationVersion` where registrations wait. Spec: sms.md §12.
//!
//! An approved registration lets its numbers and sender ids be used. One that is refused shows why,
//! as a whole and by field, and goes on with a new version; one that is rejected is closed and can
//! only be deleted.

use crate::SmsApi;
use crate::ctx::Ctx;
use crate::error::{Result, SmsError};
use crate::keep::Found;
use crate::ops::registration::{refused, release};
use crate::registration::form;
use aws_wire::Value;
use futures_util::future::BoxFuture;
use ids::Timestamp;
use messaging_resources::{DeniedReason, Kept, Registration, RegistrationAttachment, word};
use services::ServiceError;
use services::registrations::{
    Asked, Decision, Registrations, ReviewDetails, ReviewField, ReviewSummary,
};
use store::{Batch, Filter};

/// The statuses of what is listed where nobody asked for others.
const OPEN: [&str; 2] = ["SUBMITTED", "REVIEWING"];

impl SmsApi {
    fn review(&self, asked: Asked<'_>) -> Ctx {
        let Asked { caller, operation } = asked;
        let model = &sms_model::v2::SERVICE;
        Ctx::new(&self.shared, caller, model, operation, None)
    }
}

impl Registrations for SmsApi {
    fn list<'a>(
        &'a self,
        asked: Asked<'a>,
        statuses: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<ReviewSummary>, ServiceError>> {
        Box::pin(async move {
            let ctx = self.review(asked);
            let filter = match statuses.is_empty() {
                true => Filter::facet_in("registration-status", OPEN),
                false => Filter::facet_in("registration-status", statuses.iter().cloned()),
            };
            let all = ctx.all::<Registration>(filter).await.map_err(plain)?;
            let mut all: Vec<_> = all.iter().map(summary).collect();
            all.sort_by(|one, other| (one.submitted, &one.id).cmp(&(other.submitted, &other.id)));
            Ok(all)
        })
    }

    fn describe<'a>(
        &'a self,
        asked: Asked<'a>,
        id: &'a str,
    ) -> BoxFuture<'a, Result<ReviewDetails, ServiceError>> {
        Box::pin(async move {
            let ctx = self.review(asked);
            let found = ctx.get::<Registration>(id).await.map_err(plain)?;
            Ok(details(&found))
        })
    }

    fn attachment<'a>(
        &'a self,
        asked: Asked<'a>,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<u8>, ServiceError>> {
        Box::pin(async move {
            let ctx = self.review(asked);
            let found = ctx.get::<RegistrationAttachment>(id).await;
            let blob = found.map_err(plain)?.value.blob;
            let content = ctx.object(&blob).await?;
            content.ok_or_else(|| ServiceError::NotFound {
                what: "content of the attachment",
                id: id.to_owned(),
            })
        })
    }

    fn decide<'a>(
        &'a self,
        asked: Asked<'a>,
        id: &'a str,
        version: u64,
        decision: Decision,
    ) -> BoxFuture<'a, Result<ReviewSummary, ServiceError>> {
        Box::pin(async move {
            let ctx = self.review(asked);
            let _turn = ctx.turn("sms-voice").await;
            decide(&ctx, id, version, decision).await.map_err(plain)
        })
    }
}

async fn decide(ctx: &Ctx, id: &str, version: u64, decision: Decision) -> Result<ReviewSummary> {
    let mut it = ctx.get::<Registration>(id).await?;
    if it.value.current_version_number != version {
        let now = it.value.current_version_number;
        let changed = format!("the current version is {now} now; read it again");
        return Err(ServiceError::Conflict(changed).into());
    }
    check_fields(&it, &decision)?;
    let now = ctx.now();
    let mut batch = Batch::new();
    let done = match decision {
        Decision::Begin => it.value.begin_review(now),
        Decision::Approve => {
            let done = it.value.approve(now);
            batch = release(ctx, &it).await?;
            done
        }
        Decision::RequireUpdates { reason, fields } => {
            let reason = denied("REQUIRES_UPDATES", reason);
            it.value.deny(vec![reason], now).map(|()| {
                it.value.deny_fields(fields);
            })
        }
        Decision::Reject { reason } => it.value.reject(vec![denied("REJECTED", reason)], now),
    };
    done.map_err(|error| refused(&it, error))?;
    ctx.commit(batch.with(ctx.put(&it)?), Value::Null).await?;
    Ok(summary(&it))
}

fn denied(reason: &str, short_description: String) -> DeniedReason {
    DeniedReason {
        reason: reason.to_owned(),
        short_description,
    }
}

/// That only fields of the form are refused.
fn check_fields(it: &Found<Registration>, decision: &Decision) -> Result<()> {
    let Decision::RequireUpdates { fields, .. } = decision else {
        return Ok(());
    };
    let form = form(&it.value.registration_type);
    let unknown = fields
        .iter()
        .find(|(path, _)| form.is_none_or(|form| form.field(path).is_none()));
    match unknown {
        None => Ok(()),
        Some((path, _)) => {
            let message = format!("the form has no field {path}");
            Err(ServiceError::InvalidParameter(message).into())
        }
    }
}

fn submitted(it: &Registration) -> Option<Timestamp> {
    let history = &it.current()?.registration_version_status_history;
    let seconds = history.get("SubmittedTimestamp")?.as_f64()?;
    Some(Timestamp((seconds * 1_000.0).round() as i64))
}

fn summary(found: &Found<Registration>) -> ReviewSummary {
    let it = &found.value;
    let title = form(&it.registration_type).map(|form| form.title().to_owned());
    let resources = it.associations.iter().map(|one| {
        let (kind, id) = (one.resource_type.clone(), one.resource_id.clone());
        (kind, id, one.phone_number.clone())
    });
    ReviewSummary {
        id: it.id(),
        name: found.tags.get("Name").cloned(),
        kind: it.registration_type.clone(),
        title: title.unwrap_or_else(|| it.registration_type.clone()),
        status: word(&it.registration_status),
        version: it.current_version_number,
        submitted: submitted(it),
        resources: resources.collect(),
    }
}

fn details(found: &Found<Registration>) -> ReviewDetails {
    let it = &found.value;
    let version = it.current();
    let form = form(&it.registration_type);
    let field = |field: crate::registration::Field| {
        let value = version.and_then(|version| version.values.get(&field.path()));
        let text = value.and_then(|value| value.text_value.clone());
        let choices = value.and_then(|value| value.select_choices.clone());
        ReviewField {
            section: form.map_or_else(String::new, |form| form.section_title(field.section)),
            path: field.path(),
            title: field.title().to_owned(),
            kind: field.kind(),
            required: field.required(),
            values: choices
                .unwrap_or_default()
                .into_iter()
                .chain(text)
                .collect(),
            attachment: value.and_then(|value| value.registration_attachment_id.clone()),
            denied: value.and_then(|value| value.denied_reason.clone()),
        }
    };
    let fields = form.map(|form| form.fields().map(field).collect());
    let reasons = version.map(|version| {
        let reasons = version.denied_reasons.iter();
        reasons.map(|it| it.short_description.clone()).collect()
    });
    ReviewDetails {
        summary: summary(found),
        version_status: version
            .map(|version| word(&version.registration_version_status))
            .unwrap_or_default(),
        reasons: reasons.unwrap_or_default(),
        fields: fields.unwrap_or_default(),
    }
}

/// An error in words that belong to no API.
fn plain(error: SmsError) -> ServiceError {
    match error {
        SmsError::Service(error) => error,
        SmsError::NotFound { what, id } => ServiceError::NotFound { what, id },
        SmsError::Validation { message, .. } => ServiceError::InvalidParameter(message),
        SmsError::Conflict { message, .. } | SmsError::Quota { message, .. } => {
            ServiceError::Conflict(message)
        }
        error @ SmsError::Throttled => ServiceError::Unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use messaging_resources::RegistrationStatus;

    #[test]
    fn what_is_listed_first_waits_longest() {
        let mut it = Registration::new("r", "US_TOLL_FREE_REGISTRATION", Timestamp(1_000));
        assert_eq!(submitted(&it), None);
        it.submit(Timestamp(2_500)).unwrap();
        assert_eq!(submitted(&it), Some(Timestamp(2_500)));
        assert_eq!(it.registration_status, RegistrationStatus::Submitted);
    }
}
