//! The driver of the exchange: feeds it with signalling, media, timers and requests, makes its
//! journal durable and carries out its effects.
//!
//! One task per instance owns that instance's [`exchange::Exchange`] (`actor`). It takes what has
//! arrived, polls the engine dry, carries out effects at once and hands everything durable to the
//! one `committer`, which joins the batches of all instances and releases replies after the
//! commit. Nothing here decides anything about contacts.
//!
//! Around it, one file per neighbour: `signalling` (SIP), `dialling` and `trunks` (calls that we
//! place), `media` (audio events), `browsers`
//! (WebRTC legs), `playing` (from prompt sources to clips), `functions` (Lambda over HTTP),
//! `spoken` (calls that speak a message and are nobody's contact), `recordings` (from the spool to the blobs), `rows` (facts to store rows), `recovery` (starting
//! on what a crash left), `upkeep` (compaction and verification of the journal).
//!
//! Start at [`Center::start`].

mod actor;
mod agents;
mod browsers;
mod builtin;
mod capabilities;
mod center;
mod committer;
mod config;
mod dialling;
mod effects;
mod functions;
mod hearing;
mod legs;
mod media;
mod numbers;
mod playing;
mod recordings;
mod recovery;
mod rows;
mod signalling;
mod spoken;
mod trunks;
mod upkeep;

pub use center::{Center, CenterError, CenterStats, Parts};
pub use config::{ExchangeConfig, FunctionsConfig};
pub use functions::Functions;
pub use recovery::what_was_live;
pub use rows::contact as contact_row;
pub use trunks::{TrunkConfig, TrunkError, Trunks};
pub use upkeep::{Compacted, Difference, UpkeepError, Verified, compact, verify};
