//! What can be wrong with a session description.

use thiserror::Error;

/// A session description that cannot be used.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum SdpError {
    /// Larger than any honest description.
    #[error("session description of {0} bytes is too large")]
    TooLarge(usize),
    /// Not the grammar of RFC 8866.
    #[error("malformed session description: {0}")]
    Grammar(String),
    /// A port, address or attribute value out of its range.
    #[error("malformed session description: bad {0}")]
    Value(&'static str),
    /// No `c=` line for the audio stream.
    #[error("malformed session description: no connection address")]
    NoConnection,
    /// No audio stream over RTP/AVP is offered.
    #[error("no usable audio stream is offered")]
    NoAudio,
    /// Audio is offered in codecs that we do not speak.
    #[error("none of the offered audio codecs is supported")]
    NoCodec,
    /// An answer that does not fit our offer.
    #[error("the answer does not fit the offer: {0}")]
    BadAnswer(&'static str),
    /// A browser's offer lacks something that WebRTC requires.
    #[error("not a WebRTC offer: {0} is missing")]
    NotWebRtc(&'static str),
    /// The address cannot be used here, such as a domain name or the other IP version.
    #[error("the connection address {0:?} is not supported")]
    Address(String),
}

impl SdpError {
    /// True when the text itself is broken (SIP 400); false when it is well-formed but cannot
    /// be agreed to (SIP 488 Not Acceptable Here).
    pub fn is_malformed(&self) -> bool {
        matches!(
            self,
            Self::TooLarge(_) | Self::Grammar(_) | Self::Value(_) | Self::NoConnection
        )
    }
}
