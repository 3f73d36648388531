//! Calls: a live contact with its legs. One file per part of its life.
//!
//! ```text
//! Ringing ─answered─▶ Flow ─▶ Queued ─whisper to agent over─▶ Whisper ─▶ Talking
//!                              ▲  │ offer, accept, agent's audio │          │
//!                              └──┴─────── agent failed ◀────────┘          │
//! any of them ───────────── customer, flow, agent, API end it ───────────▶ Over
//! ```
//!
//! A call is `Over` until the agent's work is done and recordings are in their place; then it is
//! complete and forgotten.

mod call;
mod continuation;
mod customer;
mod data;
mod ending;
mod queue;
mod recording;
mod run;
mod talk;

pub(crate) use call::{Assignment, Call, QueueTarget, Stage, check_attributes};
