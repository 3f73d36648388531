//! Access keys of the public APIs, the users and roles behind them, and who a request's key is.
//!
//! Kept as entries of the store, the secret sealed. A key in use is kept in memory with its parsed
//! policies: signing a request must not cost a read of the store. Changes by this process are seen
//! at once, those by another after half a minute.

use super::entries::{Entries, FRESH, KEPT};
use super::roles::{OpenRole, Roles};
use super::session::{Session, SessionKind, SessionTokens, TemporaryCredentials};
use super::signer::{AccessKey, CredentialError};
use super::users::{Users, check_name, missing};
use super::{NewRole, Role, User, lettered, parse_policies};
use crate::{Clock, ServiceError, presign};
use aws_wire::Principal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ids::{Pii, Timestamp};
use secrets::{Key, Keyring, random_array};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use store::{Batch, Expect, Store};

const SPACE: &str = "access-key";

/// A key to be kept.
#[derive(Debug, Clone)]
pub struct NewAccessKey {
    /// Its identifier, such as `AKIA…`: 16 to 128 letters and digits.
    pub id: String,
    /// The secret.
    pub secret: Pii<String>,
    /// The user's name; the user is made when there is none.
    pub user: String,
    /// Policies of this key alone, by name: JSON texts. Those of the user come on top.
    pub policies: Vec<(String, String)>,
}

/// Whether a key may sign.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyStatus {
    /// It may.
    #[default]
    Active,
    /// It may not, until it is active again.
    Inactive,
}

/// What may be told of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySummary {
    /// Its identifier.
    pub id: String,
    /// The user's name.
    pub user: String,
    /// When it was made.
    pub created: Timestamp,
    /// Whether it may sign.
    pub status: KeyStatus,
}

#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    user: String,
    /// Sealed, base64.
    secret: String,
    policies: Vec<(String, String)>,
    created: Timestamp,
    #[serde(default)]
    status: KeyStatus,
}

/// All access keys, users and roles.
pub struct AccessKeys {
    clock: Arc<dyn Clock>,
    seal: Key,
    root: Option<(String, Arc<AccessKey>)>,
    /// The gateway's own, which signs URLs.
    own: Arc<AccessKey>,
    kept: Entries<Kept, Kept>,
    users: Users,
    roles: Roles,
    tokens: SessionTokens,
    known: RwLock<HashMap<String, Arc<AccessKey>>>,
}

impl std::fmt::Debug for AccessKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessKeys")
    }
}

/// `AKIA` and 16 letters, as clients expect of a long-lived key.
///
/// # Errors
/// When nothing random can be had.
pub fn new_key_id() -> Result<String, ServiceError> {
    let random = random_array::<16>().map_err(ServiceError::internal)?;
    Ok(lettered("AKIA", &random))
}

