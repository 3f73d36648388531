//! What agents do with the contacts on their desks: answer, hold, end, transfer, confer.

use crate::world::World;
use crate::{Broken, Step};
use exchange::{Command, ContactState, Destination, Participant, RecordingAction, RecordingPart};
use ids::{ContactId, UserId};

impl World {
    /// A contact on an agent's desk, and its state there.
    pub(crate) fn held_by(&self, step: &Step, agent: UserId) -> Option<(ContactId, ContactState)> {
        let facts = self.exchange.agent(agent)?;
        let held = step.one_of(1, &facts.contacts)?;
        Some((held.contact, held.state))
    }

    /// An agent who talks, or works on a task.
    fn busy(&self, step: &Step) -> Option<(UserId, ContactId)> {
        let on = |it: ContactState| {
            matches!(
                it,
                ContactState::Connected | ContactState::ConnectedOnHold | ContactState::Paused
            )
        };
        let agents = self.ledger.fold.agents.values();
        let held = agents.flat_map(|agent| agent.contacts.iter().map(|it| (agent.id, it)));
        let all: Vec<_> = held
            .filter(|(_, it)| on(it.state))
            .map(|(agent, it)| (agent, it.contact))
            .collect();
        step.one_of(10, &all).copied()
    }

    /// An agent does something with a contact on the desk, most often something fitting.
    pub(crate) fn act(&mut self, step: &Step, agent: UserId) -> Result<(), Broken> {
        let Some((contact, state)) = self.held_by(step, agent) else {
            return Ok(());
        };
        let muted = step.below(4, 2) == 0;
        let fitting = match (state, step.below(2, 3)) {
            (ContactState::Incoming, 0..=1) => Command::Accept { agent, contact },
            (ContactState::Incoming, _) => Command::Reject { agent, contact },
            (ContactState::Connected, 0) => Command::Hold { agent, contact },
            (ContactState::Connected, 1) => Command::Mute {
                agent,
                contact,
                muted,
            },
            (ContactState::ConnectedOnHold, 0..=1) => Command::Resume { agent, contact },
            (
                ContactState::Connecting | ContactState::Connected | ContactState::ConnectedOnHold,
                _,
            ) => Command::HangUp { agent, contact },
            _ => Command::Clear { agent, contact },
        };
        self.ask(match step.below(3, 12) {
            0 => Command::Clear { agent, contact },
            1 => Command::Resume { agent, contact },
            _ => fitting,
        })
    }

    /// Adds an agent, a queue, a number of a quick connect or one that was dialled; a task goes
    /// there. Half of the agents leave at once: a cold transfer.
    pub(crate) fn transfer(&mut self, step: &Step) -> Result<(), Broken> {
        let Some((agent, contact)) = self.busy(step) else {
            return Ok(());
        };
        let connect = step.one_of(2, &self.centre.quick_connects).cloned();
        let to = match (step.below(3, 6), connect, "+12065550155".parse()) {
            (0, _, Ok(number)) => Destination::Number(number),
            (_, Some(connect), _) => Destination::QuickConnect(connect),
            _ => return Ok(()),
        };
        let added = self.asked(Command::Transfer { agent, contact, to })?;
        match added && step.below(4, 2) == 0 {
            true => self.ask(Command::HangUp { agent, contact }),
            false => Ok(()),
        }
    }

    /// Somebody in a conversation is held, taken back, silenced or let go; or two are swapped.
    pub(crate) fn party(&mut self, step: &Step) -> Result<(), Broken> {
        let Some((agent, contact)) = self.busy(step) else {
            return Ok(());
        };
        let command = self.party_command(step, agent, contact);
        self.ask(command)
    }

    pub(crate) fn party_command(&self, step: &Step, agent: UserId, contact: ContactId) -> Command {
        let guests = self.guests_of(contact);
        let party = match (step.below(2, 5), step.one_of(3, &guests)) {
            (0, _) => Participant::Customer,
            (1, _) => Participant::All,
            (_, Some(guest)) => Participant::Guest(*guest),
            (_, None) => self
                .pick_contact(step)
                .map_or(Participant::All, Participant::Guest),
        };
        let on = step.below(4, 2) == 0;
        match step.below(5, 8) {
            0..=2 => Command::HoldParty {
                agent,
                contact,
                party,
                held: on,
            },
            3..=4 => Command::Swap { agent, contact },
            5 => Command::MuteParty {
                agent,
                contact,
                party,
                muted: on,
            },
            6 => Command::DropParty {
                agent,
                contact,
                party,
            },
            _ => Command::Resume { agent, contact },
        }
    }

    /// The live contacts that began from one.
    fn guests_of(&self, contact: ContactId) -> Vec<ContactId> {
        let live = self.ledger.live.iter();
        let facts = live.filter_map(|it| self.ledger.fold.contacts.get(it));
        facts
            .filter(|it| it.previous == Some(contact))
            .map(|it| it.id)
            .collect()
    }

    /// Recordings and keys of a conversation.
    pub(crate) fn talk(&mut self, step: &Step) -> Result<(), Broken> {
        let Some((agent, contact)) = self.busy(step) else {
            return Ok(());
        };
        if step.below(2, 3) == 0 {
            let digits = ["1", "12#", "9,9", "*", "x"][step.below(3, 5)].into();
            return self.ask(Command::SendDigits {
                agent,
                contact,
                digits,
            });
        }
        let facts = self.ledger.fold.contacts.get(&contact);
        let initial = facts.and_then(|it| it.initial).unwrap_or(contact);
        let action = recording(step);
        self.ask(Command::Recording {
            contact,
            initial,
            action,
        })
    }
}

/// Something that can be wanted with a recording.
pub(crate) fn recording(step: &Step) -> RecordingAction {
    let part = [RecordingPart::Conversation, RecordingPart::Automated][step.below(5, 5) / 4];
    match step.below(4, 4) {
        0 => RecordingAction::Start {
            agent: true,
            customer: step.below(6, 2) == 0,
        },
        1 => RecordingAction::Stop(part),
        2 => RecordingAction::Suspend(part),
        _ => RecordingAction::Resume(part),
    }
}
