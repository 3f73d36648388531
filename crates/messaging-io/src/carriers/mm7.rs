//! Carriers with an MMS relay: MM7 (3GPP TS 23.140).

use super::media::{self, File};
use super::{Outcomes, all};
use crate::config::Mm7CarrierConfig;
use blob::Blobs;
use messaging::{Channel, HandOver, Outcome, Status};
use mm7_proto::{Answer, Submit};
use services::Clock;
use std::sync::Arc;

/// A relay and its client.
pub(crate) struct Mm7Carrier {
    config: Mm7CarrierConfig,
    client: reqwest::Client,
    blobs: Blobs,
    receipts: bool,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Mm7Carrier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mm7Carrier")
    }
}

/// Octets of an answer that are read.
const ANSWER: usize = 64 * 1024;

impl Mm7Carrier {
    pub(crate) fn new(
        config: Mm7CarrierConfig,
        blobs: Blobs,
        receipts: bool,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, reqwest::Error> {
        let client =
            super::http::client(&config.headers, &config.headers_env, config.timeout_seconds)?;
        Ok(Self {
            config,
            client,
            blobs,
            receipts,
            clock,
        })
    }

    pub(crate) async fn hand_over(&self, hand_over: &HandOver) -> Outcomes {
        if hand_over.message.channel != Channel::Media {
            return all(hand_over, Outcome::Refused(Status::InvalidMessage));
        }
        let outcome = match media::files(&self.blobs, hand_over).await {
            Ok(files) => self.send(hand_over, files).await,
            Err(status) => Outcome::Refused(status),
        };
        all(hand_over, outcome)
    }

    async fn send(&self, hand_over: &HandOver, files: Vec<File>) -> Outcome {
        let message = &hand_over.message;
        let Ok(boundary) = secrets::random_token::<18>() else {
            return Outcome::NotNow;
        };
        let files: Vec<_> = files
            .into_iter()
            .map(|it| mm7_proto::File {
                content_type: it.kind.to_owned(),
                content: it.content,
            })
            .collect();
        let transaction = message.id.to_string();
        let left = hand_over.until.since(self.clock.now());
        let submit = Submit {
            transaction: &transaction,
            vasp_id: self.config.vasp_id.as_deref(),
            vas_id: self.config.vas_id.as_deref(),
            sender: &message.sender.address,
            recipient: message.destination.reveal(),
            subject: None,
            text: message.body.reveal(),
            files: &files,
            seconds: left.as_secs().max(1),
            report: self.receipts,
        };
        let (kind, body) = mm7_proto::submit(&submit, &boundary);
        let request = self
            .client
            .post(&self.config.url)
            .header("content-type", kind)
            .header("soapaction", "\"\"")
            .body(body);
        let answer = match request.send().await {
            Ok(answer) => answer,
            // Without a connection it did not leave; after that nobody knows.
            Err(error) if error.is_connect() => return Outcome::NotNow,
            Err(_) => return Outcome::InDoubt,
        };
        let status = answer.status().as_u16();
        match read(answer).await {
            Some(answer) => outcome(&answer),
            None => match status {
                429 | 503 => Outcome::NotNow,
                400..=499 => Outcome::Refused(Status::CarrierBlocked),
                _ => Outcome::InDoubt,
            },
        }
    }
}

/// The answer, if it is one and not too long.
async fn read(mut answer: reqwest::Response) -> Option<Answer> {
    let mut body = Vec::new();
    while let Some(more) = answer.chunk().await.ok()? {
        body.extend_from_slice(&more);
        if body.len() > ANSWER {
            return None;
        }
    }
    Answer::read(&body).ok()
}

/// What an answer comes to, by its status (TS 23.140, 8.7.11).
fn outcome(answer: &Answer) -> Outcome {
    match answer.code {
        1000..=1999 => Outcome::Accepted(answer.message_id.clone()),
        // Our address is refused; ours is not authorised.
        2001 | 2006 => Outcome::SenderRefused,
        2002 | 2005 | 4005 => Outcome::Refused(Status::Invalid),
        2003 | 2004 | 2007 | 4000..=4003 => Outcome::Refused(Status::InvalidMessage),
        // The server, or the service, is not available or too busy.
        3000 | 3003 | 4004 | 4008 => Outcome::NotNow,
        2000..=2999 | 4006 | 4007 => Outcome::Refused(Status::CarrierBlocked),
        _ => Outcome::Refused(Status::CarrierUnreachable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_decides_what_follows() {
        let of = |code| {
            outcome(&Answer {
                code,
                text: String::new(),
                message_id: Some("m".into()),
            })
        };
        assert_eq!(of(1000), Outcome::Accepted(Some("m".into())));
        assert_eq!(of(2002), Outcome::Refused(Status::Invalid));
        assert_eq!(of(3003), Outcome::NotNow);
        assert_eq!(of(2000), Outcome::Refused(Status::CarrierBlocked));
        assert_eq!(of(3001), Outcome::Refused(Status::CarrierUnreachable));
    }
}
