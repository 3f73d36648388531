//! From the queue to a carrier, and what comes back.

use crate::admission::month_of;
use crate::carriers::Pick;
use crate::counts::{Count, Counted};
use crate::engine::{HandOver, Notice, Outcome, Output};
use crate::message::{Part, Phase};
use crate::originators::{self, Wish};
use crate::{Channel, Engine, Message, Name, Status, Usd, events};
use ids::{Pii, Timestamp};
use messaging_resources::AccountTier;
use std::time::Duration;
use uuid::Uuid;

/// How a lane was served.
enum Served {
    /// So many parts left.
    Parts(u8),
    /// Its first message found no carrier with room.
    Blocked,
}

const FIRST_RETRY: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(600);
/// How long a hand-over that is under way past its message's time is waited for.
const GRACE: Duration = Duration::from_secs(60);
/// Recipients whose last time is remembered before the past ones are swept.
const RECIPIENTS: usize = 100_000;

impl Engine {
    /// Serves all lanes that are due.
    pub(crate) fn dispatch(&mut self, now: Timestamp) {
        while let Some(name) = self.lanes.next_due(now) {
            let served = match self.lanes.pop(&name) {
                Some(id) => self.serve(now, id),
                None => Served::Parts(0),
            };
            match served {
                Served::Parts(parts) => self.lanes.served(now, name, parts),
                Served::Blocked => self.lanes.block(name),
            }
        }
    }

    fn serve(&mut self, now: Timestamp, id: Uuid) -> Served {
        let Some(message) = self.messages.get(id) else {
            return Served::Parts(0);
        };
        if message.phase != Phase::Queued {
            return Served::Parts(0);
        }
        // What ran out while nothing ran is found here before the clock's turn comes.
        if message.deadline() <= now {
            let expired = Status::TtlExpired;
            self.end(now, id, expired, expired.description(), 0);
            return Served::Parts(0);
        }
        if message.is_dry_run() {
            self.end(
                now,
                id,
                Status::Queued,
                "A dry run: the message was not transmitted",
                0,
            );
            return Served::Parts(0);
        }
        if let Some(at) = self.recipients.get(message.destination.reveal())
            && *at > now
        {
            self.delayed.insert((*at, id));
            return Served::Parts(0);
        }
        match self.carriers.pick(now, message, &self.settings.networks) {
            Pick::Carrier(at) => Served::Parts(self.hand_over(now, at, id)),
            Pick::Later => {
                let per_second = self.per_second(message);
                self.lanes.put_back(message, per_second);
                Served::Blocked
            }
            Pick::None => {
                if !self.next_sender(now, id) {
                    let none = "No carrier is configured for this destination and originator";
                    self.end(now, id, Status::CarrierUnreachable, none, 0);
                }
                Served::Parts(0)
            }
        }
    }

    fn hand_over(&mut self, now: Timestamp, at: usize, id: Uuid) -> u8 {
        let Some(carrier) = self.carriers.rules(at).map(|rules| rules.name.clone()) else {
            return 0;
        };
        let name = self.names.of(&carrier);
        let Some(message) = self.messages.get_mut(id) else {
            return 0;
        };
        let first = message.attempts == 0;
        message.phase = Phase::HandingOver;
        message.attempts = message.attempts.saturating_add(1);
        message.carrier = Some(name);
        if message.places.is_empty() {
            message.places = vec![Part::Waiting; message.parts.into()].into();
        }
        let waiting = message.places.iter().enumerate();
        let waiting = waiting.filter(|(_, part)| **part == Part::Waiting);
        let parts: Vec<_> = waiting.map(|(part, _)| part).collect();
        message.status = Status::Pending;
        let begun = match message.channel {
            Channel::Voice => Status::Initiated,
            _ => Status::Pending,
        };
        message.step(now, begun, "");
        let message = message.clone();
        self.carriers.handed(at, parts.len());
        self.remember(now, &message);
        if first {
            self.tell(now, &message, begun, false, begun.description(), 0);
        }
        let sent = u8::try_from(parts.len()).unwrap_or(u8::MAX);
        self.output
            .push_back(Output::Keep(Box::new(message.clone())));
        self.output.push_back(Output::HandOver(Box::new(HandOver {
            carrier,
            parts,
            until: message.deadline(),
            longest: self.longest_speech(),
            message,
        })));
        sent
    }

