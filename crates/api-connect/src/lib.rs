//! The operations of the Amazon Connect API, one file per operation.
//!
//! [`ConnectApi`] is what the gateway holds. Each operation is
//! `ops/<resource>/<operation>.rs`: it turns the API's shapes into ours and back, and works with
//! [`services::Ctx`]. How errors are answered is decided in one place, `faults`; what a new
//! instance has is in `defaults`.
//!
//! There is no socket here and no SQL; the API's shapes go no further down.

mod access;
mod common;
mod defaults;
mod faults;
mod ops;
mod plain;
mod prelude;
mod row;
mod search;

use aws_wire::{Api, Caller, Fault, OperationModel, Pending, ServiceModel, Value, fingerprint};
use services::{ClientToken, Ctx, Services};
use std::sync::Arc;

/// The Connect API over the services.
#[derive(Debug, Clone)]
pub struct ConnectApi {
    services: Arc<Services>,
}

impl ConnectApi {
    /// The API over these services.
    pub fn new(services: Arc<Services>) -> Self {
        Self { services }
    }
}

impl Api for ConnectApi {
    fn service(&self) -> &'static ServiceModel {
        &connect_model::SERVICE
    }

    fn implements(&self, operation: &'static OperationModel) -> bool {
        ops::find(operation.name).is_some()
    }

    fn resources(
        &self,
        operation: &'static OperationModel,
        caller: &Caller,
        input: &Value,
    ) -> Vec<String> {
        let _ = caller;
        access::resources(
            &self.services.account,
            &self.services.region,
            operation,
            input,
        )
    }

    fn conditions(
        &self,
        operation: &'static OperationModel,
        caller: &Caller,
        input: &Value,
    ) -> Vec<(String, Vec<String>)> {
        let _ = caller;
        access::conditions(
            &self.services.account,
            &self.services.region,
            operation,
            input,
        )
    }

    fn call<'a>(
        &'a self,
        operation: &'static OperationModel,
        caller: &'a Caller,
        input: Value,
    ) -> Pending<'a> {
        Box::pin(async move {
            let Some(handler) = ops::find(operation.name) else {
                return Err(Fault::not_implemented(operation.name));
            };
            let account = caller.account.as_str();
            let token = fingerprint::fingerprint(self.service(), operation, account, &input)
                .map(|(token, print)| ClientToken::new(operation.name, &token, print));
            let ctx = Ctx::new(Arc::clone(&self.services), caller.clone(), operation, token);
            let fault = |error| faults::fault(operation, error);
            let _alone = ctx.one_at_a_time().await;
            if let Some(answer) = ctx.remembered().await.map_err(fault)? {
                return Ok(answer);
            }
            let answer = (handler.call)(&ctx, input).await?;
            ctx.remember_late(&answer).await.map_err(fault)?;
            Ok(answer)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn every_row_is_an_operation_of_the_model_and_stands_once() {
        for name in ops::BY_NAME.keys() {
            assert!(connect_model::SERVICE.operation(name).is_some(), "{name}");
        }
        assert_eq!(ops::BY_NAME.len(), ops::count());
    }
}
