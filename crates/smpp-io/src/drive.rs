//! One connection: a session machine between a stream and whoever uses it.

use ids::Timestamp;
use smpp_proto::{
    BindRequest, Closed, Command, CommandAnswer, Event, Output, Session, ShortMessage, Status,
};
use std::collections::{HashMap, VecDeque};
use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot};

/// What sending a message came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submitted {
    /// The other side answered; with its identifier if it took the message.
    Answered(Status, Option<String>),
    /// It did not leave.
    NotSent,
    /// It left, and no answer came: nobody knows.
    Unanswered,
}

/// A message that came in, and how to answer it.
#[derive(Debug)]
pub struct Delivery {
    /// The message.
    pub message: ShortMessage,
    answer: Asker,
    sequence: u32,
}

impl Delivery {
    /// Answers; with an identifier if it was submitted to us and taken.
    pub fn answer(self, status: Status, message_id: Option<String>) {
        // The connection may be gone: the sender repeats what was not answered.
        let _ = self
            .answer
            .send(Ask::Answer(self.sequence, status, message_id));
    }
}

/// Something else that an application asks for, and how to answer it.
#[derive(Debug)]
pub struct Asked {
    /// What for.
    pub command: Command,
    answer: Asker,
    sequence: u32,
}

impl Asked {
    /// Answers.
    pub fn answer(self, answer: Result<CommandAnswer, Status>) {
        // The connection may be gone: then nobody waits.
        let _ = self
            .answer
            .send(Ask::AnswerCommand(self.sequence, Box::new(answer)));
    }
}

/// What a connection is asked for.
#[derive(Debug)]
pub(crate) enum Ask {
    Send(Box<ShortMessage>, oneshot::Sender<Submitted>),
    Answer(u32, Status, Option<String>),
    AnswerCommand(u32, Box<Result<CommandAnswer, Status>>),
    AnswerBind(u32, Status),
    Unbind,
}

pub(crate) type Asker = mpsc::UnboundedSender<Ask>;

/// What a connection tells.
#[derive(Debug)]
pub(crate) enum Told {
    Bound,
    BindAsked(u32, BindRequest),
    Delivery(Delivery),
    Asked(Asked),
}

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Ended {
    #[error(transparent)]
    Session(#[from] Closed),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the other side closed the connection")]
    Eof,
    #[error("nobody uses it any more")]
    Unused,
}

/// The time now.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Timestamp(since.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(i64::MAX)))
}

/// Whoever waits for an answer.
type Waiting = HashMap<u64, oneshot::Sender<Submitted>>;

/// Requests of one connection: those that were sent, and those that wait for room in the window.
#[derive(Debug, Default)]
struct Requests {
    last: u64,
    sent: Waiting,
    backlog: VecDeque<(Box<ShortMessage>, oneshot::Sender<Submitted>)>,
}

impl Requests {
    /// Sends what there is room for.
    fn send(&mut self, session: &mut Session) {
        while session.room() > 0 || session.bound().is_none() {
            let Some((message, reply)) = self.backlog.pop_front() else {
                return;
            };
            self.last += 1;
            match session.send(now(), self.last, *message) {
                Ok(()) => {
                    self.sent.insert(self.last, reply);
                }
                Err(_) => {
                    let _ = reply.send(Submitted::NotSent);
                }
            }
        }
    }

    /// The connection has ended.
    fn give_up(self) {
        for (_, reply) in self.sent {
            let _ = reply.send(Submitted::Unanswered);
        }
        for (_, reply) in self.backlog {
            let _ = reply.send(Submitted::NotSent);
        }
    }
}

