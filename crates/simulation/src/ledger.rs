//! What the world knows by the exchange's own words, and the rules that must hold after each step.
//!
//! - No contact is lost: one that began is live until it is complete.
//! - No contact is in two places: on one agent's desk at most, in the state that it is in itself.
//! - No contact is offered to two agents, and no agent is above the concurrency.
//! - Offers keep to the rules of routing, and leave no pair behind: the [oracle](crate::oracle).
//! - The fold of the journal equals the rows, live and after a crash.
//! - Consumers see events in legal order, and one complete record of each contact
//!   ([published](crate::published)).

use crate::centre::Centre;
use crate::oracle::{Moment, is_over};
use crate::store::Store;
use crate::{Broken, Tally};
use exchange::journal::{ContactEntry, Entry, Subject};
use exchange::{AgentFacts, ContactFacts, ContactState, Exchange, Fold, Output, Phase};
use ids::{ContactId, Timestamp, UserId};
use resources::Channel;
use std::collections::{BTreeMap, BTreeSet};

/// See the [module](self).
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) fold: Fold,
    pub(crate) live: BTreeSet<ContactId>,
    pub(crate) left: BTreeSet<ContactId>,
    /// Offered by hand just now: no rule of routing holds for it.
    pub(crate) by_hand: Option<ContactId>,
    /// All that were ever offered by hand: the concurrency is not theirs.
    hands: BTreeSet<ContactId>,
    pub(crate) tally: Tally,
}

const FOLD: &str = "the fold of the journal equals the rows";
const PLACES: &str = "no contact is in two places";
const LOST: &str = "no contact is lost";

impl Ledger {
    /// A new process: what was committed is all that is known.
    pub(crate) fn restart(&mut self, store: &Store) {
        self.fold.clone_from(&store.fold);
        self.left.clear();
        let contacts = self.fold.contacts.values();
        self.live = contacts
            .filter(|it| !it.complete())
            .map(|it| it.id)
            .collect();
    }

    /// The process is about to end: callbacks that wait are given to nobody any more.
    pub(crate) fn drain(&mut self) {
        let callback = |it: &&ContactId| {
            let facts = self.fold.contacts.get(it);
            facts.is_some_and(|it| it.callback.is_some() || it.task.is_some())
        };
        self.left = self.live.iter().filter(callback).copied().collect();
    }

    /// Takes in an output.
    pub(crate) fn take(
        &mut self,
        centre: &Centre,
        now: Timestamp,
        output: &Output,
    ) -> Result<(), Broken> {
        match output {
            Output::Journal(entry) => self.entry(centre, now, entry),
            Output::Contact(row) => match self.fold.contacts.get(&row.id) == Some(&**row) {
                true => Ok(()),
                false => Err(Broken::new(FOLD, format!("contact {}", row.id))),
            },
            Output::Agent(row) => match self.fold.agents.get(&row.id) == Some(&**row) {
                true => Ok(()),
                false => Err(Broken::new(FOLD, format!("agent {}", row.id))),
            },
            _ => Ok(()),
        }
    }

    fn entry(&mut self, centre: &Centre, now: Timestamp, entry: &Entry) -> Result<(), Broken> {
        *self.tally.facts.entry(entry.name()).or_default() += 1;
        if let Subject::Contact { contact, entry: it } = &entry.subject {
            let facts = self.fold.contacts.get(contact);
            if facts.is_some_and(ContactFacts::complete) {
                let what = format!("{contact} is complete, and then {}", entry.name());
                return Err(Broken::new(LOST, what));
            }
            match it {
                ContactEntry::Initiated(_) => {
                    self.tally.contacts += 1;
                    self.live.insert(*contact);
                }
                ContactEntry::Completed => drop(self.live.remove(contact)),
                ContactEntry::Offered { agent, .. } => {
                    self.offered(centre, now, *contact, *agent)?;
                }
                _ => {}
            }
        }
        let applied = self.fold.apply(entry);
        applied.map_err(|why| Broken::new("the journal folds", why.to_string()))
    }

    fn offered(
        &mut self,
        centre: &Centre,
        now: Timestamp,
        contact: ContactId,
        agent: UserId,
    ) -> Result<(), Broken> {
        if self.by_hand.take_if(|it| *it == contact).is_some() {
            self.hands.insert(contact);
            return Ok(());
        }
        if self.left.contains(&contact) {
            return Ok(());
        }
        self.tally.offers += 1;
        self.moment(centre, now).offered(contact, agent)
    }

