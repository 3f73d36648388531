//! Keeping, finding and deleting configured things of any kind.

use crate::ctx::Ctx;
use crate::error::{Result, SmsError, conflict, invalid, not_found};
use crate::shape::Object;
use aws_wire::{ToWire, Value};
use ids::{Arn, Pii, Timestamp};
use messaging_resources::{Facets, Kept, SCOPE};
use serde::de::DeserializeOwned;
use serde_json::json;
use services::{MessagingChange, ServiceError};
use std::collections::BTreeMap;
use store::{Batch, DeleteResource, Expect, Filter, PutResource, ResourceQuery, ResourceRow};
use uuid::Uuid;

/// A thing as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Found<T> {
    pub(crate) value: T,
    pub(crate) arn: String,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) created: Timestamp,
    /// Its version; 0 before it is kept for the first time.
    revision: store::Revision,
}

impl<T: Kept> Found<T> {
    pub(crate) fn from_row(row: ResourceRow) -> Result<Self> {
        // serde's message may quote a value, so only the place is told.
        let value = serde_json::from_str(row.body.reveal()).map_err(|error| {
            let (kind, id) = (&row.kind, &row.id);
            let at = (error.line(), error.column());
            ServiceError::Internal(format!("{kind} {id} cannot be read at {at:?}"))
        })?;
        Ok(Self {
            value,
            arn: row.arn,
            tags: row.tags,
            created: row.created,
            revision: row.revision,
        })
    }

    /// Everything that answers may show of it.
    pub(crate) fn full(&self) -> Object {
        let mut full = match serde_json::to_value(&self.value) {
            Ok(Value::Object(members)) => members,
            _ => Object::new(),
        };
        if !T::ARN.is_empty() {
            full.insert(T::ARN.into(), json!(self.arn));
        }
        full.entry("CreatedTimestamp")
            .or_insert_with(|| self.created.to_wire());
        full.insert("Tags".into(), tags_out(&self.tags));
        full
    }
}

/// Tags as the API lists them.
pub(crate) fn tags_out(tags: &BTreeMap<String, String>) -> Value {
    let tags = tags.iter();
    tags.map(|(key, value)| json!({"Key": key, "Value": value}))
        .collect()
}

/// The row of a thing.
pub(crate) fn row<T: Kept>(
    value: &T,
    arn: String,
    created: Timestamp,
) -> Result<ResourceRow, ServiceError> {
    let mut facets = Facets::default();
    value.facets(&mut facets);
    Ok(ResourceRow {
        scope: SCOPE.to_owned(),
        kind: T::KIND.to_owned(),
        id: value.id(),
        name: value.unique(),
        arn,
        body: Pii::new(serde_json::to_string(value).map_err(ServiceError::internal)?),
        tags: BTreeMap::new(),
        facets: facets.into_vec(),
        created,
        modified: created,
        revision: 0,
    })
}

/// A member that is a text.
pub(crate) fn text<'a>(input: &'a Value, member: &str) -> Option<&'a str> {
    input.get(member).and_then(Value::as_str)
}

/// A member that the model requires.
pub(crate) fn required<'a>(input: &'a Value, member: &str) -> Result<&'a str> {
    let missing = || invalid("MISSING_PARAMETER", member, format!("{member} is missing"));
    text(input, member).ok_or_else(missing)
}

/// A member that is true or false.
pub(crate) fn flag(input: &Value, member: &str) -> Option<bool> {
    input.get(member).and_then(Value::as_bool)
}

/// A member in a stored type; `None` where it is not given.
pub(crate) fn given<T: DeserializeOwned>(input: &Value, member: &str) -> Result<Option<T>> {
    let Some(value) = input.get(member) else {
        return Ok(None);
    };
    serde_json::from_value(value.clone()).map_err(|error| {
        let message = format!("{member} cannot be read: {error}");
        invalid("INVALID_PARAMETER", member, message)
    })
}

/// The texts of a member that is a list.
pub(crate) fn texts<'a>(input: &'a Value, member: &str) -> Vec<&'a str> {
    let list = input.get(member).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// The tags of a request, which may be kept.
pub(crate) fn tags_in(input: &Value) -> Result<BTreeMap<String, String>> {
    let mut tags = BTreeMap::new();
    let given = input.get("Tags").and_then(Value::as_array);
    for tag in given.into_iter().flatten() {
        let key = text(tag, "Key").unwrap_or_default();
        if key.to_ascii_lowercase().starts_with("aws:") {
            let message = format!("The tag key {key} is reserved");
            return Err(invalid("INVALID_PARAMETER", "Tags", message));
        }
        let value = text(tag, "Value").unwrap_or_default();
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            let message = format!("The tag key {key} stands twice");
            return Err(invalid("INVALID_PARAMETER", "Tags", message));
        }
    }
    Ok(tags)
}

impl Ctx {
    /// A new identifier: a word and 32 hexadecimal digits.
    pub(crate) fn fresh(&self, word: &str) -> String {
        format!("{word}-{}", self.new_id::<Uuid>().simple())
    }

    /// What a name or an ARN names: the identifier within its kind.
    ///
    /// # Errors
    /// An ARN of something else, or of somebody else's.
    pub(crate) fn id_in(&self, what: &'static str, field: &str, text: &str) -> Result<String> {
        if !text.starts_with("arn:") {
            return Ok(text.to_owned());
        }
        let wrong = || {
            invalid(
                "INVALID_ARN",
                field,
                format!("{field} is no ARN of a {what}"),
            )
        };
        let arn: Arn = text.parse().map_err(|_| wrong())?;
        let (kind, id) = arn.resource.split_once('/').ok_or_else(wrong)?;
        if arn.service != "sms-voice" || kind != what {
            return Err(wrong());
        }
        match arn.account == self.account.as_str() && arn.region == self.region.as_str() {
            true => Ok(id.to_owned()),
            false => Err(not_found(what, text)),
        }
    }

