//! Quotas: how many resources there may be, of an instance or of the account.

use crate::CarillonApi;
use crate::faults::fault;
use aws_wire::Fault;
use carillon_model as api;
use services::limits::{Per, Standing};

/// An instance's quotas, or without one the account's.
pub(crate) async fn list(
    it: &CarillonApi,
    input: api::ListQuotasRequest,
) -> Result<api::ListQuotasResponse, Fault> {
    let instance = match input.instance_id {
        Some(text) => Some(it.instance(&text).await.map_err(fault)?),
        None => None,
    };
    let all = it.services.quotas_of(instance).await.map_err(fault)?;
    Ok(api::ListQuotasResponse {
        quotas: Some(all.into_iter().map(shown).collect()),
    })
}

/// Sets a quota of an instance.
pub(crate) async fn put(
    it: &CarillonApi,
    input: api::PutQuotaRequest,
) -> Result<api::PutQuotaResponse, Fault> {
    let instance = it.instance(&input.instance_id).await.map_err(fault)?;
    let value = u64::try_from(input.value).unwrap_or_default();
    let set = it.services.set_quota(instance, &input.name, Some(value));
    set.await.map_err(fault)?;
    Ok(api::PutQuotaResponse::default())
}

/// Lets the default of a quota hold again.
pub(crate) async fn delete(
    it: &CarillonApi,
    input: api::DeleteQuotaRequest,
) -> Result<api::DeleteQuotaResponse, Fault> {
    let instance = it.instance(&input.instance_id).await.map_err(fault)?;
    let set = it.services.set_quota(instance, &input.name, None);
    set.await.map_err(fault)?;
    Ok(api::DeleteQuotaResponse::default())
}

fn shown(it: Standing) -> api::Quota {
    let count = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    api::Quota {
        name: Some(it.quota.name.into()),
        counted: Some(it.quota.what.into()),
        per: Some(match it.quota.per {
            Per::Account => api::QuotaPer::Account,
            Per::Instance => api::QuotaPer::Instance,
            Per::Resource => api::QuotaPer::Resource,
        }),
        value: Some(count(it.value)),
        default: Some(count(it.default)),
        used: it.used.map(count),
        aws_value: Some(count(it.quota.aws)),
        aws_adjustable: Some(it.quota.adjustable),
    }
}
