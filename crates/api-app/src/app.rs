//! The pages' side of the product.

use crate::router;
use crate::softphones::Softphones;
use crate::state::Inner;
use blob::Blobs;
use futures_util::future::BoxFuture;
use services::pages::{PageAnswer, PageRequest, Pages};
use services::{Browsers, Messages, Services};
use std::sync::Arc;

/// What an [`App`] is made of.
pub struct Parts {
    /// The services.
    pub services: Arc<Services>,
    /// Calls that browsers carry.
    pub browsers: Arc<dyn Browsers>,
    /// The message pipeline.
    pub messages: Arc<dyn Messages>,
    /// Recordings.
    pub blobs: Blobs,
    /// The APIs whose operations pages may call.
    pub apis: Vec<Arc<dyn aws_wire::Api>>,
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
                messages: parts.messages,
                blobs: parts.blobs,
                sip_address: parts.sip_address,
                apis: parts.apis,
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
