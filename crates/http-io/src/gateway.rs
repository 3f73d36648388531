//! Which request goes where: pages, assets, operations' APIs, objects, health.
//!
//! A signed request, or one with `x-amz-target`, is an API's; so is everything that is no page.
//! `/healthz`, `/readyz` and `/metrics` are answered to anyone who can reach the port: they say
//! nothing about customers.

use crate::answer;
use crate::apis::Apis;
use crate::body::{self, BodyError};
use crate::listener::{Answering, Origin, Phase, Respond};
use crate::metrics::{GatewayMetrics, Metrics};
use crate::{Limits, websocket};
use axum::body::Body;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use services::pages::{PageAnswer, PageBody, PageRequest, Pages};
use services::{AccessKeys, CarrierCallbacks, CarrierRequest, Services};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// What the gateway serves.
pub struct Parts {
    /// The services: account, region, clock, blobs.
    pub services: Arc<Services>,
    /// Who may sign.
    pub keys: Arc<AccessKeys>,
    /// The APIs that are built, by their models.
    pub apis: Vec<Arc<dyn aws_wire::Api>>,
    /// Models of services that are known but not built: their operations answer 501.
    pub unbuilt: Vec<&'static aws_wire::ServiceModel>,
    /// What answers under `/app/`.
    pub pages: Option<Arc<dyn Pages>>,
    /// What hears carriers under `/carriers/`.
    pub carriers: Option<Arc<dyn CarrierCallbacks>>,
    /// What else is shown at `/metrics`.
    pub metrics: Vec<Arc<dyn Metrics>>,
    /// The limits, the same as the listener's.
    pub limits: Limits,
    /// How many requests of each operation are taken.
    pub throttles: services::limits::Throttles,
}

/// The gateway. Hand it to [`Server::start`](crate::Server::start).
pub struct Gateway {
    apis: Apis,
    pages: Option<Arc<dyn Pages>>,
    carriers: Option<Arc<dyn CarrierCallbacks>>,
    others: Vec<Arc<dyn Metrics>>,
    limits: Limits,
    metrics: Arc<GatewayMetrics>,
    ready: AtomicBool,
}

/// Where carriers tell what they have to.
const CARRIERS: &str = "/carriers/";
/// Octets of a carrier's request: an MMS with its files in base64.
const CARRIER_BODY: usize = 16 * 1024 * 1024;

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gateway")
    }
}

impl Gateway {
    /// A gateway that is not ready yet.
    pub fn new(parts: Parts) -> Arc<Self> {
        let metrics = Arc::new(GatewayMetrics::new(parts.apis.iter().flat_map(|api| {
            let service = api.service();
            let operations = service.operations.iter();
            operations
                .filter(|operation| api.implements(operation))
                .map(|operation| (service.name, operation.name))
        })));
        Arc::new(Self {
            apis: Apis::new(
                parts.services,
                parts.keys,
                parts.apis,
                &parts.unbuilt,
                parts.limits.clone(),
                parts.throttles,
                Arc::clone(&metrics),
            ),
            pages: parts.pages,
            carriers: parts.carriers,
            others: parts.metrics,
            limits: parts.limits,
            metrics,
            ready: AtomicBool::new(false),
        })
    }

