//! The socket of the "Test call" page.

use super::frame::{self, send};
use crate::error::AppError;
use crate::session::Session;
use crate::state::Inner;
use ids::{LegId, PhoneNumber, Pii};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use services::pages::{PageSocket, SocketMessage};
use services::{CallerAction, CallerEvent, WebCall, WebCallStarted};
use std::sync::Arc;
use tokio::sync::mpsc;

/// The longest name that a caller may give.
const NAME: usize = 100;

/// What a caller's page says.
#[derive(Debug, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
enum Message {
    Call {
        number: PhoneNumber,
        sdp: String,
        display_name: Option<Pii<String>>,
    },
    Digits {
        digits: String,
    },
    Mute {
        muted: bool,
    },
    HangUp {},
    Ping {},
}

struct Caller {
    app: Arc<Inner>,
    session: Session,
    outgoing: mpsc::Sender<SocketMessage>,
    call: Option<(LegId, mpsc::UnboundedReceiver<CallerEvent>)>,
}

/// Speaks with a caller's page until it is gone; a call then under way is hung up.
pub(crate) async fn run(app: Arc<Inner>, session: Session, socket: PageSocket) {
    let mut caller = Caller {
        app,
        session,
        outgoing: socket.outgoing,
        call: None,
    };
    caller.converse(socket.incoming).await;
    if let Some((leg, _)) = caller.call {
        caller.app.browsers.caller(leg, CallerAction::HangUp);
    }
}

impl Caller {
    async fn converse(&mut self, mut incoming: mpsc::Receiver<String>) {
        loop {
            let goes_on = tokio::select! {
                message = incoming.recv() => match message {
                    Some(text) => self.take(&text).await,
                    None => false,
                },
                event = next_event(&mut self.call) => self.tell(event).await,
            };
            if !goes_on {
                return;
            }
        }
    }

    async fn take(&mut self, text: &str) -> bool {
        let reply = match frame::read::<Message>(text) {
            Ok((frame, replier)) => replier.reply(self.act(frame.message).await),
            Err(reply) => Some(reply),
        };
        match reply {
            Some(reply) => send(&self.outgoing, &reply).await,
            None => true,
        }
    }

    async fn act(&mut self, message: Message) -> Result<Map<String, Value>, AppError> {
        let action = match message {
            Message::Call {
                number,
                sdp,
                display_name,
            } => {
                return self.call(number, sdp, display_name).await;
            }
            Message::Ping {} => {
                send(&self.outgoing, &json!({ "type": "pong" })).await;
                return Ok(Map::new());
            }
            Message::Digits { digits } => CallerAction::Digits(digits),
            Message::Mute { muted } => CallerAction::Mute(muted),
            Message::HangUp {} => CallerAction::HangUp,
        };
        let Some((leg, _)) = &self.call else {
            return Err(AppError::Conflict("there is no call".into()));
        };
        let over = action == CallerAction::HangUp;
        self.app.browsers.caller(*leg, action);
        if over {
            self.tell(Some(CallerEvent::Ended {
                reason: "completed",
            }))
            .await;
        }
        Ok(Map::new())
    }

    async fn call(
        &mut self,
        number: PhoneNumber,
        sdp: String,
        display_name: Option<Pii<String>>,
    ) -> Result<Map<String, Value>, AppError> {
        if self.call.is_some() {
            return Err(AppError::Conflict("a call is under way already".into()));
        }
        if display_name
            .as_ref()
            .is_some_and(|name| name.reveal().chars().count() > NAME)
        {
            return Err(AppError::BadRequest(format!(
                "the name is longer than {NAME} characters"
            )));
        }
        let call = WebCall {
            number,
            caller: Pii::new(self.session.user.username.clone()),
            display_name,
            sdp,
        };
        let started = self.app.browsers.call(self.session.instance, call).await?;
        let WebCallStarted {
            leg,
            contact,
            sdp,
            events,
        } = started;
        self.call = Some((leg, events));
        let answer = json!({ "type": "call.answer", "sdp": sdp, "contactId": contact });
        send(&self.outgoing, &answer).await;
        send(
            &self.outgoing,
            &json!({ "type": "call.state", "state": "ringing" }),
        )
        .await;
        Ok(Map::new())
    }

    /// Tells the page what happened to its call; false when the page is gone.
    async fn tell(&mut self, event: Option<CallerEvent>) -> bool {
        let frame = match event {
            Some(CallerEvent::Connected) => json!({ "type": "call.state", "state": "connected" }),
            Some(CallerEvent::Ended { reason }) => {
                self.call = None;
                json!({ "type": "call.state", "state": "ended", "reason": reason })
            }
            None => {
                self.call = None;
                json!({ "type": "call.state", "state": "ended", "reason": "failed" })
            }
        };
        send(&self.outgoing, &frame).await
    }
}

/// The next event of the call; waits for ever while there is none.
async fn next_event(
    call: &mut Option<(LegId, mpsc::UnboundedReceiver<CallerEvent>)>,
) -> Option<CallerEvent> {
    match call {
        Some((_, events)) => events.recv().await,
        None => std::future::pending().await,
    }
}
