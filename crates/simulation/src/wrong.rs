//! What does not fit: names that nobody gave, things that are said too late, twice, or of something
//! in another state. What names nothing that is there must change nothing at all; whatever else is
//! said, no rule may break and nothing may panic.

use crate::acts::recording;
use crate::happen::{incoming, quality};
use crate::supervisors::amendment;
use crate::world::World;
use crate::{Broken, Step};
use exchange::{
    Change, Command, Destination, DialFailure, EndCause, Input, LambdaToken, LegEvent, MediaEvent,
    RecordingOutcome,
};
use flow::{Hearing, LambdaFailure, Refusal};
use ids::{ContactId, LegId, PlayId, RecordingId, Timestamp, UserId};
use resources::Kind;
use std::time::Duration;

impl World {
    pub(crate) fn wrong(&mut self, step: &Step) -> Result<(), Broken> {
        self.ledger.tally.wrong += 1;
        match step.below(40, 10) {
            0..=2 => self.strange_command(step),
            3 => self.strange_leg(step),
            4 => self.strange_answer(step),
            5 => self.strange_time(step),
            6 => self.known_leg(step),
            7 => self.known_audio(step),
            8 => self.known_answer(step),
            _ => {
                let (agent, contact) = (self.any_agent(step), self.any_contact(step));
                let command = self.any_command(step, agent, contact);
                self.by_any_hand(contact, command)
            }
        }
    }

    /// A command of a stranger, or about a contact that is not there.
    fn strange_command(&mut self, step: &Step) -> Result<(), Broken> {
        let mut unheard = step.source(41);
        let (agent, contact): (UserId, ContactId) = match step.below(42, 3) {
            0 => (unheard.id(), self.any_contact(step)),
            _ => (self.any_agent(step), unheard.id()),
        };
        let command = self.any_command(step, agent, contact);
        // Of those that name the agent alone, or the contact alone, one may be done.
        let of_agent = matches!(
            command,
            Command::SignIn { .. }
                | Command::PageClosed { .. }
                | Command::SignOut { .. }
                | Command::SetStatus { .. }
                | Command::PutUserStatus { .. }
                | Command::Snapshot { .. }
                | Command::Dial { .. }
                | Command::CurrentUserData { .. }
        );
        let of_contact = matches!(
            command,
            Command::StopContact { .. }
                | Command::Reschedule { .. }
                | Command::UpdateRouting { .. }
                | Command::Amend { .. }
                | Command::Recording { .. }
                | Command::DescribeContact { .. }
                | Command::Pause { agent: None, .. }
                | Command::Unpause { agent: None, .. }
                | Command::TransferTask { agent: None, .. }
        );
        let known_agent = self.centre.user(agent).is_some();
        let known_contact = self.exchange.is_live(contact);
        if (of_agent && known_agent) || (of_contact && known_contact) {
            return self.by_any_hand(contact, command);
        }
        if matches!(
            command,
            Command::ListContacts | Command::CurrentUserData { .. }
        ) {
            return self.ask(command);
        }
        let input = self.command(command);
        self.stray(self.now, input)
    }

    /// A leg, a play or a recording that is not there.
    fn strange_leg(&mut self, step: &Step) -> Result<(), Broken> {
        let mut unheard = step.source(43);
        let leg: LegId = unheard.id();
        let input = match step.below(44, 4) {
            0 => Input::Leg(leg_event(step, leg)),
            1 => Input::Media(media_event(step, leg, unheard.id(), unheard.id())),
            2 => {
                let known = step.one_of(45, &self.drivers.seen.legs);
                let leg = known.copied().unwrap_or(leg);
                let play: PlayId = unheard.id();
                Input::Media(MediaEvent::PlayFinished { leg, play })
            }
            _ => {
                // A call that rings a second time rings already.
                let live: Vec<LegId> = self.drivers.callers.clone();
                match step.one_of(46, &live).and_then(|leg| incoming(*leg, step)) {
                    Some(call) if self.drivers.legs.contains(&call.leg) => {
                        Input::IncomingCall(call)
                    }
                    _ => Input::Leg(leg_event(step, leg)),
                }
            }
        };
        self.stray(self.now, input)
    }