impl AccessKeys {
    /// The keys in a store. `root` is the identifier and secret of the account's root key.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        keyring: &Keyring,
        root: Option<(String, Pii<String>)>,
    ) -> Self {
        let root = root.map(|(id, secret)| {
            let key = AccessKey::new(&id, Principal::Root, secret, Timestamp(0));
            (id, Arc::new(key))
        });
        let principal = Principal::User {
            name: "presigned-url".to_owned(),
            access_key: presign::KEY_ID.to_owned(),
        };
        let secret = presign::secret(keyring);
        let mut own = AccessKey::new(presign::KEY_ID, principal, secret, Timestamp(0));
        // Without its policy, which is ours and tested, the key could do nothing.
        let policy = ("presigned-url".to_owned(), presign::POLICY.to_owned());
        own.policies = parse_policies([(&policy.0, &policy.1)]).unwrap_or_default();
        Self {
            seal: keyring.key(SPACE),
            own: Arc::new(own),
            tokens: SessionTokens::new(keyring),
            users: Users::new(Arc::clone(&store), Arc::clone(&clock)),
            roles: Roles::new(Arc::clone(&store), Arc::clone(&clock)),
            kept: Entries::new(store, Arc::clone(&clock), SPACE, |_, kept| Ok(kept)),
            clock,
            root,
            known: RwLock::new(HashMap::new()),
        }
    }

    /// The key that signs with this identifier and session token.
    ///
    /// # Errors
    /// When it may not sign.
    pub async fn find(
        &self,
        id: &str,
        token: Option<&str>,
    ) -> Result<Arc<AccessKey>, CredentialError> {
        let now = self.clock.now();
        let found = match token {
            None => self.long_lived(id, now).await,
            Some(token) => self.of_session(id, token, now).await,
        };
        let key = found
            .map_err(|error| {
                tracing::error!(%error, "an access key could not be read");
                CredentialError::Failed
            })?
            .ok_or(CredentialError::Unknown)?;
        match &key.session {
            Some(session) if session.expires <= now => Err(CredentialError::Expired),
            _ => Ok(key),
        }
    }

    fn fresh(&self, id: &str, now: Timestamp) -> Option<Arc<AccessKey>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known
            .get(id)
            .filter(|key| now.since(key.read) < FRESH)
            .cloned()
    }

    fn remember(&self, key: AccessKey) -> Arc<AccessKey> {
        let key = Arc::new(key);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(key.id.clone(), Arc::clone(&key));
        key
    }

    /// Whatever was known may be wrong now: a user, role or key changed.
    fn forget(&self) {
        self.known
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    async fn long_lived(
        &self,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<Arc<AccessKey>>, ServiceError> {
        if let Some((root, key)) = &self.root
            && root == id
        {
            return Ok(Some(Arc::clone(key)));
        }
        if id == presign::KEY_ID {
            return Ok(Some(Arc::clone(&self.own)));
        }
        if let Some(key) = self.fresh(id, now) {
            // A session's key says nothing without its token.
            return Ok(Some(key).filter(|key| key.session.is_none()));
        }
        let Some((kept, _)) = self.kept.read(id).await? else {
            return Ok(None);
        };
        if kept.status == KeyStatus::Inactive {
            return Ok(None);
        }
        let sealed = STANDARD
            .decode(&kept.secret)
            .map_err(ServiceError::internal)?;
        let secret = self
            .seal
            .open(&sealed, id.as_bytes())
            .map_err(ServiceError::internal)?;
        let secret = String::from_utf8(secret).map_err(ServiceError::internal)?;
        let principal = Principal::User {
            name: kept.user.clone(),
            access_key: id.to_owned(),
        };
        let mut key = AccessKey::new(id, principal, Pii::new(secret), now);
        key.policies = parse_policies(kept.policies.iter().map(|(name, text)| (name, text)))?;
        // Keys that were made before there were users have none.
        if let Some(user) = self.users.open(&kept.user).await? {
            key.policies.extend(user.policies.iter().cloned());
            key.tags = user.tags.clone();
            key.user_id = user.id.clone();
        }
        Ok(Some(self.remember(key)))
    }

    async fn of_session(
        &self,
        id: &str,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Arc<AccessKey>>, ServiceError> {
        let Some((session, secret)) = self.tokens.open(id, token) else {
            return Ok(None);
        };
        // A key id has one token: what is known under it is of this session.
        if let Some(key) = self.fresh(id, now) {
            return Ok(Some(key));
        }
        let mut key = match &session.kind {
            SessionKind::Role {
                role,
                id: role_id,
                name,
            } => {
                let open = self.roles.open(role).await?;
                let Some(open) = open.filter(|open| open.id == *role_id) else {
                    return Ok(None);
                };
                let principal = Principal::Role {
                    role: role.clone(),
                    session: name.clone(),
                };
                let mut key = AccessKey::new(id, principal, secret, now);
                key.policies = open.policies.clone();
                key.tags = open.tags.clone();
                key.user_id = format!("{role_id}:{name}");
                key
            }
            SessionKind::Key { key: parent } | SessionKind::Federated { key: parent, .. } => {
                let Some(parent) = self.long_lived(parent, now).await? else {
                    return Ok(None);
                };
                let federated = match &session.kind {
                    SessionKind::Federated { name, .. } => Some(name),
                    _ => None,
                };
                let principal = federated.map_or(parent.principal.clone(), |name| {
                    Principal::Federated { name: name.clone() }
                });
                let mut key = AccessKey::new(id, principal, secret, now);
                key.root = parent.root;
                key.policies = parent.policies.clone();
                key.tags = parent.tags.clone();
                key.user_id = parent.user_id.clone();
                if let Some(name) = federated {
                    // The account and the name: the user behind it does not show.
                    key.user_id = name.clone();
                    key.tags = BTreeMap::new();
                }
                key
            }
        };
        key.session_policies = match &session.policies {
            None => None,
            Some(policies) => Some(parse_policies(policies.iter().map(|(n, t)| (n, t)))?),
        };
        key.tags.extend(session.tags.clone());
        key.session = Some(session);
        Ok(Some(self.remember(key)))
    }

    /// Keeps a key, new or instead of the one with its identifier.
    ///
    /// # Errors
    /// [`ServiceError::InvalidParameter`] for an identifier, a name or a policy that is not valid.
    pub async fn put(&self, key: NewAccessKey) -> Result<(), ServiceError> {
        let plain = key.id.bytes().all(|b| b.is_ascii_alphanumeric());
        if !plain || !(16..=128).contains(&key.id.len()) {
            return Err(ServiceError::InvalidParameter(
                "an access key id has 16 to 128 letters and digits".into(),
            ));
        }
        check_name("user", &key.user, 64)?;
        parse_policies(key.policies.iter().map(|(name, text)| (name, text)))?;
        let sealed = self
            .seal
            .seal(key.secret.reveal().as_bytes(), key.id.as_bytes())
            .map_err(ServiceError::internal)?;
        let kept = Kept {
            user: key.user,
            secret: STANDARD.encode(sealed),
            policies: key.policies,
            created: self.clock.now(),
            status: KeyStatus::Active,
        };
        let mut batch = Batch::new().with(self.kept.put(&key.id, &kept, Expect::Any)?);
        if self.users.find(&kept.user).await?.is_none() {
            batch = batch.with(self.users.prepare(&kept.user, BTreeMap::new())?.1);
        }
        let done = self.kept.commit(&key.id, batch).await;
        self.users.forget(&kept.user);
        self.forget();
        done
    }

    /// Forgets a key; nothing happens when there is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete(&self, id: &str) -> Result<(), ServiceError> {
        let batch = Batch::new().with(self.kept.delete(id));
        let done = self.kept.commit(id, batch).await;
        self.forget();
        done
    }

    /// A key, by its identifier.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn summary(&self, id: &str) -> Result<Option<KeySummary>, ServiceError> {
        let kept = self.kept.read(id).await?;
        Ok(kept.map(|(kept, _)| summary(id, kept)))
    }

    /// The keys of a user, or of all, by identifier.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, user: Option<&str>) -> Result<Vec<KeySummary>, ServiceError> {
        let all = self.kept.all().await?.into_iter();
        Ok(all
            .filter(|(_, kept)| user.is_none_or(|user| user == kept.user))
            .map(|(id, kept)| summary(&id, kept))
            .collect())
    }

    /// Lets a key sign, or not.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn set_status(&self, id: &str, status: KeyStatus) -> Result<(), ServiceError> {
        let Some((kept, revision)) = self.kept.read(id).await? else {
            return Err(missing("access key", id));
        };
        let kept = Kept { status, ..kept };
        let put = self.kept.put(id, &kept, Expect::Revision(revision))?;
        let done = self.kept.commit(id, Batch::new().with(put)).await;
        self.forget();
        done
    }

    /// Whether a key id belongs to this account: a kept key's, the root's or a session's.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_ours(&self, id: &str) -> Result<bool, ServiceError> {
        if self.tokens.knows(id) || self.root.as_ref().is_some_and(|(root, _)| root == id) {
            return Ok(true);
        }
        Ok(self.kept.read(id).await?.is_some())
    }

    /// Credentials for a session.
    ///
    /// # Errors
    /// [`ServiceError::InvalidParameter`] for a session policy that is not valid.
    pub fn issue(&self, session: &Session) -> Result<TemporaryCredentials, ServiceError> {
        if let Some(policies) = &session.policies {
            parse_policies(policies.iter().map(|(name, text)| (name, text)))?;
        }
        self.tokens.issue(session)
    }

    /// A user.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn user(&self, name: &str) -> Result<Option<User>, ServiceError> {
        self.users.find(name).await
    }

    /// All users, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn users(&self) -> Result<Vec<(String, User)>, ServiceError> {
        self.users.all().await
    }

    /// Makes a user.
    ///
    /// # Errors
    /// [`ServiceError::Duplicate`] or [`ServiceError::InvalidParameter`].
    pub async fn create_user(
        &self,
        name: &str,
        tags: BTreeMap<String, String>,
    ) -> Result<User, ServiceError> {
        let made = self.users.create(name, tags).await;
        self.forget();
        made
    }

    /// Changes a user's policies or tags.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], what `change` answers, and
    /// [`ServiceError::InvalidParameter`] for a policy that is not valid.
    pub async fn change_user(
        &self,
        name: &str,
        change: impl FnOnce(&mut User) -> Result<(), ServiceError>,
    ) -> Result<User, ServiceError> {
        let changed = self.users.change(name, change).await;
        self.forget();
        changed
    }

    /// Deletes a user that has neither keys nor policies any more.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], or [`ServiceError::Conflict`] while there are some.
    pub async fn delete_user(&self, name: &str) -> Result<(), ServiceError> {
        let user = self.users.find(name).await?;
        let user = user.ok_or_else(|| missing("user", name))?;
        let why = if !self.list(Some(name)).await?.is_empty() {
            "Cannot delete entity, must delete access keys first."
        } else if !user.policies.is_empty() {
            "Cannot delete entity, must delete policies first."
        } else {
            let done = self.users.delete(name).await;
            self.forget();
            return done;
        };
        Err(ServiceError::Conflict(why.into()))
    }

    /// A role.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn role(&self, name: &str) -> Result<Option<Role>, ServiceError> {
        self.roles.find(name).await
    }

    /// A role's rules, parsed, from memory where they are fresh.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open_role(&self, name: &str) -> Result<Option<Arc<OpenRole>>, ServiceError> {
        self.roles.open(name).await
    }

    /// All roles, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn roles(&self) -> Result<Vec<(String, Role)>, ServiceError> {
        self.roles.all().await
    }

    /// Makes a role.
    ///
    /// # Errors
    /// [`ServiceError::Duplicate`], or [`ServiceError::InvalidParameter`] naming every problem of
    /// a policy.
    pub async fn create_role(&self, name: &str, new: NewRole) -> Result<Role, ServiceError> {
        let made = self.roles.create(name, new).await;
        self.forget();
        made
    }

    /// Changes a role; its sessions are bound by the change at once.
    ///
    /// # Errors
    /// As [`change_user`](Self::change_user).
    pub async fn change_role(
        &self,
        name: &str,
        change: impl FnOnce(&mut Role) -> Result<(), ServiceError>,
    ) -> Result<Role, ServiceError> {
        let changed = self.roles.change(name, change).await;
        self.forget();
        changed
    }

    /// Deletes a role and with it all its sessions.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn delete_role(&self, name: &str) -> Result<(), ServiceError> {
        let done = self.roles.delete(name).await;
        self.forget();
        done
    }
}

fn summary(id: &str, kept: Kept) -> KeySummary {
    KeySummary {
        id: id.to_owned(),
        user: kept.user,
        created: kept.created,
        status: kept.status,
    }
}
