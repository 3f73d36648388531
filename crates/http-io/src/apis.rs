//! A request of an API: who signed, which operation, may they, and its answer.
//!
//! The order of the checks is that of docs/ARCHITECTURE.md, "The life of a request". What is cheap
//! and needs no body comes first, so that nobody without a key makes us read one.

use crate::Limits;
use crate::body;
use crate::gateway::{body_fault, request_id};
use crate::listener::Origin;
use crate::metrics::GatewayMetrics;
use crate::s3::{self, Objects};
use crate::sts;
use aws_wire::sigv4::{Claim, PathEncoding, Policy, verify};
use aws_wire::{
    Api, Caller, Catalog, Fault, OperationModel, Request as WireRequest, Resolution, ServiceModel,
    Value, bind, respond,
};
use axum::body::Body;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Request, Response, header};
use hyper::body::Incoming;
use services::{AccessKey, AccessKeys, Services};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

/// All APIs behind the gateway.
pub(crate) struct Apis {
    services: Arc<Services>,
    keys: Arc<AccessKeys>,
    catalog: Catalog,
    apis: HashMap<&'static str, Arc<dyn Api>>,
    objects: Objects,
    limits: Limits,
    metrics: Arc<GatewayMetrics>,
}

/// Who asks, after the signature was verified.
pub(crate) struct Signed {
    /// The caller, as operations see it.
    pub(crate) caller: Caller,
    /// The key, with its policies.
    pub(crate) key: Arc<AccessKey>,
    /// Whether the connection is encrypted.
    pub(crate) secure: bool,
}

/// A request whose claim was read and whose body was not.
struct Incomplete {
    parts: Parts,
    claim: Claim,
    key: Arc<AccessKey>,
}