    /// An answer to what nobody asked.
    fn strange_answer(&mut self, step: &Step) -> Result<(), Broken> {
        let token = LambdaToken(u64::MAX - step.below(47, 9) as u64);
        let input = answer(step, token);
        self.stray(self.now, input)
    }

    /// A timer too early, a time that is past, and a part of the configuration that never was.
    fn strange_time(&mut self, step: &Step) -> Result<(), Broken> {
        let past = Timestamp(self.now.0 - i64::try_from(step.below(48, 100_000)).unwrap_or(0));
        let input = match step.below(49, 2) {
            0 => Input::Timer,
            _ => {
                let kind = step.one_of(50, Kind::ALL).copied().unwrap_or(Kind::Queue);
                let id = ["x".to_owned(), step.source(51).uuid().to_string()];
                let id = id[step.below(52, 2)].clone();
                match kind {
                    // There is one, whatever its name.
                    Kind::Instance => Input::Timer,
                    kind => Input::Directory(Change::Delete { kind, id }),
                }
            }
        };
        self.stray(past, input)
    }

    /// Something that a leg cannot do now, or could.
    fn known_leg(&mut self, step: &Step) -> Result<(), Broken> {
        let Some(&leg) = step.one_of(53, &self.drivers.seen.legs) else {
            return Ok(());
        };
        self.tell(Input::Leg(leg_event(step, leg)))
    }

    fn known_audio(&mut self, step: &Step) -> Result<(), Broken> {
        let seen = &self.drivers.seen;
        let play = step.one_of(54, &seen.plays).copied();
        let recording = step.one_of(55, &seen.recordings).copied();
        let leg = step.one_of(56, &seen.legs).copied();
        let mut unheard = step.source(57);
        let (of_play, play) = play.unwrap_or_else(|| (unheard.id(), unheard.id()));
        let leg = [leg.unwrap_or(of_play), of_play][step.below(58, 2)];
        let recording = recording.unwrap_or_else(|| unheard.id());
        self.tell(Input::Media(media_event(step, leg, play, recording)))
    }

    /// An answer of another kind than was asked for, or a second one.
    fn known_answer(&mut self, step: &Step) -> Result<(), Broken> {
        let Some(&token) = step.one_of(59, &self.drivers.seen.tokens) else {
            return Ok(());
        };
        let input = answer(step, token);
        self.tell(input)
    }

    fn any_agent(&self, step: &Step) -> UserId {
        let agents: Vec<UserId> = self.centre.users.iter().map(|it| it.id).collect();
        let agent = step.one_of(60, &agents).copied();
        agent.unwrap_or_else(|| step.source(61).id())
    }

    /// A contact, over or not.
    fn any_contact(&self, step: &Step) -> ContactId {
        let all = &self.ledger.fold.contacts;
        let over = all.keys().nth(step.below(62, all.len())).copied();
        let live = self.pick_contact(step);
        let picked = match step.below(63, 3) {
            0 => over.or(live),
            _ => live.or(over),
        };
        picked.unwrap_or_else(|| step.source(64).id())
    }

    /// A command that may give the contact to somebody whom no rule of routing names.
    fn by_any_hand(&mut self, contact: ContactId, command: Command) -> Result<(), Broken> {
        let by_hand = matches!(command, Command::AssociateContact { .. });
        self.ledger.by_hand = by_hand.then_some(contact);
        let told = self.ask(command);
        self.ledger.by_hand = None;
        told
    }

