//! What can go wrong when media is set up.

use ids::LegId;
use sdp::SdpError;
use std::io;
use thiserror::Error;

/// A media operation that failed.
#[derive(Debug, Error)]
pub enum MediaError {
    /// The far end's session description is malformed (SIP 400) or offers nothing that we
    /// speak (SIP 488): see [`SdpError::is_malformed`].
    #[error(transparent)]
    Sdp(#[from] SdpError),
    /// No free port in the configured range (SIP 503).
    #[error("no free RTP port in the configured range")]
    NoPort,
    /// The leg is unknown or closed.
    #[error("{0:?} does not exist")]
    UnknownLeg(LegId),
    /// A leg with this identifier exists.
    #[error("{0:?} exists already")]
    LegExists(LegId),
    /// The leg is of another kind or has no offer pending.
    #[error("{0:?} cannot do this now: {1}")]
    WrongState(LegId, &'static str),
    /// Legs that meet in a bridge or a recording must be made with the same group.
    #[error("{0:?} and {1:?} were made in different groups and cannot be connected")]
    DifferentGroups(LegId, LegId),
    /// A browser's offer that the WebRTC engine refuses.
    #[error("WebRTC offer refused: {0}")]
    WebRtc(String),
    /// The operating system refused a socket or a thread.
    #[error("media {what}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// The media threads have stopped.
    #[error("the media threads have stopped")]
    Stopped,
}
