//! Request and response types and the routing table of the Amazon Connect API.
//!
//! Generated at build time from `models/connect.json` for all operations. For an operation
//! `CreateUser`:
//!
//! * [`CreateUserRequest`] and [`CreateUserResponse`]: what it takes and answers. Members that
//!   the model requires are plain, all others are `Option`.
//! * [`CreateUserError`]: how it fails; `From` each modelled error, such as
//!   [`ResourceNotFoundException`].
//! * [`ops::CreateUser`]: the row for [`aws_wire::operations!`].
//!
//! [`SERVICE`] is the runtime table for routing and validation. `Debug` leaves out what the model
//! calls sensitive.

#![allow(clippy::large_enum_variant, reason = "error enums follow the model")]

include!(concat!(env!("OUT_DIR"), "/model.rs"));

#[cfg(test)]
mod tests;
