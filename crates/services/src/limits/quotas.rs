//! Which quota holds for whom, and whether it is used up.

use super::Profile;
use super::table::{self, Per, Quota};
use crate::configured::scope;
use crate::{Listing, ServiceError, Services};
use ids::InstanceId;
use resources::{Instance, Kind, Plain, Resource};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{Filter, ResourceQuery};
use thiserror::Error;
use uuid::Uuid;

/// The member of a kept quota that is its value.
const VALUE: &str = "Value";

/// The quotas of the account: a profile and what the configuration puts in its place.
#[derive(Debug, Clone, Default)]
pub struct Quotas {
    profile: Profile,
    overrides: BTreeMap<&'static str, u64>,
}

/// A quota that cannot be configured.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is no quota: `carillon quotas list` names them all")]
pub struct QuotaError(pub String);

/// A quota as it stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Which.
    pub quota: &'static Quota,
    /// What holds.
    pub value: u64,
    /// What holds without a value set for the instance.
    pub default: u64,
    /// How much is used, where one number says it.
    pub used: Option<u64>,
}

/// What holds of a quota.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    what: &'static str,
    limit: u64,
}

impl Limit {
    /// How many there may be.
    pub const fn value(self) -> u64 {
        self.limit
    }

    /// Whether there may be so many.
    ///
    /// # Errors
    /// [`ServiceError::LimitExceeded`]
    pub fn check(self, count: usize) -> Result<(), ServiceError> {
        let Self { what, limit } = self;
        match u64::try_from(count).is_ok_and(|count| count <= limit) {
            true => Ok(()),
            false => Err(ServiceError::LimitExceeded { what, limit }),
        }
    }
}

impl Quotas {
    /// Those of a profile.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            overrides: BTreeMap::new(),
        }
    }

    /// Puts one in the place of the profile's.
    ///
    /// # Errors
    /// When there is no quota with this name.
    pub fn with(mut self, name: &str, value: u64) -> Result<Self, QuotaError> {
        let quota = table::find(name).ok_or_else(|| QuotaError(name.to_owned()))?;
        self.overrides.insert(quota.name, value);
        Ok(self)
    }

    /// What holds where no instance has its own.
    pub fn default_of(&self, quota: &Quota) -> u64 {
        let profile = match self.profile {
            Profile::SelfHosted => quota.self_hosted,
            Profile::Aws => quota.aws,
        };
        self.overrides.get(quota.name).copied().unwrap_or(profile)
    }
}

impl Services {
    /// The value of a quota for an instance.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn quota(
        &self,
        instance: InstanceId,
        quota: &'static Quota,
    ) -> Result<u64, ServiceError> {
        if quota.per != Per::Account
            && let Some(own) = self.find_any(instance, Kind::Quota, quota.name).await?
            && let Some(value) = value_of(&own.value)
        {
            return Ok(value);
        }
        Ok(self.quotas.default_of(quota))
    }

    /// What holds for an instance, of a quota that the code names.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn quota_named(
        &self,
        instance: InstanceId,
        name: &'static str,
    ) -> Result<Limit, ServiceError> {
        let Some(quota) = table::find(name) else {
            return Err(ServiceError::internal(QuotaError(name.to_owned())));
        };
        let limit = self.quota(instance, quota).await?;
        Ok(Limit {
            what: quota.what,
            limit,
        })
    }

    /// Whether there may be so many more resources of a kind.
    pub(crate) async fn check_quota(
        &self,
        instance: InstanceId,
        kind: Kind,
        more: u64,
    ) -> Result<(), ServiceError> {
        let Some(quota) = table::of_kind(kind) else {
            return Ok(());
        };
        let limit = self.quota(instance, quota).await?;
        // Two at the same time may both pass: a quota is a guard, not a promise.
        let used = self.count_kind(instance, kind).await?;
        match used.saturating_add(more) <= limit {
            true => Ok(()),
            false => Err(ServiceError::LimitExceeded {
                what: quota.what,
                limit,
            }),
        }
    }

    async fn count_kind(&self, instance: InstanceId, kind: Kind) -> Result<u64, ServiceError> {
        let mut query = ResourceQuery::new(scope(kind, &self.account, instance), kind.name());
        if kind == Kind::PhoneNumber {
            // Numbers lie under the account and say whose they are.
            query.filter = Filter::facet(crate::configured::facet::INSTANCE, instance.to_string());
        }
        Ok(self.store.count_resources(&query).await?)
    }

    /// All quotas of an instance, or the account's without one, with what is used.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]
    pub async fn quotas_of(
        &self,
        instance: Option<InstanceId>,
    ) -> Result<Vec<Standing>, ServiceError> {
        let mut all = Vec::new();
        let mut own = BTreeMap::new();
        if let Some(instance) = instance {
            let rows = self.list_any(instance, Kind::Quota, Listing::page(1_000, None));
            for row in rows.await?.rows {
                if let Some(value) = value_of(&row.value) {
                    own.insert(row.value.id(), value);
                }
            }
        }
        for quota in table::all() {
            if (quota.per == Per::Account) != instance.is_none() {
                continue;
            }
            let scope = instance.unwrap_or(InstanceId(Uuid::nil()));
            let used = match quota.kind {
                Some(kind) => Some(self.count_kind(scope, kind).await?),
                None => None,
            };
            let default = self.quotas.default_of(quota);
            let value = own.get(quota.name).copied().unwrap_or(default);
            all.push(Standing {
                quota,
                value,
                default,
                used,
            });
        }
        Ok(all)
    }

    /// Sets a quota of an instance; without a value the default holds again.
    ///
    /// # Errors
    /// [`ServiceError::InvalidParameter`] for a name that there is not or a quota of the account,
    /// [`ServiceError::NotFound`] for an instance that there is not.
    pub async fn set_quota(
        &self,
        instance: InstanceId,
        name: &str,
        value: Option<u64>,
    ) -> Result<(), ServiceError> {
        let Some(quota) = table::find(name) else {
            return Err(ServiceError::InvalidParameter(
                QuotaError(name.to_owned()).to_string(),
            ));
        };
        if quota.per == Per::Account {
            return Err(ServiceError::InvalidParameter(format!(
                "{name} is a quota of the account: the configuration sets it"
            )));
        }
        let there = self
            .find::<Instance>(instance, &instance.to_string())
            .await?;
        if there.is_none() {
            return Err(crate::not_found(Kind::Instance, instance.to_string()));
        }
        let kept = self.find_any(instance, Kind::Quota, name).await?;
        match (kept, value) {
            (None, None) => Ok(()),
            (Some(_), None) => self.delete(instance, Kind::Quota, name).await,
            (None, Some(value)) => {
                let mut it = Plain::new(Kind::Quota, name, name);
                it.body.insert(VALUE.to_owned(), json!(value));
                self.create(instance, it).await
            }
            (Some(_), Some(value)) => {
                self.update_any(instance, Kind::Quota, name, |it| {
                    if let Resource::Plain(it) = it {
                        it.body.insert(VALUE.to_owned(), json!(value));
                    }
                    Ok(())
                })
                .await?;
                Ok(())
            }
        }
    }
}

fn value_of(resource: &Resource) -> Option<u64> {
    match resource {
        Resource::Plain(it) => it.body.get(VALUE).and_then(Value::as_u64),
        _ => None,
    }
}
