//! Sessions of people: a token in a cookie, its digest in the store.
//!
//! A session lasts 12 hours at most, whatever is going on in it, and ends after a time without
//! use (an open WebSocket is use). A person has at most [`MOST`] at once; a further one ends the
//! one that was unused for the longest time. Entries are keyed by instance, user and session, so
//! that a person's sessions lie together.
//! Source: connect-a-foundation.md §4 (sessions of 12 h), §3.2 of connect-b-routing-channels.md.

use super::profile::AuthenticationProfile;
use super::{digest_of, random};
use crate::{ServiceError, Services};
use ids::{InstanceId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::{Batch, DeleteEntry, Entry, Expect, PutEntry};
use uuid::Uuid;

/// How long a session may last.
pub const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// Sessions of one person at once.
pub const MOST: usize = 20;
/// The space of sessions among the store's entries.
const SPACE: &str = "sessions";
/// Use is noted down at most this often.
const NOTE_EVERY: Duration = Duration::from_secs(60);
/// How many entries are read at a time.
const PAGE: usize = 500;

/// A session as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its identifier.
    pub id: Uuid,
    /// The instance.
    pub instance: InstanceId,
    /// Who.
    pub user: UserId,
    /// The token against forged requests.
    pub csrf: String,
    /// When the person signed in.
    pub created: Timestamp,
    /// When it was last seen in use.
    pub used: Timestamp,
    /// Where the person signed in from.
    pub address: String,
    /// With what, as the browser says.
    pub agent: String,
    /// The digest of the token's secret.
    secret: String,
    /// Seconds that it may go unused.
    idle: u64,
}

/// Where somebody signs in from.
#[derive(Debug, Clone, Default)]
pub struct From {
    /// The address.
    pub address: String,
    /// The browser, as it says.
    pub agent: String,
}

impl Session {
    fn key(&self) -> String {
        format!("{}/{}/{}", self.instance, self.user, self.id)
    }

    /// When it ends if nobody uses it.
    pub fn ends(&self) -> Timestamp {
        (self.created + LONGEST).min(self.used + Duration::from_secs(self.idle))
    }

    fn entry(&self) -> Result<Entry, ServiceError> {
        let value = serde_json::to_vec(self).map_err(ServiceError::internal)?;
        let mut entry = Entry::new(SPACE, self.key(), value);
        entry.expires = Some(self.ends());
        Ok(entry)
    }

    fn deletion(&self) -> DeleteEntry {
        DeleteEntry {
            space: SPACE.into(),
            key: self.key(),
            expect: Expect::Any,
        }
    }
}

/// The parts of a token: `INSTANCE.USER.SESSION.SECRET`.
fn parts(token: &str) -> Option<(String, &str)> {
    let mut parts = token.split('.');
    let mut id = || parts.next()?.parse::<Uuid>().ok();
    let key = format!("{}/{}/{}", id()?, id()?, id()?);
    let secret = parts.next()?;
    parts.next().is_none().then_some((key, secret))
}