    fn moment<'a>(&'a self, centre: &'a Centre, now: Timestamp) -> Moment<'a> {
        Moment::new(centre, &self.fold, &self.live, &self.left, now)
    }

    /// All rules, when the exchange has nothing more to say.
    pub(crate) fn check(
        &self,
        centre: &Centre,
        exchange: &Exchange,
        now: Timestamp,
    ) -> Result<(), Broken> {
        self.lost(exchange)?;
        self.places(centre)?;
        self.moment(centre, now).quiet()
    }

    fn lost(&self, exchange: &Exchange) -> Result<(), Broken> {
        let gone = self.live.iter().find(|it| !exchange.is_live(**it));
        if let Some(contact) = gone {
            return Err(Broken::new(LOST, format!("{contact} is not live")));
        }
        if exchange.live_contacts() != self.live.len() {
            return Err(Broken::new(
                LOST,
                "the exchange has contacts that never began",
            ));
        }
        Ok(())
    }

    fn places(&self, centre: &Centre) -> Result<(), Broken> {
        let mut places: BTreeMap<ContactId, UserId> = BTreeMap::new();
        let most = [Channel::Voice, Channel::Task].map(|it| (it, centre.most(it)));
        for agent in self.fold.agents.values() {
            self.desk(agent, most)?;
            for held in agent.contacts.iter().filter(|it| !is_over(it.state)) {
                if let Some(other) = places.insert(held.contact, agent.id) {
                    let what = format!("{} is with {other} and {}", held.contact, agent.id);
                    return Err(Broken::new(PLACES, what));
                }
            }
        }
        for contact in self.live.iter().filter_map(|it| self.fold.contacts.get(it)) {
            let agent = expected(contact);
            let found = places.get(&contact.id).copied();
            // A callback whose customer is called has its agent already.
            if agent != found && !(agent.is_none() && contact.callback.is_some()) {
                let what = format!("{} should be with {agent:?}: {found:?}", contact.id);
                return Err(Broken::new(PLACES, what));
            }
        }
        Ok(())
    }

    /// A desk by itself: the concurrency, and contacts in the state that they are in themselves.
    fn desk(&self, agent: &AgentFacts, most: [(Channel, usize); 2]) -> Result<(), Broken> {
        let routed = |channel| {
            let mine = agent.contacts.iter().filter(|it| it.channel == channel);
            mine.filter(|it| !self.hands.contains(&it.contact)).count()
        };
        // As many tasks again may be paused (connect-b-routing-channels.md §12).
        let above = |(channel, most): (Channel, usize)| match channel {
            Channel::Task => routed(channel) > 2 * most,
            _ => routed(channel) > most,
        };
        if most.into_iter().any(above) {
            let rule = "no agent is above the concurrency";
            return Err(Broken::new(rule, format!("{:?}", agent.contacts)));
        }
        let active = agent.contacts.iter().filter(|it| !is_over(it.state));
        for held in active {
            let contact = self.fold.contacts.get(&held.contact);
            let fits = contact.is_some_and(|it| fits(it, held.state));
            if !fits {
                let phase = contact.map(|it| it.phase);
                let what = format!("{} is {:?} there and {phase:?}", held.contact, held.state);
                return Err(Broken::new(PLACES, what));
            }
        }
        Ok(())
    }
}

/// With whom a contact must be.
fn expected(contact: &ContactFacts) -> Option<UserId> {
    match contact.phase {
        Phase::Offered => contact.offered_to,
        Phase::Connecting | Phase::Connected | Phase::OnHold => {
            // An agent may leave customer and third parties to each other.
            let agent = contact.agent.as_ref();
            agent.filter(|it| it.disconnected.is_none()).map(|it| it.id)
        }
        _ => None,
    }
}

fn fits(contact: &ContactFacts, state: ContactState) -> bool {
    match state {
        ContactState::Incoming => contact.phase == Phase::Offered,
        ContactState::Connecting => contact.phase == Phase::Connecting,
        ContactState::Connected => contact.phase == Phase::Connected,
        ContactState::ConnectedOnHold => contact.phase == Phase::OnHold,
        _ => true,
    }
}
