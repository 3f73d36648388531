//! The simulator: a message centre of our own, behind the same SMPP link as any carrier's.
//!
//! Nothing leaves. Messages to the pairs of sms.md 10.3 end as their number says, others as the
//! operator scripted, delivered by default. What SMPP does not carry, MMS and spoken messages, is
//! simulated without the link.

use crate::actor::{Ack, Inbox, Input};
use crate::carriers::{Outcomes, all, media};
use crate::config::{MessagingConfig, SIMULATOR, SimulatorConfig};
use blob::Blobs;
use futures_util::future::BoxFuture;
use ids::Pii;
use messaging::{Channel, HandOver, Message, Outcome, Part, Status, simulator};
use services::Clock;
use smpp_io::{Applications, Delivery, Smsc};
use smpp_proto::{BindRequest, MessageState, Receipt, ShortMessage, Status as Smpp};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The simulator.
pub(crate) struct Simulator {
    config: SimulatorConfig,
    clock: Arc<dyn Clock>,
    inbox: Inbox,
    /// The files of MMS.
    blobs: Blobs,
    /// Set once it listens.
    smsc: OnceLock<Arc<Smsc>>,
    /// Unlike those of an earlier run: it starts at the time of the start.
    next: AtomicU64,
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Simulator")
    }
}

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Receipt(MessageState),
    Refused,
    Throttled,
    Silent,
}

impl Ending {
    fn of_word(word: &str) -> Self {
        let states = [
            MessageState::Delivered,
            MessageState::Expired,
            MessageState::Deleted,
            MessageState::Undeliverable,
            MessageState::Unknown,
            MessageState::Rejected,
        ];
        let state = states
            .into_iter()
            .find(|it| it.word().eq_ignore_ascii_case(word));
        match (state, word) {
            (Some(state), _) => Self::Receipt(state),
            (None, "refuse") => Self::Refused,
            (None, "throttle") => Self::Throttled,
            (None, _) => Self::Silent,
        }
    }
}

impl Simulator {
    pub(crate) fn new(
        config: &MessagingConfig,
        blobs: &Blobs,
        clock: Arc<dyn Clock>,
        inbox: Inbox,
    ) -> Arc<Self> {
        let next = AtomicU64::new(clock.now().0.unsigned_abs() << 20);
        Arc::new(Self {
            config: config.simulator.clone(),
            clock,
            inbox,
            blobs: blobs.clone(),
            smsc: OnceLock::new(),
            next,
        })
    }

    pub(crate) fn serve_by(&self, smsc: Arc<Smsc>) {
        let _ = self.smsc.set(smsc);
    }

    fn ending(&self, to: &str) -> Ending {
        match (simulator::simulated(to), self.config.outcomes.get(to)) {
            (Some(it), _) if it.succeeds => Ending::Receipt(MessageState::Delivered),
            (Some(_), _) => Ending::Receipt(MessageState::Undeliverable),
            (None, Some(word)) => Ending::of_word(word),
            (None, None) => Ending::Receipt(MessageState::Delivered),
        }
    }

    async fn pause(&self) {
        tokio::time::sleep(Duration::from_millis(self.config.delay_ms)).await;
    }

    /// Answers a submission and sends its receipt.
    async fn submitted_one(&self, delivery: Delivery) {
        let message = delivery.message.clone();
        let ending = self.ending(&message.destination.text());
        let state = match ending {
            Ending::Refused => return delivery.answer(Smpp::REJECTED, None),
            Ending::Throttled => return delivery.answer(Smpp::THROTTLED, None),
            Ending::Silent => None,
            Ending::Receipt(state) => Some(state),
        };
        let id = format!("{:x}", self.next.fetch_add(1, Ordering::Relaxed));
        let submitted = self.clock.now();
        delivery.answer(Smpp::OK, Some(id.clone()));
        let Some(state) = state.filter(|_| message.wants_receipt()) else {
            return;
        };
        self.pause().await;
        self.receipt(&message, id, state, submitted).await;
    }

