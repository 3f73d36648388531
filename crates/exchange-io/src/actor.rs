//! The task that owns one instance's exchange.

use crate::center::{Actor, World};
use crate::committer::{Answer, Work};
use crate::effects::Effects;
use crate::rows;
use audio::Clip;
use exchange::journal::Remarked;
use exchange::{
    Command, CommandToken, Exchange, Identity, Input, MediaEvent, Output, Remark, Settings, Topic,
};
use ids::{ContactId, InstanceId, LegId, PlayId, Timestamp};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use store::Batch;
use tokio::sync::{mpsc, watch};

/// Something for an actor.
pub(crate) enum Message {
    /// Something happened.
    Input(Input),
    /// Somebody wants something.
    Ask {
        /// What.
        command: Box<Command>,
        /// Who.
        reply: Answer,
    },
    /// The clips of a play were read or made.
    Clips {
        /// Who hears it.
        leg: LegId,
        /// Which play.
        play: PlayId,
        /// Again and again.
        looped: bool,
        /// The clips, or why there are none.
        clips: Result<Vec<Arc<Clip>>, String>,
    },
    /// End.
    Stop,
}

/// Messages taken at once; what they lead to is committed together.
const ROUND: usize = 256;
/// The longest sleep between two looks at the clock, in case the clock is set forward.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Starts an instance's exchange with nothing in it.
pub(crate) fn start(world: &Arc<World>, instance: InstanceId) -> Actor {
    let (sender, inbox) = mpsc::unbounded_channel();
    let live = Arc::new(AtomicUsize::new(0));
    let (drained, drained_seen) = watch::channel(false);
    let identity = Identity {
        account: world.account.clone(),
        region: world.region.clone(),
        instance,
    };
    let settings = Settings {
        recordings_bucket: world.config.recordings_bucket.clone(),
        recordings_prefix: world.config.recordings_prefix.clone(),
        dialable: world.dialable.clone(),
        ..Settings::default()
    };
    let mut exchange = Exchange::new(identity.clone(), seed(), settings);
    // Without secret numbers input stays unkept instead of being kept readable.
    if let Some(entropy) = random() {
        exchange = exchange.with_entropy(entropy);
    }
    let run = Run {
        exchange,
        effects: Effects::new(Arc::clone(world), instance),
        identity,
        asked: HashMap::new(),
        next_token: 0,
        live: Arc::clone(&live),
        drained,
        world: Arc::clone(world),
        ending: false,
    };
    tokio::spawn(run.until_stopped(inbox));
    Actor {
        inbox: sender,
        live,
        drained: drained_seen,
    }
}

/// A seed that no other start ever had.
fn seed() -> u128 {
    u128::from_be_bytes(random().unwrap_or_default())
}

/// Bytes from the operating system.
fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let filled = ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut bytes);
    if filled.is_err() {
        tracing::error!("the system's random source failed");
    }
    filled.ok().map(|()| bytes)
}

struct Run {
    exchange: Exchange,
    effects: Effects,
    identity: Identity,
    asked: HashMap<CommandToken, Answer>,
    next_token: u64,
    live: Arc<AtomicUsize>,
    drained: watch::Sender<bool>,
    world: Arc<World>,
    ending: bool,
}

/// What a round has led to and is not yet handed on.
#[derive(Default)]
struct Round {
    work: Work,
    /// Rows replace each other: only the last of a round is written.
    contacts: HashMap<ContactId, store::ContactRow>,
    /// By what was remarked: a flood of calls that are refused is a row for each round, not for
    /// each call.
    remarks: BTreeMap<Remark, Remarked>,
}

impl Round {
    fn remark(&mut self, at: Timestamp, remark: Remark) {
        let new = || Remarked {
            at,
            remark: remark.clone(),
            times: 0,
        };
        let it = self.remarks.entry(remark.clone()).or_insert_with(new);
        it.times = it.times.saturating_add(1);
    }
}

impl Run {
    async fn until_stopped(mut self, mut inbox: mpsc::UnboundedReceiver<Message>) {
        let mut messages = Vec::with_capacity(ROUND);
        while !self.ending {
            let pause = self.pause();
            tokio::select! {
                count = inbox.recv_many(&mut messages, ROUND) => if count == 0 { break },
                () = tokio::time::sleep(pause) => {}
            }
            let mut round = Round::default();
            for message in messages.drain(..) {
                self.take(message, &mut round);
            }
            if self
                .exchange
                .next_timer()
                .is_some_and(|at| at <= self.world.now())
            {
                self.feed(Input::Timer, &mut round);
            }
            self.hand_on(round).await;
        }
    }

