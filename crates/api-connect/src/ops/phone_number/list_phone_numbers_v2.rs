//! ListPhoneNumbersV2: claimed numbers of an instance or of all.

use super::convert::{summary, target};
use crate::prelude::*;
use resources::PhoneNumberResource;
use services::configured::facet;
use store::Term;

pub(crate) async fn list_phone_numbers_v2(
    ctx: &Ctx,
    input: api::ListPhoneNumbersV2Request,
) -> Result<api::ListPhoneNumbersV2Response> {
    let target = target(
        ctx,
        input.target_arn.as_deref(),
        input.instance_id.as_deref(),
    )
    .await?;
    let texts = |list: Vec<String>| list;
    let countries = texts(words(input.phone_number_country_codes));
    let types = texts(words(input.phone_number_types));
    let prefix = input.phone_number_prefix;
    let query = (target, countries.clone(), types.clone(), prefix.clone());
    let (list, next) = page::<PhoneNumberResource, _>(
        ctx,
        target.unwrap_or(InstanceId(uuid::Uuid::nil())),
        (input.next_token, input.max_results),
        query,
        |mut listing| {
            listing.any_of = conditions(target, &countries, &types);
            listing.name_starts = prefix;
            listing
        },
        |it| summary(ctx, it.value),
    )
    .await?;
    Ok(api::ListPhoneNumbersV2Response {
        next_token: next,
        list_phone_numbers_summary_list: Some(list),
    })
}

fn words<T: std::fmt::Display>(list: Option<Vec<T>>) -> Vec<String> {
    list.unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// One group of terms for each pair of a country and a type.
fn conditions(
    instance: Option<InstanceId>,
    countries: &[String],
    types: &[String],
) -> Vec<Vec<Term>> {
    let some = |name: &str, values: &[String]| -> Vec<Option<Term>> {
        if values.is_empty() {
            return vec![None];
        }
        values
            .iter()
            .map(|value| Some(Term::Facet(name.to_owned(), value.clone())))
            .collect()
    };
    let instance = instance.map(|id| Term::Facet(facet::INSTANCE.to_owned(), id.to_string()));
    let mut groups = Vec::new();
    for country in some(facet::COUNTRY, countries) {
        for number_type in some(facet::TYPE, types) {
            let group = [instance.clone(), country.clone(), number_type];
            groups.push(group.into_iter().flatten().collect::<Vec<_>>());
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}
