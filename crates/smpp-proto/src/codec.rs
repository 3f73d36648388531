//! Frames to octets and back, and the stream of octets cut into frames.
//!
//! rusmpp-core reads and writes the octets. It is strict: a PDU that it refuses is answered by the
//! session with a status, and only a length that cannot be ends the session.

use crate::{
    Address, BindMode, BindRequest, Command, CommandAnswer, Frame, Pdu, ShortMessage, Status,
};
use bytes::{Buf, BufMut, BytesMut};
use ids::Pii;
use rusmpp_core::command::owned::Command as WireCommand;
use rusmpp_core::decode::owned::DecodeWithLength;
use rusmpp_core::encode::{Length, owned::Encode};
use rusmpp_core::pdus::owned as wire;
use rusmpp_core::tlvs::owned::{MessageDeliveryRequestTlvValue, MessageSubmissionRequestTlvValue};
use rusmpp_core::tlvs::owned::{Tlv, TlvValue};
use rusmpp_core::types::owned::{
    AnyOctetString, COctetString, EmptyOrFullCOctetString, OctetString,
};
use rusmpp_core::values::owned::MessagePayload;
use rusmpp_core::values::{
    DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, RegisteredDelivery, Ton,
};
use rusmpp_core::{CommandId, CommandStatus};
use std::str::FromStr;
use thiserror::Error;

/// The longest PDU that is read. A `message_payload` may have 64 KiB.
pub const MAX_PDU: usize = 70_000;
const HEADER: usize = 16;

/// Why octets are no frame.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// The length cannot be: what follows cannot be told apart any more.
    #[error("a PDU of {0} octets cannot be")]
    Length(usize),
    /// The body is not what its command asks for.
    #[error("the body of command {id:#010x} cannot be read")]
    Body {
        /// The command's id.
        id: u32,
        /// Its sequence number, for the answer.
        sequence: u32,
    },
}

/// Cuts a stream into PDUs.
#[derive(Debug, Default)]
pub struct Framer {
    octets: BytesMut,
}

impl Framer {
    /// Adds what was received.
    pub fn push(&mut self, octets: &[u8]) {
        self.octets.extend_from_slice(octets);
    }

    /// The next frame, if all of it is there.
    ///
    /// # Errors
    /// [`DecodeError::Length`] for good, [`DecodeError::Body`] for this PDU alone.
    pub fn next_frame(&mut self) -> Option<Result<Frame, DecodeError>> {
        let length = self.octets.first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        if !(HEADER..=MAX_PDU).contains(&length) {
            return Some(Err(DecodeError::Length(length)));
        }
        if self.octets.len() < length {
            return None;
        }
        let pdu = self.octets.split_to(length);
        Some(decode(&pdu))
    }
}

/// Reads one whole PDU.
///
/// # Errors
/// See [`DecodeError`].
pub fn decode(octets: &[u8]) -> Result<Frame, DecodeError> {
    if octets.len() < HEADER {
        return Err(DecodeError::Length(octets.len()));
    }
    let mut header = octets;
    let (_, id) = (header.get_u32(), header.get_u32());
    let (status, sequence) = (Status(header.get_u32()), header.get_u32());
    let refused = DecodeError::Body { id, sequence };
    let mut body = BytesMut::from(octets.get(4..).unwrap_or_default());
    let length = body.len();
    let (command, _) = WireCommand::decode(&mut body, length).map_err(|_| refused)?;
    Ok(Frame {
        status,
        sequence,
        pdu: from_wire(id, command.pdu()).ok_or(refused)?,
    })
}

