//! What an application may ask of a centre besides taking a message: `submit_multi`, `query_sm`,
//! `cancel_sm`, `replace_sm` (SMPP 3.4, 4.5 and 4.8 to 4.10), and their answers.

use crate::codec::{address, c_string, read_tlvs, validity};
use crate::{Address, MessageState, ShortMessage, Status};
use ids::Pii;
use rusmpp_core::pdus::owned as wire;
use rusmpp_core::types::owned::COctetString;
use rusmpp_core::values::owned::{DestAddress, SmeAddress, UnsuccessSme};
use rusmpp_core::values::{MessageState as WireState, Npi, Ton};
use rusmpp_core::{CommandId, CommandStatus};

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `submit_multi`: one message to many. The message's own destination is empty.
    Multi {
        /// The message.
        message: Box<ShortMessage>,
        /// To whom.
        destinations: Vec<Address>,
        /// Distribution lists, by name.
        lists: Vec<String>,
    },
    /// `query_sm`: how far a message is.
    Query {
        /// Which one.
        message_id: String,
    },
    /// `cancel_sm`: do not send it. Without an identifier all from one to another are meant.
    Cancel {
        /// Which one.
        message_id: String,
    },
    /// `replace_sm`: send this in its place.
    Replace {
        /// Which one.
        message_id: String,
        /// The new text, as the message's own would be.
        text: Pii<Vec<u8>>,
    },
}

/// What is answered to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandAnswer {
    /// The message's identifier, and who will not get it.
    Multi(String, Vec<(Address, Status)>),
    /// How far it is.
    Query {
        /// Which one.
        message_id: String,
        /// When it ended, as written on the wire; empty while it has not.
        final_date: String,
        /// How far it is.
        state: MessageState,
        /// The network's error, 0 for none.
        error: u8,
    },
    /// It will not be sent.
    Cancel,
    /// It was replaced.
    Replace,
}

impl Command {
    /// The id of its response.
    pub(crate) fn response(&self) -> u32 {
        match self {
            Self::Multi { .. } => CommandId::SubmitMultiResp.into(),
            Self::Query { .. } => CommandId::QuerySmResp.into(),
            Self::Cancel { .. } => CommandId::CancelSmResp.into(),
            Self::Replace { .. } => CommandId::ReplaceSmResp.into(),
        }
    }

    /// Reads the body of one of these.
    pub(crate) fn read(pdu: &wire::Pdu) -> Option<Self> {
        let text = |id: &COctetString<1, 65>| id.as_str().to_owned();
        Some(match pdu {
            wire::Pdu::SubmitMulti(body) => multi(body),
            wire::Pdu::QuerySm(body) => Self::Query {
                message_id: text(&body.message_id),
            },
            wire::Pdu::CancelSm(body) => Self::Cancel {
                message_id: text(&body.message_id),
            },
            wire::Pdu::ReplaceSm(body) => Self::Replace {
                message_id: text(&body.message_id),
                text: Pii::new(match body.message_payload() {
                    Some(payload) => payload.value.as_ref().to_vec(),
                    None => body.short_message().as_ref().to_vec(),
                }),
            },
            _ => return None,
        })
    }

