//! Permissions that a later version of the product brought: the Admin profile of an instance that was
//! made before gets them at the next start, so that somebody can give them to others. No other profile
//! is touched, and what was taken from the Admin profile afterwards stays taken.

use crate::{Listing, ServiceError, Services};
use ids::InstanceId;
use resources::{Instance, SecurityProfile};
use store::{Entry, Expect, PutEntry, Write};

/// What was added since the first catalogue, by the version that brought it.
const ADDED: &[(u32, &[&str])] = &[(
    2,
    &[
        "HistoricalChanges.View",
        "MessageHistory.View",
        "MessageHistory.ViewText",
        "Messaging.Create",
        "Messaging.Delete",
        "Messaging.Edit",
        "Messaging.Send",
        "Messaging.View",
        "MessagingRegistrations.Review",
    ],
)];

/// The catalogue of instances that nothing is noted of: made before there were others.
const FIRST: u32 = 1;
/// The profile that may do nearly everything, by the name that instances are made with.
const ADMIN: &str = "Admin";
/// Which catalogue an instance's Admin profile has had, by instance.
const SPACE: &str = "permission-catalogue";

/// The version of the catalogue that new instances are made with.
fn latest() -> u32 {
    ADDED
        .iter()
        .map(|(version, _)| *version)
        .max()
        .unwrap_or(FIRST)
}

/// All permissions that were added since a version.
pub fn added_since(version: u32) -> impl Iterator<Item = &'static str> {
    let later = ADDED.iter().filter(move |(it, _)| *it > version);
    later.flat_map(|(_, names)| names.iter().copied())
}

/// The permissions with what was added since a version, in order; `None` if all of it is there.
fn renewed(permissions: &[String], version: u32) -> Option<Vec<String>> {
    let mut missing = added_since(version)
        .filter(|name| !permissions.iter().any(|it| it == name))
        .peekable();
    missing.peek()?;
    let missing = missing.map(str::to_owned);
    let mut all: Vec<String> = permissions.iter().cloned().chain(missing).collect();
    all.sort_unstable();
    Some(all)
}

impl Services {
    /// Notes with an instance that is made that its profiles have everything.
    pub fn note_catalogue(&self, instance: InstanceId) -> Write {
        let value = latest().to_string().into_bytes();
        PutEntry {
            entry: Entry::new(SPACE, instance.to_string(), value),
            expect: Expect::Any,
            now: self.clock.now(),
        }
        .into()
    }

    /// At a start: gives the Admin profiles of older instances the permissions that are new. Returns
    /// how many profiles changed. Can be done again at any time.
    ///
    /// # Errors
    /// When the store fails; what was done until then stays.
    pub async fn renew_admin_profiles(&self) -> Result<usize, ServiceError> {
        let anywhere = InstanceId(uuid::Uuid::nil());
        let instances = self.list_all::<Instance>(anywhere, Listing::default());
        let mut changed = 0;
        for instance in instances.await? {
            let instance = instance.value.id;
            let noted = self.store.entry(SPACE, &instance.to_string()).await?;
            let noted = noted.and_then(|it| String::from_utf8(it.value).ok()?.parse().ok());
            let version = noted.unwrap_or(FIRST);
            if version >= latest() {
                continue;
            }
            let admin = self
                .find_by_name::<SecurityProfile>(instance, ADMIN)
                .await?;
            if let Some(admin) = admin
                && let Some(permissions) = renewed(&admin.value.permissions, version)
            {
                let was = admin.was();
                let mut profile = admin.value;
                profile.permissions = permissions;
                let puts = vec![(profile.into(), Some(was))];
                self.change_all(instance, puts, Vec::new()).await?;
                tracing::info!(%instance, "the Admin profile has the permissions of this version");
                changed += 1;
            }
            // Noted afterwards: cut off in between, it is done again, which changes nothing.
            let note = store::Batch::new().with(self.note_catalogue(instance));
            self.store.commit(note).await?;
        }
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_profile_gets_what_is_new_and_keeps_what_it_has() {
        let older = ["Users.View".to_owned(), "Messaging.View".to_owned()];
        let renewed_once = renewed(&older, FIRST).unwrap();
        assert_eq!(renewed_once.len(), 1 + added_since(FIRST).count());
        assert!(renewed_once.is_sorted() && renewed_once.contains(&older[0]));
        assert_eq!(renewed(&renewed_once, FIRST), None);
        // Taken away since then.
        assert_eq!(renewed(&older, latest()), None);
    }
}
