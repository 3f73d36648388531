//! SMPP 3.4, with what is used of 5.0, without sockets: PDUs, the sessions of both sides, receipts
//! in their two forms.
//!
//! [`Session`] is one connection: bytes and the time go in, bytes and [`Event`]s come out of
//! [`Session::poll`]. It keeps the window, the unanswered requests, the inactivity test and the
//! rules of what may be asked in which state; who is let in and what a message leads to is decided
//! by its driver. Octets are read and written by rusmpp-core behind [`Frame`].
//!
//! Source: SMPP Protocol Specification v3.4, issue 1.2, and v5.0 for `congestion_state`.

mod codec;
mod command;
mod event;
mod frame;
mod receipt;
mod session;
mod status;

pub use codec::{DecodeError, Framer, MAX_PDU, decode, encode};
pub use command::{Command, CommandAnswer};
pub use event::{Event, Kind};
pub use frame::{Address, BindMode, BindRequest, Frame, Pdu, ShortMessage};
pub use receipt::{MessageState, Receipt};
pub use session::{Closed, Output, Role, SendError, Session, Settings};
pub use status::Status;
