//! Events over a WebSocket: a signed ListEvents of Carillon's own API that asks to become one gets
//! each event as a message, those that are there and then those to come. See docs/events.md.

use aws_wire::{Api, Fault, OperationModel, Value};
use http::{header, request::Parts};
use services::pages::{PageSocket, SocketMessage};
use services::{Services, Signed};
use std::sync::Arc;

/// Seconds that one look at the store lasts at most while nothing happens.
const LOOK: u32 = 20;
/// Close codes of RFC 6455 section 7.4.1: a policy forbids it; something went wrong.
const FORBIDDEN: u16 = 1008;
const FAILED: u16 = 1011;

/// Whether a request asks to become a WebSocket.
pub(crate) fn wanted(parts: &Parts) -> bool {
    parts
        .headers
        .get(header::UPGRADE)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Whether an operation may be followed.
pub(crate) fn follows(operation: &OperationModel) -> bool {
    operation.name == "ListEvents"
}

/// One who follows.
pub(crate) struct Follow {
    pub(crate) services: Arc<Services>,
    pub(crate) api: Arc<dyn Api>,
    pub(crate) operation: &'static OperationModel,
    pub(crate) signed: Signed,
    pub(crate) input: Value,
}

impl Follow {
    /// Whether it may be followed, by the policies of now.
    pub(crate) async fn permitted(&self) -> Result<(), Fault> {
        let caller = &self.signed.caller;
        let action = format!(
            "{}:{}",
            self.api.service().signing_name,
            self.operation.name
        );
        let resources = self.api.resources(self.operation, caller, &self.input);
        let conditions = self.api.conditions(self.operation, caller, &self.input);
        let judged = self
            .services
            .authorize(&self.signed, &action, &resources, &conditions)
            .await;
        judged.map_err(crate::apis::unjudged)?.map_err(Into::into)
    }

    /// Sends events until the peer is gone. What the peer sends is not looked at.
    pub(crate) async fn run(mut self, mut socket: PageSocket) {
        if let Some(input) = self.input.as_object_mut() {
            input.insert("WaitSeconds".into(), Value::from(LOOK));
        }
        loop {
            let page = tokio::select! {
                page = self.page() => page,
                message = socket.incoming.recv() => match message {
                    Some(_) => continue,
                    None => return,
                },
            };
            let events = match page {
                Ok(events) => events,
                Err(fault) => {
                    let code = if fault.is_ours() { FAILED } else { FORBIDDEN };
                    let reason = fault.code.clone().into_owned();
                    let close = SocketMessage::Close { code, reason };
                    let _ = socket.outgoing.send(close).await;
                    return;
                }
            };
            for event in events {
                let text = SocketMessage::Text(event.to_string());
                if socket.outgoing.send(text).await.is_err() {
                    return;
                }
            }
        }
    }

    /// The next events; moves on behind them.
    async fn page(&mut self) -> Result<Vec<Value>, Fault> {
        self.permitted().await?;
        let caller = &self.signed.caller;
        let input = self.input.clone();
        let mut answer = self.api.call(self.operation, caller, input).await?;
        let through = answer.get("Through").cloned();
        if let (Some(through), Some(input)) = (through, self.input.as_object_mut()) {
            input.insert("After".into(), through);
        }
        match answer.get_mut("Events").map(Value::take) {
            Some(Value::Array(events)) => Ok(events),
            _ => Ok(Vec::new()),
        }
    }
}