    /// Writes it: for tests and fuzzing, as we ask no centre for these.
    pub(crate) fn write(&self) -> wire::Pdu {
        match self {
            Self::Multi {
                message,
                destinations,
                ..
            } => {
                let to = destinations.iter().map(|to| {
                    DestAddress::SmeAddress(SmeAddress::new(
                        Ton::from(to.ton),
                        Npi::from(to.npi),
                        c_string(to.value.reveal()),
                    ))
                });
                let text =
                    rusmpp_core::types::owned::OctetString::from_slice(message.user_data.reveal());
                wire::SubmitMulti::builder()
                    .source_addr_ton(Ton::from(message.source.ton))
                    .source_addr_npi(Npi::from(message.source.npi))
                    .source_addr(c_string(message.source.value.reveal()))
                    .dest_address(to.take(254).collect())
                    .esm_class(message.esm_class.into())
                    .registered_delivery(message.registered_delivery.into())
                    .data_coding(message.data_coding.into())
                    .validity_period(validity(&message.validity_period))
                    .short_message(text.unwrap_or_default())
                    .build()
                    .into()
            }
            Self::Query { message_id } => wire::QuerySm::builder()
                .message_id(c_string(message_id))
                .build()
                .into(),
            Self::Cancel { message_id } => wire::CancelSm::builder()
                .message_id(c_string(message_id))
                .build()
                .into(),
            Self::Replace { message_id, text } => {
                let text = rusmpp_core::types::owned::OctetString::from_slice(text.reveal());
                wire::ReplaceSm::builder()
                    .message_id(c_string(message_id))
                    .short_message(text.unwrap_or_default())
                    .build()
                    .into()
            }
        }
    }
}

fn multi(body: &wire::SubmitMulti) -> Command {
    let (mut destinations, mut lists) = (Vec::new(), Vec::new());
    for to in body.dest_address() {
        match to {
            DestAddress::SmeAddress(to) => destinations.push(address(
                to.dest_addr_ton,
                to.dest_addr_npi,
                &to.destination_addr,
            )),
            DestAddress::DistributionListName(list) => {
                lists.push(list.dl_name.as_str().to_owned());
            }
        }
    }
    let mut message = ShortMessage {
        esm_class: u8::from(body.esm_class),
        registered_delivery: u8::from(body.registered_delivery),
        validity_period: body.validity_period.to_string(),
        ..ShortMessage::new(
            address(
                body.source_addr_ton,
                body.source_addr_npi,
                &body.source_addr,
            ),
            Address::of(""),
            u8::from(body.data_coding),
            body.short_message().as_ref().to_vec(),
        )
    };
    read_tlvs(&mut message, body.tlvs());
    Command::Multi {
        message: Box::new(message),
        destinations,
        lists,
    }
}

impl CommandAnswer {
    /// Reads the body of one of these.
    pub(crate) fn read(pdu: &wire::Pdu) -> Option<Self> {
        Some(match pdu {
            wire::Pdu::SubmitMultiResp(body) => {
                let refused = body.unsuccess_sme().iter().map(|it| {
                    let to = address(it.dest_addr_ton, it.dest_addr_npi, &it.destination_addr);
                    (to, Status(it.error_status_code.into()))
                });
                Self::Multi(body.message_id.as_str().to_owned(), refused.collect())
            }
            wire::Pdu::QuerySmResp(body) => Self::Query {
                message_id: body.message_id.as_str().to_owned(),
                final_date: body.final_date.to_string(),
                state: MessageState::of_number(u8::from(body.message_state))
                    .unwrap_or(MessageState::Unknown),
                error: body.error_code,
            },
            wire::Pdu::CancelSmResp => Self::Cancel,
            wire::Pdu::ReplaceSmResp => Self::Replace,
            _ => return None,
        })
    }

    /// Writes it.
    pub(crate) fn write(&self) -> wire::Pdu {
        match self {
            Self::Multi(id, refused) => {
                let refused = refused.iter().map(|(to, status)| {
                    UnsuccessSme::new(
                        Ton::from(to.ton),
                        Npi::from(to.npi),
                        c_string(to.value.reveal()),
                        CommandStatus::from(status.0),
                    )
                });
                wire::SubmitMultiResp::builder()
                    .message_id(c_string(id))
                    .unsuccess_sme(refused.take(255).collect())
                    .build()
                    .into()
            }
            Self::Query {
                message_id,
                final_date,
                state,
                error,
            } => wire::QuerySmResp::new(
                c_string(message_id),
                validity(final_date),
                WireState::from(state.number()),
                *error,
            )
            .into(),
            Self::Cancel => wire::Pdu::CancelSmResp,
            Self::Replace => wire::Pdu::ReplaceSmResp,
        }
    }
}
