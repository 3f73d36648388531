//! The port to the policies of those who submit messages by other ways than the API. `api-sms`
//! implements it: a submission by SMPP is judged as the same request of the API would be.

use crate::{AccessKey, SendError};
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// Who may send.
pub trait SendAccess: Send + Sync + 'static {
    /// Whether the policies of a key allow to send a text from an originator, as it was named, with
    /// a configuration set.
    fn may_send_text(
        &self,
        key: Arc<AccessKey>,
        originator: Option<String>,
        set: Option<String>,
    ) -> BoxFuture<'_, Result<bool, SendError>>;
}
