//! The socket of an agent's page.

use super::device;
use super::frame::{self, send};
use super::line::Wish;
use super::reach;
use super::task;
use crate::error::AppError;
use crate::session::Session;
use crate::sign_in::describe_user;
use crate::softphones::{Notice, Page};
use crate::state::Inner;
use exchange::{AgentSnapshot, Command};
use ids::{AgentStatusId, ContactId, PhoneNumber};
use resources::{AgentStatus, AgentStatusState, Channel, RoutingProfile};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use services::pages::{PageSocket, SocketMessage};
use services::{AgentEvents, Listing};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How often it is looked whether the session still lasts.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// The close code of a socket whose session is over.
const SIGNED_OUT: u16 = 4401;

/// What an agent's page says.
#[derive(Debug, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
enum Message {
    Hello {},
    SetStatus {
        status_id: AgentStatusId,
    },
    Accept {
        contact_id: ContactId,
    },
    Reject {
        contact_id: ContactId,
    },
    HangUp {
        contact_id: ContactId,
    },
    Clear {
        contact_id: ContactId,
    },
    Hold {
        contact_id: ContactId,
    },
    Resume {
        contact_id: ContactId,
    },
    Mute {
        contact_id: ContactId,
        muted: bool,
    },
    Digits {
        contact_id: ContactId,
        digits: String,
    },
    #[serde(rename = "media.offer")]
    MediaOffer {
        contact_id: ContactId,
        sdp: String,
    },
    Dial {
        number: PhoneNumber,
    },
    QuickConnects {},
    Ping {},
    #[serde(untagged)]
    Line(Wish),
    #[serde(untagged)]
    Task(task::Wish),
}

struct Desk {
    app: Arc<Inner>,
    session: Session,
    outgoing: mpsc::Sender<SocketMessage>,
}

/// Speaks with an agent's page until it is gone.
pub(crate) async fn run(app: Arc<Inner>, session: Session, socket: PageSocket) {
    let (instance, agent) = (session.instance, session.user.id);
    let mut page = app.softphones.open(instance, agent);
    let events = app.browsers.agent_events(instance, agent);
    let desk = Desk {
        app: Arc::clone(&app),
        session,
        outgoing: socket.outgoing,
    };
    if let Err(error) = desk.command(Command::SignIn { agent }).await {
        tracing::warn!(%error, "an agent's page cannot sign in");
    }
    if let Some(device) = device::device(&desk.session.kept.agent) {
        let _ = desk.command(Command::UseDevice { agent, device }).await;
    }
    desk.converse(socket.incoming, events, &mut page).await;
    if app.softphones.close(&page) {
        let _ = desk.command(Command::PageClosed { agent }).await;
    }
}