/// Drives a session until it ends. Everything that waits is answered by then. `load` is how loaded we
/// are as a centre, 0 to 100.
pub(crate) async fn drive<S: AsyncRead + AsyncWrite>(
    stream: S,
    mut session: Session,
    asker: &Asker,
    asks: &mut mpsc::UnboundedReceiver<Ask>,
    told: &mpsc::Sender<Told>,
    load: impl Fn() -> u8,
) -> Ended {
    let (mut from, mut to) = tokio::io::split(stream);
    let mut requests = Requests::default();
    let mut read = vec![0; 16 * 1024];
    let ended = loop {
        requests.send(&mut session);
        if let Err(ended) = settle(&mut session, &mut to, asker, told, &mut requests.sent).await {
            break ended;
        }
        // What was answered made room.
        if !requests.backlog.is_empty() && session.room() > 0 {
            continue;
        }
        let wait = session.next_timeout().map(|at| at.since(now()));
        tokio::select! {
            got = from.read(&mut read) => match got {
                Ok(0) => break Ended::Eof,
                Ok(length) => session.receive(now(), read.get(..length).unwrap_or_default()),
                Err(error) => break error.into(),
            },
            ask = asks.recv() => {
                let Some(ask) = ask else { break Ended::Unused };
                session.set_load(load());
                carry_out(&mut session, ask, &mut requests);
                // What is there already goes out in the same write.
                while let Ok(ask) = asks.try_recv() {
                    carry_out(&mut session, ask, &mut requests);
                }
            }
            () = tokio::time::sleep(wait.unwrap_or(Duration::from_secs(3600))) => {
                session.tick(now());
            }
        }
    };
    session.closed();
    requests.give_up();
    ended
}

fn carry_out(session: &mut Session, ask: Ask, requests: &mut Requests) {
    match ask {
        Ask::Send(message, reply) => requests.backlog.push_back((message, reply)),
        Ask::Answer(sequence, status, id) => session.answer(sequence, status, id),
        Ask::AnswerCommand(sequence, answer) => session.answer_command(sequence, *answer),
        Ask::AnswerBind(sequence, status) => session.answer_bind(sequence, status),
        Ask::Unbind => session.unbind(now()),
    }
}

/// Does what the session says.
async fn settle<W: AsyncWrite + Unpin>(
    session: &mut Session,
    to: &mut W,
    asker: &Asker,
    told: &mpsc::Sender<Told>,
    waiting: &mut Waiting,
) -> Result<(), Ended> {
    let mut octets = Vec::new();
    let mut closed = None;
    let mut events = Vec::new();
    while let Some(output) = session.poll() {
        match output {
            Output::Send(more) => octets.extend(more),
            Output::Event(event) => events.push(event),
            Output::Close(why) => closed = Some(why),
        }
    }
    if !octets.is_empty() {
        to.write_all(&octets).await?;
        to.flush().await?;
    }
    for event in events {
        tell(event, asker, told, waiting).await?;
    }
    match closed {
        Some(why) => {
            let _ = to.shutdown().await;
            Err(why.into())
        }
        None => Ok(()),
    }
}

async fn tell(
    event: Event,
    asker: &Asker,
    told: &mpsc::Sender<Told>,
    waiting: &mut Waiting,
) -> Result<(), Ended> {
    let tell = match event {
        Event::Bound => Told::Bound,
        Event::BindAsked(sequence, request) => Told::BindAsked(sequence, request),
        Event::Received {
            sequence, message, ..
        } => Told::Delivery(Delivery {
            message: *message,
            answer: asker.clone(),
            sequence,
        }),
        Event::Asked { sequence, command } => Told::Asked(Asked {
            command,
            answer: asker.clone(),
            sequence,
        }),
        Event::Answered {
            token,
            status,
            message_id,
        } => {
            reply(waiting, token, Submitted::Answered(status, message_id));
            return Ok(());
        }
        Event::Unanswered { token } => {
            reply(waiting, token, Submitted::Unanswered);
            return Ok(());
        }
    };
    told.send(tell).await.map_err(|_| Ended::Unused)
}

fn reply(waiting: &mut Waiting, token: u64, submitted: Submitted) {
    if let Some(reply) = waiting.remove(&token) {
        // Whoever asked may have gone away meanwhile.
        let _ = reply.send(submitted);
    }
}
