//! What becomes of a message, in the words of events. Source: sms.md sections 11.3 and 11.4.

use serde::{Deserialize, Serialize};

/// A status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// It waits to be sent.
    Queued,
    /// It is being sent.
    Pending,
    /// A carrier took it.
    Successful,
    /// The device took it.
    Delivered,
    /// The device or the carrier blocks the sender.
    Blocked,
    /// The carrier holds it for unwanted.
    CarrierBlocked,
    /// The carrier holds it for advertising that nobody asked for.
    Spam,
    /// The destination is no number.
    Invalid,
    /// The body cannot be sent.
    InvalidMessage,
    /// The device is off or away.
    Unreachable,
    /// The carrier's network failed.
    CarrierUnreachable,
    /// It took longer than it might.
    TtlExpired,
    /// Nobody knows.
    Unknown,
    /// An MMS's file is of a kind that cannot be sent.
    FileTypeUnsupported,
    /// An MMS's file is too large.
    FileSizeExceeded,
    /// An MMS's file cannot be read.
    FileInaccessible,
    /// A call was begun.
    Initiated,
    /// It rings.
    Ringing,
    /// It was answered.
    Answered,
    /// The message was spoken.
    Completed,
    /// The line is busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
    /// The call failed.
    Failed,
}

/// Status, its word, what it says, whether it is always the last.
const WORDS: [(Status, &str, &str, bool); 23] = [
    (Status::Queued, "QUEUED", "Message is in queue", false),
    (Status::Pending, "PENDING", "Message is being sent", false),
    (
        Status::Successful,
        "SUCCESSFUL",
        "Message has been accepted by phone carrier",
        false,
    ),
    (
        Status::Delivered,
        "DELIVERED",
        "Message has been accepted by phone",
        true,
    ),
    (Status::Blocked, "BLOCKED", "Phone has blocked SMS", true),
    (
        Status::CarrierBlocked,
        "CARRIER_BLOCKED",
        "Phone carrier has blocked this message",
        true,
    ),
    (
        Status::Spam,
        "SPAM",
        "Message identified as spam by phone carrier",
        true,
    ),
    (Status::Invalid, "INVALID", "Phone number is invalid", true),
    (
        Status::InvalidMessage,
        "INVALID_MESSAGE",
        "Message body is invalid",
        true,
    ),
    (
        Status::Unreachable,
        "UNREACHABLE",
        "Phone is unreachable or unavailable",
        true,
    ),
    (
        Status::CarrierUnreachable,
        "CARRIER_UNREACHABLE",
        "Phone carrier is currently unreachable or unavailable",
        true,
    ),
    (
        Status::TtlExpired,
        "TTL_EXPIRED",
        "Message could not be delivered in its time to live",
        true,
    ),
    (Status::Unknown, "UNKNOWN", "Outcome is not known", true),
    (
        Status::FileTypeUnsupported,
        "FILE_TYPE_UNSUPPORTED",
        "Media type is not supported",
        true,
    ),
    (
        Status::FileSizeExceeded,
        "FILE_SIZE_EXCEEDED",
        "Media file is too large",
        true,
    ),
    (
        Status::FileInaccessible,
        "FILE_INACCESSIBLE",
        "Media file cannot be read",
        true,
    ),
    (
        Status::Initiated,
        "INITIATED",
        "Call has been initiated",
        false,
    ),
    (Status::Ringing, "RINGING", "Phone is ringing", false),
    (
        Status::Answered,
        "ANSWERED",
        "Call has been answered",
        false,
    ),
    (
        Status::Completed,
        "COMPLETED",
        "Message has been spoken",
        true,
    ),
    (Status::Busy, "BUSY", "Line is busy", true),
    (Status::NoAnswer, "NO_ANSWER", "Nobody answered", true),
    (Status::Failed, "FAILED", "Call failed", true),
];

impl Status {
    fn row(self) -> &'static (Self, &'static str, &'static str, bool) {
        let found = WORDS.iter().find(|(status, ..)| *status == self);
        found.unwrap_or(&WORDS[12])
    }

    /// The status of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        let found = WORDS.iter().find(|(_, it, ..)| *it == word);
        found.map(|(status, ..)| *status)
    }

    /// The status's word, which also ends its event type.
    pub fn word(self) -> &'static str {
        self.row().1
    }

    /// What it says.
    pub fn description(self) -> &'static str {
        self.row().2
    }

    /// Whether nothing can follow it. What a carrier without receipts took is the last as well.
    pub fn is_last(self) -> bool {
        self.row().3
    }

    /// The outcome in the words of calls, which have their own (sms.md 11.4).
    pub(crate) const fn of_call(self) -> Self {
        match self {
            Self::Completed
            | Self::Busy
            | Self::NoAnswer
            | Self::Failed
            | Self::TtlExpired
            | Self::Initiated
            | Self::Ringing
            | Self::Answered => self,
            Self::Delivered | Self::Successful => Self::Completed,
            _ => Self::Failed,
        }
    }

    /// How bad it is, to find the status of a message from those of its parts.
    pub(crate) fn badness(self) -> u8 {
        match self {
            Self::Delivered | Self::Completed => 0,
            Self::Successful => 1,
            Self::Unknown => 2,
            _ => 3,
        }
    }
}
