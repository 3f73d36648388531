//! The message centre that applications bind to: what they submit goes into the pipeline, if the
//! policies of the access key that they act for allow it.

use crate::actor::{Inbox, Input, Submitted};
use crate::asked;
use crate::carriers::smpp;
use crate::config::{ApplicationConfig, ListConfig};
use crate::deliveries;
use crate::pipeline::Access;
use futures_util::future::BoxFuture;
use ids::Pii;
use messaging::{Channel, Submission};
use ring::digest;
use services::programs::AccessKeys;
use smpp_io::{Applications, Asked, Delivery};
use smpp_proto::{BindRequest, ShortMessage, Status};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use store::Store;
use tokio::sync::Notify;

/// Lets applications in and takes what they submit.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) configured: Arc<deliveries::Applications>,
    /// Passwords by system id, from the environment.
    pub(crate) passwords: Arc<BTreeMap<String, Pii<String>>>,
    pub(crate) keys: Arc<AccessKeys>,
    pub(crate) inbox: Inbox,
    pub(crate) wake: Arc<Notify>,
    pub(crate) access: Access,
    pub(crate) store: Arc<dyn Store>,
    /// Distribution lists.
    pub(crate) lists: Arc<Vec<ListConfig>>,
    /// How much waits in the pipeline, 0 to 100.
    pub(crate) load: Arc<AtomicU8>,
}

impl Applications for Desk {
    fn bind(&self, request: BindRequest) -> BoxFuture<'_, Result<(), Status>> {
        Box::pin(async move {
            let application = self.configured.find(&request.system_id);
            let application = application.ok_or(Status::INVALID_SYSTEM_ID)?;
            let password = self.passwords.get(&request.system_id);
            let same = password.is_some_and(|it| {
                // Digests: how long the comparison takes tells nothing about the password.
                let digest = |text: &str| digest::digest(&digest::SHA256, text.as_bytes());
                digest(request.password.reveal()).as_ref() == digest(it.reveal()).as_ref()
            });
            if !same {
                return Err(Status::INVALID_PASSWORD);
            }
            let key = self.keys.find(&application.access_key, None).await;
            key.map(drop).map_err(|_| Status::BIND_FAILED)
        })
    }

    fn bound(&self, _: &str) {
        self.wake.notify_one();
    }

    fn load(&self) -> u8 {
        self.load.load(Ordering::Relaxed)
    }

    fn submitted(&self, system_id: &str, delivery: Delivery) {
        let Some(application) = self.configured.find(system_id).cloned() else {
            return delivery.answer(Status::INVALID_BIND_STATE, None);
        };
        let message = &delivery.message;
        let (place, text) = smpp::read(message, false);
        let to = message.destination.text();
        let Some(submission) = submission(&application, message, &to, text) else {
            return delivery.answer(Status::INVALID_DESTINATION, None);
        };
        let desk = self.clone();
        // Waits for the policies, and for room, without holding up the connection's other PDUs.
        tokio::spawn(async move {
            if let Err(status) = desk.check(&application, &submission).await {
                return delivery.answer(status, None);
            }
            let submitted = Box::new(Submitted {
                submission,
                place,
                application: application.system_id,
                delivery,
            });
            let _ = desk.inbox.send(Input::Submitted(submitted)).await;
        });
    }

    fn asked(&self, system_id: &str, asked: Asked) {
        let Some(application) = self.configured.find(system_id).cloned() else {
            return asked.answer(Err(Status::INVALID_BIND_STATE));
        };
        let desk = self.clone();
        tokio::spawn(async move {
            let answer = asked::answer(&desk, &application, &asked.command).await;
            asked.answer(answer);
        });
    }
}

impl Desk {
    /// The numbers of a distribution list that an application may use.
    pub(crate) fn list(&self, application: &str, name: &str) -> Option<&[String]> {
        let found = self.lists.iter().find(|list| list.name == name)?;
        let may =
            found.applications.is_empty() || found.applications.iter().any(|it| it == application);
        may.then_some(&found.numbers)
    }

    /// Whether the application's policies allow to send this.
    pub(crate) async fn check(
        &self,
        application: &ApplicationConfig,
        submission: &Submission,
    ) -> Result<(), Status> {
        let key = self.keys.find(&application.access_key, None).await;
        let key = key.map_err(|_| Status::REJECTED)?;
        // Not told yet at the very start: it may be tried again.
        let access = self.access.get().and_then(std::sync::Weak::upgrade);
        let access = access.ok_or(Status::SYSTEM_ERROR)?;
        let originator = submission.origination_identity.clone();
        let set = submission.configuration_set.clone();
        match access.may_send_text(key, originator, set).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Status::REJECTED),
            Err(_) => Err(Status::SYSTEM_ERROR),
        }
    }
}

/// What an application wants sent; `None` where the destination is no number.
pub(crate) fn submission(
    application: &ApplicationConfig,
    message: &ShortMessage,
    to: &str,
    text: String,
) -> Option<Submission> {
    let mut submission = Submission::new(Channel::Text, to.parse().ok()?, text);
    let source = message.source.text();
    submission.origination_identity = (!source.is_empty()).then_some(source);
    submission.configuration_set = application.configuration_set.clone();
    submission.time_to_live = relative(&message.validity_period).map(|period| {
        let seconds = u32::try_from(period.as_secs()).unwrap_or(u32::MAX);
        seconds.clamp(5, 259_200)
    });
    Some(submission)
}

/// A relative period, `YYMMDDhhmmss000R` (SMPP 3.4, 7.1.1.2). Others leave our own.
fn relative(text: &str) -> Option<Duration> {
    let digits = text.strip_suffix("000R").filter(|it| it.len() == 12)?;
    let field = |at: usize| digits.get(at..at + 2)?.parse::<u64>().ok();
    let days = field(0)? * 365 + field(2)? * 30 + field(4)?;
    let seconds = days * 86_400 + field(6)? * 3_600 + field(8)? * 60 + field(10)?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_period_is_a_time_to_live() {
        let seconds = |text| relative(text).map(|it| it.as_secs());
        assert_eq!(seconds("000000010101000R"), Some(3_661));
        assert_eq!(seconds("000003000000000R"), Some(259_200));
        assert_eq!(seconds("260101000000000+"), None);
        assert_eq!(seconds(""), None);
    }
}