fn from_wire(id: u32, pdu: Option<&wire::Pdu>) -> Option<Pdu> {
    use BindMode::{Receiver, Transceiver, Transmitter};
    macro_rules! bind {
        ($mode:ident, $body:ident) => {
            Pdu::Bind(BindRequest {
                mode: $mode,
                system_id: $body.system_id.as_str().to_owned(),
                password: Pii::new($body.password.as_str().to_owned()),
                system_type: $body.system_type.as_str().to_owned(),
                interface_version: u8::from($body.interface_version),
            })
        };
    }
    macro_rules! bind_resp {
        ($mode:ident, $body:ident) => {
            Pdu::BindResp(
                $mode,
                text(&$body.system_id),
                version($body.sc_interface_version()),
            )
        };
    }
    let Some(pdu) = pdu else {
        return without_body(id);
    };
    if let Some(command) = Command::read(pdu) {
        return Some(Pdu::Command(command));
    }
    if let Some(answer) = CommandAnswer::read(pdu) {
        return Some(Pdu::CommandResp(Ok(answer)));
    }
    Some(match pdu {
        wire::Pdu::BindTransmitter(body) => bind!(Transmitter, body),
        wire::Pdu::BindReceiver(body) => bind!(Receiver, body),
        wire::Pdu::BindTransceiver(body) => bind!(Transceiver, body),
        wire::Pdu::BindTransmitterResp(b) => bind_resp!(Transmitter, b),
        wire::Pdu::BindReceiverResp(b) => bind_resp!(Receiver, b),
        wire::Pdu::BindTransceiverResp(b) => bind_resp!(Transceiver, b),
        wire::Pdu::SubmitSm(body) => Pdu::Submit(submitted(body)),
        wire::Pdu::SubmitSmResp(body) => {
            Pdu::SubmitResp(Some(text(body.message_id())), congestion(body.tlvs()))
        }
        wire::Pdu::DeliverSm(body) => Pdu::Deliver(delivered(body)),
        wire::Pdu::DeliverSmResp(_) => Pdu::DeliverResp,
        wire::Pdu::DataSm(body) => Pdu::Data(data(body)),
        wire::Pdu::DataSmResp(body) => Pdu::DataResp(Some(text(body.message_id()))),
        wire::Pdu::EnquireLink => Pdu::EnquireLink,
        wire::Pdu::EnquireLinkResp => Pdu::EnquireLinkResp,
        wire::Pdu::Unbind => Pdu::Unbind,
        wire::Pdu::UnbindResp => Pdu::UnbindResp,
        wire::Pdu::GenericNack => Pdu::GenericNack,
        _ => Pdu::Other { id },
    })
}

/// Responses to other requests, which a refusal may leave without a body.
const COMMANDS: [CommandId; 4] = [
    CommandId::SubmitMultiResp,
    CommandId::QuerySmResp,
    CommandId::CancelSmResp,
    CommandId::ReplaceSmResp,
];

/// Requests that are nothing without their bodies.
const WITH_BODY: [CommandId; 7] = [
    CommandId::SubmitSm,
    CommandId::DeliverSm,
    CommandId::DataSm,
    CommandId::SubmitMulti,
    CommandId::QuerySm,
    CommandId::CancelSm,
    CommandId::ReplaceSm,
];

/// The version of a response; one that names none speaks 3.4.
fn version(named: Option<InterfaceVersion>) -> u8 {
    named.map_or(BindRequest::V34, u8::from)
}

fn congestion(tlvs: &[Tlv]) -> Option<u8> {
    tlvs.iter().find_map(|tlv| match tlv.value() {
        Some(TlvValue::CongestionState(state)) => Some(u8::from(*state)),
        _ => None,
    })
}

/// A header alone: how a response may come with an error. A request needs its body.
fn without_body(id: u32) -> Option<Pdu> {
    let id_of = |id: CommandId| u32::from(id);
    Some(match id {
        _ if id == id_of(CommandId::SubmitSmResp) => Pdu::SubmitResp(None, None),
        _ if id == id_of(CommandId::DataSmResp) => Pdu::DataResp(None),
        _ if COMMANDS.iter().any(|it| id == id_of(*it)) => Pdu::CommandResp(Err(id)),
        _ if id == id_of(CommandId::DeliverSmResp) => Pdu::DeliverResp,
        _ if id == id_of(CommandId::BindTransmitterResp) => {
            Pdu::BindResp(BindMode::Transmitter, String::new(), BindRequest::V34)
        }
        _ if id == id_of(CommandId::BindReceiverResp) => {
            Pdu::BindResp(BindMode::Receiver, String::new(), BindRequest::V34)
        }
        _ if id == id_of(CommandId::BindTransceiverResp) => {
            Pdu::BindResp(BindMode::Transceiver, String::new(), BindRequest::V34)
        }
        _ if WITH_BODY.iter().any(|it| id == id_of(*it)) => return None,
        _ => Pdu::Other { id },
    })
}

