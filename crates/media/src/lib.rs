//! The media engine: legs, bridges, players and recorders, moved forward 20 ms at a time.

pub mod control;

pub use control::{
    LegStats, LostReason, MediaCommand, MediaEvent, PlayOutcome, RecordingOutcome, RecordingScope,
    Side,
};
