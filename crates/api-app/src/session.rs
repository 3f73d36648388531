//! Sessions of people: a random token in a cookie, its digest in the store.
//!
//! A session lasts 12 hours at most and ends after a time without use (an open WebSocket is use).
//! Source: connect-a-foundation.md §4 (sessions of 12 h).

use crate::error::AppError;
use crate::state::Inner;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header;
use ids::{InstanceId, Timestamp, UserId};
use resources::{SecurityProfile, User};
use ring::{digest, rand};
use serde::{Deserialize, Serialize};
use services::pages::PageRequest;
use std::collections::BTreeSet;
use std::time::Duration;
use store::{Batch, DeleteEntry, Entry, Expect, PutEntry};

/// The cookie's name.
pub(crate) const COOKIE: &str = "carillon_session";
/// The space of sessions among the store's entries; the key is the token's digest.
const SPACE: &str = "app-sessions";
/// How long a session may last.
pub(crate) const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// How long a session may go unused.
const IDLE: Duration = Duration::from_secs(2 * 3600);
/// Use is noted down at most this often.
const NOTE_EVERY: Duration = Duration::from_secs(60);
/// The header of the token against forged requests.
const CSRF_HEADER: &str = "x-carillon-csrf";

/// A session as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    instance: InstanceId,
    user: UserId,
    csrf: String,
    created: Timestamp,
    used: Timestamp,
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The instance.
    pub(crate) instance: InstanceId,
    /// The user.
    pub(crate) user: User,
    /// What the user's security profiles allow.
    pub(crate) permissions: BTreeSet<String>,
    /// The token against forged requests.
    pub(crate) csrf: String,
    key: String,
}

impl Session {
    /// Whoever makes this request. Requests that change something must carry the session's
    /// token against forged requests.
    pub(crate) async fn of(app: &Inner, request: &PageRequest) -> Result<Self, AppError> {
        let token = cookie(request).ok_or(AppError::NotSignedIn)?;
        let session = Self::find(app, &key_of(token)).await?;
        let read = matches!(request.method, http::Method::GET | http::Method::HEAD);
        let sent = request
            .headers
            .get(CSRF_HEADER)
            .map(http::HeaderValue::as_bytes);
        if !read && sent != Some(session.csrf.as_bytes()) {
            return Err(AppError::StaleSession);
        }
        Ok(session)
    }

    async fn find(app: &Inner, key: &str) -> Result<Self, AppError> {
        let store = &app.services.store;
        let now = app.services.clock.now();
        let entry = store
            .entry(SPACE, key)
            .await?
            .filter(|entry| entry.is_live(now));
        let entry = entry.ok_or(AppError::NotSignedIn)?;
        let kept: Kept = serde_json::from_slice(&entry.value).map_err(AppError::internal)?;
        let user = app
            .services
            .find::<User>(kept.instance, &kept.user.to_string())
            .await?;
        let user = user.ok_or(AppError::NotSignedIn)?.value;
        if now.since(kept.used) >= NOTE_EVERY {
            keep(
                app,
                key,
                &Kept {
                    used: now,
                    ..kept.clone()
                },
                now,
            )
            .await?;
        }
        let permissions = permissions(app, kept.instance, &user).await?;
        Ok(Self {
            instance: kept.instance,
            user,
            permissions,
            csrf: kept.csrf,
            key: key.to_owned(),
        })
    }

    /// Looks again whether the session lasts, and notes that it is in use.
    pub(crate) async fn still_lasts(&self, app: &Inner) -> bool {
        !matches!(Self::find(app, &self.key).await, Err(AppError::NotSignedIn))
    }

    /// A new session: the cookie's token and the session.
    pub(crate) async fn begin(
        app: &Inner,
        instance: InstanceId,
        user: User,
    ) -> Result<(String, Self), AppError> {
        let (token, csrf) = (random()?, random()?);
        let now = app.services.clock.now();
        let key = key_of(&token);
        let kept = Kept {
            instance,
            user: user.id,
            csrf: csrf.clone(),
            created: now,
            used: now,
        };
        keep(app, &key, &kept, now).await?;
        let permissions = permissions(app, instance, &user).await?;
        Ok((
            token,
            Self {
                instance,
                user,
                permissions,
                csrf,
                key,
            },
        ))
    }

    /// Ends it.
    pub(crate) async fn end(&self, app: &Inner) -> Result<(), AppError> {
        let delete = DeleteEntry {
            space: SPACE.into(),
            key: self.key.clone(),
            expect: Expect::Any,
        };
        app.services.store.commit(Batch::new().with(delete)).await?;
        Ok(())
    }

    /// Refuses unless one of these permissions is held.
    pub(crate) fn needs(&self, any_of: &[&'static str]) -> Result<(), AppError> {
        if any_of.iter().any(|name| self.permissions.contains(*name)) {
            return Ok(());
        }
        Err(AppError::Forbidden(
            any_of.first().copied().unwrap_or("a permission"),
        ))
    }
}

async fn keep(app: &Inner, key: &str, kept: &Kept, now: Timestamp) -> Result<(), AppError> {
    let value = serde_json::to_vec(kept).map_err(AppError::internal)?;
    let mut entry = Entry::new(SPACE, key, value);
    entry.expires = Some((kept.created + LONGEST).min(now + IDLE));
    let put = PutEntry {
        entry,
        expect: Expect::Any,
        now,
    };
    app.services.store.commit(Batch::new().with(put)).await?;
    Ok(())
}

async fn permissions(
    app: &Inner,
    instance: InstanceId,
    user: &User,
) -> Result<BTreeSet<String>, AppError> {
    let mut all = BTreeSet::new();
    for id in &user.security_profiles {
        if let Some(profile) = app
            .services
            .find::<SecurityProfile>(instance, &id.to_string())
            .await?
        {
            all.extend(profile.value.permissions);
        }
    }
    Ok(all)
}

/// The session's token among the request's cookies.
fn cookie(request: &PageRequest) -> Option<&str> {
    request
        .headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && value.len() <= 64)
        .map(|(_, value)| value)
}

/// Only the digest is kept, so that whoever reads the store cannot sign in with it.
fn key_of(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, token.as_bytes()))
}

fn random() -> Result<String, AppError> {
    let mut bytes = [0; 32];
    rand::SecureRandom::fill(&rand::SystemRandom::new(), &mut bytes)
        .map_err(|_| AppError::internal("no random numbers for a session"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The header that sets the cookie; an empty token takes it away.
pub(crate) fn set_cookie(token: &str, secure: bool) -> String {
    let age = if token.is_empty() {
        0
    } else {
        LONGEST.as_secs()
    };
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={token}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let cookie = set_cookie("abc", true);
        for part in [
            "carillon_session=abc",
            "HttpOnly",
            "SameSite=Strict",
            "; Secure",
            "Path=/",
        ] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!set_cookie("abc", false).contains("Secure"));
        assert!(set_cookie("", false).contains("Max-Age=0"));
    }

    #[test]
    fn the_key_in_the_store_is_not_the_token() {
        assert_ne!(key_of("abc"), "abc");
        assert_eq!(key_of("abc"), key_of("abc"));
    }
}
