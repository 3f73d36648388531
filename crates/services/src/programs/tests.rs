//! Keys and sessions over a store: who may sign, and what ends a session.

use super::*;
use crate::FixedClock;
use ids::{Pii, Timestamp};
use secrets::Keyring;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store_sqlite::SqliteStore;

const KEY: &str = "AKIAAAAAAAAAAAAAAAAA";
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow",
    "Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}}"#;
const READ: &str = r#"{"Statement":{"Effect":"Allow","Action":"connect:List*","Resource":"*"}}"#;

async fn keys(now: i64) -> AccessKeys {
    let store = Arc::new(SqliteStore::temporary().unwrap());
    let clock = Arc::new(FixedClock::new(Timestamp(now)));
    let root = Some(("ROOTROOTROOTROOT".to_owned(), Pii::new("s".to_owned())));
    let keys = AccessKeys::new(store, clock, &Keyring::from_bytes([7; 32]), root);
    let key = NewAccessKey {
        id: KEY.into(),
        secret: Pii::new("secret".into()),
        user: "ann".into(),
        policies: Vec::new(),
    };
    keys.put(key).await.unwrap();
    keys
}

async fn role(keys: &AccessKeys) -> Role {
    let new = NewRole {
        trust: TRUST.into(),
        policies: BTreeMap::from([("read".to_owned(), READ.to_owned())]),
        ..NewRole::default()
    };
    keys.create_role("ci", new).await.unwrap()
}

fn of_role(role: &Role, now: i64) -> Session {
    let kind = SessionKind::Role {
        role: "ci".into(),
        id: role.id.clone(),
        name: "job".into(),
    };
    Session::begin(kind, Timestamp(now), Duration::from_secs(900))
}

async fn find(
    keys: &AccessKeys,
    made: &TemporaryCredentials,
) -> Result<Arc<AccessKey>, CredentialError> {
    keys.find(&made.access_key, Some(&made.token)).await
}

#[tokio::test]
async fn a_session_of_a_role_has_its_policies_and_ends_with_it() {
    let keys = keys(1000).await;
    let made_role = role(&keys).await;
    let made = keys.issue(&of_role(&made_role, 1000)).unwrap();
    let key = find(&keys, &made).await.unwrap();
    assert_eq!(key.policies.len(), 1);
    assert_eq!(key.user_id, format!("{}:job", made_role.id));
    // Without its token, or with another's, it is nobody's.
    assert_eq!(
        keys.find(&made.access_key, None).await.unwrap_err(),
        CredentialError::Unknown
    );
    assert_eq!(
        keys.find(KEY, Some(&made.token)).await.unwrap_err(),
        CredentialError::Unknown
    );
    // A changed policy binds it at once, and so does the end of the role.
    let none = |role: &mut Role| {
        role.policies.clear();
        Ok(())
    };
    keys.change_role("ci", none).await.unwrap();
    assert!(find(&keys, &made).await.unwrap().policies.is_empty());
    keys.delete_role("ci").await.unwrap();
    assert_eq!(
        find(&keys, &made).await.unwrap_err(),
        CredentialError::Unknown
    );
    // A new role of that name is another one.
    role(&keys).await;
    assert_eq!(
        find(&keys, &made).await.unwrap_err(),
        CredentialError::Unknown
    );
}

#[tokio::test]
async fn a_session_that_is_over_is_told_so() {
    let keys = keys(1_000_000).await;
    let role = role(&keys).await;
    let made = keys.issue(&of_role(&role, 1_000_000 - 900_000)).unwrap();
    assert_eq!(
        find(&keys, &made).await.unwrap_err(),
        CredentialError::Expired
    );
    let made = keys.issue(&of_role(&role, 1_000_000 - 899_999)).unwrap();
    assert!(find(&keys, &made).await.is_ok());
}

#[tokio::test]
async fn a_session_of_a_key_ends_with_the_key() {
    let keys = keys(1000).await;
    let kind = SessionKind::Key { key: KEY.into() };
    let session = Session::begin(kind, Timestamp(1000), Duration::from_secs(900));
    let made = keys.issue(&session).unwrap();
    assert!(find(&keys, &made).await.is_ok());
    keys.set_status(KEY, KeyStatus::Inactive).await.unwrap();
    assert!(find(&keys, &made).await.is_err() && keys.find(KEY, None).await.is_err());
    keys.set_status(KEY, KeyStatus::Active).await.unwrap();
    assert!(find(&keys, &made).await.is_ok());
    keys.delete(KEY).await.unwrap();
    assert!(find(&keys, &made).await.is_err());
}

#[tokio::test]
async fn a_user_is_deleted_after_its_keys_and_policies() {
    let keys = keys(1000).await;
    assert!(
        keys.user("ann").await.unwrap().is_some(),
        "made with the key"
    );
    let put = |user: &mut User| {
        user.policies.insert("read".into(), READ.into());
        Ok(())
    };
    keys.change_user("ann", put).await.unwrap();
    assert_eq!(keys.find(KEY, None).await.unwrap().policies.len(), 1);
    assert!(keys.delete_user("ann").await.is_err());
    keys.delete(KEY).await.unwrap();
    assert!(keys.delete_user("ann").await.is_err());
    let none = |user: &mut User| {
        user.policies.clear();
        Ok(())
    };
    keys.change_user("ann", none).await.unwrap();
    keys.delete_user("ann").await.unwrap();
    assert!(keys.user("ann").await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_not_valid_is_not_kept() {
    let keys = keys(1000).await;
    let bad = NewRole {
        trust: "{}".into(),
        ..NewRole::default()
    };
    assert!(keys.create_role("bad", bad).await.is_err());
    let bad = |user: &mut User| {
        user.policies.insert("p".into(), "{}".into());
        Ok(())
    };
    assert!(keys.change_user("ann", bad).await.is_err());
    assert!(keys.create_user("no/slash", BTreeMap::new()).await.is_err());
    assert!(keys.role("bad").await.unwrap().is_none());
    assert!(keys.user("ann").await.unwrap().unwrap().policies.is_empty());
}
