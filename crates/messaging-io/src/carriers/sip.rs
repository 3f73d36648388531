//! The telephone network as a carrier of spoken messages: each is a call by an outbound trunk.

use super::{Outcomes, all};
use crate::actor::{Inbox, Input};
use ids::{PhoneNumber, Pii};
use messaging::{Channel, HandOver, Outcome, Status};
use services::{CallEnd, CallStep, Calls, Clock, SpokenCall};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Who calls, and for how long it rings.
pub(crate) struct SipCarrier {
    pub(crate) calls: Arc<dyn Calls>,
    pub(crate) ring: Duration,
    pub(crate) inbox: Inbox,
    pub(crate) clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for SipCarrier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SipCarrier")
    }
}

impl SipCarrier {
    /// Makes the call, and returns when it is over.
    pub(crate) async fn hand_over(&self, hand_over: &HandOver) -> Outcomes {
        let Some(call) = self.call(hand_over) else {
            return all(hand_over, Outcome::Refused(Status::Failed));
        };
        let id = hand_over.message.id;
        let (steps, mut told) = mpsc::unbounded_channel();
        let telling = async {
            while let Some(step) = told.recv().await {
                let status = match step {
                    CallStep::Ringing => Status::Ringing,
                    CallStep::Answered => Status::Answered,
                };
                let _ = self.inbox.send(Input::Progress(id, status, 0)).await;
            }
        };
        let (end, ()) = tokio::join!(self.calls.speak(call, steps), telling);
        if let CallEnd::Unspeakable(reason) | CallEnd::NotNow(reason) = &end {
            tracing::warn!(%id, reason, "a spoken message could not be spoken");
        }
        let late = self.clock.now() >= hand_over.until;
        all(hand_over, outcome(&end, late))
    }

    fn call(&self, hand_over: &HandOver) -> Option<SpokenCall> {
        let message = &hand_over.message;
        if message.channel != Channel::Voice {
            return None;
        }
        let number = |text: &str| text.parse::<PhoneNumber>().ok();
        let voice = message.more.as_ref().and_then(|more| more.voice.clone());
        let (voice, ssml) = voice.unwrap_or_default();
        let left = hand_over.until.since(self.clock.now());
        Some(SpokenCall {
            to: number(message.destination.reveal())?,
            from: number(&message.sender.address)?,
            words: Pii::new(message.body.reveal().to_string()),
            ssml,
            voice,
            // Not at all would mean the protocol's own patience.
            ring: self.ring.min(left).max(Duration::from_secs(1)),
            longest: hand_over.longest,
        })
    }
}

/// What a call's end is to the pipeline. `late`: the message's time to live is over.
fn outcome(end: &CallEnd, late: bool) -> Outcome {
    match end {
        // Whoever hangs up early was reached: answered and ended (sms.md 11.4).
        CallEnd::Spoken { seconds } | CallEnd::HungUp { seconds } => {
            Outcome::Called(Status::Completed, *seconds)
        }
        CallEnd::Broken { seconds } => Outcome::Called(Status::Failed, *seconds),
        CallEnd::Busy => Outcome::Called(Status::Busy, 0),
        CallEnd::NoAnswer if late => Outcome::Called(Status::TtlExpired, 0),
        CallEnd::NoAnswer => Outcome::Called(Status::NoAnswer, 0),
        CallEnd::Refused | CallEnd::Unreachable | CallEnd::Unspeakable(_) => {
            Outcome::Called(Status::Failed, 0)
        }
        CallEnd::NotNow(_) => Outcome::NotNow,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_ends_in_the_words_of_calls() {
        let called = |end, late| match outcome(&end, late) {
            Outcome::Called(status, seconds) => (status, seconds),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            called(CallEnd::Spoken { seconds: 61 }, false),
            (Status::Completed, 61)
        );
        assert_eq!(
            called(CallEnd::HungUp { seconds: 2 }, false),
            (Status::Completed, 2)
        );
        assert_eq!(
            called(CallEnd::Broken { seconds: 3 }, false),
            (Status::Failed, 3)
        );
        assert_eq!(called(CallEnd::Busy, false), (Status::Busy, 0));
        assert_eq!(called(CallEnd::NoAnswer, false), (Status::NoAnswer, 0));
        assert_eq!(called(CallEnd::NoAnswer, true), (Status::TtlExpired, 0));
        assert_eq!(called(CallEnd::Refused, false), (Status::Failed, 0));
    }

    #[test]
    fn what_nobody_was_called_for_is_tried_again() {
        let closing = CallEnd::NotNow("closing".into());
        assert_eq!(outcome(&closing, false), Outcome::NotNow);
    }
}
