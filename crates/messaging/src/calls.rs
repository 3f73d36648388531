//! How many spoken messages there may be. Source: sms.md sections 3.5 and 16.

use crate::engine::Output;
use crate::{Channel, Engine, Message, Refusal, Submission};
use ids::{Pii, Timestamp};
use messaging_resources::AccountTier;
use std::collections::VecDeque;
use std::time::Duration;

/// The bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallQuotas {
    /// To one recipient in 24 hours.
    pub recipient_daily: u64,
    /// In a minute.
    pub minute: u64,
    /// In 24 hours from the sandbox.
    pub sandbox_daily: u64,
    /// In a minute from the sandbox.
    pub sandbox_minute: u64,
}

impl Default for CallQuotas {
    /// None but the sandbox's.
    fn default() -> Self {
        Self {
            recipient_daily: u64::MAX,
            minute: u64::MAX,
            sandbox_daily: 20,
            sandbox_minute: 5,
        }
    }
}

const MINUTE: Duration = Duration::from_secs(60);
/// For how long a spoken message counts.
pub const CALLS_COUNT: Duration = Duration::from_secs(24 * 3600);

/// The spoken messages of the last day, oldest first: when, and to whom.
#[derive(Debug, Default)]
pub(crate) struct Calls(VecDeque<(Timestamp, Box<str>)>);

impl Calls {
    fn since(&self, since: Timestamp) -> impl Iterator<Item = &str> {
        let recent = self.0.iter().rev().take_while(move |(at, _)| *at > since);
        recent.map(|(_, to)| &**to)
    }
}

impl Engine {
    /// After a start: a spoken message of the last day, oldest first.
    pub fn restore_call(&mut self, at: Timestamp, to: &str) {
        self.calls.0.push_back((at, to.into()));
    }

    /// Whether one more may be spoken. For a day's bound the API has one reason, whether it is of a
    /// recipient or of the sandbox; within a minute requests are throttled.
    pub(crate) fn check_calls(
        &mut self,
        now: Timestamp,
        submission: &Submission,
    ) -> Result<(), Refusal> {
        if submission.channel != Channel::Voice || submission.dry_run {
            return Ok(());
        }
        let day = Timestamp(now.0 - millis(CALLS_COUNT));
        while self.calls.0.front().is_some_and(|(at, _)| *at <= day) {
            self.calls.0.pop_front();
        }
        let quotas = self.settings.calls;
        let sandbox = self.directory.account.voice_tier == AccountTier::Sandbox;
        let (minute, daily) = match sandbox {
            true => (quotas.sandbox_minute, quotas.sandbox_daily),
            false => (quotas.minute, u64::MAX),
        };
        let count = |calls: usize| u64::try_from(calls).unwrap_or(u64::MAX);
        let to = submission.destination.as_str();
        let same = self.calls.since(day).filter(|it| *it == to).count();
        if count(same) >= quotas.recipient_daily || count(self.calls.0.len()) >= daily {
            return Err(Refusal::Quota {
                reason: "DAILY_DESTINATION_CALL_LIMIT",
                message: "no more spoken messages can be sent within 24 hours".into(),
            });
        }
        let minute_ago = Timestamp(now.0 - millis(MINUTE));
        match count(self.calls.since(minute_ago).count()) >= minute {
            true => Err(Refusal::Throttled),
            false => Ok(()),
        }
    }

    /// Counts one that was taken.
    pub(crate) fn note_call(&mut self, now: Timestamp, message: &Message) {
        if message.channel != Channel::Voice || message.is_dry_run() {
            return;
        }
        let to = message.destination.reveal();
        self.calls.0.push_back((now, (**to).into()));
        self.output.push_back(Output::Called {
            at: now,
            id: message.id,
            to: Pii::new(to.to_string()),
        });
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
