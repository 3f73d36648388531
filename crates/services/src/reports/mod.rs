//! Reports: what was counted, or who signed in when, as a table; and saved ones by schedule.
//!
//! The rules are in the crate `reports`; here they meet the store. [`Reports`] wakes the loop of
//! [`Services::run_reports`], which makes what is due (room `runs`). docs/reports.md describes the
//! whole.

mod runs;

use crate::activity::SignedIn;
use crate::{Listing, ServiceError, Services};
use ids::InstanceId;
use metrics::Dimension;
use reports::{
    BadDefinition, BadRange, Key, LEVELS, MOST_CELLS, MOST_LOGINS, SignIn, Table, Window,
};
use resources::{Configured, Kind, Queue, ReportDefinition, ReportKind, RoutingProfile, User};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use thiserror::Error;
use tokio::sync::Notify;

pub use reports::plan::{BadSchedule, DELAY};
pub use runs::object_folder;

/// What the loop of scheduled reports waits for besides the time.
#[derive(Debug, Default)]
pub struct Reports {
    changed: Notify,
}

impl Reports {
    /// Tells that schedules were made, changed or deleted.
    pub fn changed(&self) {
        self.changed.notify_one();
    }
}

/// Why a report cannot be made.
#[derive(Debug, Error)]
pub enum ReportError {
    /// It asks for what cannot be.
    #[error("{0}")]
    Definition(#[from] BadDefinition),
    /// Its time cannot be asked for.
    #[error("{0}")]
    Range(#[from] BadRange),
    /// More logins and logouts than a file may have.
    #[error("the report has more than {MOST_LOGINS} rows; choose a shorter time or fewer people")]
    Rows,
    /// Something below failed.
    #[error("{0}")]
    Service(#[from] ServiceError),
}

/// Rows of the login/logout report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logins {
    /// At most 10,000.
    pub rows: Vec<SignIn>,
    /// Whether there are more.
    pub more: bool,
}

impl Services {
    /// The table of a report of a time, and whether rows of it are missing because there are too
    /// many.
    ///
    /// # Errors
    /// [`ReportError`].
    pub async fn report(
        &self,
        instance: InstanceId,
        definition: &ReportDefinition,
        window: Window,
    ) -> Result<(Table, bool), ReportError> {
        reports::check(definition)?;
        if definition.kind == ReportKind::LoginLogout {
            let found = self.logins(instance, &definition.filters, window).await?;
            return Ok((reports::logins(&found.rows), found.more));
        }
        let query = reports::query(definition, window)?;
        // A time without anything in it must not become five minutes.
        let groups = match window.from < window.to {
            true => {
                self.metrics
                    .answer(instance, &query, self.clock.now())
                    .await?
            }
            false => Vec::new(),
        };
        let mut names = HashMap::new();
        for group in &groups {
            for (key, id) in query.groupings.iter().zip(&group.values) {
                if let Entry::Vacant(place) = names.entry((*key, id.clone())) {
                    place.insert(self.name_of(instance, *key, id).await?);
                }
            }
        }
        let table = reports::historical(definition, &groups, |key, id| {
            let name = names.get(&(key, id.to_owned())).cloned();
            name.unwrap_or_else(|| id.to_owned())
        });
        match table.cells() < MOST_CELLS {
            true => Ok((table, false)),
            false => Err(BadDefinition::Cells(table.cells()).into()),
        }
    }

    /// Checks that a report of a time stays below the most cells, before it is saved: it is counted
    /// as if each of its groups had a row in each interval.
    ///
    /// # Errors
    /// [`ReportError`].
    pub async fn check_report(
        &self,
        instance: InstanceId,
        definition: &ReportDefinition,
        window: Window,
    ) -> Result<(), ReportError> {
        reports::check(definition)?;
        if matches!(
            definition.kind,
            ReportKind::LoginLogout | ReportKind::RealTime
        ) {
            return Ok(());
        }
        let total = ReportDefinition {
            interval: resources::ReportInterval::Total,
            ..definition.clone()
        };
        let (table, _) = self.report(instance, &total, window).await?;
        reports::cells(definition, window, table.rows.len())?;
        Ok(())
    }

    /// Everybody's sign-ins and sign-outs of a time, by user name; of those alone that the filters
    /// let through.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn logins(
        &self,
        instance: InstanceId,
        filters: &std::collections::BTreeMap<String, Vec<String>>,
        window: Window,
    ) -> Result<Logins, ServiceError> {
        let mut users = self.list_all::<User>(instance, Listing::default()).await?;
        users.retain(|it| {
            let mut filters = filters.iter();
            filters.all(|(key, values)| fits(&it.value, key, values))
        });
        users.sort_by(|a, b| a.value.username.cmp(&b.value.username));
        let mut rows = Vec::new();
        for user in users.into_iter().map(|it| it.value) {
            let found = self.sessions_of_agent(instance, user.id, window.from, window.to);
            rows.extend(found.await?.into_iter().map(|it| row(&user, &it)));
            if rows.len() > MOST_LOGINS {
                rows.truncate(MOST_LOGINS);
                return Ok(Logins { rows, more: true });
            }
        }
        Ok(Logins { rows, more: false })
    }

    /// The name of what a value of a grouping stands for; the value where it is gone.
    async fn name_of(
        &self,
        instance: InstanceId,
        key: Dimension,
        id: &str,
    ) -> Result<String, ServiceError> {
        let name = match key {
            Key::Queue => self.named::<Queue>(instance, id, |it| it.name).await?,
            Key::RoutingProfile => {
                self.named::<RoutingProfile>(instance, id, |it| it.name)
                    .await?
            }
            Key::Agent => self.named::<User>(instance, id, |it| it.username).await?,
            key if LEVELS.contains(&key) => {
                let group = self.find_any(instance, Kind::HierarchyGroup, id).await?;
                group.map(|it| resources::Indexed::name(&it.value).into_owned())
            }
            _ => None,
        };
        Ok(name.unwrap_or_else(|| id.to_owned()))
    }

    async fn named<T: Configured>(
        &self,
        instance: InstanceId,
        id: &str,
        name: impl FnOnce(T) -> String,
    ) -> Result<Option<String>, ServiceError> {
        let found = self.find::<T>(instance, id).await?;
        Ok(found.map(|it| name(it.value)))
    }
}

fn row(user: &User, it: &SignedIn) -> SignIn {
    SignIn {
        username: user.username.clone(),
        first_name: user.first_name.reveal().clone(),
        last_name: user.last_name.reveal().clone(),
        login: it.login,
        logout: it.logout,
    }
}

/// Whether a filter lets somebody through, as they are configured now.
fn fits(user: &User, key: &str, values: &[String]) -> bool {
    let Some(key) = Key::find(key).filter(|_| !values.is_empty()) else {
        return true;
    };
    match LEVELS.iter().position(|it| *it == key) {
        Some(level) => user
            .hierarchy_path
            .get(level)
            .is_some_and(|it| values.contains(it)),
        None => values.contains(&user.routing_profile.to_string()),
    }
}

#[cfg(test)]
mod tests;
