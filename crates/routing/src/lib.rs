//! The routing engine: queued contacts on one side, available agents on the other, and the rules
//! that pair them. Source: connect-b-routing-channels.md §4, connect-a-foundation.md §3.6-3.8.
//!
//! A [`Router`] is told who waits and who is free; [`Router::poll`] gives the pairs that follow
//! from it, one at a time, and [`Router::next_wake`] when time alone will make the next one.
//!
//! The rules:
//! - Of several agents who may take a contact, the one idle for longest takes it.
//! - Of several contacts that an agent may take, the one whose queue has the highest priority in
//!   the agent's routing profile is taken, however long others have waited; then the one with
//!   the highest routing priority of its own; then the oldest.
//! - A queue's delay keeps a contact from a profile's agents until it has waited that long;
//!   meanwhile it still keeps queues of lower priority from them.
//! - An agent's own queue comes before all standard queues.
//! - A contact may need skills of an agent, or name the agents it is for: only they may take it.
//! - A changed priority or age counts at once, also for a contact that waits already. (The public
//!   service says that this takes at least a minute there, connect-c-flows.md §7.4.)
//! - Concurrency and cross-channel rules decide which channels an agent may be offered.
//!
//! Nothing is scanned: contacts lie in [lanes](lane), one per queue, channel and delay, ordered by
//! rank; agents lie in sets per profile and channel, ordered by idleness.

mod agents;
mod lane;
mod need;
mod profile;
mod router;
mod waiting;

pub use agents::Availability;
pub use need::{Level, Need, Skills};
pub use profile::{ProfileQueue, ProfileRules, SlotRule};
pub use router::{Match, Router};
pub use waiting::{DEFAULT_PRIORITY, QueueKey, Waiting};
