//! The media threads: RTP sockets, WebRTC transports and the 20 ms clock around the media engine.
//!
//! [`start`] begins; [`MediaHandle`] is how everybody else speaks with it.

mod browser;
mod config;
mod crypto;
mod directory;
mod error;
mod handle;
mod mailbox;
mod net;
mod opus_codec;
mod phone;
mod ports;
mod recorder;
mod threads;
mod worker;

pub use config::{MediaConfig, local_address};
pub use crypto::provider as webrtc_crypto;
pub use error::MediaError;
pub use handle::{MediaHandle, MediaStats};
pub use media::control::{
    LegStats, ListenLimits, LostReason, MediaCommand, MediaEvent, PlayOutcome, RecordingOutcome,
    RecordingScope, Side,
};
pub use media::quality::Quality;
pub use opus_codec::OpusCodec;
use tokio::sync::mpsc::UnboundedReceiver;

/// Starts the media threads.
///
/// Errors: a thread or the WebRTC sockets could not be made.
pub fn start(
    config: MediaConfig,
) -> Result<(MediaHandle, UnboundedReceiver<MediaEvent>), MediaError> {
    threads::start(config)
}
