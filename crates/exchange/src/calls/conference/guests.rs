//! Who was added to a call: a machine without legs or audio, that knows who is there, who is on
//! hold, and what may be done next. Source: connect-g-agent-workspace.md §4.2, §4.3.

use crate::command::CommandError;
use crate::input::DialFailure;
use crate::snapshot::PartyKind;
use ids::{ContactId, LegId, PlayId, UserId};

/// Someone who was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guest {
    /// The guest's own contact.
    pub(crate) contact: ContactId,
    pub(crate) kind: PartyKind,
    /// What agents see: the quick connect's name, or the number.
    pub(crate) name: String,
    /// Once it can talk.
    pub(crate) leg: Option<LegId>,
    /// The guest's agent, once one talks.
    pub(crate) agent: Option<UserId>,
    pub(crate) held: bool,
    pub(crate) muted: bool,
}

/// Why a guest is no longer there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GuestEnd {
    /// It was never reached.
    Unreached(DialFailure),
    /// It left, or was let go.
    Left,
}

/// See the [module](self).
#[derive(Debug, Default)]
pub(crate) struct Guests {
    list: Vec<Guest>,
    /// What an agent who added somebody hears meanwhile, and on which leg.
    pub(crate) ringback: Option<(LegId, PlayId)>,
    /// What became of the last one who is gone, and its name.
    pub(crate) last_end: Option<(String, GuestEnd)>,
    /// Whether the customer is silenced.
    pub(crate) customer_muted: bool,
}

impl Guest {
    pub(crate) fn new(contact: ContactId, kind: PartyKind, name: String) -> Self {
        Self {
            contact,
            kind,
            name,
            leg: None,
            agent: None,
            held: false,
            muted: false,
        }
    }

    /// Whether it can talk.
    pub(crate) fn is_here(&self) -> bool {
        self.leg.is_some()
    }

    /// Whether it is a supervisor who barged.
    pub(crate) fn is_supervisor(&self) -> bool {
        self.kind == PartyKind::Supervisor
    }

    /// Whether it is outside the centre.
    pub(crate) fn is_outside(&self) -> bool {
        self.kind == PartyKind::Number
    }
}

impl Guests {
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Guest> {
        self.list.iter()
    }

    pub(crate) fn get(&self, contact: ContactId) -> Option<&Guest> {
        self.list.iter().find(|it| it.contact == contact)
    }

    fn get_mut(&mut self, contact: ContactId) -> Option<&mut Guest> {
        self.list.iter_mut().find(|it| it.contact == contact)
    }

    /// The one who is being called.
    pub(crate) fn called(&self) -> Option<&Guest> {
        self.list.iter().find(|it| !it.is_here())
    }

    /// Whether one more may be added to `others` people who are there: not while somebody is being
    /// called, and not beyond the limit.
    pub(crate) fn may_add(&self, others: usize, limit: usize) -> Result<(), CommandError> {
        if self.called().is_some() {
            return Err(CommandError::BeingCalled);
        }
        match others + self.list.len() < limit {
            true => Ok(()),
            false => Err(CommandError::TooManyParties(limit)),
        }
    }

    pub(crate) fn add(&mut self, guest: Guest) {
        self.last_end = None;
        self.list.push(guest);
    }

    /// A guest can talk.
    pub(crate) fn arrived(
        &mut self,
        contact: ContactId,
        leg: LegId,
        agent: Option<UserId>,
    ) -> Option<&Guest> {
        let guest = self.get_mut(contact)?;
        guest.leg = Some(leg);
        guest.agent = agent;
        Some(guest)
    }

    /// Puts a guest on hold, or takes it off; gives its leg where that is a change.
    pub(crate) fn hold(&mut self, contact: ContactId, held: bool) -> Option<LegId> {
        let guest = self.get_mut(contact)?;
        let leg = guest.leg.filter(|_| guest.held != held)?;
        guest.held = held;
        self.last_end = None;
        Some(leg)
    }

    /// Silences a guest, or lets it be heard; gives its leg.
    pub(crate) fn mute(&mut self, contact: ContactId, muted: bool) -> Option<LegId> {
        let guest = self.get_mut(contact)?;
        let leg = guest.leg?;
        guest.muted = muted;
        Some(leg)
    }

    pub(crate) fn remove(&mut self, contact: ContactId) -> Option<Guest> {
        let at = self.list.iter().position(|it| it.contact == contact)?;
        Some(self.list.remove(at))
    }

    /// All of them, who belong to nobody from then on.
    pub(crate) fn take(&mut self) -> Vec<Guest> {
        std::mem::take(&mut self.list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::IdSource;

    fn guest(ids: &mut IdSource) -> Guest {
        Guest::new(ids.id(), PartyKind::Number, "Bank".into())
    }

    #[test]
    fn nobody_is_added_while_somebody_is_called_or_beyond_the_limit() {
        let mut ids = IdSource::new(5);
        let mut guests = Guests::default();
        assert_eq!(guests.may_add(2, 3), Ok(()));
        let first = guest(&mut ids);
        let id = first.contact;
        guests.add(first);
        assert_eq!(guests.may_add(2, 6), Err(CommandError::BeingCalled));
        guests.arrived(id, ids.id(), None);
        assert_eq!(guests.may_add(2, 3), Err(CommandError::TooManyParties(3)));
        assert_eq!(guests.may_add(2, 6), Ok(()));
    }

    #[test]
    fn only_a_change_of_hold_moves_a_leg() {
        let mut ids = IdSource::new(6);
        let mut guests = Guests::default();
        let first = guest(&mut ids);
        let (id, leg) = (first.contact, ids.id());
        guests.add(first);
        assert_eq!(guests.hold(id, true), None, "it cannot talk yet");
        guests.arrived(id, leg, None);
        assert_eq!(guests.hold(id, true), Some(leg));
        assert_eq!(guests.hold(id, true), None);
        assert_eq!(guests.hold(id, false), Some(leg));
    }
}
