//! Roles: permissions that are taken on for a while by whom a trust policy names.

use super::entries::Entries;
use super::users::{check_name, missing};
use super::{lettered, parse_policies};
use crate::{Clock, ServiceError};
use iam::{Policy, TrustPolicy};
use ids::Timestamp;
use secrets::random_array;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Batch, Expect, Store};

/// The longest session that a role may allow, in seconds.
pub const LONGEST_SESSION: u32 = 43_200;
/// The shortest session, in seconds.
pub const SHORTEST_SESSION: u32 = 900;

/// A role as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// `AROA…`; a role that is made again under the same name has another, so that sessions of the
    /// former one end with it.
    pub id: String,
    /// When it was made.
    pub created: Timestamp,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// The trust policy: JSON.
    pub trust: String,
    /// The longest session, in seconds: 3600 to [`LONGEST_SESSION`].
    pub max_session: u32,
    /// Inline policies by name: JSON texts.
    #[serde(default)]
    pub policies: BTreeMap<String, String>,
    /// Tags, which conditions see as `aws:PrincipalTag/<key>`.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// A role to be made.
#[derive(Debug, Clone, Default)]
pub struct NewRole {
    /// What it is for.
    pub description: String,
    /// The trust policy: JSON.
    pub trust: String,
    /// The longest session, in seconds; 3600 without.
    pub max_session: Option<u32>,
    /// Inline policies by name: JSON texts.
    pub policies: BTreeMap<String, String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A role with its policies parsed.
#[derive(Debug)]
pub struct OpenRole {
    /// `AROA…`.
    pub id: String,
    /// Who may take it on.
    pub trust: TrustPolicy,
    /// The longest session, in seconds.
    pub max_session: u32,
    /// What its sessions may do.
    pub policies: Vec<(String, Policy)>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// All roles.
pub(super) struct Roles(Entries<Role, OpenRole>);

impl Roles {
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self(Entries::new(store, clock, "iam-role", |_, role| open(role)))
    }

    pub async fn open(&self, name: &str) -> Result<Option<Arc<OpenRole>>, ServiceError> {
        self.0.find(name).await
    }

    pub async fn find(&self, name: &str) -> Result<Option<Role>, ServiceError> {
        Ok(self.0.read(name).await?.map(|(role, _)| role))
    }

    pub async fn all(&self) -> Result<Vec<(String, Role)>, ServiceError> {
        self.0.all().await
    }

    pub async fn create(&self, name: &str, new: NewRole) -> Result<Role, ServiceError> {
        check_name("role", name, 64)?;
        let role = Role {
            id: lettered(
                "AROA",
                &random_array::<17>().map_err(ServiceError::internal)?,
            ),
            created: self.0.now(),
            description: new.description,
            trust: new.trust,
            max_session: new.max_session.unwrap_or(3600),
            policies: new.policies,
            tags: new.tags,
        };
        open(role.clone())?;
        let put = self.0.put(name, &role, Expect::New)?;
        match self.0.commit(name, Batch::new().with(put)).await {
            Err(ServiceError::Duplicate { .. }) => Err(ServiceError::Duplicate {
                what: "role",
                name: name.to_owned(),
            }),
            done => done.map(|()| role),
        }
    }

    pub async fn change(
        &self,
        name: &str,
        change: impl FnOnce(&mut Role) -> Result<(), ServiceError>,
    ) -> Result<Role, ServiceError> {
        let Some((mut role, revision)) = self.0.read(name).await? else {
            return Err(missing("role", name));
        };
        change(&mut role)?;
        open(role.clone())?;
        let put = self.0.put(name, &role, Expect::Revision(revision))?;
        self.0.commit(name, Batch::new().with(put)).await?;
        Ok(role)
    }

    pub async fn delete(&self, name: &str) -> Result<(), ServiceError> {
        if self.0.read(name).await?.is_none() {
            return Err(missing("role", name));
        }
        self.0
            .commit(name, Batch::new().with(self.0.delete(name)))
            .await
    }
}

fn open(role: Role) -> Result<OpenRole, ServiceError> {
    if !(3600..=LONGEST_SESSION).contains(&role.max_session) {
        return Err(ServiceError::InvalidParameter(format!(
            "the longest session of a role is 3600 to {LONGEST_SESSION} seconds"
        )));
    }
    let trust = TrustPolicy::parse(&role.trust)
        .map_err(|error| ServiceError::InvalidParameter(format!("the trust policy: {error}")))?;
    Ok(OpenRole {
        id: role.id,
        trust,
        max_session: role.max_session,
        policies: parse_policies(&role.policies)?,
        tags: role.tags,
    })
}