impl Apis {
    pub(crate) fn new(
        services: Arc<Services>,
        keys: Arc<AccessKeys>,
        apis: Vec<Arc<dyn Api>>,
        unbuilt: &[&'static ServiceModel],
        limits: Limits,
        metrics: Arc<GatewayMetrics>,
    ) -> Self {
        let built = apis.iter().map(|api| api.service());
        Self {
            catalog: Catalog::new(built.chain(unbuilt.iter().copied())),
            apis: apis
                .into_iter()
                .map(|api| (api.service().name, api))
                .collect(),
            objects: Objects::new(services.blobs.clone()),
            services,
            keys,
            limits,
            metrics,
        }
    }

    /// A new request id.
    pub(crate) fn new_request_id(&self) -> String {
        self.services.new_id::<Uuid>().to_string()
    }

    /// Answers a request of any API.
    pub(crate) async fn serve(
        &self,
        request: Request<Incoming>,
        origin: &Origin,
    ) -> Response<Body> {
        let start = Instant::now();
        let (mut parts, incoming) = request.into_parts();
        // A request line with a whole URI (a proxy's form) may come without the header, which
        // signatures cover.
        if !parts.headers.contains_key(header::HOST)
            && let Some(host) = parts
                .uri
                .authority()
                .and_then(|it| it.as_str().parse().ok())
        {
            parts.headers.insert(header::HOST, host);
        }
        let id = request_id(&parts.extensions);
        match self.incomplete(parts).await {
            Ok(request) if request.claim.scope.service == s3::SIGNING_NAME => {
                let response = self.object(request, incoming, origin, &id).await;
                self.metrics.refused_or(response, start)
            }
            Ok(request) if request.claim.scope.service == sts::SIGNING_NAME => {
                let response = self.identity(request, incoming, origin, &id).await;
                self.metrics.refused_or(response, start)
            }
            Ok(request) => self.operation(request, incoming, origin, &id, start).await,
            Err((service, fault)) => {
                self.metrics.refused.count(fault.status, start.elapsed());
                bytes(respond::fault(service, &fault, &id))
            }
        }
    }

    /// Reads the claim and finds the key.
    async fn incomplete(
        &self,
        parts: Parts,
    ) -> Result<Incomplete, (Option<&'static ServiceModel>, Fault)> {
        let request = wire(&parts, &[]);
        let claim = match Claim::read(&request) {
            Ok(claim) => claim,
            Err(error) => {
                // An unsigned request for something that does not exist is a 404 to anyone.
                return Err(match self.catalog.resolve(None, &request) {
                    Resolution::Found(target) => (Some(target.service), error.into()),
                    _ if parts.headers.contains_key(header::AUTHORIZATION) => (None, error.into()),
                    _ => (None, Fault::unknown_operation()),
                });
            }
        };
        let key = self.keys.find(&claim.access_key).await.map_err(|error| {
            tracing::error!(%error, "an access key could not be read");
            (None, Fault::internal())
        })?;
        match key {
            // Temporary credentials are not given out yet, so a session token is never ours.
            Some(key) if claim.session_token.is_none() => Ok(Incomplete { parts, claim, key }),
            _ => Err((None, Fault::unrecognized_client())),
        }
    }

    /// Verifies the signature over the whole request.
    fn verify(
        &self,
        request: &Incomplete,
        body: &[u8],
        origin: &Origin,
        policy: Policy,
        id: &str,
    ) -> Result<Signed, Fault> {
        let now = self.services.clock.now();
        let Incomplete { parts, claim, key } = request;
        let signing = key.signing_key(&claim.access_key, &claim.scope);
        verify(claim, &wire(parts, body), &signing, now, &policy)?;
        Ok(Signed {
            caller: Caller {
                account: self.services.account.clone(),
                region: self.services.region.clone(),
                principal: key.principal.clone(),
                request_id: id.to_owned(),
                source_ip: Some(origin.peer),
                now,
            },
            key: Arc::clone(key),
            secure: origin.secure,
        })
    }

    fn policy(&self, service: &str, unsigned_payload: bool) -> Policy {
        Policy {
            region: Some(self.services.region.to_string()),
            services: vec![service.to_owned()],
            unsigned_payload,
            ..Policy::default()
        }
    }

    async fn operation(
        &self,
        request: Incomplete,
        incoming: Incoming,
        origin: &Origin,
        id: &str,
        start: Instant,
    ) -> Response<Body> {
        let empty = wire(&request.parts, &[]);
        let target = match self
            .catalog
            .resolve(Some(&request.claim.scope.service), &empty)
        {
            Resolution::Found(target) => target,
            Resolution::UnknownOperation(service) => {
                let fault = Fault::unknown_operation();
                self.metrics.refused.count(fault.status, start.elapsed());
                return bytes(respond::fault(service, &fault, id));
            }
            Resolution::UnknownService => {
                let fault = Fault::unknown_operation();
                self.metrics.refused.count(fault.status, start.elapsed());
                return bytes(respond::fault(None, &fault, id));
            }
        };
        let (service, operation) = (target.service, target.operation);
        let result = async {
            let body = body::read(incoming, self.limits.body_bytes, self.limits.body_time)
                .await
                .map_err(body_fault)?;
            let unsigned = origin.secure || operation.unsigned_payload;
            let policy = self.policy(service.signing_name, unsigned);
            let signed = self.verify(&request, &body, origin, policy, id)?;
            let api = self
                .apis
                .get(service.name)
                .filter(|_| operation.implemented);
            let Some(api) = api else {
                return Err(Fault::not_implemented(operation.name));
            };
            let limits = bind::Limits {
                body: self.limits.body_bytes,
            };
            let whole = wire(&request.parts, &body);
            let input = bind::input(service, operation, &target.labels, &whole, limits)?;
            self.call(api.as_ref(), operation, &signed, input).await
        }
        .await;
        let response = match result {
            Ok(value) => respond::output(service, operation, value, id),
            Err(fault) => {
                if fault.is_ours() && fault.status != 501 {
                    tracing::error!(operation = operation.name, code = %fault.code, request = id, "answered with a fault of ours");
                }
                respond::fault(Some(service), &fault, id)
            }
        };
        let status = response.status().as_u16();
        self.metrics
            .operation(service.name, operation.name)
            .count(status, start.elapsed());
        bytes(response)
    }

    async fn call(
        &self,
        api: &dyn Api,
        operation: &'static OperationModel,
        signed: &Signed,
        input: Value,
    ) -> Result<Value, Fault> {
        if signed.caller.principal != aws_wire::Principal::Root {
            let action = format!("{}:{}", api.service().signing_name, operation.name);
            for resource in api.resources(operation, &signed.caller, &input) {
                signed.allow(&action, &resource)?;
            }
        }
        api.call(operation, &signed.caller, input).await
    }

    async fn object(
        &self,
        request: Incomplete,
        incoming: Incoming,
        origin: &Origin,
        id: &str,
    ) -> Response<Body> {
        let answer = async {
            let body = body::read(incoming, self.limits.object_bytes, self.limits.body_time)
                .await
                .map_err(body_fault)?;
            let policy = Policy {
                path: PathEncoding::Once,
                ..self.policy(s3::SIGNING_NAME, origin.secure)
            };
            let signed = self.verify(&request, &body, origin, policy, id)?;
            self.objects.serve(&request.parts, body, &signed).await
        }
        .await;
        answer.unwrap_or_else(|fault| s3::error(&fault, id))
    }

    async fn identity(
        &self,
        request: Incomplete,
        incoming: Incoming,
        origin: &Origin,
        id: &str,
    ) -> Response<Body> {
        let answer = async {
            let body = body::read(incoming, self.limits.body_bytes, self.limits.body_time)
                .await
                .map_err(body_fault)?;
            let policy = self.policy(sts::SIGNING_NAME, origin.secure);
            let signed = self.verify(&request, &body, origin, policy, id)?;
            sts::serve(&body, &signed)
        }
        .await;
        answer.unwrap_or_else(|fault| sts::error(&fault, id))
    }
}

impl Signed {
    /// Judges an action on a resource by the signer's policies.
    ///
    /// # Errors
    /// `AccessDeniedException`, naming the action.
    pub(crate) fn allow(&self, action: &str, resource: &str) -> Result<(), Fault> {
        let principal = match self.caller.principal {
            aws_wire::Principal::Root => iam::Principal::Root,
            aws_wire::Principal::User { .. } => iam::Principal::User,
        };
        let mut context = iam::Context::default();
        if let Some(ip) = self.caller.source_ip {
            context.set("aws:SourceIp", ip.to_string());
        }
        context.set("aws:SecureTransport", self.secure.to_string());
        context.set("aws:CurrentTime", self.caller.now.to_iso_seconds());
        context.set("aws:EpochTime", self.caller.now.seconds().to_string());
        context.set("aws:RequestedRegion", self.caller.region.to_string());
        context.set("aws:PrincipalAccount", self.caller.account.to_string());
        let arn = self.caller.principal.arn(&self.caller.account);
        context.set("aws:PrincipalArn", arn.clone());
        if let aws_wire::Principal::User { name, .. } = &self.caller.principal {
            context.set("aws:username", name.clone());
        }
        let request = iam::Request {
            action,
            resource,
            context: &context,
        };
        let decision = iam::evaluate(principal, &self.key.policies, &request);
        if decision.is_allowed() {
            return Ok(());
        }
        Err(Fault::access_denied(
            &arn,
            action,
            resource,
            decision.is_explicit_deny(),
        ))
    }
}

/// A request as the wire sees it.
fn wire<'a>(parts: &'a Parts, body: &'a [u8]) -> WireRequest<'a> {
    WireRequest {
        method: &parts.method,
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        headers: &parts.headers,
        body,
    }
}

fn bytes(response: Response<Bytes>) -> Response<Body> {
    response.map(Body::from)
}

impl GatewayMetrics {
    /// Counts an answer that is no modelled operation's.
    fn refused_or(&self, response: Response<Body>, start: Instant) -> Response<Body> {
        let status = response.status().as_u16();
        self.operation("", "").count(status, start.elapsed());
        response
    }
}

/// The value of a header as text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