    /// Any command at all about an agent and a contact.
    fn any_command(&self, step: &Step, agent: UserId, contact: ContactId) -> Command {
        let facts = self.ledger.fold.contacts.get(&contact);
        let initial = facts.and_then(|it| it.initial).unwrap_or(contact);
        let status = [self.centre.available, self.centre.lunch][step.below(65, 2)];
        let flow = (step.below(66, 3) > 0).then_some(self.centre.task_flow);
        let asker = (step.below(67, 2) == 0).then_some(agent);
        match step.below(68, 30) {
            0 => Command::SignIn { agent },
            1 => Command::PageClosed { agent },
            2 => Command::SignOut { agent },
            3 => Command::SetStatus { agent, status },
            4 => Command::PutUserStatus { agent, status },
            5..=6 => Command::Accept { agent, contact },
            7 => Command::Reject { agent, contact },
            8 => Command::HangUp { agent, contact },
            9 => Command::Clear { agent, contact },
            10 => Command::Hold { agent, contact },
            11 => Command::Resume { agent, contact },
            12 => Command::Mute {
                agent,
                contact,
                muted: step.below(69, 2) == 0,
            },
            13 => Command::SendDigits {
                agent,
                contact,
                digits: ["", "1", "#*,A", "ab"][step.below(70, 4)].into(),
            },
            14 => Command::Snapshot { agent },
            15 => Command::Recording {
                contact,
                initial,
                action: recording(step),
            },
            16 => Command::StopContact { contact },
            17..=18 => self.party_command(step, agent, contact),
            19 => {
                let connect = step.one_of(71, &self.centre.quick_connects);
                let to = connect.cloned().unwrap_or_default();
                Command::Transfer {
                    agent,
                    contact,
                    to: Destination::QuickConnect(to),
                }
            }
            20 => match "+12065550177".parse() {
                Ok(number) => Command::Dial { agent, number },
                Err(_) => Command::ListContacts,
            },
            21 => Command::Pause {
                agent: asker,
                contact,
                flow,
            },
            22 => Command::Unpause {
                agent: asker,
                contact,
                flow,
            },
            23 => Command::TransferTask {
                agent: asker,
                contact,
                flow: self.centre.task_flow,
                to: None,
            },
            24 => Command::Reschedule {
                contact,
                due: Timestamp(self.now.0 - 1),
            },
            25 => Command::UpdateRouting {
                contact,
                priority: None,
                age_adjustment: None,
                criteria: Some(self.criteria(step).0),
            },
            26 => Command::Amend {
                contact,
                amendment: amendment(step),
                closed: None,
            },
            27 => Command::AssociateContact { contact, agent },
            28 => Command::DescribeContact { contact },
            _ => Command::CurrentUserData {
                agents: vec![agent],
            },
        }
    }
}

fn leg_event(step: &Step, leg: LegId) -> LegEvent {
    match step.below(72, 5) {
        0 => LegEvent::Answered { leg },
        1 => LegEvent::Ringing {
            leg,
            early_media: step.below(73, 2) == 0,
        },
        2 => LegEvent::Failed {
            leg,
            cause: DialFailure::Rejected,
        },
        3 => LegEvent::Ended {
            leg,
            cause: EndCause::HungUp,
        },
        _ => LegEvent::Ended {
            leg,
            cause: EndCause::Failed,
        },
    }
}

fn media_event(step: &Step, leg: LegId, play: PlayId, recording: RecordingId) -> MediaEvent {
    match step.below(74, 7) {
        0 => MediaEvent::Dtmf {
            leg,
            digit: ['1', '#', 'D', 'x'][step.below(75, 4)],
        },
        1 => MediaEvent::PlayFinished { leg, play },
        2 => MediaEvent::PlayFailed {
            leg,
            play,
            reason: "nothing".into(),
        },
        3 => MediaEvent::MediaUp { leg },
        4 => MediaEvent::MediaLost { leg },
        5 => MediaEvent::Quality {
            leg,
            quality: quality(step),
        },
        _ => MediaEvent::RecordingFinished {
            recording,
            started_at: Timestamp(step.below(76, 1_000) as i64),
            duration: Duration::from_secs(step.below(77, 100) as u64),
            outcome: RecordingOutcome::Stored,
        },
    }
}

fn answer(step: &Step, token: LambdaToken) -> Input {
    let refusal = || Refusal::new("no");
    match step.below(78, 6) {
        0 => Input::LambdaResult {
            token,
            result: Ok(b"{\"tier\":".to_vec()),
        },
        1 => Input::LambdaResult {
            token,
            result: Err(LambdaFailure::TimedOut),
        },
        2 => Input::Answered {
            token,
            result: Err(refusal()),
        },
        3 => Input::BotAnswered {
            token,
            result: Err(refusal()),
        },
        4 => Input::Heard {
            token,
            hearing: Hearing::SpeechStarted,
        },
        _ => Input::LambdaResult {
            token,
            result: Ok(br#"{"tier":"silver"}"#.to_vec()),
        },
    }
}