    /// Says that everything behind the gateway runs: `/readyz` answers 200 from now on.
    pub fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Relaxed);
    }

    async fn route(&self, request: Request<Incoming>, origin: Origin) -> Response<Body> {
        let path = request.uri().path();
        if is_api(&request) {
            return self.apis.serve(request, &origin).await;
        }
        match path {
            "/healthz" => return answer::text(StatusCode::OK, "ok\n"),
            "/readyz" => {
                let serving = origin.lease.phase() == Phase::Serving;
                return if serving && self.ready.load(Ordering::Relaxed) {
                    answer::text(StatusCode::OK, "ready\n")
                } else {
                    answer::text(StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
                };
            }
            "/metrics" => {
                let mut out = String::new();
                self.metrics.write(&mut out);
                for other in &self.others {
                    other.write(&mut out);
                }
                return answer::typed(StatusCode::OK, "text/plain; version=0.0.4", out);
            }
            _ => {}
        }
        if let Some(carriers) = &self.carriers
            && let Some(name) = path.strip_prefix(CARRIERS)
            && *request.method() == Method::POST
        {
            let (carriers, name) = (Arc::clone(carriers), name.to_owned());
            return self.carrier(carriers, name, request).await;
        }
        if let Some(pages) = &self.pages
            && (path == "/app" || path.starts_with("/app/"))
        {
            let start = Instant::now();
            let response = self.page(Arc::clone(pages), request, origin).await;
            self.metrics
                .pages
                .count(response.status().as_u16(), start.elapsed());
            return response;
        }
        if matches!(*request.method(), Method::GET | Method::HEAD)
            && let Some((asset, status)) = page_file(path, request.headers())
        {
            return answer::asset(&asset, status, request.headers(), origin.secure);
        }
        self.apis.serve(request, &origin).await
    }

    async fn carrier(
        &self,
        carriers: Arc<dyn CarrierCallbacks>,
        carrier: String,
        request: Request<Incoming>,
    ) -> Response<Body> {
        let (parts, incoming) = request.into_parts();
        let body = body::read(
            incoming,
            self.limits.object_bytes.min(CARRIER_BODY),
            self.limits.body_time,
        );
        let body = match body.await {
            Ok(body) => body,
            Err(error) => return answer::body_error(error),
        };
        let told = CarrierRequest {
            carrier,
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
        };
        let it = carriers.told(told).await;
        answer::typed(it.status, it.content_type, it.body)
    }

    async fn page(
        &self,
        pages: Arc<dyn Pages>,
        request: Request<Incoming>,
        origin: Origin,
    ) -> Response<Body> {
        let (mut parts, incoming) = request.into_parts();
        let body = match body::read(incoming, self.limits.body_bytes, self.limits.body_time).await {
            Ok(body) => body,
            Err(error) => return answer::body_error(error),
        };
        let upgrade = parts
            .headers
            .get(header::UPGRADE)
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"));
        let asked = PageRequest {
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers.clone(),
            body,
            peer: origin.peer,
            secure: origin.secure,
            request_id: request_id(&parts.extensions),
            upgrade,
        };
        match pages.handle(asked).await {
            PageAnswer::WebSocket(task) => websocket::upgrade(&mut parts, origin.lease, task).await,
            PageAnswer::Http(page) => {
                let body = match page.body {
                    PageBody::Bytes(bytes) => Body::from(bytes),
                    PageBody::Stream(stream) => Body::from_stream(stream),
                };
                let mut response = Response::new(body);
                *response.status_mut() = page.status;
                *response.headers_mut() = page.headers;
                answer::secure_headers(response.headers_mut(), origin.secure);
                response
                    .headers_mut()
                    .entry(header::CACHE_CONTROL)
                    .or_insert(answer::NO_STORE);
                response
            }
        }
    }
}

impl Respond for Gateway {
    fn respond(self: Arc<Self>, mut request: Request<Incoming>, origin: Origin) -> Answering {
        Box::pin(async move {
            let id = RequestId(self.apis.new_request_id());
            let value = id.0.parse();
            request.extensions_mut().insert(id);
            let mut response = self.route(request, origin).await;
            if let Ok(value) = value {
                response
                    .headers_mut()
                    .entry("x-amzn-requestid")
                    .or_insert(value);
            }
            response
        })
    }
}

/// The id of a request, made when its headers were read.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

/// The id in a request's extensions.
pub(crate) fn request_id(extensions: &http::Extensions) -> String {
    extensions
        .get::<RequestId>()
        .map(|id| id.0.clone())
        .unwrap_or_default()
}

/// The file to show for a path: a file of that name, or for a browser the page of that address.
/// Everything else that is not signed is a mistaken API request and answered as one.
fn page_file(path: &str, headers: &HeaderMap) -> Option<(web_assets::Asset, StatusCode)> {
    if let Some(asset) = web_assets::asset(path) {
        return Some((asset, StatusCode::OK));
    }
    let browser = headers.get_all(header::ACCEPT).iter().any(|value| {
        value
            .to_str()
            .is_ok_and(|value| value.contains("text/html"))
    });
    let page = web_assets::page(path).filter(|_| browser || path == "/")?;
    let status = if page.found {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    Some((page.asset, status))
}

/// Whether a request says of itself that it is an API's.
fn is_api(request: &Request<Incoming>) -> bool {
    let headers: &HeaderMap = request.headers();
    headers
        .get(header::AUTHORIZATION)
        .is_some_and(|value| value.as_bytes().starts_with(b"AWS4-"))
        || headers.contains_key("x-amz-target")
        || headers.contains_key("x-amz-bearer")
        || request
            .uri()
            .query()
            .is_some_and(|query| query.contains("X-Amz-Signature="))
}

/// What a body error is to an API.
pub(crate) fn body_fault(error: BodyError) -> aws_wire::Fault {
    match error {
        BodyError::TooLarge(limit) => aws_wire::Fault::too_large(limit),
        BodyError::TooSlow => {
            aws_wire::Fault::new("RequestTimeoutException", 408, error.to_string())
        }
        BodyError::Broken => aws_wire::Fault::serialization(error.to_string()),
    }
}
