//! A request of an API: who signed, which operation, may they, and its answer.
//!
//! The order of the checks is that of docs/ARCHITECTURE.md, "The life of a request". What is cheap
//! and needs no body comes first, so that nobody without a key makes us read one.

mod forms;

use crate::Limits;
use crate::answer;
use crate::audited::Seen;
use crate::body;
use crate::event_socket::{self, Follow};
use crate::gateway::{body_fault, request_id};
use crate::listener::Origin;
use crate::metrics::GatewayMetrics;
use crate::s3::{self, Objects};
use crate::websocket;
use api_identity::{Form, Identity, Query, Refused};
use aws_wire::sigv4::{Claim, PathEncoding, Policy, verify};
use aws_wire::{
    Api, Caller, Catalog, Fault, OperationModel, Request as WireRequest, Resolution, ServiceModel,
    Value, bind, respond,
};
use axum::body::Body;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use services::limits::Throttles;
use services::{AccessKey, AccessKeys, Services, Signed};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// All APIs behind the gateway.
pub(crate) struct Apis {
    services: Arc<Services>,
    keys: Arc<AccessKeys>,
    catalog: Catalog,
    apis: HashMap<&'static str, Arc<dyn Api>>,
    objects: Objects,
    identity: Identity,
    limits: Limits,
    throttles: Throttles,
    metrics: Arc<GatewayMetrics>,
}

/// Why nobody could be found who signed a request.
enum Unclaimed {
    /// It is not signed and for no operation that we know by its path.
    Unsigned(Box<Parts>),
    /// The claim or the key will not do; the service decides the shape of the error.
    Refused(Option<&'static ServiceModel>, Fault),
    /// The key will not do, for a query API.
    OfQuery(Query, Fault),
    /// The same for an API that is spoken to in a form here, and in JSON else.
    OfForm(Arc<dyn Api>, Fault),
    /// The key will not do, for objects.
    OfObjects(Fault),
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
        throttles: Throttles,
        metrics: Arc<GatewayMetrics>,
    ) -> Self {
        let built = apis.iter().map(|api| api.service());
        Self {
            catalog: Catalog::new(built.chain(unbuilt.iter().copied())),
            apis: apis
                .into_iter()
                .map(|api| (api.service().name, api))
                .collect(),
            objects: Objects::new(Arc::clone(&services)),
            identity: Identity::new(Arc::clone(&services), Arc::clone(&keys)),
            services,
            keys,
            limits,
            throttles,
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
            Ok(request) if event_socket::wanted(&request.parts) => {
                let response = self.event_socket(request, origin, &id).await;
                self.metrics.refused_or(response, start)
            }
            Ok(request) => {
                let service = &request.claim.scope.service;
                let by_form = self.by_form(service).filter(|_| is_form(&request.parts));
                if let Some(api) = by_form {
                    return self.form(api, request, incoming, origin, &id).await;
                }
                match Query::of(service) {
                    Some(api) => {
                        let response = self.identity(api, request, incoming, origin, &id).await;
                        self.metrics.refused_or(response, start)
                    }
                    None => self.operation(request, incoming, origin, &id, start).await,
                }
            }
            Err(Unclaimed::Unsigned(parts)) if is_form(&parts) => {
                let response = self.unsigned(&parts, incoming, &id).await;
                self.metrics.refused_or(response, start)
            }
            Err(Unclaimed::Unsigned(_)) => {
                let fault = Fault::unknown_operation();
                self.metrics.refused.count(fault.status, start.elapsed());
                bytes(respond::fault(None, &fault, &id))
            }
            Err(Unclaimed::OfQuery(api, fault)) => {
                self.metrics.refused.count(fault.status, start.elapsed());
                query_error(api, &fault, &id)
            }
            Err(Unclaimed::OfForm(api, fault)) => {
                self.metrics.refused.count(fault.status, start.elapsed());
                forms::form_error(api.as_ref(), &fault, &id)
            }
            Err(Unclaimed::OfObjects(fault)) => {
                self.metrics.refused.count(fault.status, start.elapsed());
                s3::error(&fault, &id)
            }
            Err(Unclaimed::Refused(service, fault)) => {
                self.metrics.refused.count(fault.status, start.elapsed());
                bytes(respond::fault(service, &fault, &id))
            }
        }
    }

