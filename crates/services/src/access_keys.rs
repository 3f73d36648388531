//! Access keys of the public APIs, with the policies that bind them.
//!
//! Kept as entries of the store, the secret sealed. A key in use is kept in memory with its parsed
//! policies: signing a request must not cost a read of the store. Changes by this process are seen
//! at once, those by another after [`FRESH`].

use crate::{Clock, ServiceError};
use aws_wire::Principal;
use aws_wire::sigv4::{Scope, SigningKey, SigningKeys};
use iam::Policy;
use ids::{Pii, Timestamp};
use secrets::{Key, Keyring};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use store::{Batch, DeleteEntry, Entry, Expect, PutEntry, Store};

const SPACE: &str = "access-key";
/// How long a key is used from memory before the store is asked again.
const FRESH: Duration = Duration::from_secs(30);
/// Keys in memory at most; when full, all go.
const KEPT: usize = 10_000;

/// A key that may sign.
#[derive(Debug)]
pub struct AccessKey {
    /// Who signs with it.
    pub principal: Principal,
    /// What the signer may do, by the policies' names; not looked at for the root key.
    pub policies: Vec<(String, Policy)>,
    secret: Pii<String>,
    signing: Mutex<SigningKeys>,
    read: Timestamp,
}

impl AccessKey {
    fn new(
        principal: Principal,
        policies: Vec<(String, Policy)>,
        secret: Pii<String>,
        read: Timestamp,
    ) -> Self {
        Self {
            principal,
            policies,
            secret,
            signing: Mutex::new(SigningKeys::new(64)),
            read,
        }
    }

    /// The signing key for a scope.
    pub fn signing_key(&self, id: &str, scope: &Scope) -> SigningKey {
        // Nothing in there can be left half-done by a panic.
        let mut keys = self.signing.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(id, scope, self.secret.reveal())
    }
}

/// A key to be kept.
#[derive(Debug, Clone)]
pub struct NewAccessKey {
    /// Its identifier, such as `AKIA…`: 16 to 128 letters and digits.
    pub id: String,
    /// The secret.
    pub secret: Pii<String>,
    /// The user's name.
    pub user: String,
    /// Policies by name: JSON texts.
    pub policies: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    user: String,
    /// Sealed, base64.
    secret: String,
    policies: Vec<(String, String)>,
    created: Timestamp,
}

/// All access keys.
pub struct AccessKeys {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    seal: Key,
    root: Option<(String, Arc<AccessKey>)>,
    known: RwLock<HashMap<String, Arc<AccessKey>>>,
}

impl std::fmt::Debug for AccessKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessKeys")
    }
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
            let key = AccessKey::new(Principal::Root, Vec::new(), secret, Timestamp(0));
            (id, Arc::new(key))
        });
        Self {
            store,
            clock,
            seal: keyring.key(SPACE),
            root,
            known: RwLock::new(HashMap::new()),
        }
    }

    /// The key with this identifier.
    ///
    /// # Errors
    /// When the store fails or a kept key cannot be opened.
    pub async fn find(&self, id: &str) -> Result<Option<Arc<AccessKey>>, ServiceError> {
        if let Some((root, key)) = &self.root
            && root == id
        {
            return Ok(Some(Arc::clone(key)));
        }
        let now = self.clock.now();
        let known = self
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .cloned();
        if let Some(key) = known
            && now.since(key.read) < FRESH
        {
            return Ok(Some(key));
        }
        let Some(entry) = self.store.entry(SPACE, id).await? else {
            self.forget(id);
            return Ok(None);
        };
        let key = Arc::new(self.open(id, &entry, now)?);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(id.to_owned(), Arc::clone(&key));
        Ok(Some(key))
    }

    fn open(&self, id: &str, entry: &Entry, now: Timestamp) -> Result<AccessKey, ServiceError> {
        let kept: Kept = serde_json::from_slice(&entry.value).map_err(ServiceError::internal)?;
        let sealed =
            base64::Engine::decode(&base64::engine::general_purpose::STANDARD, kept.secret)
                .map_err(ServiceError::internal)?;
        let secret = self
            .seal
            .open(&sealed, id.as_bytes())
            .map_err(ServiceError::internal)?;
        let secret = String::from_utf8(secret).map_err(ServiceError::internal)?;
        let policies = parse(&kept.policies)?;
        let principal = Principal::User {
            name: kept.user,
            access_key: id.to_owned(),
        };
        Ok(AccessKey::new(principal, policies, Pii::new(secret), now))
    }

    /// Keeps a key, new or instead of the one with its identifier.
    ///
    /// # Errors
    /// [`ServiceError::InvalidParameter`] for an identifier or a policy that is not valid.
    pub async fn put(&self, key: NewAccessKey) -> Result<(), ServiceError> {
        let plain = key.id.bytes().all(|b| b.is_ascii_alphanumeric());
        if !plain || !(16..=128).contains(&key.id.len()) {
            return Err(ServiceError::InvalidParameter(
                "an access key id has 16 to 128 letters and digits".into(),
            ));
        }
        parse(&key.policies)?;
        let sealed = self
            .seal
            .seal(key.secret.reveal().as_bytes(), key.id.as_bytes())
            .map_err(ServiceError::internal)?;
        let now = self.clock.now();
        let kept = Kept {
            user: key.user,
            secret: base64::Engine::encode(&base64::engine::general_purpose::STANDARD, sealed),
            policies: key.policies,
            created: now,
        };
        let value = serde_json::to_vec(&kept).map_err(ServiceError::internal)?;
        let put = PutEntry {
            entry: Entry::new(SPACE, key.id.clone(), value),
            expect: Expect::Any,
            now,
        };
        self.store.commit(Batch::new().with(put)).await?;
        self.forget(&key.id);
        Ok(())
    }

    /// Forgets a key; nothing happens when there is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete(&self, id: &str) -> Result<(), ServiceError> {
        let delete = DeleteEntry {
            space: SPACE.into(),
            key: id.to_owned(),
            expect: Expect::Any,
        };
        self.store.commit(Batch::new().with(delete)).await?;
        self.forget(id);
        Ok(())
    }

    fn forget(&self, id: &str) {
        self.known
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
    }
}

fn parse(policies: &[(String, String)]) -> Result<Vec<(String, Policy)>, ServiceError> {
    policies
        .iter()
        .map(|(name, text)| match Policy::parse(text) {
            Ok(policy) => Ok((name.clone(), policy)),
            Err(error) => Err(ServiceError::InvalidParameter(format!(
                "policy {name}: {error}"
            ))),
        })
        .collect()
}
