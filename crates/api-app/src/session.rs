//! Who makes a page's request: the session that its cookie names, and what the person may do.
//!
//! The rules of sessions are in [`services::people::sessions`].

use crate::error::AppError;
use crate::state::Inner;
use http::header;
use ids::{InstanceId, Timestamp};
use resources::{SecurityProfile, User};
use services::pages::PageRequest;
use services::people::profile::AuthenticationProfile;
use services::people::sessions::{self, LONGEST};
use std::collections::BTreeSet;

/// The cookie's name.
pub(crate) const COOKIE: &str = "carillon_session";
/// The longest token that is looked at.
const LONGEST_TOKEN: usize = 256;
/// The header of the token against forged requests.
const CSRF_HEADER: &str = "x-carillon-csrf";

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The instance.
    pub(crate) instance: InstanceId,
    /// The user.
    pub(crate) user: User,
    /// The user's security profiles.
    pub(crate) profiles: Vec<SecurityProfile>,
    /// What they allow.
    pub(crate) permissions: BTreeSet<String>,
    /// The session as it is kept.
    pub(crate) kept: sessions::Session,
}

impl Session {
    /// Whoever makes this request. Requests that change something must carry the session's
    /// token against forged requests.
    pub(crate) async fn of(app: &Inner, request: &PageRequest) -> Result<Self, AppError> {
        let token = cookie(request).ok_or(AppError::NotSignedIn)?;
        let now = app.services.clock.now();
        let kept = app.services.session(token, now).await?;
        let session = Self::read(app, kept.ok_or(AppError::NotSignedIn)?).await?;
        let rules = app
            .services
            .authentication_profile(session.instance)
            .await?;
        if !rules.admits(request.peer) {
            return Err(AppError::AddressNotAllowed);
        }
        let read = matches!(request.method, http::Method::GET | http::Method::HEAD);
        let sent = request
            .headers
            .get(CSRF_HEADER)
            .map(http::HeaderValue::as_bytes);
        if !read && sent != Some(session.kept.csrf.as_bytes()) {
            return Err(AppError::StaleSession);
        }
        Ok(session)
    }

    async fn read(app: &Inner, kept: sessions::Session) -> Result<Self, AppError> {
        let user = app
            .services
            .find::<User>(kept.instance, &kept.user.to_string())
            .await?;
        let user = user.ok_or(AppError::NotSignedIn)?.value;
        let mut profiles = Vec::new();
        for id in &user.security_profiles {
            let profile = app
                .services
                .find::<SecurityProfile>(kept.instance, &id.to_string())
                .await?;
            profiles.extend(profile.map(|it| it.value));
        }
        let permissions = profiles.iter().flat_map(|it| it.permissions.clone());
        Ok(Self {
            instance: kept.instance,
            user,
            permissions: permissions.collect(),
            profiles,
            kept,
        })
    }

    /// Looks again whether the session lasts, and notes that it is in use.
    pub(crate) async fn still_lasts(&self, app: &Inner) -> bool {
        let now = app.services.clock.now();
        !matches!(app.services.session_again(&self.kept, now).await, Ok(None))
    }

    /// A new session: the cookie's token and the session.
    pub(crate) async fn begin(
        app: &Inner,
        request: &PageRequest,
        (instance, user): (InstanceId, &User),
        rules: &AuthenticationProfile,
        now: Timestamp,
    ) -> Result<(String, Self), AppError> {
        let agent = request.headers.get(header::USER_AGENT);
        let from = sessions::From {
            address: request.peer.to_string(),
            agent: agent
                .and_then(|it| it.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
        };
        let begun = app
            .services
            .begin_session(instance, user.id, rules, from, now);
        let (token, kept) = begun.await?;
        Ok((token, Self::read(app, kept).await?))
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

/// The session's token among the request's cookies.
fn cookie(request: &PageRequest) -> Option<&str> {
    request
        .headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE && value.len() <= LONGEST_TOKEN)
        .map(|(_, value)| value)
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
}
