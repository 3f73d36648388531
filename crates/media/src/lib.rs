//! The media engine: legs, bridges, players and recorders, moved forward 20 ms at a time.
//!
//! No sockets, threads or clock: the driver (`media-io`) hands in packets and commands, calls
//! [`Engine::tick`] every 20 ms and carries out what comes through [`Outputs`]. Time is a
//! [`std::time::Duration`] since the engine's start; [`EngineConfig::epoch`] says when that was.
//!
//! One tick serves one of [`PHASES`] groups of legs, so that a thread with many calls spreads
//! its work over the 20 ms. Legs in one bridge share a phase.
//!
//! Start reading at [`control`] (what can be asked), then [`engine`] (the round of a tick), then
//! [`hearing`] and [`speaking`] (the two directions of a leg).

pub mod codec;
pub mod control;
pub mod engine;
pub mod hearing;
pub mod leg;
mod listening;
pub mod output;
pub mod player;
pub mod quality;
pub mod recording;
pub mod speaking;
mod voice;

pub use codec::{Codec, G711};
pub use control::{
    LegStats, ListenLimits, LostReason, MediaCommand, MediaEvent, PlayOutcome, RecordingOutcome,
    RecordingScope, Side,
};
pub use engine::{Engine, EngineConfig, PHASES};
pub use leg::{FarReport, LegKey, LegMedia, LegSpec};
pub use output::{OutPacket, Outputs, RecordJob};
pub use quality::Quality;
