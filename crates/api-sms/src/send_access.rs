//! What is submitted by SMPP is judged as SendTextMessage would be.

use crate::{SmsApi, access};
use aws_wire::Caller;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value};
use services::{AccessKey, SendAccess, SendError, Signed};
use std::sync::Arc;

const ACTION: &str = "sms-voice:SendTextMessage";

impl SendAccess for SmsApi {
    fn may_send_text(
        &self,
        key: Arc<AccessKey>,
        originator: Option<String>,
        set: Option<String>,
    ) -> BoxFuture<'_, Result<bool, SendError>> {
        Box::pin(async move {
            let services = &self.shared.services;
            let members = [
                ("OriginationIdentity", originator),
                ("ConfigurationSetName", set),
            ];
            let given = members
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), Value::String(value?))));
            let input = Value::Object(given.collect::<Map<_, _>>());
            let resources = access::resources(&self.shared, "SendTextMessage", &input);
            let signed = Signed {
                caller: Caller {
                    account: services.account.clone(),
                    region: services.region.clone(),
                    principal: key.principal.clone(),
                    request_id: String::new(),
                    source_ip: None,
                    endpoint: None,
                    now: services.clock.now(),
                    sights: Vec::new(),
                },
                key,
                // A policy that asks for an encrypted connection cannot be told of this one.
                secure: false,
            };
            let judged = services.authorize(&signed, ACTION, &resources, &[]).await;
            let judged = judged.map_err(|error| {
                tracing::error!(%error, "a submission could not be judged");
                SendError::Unavailable("the policies could not be read")
            })?;
            if let Err(denial) = &judged {
                tracing::info!(denial.message, "a submission was denied");
            }
            Ok(judged.is_ok())
        })
    }
}
