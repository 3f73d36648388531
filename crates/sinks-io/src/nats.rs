//! A NATS JetStream.

use crate::{Ack, NatsConfig, Sink, SinkError, envelope};
use async_nats::ConnectOptions;
use async_nats::jetstream::context::{PublishAckFuture, PublishError, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::{self, Context, stream};
use async_trait::async_trait;
use std::collections::BTreeSet;
use std::time::Duration;
use store::{OutboxRow, Position};
use tokio::sync::Mutex;

/// Publishes messages and waits for the stream's acknowledgements.
///
/// `Nats-Msg-Id` is the position with the message's time, so that the stream drops repetitions
/// within its window. Messages of one key are never on their way together: if the first were lost
/// and the second kept, the repetition would turn their order around.
#[derive(Debug)]
pub struct NatsSink {
    config: NatsConfig,
    context: Mutex<Option<Context>>,
}

impl NatsSink {
    /// A sink; it connects at the first delivery.
    pub fn new(config: &NatsConfig) -> Self {
        Self {
            config: config.clone(),
            context: Mutex::new(None),
        }
    }

    async fn context(&self) -> Result<Context, SinkError> {
        let mut context = self.context.lock().await;
        if let Some(context) = &*context {
            return Ok(context.clone());
        }
        let timeout = Duration::from_secs(self.config.timeout_seconds.max(1));
        let mut options = ConnectOptions::new()
            .name("carillon")
            .connection_timeout(timeout);
        if let (Some(user), Some(password)) = (&self.config.user, &self.config.password) {
            options = options.user_and_password(user.clone(), password.reveal().clone());
        }
        if let Some(token) = &self.config.token {
            options = options.token(token.reveal().clone());
        }
        let client = options
            .connect(self.config.url.as_str())
            .await
            .map_err(SinkError::retry)?;
        let mut made = jetstream::new(client);
        made.set_timeout(timeout);
        if let Some(name) = &self.config.stream {
            let config = stream::Config {
                name: name.clone(),
                subjects: vec![covering(&self.config.subject)],
                ..stream::Config::default()
            };
            made.get_or_create_stream(config)
                .await
                .map_err(SinkError::retry)?;
        }
        Ok(context.insert(made).clone())
    }

    async fn publish(
        &self,
        context: &Context,
        row: &OutboxRow,
    ) -> Result<PublishAckFuture, SinkError> {
        let message = &row.message;
        let publish = PublishMessage::build()
            .payload(envelope::body(row).into())
            .message_id(format!("{}-{}", row.position, message.at.0))
            .header("Carillon-Position", row.position.to_string())
            .header("Carillon-Topic", token(&message.topic))
            .header("Carillon-Instance", token(&message.instance))
            .header("Carillon-Key", token(&message.key));
        context
            .send_publish(subject(&self.config.subject, row), publish)
            .await
            .map_err(judge)
    }
}

#[async_trait]
impl Sink for NatsSink {
    async fn deliver(&self, batch: &[OutboxRow]) -> Result<Ack, SinkError> {
        let context = self.context().await?;
        let mut through: Option<Position> = None;
        for wave in waves(batch) {
            let mut acks = Vec::with_capacity(wave.len());
            for row in wave {
                acks.push((row.position, self.publish(&context, row).await));
            }
            // Every acknowledgement is waited for, also after one that failed.
            let mut failed = None;
            for (position, ack) in acks {
                let outcome = match ack {
                    Ok(ack) => ack.await.map(drop).map_err(judge),
                    Err(error) => Err(error),
                };
                match outcome {
                    Ok(()) if failed.is_none() => through = Some(position),
                    Ok(()) => {}
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
            match (failed, through) {
                (None, _) => {}
                // What came before the failure need not come again.
                (Some(_), Some(through)) => return Ok(Ack { through }),
                (Some(error), None) => return Err(error),
            }
        }
        Ok(crate::sink::all(batch))
    }
}

/// A message that is too long stays so; all else may pass, a missing stream too.
fn judge(error: PublishError) -> SinkError {
    let reason = error.to_string();
    match error.kind() {
        PublishErrorKind::MaxPayloadExceeded => SinkError::Refused { reason },
        _ => SinkError::Retry { reason },
    }
}

/// Consecutive runs of messages in which no key occurs twice.
fn waves(batch: &[OutboxRow]) -> Vec<&[OutboxRow]> {
    let mut waves = Vec::new();
    let mut rest = batch;
    while !rest.is_empty() {
        let mut keys = BTreeSet::new();
        let length = rest
            .iter()
            .take_while(|row| keys.insert(&row.message.key))
            .count();
        let (wave, later) = rest.split_at(length);
        waves.push(wave);
        rest = later;
    }
    waves
}

/// The subject of a message.
fn subject(template: &str, row: &OutboxRow) -> String {
    template
        .replace("{topic}", &token(&row.message.topic))
        .replace("{instance}", &token(&row.message.instance))
        .replace("{key}", &token(&row.message.key))
}

/// The subject that covers all that a template may become.
fn covering(template: &str) -> String {
    template
        .split('.')
        .map(|token| if token.contains('{') { "*" } else { token })
        .collect::<Vec<_>>()
        .join(".")
}

/// A text as one token of a subject: dots, wildcards and blanks have a meaning there.
fn token(text: &str) -> String {
    if text.is_empty() {
        return "_".into();
    }
    let plain = |c: char| !(c.is_whitespace() || c.is_control() || ".*>".contains(c));
    text.chars()
        .map(|c| if plain(c) { c } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::{Pii, Timestamp};
    use store::Message;

    fn row(position: i64, key: &str) -> OutboxRow {
        OutboxRow {
            position: Position(position),
            message: Message {
                topic: "contact.event".into(),
                instance: "i 1".into(),
                key: key.into(),
                stream: None,
                at: Timestamp(0),
                body: Pii::new("{}".into()),
            },
        }
    }

    #[test]
    fn a_key_stands_once_in_a_wave() {
        let batch = [
            row(1, "a"),
            row(2, "b"),
            row(3, "a"),
            row(4, "a"),
            row(5, "c"),
        ];
        let lengths: Vec<_> = waves(&batch).into_iter().map(<[_]>::len).collect();
        assert_eq!(lengths, [2, 1, 2]);
    }

    #[test]
    fn values_stay_within_their_token() {
        let template = "x.{topic}.{instance}.k-{key}";
        assert_eq!(subject(template, &row(1, ">")), "x.contact_event.i_1.k-_");
        assert_eq!(covering(template), "x.*.*.*");
        assert_eq!(token(""), "_");
    }
}