fn text<const MIN: usize, const MAX: usize>(value: &COctetString<MIN, MAX>) -> String {
    value.as_str().to_owned()
}

macro_rules! short_message {
    ($name:ident, $body:ty) => {
        fn $name(body: &$body) -> ShortMessage {
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
                    address(
                        body.dest_addr_ton,
                        body.dest_addr_npi,
                        &body.destination_addr,
                    ),
                    u8::from(body.data_coding),
                    body.short_message().as_ref().to_vec(),
                )
            };
            read_tlvs(&mut message, body.tlvs());
            message
        }
    };
}

short_message!(submitted, wire::SubmitSm);
short_message!(delivered, wire::DeliverSm);

/// A `data_sm` has its text in a parameter.
fn data(body: &wire::DataSm) -> ShortMessage {
    let mut message = ShortMessage {
        esm_class: u8::from(body.esm_class),
        registered_delivery: u8::from(body.registered_delivery),
        ..ShortMessage::new(
            address(
                body.source_addr_ton,
                body.source_addr_npi,
                &body.source_addr,
            ),
            address(
                body.dest_addr_ton,
                body.dest_addr_npi,
                &body.destination_addr,
            ),
            u8::from(body.data_coding),
            Vec::new(),
        )
    };
    read_tlvs(&mut message, body.tlvs());
    message
}

/// An address from its three fields.
pub(crate) fn address(ton: Ton, npi: Npi, value: &COctetString<1, 21>) -> Address {
    Address {
        ton: u8::from(ton),
        npi: u8::from(npi),
        value: Pii::new(text(value)),
    }
}

/// Notes what the optional parameters say.
pub(crate) fn read_tlvs(message: &mut ShortMessage, tlvs: &[Tlv]) {
    let (mut reference, mut total, mut number) = (None, None, None);
    for value in tlvs.iter().filter_map(Tlv::value) {
        match value {
            TlvValue::MessagePayload(payload) => {
                message.user_data = Pii::new(payload.value.as_ref().to_vec());
            }
            TlvValue::ReceiptedMessageId(id) => message.receipted_message_id = Some(text(id)),
            TlvValue::MessageState(state) => message.message_state = Some(u8::from(*state)),
            TlvValue::SarMsgRefNum(value) => reference = Some(*value),
            TlvValue::SarTotalSegments(value) => total = Some(*value),
            TlvValue::SarSegmentSeqnum(value) => number = Some(*value),
            _ => {}
        }
    }
    message.segment = reference
        .zip(total)
        .zip(number)
        .map(|((reference, total), number)| (reference, total, number));
}

/// Writes one PDU. A text that is too long for its field is cut: configuration checks them.
pub fn encode(frame: &Frame) -> Vec<u8> {
    let pdu = to_wire(&frame.pdu, frame.status);
    let status = CommandStatus::from(frame.status.0);
    let Some(pdu) = pdu else {
        return header_alone(frame);
    };
    let command = WireCommand::new(status, frame.sequence, pdu);
    let congestion = match &frame.pdu {
        Pdu::SubmitResp(_, congestion) => *congestion,
        _ => None,
    };
    let length = 4 + command.length();
    let mut octets = BytesMut::with_capacity(length);
    octets.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
    command.encode(&mut octets);
    let mut octets = octets.to_vec();
    if let Some(congestion) = congestion {
        add_congestion(&mut octets, congestion);
    }
    octets
}

/// Adds how loaded the centre is to a response, which the library does not write: tag, length, value.
pub(crate) fn add_congestion(octets: &mut Vec<u8>, load: u8) {
    octets.extend([0x04, 0x28, 0, 1, load]);
    let length = u32::try_from(octets.len()).unwrap_or(u32::MAX);
    if let Some(place) = octets.first_chunk_mut() {
        *place = length.to_be_bytes();
    }
}

