//! The query protocol of services that speak JSON, too: a form in, XML out, by the same operations
//! ([`aws_wire::query`]). Older clients speak it to CloudWatch.

use super::{Apis, Incomplete, Origin, body_fault, text, throttled, with_message};
use crate::audited::Seen;
use crate::{answer, body};
use api_identity::Form;
use aws_wire::{Api, Fault, OperationModel, ServiceModel, query};
use axum::body::Body;
use http::{HeaderValue, Response, StatusCode, header};
use hyper::body::Incoming;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

impl Apis {
    /// The API with this signing name, where it is spoken to in forms.
    pub(super) fn by_form(&self, signing_name: &str) -> Option<&Arc<dyn Api>> {
        let mut apis = self.apis.values();
        apis.find(|it| it.speaks_query() && it.service().signing_name == signing_name)
    }

    /// Answers a form.
    pub(super) async fn form(
        &self,
        api: &Arc<dyn Api>,
        request: Incomplete,
        incoming: Incoming,
        origin: &Origin,
        id: &str,
    ) -> Response<Body> {
        let start = Instant::now();
        let service = api.service();
        let (denial, wait, found) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let seen = Seen::default();
        let result = async {
            let body = body::read(incoming, self.limits.body_bytes, self.limits.body_time)
                .await
                .map_err(body_fault)?;
            let policy = self.policy(service.signing_name, origin.secure);
            let signed = self.verify(&request, &body, origin, policy, id)?;
            let signed = seen.signed.get_or_init(|| signed);
            let form = Form::read(request.parts.uri.query().unwrap_or_default(), &body)?;
            let operation = operation(service, form.action()?)?;
            let _ = found.set(operation);
            if !api.implements(operation) {
                return Err(Fault::not_implemented(operation.name));
            }
            self.throttles
                .take(service.name, operation.name, Instant::now())
                .map_err(|until: Duration| throttled(operation, *wait.get_or_init(|| until)))?;
            let input = query::input(service, operation, form.pairs())?;
            seen.asked(api.as_ref(), operation, signed, &input, &self.services);
            self.call(api.as_ref(), operation, signed, input, &denial)
                .await
        }
        .await;
        let agent = text(&request.parts.headers, "user-agent");
        let result = match found.get() {
            Some(operation) => {
                let services = &self.services;
                seen.record(services, service, operation, agent, result)
                    .await
            }
            None => result,
        };
        let mut response = match (result, found.get()) {
            (Ok(value), Some(operation)) => {
                let xml = query::output(service, operation, &value, id);
                answer::typed(StatusCode::OK, "text/xml", xml)
            }
            (Ok(_), None) => form_error(api.as_ref(), &Fault::internal(), id),
            (Err(fault), _) => form_error(api.as_ref(), &fault, id),
        };
        response = with_message(response, denial.get().map(String::as_str));
        if let Some(until) = wait.get() {
            let seconds = until.as_secs_f64().ceil().max(1.0) as u64;
            let seconds = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        let name = found.get().map_or("unknown", |it| it.name);
        let status = response.status().as_u16();
        self.metrics
            .operation(service.name, name)
            .count(status, start.elapsed());
        response
    }
}

fn operation(
    service: &'static ServiceModel,
    action: &str,
) -> Result<&'static OperationModel, Fault> {
    let unknown = || {
        let what = format!("Could not find operation {action}.");
        Fault::new("InvalidAction", 400, what)
    };
    service.operation(action).ok_or_else(unknown)
}

/// An error in this protocol's shape and words.
pub(super) fn form_error(api: &dyn Api, fault: &Fault, id: &str) -> Response<Body> {
    if fault.is_ours() && fault.status != 501 {
        tracing::error!(code = %fault.code, request = id, "answered with a fault of ours");
    }
    let code = api.query_code(&fault.code).unwrap_or(&fault.code);
    let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let xml = query::error(api.service(), fault, code, id);
    answer::typed(status, "text/xml", xml)
}
