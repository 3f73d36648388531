//! What happens: callers and the called, agents who come and go, tasks, crashes. What agents do with
//! contacts is in [acts](crate::acts), what supervisors and APIs do in
//! [supervisors](crate::supervisors), what fits nothing in [wrong](crate::wrong).

use crate::centre::{NUMBERS, number};
use crate::drivers::Telephones;
use crate::step::What;
use crate::world::World;
use crate::{Broken, Step};
use exchange::{
    AudioQuality, Begin, Command, Details, DialFailure, EndCause, IncomingCall, Input, LegEvent,
    LegKind, MediaEvent, NewTask, OutboundCall, QualityIssue, TASK_MINUTES, TaskTarget,
};
use ids::{ContactId, LegId, Pii, Timestamp, UserId};
use std::collections::BTreeMap;

impl World {
    pub(crate) fn happen(&mut self, step: &Step) -> Result<(), Broken> {
        let agent = self.pick_agent(step);
        match step.what {
            What::Call => self.call(step),
            What::CallerGone => self.gone(step, true),
            What::CalledGone => self.gone(step, false),
            What::Available => {
                self.ask(Command::SignIn { agent })?;
                let status = self.centre.available;
                self.ask(Command::SetStatus { agent, status })
            }
            What::Lunch => {
                let status = self.centre.lunch;
                self.ask(Command::SetStatus { agent, status })
            }
            What::PutStatus => {
                let status = [self.centre.lunch, self.centre.available][step.below(3, 2)];
                self.ask(Command::PutUserStatus { agent, status })
            }
            What::SignOut => self.ask(Command::SignOut { agent }),
            What::PageClosed => self.ask(Command::PageClosed { agent }),
            What::AgentActs => self.act(step, agent),
            What::Transfer => self.transfer(step),
            What::Party => self.party(step),
            What::Talk => self.talk(step),
            What::Audio => self.audio(step, agent),
            What::Stop => match self.pick_contact(step) {
                Some(contact) => self.ask(Command::StopContact { contact }),
                None => Ok(()),
            },
            What::CallOut => self.call_out(step),
            What::Dial => match "+12065550177".parse() {
                Ok(number) => self.ask(Command::Dial { agent, number }),
                Err(_) => Ok(()),
            },
            What::Task => self.task(step),
            What::Pause => self.pause(step, agent),
            What::Associate => self.associate(step, agent),
            What::Reassign => self.reassign(step),
            What::Requeue => self.requeue(step),
            What::Route => self.route(step),
            What::Amend => self.amend(step),
            What::MoveTask => self.move_task(step),
            What::Restock => self.restock(step),
            What::Wrong => self.wrong(step),
            What::Disk => {
                self.disk = [0, 3, 200, 5_000][step.below(1, 4)];
                Ok(())
            }
            What::Faults => {
                self.drivers.faults = [0, 0, 20, 100, 300][step.below(1, 5)];
                Ok(())
            }
            What::Telephones => {
                self.drivers.telephones = [
                    Telephones::Answer(3_000),
                    Telephones::Answer(8_000),
                    Telephones::Ring,
                    Telephones::Fail(DialFailure::NoAnswer),
                    Telephones::Fail(DialFailure::Busy),
                ][step.below(1, 5)];
                Ok(())
            }
            What::Crash => self.crash(step.pick),
            What::Restart => {
                let deadline = Timestamp(self.now.0 + 5_000);
                self.ledger.drain();
                self.tell(Input::Drain { deadline })?;
                self.run(6_000)?;
                self.crash(step.pick)
            }
        }
    }

    pub(crate) fn pick_agent(&self, step: &Step) -> UserId {
        let fallback = || UserId(self.centre.lunch.0);
        let picked = step.one_of(9, &self.centre.users);
        picked.map_or_else(fallback, |it| it.id)
    }

    pub(crate) fn pick_contact(&self, step: &Step) -> Option<ContactId> {
        let live = &self.ledger.live;
        live.iter().nth(step.below(8, live.len())).copied()
    }

    fn call(&mut self, step: &Step) -> Result<(), Broken> {
        let leg: LegId = self.ids.id();
        let Some(call) = incoming(leg, step) else {
            return Ok(());
        };
        self.drivers.caller(leg);
        self.tell(Input::IncomingCall(call))
    }

