//! Runs a flow on a desk: in virtual time, with a scripted (or random) customer and stand-ins for
//! everything that a flow reaches for, so that a flow can be tried and tested without a server.
//!
//! - [`Scenario`] says what the customer does, what functions answer and what must come of it.
//! - [`Desk`] plays it: [`Desk::play`] a scenario, [`Desk::wander`] a random customer, or step by
//!   step for an interactive mode.
//! - [`test_run`] plays the public API's test cases.
//! - [`Report`] is what happened: a transcript, what was expected in vain, and the [`Coverage`].
//!
//! Like the engine it knows no clock and no file: the time passes as prompts and timers need it.

mod coverage;
mod desk;
mod host;
mod junit;
mod report;
mod scenario;
pub mod test_run;
mod world;

pub use coverage::{Coverage, FlowCoverage};
pub use desk::{Desk, Setting};
pub use junit::junit;
pub use report::{End, Line, Report};
pub use scenario::{
    Answer, BotReply, Branch, CAPABILITIES, Call, Doors, Expected, Fault, Invoked, QueueFigures,
    Scenario, ScenarioError, Step, ViewAnswer,
};