    /// How long a spoken message may be (sms.md 3.5).
    fn longest_speech(&self) -> Duration {
        match self.directory.account.voice_tier {
            AccountTier::Sandbox => Duration::from_secs(30),
            AccountTier::Production => Duration::from_secs(300),
        }
    }

    /// Notes when the recipient may get the next message, and which one an answer is to.
    fn remember(&mut self, now: Timestamp, message: &Message) {
        let to = message.destination.reveal();
        if let Some(pause) = self.settings.per_recipient {
            if self.recipients.len() >= RECIPIENTS {
                self.recipients.retain(|_, at| *at > now);
            }
            self.recipients.insert(*to, now + pause);
        }
        self.note_last(message);
    }

    /// What a hand-over came to, by part.
    pub fn report(&mut self, now: Timestamp, id: Uuid, outcomes: Vec<(usize, Outcome)>) {
        let Some(message) = self.messages.get_mut(id) else {
            return;
        };
        let carrier = message.carrier.clone();
        let carrier = carrier.as_deref().unwrap_or_default();
        if let Some((_, outcome @ Outcome::Called(status, seconds))) = outcomes.first() {
            self.carriers.outcome(now, carrier, outcome);
            self.carriers.answered(now, carrier, true);
            self.end(now, id, *status, status.description(), *seconds);
            self.lanes.unblock();
            return self.dispatch(now);
        }
        let well = outcomes
            .iter()
            .any(|(_, outcome)| *outcome != Outcome::NotNow);
        let sender_refused = outcomes.iter().any(|(_, it)| *it == Outcome::SenderRefused);
        let receipts = self.carriers.receipts(carrier);
        for (at, outcome) in outcomes {
            self.carriers.outcome(now, carrier, &outcome);
            if let Some(part) = message.places.get_mut(at) {
                *part = part_of(outcome, receipts);
            }
        }
        let waits = message.places.contains(&Part::Waiting);
        let message = message.clone();
        self.index_parts(&message);
        self.carriers
            .answered(now, carrier, well || message.has_accepted_parts());
        if !waits {
            self.handed_over(now, id);
        } else if !sender_refused {
            self.retry(now, id);
        } else if !self.next_sender(now, id) {
            self.end(
                now,
                id,
                Status::CarrierBlocked,
                "The carrier refuses the originator",
                0,
            );
        }
        self.lanes.unblock();
        self.dispatch(now);
    }

    /// All parts are with the carrier, or have their outcome.
    fn handed_over(&mut self, now: Timestamp, id: Uuid) {
        let Some(message) = self.messages.get_mut(id) else {
            return;
        };
        self.deadlines.remove(message.deadline(), id);
        message.phase = Phase::Awaiting;
        let waits = message.outcome().is_none();
        if waits {
            message.status = Status::Successful;
            message.step(now, Status::Successful, "");
        }
        let message = message.clone();
        self.deadlines.insert(message.deadline(), id);
        if waits {
            let status = Status::Successful;
            self.tell(now, &message, status, false, status.description(), 0);
        }
        self.early_receipts(now, &message);
        self.settle(now, id, "");
    }

    /// Tries again later, longer each time; another carrier is preferred then.
    fn retry(&mut self, now: Timestamp, id: Uuid) {
        let Some(message) = self.messages.get_mut(id) else {
            return;
        };
        message.phase = Phase::Queued;
        let again = u32::from(message.attempts.clamp(1, 11)) - 1;
        let pause = (FIRST_RETRY * 2_u32.pow(again)).min(LAST_RETRY);
        message.step(
            now,
            Status::Queued,
            "The carrier put it off; it is tried again",
        );
        let message = message.clone();
        if message.deadline() <= now {
            let expired = Status::TtlExpired;
            return self.end(now, id, expired, expired.description(), 0);
        }
        self.output.push_back(Output::Keep(Box::new(message)));
        self.delayed.insert((now + pause, id));
    }

