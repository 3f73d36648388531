//! What all requests of the pages share.

use crate::softphones::Softphones;
use blob::Blobs;
use services::{Browsers, Messages, Services};
use std::sync::Arc;

/// The parts that were handed in, and what is remembered between requests.
pub(crate) struct Inner {
    pub(crate) services: Arc<Services>,
    pub(crate) browsers: Arc<dyn Browsers>,
    pub(crate) messages: Arc<dyn Messages>,
    pub(crate) blobs: Blobs,
    pub(crate) sip_address: Option<String>,
    pub(crate) apis: Vec<Arc<dyn aws_wire::Api>>,
    pub(crate) softphones: Softphones,
}
