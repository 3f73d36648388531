//! PDUs as sessions and drivers see them.

use crate::{Command, CommandAnswer, Status};
use ids::Pii;

/// One PDU with its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What a response says; [`Status::OK`] in requests.
    pub status: Status,
    /// Links a response to its request.
    pub sequence: u32,
    /// The body.
    pub pdu: Pdu,
}

/// What a PDU is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pdu {
    /// `bind_transmitter`, `bind_receiver`, `bind_transceiver`.
    Bind(BindRequest),
    /// Their responses: the mode, who answers, and the version that is spoken.
    BindResp(BindMode, String, u8),
    /// `submit_sm`.
    Submit(ShortMessage),
    /// `submit_sm_resp` with the message's identifier, which a refusal has not, and how loaded the
    /// centre is (5.0, 4.8.4.18: 0 to 100).
    SubmitResp(Option<String>, Option<u8>),
    /// `deliver_sm`.
    Deliver(ShortMessage),
    /// `deliver_sm_resp`.
    DeliverResp,
    /// `data_sm`, in either direction.
    Data(ShortMessage),
    /// `data_sm_resp` with the message's identifier.
    DataResp(Option<String>),
    /// Another request of an application.
    Command(Command),
    /// Its response, by the request's response id where it is a refusal.
    CommandResp(Result<CommandAnswer, u32>),
    /// `enquire_link`.
    EnquireLink,
    /// `enquire_link_resp`.
    EnquireLinkResp,
    /// `unbind`.
    Unbind,
    /// `unbind_resp`.
    UnbindResp,
    /// `generic_nack`.
    GenericNack,
    /// A command that is not used here.
    Other {
        /// Its command id.
        id: u32,
    },
}

/// In which directions messages go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BindMode {
    /// To the message centre.
    Transmitter,
    /// From it.
    Receiver,
    /// Both.
    Transceiver,
}

impl BindMode {
    /// Whether the application may submit.
    pub const fn submits(self) -> bool {
        matches!(self, Self::Transmitter | Self::Transceiver)
    }

    /// Whether the application is delivered to.
    pub const fn receives(self) -> bool {
        matches!(self, Self::Receiver | Self::Transceiver)
    }
}

/// What an application says when it binds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindRequest {
    /// The directions.
    pub mode: BindMode,
    /// Who it is; at most 15 characters.
    pub system_id: String,
    /// Its password; at most 8 characters.
    pub password: Pii<String>,
    /// What kind of system it is; at most 12 characters.
    pub system_type: String,
    /// The version that it speaks: [`V34`](Self::V34) or [`V50`](Self::V50), or an older one.
    pub interface_version: u8,
}

impl BindRequest {
    /// SMPP 3.4.
    pub const V34: u8 = 0x34;
    /// SMPP 5.0.
    pub const V50: u8 = 0x50;
}

/// An address with its kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// Type of number (5.2.5): 1 international, 5 alphanumeric, 3 network specific.
    pub ton: u8,
    /// Numbering plan (5.2.6): 1 E.164.
    pub npi: u8,
    /// Digits without `+`, or a name; at most 20 characters.
    pub value: Pii<String>,
}

impl Address {
    /// The address of a number with `+`, of a short code, or of a sender's name.
    pub fn of(text: &str) -> Self {
        let (ton, npi, value) = match text.strip_prefix('+') {
            Some(digits) => (1, 1, digits),
            None if text.bytes().all(|b| b.is_ascii_digit()) => (3, 1, text),
            None => (5, 0, text),
        };
        Self {
            ton,
            npi,
            value: Pii::new(value.to_owned()),
        }
    }

    /// The text that [`Address::of`] reads; an international number gets its `+` back, as do
    /// digits of an unknown kind that are too long for a short code.
    pub fn text(&self) -> String {
        let value = self.value.reveal();
        let digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
        if digits && (self.ton == 1 || (self.ton != 5 && value.len() > 7)) {
            format!("+{value}")
        } else {
            value.clone()
        }
    }
}

/// The message of a `submit_sm` or a `deliver_sm`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortMessage {
    /// Who sent it.
    pub source: Address,
    /// To whom.
    pub destination: Address,
    /// Mode, type and features (5.2.12).
    pub esm_class: u8,
    /// How the text is encoded (5.2.19).
    pub data_coding: u8,
    /// What is asked to be told (5.2.17).
    pub registered_delivery: u8,
    /// How long it is valid, as written on the wire; empty for the centre's own period.
    pub validity_period: String,
    /// Text with its user data header, from `short_message` or `message_payload`.
    pub user_data: Pii<Vec<u8>>,
    /// `receipted_message_id`.
    pub receipted_message_id: Option<String>,
    /// `message_state`.
    pub message_state: Option<u8>,
    /// `sar_msg_ref_num`, `sar_total_segments`, `sar_segment_seqnum`: parts without a header.
    pub segment: Option<(u16, u8, u8)>,
}

impl ShortMessage {
    /// The esm_class bit that says that a user data header comes first.
    pub const UDHI: u8 = 0x40;
    /// The esm_class bits of a delivery receipt.
    pub const RECEIPT: u8 = 0x04;
    /// registered_delivery: a receipt of the final outcome is asked for.
    pub const WANTS_RECEIPT: u8 = 0x01;
    /// data_coding of the default alphabet.
    pub const DEFAULT_ALPHABET: u8 = 0x00;
    /// data_coding of UCS-2.
    pub const UCS2: u8 = 0x08;

    /// A message with nothing but its addresses and its text.
    pub fn new(source: Address, destination: Address, data_coding: u8, text: Vec<u8>) -> Self {
        Self {
            source,
            destination,
            esm_class: 0,
            data_coding,
            registered_delivery: 0,
            validity_period: String::new(),
            user_data: Pii::new(text),
            receipted_message_id: None,
            message_state: None,
            segment: None,
        }
    }

    /// Whether a user data header comes first.
    pub const fn has_header(&self) -> bool {
        self.esm_class & Self::UDHI != 0
    }

    /// Whether it is a receipt.
    pub const fn is_receipt(&self) -> bool {
        self.esm_class & Self::RECEIPT != 0
    }

    /// Whether a receipt of the final outcome is asked for: always (1) or of failures (2).
    pub const fn wants_receipt(&self) -> bool {
        self.registered_delivery & 0x03 != 0
    }
}
