//! Users: who long-lived access keys belong to. Their policies bind all their keys.

use super::entries::Entries;
use super::{lettered, parse_policies};
use crate::{Clock, ServiceError};
use iam::Policy;
use ids::Timestamp;
use secrets::random_array;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Batch, Expect, PutEntry, Store};

/// A user as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// `AIDA…`; a user that is made again under the same name has another.
    pub id: String,
    /// When it was made.
    pub created: Timestamp,
    /// Inline policies by name: JSON texts.
    #[serde(default)]
    pub policies: BTreeMap<String, String>,
    /// Tags, which conditions see as `aws:PrincipalTag/<key>`.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// A user with its policies parsed.
#[derive(Debug)]
pub(super) struct OpenUser {
    pub id: String,
    pub policies: Vec<(String, Policy)>,
    pub tags: BTreeMap<String, String>,
}

/// All users.
pub(super) struct Users(Entries<User, OpenUser>);

impl Users {
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self(Entries::new(store, clock, "iam-user", |_, user: User| {
            Ok(OpenUser {
                policies: parse_policies(&user.policies)?,
                id: user.id,
                tags: user.tags,
            })
        }))
    }

    pub async fn open(&self, name: &str) -> Result<Option<Arc<OpenUser>>, ServiceError> {
        self.0.find(name).await
    }

    pub async fn find(&self, name: &str) -> Result<Option<User>, ServiceError> {
        Ok(self.0.read(name).await?.map(|(user, _)| user))
    }

    pub async fn all(&self) -> Result<Vec<(String, User)>, ServiceError> {
        self.0.all().await
    }

    /// Makes a user.
    pub async fn create(
        &self,
        name: &str,
        tags: BTreeMap<String, String>,
    ) -> Result<User, ServiceError> {
        let (user, put) = self.prepare(name, tags)?;
        match self.0.commit(name, Batch::new().with(put)).await {
            Err(ServiceError::Duplicate { .. }) => Err(ServiceError::Duplicate {
                what: "user",
                name: name.to_owned(),
            }),
            done => done.map(|()| user),
        }
    }

    /// The write that makes a user, for a key whose user is not there yet.
    pub fn prepare(
        &self,
        name: &str,
        tags: BTreeMap<String, String>,
    ) -> Result<(User, PutEntry), ServiceError> {
        check_name("user", name, 64)?;
        let user = User {
            id: lettered(
                "AIDA",
                &random_array::<17>().map_err(ServiceError::internal)?,
            ),
            created: self.0.now(),
            policies: BTreeMap::new(),
            tags,
        };
        let put = self.0.put(name, &user, Expect::New)?;
        Ok((user, put))
    }

    /// Changes a user.
    pub async fn change(
        &self,
        name: &str,
        change: impl FnOnce(&mut User) -> Result<(), ServiceError>,
    ) -> Result<User, ServiceError> {
        let Some((mut user, revision)) = self.0.read(name).await? else {
            return Err(missing("user", name));
        };
        change(&mut user)?;
        parse_policies(&user.policies)?;
        let put = self.0.put(name, &user, Expect::Revision(revision))?;
        self.0.commit(name, Batch::new().with(put)).await?;
        Ok(user)
    }

    pub async fn delete(&self, name: &str) -> Result<(), ServiceError> {
        self.0
            .commit(name, Batch::new().with(self.0.delete(name)))
            .await
    }

    pub fn forget(&self, name: &str) {
        self.0.forget(name);
    }
}

/// A user or role that is not there.
pub(super) fn missing(what: &'static str, name: &str) -> ServiceError {
    ServiceError::NotFound {
        what,
        id: name.to_owned(),
    }
}

/// Names of users, roles, sessions and policies: letters, digits and `+=,.@-_`.
///
/// Source: IAM API reference, the pattern `[\w+=,.@-]+`.
///
/// # Errors
/// [`ServiceError::InvalidParameter`] for another.
pub fn check_name(what: &str, name: &str, longest: usize) -> Result<(), ServiceError> {
    let plain = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b));
    if plain && (1..=longest).contains(&name.len()) {
        Ok(())
    } else {
        Err(ServiceError::InvalidParameter(format!(
            "the name of a {what} has 1 to {longest} letters, digits and characters of _+=,.@-"
        )))
    }
}
