//! The Connect API as bulk imports call it: the same checks as over the wire, without one.

use aws_wire::{Api, Caller, Fault, Value, validate};
use serde_json::{Map, json};
use std::sync::Arc;

/// Calls the Connect API for one caller and one instance.
#[derive(Clone)]
pub(crate) struct Connect {
    pub(crate) api: Arc<dyn Api>,
    pub(crate) caller: Caller,
    pub(crate) instance: String,
}

impl Connect {
    /// Builds an operation's input and checks it against the model.
    ///
    /// # Errors
    /// The operation's validation error, naming every problem.
    pub(crate) fn input(
        &self,
        name: &str,
        mut members: Map<String, Value>,
    ) -> Result<Value, Fault> {
        let service = self.api.service();
        let operation = service.operation(name).ok_or_else(Fault::internal)?;
        members.insert("InstanceId".into(), json!(self.instance));
        let mut input = Value::Object(members);
        if let Some(shape) = operation.input {
            let problems = validate::check(service, shape, &mut input);
            if !problems.is_empty() {
                return Err(problems.into_fault(service, operation));
            }
        }
        Ok(input)
    }

    /// Calls an operation with an input that [`Connect::input`] built.
    ///
    /// # Errors
    /// The operation's.
    pub(crate) async fn call(&self, name: &str, input: Value) -> Result<Value, Fault> {
        let service = self.api.service();
        let operation = service
            .operation(name)
            .filter(|operation| self.api.implements(operation))
            .ok_or_else(|| Fault::not_implemented(name))?;
        self.api.call(operation, &self.caller, input).await
    }

    /// All items of a list, page by page: the members of `list` in each answer.
    ///
    /// # Errors
    /// The operation's.
    pub(crate) async fn list(&self, name: &str, list: &str) -> Result<Vec<Value>, Fault> {
        let mut all = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let mut members = Map::new();
            if let Some(token) = &token {
                members.insert("NextToken".into(), json!(token));
            }
            let input = self.input(name, members)?;
            let mut page = self.call(name, input).await?;
            if let Some(Value::Array(rows)) = page.get_mut(list).map(Value::take) {
                all.extend(rows);
            }
            token = page
                .get("NextToken")
                .and_then(Value::as_str)
                .map(str::to_owned);
            if token.is_none() {
                return Ok(all);
            }
        }
    }
}