    /// Reads the claim and finds the key.
    async fn incomplete(&self, parts: Parts) -> Result<Incomplete, Unclaimed> {
        let request = wire(&parts, &[]);
        let claim = match Claim::read(&request) {
            Ok(claim) => claim,
            Err(error) => {
                // An unsigned request for something that does not exist is a 404 to anyone.
                return Err(match self.catalog.resolve(None, &request) {
                    Resolution::Found(target) => {
                        Unclaimed::Refused(Some(target.service), error.into())
                    }
                    _ if parts.headers.contains_key(header::AUTHORIZATION) => {
                        Unclaimed::Refused(None, error.into())
                    }
                    _ => Unclaimed::Unsigned(Box::new(parts)),
                });
            }
        };
        let token = claim.session_token.as_deref();
        match self.keys.find(&claim.access_key, token).await {
            Ok(key) => Ok(Incomplete { parts, claim, key }),
            Err(error) => Err(match Query::of(&claim.scope.service) {
                Some(api) => Unclaimed::OfQuery(api, error.into()),
                None if claim.scope.service == s3::SIGNING_NAME => {
                    Unclaimed::OfObjects(error.into())
                }
                None => match self.by_form(&claim.scope.service) {
                    Some(api) if is_form(&parts) => {
                        Unclaimed::OfForm(Arc::clone(api), error.into())
                    }
                    _ => Unclaimed::Refused(None, error.into()),
                },
            }),
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
                endpoint: text(&parts.headers, "host").map(|host| {
                    let scheme = if origin.secure { "https" } else { "http" };
                    format!("{scheme}://{host}")
                }),
                now,
                sights: Vec::new(),
            },
            key: Arc::clone(key),
            secure: origin.secure,
        })
    }

    /// A call that is not placed because of its rate counts among the instance's calls by the minute.
    async fn not_placed(&self, operation: &OperationModel, input: Option<&Value>) {
        let instance = input.and_then(|it| it.get("InstanceId")?.as_str());
        if operation.name == "StartOutboundVoiceContact"
            && let Some(Ok(instance)) = instance.map(str::parse)
        {
            let now = self.services.clock.now();
            let kept = self.services.metrics.call_throttled(instance, now).await;
            if let Err(error) = kept {
                tracing::warn!(%error, "a throttled call was not counted");
            }
        }
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
        let denial = OnceLock::new();
        let wait = OnceLock::new();
        let seen = Seen::default();
        let result = async {
            let body = body::read(incoming, self.limits.body_bytes, self.limits.body_time)
                .await
                .map_err(body_fault)?;
            let unsigned = origin.secure || operation.unsigned_payload;
            let policy = self.policy(service.signing_name, unsigned);
            let signed = self.verify(&request, &body, origin, policy, id)?;
            let signed = seen.signed.get_or_init(|| signed);
            let api = self
                .apis
                .get(service.name)
                .filter(|api| api.implements(operation));
            let Some(api) = api else {
                return Err(Fault::not_implemented(operation.name));
            };
            // Only who signed well counts, so that nobody without a key uses up a rate.
            let taken = self
                .throttles
                .take(service.name, operation.name, Instant::now());
            let limits = bind::Limits {
                body: self.limits.body_bytes,
            };
            let whole = wire(&request.parts, &body);
            let input = bind::input(service, operation, &target.labels, &whole, limits);
            if let Err(until) = taken {
                self.not_placed(operation, input.as_ref().ok()).await;
                return Err(throttled(operation, *wait.get_or_init(|| until)));
            }
            let input = input?;
            seen.asked(api.as_ref(), operation, signed, &input, &self.services);
            self.call(api.as_ref(), operation, signed, input, &denial)
                .await
        }
        .await;
        let agent = text(&request.parts.headers, "user-agent");
        let result = seen
            .record(&self.services, service, operation, agent, result)
            .await;
        let response = match result {
            Ok(value) => respond::output(service, operation, value, id),
            Err(fault) => {
                if fault.is_ours() && fault.status != 501 {
                    tracing::error!(operation = operation.name, code = %fault.code, request = id, "answered with a fault of ours");
                }
                let api = self.apis.get(service.name);
                let of_query = api.and_then(|it| it.query_code(&fault.code));
                let by = if fault.is_ours() {
                    "Receiver"
                } else {
                    "Sender"
                };
                let mut response = respond::fault(Some(service), &fault, id);
                if let Some(Ok(code)) = of_query.map(|it| format!("{it};{by}").parse()) {
                    response.headers_mut().insert("x-amzn-query-error", code);
                }
                response
            }
        };
        let mut response = with_message(response, denial.get().map(String::as_str));
        if let Some(until) = wait.get() {
            let seconds = until.as_secs_f64().ceil().max(1.0) as u64;
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
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
        denied: &OnceLock<String>,
    ) -> Result<Value, Fault> {
        let action = format!("{}:{}", api.action_prefix(), operation.name);
        let resources = api.resources(operation, &signed.caller, &input);
        let conditions = api.conditions(operation, &signed.caller, &input);
        let judged = self
            .services
            .authorize(signed, &action, &resources, &conditions)
            .await;
        if let Err(denial) = judged.map_err(unjudged)? {
            let _ = denied.set(denial.encoded.clone());
            return Err(denial.into());
        }
        api.call(operation, &signed.caller, input).await
    }

    /// A request to become a WebSocket on which events come.
    async fn event_socket(&self, request: Incomplete, origin: &Origin, id: &str) -> Response<Body> {
        let follow = async {
            let whole = wire(&request.parts, &[]);
            let service = &request.claim.scope.service;
            let target = match self.catalog.resolve(Some(service), &whole) {
                Resolution::Found(target) if event_socket::follows(target.operation) => target,
                _ => return Err(Fault::unknown_operation()),
            };
            let policy = self.policy(target.service.signing_name, origin.secure);
            let signed = self.verify(&request, &[], origin, policy, id)?;
            let api = self.apis.get(target.service.name);
            let api = api.ok_or_else(|| Fault::not_implemented(target.operation.name))?;
            let limits = bind::Limits {
                body: self.limits.body_bytes,
            };
            let (service, operation) = (target.service, target.operation);
            let input = bind::input(service, operation, &target.labels, &whole, limits)?;
            let follow = Follow {
                services: Arc::clone(&self.services),
                api: Arc::clone(api),
                operation,
                signed,
                input,
            };
            follow.permitted().await?;
            Ok(follow)
        };
        match follow.await {
            Ok(follow) => {
                let mut parts = request.parts;
                let task = Box::new(|socket| Box::pin(follow.run(socket)) as _);
                websocket::upgrade(&mut parts, origin.lease.clone(), task).await
            }
            Err(fault) => bytes(respond::fault(None, &fault, id)),
        }
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
        api: Query,
        request: Incomplete,
        incoming: Incoming,
        origin: &Origin,
        id: &str,
    ) -> Response<Body> {
        let seen = Seen::default();
        let asked = OnceLock::new();
        let answer: Result<String, Refused> = async {
            let body = body::read(incoming, self.limits.body_bytes, self.limits.body_time)
                .await
                .map_err(body_fault)?;
            let policy = Policy {
                // Global endpoints are signed for us-east-1 wherever they are.
                region: None,
                ..self.policy(api.signing_name(), origin.secure)
            };
            let signed = self.verify(&request, &body, origin, policy, id)?;
            let signed = seen.signed.get_or_init(|| signed);
            let query = request.parts.uri.query().unwrap_or_default();
            let form = asked.get_or_init(|| Form::read(query, &body)).clone()?;
            self.identity.serve(api, &form, signed).await
        }
        .await;
        let agent = text(&request.parts.headers, "user-agent");
        let form = asked.into_inner().and_then(Result::ok);
        let answer = seen
            .record_query(&self.services, api, form.as_ref(), agent, answer)
            .await;
        answered(api, answer, id)
    }

    /// A form that nobody signed: an assertion of someone else's, to be exchanged.
    async fn unsigned(&self, parts: &Parts, incoming: Incoming, id: &str) -> Response<Body> {
        let unknown = || bytes(respond::fault(None, &Fault::unknown_operation(), id));
        let body = body::read(incoming, self.limits.body_bytes, self.limits.body_time).await;
        let Ok(body) = body else { return unknown() };
        let form = Form::read(parts.uri.query().unwrap_or_default(), &body);
        let Ok(form) = form else { return unknown() };
        match self.identity.unsigned(&form) {
            Some(answer) => answered(Query::Sts, answer, id),
            None => unknown(),
        }
    }
}

