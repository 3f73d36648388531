//! Session descriptions: reading, writing, and offer/answer for one G.711 audio stream.
//!
//! [`RemoteSession::parse`] turns text into what matters of it, [`negotiate`] decides what both
//! sides will speak and writes our side. The grammar is the `sdp-types` crate's; the meaning is
//! here. Browser sessions are negotiated by the WebRTC engine and not here.
//!
//! Sources: RFC 8866 (SDP), RFC 3264 (offer/answer), RFC 4733 (telephone-event), RFC 5761
//! (rtcp-mux), RFC 3605 (rtcp attribute).

pub mod error;
pub mod negotiate;
pub mod remote;

pub use error::SdpError;
pub use negotiate::{Agreed, LocalSession, accept, answer, offer};
pub use remote::{Codec, RemoteAudio, RemoteSession};

/// Who sends, seen from the side that says it: RFC 3264 section 5.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Both.
    #[default]
    SendRecv,
    /// Only the side that says it.
    SendOnly,
    /// Only the other side.
    RecvOnly,
    /// Nobody.
    Inactive,
}

impl Direction {
    /// From what the two halves do.
    pub fn new(sends: bool, receives: bool) -> Self {
        match (sends, receives) {
            (true, true) => Self::SendRecv,
            (true, false) => Self::SendOnly,
            (false, true) => Self::RecvOnly,
            (false, false) => Self::Inactive,
        }
    }

    /// The attribute's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    /// The same seen from the other side.
    pub fn mirrored(self) -> Self {
        Self::new(self.receives(), self.sends())
    }

    /// The side that says it sends.
    pub fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// The side that says it receives.
    pub fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }
}