impl Desk {
    async fn converse(
        &self,
        mut incoming: mpsc::Receiver<String>,
        mut events: AgentEvents,
        page: &mut Page,
    ) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        loop {
            let goes_on = tokio::select! {
                message = incoming.recv() => match message {
                    Some(text) => self.take(&text).await,
                    None => false,
                },
                changed = events.snapshot.changed() => {
                    let snapshot = events.snapshot.borrow_and_update().clone();
                    changed.is_ok() && self.show(snapshot.as_deref()).await
                }
                Some(contact) = events.closed.recv() => {
                    send(&self.outgoing, &json!({ "type": "media.close", "contactId": contact })).await
                }
                Some(notice) = page.notices.recv() => match notice {
                    Notice::Superseded => send(&self.outgoing, &json!({ "type": "superseded" })).await,
                    Notice::SignedOut => self.sign_out("you signed out").await,
                },
                _ = look.tick() => {
                    self.session.still_lasts(&self.app).await
                        || self.sign_out("your session is over").await
                }
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Answers one frame; false when the page is gone.
    async fn take(&self, text: &str) -> bool {
        let reply = match frame::read::<Message>(text) {
            Ok((frame, replier)) => replier.reply(self.act(frame.message).await),
            Err(reply) => Some(reply),
        };
        match reply {
            Some(reply) => send(&self.outgoing, &reply).await,
            None => true,
        }
    }

    async fn act(&self, message: Message) -> Result<Map<String, Value>, AppError> {
        let agent = self.session.user.id;
        let command = match message {
            Message::Hello {} => return self.hello().await,
            Message::Ping {} => {
                send(&self.outgoing, &json!({ "type": "pong" })).await;
                return Ok(Map::new());
            }
            Message::QuickConnects {} => {
                let list = reach::quick_connects(&self.app, &self.session).await?;
                send(&self.outgoing, &list).await;
                return Ok(Map::new());
            }
            Message::Task(wish) => {
                wish.act(&self.app, &self.session, agent).await?;
                return Ok(Map::new());
            }
            Message::Line(wish) => {
                if wish.calls_number() {
                    self.session.needs(reach::CALL)?;
                }
                wish.command(agent)
                    .ok_or_else(|| AppError::BadRequest("nobody is named".into()))?
            }
            Message::Dial { number } => {
                self.session.needs(reach::CALL)?;
                Command::Dial { agent, number }
            }
            Message::MediaOffer { contact_id, sdp } => return self.offer(contact_id, sdp).await,
            Message::SetStatus { status_id } => Command::SetStatus {
                agent,
                status: status_id,
            },
            Message::Accept { contact_id } => Command::Accept {
                agent,
                contact: contact_id,
            },
            Message::Reject { contact_id } => Command::Reject {
                agent,
                contact: contact_id,
            },
            Message::HangUp { contact_id } => Command::HangUp {
                agent,
                contact: contact_id,
            },
            Message::Clear { contact_id } => Command::Clear {
                agent,
                contact: contact_id,
            },
            Message::Hold { contact_id } => Command::Hold {
                agent,
                contact: contact_id,
            },
            Message::Resume { contact_id } => Command::Resume {
                agent,
                contact: contact_id,
            },
            Message::Mute { contact_id, muted } => Command::Mute {
                agent,
                contact: contact_id,
                muted,
            },
            Message::Digits { contact_id, digits } => Command::SendDigits {
                agent,
                contact: contact_id,
                digits,
            },
        };
        self.command(command).await?;
        Ok(Map::new())
    }

    async fn command(&self, command: Command) -> Result<exchange::Reply, AppError> {
        Ok(self
            .app
            .services
            .exchanges
            .execute(self.session.instance, command)
            .await?)
    }

    async fn offer(&self, contact: ContactId, sdp: String) -> Result<Map<String, Value>, AppError> {
        let (instance, agent) = (self.session.instance, self.session.user.id);
        let answer = self
            .app
            .browsers
            .agent_offer(instance, agent, contact, sdp)
            .await?;
        let frame = json!({ "type": "media.answer", "contactId": contact, "sdp": answer });
        send(&self.outgoing, &frame).await;
        Ok(Map::new())
    }

    async fn hello(&self) -> Result<Map<String, Value>, AppError> {
        let config = self.config().await?;
        send(&self.outgoing, &config).await;
        let command = Command::Snapshot {
            agent: self.session.user.id,
        };
        if let exchange::Reply::Snapshot(snapshot) = self.command(command).await? {
            self.show(Some(&snapshot)).await;
        }
        Ok(Map::new())
    }

    async fn config(&self) -> Result<Value, AppError> {
        let (services, instance) = (&self.app.services, self.session.instance);
        let statuses = services
            .list_all::<AgentStatus>(instance, Listing::default())
            .await?;
        let mut statuses: Vec<AgentStatus> = statuses
            .into_iter()
            .map(|it| it.value)
            .filter(|status| status.state == AgentStatusState::Enabled)
            .collect();
        statuses.sort_by_key(|status| status.display_order.unwrap_or(u32::MAX));
        let statuses: Vec<Value> = statuses
            .iter()
            .map(|it| json!({ "id": it.id, "name": it.name, "type": it.status_type }))
            .collect();
        let profile = self.session.user.routing_profile.to_string();
        let profile = services.find::<RoutingProfile>(instance, &profile).await?;
        Ok(json!({
            "type": "config",
            "agent": describe_user(&self.app, &self.session),
            "statuses": statuses,
            "routingProfile": { "name": profile.map(|it| it.value.name) },
            "ice": { "servers": [] },
            "outbound": reach::outbound(&self.app, &self.session).await?,
            "barges": reach::may_barge(&self.app, &self.session).await?,
            "createTasks": task::may_create(&self.session),
            "ringMs": Channel::Voice.offer_time().as_millis() as u64,
        }))
    }

    async fn show(&self, snapshot: Option<&AgentSnapshot>) -> bool {
        let Some(snapshot) = snapshot else {
            return true;
        };
        match serde_json::to_value(snapshot) {
            Ok(Value::Object(mut frame)) => {
                frame.insert("type".into(), "snapshot".into());
                // Countdowns go by this clock, not by the page's.
                frame.insert("now".into(), json!(self.app.services.clock.now()));
                send(&self.outgoing, &Value::Object(frame)).await
            }
            _ => true,
        }
    }

    async fn sign_out(&self, reason: &str) -> bool {
        let _ = self
            .command(Command::SignOut {
                agent: self.session.user.id,
            })
            .await;
        send(
            &self.outgoing,
            &json!({ "type": "signedOut", "reason": reason }),
        )
        .await;
        let close = SocketMessage::Close {
            code: SIGNED_OUT,
            reason: reason.to_owned(),
        };
        let _ = self.outgoing.send(close).await;
        false
    }
}
