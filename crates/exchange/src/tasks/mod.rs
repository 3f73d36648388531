//! Tasks: contacts that are work rather than conversation. One file per part of their life.
//!
//! ```text
//! Scheduled ─due─▶ Flow ─▶ Queued ─accepted─▶ Whisper ─▶ Working ─agent ends─▶ Over
//!                   ▲       │ pause takes it out of its queue     │ pause frees the agent's slot
//!                   └───────┘                                     └ it stays at the agent
//! any of them ─────────────── flow, API, seven days end it ───────────────▶ Over
//! ```
//!
//! There are no legs and no audio. Unlike a call a task outlives the process: where it was in a
//! queue or at an agent it is so again, in its place; where a flow had it the flow begins anew.
//! Source: connect-a-foundation.md §3.4 and §3.5, connect-b-routing-channels.md §6,
//! connect-g-agent-workspace.md §6.

mod ending;
mod pausing;
mod restoring;
mod start;
mod task;
mod transfer;

pub(crate) use task::Task;
