//! Drivers that do what the exchange wants after a while of virtual time, lose some messages and
//! delay others.

use exchange::{
    DialFailure, Input, LambdaToken, LegCommand, LegEvent, MediaCommand, MediaEvent, Output,
    RecordingOutcome,
};
use ids::{IdSource, LegId, PlayId, RecordingId, Timestamp, UserId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How telephones behave that are called.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Telephones {
    Answer(i64),
    Ring,
    Fail(DialFailure),
}

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Drivers {
    ids: IdSource,
    sequence: u64,
    due: BTreeMap<(Timestamp, u64), Input>,
    /// Of a thousand messages so many are lost, and as many late or twice.
    pub(crate) faults: u32,
    pub(crate) telephones: Telephones,
    /// The legs that are there.
    pub(crate) legs: BTreeSet<LegId>,
    pub(crate) callers: Vec<LegId>,
    pub(crate) called: Vec<LegId>,
    pub(crate) agent_legs: HashMap<UserId, LegId>,
    recordings: HashMap<RecordingId, Timestamp>,
    /// What was heard of lately, whether it is still there or not.
    pub(crate) seen: Seen,
}

/// Names that the exchange gave or was given lately.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) legs: Vec<LegId>,
    pub(crate) plays: Vec<(LegId, PlayId)>,
    pub(crate) recordings: Vec<RecordingId>,
    pub(crate) tokens: Vec<LambdaToken>,
}

/// Names of one kind that are kept in mind.
const MIND: usize = 24;

fn keep<T: PartialEq>(all: &mut Vec<T>, it: T) {
    if all.contains(&it) {
        return;
    }
    if all.len() == MIND {
        all.remove(0);
    }
    all.push(it);
}

impl Drivers {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            ids: IdSource::new(u128::from(seed) | 1 << 90),
            sequence: 0,
            due: BTreeMap::new(),
            faults: 0,
            telephones: Telephones::Answer(3_000),
            legs: BTreeSet::new(),
            callers: Vec::new(),
            called: Vec::new(),
            agent_legs: HashMap::new(),
            recordings: HashMap::new(),
            seen: Seen::default(),
        }
    }

    /// A caller's telephone rings at the centre.
    pub(crate) fn caller(&mut self, leg: LegId) {
        self.callers.push(leg);
        self.legs.insert(leg);
        keep(&mut self.seen.legs, leg);
    }

    /// The process was killed: nothing is under way any more, and all legs are gone.
    pub(crate) fn crash(&mut self) {
        self.due.clear();
        self.legs.clear();
        self.callers.clear();
        self.called.clear();
        self.agent_legs.clear();
        self.recordings.clear();
    }

    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.due.keys().next().map(|it| it.0)
    }

    /// The next message that is due.
    pub(crate) fn pop(&mut self, now: Timestamp) -> Option<Input> {
        let key = *self.due.keys().next()?;
        (key.0 <= now).then(|| self.due.remove(&key)).flatten()
    }

    /// A leg is gone: nobody says anything of it any more, except what is under way.
    pub(crate) fn gone(&mut self, leg: LegId) {
        self.legs.remove(&leg);
        self.callers.retain(|it| *it != leg);
        self.called.retain(|it| *it != leg);
    }

    /// Does what an output says.
    pub(crate) fn take(&mut self, now: Timestamp, output: &Output) {
        match output {
            Output::Leg(command) => self.leg(now, command),
            Output::Media(command) => self.media(now, command),
            Output::InvokeLambda { token, .. } => {
                let token = *token;
                keep(&mut self.seen.tokens, token);
                let result = Ok(br#"{"tier":"gold"}"#.to_vec());
                self.later(now, 50, Input::LambdaResult { token, result });
            }
            _ => {}
        }
    }

    fn leg(&mut self, now: Timestamp, command: &LegCommand) {
        match command {
            LegCommand::Answer { leg } => {
                self.later(now, 20, Input::Leg(LegEvent::Answered { leg: *leg }));
            }
            LegCommand::Reject { leg, .. } | LegCommand::HangUp { leg, .. } => self.gone(*leg),
            LegCommand::ConnectAgent { leg, agent, .. } => {
                self.legs.insert(*leg);
                keep(&mut self.seen.legs, *leg);
                self.agent_legs.insert(*agent, *leg);
                self.later(now, 300, Input::Media(MediaEvent::MediaUp { leg: *leg }));
            }
            LegCommand::Dial { leg, .. } => {
                let leg = *leg;
                self.legs.insert(leg);
                keep(&mut self.seen.legs, leg);
                self.called.push(leg);
                let early_media = false;
                let rings = Input::Leg(LegEvent::Ringing { leg, early_media });
                match self.telephones {
                    Telephones::Answer(after) => {
                        self.later(now, 100, rings);
                        self.later(now, after, Input::Leg(LegEvent::Answered { leg }));
                    }
                    Telephones::Ring => self.later(now, 100, rings),
                    // A failure that nobody hears of is the ringing above.
                    Telephones::Fail(cause) => {
                        self.surely(now, 900, Input::Leg(LegEvent::Failed { leg, cause }));
                    }
                }
            }
        }
    }

    fn media(&mut self, now: Timestamp, command: &MediaCommand) {
        match command {
            MediaCommand::Play {
                leg,
                play,
                looped: false,
                ..
            } => {
                let (leg, play) = (*leg, *play);
                keep(&mut self.seen.plays, (leg, play));
                let event = match self.ids.below(20) {
                    0 => MediaEvent::PlayFailed {
                        leg,
                        play,
                        reason: "unreadable".into(),
                    },
                    _ => MediaEvent::PlayFinished { leg, play },
                };
                self.later(now, 2_000, Input::Media(event));
            }
            MediaCommand::StartRecording { recording, .. } => {
                self.recordings.insert(*recording, now);
                keep(&mut self.seen.recordings, *recording);
            }
            MediaCommand::StopRecording { recording } => {
                let Some(started_at) = self.recordings.remove(recording) else {
                    return;
                };
                let outcome = match self.ids.below(10) {
                    0 => RecordingOutcome::Failed {
                        reason: "the disk is full".into(),
                    },
                    _ => RecordingOutcome::Stored,
                };
                let event = MediaEvent::RecordingFinished {
                    recording: *recording,
                    started_at,
                    duration: now.since(started_at),
                    outcome,
                };
                self.later(now, 500, Input::Media(event));
            }
            _ => {}
        }
    }

    /// A message on its way, unless it is lost; some come late, and some twice.
    fn later(&mut self, now: Timestamp, millis: i64, input: Input) {
        let drawn = self.ids.below(1_000);
        if drawn < self.faults {
            return;
        }
        if drawn < 2 * self.faults {
            let late = i64::from(self.ids.below(45_000));
            self.surely(now, millis + late, input.clone());
            if late % 2 == 0 {
                return;
            }
        }
        self.surely(now, millis, input);
    }

    /// A message that is never lost: a leg's end, of which signalling learns sooner or later.
    pub(crate) fn surely(&mut self, now: Timestamp, millis: i64, input: Input) {
        self.sequence += 1;
        let at = Timestamp(now.0 + millis);
        self.due.insert((at, self.sequence), input);
    }
}
