//! Session descriptions: reading, writing, and offer/answer for one audio stream.
//!
//! [`parse`] turns text into a [`SessionDescription`], [`negotiate`] decides what both sides
//! will speak, and [`webrtc`] reads what a browser offers and writes our answer. The grammar is
//! the `sdp-types` crate's; the meaning is here.
//!
//! Sources: RFC 8866 (SDP), RFC 3264 (offer/answer), RFC 4733 (telephone-event), RFC 8843 and
//! RFC 8839 (BUNDLE and ICE in SDP), RFC 5761 (rtcp-mux).

pub mod error;

pub use error::SdpError;