/// A response with an error has no body.
fn header_alone(frame: &Frame) -> Vec<u8> {
    let id = match &frame.pdu {
        Pdu::SubmitResp(..) => CommandId::SubmitSmResp.into(),
        Pdu::DataResp(_) => CommandId::DataSmResp.into(),
        Pdu::CommandResp(Err(id)) => *id,
        Pdu::BindResp(BindMode::Transmitter, ..) => CommandId::BindTransmitterResp.into(),
        Pdu::BindResp(BindMode::Receiver, ..) => CommandId::BindReceiverResp.into(),
        Pdu::BindResp(BindMode::Transceiver, ..) => CommandId::BindTransceiverResp.into(),
        Pdu::Other { id } => *id,
        _ => CommandId::GenericNack.into(),
    };
    let mut octets = Vec::with_capacity(HEADER);
    for field in [16, id, frame.status.0, frame.sequence] {
        octets.extend(u32::to_be_bytes(field));
    }
    octets
}

fn to_wire(pdu: &Pdu, status: Status) -> Option<wire::Pdu> {
    Some(match pdu {
        Pdu::Bind(request) => bind(request),
        Pdu::BindResp(..) | Pdu::SubmitResp(..) | Pdu::DataResp(_) if !status.is_ok() => {
            return None;
        }
        Pdu::BindResp(mode, system_id, version) => bind_resp(*mode, system_id, *version),
        Pdu::Submit(message) => submit(message).into(),
        Pdu::SubmitResp(id, _) => {
            let id = c_string(id.as_deref().unwrap_or_default());
            wire::SubmitSmResp::new(id, Vec::new()).into()
        }
        Pdu::Data(message) => data_sm(message).into(),
        Pdu::DataResp(id) => {
            let id = c_string(id.as_deref().unwrap_or_default());
            wire::DataSmResp::new(id, Vec::new()).into()
        }
        Pdu::Command(command) => command.write(),
        Pdu::CommandResp(Ok(answer)) => answer.write(),
        Pdu::CommandResp(Err(_)) => return None,
        Pdu::Deliver(message) => deliver(message).into(),
        Pdu::DeliverResp => wire::DeliverSmResp::default().into(),
        Pdu::EnquireLink => wire::Pdu::EnquireLink,
        Pdu::EnquireLinkResp => wire::Pdu::EnquireLinkResp,
        Pdu::Unbind => wire::Pdu::Unbind,
        Pdu::UnbindResp => wire::Pdu::UnbindResp,
        Pdu::GenericNack => wire::Pdu::GenericNack,
        Pdu::Other { .. } => return None,
    })
}

fn bind(request: &BindRequest) -> wire::Pdu {
    macro_rules! body {
        ($kind:ident) => {
            wire::$kind {
                system_id: c_string(&request.system_id),
                password: c_string(request.password.reveal()),
                system_type: c_string(&request.system_type),
                interface_version: InterfaceVersion::from(request.interface_version),
                addr_ton: Ton::from(0),
                addr_npi: Npi::from(0),
                address_range: COctetString::empty(),
            }
            .into()
        };
    }
    match request.mode {
        BindMode::Transmitter => body!(BindTransmitter),
        BindMode::Receiver => body!(BindReceiver),
        BindMode::Transceiver => body!(BindTransceiver),
    }
}

fn bind_resp(mode: BindMode, system_id: &str, version: u8) -> wire::Pdu {
    let version = Some(InterfaceVersion::from(version));
    let system_id = c_string(system_id);
    match mode {
        BindMode::Transmitter => wire::BindTransmitterResp::new(system_id, version).into(),
        BindMode::Receiver => wire::BindReceiverResp::new(system_id, version).into(),
        BindMode::Transceiver => wire::BindTransceiverResp::new(system_id, version).into(),
    }
}

/// Short messages beyond this go into `message_payload`.
const SHORT: usize = 254;

