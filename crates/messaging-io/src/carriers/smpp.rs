//! Carriers with an SMPP message centre.

use super::{Outcomes, all};
use crate::actor::{Ack, Inbox, Input};
use crate::config::SmppCarrierConfig;
use futures_util::future::join_all;
use ids::{Pii, Timestamp};
use messaging::{HandOver, Inbound, Outcome, Status};
use services::{CarrierBinds, Clock};
use smpp_io::{Delivery, Esme, EsmeConfig, LinkEvent, Submitted, TlsError};
use smpp_proto::{Address, MessageState, Receipt, Settings, ShortMessage, Status as Smpp};
use sms_codec::{Concatenation, Encoding, Part, ReferenceSize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// A carrier and its link.
#[derive(Debug)]
pub(crate) struct SmppCarrier {
    esme: Esme,
    receipts: bool,
    clock: ClockOf,
}

struct ClockOf(Arc<dyn Clock>);

impl std::fmt::Debug for ClockOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

const EVENTS: usize = 1_024;

/// Starts a link.
pub(crate) fn start(
    name: &str,
    config: &SmppCarrierConfig,
    password: Pii<String>,
    (window, receipts): (usize, bool),
    inbox: Inbox,
    clock: Arc<dyn Clock>,
) -> Result<SmppCarrier, TlsError> {
    let (events, link) = mpsc::channel(EVENTS);
    let esme = Esme::start(
        EsmeConfig {
            name: name.to_owned(),
            address: config.address.clone(),
            system_id: config.system_id.clone(),
            password,
            system_type: config.system_type.clone(),
            interface_version: config.version.number(),
            binds: config.binds,
            tls: config.tls.clone(),
            session: Settings {
                window: window.div_ceil(config.binds.max(1)),
                response: Duration::from_secs(config.response_seconds),
                inactivity: Duration::from_secs(config.enquire_link_seconds),
                ..Settings::default()
            },
        },
        events,
    )?;
    let listener = Listener {
        carrier: name.to_owned(),
        latin1: config.latin1,
        errors: config.errors.clone(),
        inbox,
    };
    tokio::spawn(listener.run(link));
    Ok(SmppCarrier {
        esme,
        receipts,
        clock: ClockOf(clock),
    })
}

impl SmppCarrier {
    /// Its bindings.
    pub(crate) fn binds(&self) -> CarrierBinds {
        let (up, in_flight) = self.esme.binds();
        CarrierBinds {
            wanted: self.esme.wanted(),
            up,
            in_flight,
        }
    }

    /// Unbinds.
    pub(crate) async fn stop(&self) {
        self.esme.stop().await;
    }

    pub(crate) async fn hand_over(&self, hand_over: &HandOver) -> Outcomes {
        let message = &hand_over.message;
        let reference = message.reference();
        let split = sms_codec::split(message.body.reveal(), ReferenceSize::Narrow, reference);
        let Ok(parts) = split else {
            return all(hand_over, Outcome::Refused(Status::InvalidMessage));
        };
        let validity = validity(self.clock.0.now(), hand_over.until);
        let submit = |at: usize| {
            let pdu = parts.get(at).map(|part| ShortMessage {
                registered_delivery: u8::from(self.receipts),
                validity_period: validity.clone(),
                ..short_message(&message.sender.address, message.destination.reveal(), part)
            });
            async move {
                let outcome = match pdu {
                    Some(pdu) => outcome(self.esme.submit(pdu).await),
                    None => Outcome::Refused(Status::InvalidMessage),
                };
                (at, outcome)
            }
        };
        join_all(hand_over.parts.iter().map(|at| submit(*at))).await
    }
}

/// A part as a PDU's body.
pub(crate) fn short_message(from: &str, to: &str, part: &Part) -> ShortMessage {
    let coding = match part.encoding {
        Encoding::Gsm => ShortMessage::DEFAULT_ALPHABET,
        Encoding::Ucs2 => ShortMessage::UCS2,
    };
    let esm_class = match part.place {
        Some(_) => ShortMessage::UDHI,
        None => 0,
    };
    ShortMessage {
        esm_class,
        ..ShortMessage::new(Address::of(from), Address::of(to), coding, part.user_data())
    }
}

/// The remaining time as a relative period (SMPP 3.4, 7.1.1.2).
fn validity(now: Timestamp, until: Timestamp) -> String {
    let seconds = until.since(now).as_secs().max(1);
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (hours, minutes, seconds) = (rest / 3_600, rest % 3_600 / 60, rest % 60);
    format!("0000{days:02}{hours:02}{minutes:02}{seconds:02}000R")
}

/// What a submission came to, by the status of its answer (SMPP 3.4, 5.1.3).
fn outcome(submitted: Submitted) -> Outcome {
    let (status, id) = match submitted {
        Submitted::NotSent => return Outcome::NotNow,
        Submitted::Unanswered => return Outcome::InDoubt,
        Submitted::Answered(status, id) => (status, id),
    };
    match status {
        Smpp::OK => Outcome::Accepted(id),
        Smpp::THROTTLED | Smpp::QUEUE_FULL | Smpp::SYSTEM_ERROR | Smpp::TEMPORARY_APP_ERROR => {
            Outcome::NotNow
        }
        // Source address, its type of number, its numbering plan.
        Smpp(0x0A | 0x48 | 0x49) => Outcome::SenderRefused,
        Smpp(0x0B | 0x50 | 0x51) => Outcome::Refused(Status::Invalid),
        Smpp::INVALID_LENGTH => Outcome::Refused(Status::InvalidMessage),
        Smpp::REJECTED => Outcome::Refused(Status::CarrierBlocked),
        _ => Outcome::Refused(Status::CarrierUnreachable),
    }
}

/// The status that a receipt tells; `None` for one that is not final.
fn told(receipt: &Receipt, errors: &BTreeMap<String, Status>) -> Option<Status> {
    let status = match receipt.state {
        MessageState::Enroute | MessageState::Accepted => return None,
        MessageState::Delivered => return Some(Status::Delivered),
        MessageState::Expired => Status::TtlExpired,
        MessageState::Undeliverable => Status::Unreachable,
        MessageState::Rejected => Status::CarrierBlocked,
        MessageState::Deleted | MessageState::Unknown => Status::Unknown,
    };
    Some(errors.get(&receipt.error).copied().unwrap_or(status))
}

/// A message's place and text. `latin1`: what data_coding 0 stands for.
pub(crate) fn read(message: &ShortMessage, latin1: bool) -> (Option<Concatenation>, String) {
    let octets = message.user_data.reveal();
    let (place, octets) = match message.has_header() {
        true => sms_codec::split_header(octets),
        false => (None, &octets[..]),
    };
    let segment = message
        .segment
        .map(|(reference, total, number)| Concatenation {
            reference,
            wide: true,
            total,
            number,
        });
    let text = match message.data_coding {
        0 if !latin1 => sms_codec::decode_gsm(octets),
        0 | 1 | 3 => sms_codec::decode_latin1(octets),
        ShortMessage::UCS2 => sms_codec::decode_ucs2(octets),
        _ => sms_codec::decode_gsm(octets),
    };
    (place.or(segment), text)
}

/// Takes what a link tells into the pipeline.
struct Listener {
    carrier: String,
    latin1: bool,
    errors: BTreeMap<String, Status>,
    inbox: Inbox,
}

impl Listener {
    async fn run(self, mut link: mpsc::Receiver<LinkEvent>) {
        while let Some(event) = link.recv().await {
            let input = match event {
                LinkEvent::Connected(up) => Input::Connected(self.carrier.clone(), up),
                LinkEvent::Delivery(delivery) => match self.delivered(delivery) {
                    Some(input) => input,
                    None => continue,
                },
            };
            if self.inbox.send(input).await.is_err() {
                return;
            }
        }
    }

    fn delivered(&self, delivery: Delivery) -> Option<Input> {
        if !delivery.message.is_receipt() {
            let (place, text) = read(&delivery.message, self.latin1);
            let inbound = Inbound {
                source: Pii::new(delivery.message.source.text()),
                destination: delivery.message.destination.text(),
                text: Pii::new(text),
                place,
                media: Vec::new(),
            };
            return Some(Input::Inbound(inbound, None, Ack::Smpp(delivery)));
        }
        let Some(receipt) = Receipt::read(&delivery.message) else {
            tracing::warn!(carrier = self.carrier, "a receipt cannot be read");
            delivery.answer(Smpp::OK, None);
            return None;
        };
        Some(Input::Receipt {
            carrier: self.carrier.clone(),
            status: told(&receipt, &self.errors),
            message_id: receipt.message_id,
            ack: Ack::Smpp(delivery),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_written_relative_to_now() {
        let now = Timestamp(0);
        assert_eq!(validity(now, Timestamp(259_200_000)), "000003000000000R");
        assert_eq!(validity(now, Timestamp(3_661_000)), "000000010101000R");
        assert_eq!(validity(now, now).len(), 16);
    }

    #[test]
    fn what_may_pass_is_tried_again_and_what_left_unanswered_never() {
        assert_eq!(outcome(Submitted::NotSent), Outcome::NotNow);
        assert_eq!(outcome(Submitted::Unanswered), Outcome::InDoubt);
        let answered = |status| outcome(Submitted::Answered(Smpp(status), None));
        assert_eq!(answered(0x58), Outcome::NotNow);
        assert_eq!(answered(0x0A), Outcome::SenderRefused);
        assert_eq!(answered(0x0B), Outcome::Refused(Status::Invalid));
    }

    #[test]
    fn an_own_error_code_names_its_status() {
        let receipt = Receipt {
            message_id: "1".into(),
            state: MessageState::Undeliverable,
            error: "027".into(),
        };
        let errors = [("027".to_owned(), Status::Blocked)].into();
        assert_eq!(told(&receipt, &errors), Some(Status::Blocked));
        assert_eq!(told(&receipt, &BTreeMap::new()), Some(Status::Unreachable));
    }
}
