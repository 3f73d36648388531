//! Objects that somebody lets an operation read by a presigned URL, such as the attachments of a
//! task.
//!
//! Such a URL is a signed request that was not made yet: it is judged here as the gateway would
//! judge it, and read without a connection. So only objects of this installation can be meant,
//! whatever host the URL names, and no request ever goes to where a caller wants one to go.

use crate::{ServiceError, Services, Signed};
use aws_wire::sigv4::{Claim, PathEncoding, Policy, verify};
use aws_wire::{Caller, Request};
use http::header::{HOST, HeaderMap, HeaderValue};
use http::{Method, Uri};
use percent_encoding::percent_decode_str;

impl Services {
    /// The name of the object that a presigned URL of GetObject reads, for whoever asks now. The
    /// object need not be there.
    ///
    /// # Errors
    /// [`ServiceError::InvalidParameter`] for anything but such a URL that is still good and whose
    /// signer may read the object.
    pub async fn shared_object(&self, url: &str, caller: &Caller) -> Result<String, ServiceError> {
        let wrong = |why: &str| {
            ServiceError::InvalidParameter(format!("S3Url must be a presigned URL: {why}"))
        };
        let uri: Uri = url.parse().map_err(|_| wrong("it is no URL"))?;
        let host = uri.authority().map(|it| HeaderValue::from_str(it.as_str()));
        let Some(Ok(host)) = host else {
            return Err(wrong("it names no host"));
        };
        let headers = HeaderMap::from_iter([(HOST, host)]);
        let request = Request {
            method: &Method::GET,
            path: uri.path(),
            query: uri.query().unwrap_or_default(),
            headers: &headers,
            body: &[],
        };
        let claim = Claim::read(&request).map_err(|error| wrong(&error.to_string()))?;
        let Some(keys) = self.keys.get() else {
            return Err(ServiceError::Internal("no keys to judge URLs by".into()));
        };
        let key = keys.find(&claim.access_key, claim.session_token.as_deref());
        let key = key.await.map_err(|error| wrong(&error.to_string()))?;
        let policy = Policy {
            region: Some(self.region.to_string()),
            services: vec!["s3".to_owned()],
            path: PathEncoding::Once,
            ..Policy::default()
        };
        let signing = key.signing_key(&claim.access_key, &claim.scope);
        verify(&claim, &request, &signing, caller.now, &policy)
            .map_err(|error| wrong(&error.to_string()))?;
        let name = percent_decode_str(uri.path().trim_start_matches('/'))
            .decode_utf8()
            .map_err(|_| wrong("its path is not UTF-8"))?
            .into_owned();
        let signed = Signed {
            caller: Caller {
                principal: key.principal.clone(),
                ..caller.clone()
            },
            key,
            secure: true,
        };
        let resource = [format!("arn:aws:s3:::{name}")];
        let judged = self
            .authorize(&signed, "s3:GetObject", &resource, &[])
            .await?;
        judged.map_err(|denial| wrong(&denial.message))?;
        Ok(name)
    }
}
