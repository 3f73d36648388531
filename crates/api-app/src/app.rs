//! The pages' side of the product.

use crate::attempts::Attempts;
use crate::router;
use crate::softphones::Softphones;
use crate::state::Inner;
use blob::Blobs;
use futures_util::future::BoxFuture;
use services::pages::{PageAnswer, PageRequest, Pages};
use services::{Browsers, Services};
use std::sync::Arc;

/// What an [`App`] is made of.
pub struct Parts {
    /// The services.
    pub services: Arc<Services>,
    /// Calls that browsers carry.
    pub browsers: Arc<dyn Browsers>,
    /// Recordings.
    pub blobs: Blobs,
    /// The SIP address shown on the welcome page, `host:port`.
    pub sip_address: Option<String>,
}

/// Answers the pages. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

impl App {
    /// Puts it together.
    pub fn new(parts: Parts) -> Self {
        Self {
            inner: Arc::new(Inner {
                services: parts.services,
                browsers: parts.browsers,
                blobs: parts.blobs,
                sip_address: parts.sip_address,
                attempts: Attempts::default(),
                softphones: Softphones::default(),
            }),
        }
    }
}

impl Pages for App {
    fn handle(&self, request: PageRequest) -> BoxFuture<'_, PageAnswer> {
        Box::pin(router::answer(Arc::clone(&self.inner), request))
    }
}
