//! The authentication profile of an instance: from where and for how long people sign in.
//!
//! The API makes and deletes none: each instance has one, "Default Authentication Profile". It is
//! written down when it is first changed; until then its values are those here.
//!
//! `PeriodicSessionDuration` is how often the hosted service asks a browser for a fresh token. Our
//! sessions are looked up in the store on every request and end at once when they are revoked, so
//! the value is kept and answered and has nothing to do.

use crate::{ServiceError, Services, not_found};
use ids::{InstanceId, Timestamp};
use ipnet::IpNet;
use resources::{Instance, Kind, Plain, Resource};
use serde_json::{Value, json};
use std::net::IpAddr;
use std::time::Duration;

/// The profile's name until someone gives it another.
const NAME: &str = "Default Authentication Profile";
/// How long a session may go unused where the profile does not handle inactivity.
const IDLE: Duration = Duration::from_secs(2 * 3600);

/// An instance's authentication profile, as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthenticationProfile {
    /// Its members by their names in the API.
    pub plain: Plain,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
}

/// An address or a range of addresses.
fn range(text: &str) -> Option<IpNet> {
    match text.parse::<IpAddr>() {
        Ok(address) => Some(IpNet::from(address)),
        Err(_) => text.parse().ok(),
    }
}

impl AuthenticationProfile {
    fn minutes(&self, member: &str) -> Option<u64> {
        self.plain.body.get(member).and_then(Value::as_u64)
    }

    /// How long a session may go unused.
    pub fn idle(&self) -> Duration {
        let handled = self.plain.body.get("SessionInactivityHandlingEnabled");
        match handled == Some(&Value::Bool(true)) {
            true => self
                .minutes("SessionInactivityDuration")
                .map_or(IDLE, |it| Duration::from_secs(it * 60)),
            false => IDLE,
        }
    }

    fn ranges(&self, member: &str) -> impl Iterator<Item = &str> {
        let list = self.plain.body.get(member).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str)
    }

    /// Whether people may sign in and work from an address: it is in no blocked range and, where
    /// there are allowed ones, in one of them.
    pub fn admits(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let within = |text: &str| range(text).is_some_and(|it| it.contains(&address));
        let mut allowed = self.ranges("AllowedIps").peekable();
        let open = allowed.peek().is_none();
        !self.ranges("BlockedIps").any(within) && (open || allowed.any(within))
    }

    /// Checks what a change put in.
    ///
    /// # Errors
    /// [`ServiceError::InvalidParameter`]
    pub fn check(plain: &Plain) -> Result<(), ServiceError> {
        let invalid = |text: String| Err(ServiceError::InvalidParameter(text));
        for member in ["AllowedIps", "BlockedIps"] {
            let list = plain.body.get(member).and_then(Value::as_array);
            for text in list.into_iter().flatten().filter_map(Value::as_str) {
                if range(text).is_none() {
                    return invalid(format!(
                        "{member}: {text:?} is neither an address nor a range of addresses"
                    ));
                }
            }
        }
        let number = |member: &str| plain.body.get(member).and_then(Value::as_u64);
        if let (Some(idle), Some(most)) = (
            number("SessionInactivityDuration"),
            number("MaxSessionDuration"),
        ) && idle > most
        {
            return invalid(format!(
                "SessionInactivityDuration must not be above the {most} minutes that a session lasts"
            ));
        }
        Ok(())
    }
}

impl Services {
    /// An instance's profile.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where there is no such instance.
    pub async fn authentication_profile(
        &self,
        instance: InstanceId,
    ) -> Result<AuthenticationProfile, ServiceError> {
        let id = profile_id(instance);
        let kept = self
            .find_any(instance, Kind::AuthenticationProfile, &id)
            .await?;
        if let Some(kept) = kept
            && let Resource::Plain(plain) = kept.value
        {
            return Ok(AuthenticationProfile {
                plain,
                created: kept.created,
                modified: kept.modified,
            });
        }
        let found = self
            .find::<Instance>(instance, &instance.to_string())
            .await?;
        let found = found.ok_or_else(|| not_found(Kind::Instance, instance.to_string()))?;
        let mut plain = Plain::new(Kind::AuthenticationProfile, id, NAME);
        for (member, value) in [
            ("AllowedIps", json!([])),
            ("BlockedIps", json!([])),
            ("IsDefault", json!(true)),
            ("PeriodicSessionDuration", json!(60)),
            ("MaxSessionDuration", json!(720)),
            ("SessionInactivityDuration", json!(120)),
            ("SessionInactivityHandlingEnabled", json!(false)),
        ] {
            plain.body.insert(member.to_owned(), value);
        }
        Ok(AuthenticationProfile {
            plain,
            created: found.created,
            modified: found.created,
        })
    }

    /// Changes an instance's profile.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::InvalidParameter`]
    pub async fn change_authentication_profile(
        &self,
        instance: InstanceId,
        change: impl FnOnce(&mut Plain) + Send,
    ) -> Result<(), ServiceError> {
        let mut profile = self.authentication_profile(instance).await?;
        let id = profile.plain.id.clone();
        let kept = self
            .find_any(instance, Kind::AuthenticationProfile, &id)
            .await?;
        if kept.is_none() {
            change(&mut profile.plain);
            AuthenticationProfile::check(&profile.plain)?;
            return self.create(instance, profile.plain).await;
        }
        self.update_any(instance, Kind::AuthenticationProfile, &id, |it| {
            if let Resource::Plain(it) = it {
                change(it);
                AuthenticationProfile::check(it)?;
            }
            Ok(())
        })
        .await?;
        Ok(())
    }
}

/// The identifier of an instance's profile: the same whether or not it was written down.
fn profile_id(instance: InstanceId) -> String {
    let text = format!("authentication-profile/{instance}");
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    let mut bytes = [0; 16];
    bytes
        .iter_mut()
        .zip(digest.as_ref())
        .for_each(|(to, from)| *to = *from);
    uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(allowed: &[&str], blocked: &[&str]) -> AuthenticationProfile {
        let mut plain = Plain::new(Kind::AuthenticationProfile, "a", NAME);
        plain.body.insert("AllowedIps".into(), json!(allowed));
        plain.body.insert("BlockedIps".into(), json!(blocked));
        AuthenticationProfile {
            plain,
            created: Timestamp(0),
            modified: Timestamp(0),
        }
    }

    #[test]
    fn an_address_must_be_allowed_and_not_blocked() {
        let admits = |it: &AuthenticationProfile, text: &str| it.admits(text.parse().unwrap());
        let open = profile(&[], &["192.0.2.0/24", "2001:db8::1"]);
        assert!(admits(&open, "198.51.100.1") && !admits(&open, "192.0.2.7"));
        assert!(!admits(&open, "::ffff:192.0.2.7") && !admits(&open, "2001:db8::1"));
        let some = profile(&["10.0.0.0/8"], &["10.1.0.0/16"]);
        assert!(admits(&some, "10.2.0.1") && !admits(&some, "10.1.0.1"));
        assert!(!admits(&some, "192.0.2.7"));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "10.0.0.0/33", "example.org"] {
            assert!(AuthenticationProfile::check(&profile(&[text], &[]).plain).is_err());
        }
        assert!(AuthenticationProfile::check(&profile(&["10.0.0.1"], &["::/0"]).plain).is_ok());
    }
}
