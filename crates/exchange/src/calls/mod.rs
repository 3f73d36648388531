//! Calls: a live contact with its legs. One file per part of its life.
//!
//! ```text
//! Calling ─answered─▶ Flow
//! Ringing ─answered─▶ Flow ─▶ Queued ─whisper to agent over─▶ Whisper ─▶ Talking
//!                              ▲  │ offer, accept, agent's audio │          │
//!                              └──┴─────── agent failed ◀────────┘          │
//! Scheduled ─due─▶ Queued ─whisper to agent over─▶ Dialling ─customer answers─▶ Whisper ─▶ Talking
//!    ▲ a callback: the customer comes last  └ no answer ┐
//!    └──────────────────────────────────────────────────┘
//! Placing ─agent's audio─▶ Dialling   an agent calls
//! Watching ◀─▶ Talking   a supervisor listens, and takes part
//! Outside   a third party whom an agent adds; Remaining   the agent left it with the customer
//! any of them ───────────── customer, flow, agent, API end it ───────────▶ Over
//! ```
//!
//! A call is `Over` until the agent's work is done and recordings are in their place; then it is
//! complete and forgotten.

mod agent_dial;
mod call;
mod callback;
pub(crate) mod conference;
mod continuation;
mod customer;
mod ending;
mod live;
mod outbound;
mod queue;
mod recording;
mod recording_control;
mod run;
mod talk;
mod third_party;
pub(crate) mod watching;

pub(crate) use call::{Assignment, Call, Party, Stage};
pub(crate) use outbound::CallerWish;
pub(crate) use third_party::ThirdPartyCall;