    /// Lets another member of the pool send it. Parts that have left stay what they are.
    fn next_sender(&mut self, now: Timestamp, id: Uuid) -> bool {
        let Some(message) = self.messages.get_mut(id) else {
            return false;
        };
        let failed = message.sender.address.clone();
        message.failed_senders.push(failed);
        let pool = message
            .pool
            .as_deref()
            .and_then(|id| self.directory.pools.get(id));
        let Some(pool) = pool else {
            return false;
        };
        let wish = Wish {
            channel: message.channel,
            destination: message.destination.reveal(),
            country: &message.country,
            message_type: Some(message.message_type),
            set: None,
            shared: &self.settings.shared_sender,
        };
        let found = originators::of_pool(&self.directory, pool, wish, &message.failed_senders);
        let Ok(choice) = found else {
            return false;
        };
        message.sender = choice.sender;
        message.phase = Phase::Queued;
        message.step(
            now,
            Status::Queued,
            "Another originator of the pool sends it",
        );
        let message = message.clone();
        let per_second = self.per_second(&message);
        // The pause to the same recipient is for what arrived; this did not.
        self.recipients.remove(message.destination.reveal());
        self.lanes.push(&message, per_second);
        self.output.push_back(Output::Keep(Box::new(message)));
        true
    }

    /// A carrier's receipt. `status` is `None` for one that says nothing final. Returns whether
    /// the message is known; a receipt that comes before its acceptance is kept for it.
    pub fn receipt(
        &mut self,
        now: Timestamp,
        carrier: &str,
        carriers_id: &str,
        status: Option<Status>,
    ) -> bool {
        let key = (self.names.of(carrier), Box::from(carriers_id));
        let Some(status) = status else {
            return self.receipts.contains_key(&key);
        };
        let Some((id, part)) = self.receipts.remove(&key) else {
            return self.keep_early(now, key, status);
        };
        let Some(message) = self.messages.get_mut(id) else {
            return false;
        };
        if let Some(part) = message.places.get_mut(usize::from(part)) {
            *part = Part::Done(status);
        }
        let handed = message.handed().unwrap_or(message.accepted);
        self.carriers.receipt(carrier, now.since(handed));
        self.settle(now, id, "");
        true
    }

    fn keep_early(&mut self, now: Timestamp, key: (Name, Box<str>), status: Status) -> bool {
        if self.early.len() >= EARLY {
            self.early.retain(|_, (_, at)| now.since(*at) < GRACE);
        }
        if self.early.len() < EARLY {
            self.early.insert(key, (status, now));
        }
        false
    }

    fn early_receipts(&mut self, now: Timestamp, message: &Message) {
        let Some(carrier) = message.carrier.clone().filter(|_| !self.early.is_empty()) else {
            return;
        };
        for (at, part) in message.places.iter().enumerate() {
            let Part::Accepted(carriers_id) = part else {
                continue;
            };
            let key = (carrier.clone(), carriers_id.clone());
            // One that came long before is of another message: a carrier may count anew.
            let early = self.early.remove(&key);
            let Some((status, _)) = early.filter(|(_, at)| now.since(*at) < GRACE) else {
                continue;
            };
            self.receipts.remove(&key);
            // It was there before we knew that the carrier has the message.
            self.carriers.receipt(&carrier, Duration::ZERO);
            let places = self.messages.get_mut(message.id).map(|it| &mut it.places);
            if let Some(part) = places.and_then(|places| places.get_mut(at)) {
                *part = Part::Done(status);
            }
        }
    }

    /// A call's progress, with its seconds so far.
    pub fn progress(&mut self, now: Timestamp, id: Uuid, status: Status, seconds: u32) {
        if status.is_last() {
            return self.end(now, id, status, status.description(), seconds);
        }
        let Some(message) = self.messages.get_mut(id) else {
            return;
        };
        message.status = status;
        message.step(now, status, "");
        let message = message.clone();
        self.tell(now, &message, status, false, status.description(), seconds);
        self.output.push_back(Output::Keep(Box::new(message)));
    }

    /// Ends a message whose parts all have their outcome, or keeps what is known so far. An empty
    /// description stands for the status's own.
    pub(crate) fn settle(&mut self, now: Timestamp, id: Uuid, description: &str) {
        let Some(message) = self.messages.get(id) else {
            return;
        };
        match message.outcome() {
            Some(status) => {
                let own = status.description();
                let description = if description.is_empty() {
                    own
                } else {
                    description
                };
                self.end(now, id, status, description, 0);
            }
            None => {
                let kept = Box::new(message.clone());
                self.output.push_back(Output::Keep(kept));
            }
        }
    }

    /// The time of a message has come.
    pub(crate) fn overdue(&mut self, now: Timestamp, id: Uuid) {
        let Some(message) = self.messages.get(id) else {
            return;
        };
        match message.phase {
            Phase::Queued => {
                let expired = Status::TtlExpired;
                self.end(now, id, expired, expired.description(), 0);
            }
            // Its report will come, and finds that the time is over.
            Phase::HandingOver => {
                self.deadlines.insert(now + GRACE, id);
            }
            Phase::Awaiting => {
                let unknown = "The carrier told no outcome within 72 hours";
                self.end(now, id, Status::Unknown, unknown, 0);
            }
        }
    }

