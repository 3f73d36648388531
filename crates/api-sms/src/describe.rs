//! Describing and listing: by identifiers, by filters, page by page.

use crate::ctx::Ctx;
use crate::error::{Result, SmsError, invalid, not_found};
use crate::keep::{Found, text, texts};
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::{Facets, Kept, SCOPE};
use services::ServiceError;
use std::fmt::Debug;
use store::{Filter, PageKey, ResourceQuery};

/// Rows of a page, and the token to go on with.
pub(crate) type Page<T> = (Vec<T>, Option<String>);

/// The filters of a request, each with the values of which one must hold.
pub(crate) fn filters(input: &Value) -> Result<Vec<(&str, Vec<&str>)>> {
    let list = input.get("Filters").and_then(Value::as_array);
    let mut out = Vec::new();
    for filter in list.into_iter().flatten() {
        let name = text(filter, "Name").unwrap_or_default();
        let values = texts(filter, "Values");
        let is_flag = name.ends_with("-enabled")
            || matches!(
                name,
                "registered" | "account-default" | "end-user-opted-out"
            );
        if is_flag && values.iter().any(|it| !matches!(*it, "true" | "false")) {
            let message = format!("The filter {name} takes true or false");
            return Err(invalid("INVALID_FILTER_VALUES", "Filters", message));
        }
        out.push((name, values));
    }
    Ok(out)
}

/// Whether what a thing is found by meets the filters.
pub(crate) fn fits(facets: &[(String, String)], filters: &[(&str, Vec<&str>)]) -> bool {
    filters.iter().all(|(name, values)| {
        facets
            .iter()
            .any(|(facet, value)| facet == name && values.contains(&value.as_str()))
    })
}

pub(crate) fn most(input: &Value) -> usize {
    let most = input.get("MaxResults").and_then(Value::as_u64);
    usize::try_from(most.unwrap_or(100)).unwrap_or(100).max(1)
}

/// A token that is none of this listing's.
pub(crate) fn not_resumed(error: ServiceError) -> SmsError {
    match error {
        ServiceError::InvalidParameter(message) => {
            invalid("INVALID_NEXT_TOKEN", "NextToken", message)
        }
        other => other.into(),
    }
}

impl Ctx {
    /// The things that a request asks for: those that its member `ids` names, all of which must be
    /// there, or all; and of these those that meet its filters.
    pub(crate) async fn described<T: Kept>(
        &self,
        input: &Value,
        ids: &str,
        within: Filter,
    ) -> Result<Page<Found<T>>> {
        let filters = filters(input)?;
        // Nothing is shared with this account by another one.
        if text(input, "Owner") == Some("SHARED") {
            return Ok((Vec::new(), None));
        }
        let ids = texts(input, ids);
        if ids.is_empty() {
            return self.listed(input, &filters, within).await;
        }
        let mut found = Vec::new();
        for id in ids {
            let id = self.id_in(T::TYPE, "Ids", id)?;
            let it: Found<T> = self
                .find(&id)
                .await?
                .ok_or_else(|| not_found(T::TYPE, &id))?;
            let mut facets = Facets::default();
            it.value.facets(&mut facets);
            if fits(&facets.into_vec(), &filters) {
                found.push(it);
            }
        }
        Ok((found, None))
    }

    async fn listed<T: Kept>(
        &self,
        input: &Value,
        filters: &[(&str, Vec<&str>)],
        within: Filter,
    ) -> Result<Page<Found<T>>> {
        let mut query = ResourceQuery::new(SCOPE, T::KIND);
        query.filter = within;
        for (name, values) in filters {
            let any = Filter::facet_in(name, values.iter().copied());
            query.filter = std::mem::take(&mut query.filter).and(any);
        }
        let asked = (T::KIND, query.filter.clone());
        query.limit = most(input);
        let token = text(input, "NextToken");
        query.after = self.resume(token, &asked).map_err(not_resumed)?;
        let page = self.store.resources(&query).await?;
        let next = self.next_token(page.next.as_ref(), &asked)?;
        let rows = page.rows.into_iter().map(Found::from_row);
        Ok((rows.collect::<Result<_>>()?, next))
    }

    /// Answers with the things that a request asks for, as they are.
    pub(crate) async fn describe<T: Kept>(&self, input: &Value, ids: &str) -> Result<Value> {
        let (found, next) = self.described::<T>(input, ids, Filter::default()).await?;
        let rows = found.iter().map(Found::full).collect();
        Ok(self.rows(&Object::new(), rows, next))
    }

    /// A page of a list that is at hand whole. `asked` is what the list is of.
    pub(crate) fn page<T>(
        &self,
        input: &Value,
        asked: impl Debug,
        mut all: Vec<T>,
    ) -> Result<Page<T>> {
        let after = self
            .resume(text(input, "NextToken"), &asked)
            .map_err(not_resumed)?;
        let start: usize = after.and_then(|key| key.id.parse().ok()).unwrap_or(0);
        let end = start.saturating_add(most(input));
        let next = (all.len() > end).then(|| PageKey {
            sort: String::new(),
            id: end.to_string(),
        });
        all.truncate(end);
        all.drain(..start.min(all.len()));
        Ok((all, self.next_token(next.as_ref(), &asked)?))
    }

    /// Answers with a page of rows that are at hand whole; filters that rows have members for must
    /// hold, by the function that says a row's values of a filter.
    pub(crate) fn describe_rows(
        &self,
        input: &Value,
        outer: &Object,
        rows: Vec<Object>,
        values: impl Fn(&Object, &str) -> Vec<String>,
    ) -> Result<Value> {
        let filters = filters(input)?;
        let wanted = |row: &Object| {
            filters.iter().all(|(name, wanted)| {
                values(row, name)
                    .iter()
                    .any(|it| wanted.contains(&it.as_str()))
            })
        };
        let rows = rows.into_iter().filter(wanted).collect();
        let (rows, next) = self.page(input, (outer, &filters), rows)?;
        Ok(self.rows(outer, rows, next))
    }
}
