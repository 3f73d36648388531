//! What the audit trail is told of a request: who asked for what, and how it ended.

use api_identity::{Form, Query, Refused};
use aws_wire::{Api, Fault, OperationModel, ServiceModel, Value};
use services::audit::{Event, Identity, Record, is_left_out, is_read, redact};
use services::{ServiceError, Services, Signed};
use std::sync::OnceLock;

/// What was learnt of a request on its way.
#[derive(Default)]
pub(crate) struct Seen {
    /// Who signed, once that is known. A request without is not recorded: anybody could fill the
    /// trail with it.
    pub(crate) signed: OnceLock<Signed>,
    asked: OnceLock<(Value, Vec<String>)>,
}

impl Seen {
    /// Notes what is asked for, with secrets taken out.
    pub(crate) fn asked(
        &self,
        api: &dyn Api,
        operation: &'static OperationModel,
        signed: &Signed,
        input: &Value,
        services: &Services,
    ) {
        if is_read(operation.name) && !services.audit.reads() {
            return;
        }
        let parameters = redact(api.service(), operation.input, input);
        let resources = api.resources(operation, &signed.caller, input);
        let _ = self.asked.set((parameters, resources));
    }

    /// Records how a request ended. What changed something is kept before it is answered: if it
    /// cannot be, the answer says that the service is unavailable, as nobody could account for it.
    pub(crate) async fn record(
        self,
        services: &Services,
        service: &'static ServiceModel,
        operation: &'static OperationModel,
        agent: Option<&str>,
        result: Result<Value, Fault>,
    ) -> Result<Value, Fault> {
        let reads = is_read(operation.name);
        let Some(signed) = self.signed.into_inner() else {
            return result;
        };
        let unwanted = reads && !services.audit.reads();
        if unwanted || is_left_out(service.signing_name, operation.name) {
            return result;
        }
        let (parameters, resources) = self.asked.into_inner().unwrap_or_default();
        let caller = &signed.caller;
        let answer = match &result {
            Ok(answer) if !reads => redact(service, operation.output, answer),
            _ => Value::Null,
        };
        let error = result.as_ref().err().map(|fault| {
            let message = fault.message().unwrap_or_default().to_owned();
            (fault.code.clone().into_owned(), message)
        });
        let record = Record::of(Event {
            id: services.new_id::<uuid::Uuid>().to_string(),
            at: caller.now,
            account: caller.account.as_str(),
            region: &caller.region.to_string(),
            identity: Identity::Program {
                caller,
                access_key: &signed.key.id,
                principal_id: &signed.key.user_id,
            },
            service: service.signing_name,
            name: operation.name,
            request_id: &caller.request_id,
            source_ip: caller.source_ip.map(|ip| ip.to_string()),
            user_agent: agent,
            parameters,
            answer,
            resources,
            error,
            secure: signed.secure,
        });
        if reads {
            services.audit.note(record);
            return result;
        }
        match services.audit.write(&record).await {
            Ok(()) => result,
            Err(error) => {
                let cause = match error {
                    ServiceError::Internal(cause) | ServiceError::Unavailable(cause) => cause,
                    other => other.to_string(),
                };
                tracing::error!(operation = operation.name, cause, "an audit record is lost");
                result.and(Err(Fault::internal()))
            }
        }
    }

    /// Records how a request of a query API ended, as [`Seen::record`] does. What IAM answers may
    /// be a secret, so answers are not recorded.
    pub(crate) async fn record_query(
        self,
        services: &Services,
        api: Query,
        form: Option<&Form>,
        agent: Option<&str>,
        result: Result<String, Refused>,
    ) -> Result<String, Refused> {
        let (Some(signed), Some(form)) = (self.signed.into_inner(), form) else {
            return result;
        };
        let Ok(name) = form.action() else {
            return result;
        };
        let reads = is_read(name);
        if reads && !services.audit.reads() {
            return result;
        }
        let caller = &signed.caller;
        let error = result.as_ref().err().map(|refused| {
            let message = refused.fault.message().unwrap_or_default().to_owned();
            (refused.fault.code.clone().into_owned(), message)
        });
        let record = Record::of(Event {
            id: services.new_id::<uuid::Uuid>().to_string(),
            at: caller.now,
            account: caller.account.as_str(),
            region: &caller.region.to_string(),
            identity: Identity::Program {
                caller,
                access_key: &signed.key.id,
                principal_id: &signed.key.user_id,
            },
            service: api.signing_name(),
            name,
            request_id: &caller.request_id,
            source_ip: caller.source_ip.map(|ip| ip.to_string()),
            user_agent: agent,
            parameters: form.parameters(),
            answer: Value::Null,
            resources: Vec::new(),
            error,
            secure: signed.secure,
        });
        if reads {
            services.audit.note(record);
            return result;
        }
        match services.audit.write(&record).await {
            Ok(()) => result,
            Err(error) => {
                tracing::error!(operation = name, %error, "an audit record is lost");
                result.and(Err(Fault::internal().into()))
            }
        }
    }
}
