//! What carriers tell by requests to our gateway, at `/carriers/{name}`: receipts, and messages that
//! came in. Answered after what follows from it is durable.

mod json;
mod mm7;
mod secret;

pub(crate) use secret::Secret;

use crate::actor::{Ack, Inbox, Input};
use crate::carriers::media::{self, Received};
use crate::config::CallbackConfig;
use crate::told::Once;
use blob::Blobs;
use futures_util::future::BoxFuture;
use http::StatusCode;
use ids::{PhoneNumber, Pii};
use messaging::{Inbound, Status};
use services::{CarrierAnswer, CarrierCallbacks, CarrierRequest};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::oneshot;

/// What is told by one item of a request.
#[derive(Debug)]
pub(crate) enum Told {
    /// What became of a message; no status for what is not final.
    Receipt { id: String, status: Option<Status> },
    /// A message came in.
    Inbound {
        /// The carrier's identifier of it, where it has one.
        id: Option<String>,
        from: Pii<String>,
        to: String,
        text: Pii<String>,
        files: Vec<Received>,
    },
}

/// How one carrier tells.
#[derive(Debug)]
pub(crate) enum Speaks {
    Json(Box<CallbackConfig>),
    Mm7,
}

/// One carrier's way in.
#[derive(Debug)]
pub(crate) struct Door {
    pub(crate) secret: Secret,
    pub(crate) speaks: Speaks,
}

/// All of them, by the carriers' names.
#[derive(Clone)]
pub(crate) struct Callbacks {
    pub(crate) doors: Arc<HashMap<String, Door>>,
    pub(crate) inbox: Inbox,
    pub(crate) blobs: Blobs,
    /// The bucket and prefix of files that come in.
    pub(crate) folder: String,
}

/// Items of one request.
const MOST: usize = 1_000;

impl CarrierCallbacks for Callbacks {
    fn told(&self, request: CarrierRequest) -> BoxFuture<'_, CarrierAnswer> {
        Box::pin(async move { self.take(request).await })
    }
}

impl Callbacks {
    async fn take(&self, request: CarrierRequest) -> CarrierAnswer {
        let Some(door) = self.doors.get(&request.carrier) else {
            return CarrierAnswer::plain(StatusCode::NOT_FOUND, "no such carrier");
        };
        if !door.secret.is_in(&request.headers, &request.query) {
            tracing::warn!(carrier = request.carrier, "a request without the secret");
            return CarrierAnswer::plain(StatusCode::UNAUTHORIZED, "not authorized");
        }
        match &door.speaks {
            Speaks::Json(config) => {
                let told = match json::read(config, &request.body) {
                    Ok(told) => told,
                    Err(reason) => {
                        tracing::warn!(carrier = request.carrier, reason, "not understood");
                        return CarrierAnswer::plain(StatusCode::BAD_REQUEST, reason);
                    }
                };
                match self.deliver(&request.carrier, told).await {
                    true => CarrierAnswer::plain(StatusCode::OK, "ok"),
                    false => CarrierAnswer::plain(StatusCode::SERVICE_UNAVAILABLE, "again later"),
                }
            }
            Speaks::Mm7 => mm7::take(self, &request).await,
        }
    }

    /// Hands everything to the pipeline; whether all of it is durable.
    async fn deliver(&self, carrier: &str, told: Vec<Told>) -> bool {
        let mut answers = Vec::with_capacity(told.len());
        for told in told.into_iter().take(MOST) {
            let (answer, answered) = oneshot::channel();
            let ack = Ack::Request(answer);
            let input = match told {
                Told::Receipt { id, status } => Input::Receipt {
                    carrier: carrier.to_owned(),
                    message_id: id,
                    status,
                    ack,
                },
                Told::Inbound {
                    id,
                    from,
                    to,
                    text,
                    files,
                } => {
                    let folder = format!("{}/{carrier}", self.folder);
                    let once = id.map(|id| Once::of(carrier, &id));
                    // What is told twice has its files in the same place.
                    let own = once.as_ref().and_then(|it| it.key().split('/').next_back());
                    let kept = media::keep(&self.blobs, &folder, own, files).await;
                    let media = match kept {
                        Ok(media) => media,
                        Err(error) => {
                            tracing::error!(%error, carrier, "a message could not be taken");
                            return false;
                        }
                    };
                    let inbound = Inbound {
                        source: Pii::new(number(from.reveal())),
                        destination: number(&to),
                        text,
                        place: None,
                        media,
                    };
                    Input::Inbound(inbound, once, ack)
                }
            };
            if self.inbox.send(input).await.is_err() {
                return false;
            }
            answers.push(answered);
        }
        for answered in answers {
            if !answered.await.unwrap_or(false) {
                return false;
            }
        }
        true
    }
}

/// E.164 where it is a number; short codes and names as they are.
fn number(text: &str) -> String {
    let digits = text.trim_start_matches('+').len();
    match PhoneNumber::from_dialled(text) {
        Ok(number) if digits > 7 => number.as_str().to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_get_their_plus_and_short_codes_do_not() {
        assert_eq!(number("12065550100"), "+12065550100");
        assert_eq!(number("+12065550100"), "+12065550100");
        assert_eq!(number("12345"), "12345");
        assert_eq!(number("Shop"), "Shop");
    }
}