    fn pause(&self) -> Duration {
        match self.exchange.next_timer() {
            Some(at) => at.since(self.world.now()).min(LONGEST_SLEEP),
            None => LONGEST_SLEEP,
        }
    }

    fn take(&mut self, message: Message, round: &mut Round) {
        match message {
            Message::Input(input) => self.feed(input, round),
            Message::Ask { command, reply } => {
                let token = CommandToken(self.next_token);
                self.next_token += 1;
                self.asked.insert(token, reply);
                self.feed(
                    Input::Command {
                        token,
                        command: *command,
                    },
                    round,
                );
            }
            Message::Clips {
                leg,
                play,
                looped,
                clips,
            } => {
                if let Err(reason) = self.effects.clips_ready(leg, play, looped, clips) {
                    self.feed(
                        Input::Media(MediaEvent::PlayFailed { leg, play, reason }),
                        round,
                    );
                }
            }
            Message::Stop => self.ending = true,
        }
    }

    fn feed(&mut self, input: Input, round: &mut Round) {
        if let Input::Directory(change) = &input {
            self.effects.note(change);
        }
        let now = self.world.now();
        self.exchange.handle(now, input);
        while let Some(output) = self.exchange.poll() {
            self.carry_out(now, output, round);
        }
    }

    fn carry_out(&mut self, now: Timestamp, output: Output, round: &mut Round) {
        let instance = self.identity.instance;
        match output {
            Output::Journal(entry) => push(&mut round.work.batch, rows::journal(instance, &entry)),
            Output::Contact(facts) => match rows::contact(&self.identity, &facts, now) {
                Ok(row) => {
                    round.contacts.insert(facts.id, row);
                }
                Err(error) => tracing::error!(%error, "a contact cannot be written"),
            },
            Output::Agent(facts) => push(&mut round.work.batch, rows::agent(instance, &facts, now)),
            Output::Publish(publication) => {
                if publication.topic == Topic::FlowLogs {
                    push(
                        &mut round.work.batch,
                        rows::flow_log(instance, &publication, now),
                    );
                }
                let stream = self.effects.stream_of(publication.topic);
                push(
                    &mut round.work.batch,
                    rows::message(instance, &publication, stream, now),
                );
            }
            Output::Leg(command) => self.effects.leg(command),
            Output::Media(command) => self.effects.media(command),
            Output::InvokeLambda {
                token,
                function,
                asynchronous,
                payload,
                timeout,
                ..
            } => {
                self.effects
                    .invoke(token, function, asynchronous, payload, timeout);
            }
            Output::Ask {
                token,
                contact,
                request,
                limit,
            } => self.effects.ask(token, contact, request, limit),
            Output::AskBot {
                token,
                contact,
                turn,
                limit,
            } => self.effects.ask_bot(token, contact, turn, limit),
            Output::Listen {
                token,
                leg,
                language,
                limits,
            } => self.effects.listen(token, leg, language, limits),
            Output::StopListening { token, leg } => self.effects.stop_listening(token, leg),
            Output::Remark(remark) => round.remark(now, remark),
            Output::AgentSnapshot { agent, snapshot } => {
                self.world.agents.show(instance, agent, snapshot);
            }
            Output::Reply { token, result } => {
                if let Some(answer) = self.asked.remove(&token) {
                    round.work.replies.push((answer, result));
                }
            }
        }
    }

    /// Hands the round's work to the committer; replies that nothing durable precedes at once.
    async fn hand_on(&mut self, mut round: Round) {
        for remarked in std::mem::take(&mut round.remarks).into_values() {
            let row = rows::remarked(self.identity.instance, &remarked);
            push(&mut round.work.batch, row);
        }
        for row in round.contacts.into_values() {
            round.work.batch.push(store::PutContact {
                row: Box::new(row),
                expect: store::Expect::Any,
            });
        }
        self.live
            .store(self.exchange.live_contacts(), Ordering::Relaxed);
        if round.work.batch.is_empty() {
            for (answer, reply) in round.work.replies {
                let _ = answer.send(reply.map_err(Into::into));
            }
        } else if let Some(committer) = self.world.committer() {
            // Waits while the store is far behind, and so slows down the calls instead of
            // filling the memory.
            let _ = committer.send(round.work).await;
        }
        if self.exchange.drained() {
            self.drained.send_replace(true);
        }
    }
}

fn push<W: Into<store::Write>>(batch: &mut Batch, row: Result<W, serde_json::Error>) {
    match row {
        Ok(row) => batch.push(row),
        Err(error) => tracing::error!(%error, "an entry cannot be written"),
    }
}