    fn gone(&mut self, step: &Step, caller: bool) -> Result<(), Broken> {
        let legs = match caller {
            true => &self.drivers.callers,
            false => &self.drivers.called,
        };
        let Some(&leg) = step.one_of(1, legs) else {
            return Ok(());
        };
        let cause = [EndCause::HungUp, EndCause::Failed][step.below(2, 2)];
        self.tell(Input::Leg(LegEvent::Ended { leg, cause }))
    }

    fn audio(&mut self, step: &Step, agent: UserId) -> Result<(), Broken> {
        let leg = match step.below(1, 4) {
            0 => step.one_of(2, &self.drivers.callers),
            _ => self.drivers.agent_legs.get(&agent),
        };
        let Some(&leg) = leg else { return Ok(()) };
        let event = match step.below(3, 3) {
            0 => MediaEvent::MediaLost { leg },
            1 => MediaEvent::Quality {
                leg,
                quality: quality(step),
            },
            _ => MediaEvent::MediaUp { leg },
        };
        self.tell(Input::Media(event))
    }

    fn call_out(&mut self, step: &Step) -> Result<(), Broken> {
        match self.outbound(step) {
            Some(call) => self.ask(Command::StartOutboundVoice(Box::new(call))),
            None => Ok(()),
        }
    }

    /// A call that an API asks for.
    pub(crate) fn outbound(&self, step: &Step) -> Option<OutboundCall> {
        Some(OutboundCall {
            destination: "+12065550142".parse().ok()?,
            flow: self.centre.flow,
            queue: step.one_of(1, &self.centre.queues).map(|it| it.id),
            source: None,
            attributes: BTreeMap::new(),
            name: None,
            description: None,
            references: Default::default(),
            related: None,
            ring_limit: None,
            campaign: None,
        })
    }

    fn task(&mut self, step: &Step) -> Result<(), Broken> {
        let new = self.new_task(step);
        self.ask(Command::StartTask(Box::new(new)))
    }

    /// A task that is asked for: for a queue, for an agent's own queue, or at an agent at once.
    pub(crate) fn new_task(&self, step: &Step) -> NewTask {
        let agent = self.pick_agent(step);
        let queue = step.one_of(1, &self.centre.queues).map(|it| it.id);
        let to = match step.below(3, 6) {
            0 => Some(TaskTarget::Agent(agent)),
            _ => queue.map(TaskTarget::Queue),
        };
        let begin = match step.below(4, 12) {
            0 => Begin::Completed(Some(agent)),
            1..=3 => Begin::Flow(self.centre.skilled_task_flow),
            _ => Begin::Flow(self.centre.task_flow),
        };
        let scheduled = Timestamp(self.now.0 + 20_000);
        NewTask {
            begin,
            to,
            details: Details::default(),
            attributes: BTreeMap::new(),
            segment_attributes: BTreeMap::new(),
            initial: None,
            previous: None,
            chain: 0,
            related: None,
            scheduled: (step.below(2, 5) == 0).then_some(scheduled),
            expiry_minutes: TASK_MINUTES,
            template: None,
        }
    }

    fn pause(&mut self, step: &Step, agent: UserId) -> Result<(), Broken> {
        let held = self.held_by(step, agent).map(|it| (Some(agent), it.0));
        let anywhere = self.pick_contact(step).map(|it| (None, it));
        let Some((agent, contact)) = held.or(anywhere) else {
            return Ok(());
        };
        let flow = None;
        self.ask(match step.below(2, 2) {
            0 => Command::Pause {
                agent,
                contact,
                flow,
            },
            _ => Command::Unpause {
                agent,
                contact,
                flow,
            },
        })
    }
}

/// A call at a number that is drawn.
pub(crate) fn incoming(leg: LegId, step: &Step) -> Option<IncomingCall> {
    Some(IncomingCall {
        leg,
        contact: None,
        called: number(step.below(1, NUMBERS)).parse().ok()?,
        caller: Pii::new("+12065550123".into()),
        display_name: None,
        headers: BTreeMap::new(),
        kind: [LegKind::Sip, LegKind::WebRtc][step.below(2, 2)],
    })
}

/// How good audio is said to be, drawn too.
pub(crate) fn quality(step: &Step) -> AudioQuality {
    let issues = [QualityIssue::HighPacketLoss, QualityIssue::HighJitterBuffer];
    AudioQuality {
        score: 100 + step.below(70, 342) as u16,
        issues: issues.into_iter().take(step.below(71, 3)).collect(),
    }
}
