//! What the pages speak: sign-in, sessions, the agent's and the caller's WebSocket, and the views
//! of contacts. The protocol is docs/app-protocol.md.
//!
//! [`App`] answers the requests under `/app/` that the gateway hands over as plain values. One
//! file per group of requests; `router` names them all. Whatever a page may see or do is decided
//! here, by the permissions of the user's security profiles.

mod account;
mod app;
mod audit;
mod contact_access;
mod contacts;
mod error;
mod messaging;
mod new_password;
mod operations;
mod recording;
mod reply;
mod reports;
mod router;
mod session;
mod sign_in;
mod socket;
mod softphones;
mod state;
mod supervise;
mod test_call;
mod users;
mod waveform;
mod welcome;

pub use app::{App, Parts};