impl Services {
    /// A new session: its token and itself.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin_session(
        &self,
        instance: InstanceId,
        user: UserId,
        profile: &AuthenticationProfile,
        from: From,
        now: Timestamp,
    ) -> Result<(String, Session), ServiceError> {
        let (secret, csrf) = (random()?, random()?);
        let session = Session {
            id: self.new_id(),
            instance,
            user,
            csrf,
            created: now,
            used: now,
            address: from.address,
            agent: from.agent.chars().take(256).collect(),
            secret: digest_of(&secret),
            idle: profile.idle().as_secs(),
        };
        let mut batch = Batch::new().with(PutEntry {
            entry: session.entry()?,
            expect: Expect::New,
            now,
        });
        let mut old = self.sessions_of(instance, user, now).await?;
        old.sort_by_key(|it| it.used);
        for it in old.iter().take((old.len() + 1).saturating_sub(MOST)) {
            batch = batch.with(it.deletion());
        }
        self.store.commit(batch).await?;
        let simple = |id: Uuid| id.simple().to_string();
        let token = [
            simple(instance.0),
            simple(user.0),
            simple(session.id),
            secret,
        ];
        Ok((token.join("."), session))
    }

    /// The session that a token is of, if it lasts. It is now in use.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Session>, ServiceError> {
        let Some((key, secret)) = parts(token) else {
            return Ok(None);
        };
        let found = self.session_at(&key, now).await?;
        Ok(found.filter(|it| {
            // Digests are compared, so the time that it takes says nothing about the secret.
            it.secret == digest_of(secret)
        }))
    }

    /// The same session again, if it still lasts. It is now in use.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_again(
        &self,
        session: &Session,
        now: Timestamp,
    ) -> Result<Option<Session>, ServiceError> {
        self.session_at(&session.key(), now).await
    }

    async fn session_at(&self, key: &str, now: Timestamp) -> Result<Option<Session>, ServiceError> {
        let entry = self.store.entry(SPACE, key).await?;
        let Some(entry) = entry.filter(|it| it.is_live(now)) else {
            return Ok(None);
        };
        let mut session: Session =
            serde_json::from_slice(&entry.value).map_err(ServiceError::internal)?;
        if now.since(session.used) >= NOTE_EVERY {
            session.used = now;
            let put = PutEntry {
                entry: session.entry()?,
                // One that was ended meanwhile does not come back.
                expect: Expect::Revision(entry.revision),
                now,
            };
            match self.store.commit(Batch::new().with(put)).await {
                Ok(_) | Err(store::StoreError::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Some(session))
    }

    /// A person's sessions, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sessions_of(
        &self,
        instance: InstanceId,
        user: UserId,
        now: Timestamp,
    ) -> Result<Vec<Session>, ServiceError> {
        self.sessions(&format!("{instance}/{user}/"), now).await
    }

    async fn sessions(&self, prefix: &str, now: Timestamp) -> Result<Vec<Session>, ServiceError> {
        let mut all = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = self
                .store
                .entries(SPACE, prefix, after.as_deref(), PAGE)
                .await?;
            let live = page.iter().filter(|it| it.is_live(now));
            for entry in live {
                all.push(serde_json::from_slice(&entry.value).map_err(ServiceError::internal)?);
            }
            match page.last() {
                Some(last) if page.len() == PAGE => after = Some(last.key.clone()),
                _ => return Ok(all),
            }
        }
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_session(&self, session: &Session) -> Result<(), ServiceError> {
        let batch = Batch::new().with(session.deletion());
        self.store.commit(batch).await?;
        Ok(())
    }

    /// Ends a session of an instance by its identifier; whose it was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_session_named(
        &self,
        instance: InstanceId,
        id: Uuid,
        now: Timestamp,
    ) -> Result<Option<UserId>, ServiceError> {
        let all = self.sessions(&format!("{instance}/"), now).await?;
        match all.into_iter().find(|it| it.id == id) {
            Some(session) => {
                self.end_session(&session).await?;
                Ok(Some(session.user))
            }
            None => Ok(None),
        }
    }

    /// Ends all sessions of a person but one; how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_sessions_of(
        &self,
        instance: InstanceId,
        user: UserId,
        but: Option<Uuid>,
        now: Timestamp,
    ) -> Result<usize, ServiceError> {
        let all = self.sessions_of(instance, user, now).await?;
        let ended: Vec<_> = all.iter().filter(|it| Some(it.id) != but).collect();
        let batch = ended
            .iter()
            .fold(Batch::new(), |batch, it| batch.with(it.deletion()));
        if !ended.is_empty() {
            self.store.commit(batch).await?;
        }
        Ok(ended.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_is_none_names_no_session() {
        let id = Uuid::nil().simple().to_string();
        assert!(parts(&format!("{id}.{id}.{id}.secret")).is_some());
        for token in [
            "",
            "a.b.c.d",
            &format!("{id}.{id}.secret"),
            &format!("{id}.{id}.{id}.s.t"),
        ] {
            assert!(parts(token).is_none(), "{token}");
        }
    }

    #[test]
    fn a_session_ends_after_twelve_hours_however_it_is_used() {
        let hours = |count: u64| Duration::from_secs(count * 3600);
        let mut session = Session {
            id: Uuid::nil(),
            instance: InstanceId(Uuid::nil()),
            user: UserId(Uuid::nil()),
            csrf: String::new(),
            created: Timestamp(0),
            used: Timestamp(0),
            address: String::new(),
            agent: String::new(),
            secret: String::new(),
            idle: 7_200,
        };
        assert_eq!(session.ends(), Timestamp(0) + hours(2));
        session.used = Timestamp(0) + hours(11);
        assert_eq!(session.ends(), Timestamp(0) + hours(12));
    }
}