    async fn receipt(
        &self,
        of: &ShortMessage,
        id: String,
        state: MessageState,
        at: ids::Timestamp,
    ) {
        let receipt = Receipt {
            message_id: id,
            state,
            error: String::new(),
        };
        let pdu = receipt.write(of, at, self.clock.now());
        if let Some(smsc) = self.smsc.get() {
            smsc.deliver(SIMULATOR, pdu).await;
        }
    }

    /// After a start: what the simulator had is told again, as its receipts died with it.
    pub(crate) async fn resume(&self, messages: Vec<Message>) {
        for message in messages {
            let to = message.destination.reveal().to_string();
            let Ending::Receipt(state) = self.ending(&to) else {
                continue;
            };
            let status = match state {
                MessageState::Delivered => Status::Delivered,
                MessageState::Expired => Status::TtlExpired,
                MessageState::Undeliverable => Status::Unreachable,
                MessageState::Rejected => Status::CarrierBlocked,
                _ => Status::Unknown,
            };
            for part in message.places.iter() {
                let Part::Accepted(id) = part else { continue };
                let input = Input::Receipt {
                    carrier: SIMULATOR.to_owned(),
                    message_id: id.to_string(),
                    status: Some(status),
                    ack: Ack::None,
                };
                let _ = self.inbox.send(input).await;
            }
        }
    }

    /// Takes an MMS or a spoken message.
    pub(crate) async fn take(self: &Arc<Self>, hand_over: &HandOver) -> Outcomes {
        // A file is looked at as any carrier's would be.
        if let Err(status) = media::check(&self.blobs, hand_over).await {
            return all(hand_over, Outcome::Refused(status));
        }
        let to = hand_over.message.destination.reveal();
        let state = match self.ending(to) {
            Ending::Refused => return all(hand_over, Outcome::Refused(Status::CarrierBlocked)),
            Ending::Throttled => return all(hand_over, Outcome::NotNow),
            Ending::Silent => None,
            Ending::Receipt(state) => Some(state == MessageState::Delivered),
        };
        let id = format!("{:x}", self.next.fetch_add(1, Ordering::Relaxed));
        if let Some(well) = state {
            let follow = Arc::clone(self).follow(hand_over.message.clone(), id.clone(), well);
            tokio::spawn(follow);
        }
        all(hand_over, Outcome::Accepted(Some(id)))
    }

    async fn follow(self: Arc<Self>, message: Message, id: String, well: bool) {
        self.pause().await;
        if message.channel == Channel::Voice {
            return self.call(message, well).await;
        }
        let status = match well {
            true => Status::Delivered,
            false => Status::Unreachable,
        };
        let receipt = Input::Receipt {
            carrier: SIMULATOR.to_owned(),
            message_id: id,
            status: Some(status),
            ack: Ack::None,
        };
        let _ = self.inbox.send(receipt).await;
    }

    async fn call(&self, message: Message, well: bool) {
        let steps: &[(Status, u32)] = match well {
            true => &[
                (Status::Ringing, 0),
                (Status::Answered, 0),
                (Status::Completed, 6),
            ],
            false => &[(Status::Ringing, 0), (Status::NoAnswer, 0)],
        };
        for (status, seconds) in steps {
            let step = Input::Progress(message.id, *status, *seconds);
            let _ = self.inbox.send(step).await;
        }
    }
}

/// What its message centre is told by the link.
pub(crate) struct Centre(pub(crate) Arc<Simulator>, pub(crate) Pii<String>);

impl Applications for Centre {
    fn bind(&self, request: BindRequest) -> BoxFuture<'_, Result<(), Smpp>> {
        // The password is drawn at each start: only our own link has it.
        let known = request.system_id == SIMULATOR && request.password == self.1;
        Box::pin(async move {
            if known {
                Ok(())
            } else {
                Err(Smpp::INVALID_SYSTEM_ID)
            }
        })
    }

    fn bound(&self, _: &str) {}

    fn submitted(&self, _: &str, delivery: Delivery) {
        let simulator = Arc::clone(&self.0);
        tokio::spawn(async move { simulator.submitted_one(delivery).await });
    }
}
