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
mod prelude;
mod row;

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

    fn call<'a>(
        &'a self,
        operation: &'static OperationModel,
        caller: &'a Caller,
        input: Value,
    ) -> Pending<'a> {
        Box::pin(async move {
            let Some(handler) = ops::OPERATIONS.find(operation.name) else {
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
    use std::collections::BTreeSet;

    #[test]
    fn every_listed_operation_has_a_row_and_every_row_is_listed() {
        let listed: BTreeSet<&str> = connect_model::SERVICE
            .operations
            .iter()
            .filter(|operation| operation.implemented)
            .map(|operation| operation.name)
            .collect();
        let rows: BTreeSet<&str> = ops::OPERATIONS.iter().map(|row| row.name).collect();
        assert_eq!(listed, rows);
    }
}
