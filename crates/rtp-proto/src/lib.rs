//! RTP and RTCP without sockets: packets, jitter buffer, telephone events, reports.
//!
//! All time is a [`std::time::Duration`] since a start that the caller chooses, so that tests run
//! on virtual time. [`packet`] and [`rtcp`] read any bytes without panicking; they are the
//! fuzzable entry points.
//!
//! Sources: RFC 3550 (RTP, RTCP), RFC 3551 (static payload types), RFC 4733 (telephone events).

pub mod event;
pub mod jitter;
pub mod packet;
pub mod rtcp;
pub mod sequence;
pub mod stats;

pub use event::{EventReceiver, EventSender, KeyPress};
pub use jitter::{JitterBuffer, JitterConfig, Playout};
pub use packet::{RtpError, RtpPacket};
pub use stats::ReceiverStats;