/// Whether an unsigned request may be an operation of STS that nobody signs.
fn is_form(parts: &Parts) -> bool {
    parts.uri.path() == "/"
        && text(&parts.headers, "content-type")
            .is_some_and(|it| it.starts_with("application/x-www-form-urlencoded"))
}

fn answered(api: Query, answer: Result<String, Refused>, id: &str) -> Response<Body> {
    match answer {
        Ok(xml) => answer::typed(StatusCode::OK, "text/xml", xml),
        Err(Refused { fault, encoded }) => {
            with_message(query_error(api, &fault, id), encoded.as_deref())
        }
    }
}

fn query_error(api: Query, fault: &Fault, id: &str) -> Response<Body> {
    if fault.is_ours() && fault.status != 501 {
        tracing::error!(code = %fault.code, request = id, "answered with a fault of ours");
    }
    let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer::typed(status, "text/xml", api_identity::error(api, fault, id))
}

/// Adds the message that `sts:DecodeAuthorizationMessage` opens. The services that we speak for put
/// none into their bodies, so it goes into a header of our own.
fn with_message<B>(mut response: Response<B>, encoded: Option<&str>) -> Response<B> {
    if let Some(value) = encoded.and_then(|text| text.parse().ok()) {
        response
            .headers_mut()
            .insert("x-carillon-authorization-message", value);
    }
    response
}

/// More requests than the operation's rate allows, in the error that the operation models.
fn throttled(operation: &OperationModel, until: Duration) -> Fault {
    let code = ["ThrottlingException", "ThrottledException"]
        .into_iter()
        .find(|code| operation.models_error(code))
        .unwrap_or("TooManyRequestsException");
    let wait = until.as_millis();
    Fault::new(
        code,
        429,
        format!(
            "Too many {} requests: the next is taken in {wait} ms.",
            operation.name
        ),
    )
}

/// The policies could not be asked.
pub(crate) fn unjudged(error: services::ServiceError) -> Fault {
    tracing::error!(%error, "a request could not be judged");
    Fault::internal()
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
