//! Delivery receipts: the optional parameters, and the text that most centres write.
//!
//! Source: SMPP 3.4, 5.3.2.12 (`receipted_message_id`), 5.3.2.35 (`message_state`), 5.2.28 (states)
//! and Appendix B (the text, which it calls typical; it varies in case, spaces and left out fields).

use crate::ShortMessage;
use ids::Timestamp;

/// What became of a message (5.2.28).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageState {
    /// On its way.
    Enroute,
    /// Delivered.
    Delivered,
    /// Its validity ended.
    Expired,
    /// It was deleted.
    Deleted,
    /// It cannot be delivered.
    Undeliverable,
    /// It was accepted on the subscriber's behalf.
    Accepted,
    /// Not known.
    Unknown,
    /// It was rejected.
    Rejected,
}

/// State, its number, its word in receipts.
const STATES: [(MessageState, u8, &str); 8] = [
    (MessageState::Enroute, 1, "ENROUTE"),
    (MessageState::Delivered, 2, "DELIVRD"),
    (MessageState::Expired, 3, "EXPIRED"),
    (MessageState::Deleted, 4, "DELETED"),
    (MessageState::Undeliverable, 5, "UNDELIV"),
    (MessageState::Accepted, 6, "ACCEPTD"),
    (MessageState::Unknown, 7, "UNKNOWN"),
    (MessageState::Rejected, 8, "REJECTD"),
];

impl MessageState {
    /// By its number.
    pub(crate) fn of_number(number: u8) -> Option<Self> {
        let found = STATES.iter().find(|(_, n, _)| *n == number);
        found.map(|(state, ..)| *state)
    }

    /// By its word: the first five letters decide, as some centres write DELIVERED or REJECTED.
    fn of_word(word: &str) -> Option<Self> {
        let start = word.get(..5)?.to_ascii_uppercase();
        let found = STATES.iter().find(|(_, _, word)| word.starts_with(&start));
        found.map(|(state, ..)| *state)
    }

    /// Its number.
    pub fn number(self) -> u8 {
        let found = STATES.iter().find(|(state, ..)| *state == self);
        found.map_or(7, |(_, number, _)| *number)
    }

    /// Its word in receipts.
    pub fn word(self) -> &'static str {
        let found = STATES.iter().find(|(state, ..)| *state == self);
        found.map_or("UNKNOWN", |(_, _, word)| *word)
    }
}

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The centre's identifier of the message.
    pub message_id: String,
    /// What became of it.
    pub state: MessageState,
    /// The network's or the centre's error, three digits by habit; empty when none is told.
    pub error: String,
}

impl Receipt {
    /// Reads a receipt. The parameters count before the text.
    pub fn read(message: &ShortMessage) -> Option<Self> {
        let text = String::from_utf8_lossy(message.user_data.reveal());
        let in_text = |field| field_of(&text, field);
        let message_id = message.receipted_message_id.clone();
        let message_id = message_id.or_else(|| in_text("id:").map(str::to_owned))?;
        let told = message.message_state.and_then(MessageState::of_number);
        let state = told.or_else(|| MessageState::of_word(in_text("stat:")?))?;
        Some(Self {
            message_id,
            state,
            error: in_text("err:").unwrap_or_default().to_owned(),
        })
    }

    /// The receipt in both forms, as a `deliver_sm` from the receiver of the message that it is
    /// about to its sender.
    pub fn write(&self, of: &ShortMessage, submitted: Timestamp, done: Timestamp) -> ShortMessage {
        let delivered = u8::from(self.state == MessageState::Delivered);
        let error = match self.error.is_empty() {
            true => "000",
            false => &self.error,
        };
        let text = format!(
            "id:{} sub:001 dlvrd:{delivered:03} submit date:{} done date:{} stat:{} err:{error} text:",
            self.message_id,
            minute(submitted),
            minute(done),
            self.state.word(),
        );
        ShortMessage {
            esm_class: ShortMessage::RECEIPT,
            receipted_message_id: Some(self.message_id.clone()),
            message_state: Some(self.state.number()),
            ..ShortMessage::new(
                of.destination.clone(),
                of.source.clone(),
                ShortMessage::DEFAULT_ALPHABET,
                text.into_bytes(),
            )
        }
    }
}

/// `YYMMDDhhmm` (Appendix B).
fn minute(at: Timestamp) -> String {
    at.to_jiff().strftime("%y%m%d%H%M").to_string()
}

/// The value behind a field's name, up to the next space. The name starts the text or follows a
/// space, in any case.
fn field_of<'a>(text: &'a str, field: &str) -> Option<&'a str> {
    let lower = text.to_ascii_lowercase();
    let starts = lower.match_indices(field).map(|(at, _)| at);
    let at = starts
        .into_iter()
        .find(|at| *at == 0 || lower.as_bytes().get(at - 1) == Some(&b' '))?;
    let value = text.get(at + field.len()..)?.trim_start();
    let value = value.split([' ', '\0']).next()?;
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Address;

    fn deliver(text: &str) -> ShortMessage {
        let address = Address::of("+12065550100");
        ShortMessage::new(address.clone(), address, 0, text.as_bytes().to_vec())
    }

    #[test]
    fn the_usual_text_and_its_variants_are_read() {
        let usual = "id:0123456789 sub:001 dlvrd:001 submit date:0209011130 done \
                     date:0209011131 stat:DELIVRD err:000 text:your id:7 stat:x";
        let cases = [
            (usual, "0123456789", MessageState::Delivered, "000"),
            (
                "id: 77 stat:UNDELIVERABLE err:1A2",
                "77",
                MessageState::Undeliverable,
                "1A2",
            ),
            ("ID:a-b Stat:rejectd", "a-b", MessageState::Rejected, ""),
        ];
        for (text, id, state, error) in cases {
            let receipt = Receipt::read(&deliver(text)).unwrap();
            assert_eq!(
                (
                    receipt.message_id.as_str(),
                    receipt.state,
                    receipt.error.as_str()
                ),
                (id, state, error)
            );
        }
    }

    #[test]
    fn parameters_count_before_the_text() {
        let mut message = deliver("id:1 stat:UNDELIV err:005");
        message.receipted_message_id = Some("ff".into());
        message.message_state = Some(2);
        let receipt = Receipt::read(&message).unwrap();
        assert_eq!(receipt.message_id, "ff");
        assert_eq!(receipt.state, MessageState::Delivered);
    }

    #[test]
    fn a_text_that_is_no_receipt_is_none() {
        for text in [
            "",
            "hello",
            "id:",
            "stat:DELIVRD",
            "id:1 stat:NEW",
            "void:1 stat:EXPIRED",
        ] {
            assert_eq!(Receipt::read(&deliver(text)), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let receipt = Receipt {
            message_id: "5f3a".into(),
            state: MessageState::Expired,
            error: "027".into(),
        };
        let message = receipt.write(&deliver("x"), Timestamp(0), Timestamp(61_000));
        assert!(message.is_receipt());
        assert_eq!(Receipt::read(&message), Some(receipt.clone()));
        let bare = ShortMessage {
            receipted_message_id: None,
            message_state: None,
            ..message
        };
        assert_eq!(Receipt::read(&bare), Some(receipt));
    }
}
