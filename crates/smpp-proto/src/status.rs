//! Command statuses: what a response says about its request.

use std::fmt;

/// A command status (SMPP 3.4, 5.1.3), 0 for success.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status(pub u32);

impl Status {
    /// Success.
    pub const OK: Self = Self(0);
    /// The message's length is invalid.
    pub const INVALID_LENGTH: Self = Self(0x01);
    /// The command is not known.
    pub const INVALID_COMMAND: Self = Self(0x03);
    /// The command does not fit the state of the session.
    pub const INVALID_BIND_STATE: Self = Self(0x04);
    /// It is bound already.
    pub const ALREADY_BOUND: Self = Self(0x05);
    /// A fault of the system: may pass.
    pub const SYSTEM_ERROR: Self = Self(0x08);
    /// The source address is invalid.
    pub const INVALID_SOURCE: Self = Self(0x0A);
    /// The destination address is invalid.
    pub const INVALID_DESTINATION: Self = Self(0x0B);
    /// The message identifier is invalid.
    pub const INVALID_MESSAGE_ID: Self = Self(0x0C);
    /// Binding failed.
    pub const BIND_FAILED: Self = Self(0x0D);
    /// The password is wrong.
    pub const INVALID_PASSWORD: Self = Self(0x0E);
    /// The system id is not known.
    pub const INVALID_SYSTEM_ID: Self = Self(0x0F);
    /// The queue is full: may pass.
    pub const QUEUE_FULL: Self = Self(0x14);
    /// It could not be canceled.
    pub const CANCEL_FAILED: Self = Self(0x11);
    /// It could not be replaced.
    pub const REPLACE_FAILED: Self = Self(0x13);
    /// There is no such distribution list.
    pub const INVALID_LIST: Self = Self(0x34);
    /// The message's mode or type is invalid.
    pub const INVALID_ESM_CLASS: Self = Self(0x43);
    /// The distribution list cannot be submitted to.
    pub const CANNOT_SUBMIT_TO_LIST: Self = Self(0x44);
    /// The message could not be submitted.
    pub const SUBMIT_FAILED: Self = Self(0x45);
    /// Too much at once: may pass.
    pub const THROTTLED: Self = Self(0x58);
    /// The receiver is not able to take it now.
    pub const TEMPORARY_APP_ERROR: Self = Self(0x64);
    /// The receiver refuses it.
    pub const REJECTED: Self = Self(0x66);

    /// It could not be queried.
    pub const QUERY_FAILED: Self = Self(0x67);

    /// Whether the request was done.
    pub const fn is_ok(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#010x}", self.0)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#010x}", self.0)
    }
}
