//! The operations of the Lex V2 APIs: [`LexModelsApi`], by which bots are made, and
//! [`LexRuntimeApi`], by which they are spoken to.
//!
//! A bot is kept in parts, each in the API's own shape: the bot, its aliases, its versions, and for
//! each version and locale the locale, intents, slots and slot types. What is common to all parts
//! is in `part`; an operation with rules of its own has a file in `ops`. BuildBotLocale makes of
//! the parts of a draft what the engine runs (`compile`). How errors are answered is decided in
//! `faults`.
//!
//! There is no socket here and no SQL; conversations are taken by [`services::bots`].

mod common;
mod compile;
mod faults;
mod ops;
mod part;
mod runtime;
mod shape;

pub use runtime::LexRuntimeApi;

use aws_wire::{Api, Caller, Fault, OperationModel, Pending, ServiceModel, Value};
use services::{Ctx, Services};
use std::sync::Arc;

/// The API by which bots are made.
#[derive(Debug, Clone)]
pub struct LexModelsApi {
    services: Arc<Services>,
}

impl LexModelsApi {
    /// The API over these services.
    pub fn new(services: Arc<Services>) -> Self {
        Self { services }
    }
}

impl Api for LexModelsApi {
    fn service(&self) -> &'static ServiceModel {
        &lex_model::models::SERVICE
    }

    fn implements(&self, operation: &'static OperationModel) -> bool {
        ops::find(operation.name).is_some()
    }

    fn resources(
        &self,
        _operation: &'static OperationModel,
        _caller: &Caller,
        input: &Value,
    ) -> Vec<String> {
        vec![common::touched(
            &self.services.account,
            &self.services.region,
            input,
        )]
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
            let ctx = Ctx::new(Arc::clone(&self.services), caller.clone(), operation, None);
            (handler.call)(&ctx, input).await
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_an_operation_with_types_and_stands_once() {
        let mut names: Vec<&str> = ops::rows().map(|row| row.name).collect();
        for name in &names {
            let operation = lex_model::models::SERVICE.operation(name);
            assert!(operation.is_some_and(|it| it.typed), "{name}");
        }
        let typed = lex_model::models::SERVICE.operations.iter();
        assert_eq!(typed.filter(|it| it.typed).count(), names.len());
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ops::rows().count());
    }
}
