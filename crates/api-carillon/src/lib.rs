//! Carillon's own API: what an operator needs and the public APIs lack.
//!
//! A whole instance is exported as one document and imported from one (room `document`), a single
//! flow as a file (room `flows`); users and quick connects are made in bulk from CSV (room `bulk`);
//! quotas are listed and set (room `quotas`); what happened is read from any place on (room
//! `events`), what is told by the minute over a time (room `metrics`); what operators of messaging
//! need is in room `messaging`. Signed like any other API, as service `carillon`; the
//! pages, `carillon export`, `carillon import` and `carillon flow` are its clients.
//!
//! Imports of flows and in bulk make resources by calling the Connect API itself, so that every
//! rule of CreateUser holds for a row of a file as well.

mod bulk;
mod connect;
mod document;
mod events;
mod faults;
mod flows;
mod messaging;
mod metrics;
mod quotas;

use aws_wire::{
    Api, Caller, Fault, Operation, OperationModel, Pending, ServiceModel, ToWire, Value, decode,
};
use carillon_model::{self as api, ops};
use ids::InstanceId;
use resources::Instance;
use services::registrations::Registrations;
use services::{Messages, ServiceError, Services, not_found};
use std::sync::Arc;

/// Carillon's own API over the services.
pub struct CarillonApi {
    services: Arc<Services>,
    connect: Arc<dyn Api>,
    messages: Arc<dyn Messages>,
    registrations: Arc<dyn Registrations>,
    jobs: bulk::Jobs,
}

impl CarillonApi {
    /// The API over these services; `connect` is what bulk imports call, `messages` the pipeline,
    /// `registrations` what is reviewed.
    pub fn new(
        services: Arc<Services>,
        connect: Arc<dyn Api>,
        messages: Arc<dyn Messages>,
        registrations: Arc<dyn Registrations>,
    ) -> Self {
        Self {
            services,
            connect,
            messages,
            registrations,
            jobs: bulk::Jobs::default(),
        }
    }

    /// The instance that a request names: by identifier, ARN or alias.
    async fn instance(&self, text: &str) -> Result<InstanceId, ServiceError> {
        let missing = || not_found(resources::Kind::Instance, text);
        let id = match text.parse::<ids::Arn>() {
            Ok(arn) => Some(arn.within().ok_or_else(missing)?.instance),
            Err(_) => text.parse().ok(),
        };
        let any = InstanceId(uuid::Uuid::nil());
        let found = match id {
            Some(id) => self.services.find::<Instance>(id, &id.to_string()).await?,
            None => self.services.find_by_name::<Instance>(any, text).await?,
        };
        Ok(found.ok_or_else(missing)?.value.id)
    }

    async fn run(
        &self,
        operation: &'static OperationModel,
        caller: &Caller,
        input: Value,
    ) -> Result<Value, Fault> {
        macro_rules! run {
            ($op:ident, $call:expr) => {{
                let input = decode::<ops::$op>(input)?;
                let call = $call;
                let output: Result<<ops::$op as Operation>::Output, Fault> = call(input).await;
                output.map(ToWire::to_wire)
            }};
        }
        let asker = (operation, caller);
        match operation.name {
            "ExportInstance" => run!(ExportInstance, |it| document::export(self, it)),
            "ImportInstance" => run!(ImportInstance, |it| document::import(self, it)),
            "ExportFlow" => run!(ExportFlow, |it| flows::export(self, it)),
            "ImportFlow" => run!(ImportFlow, |it| flows::import(self, caller, it)),
            "StartBulkImport" => run!(StartBulkImport, |it| bulk::start(self, caller, it)),
            "DescribeBulkImport" => run!(DescribeBulkImport, |it| bulk::describe(self, it)),
            "CancelBulkImport" => run!(CancelBulkImport, |it| bulk::cancel(self, it)),
            "ListBulkImports" => run!(ListBulkImports, |it| bulk::list(self, it)),
            "GetBulkImportTemplate" => run!(GetBulkImportTemplate, |it| bulk::template(self, it)),
            "GetInstanceMetrics" => run!(GetInstanceMetrics, |it| metrics::get(self, it)),
            "ListEvents" => run!(ListEvents, |it| events::list(self, it)),
            "DescribeCarriers" => run!(DescribeCarriers, |it| messaging::carriers(self, it)),
            "DescribeMessage" => run!(DescribeMessage, |it| messaging::message(self, it)),
            "GetMessageCounts" => run!(GetMessageCounts, |it| messaging::counts(self, it)),
            "GetMessageText" => run!(GetMessageText, |it| messaging::text(self, it)),
            "ListMessageEvents" => run!(ListMessageEvents, |it| messaging::events(self, it)),
            "SearchMessages" => run!(SearchMessages, |it| messaging::search(self, asker, it)),
            "ListRegistrationReviews" => {
                run!(ListRegistrationReviews, |it| messaging::reviews(
                    self, asker, it
                ))
            }
            "DescribeRegistrationReview" => {
                run!(DescribeRegistrationReview, |it| messaging::review(
                    self, asker, it
                ))
            }
            "GetRegistrationAttachment" => {
                run!(GetRegistrationAttachment, |it| messaging::attachment(
                    self, asker, it
                ))
            }
            "ReviewRegistration" => {
                run!(ReviewRegistration, |it| messaging::decide(self, asker, it))
            }
            "ListQuotas" => run!(ListQuotas, |it| quotas::list(self, it)),
            "PutQuota" => run!(PutQuota, |it| quotas::put(self, it)),
            "DeleteQuota" => run!(DeleteQuota, |it| quotas::delete(self, it)),
            other => Err(Fault::not_implemented(other)),
        }
    }
}

impl Api for CarillonApi {
    fn service(&self) -> &'static ServiceModel {
        &api::SERVICE
    }

    fn implements(&self, _operation: &'static OperationModel) -> bool {
        true
    }

    fn resources(
        &self,
        _operation: &'static OperationModel,
        _caller: &Caller,
        input: &Value,
    ) -> Vec<String> {
        let services = &self.services;
        let instance = input.get("InstanceId").and_then(Value::as_str);
        let arn = instance.map(|text| match text.starts_with("arn:") {
            true => text.to_owned(),
            false => {
                let part = format!("instance/{text}");
                ids::Arn::connect(&services.account, &services.region, part).to_string()
            }
        });
        vec![arn.unwrap_or_else(|| "*".to_owned())]
    }

    fn call<'a>(
        &'a self,
        operation: &'static OperationModel,
        caller: &'a Caller,
        input: Value,
    ) -> Pending<'a> {
        Box::pin(self.run(operation, caller, input))
    }
}
