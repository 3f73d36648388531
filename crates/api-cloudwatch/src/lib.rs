//! The operations of CloudWatch that read metrics: ListMetrics, GetMetricStatistics and
//! GetMetricData over the metrics by the minute ([`metrics::watch`]), in the namespace
//! `AWS/Connect`, and over what was spent on messages, in `AWS/SMSVoice`. An operation is a file in
//! `ops`; whose metric dimensions name is in `names` and `spend`, how minutes become periods in
//! `series`.
//!
//! Clients speak AWS JSON here, which botocore takes first of the protocols that the service has, or
//! the query protocol, as older ones and version 1 of the AWS CLI do. Alarms, dashboards and metrics of
//! programs' own are not built and answer so.

mod called;
mod names;
mod ops;
mod series;
mod spend;

use aws_wire::{Api, Caller, Fault, OperationModel, Pending, ServiceModel, Value};
use services::{ServiceError, Services};
use std::sync::Arc;

/// The API over the services.
#[derive(Debug, Clone)]
pub struct CloudWatchApi {
    services: Arc<Services>,
}

impl CloudWatchApi {
    /// The API over these services.
    pub fn new(services: Arc<Services>) -> Self {
        Self { services }
    }
}

impl Api for CloudWatchApi {
    fn service(&self) -> &'static ServiceModel {
        &cloudwatch_model::SERVICE
    }

    fn action_prefix(&self) -> &'static str {
        "cloudwatch"
    }

    fn speaks_query(&self) -> bool {
        true
    }

    fn query_code(&self, code: &str) -> Option<&'static str> {
        Some(match code {
            "InvalidParameterValueException" => "InvalidParameterValue",
            "InvalidParameterCombinationException" => "InvalidParameterCombination",
            "MissingRequiredParameterException" => "MissingParameter",
            "InvalidNextToken" => "InvalidNextToken",
            "ValidationException" => "ValidationError",
            "InternalServiceFault" => "InternalServiceError",
            _ => return None,
        })
    }

    fn implements(&self, operation: &'static OperationModel) -> bool {
        matches!(
            operation.name,
            "GetMetricData" | "GetMetricStatistics" | "ListMetrics"
        )
    }

    fn call<'a>(
        &'a self,
        operation: &'static OperationModel,
        _caller: &'a Caller,
        input: Value,
    ) -> Pending<'a> {
        Box::pin(async move {
            let services = &*self.services;
            match operation.name {
                "GetMetricData" => ops::get_metric_data(services, &input).await,
                "GetMetricStatistics" => ops::get_metric_statistics(services, &input).await,
                "ListMetrics" => ops::list_metrics(services, &input).await,
                other => Err(Fault::not_implemented(other)),
            }
        })
    }
}

/// A parameter is wrong.
fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterValueException", 400, message)
}

/// What failed below.
fn internal(error: ServiceError) -> Fault {
    tracing::error!(%error, "metrics by the minute could not be read");
    Fault::internal()
}

/// A text of the input.
fn text<'a>(input: &'a Value, member: &str) -> Option<&'a str> {
    input.get(member).and_then(Value::as_str)
}

/// A list of the input.
fn list<'a>(input: &'a Value, member: &str) -> &'a [Value] {
    input
        .get(member)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
