//! Phone numbers between the API and what is kept.
//!
//! A number is claimed to an instance, which a request names by `TargetArn` or `InstanceId`.
//! Source: connect-a-foundation.md §6.

use crate::prelude::*;
use resources::PhoneNumberResource;

/// The instance that a request targets: exactly one of both names it.
pub(crate) async fn target(
    ctx: &Ctx,
    target_arn: Option<&str>,
    instance_id: Option<&str>,
) -> Result<Option<InstanceId>> {
    match (target_arn, instance_id) {
        (Some(_), Some(_)) => Err(invalid("TargetArn and InstanceId must not both be given")),
        (Some(text), None) | (None, Some(text)) => Ok(Some(instance(ctx, text).await?)),
        (None, None) => Ok(None),
    }
}

/// The number that a request names by id or ARN.
pub(crate) async fn find(ctx: &Ctx, text: &str) -> Result<Stored<PhoneNumberResource>> {
    // Numbers lie under the account: which instance the scope is asked for does not matter.
    get(ctx, InstanceId(uuid::Uuid::nil()), text).await
}

/// The same, of the instance that the request names.
pub(crate) async fn find_in(
    ctx: &Ctx,
    text: &str,
    instance_text: &str,
) -> Result<PhoneNumberResource> {
    let instance = instance(ctx, instance_text).await?;
    let found = find(ctx, text).await?.value;
    if found.instance == instance {
        Ok(found)
    } else {
        Err(services::not_found(Kind::PhoneNumber, text))
    }
}

/// A summary of ListPhoneNumbersV2.
pub(crate) fn summary(ctx: &Ctx, it: PhoneNumberResource) -> api::ListPhoneNumbersSummary {
    api::ListPhoneNumbersSummary {
        phone_number_id: Some(it.id.to_string()),
        phone_number_arn: Some(arn(ctx, it.instance, Kind::PhoneNumber, it.id)),
        phone_number: Some(it.number.to_string()),
        phone_number_country_code: Some(it.country.as_str().into()),
        phone_number_type: Some(to_api(&it.number_type)),
        target_arn: Some(instance_arn(ctx, it.instance)),
        instance_id: Some(it.instance.to_string()),
        phone_number_description: it.description,
        source_phone_number_arn: it.source,
    }
}

/// Words of the API as texts.
pub(crate) fn words<T: std::fmt::Display>(list: Option<Vec<T>>) -> Vec<String> {
    list.unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}
