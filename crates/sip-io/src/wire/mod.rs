//! The text of SIP: reading messages, cutting a stream into them, and writing them.
//!
//! Lines, header names and URIs are read by `ezk-sip-types`; its types stay in this room.

mod address;
mod framing;
mod message;
mod write;

pub(crate) use address::{Address, Uri, params, plain_host};
pub(crate) use framing::{Frame, Framer};
pub(crate) use message::{Head, Message, Method, Request, Response, parse};
pub(crate) use write::{Writer, clean, reason_phrase};
