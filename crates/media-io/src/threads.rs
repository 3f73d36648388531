//! Starting the media threads.
use crate::config::MediaConfig;
use crate::error::MediaError;
use crate::handle::MediaHandle;
use media::control::MediaEvent;
use tokio::sync::mpsc::UnboundedReceiver;

pub(crate) fn start(
    config: MediaConfig,
) -> Result<(MediaHandle, UnboundedReceiver<MediaEvent>), MediaError> {
    let _ = config.thread_count();
    Err(MediaError::Stopped)
}