    /// Ends a message: nothing more will come.
    pub(crate) fn end(
        &mut self,
        now: Timestamp,
        id: Uuid,
        status: Status,
        description: &str,
        seconds: u32,
    ) {
        let Some(mut message) = self.messages.remove(id) else {
            return;
        };
        self.deadlines.remove(message.deadline(), id);
        self.forget_parts(&message);
        let status = match message.channel {
            Channel::Voice if !message.is_dry_run() => {
                self.pay_by_the_minute(now, &mut message, seconds);
                status.of_call()
            }
            _ => status,
        };
        message.status = status;
        message.step(now, status, description);
        self.counted
            .extend(Counted::of(&message, now, Count::Ended(status)));
        if !message.is_dry_run() {
            self.tell(now, &message, status, true, description, seconds);
        }
        let facts = message.facts(status, true, description, now);
        self.output.push_back(Output::Finish(Box::new(facts)));
        if let Some(application) = &message.application {
            self.output.push_back(Output::Tell {
                application: application.to_string(),
                message,
                status,
            });
        }
    }

    /// A call costs its minutes, begun ones counted, and nothing if nobody answered. One was paid
    /// for when it was accepted.
    fn pay_by_the_minute(&mut self, now: Timestamp, message: &mut Message, seconds: u32) {
        self.pay(now, message, seconds.div_ceil(60));
    }

    /// Charges so many times what was paid.
    pub(crate) fn pay(&mut self, now: Timestamp, message: &mut Message, times: u32) {
        let paid = message.price;
        message.price = paid * times;
        message.fee = message.fee * times;
        // What was paid in a month that is over stays in its account.
        if month_of(message.accepted) == self.month && month_of(now) == self.month {
            let spent = self.spend.of_mut(message.channel);
            *spent = Usd((spent.0 - paid.0 + message.price.0).max(0));
        }
    }

    fn forget_parts(&mut self, message: &Message) {
        let Some(carrier) = &message.carrier else {
            return;
        };
        for part in message.places.iter() {
            if let Part::Accepted(carriers_id) = part {
                self.receipts
                    .remove(&(carrier.clone(), carriers_id.clone()));
            }
        }
    }

    /// Tells every event destination of the message's set that asks for it.
    pub(crate) fn tell(
        &mut self,
        now: Timestamp,
        message: &Message,
        status: Status,
        is_final: bool,
        description: &str,
        seconds: u32,
    ) {
        // Without a set nobody is told (sms.md 1).
        let set = message
            .set
            .as_deref()
            .and_then(|set| self.directory.sets.get(set));
        let Some(set) = set.filter(|set| !set.event_destinations.is_empty()) else {
            return;
        };
        // Calls have steps of their own (sms.md 11.3).
        let of_texts = matches!(
            status,
            Status::Queued | Status::Pending | Status::Successful
        );
        if message.channel == Channel::Voice && of_texts && !is_final {
            return;
        }
        let kind = events::event_type(message.channel, status);
        let matching = set.event_destinations.iter().filter(|it| it.matches(&kind));
        let streams = matching.filter_map(|it| it.destination_arn());
        let body = events::record(message, &kind, status, is_final, description, seconds, now);
        let notices = streams.map(|stream| Notice {
            stream: stream.to_owned(),
            key: message.id.to_string(),
            at: now,
            body: Pii::new(body.clone()),
        });
        let notices: Vec<_> = notices.map(Output::Event).collect();
        self.output.extend(notices);
    }
}

/// Receipts that came before their acceptance.
const EARLY: usize = 100_000;

fn part_of(outcome: Outcome, receipts: bool) -> Part {
    match outcome {
        Outcome::Accepted(Some(id)) if receipts => Part::Accepted(id.into()),
        // What cannot be matched with a receipt is not waited for.
        Outcome::Accepted(_) => Part::Done(Status::Successful),
        Outcome::NotNow | Outcome::SenderRefused => Part::Waiting,
        Outcome::Refused(status) | Outcome::Called(status, _) => Part::Done(status),
        Outcome::InDoubt => Part::Done(Status::Unknown),
    }
}