    /// A thing, if it is there.
    pub(crate) async fn find<T: Kept>(&self, id: &str) -> Result<Option<Found<T>>> {
        let row = self.store.resource(SCOPE, T::KIND, id).await?;
        row.map(Found::from_row).transpose()
    }

    /// A thing that must be there.
    pub(crate) async fn get<T: Kept>(&self, id: &str) -> Result<Found<T>> {
        let found = self.find(id).await?;
        found.ok_or_else(|| not_found(T::TYPE, id))
    }

    /// The thing that a member names by its identifier or ARN.
    pub(crate) async fn named<T: Kept>(&self, input: &Value, member: &str) -> Result<Found<T>> {
        let text = required(input, member)?;
        self.get(&self.id_in(T::TYPE, member, text)?).await
    }

    /// All things of a kind that meet a condition, by identifier.
    pub(crate) async fn all<T: Kept>(&self, filter: Filter) -> Result<Vec<Found<T>>> {
        let mut query = ResourceQuery::new(SCOPE, T::KIND);
        (query.filter, query.limit) = (filter, 500);
        let mut all = Vec::new();
        loop {
            let page = self.store.resources(&query).await?;
            for row in page.rows {
                all.push(Found::from_row(row)?);
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(all),
            }
        }
    }

    /// How many things of a kind meet a condition.
    pub(crate) async fn count<T: Kept>(&self, filter: Filter) -> Result<u64> {
        let mut query = ResourceQuery::new(SCOPE, T::KIND);
        query.filter = filter;
        Ok(self.store.count_resources(&query).await?)
    }

    /// A new thing, not kept yet.
    pub(crate) fn made<T: Kept>(&self, value: T, tags: BTreeMap<String, String>) -> Found<T> {
        Found {
            arn: self.shared.arn::<T>(&value.id()),
            value,
            tags,
            created: self.now(),
            revision: 0,
        }
    }

    /// The write that keeps a thing as it is now, if nobody changed it meanwhile.
    pub(crate) fn put<T: Kept>(&self, it: &Found<T>) -> Result<PutResource> {
        let mut row = row(&it.value, it.arn.clone(), it.created)?;
        row.tags.clone_from(&it.tags);
        row.modified = self.now();
        Ok(PutResource {
            row: Box::new(row),
            expect: match it.revision {
                0 => Expect::New,
                revision => Expect::Revision(revision),
            },
        })
    }

    /// The write that deletes a thing.
    pub(crate) fn delete<T: Kept>(&self, it: &Found<T>) -> DeleteResource {
        DeleteResource {
            scope: SCOPE.to_owned(),
            kind: T::KIND.to_owned(),
            id: it.value.id(),
            expect: Expect::Revision(it.revision),
        }
    }

    /// Makes writes durable together with the answer for the request's token, and tells whoever
    /// sends messages.
    pub(crate) async fn commit(&self, mut batch: Batch, answer: Value) -> Result<Value> {
        batch.append(self.remember(&answer)?);
        self.store.commit(batch).await?;
        let changed = MessagingChange::Configuration;
        self.shared.messages.changed(changed).await;
        Ok(answer)
    }

    /// Keeps one thing and answers what the operation shows of it.
    pub(crate) async fn keep<T: Kept>(&self, it: &Found<T>) -> Result<Value> {
        let answer = self.answer(&it.full());
        let batch = Batch::new().with(self.put(it)?);
        self.commit(batch, answer).await
    }

    /// Deletes one thing and answers what the operation shows of it.
    pub(crate) async fn forget<T: Kept>(&self, it: &Found<T>, mut also: Batch) -> Result<Value> {
        let answer = self.answer(&it.full());
        also.push(self.delete(it));
        self.commit(also, answer).await
    }

    /// That one more of a kind may be made.
    ///
    /// # Errors
    /// A quota that is reached, or a name that is taken.
    pub(crate) async fn may_create<T: Kept>(
        &self,
        id: &str,
        quota: &'static str,
        reason: &'static str,
    ) -> Result<()> {
        if self.find::<T>(id).await?.is_some() {
            let message = format!("The {} {id} exists already", T::TYPE);
            return Err(conflict("RESOURCE_ALREADY_EXISTS", T::TYPE, id, message));
        }
        let used = self.count::<T>(Filter::default()).await?;
        self.within(quota, used + 1, reason)
    }

    /// That there may be so many.
    ///
    /// # Errors
    /// A quota that is exceeded.
    pub(crate) fn within(
        &self,
        quota: &'static str,
        count: u64,
        reason: &'static str,
    ) -> Result<()> {
        let limit = self.limit(quota);
        match count <= limit {
            true => Ok(()),
            false => Err(SmsError::Quota {
                reason,
                message: format!("The limit of {limit} is reached: {reason}"),
            }),
        }
    }

    /// The value of a quota.
    pub(crate) fn limit(&self, quota: &'static str) -> u64 {
        let quota = services::limits::find(quota);
        quota.map_or(u64::MAX, |it| self.quotas.default_of(it))
    }

    /// That a thing may be deleted.
    ///
    /// # Errors
    /// When it is protected.
    pub(crate) fn unprotected<T: Kept>(&self, it: &Found<T>, protected: bool) -> Result<()> {
        let id = it.value.id();
        let message = format!("The {} {id} is protected against deletion", T::TYPE);
        match protected {
            false => Ok(()),
            true => Err(conflict(
                "DELETION_PROTECTION_ENABLED",
                T::TYPE,
                id,
                message,
            )),
        }
    }
}
