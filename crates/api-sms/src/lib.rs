//! The operations of AWS End User Messaging SMS: [`SmsApi`] is the API of today
//! (`pinpoint-sms-voice-v2`), [`SmsV1Api`] the one before it (`pinpoint-sms-voice`), over the same
//! configuration.
//!
//! What is configured are the types of `messaging-resources`, kept in one scope of the store
//! (`keep`). They are described, paged and filtered in one way (`describe`), and an answer is what
//! the operation's shape picks from a thing (`shape`). An operation has a file in `ops`. How errors
//! are answered is decided in `faults`, which resources a policy is asked about in `access`.
//!
//! Messages are handed to [`services::Messages`]; there is no socket here and no SQL.

mod access;
mod countries;
mod ctx;
mod describe;
mod error;
mod faults;
mod inbound;
mod inventory;
mod keep;
mod ops;
mod originator;
mod registration;
mod reviews;
mod send_access;
mod settings;
mod shape;
mod short_codes;
mod v1;

pub use inventory::{OriginRange, OriginRangeError};
pub use settings::{Review, Settings};
pub use short_codes::{ShortCode, ShortCodeError};
pub use v1::SmsV1Api;

use aws_wire::{Api, Caller, Fault, OperationModel, Pending, ServiceModel, Value, fingerprint};
use ctx::{Ctx, Shared};
use services::{ClientToken, Messages, ServiceError, Services};
use std::sync::Arc;

/// The API of today.
#[derive(Clone)]
pub struct SmsApi {
    shared: Arc<Shared>,
}

impl SmsApi {
    /// The API over these services, after what every account has is there: its opt-out list and its
    /// limits.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn start(
        services: Arc<Services>,
        messages: Arc<dyn Messages>,
        settings: Settings,
    ) -> Result<Self, ServiceError> {
        let shared = Shared::start(services, messages, settings).await?;
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// The API before this one, over the same configuration.
    pub fn v1(&self) -> SmsV1Api {
        SmsV1Api::new(Arc::clone(&self.shared))
    }
}

impl Api for SmsApi {
    fn service(&self) -> &'static ServiceModel {
        &sms_model::v2::SERVICE
    }

    fn implements(&self, operation: &'static OperationModel) -> bool {
        ops::find(operation.name).is_some()
    }

    fn resources(
        &self,
        operation: &'static OperationModel,
        _caller: &Caller,
        input: &Value,
    ) -> Vec<String> {
        access::resources(&self.shared, operation.name, input)
    }

    fn conditions(
        &self,
        _operation: &'static OperationModel,
        _caller: &Caller,
        input: &Value,
    ) -> Vec<(String, Vec<String>)> {
        access::conditions(input)
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
            let model = self.service();
            let token = fingerprint::fingerprint(model, operation, caller.account.as_str(), &input)
                .map(|(token, print)| ClientToken::new(operation.name, &token, print));
            let ctx = Ctx::new(&self.shared, caller, model, operation, token);
            let fault = |error: ServiceError| faults::fault(operation, error.into());
            let _alone = ctx.one_at_a_time().await;
            if let Some(answer) = ctx.remembered().await.map_err(fault)? {
                return Ok(answer);
            }
            let _turn = ctx.turn_to_change().await;
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
    fn every_operation_of_the_model_has_one_row() {
        let mut rows: Vec<&str> = ops::rows().map(|row| row.name).collect();
        rows.sort_unstable();
        let model = sms_model::v2::SERVICE.operations.iter();
        assert_eq!(rows, model.map(|it| it.name).collect::<Vec<_>>());
    }
}