macro_rules! wire_message {
    ($name:ident, $body:ident, $tlv:ident) => {
        fn $name(message: &ShortMessage) -> wire::$body {
            let mut body = wire::$body::builder()
                .source_addr_ton(Ton::from(message.source.ton))
                .source_addr_npi(Npi::from(message.source.npi))
                .source_addr(c_string(message.source.value.reveal()))
                .dest_addr_ton(Ton::from(message.destination.ton))
                .dest_addr_npi(Npi::from(message.destination.npi))
                .destination_addr(c_string(message.destination.value.reveal()))
                .esm_class(EsmClass::from(message.esm_class))
                .registered_delivery(RegisteredDelivery::from(message.registered_delivery))
                .data_coding(DataCoding::from(message.data_coding))
                .validity_period(validity(&message.validity_period))
                .build();
            let text = message.user_data.reveal();
            match OctetString::from_slice(text) {
                Ok(short) if text.len() <= SHORT => body.set_short_message(short),
                _ => {
                    let payload = MessagePayload::new(AnyOctetString::from_slice(text));
                    body.push_tlv($tlv::MessagePayload(payload));
                }
            }
            if let Some(id) = &message.receipted_message_id {
                push_id(&mut body, id);
            }
            if let Some(state) = message.message_state {
                push_state(&mut body, state);
            }
            if let Some((reference, total, number)) = message.segment {
                body.push_tlv($tlv::SarMsgRefNum(reference));
                body.push_tlv($tlv::SarTotalSegments(total));
                body.push_tlv($tlv::SarSegmentSeqnum(number));
            }
            body
        }
    };
}

wire_message!(submit, SubmitSm, MessageSubmissionRequestTlvValue);
wire_message!(deliver, DeliverSm, MessageDeliveryRequestTlvValue);

fn data_sm(message: &ShortMessage) -> wire::DataSm {
    let payload = MessagePayload::new(AnyOctetString::from_slice(message.user_data.reveal()));
    wire::DataSm::builder()
        .source_addr_ton(Ton::from(message.source.ton))
        .source_addr_npi(Npi::from(message.source.npi))
        .source_addr(c_string(message.source.value.reveal()))
        .dest_addr_ton(Ton::from(message.destination.ton))
        .dest_addr_npi(Npi::from(message.destination.npi))
        .destination_addr(c_string(message.destination.value.reveal()))
        .esm_class(EsmClass::from(message.esm_class))
        .registered_delivery(RegisteredDelivery::from(message.registered_delivery))
        .data_coding(DataCoding::from(message.data_coding))
        .push_tlv(MessageSubmissionRequestTlvValue::MessagePayload(payload))
        .build()
}

/// What only a receipt carries; a `submit_sm` has no place for it.
trait ReceiptTlvs {
    fn receipt_tlv(&mut self, value: MessageDeliveryRequestTlvValue);
}

impl ReceiptTlvs for wire::DeliverSm {
    fn receipt_tlv(&mut self, value: MessageDeliveryRequestTlvValue) {
        self.push_tlv(value);
    }
}

impl ReceiptTlvs for wire::SubmitSm {
    fn receipt_tlv(&mut self, _: MessageDeliveryRequestTlvValue) {}
}

fn push_id(body: &mut impl ReceiptTlvs, id: &str) {
    body.receipt_tlv(MessageDeliveryRequestTlvValue::ReceiptedMessageId(
        c_string(id),
    ));
}

fn push_state(body: &mut impl ReceiptTlvs, state: u8) {
    let state = MessageState::from(state);
    body.receipt_tlv(MessageDeliveryRequestTlvValue::MessageState(state));
}

/// A time, or none.
pub(crate) fn validity(text: &str) -> EmptyOrFullCOctetString<17> {
    EmptyOrFullCOctetString::from_str(text).unwrap_or_else(|_| EmptyOrFullCOctetString::empty())
}

/// A text with its NUL, without what does not fit or is not ASCII.
pub(crate) fn c_string<const MIN: usize, const MAX: usize>(text: &str) -> COctetString<MIN, MAX> {
    let fitting: String = text
        .chars()
        .filter(|c| c.is_ascii() && *c != '\0')
        .take(MAX.saturating_sub(1))
        .collect();
    COctetString::from_str(&fitting).unwrap_or_else(|_| COctetString::empty())
}
