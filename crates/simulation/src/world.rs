//! The world: a clock, the centre, the exchange with its drivers and its store.

use crate::centre::Centre;
use crate::counted::Counted;
use crate::drivers::Drivers;
use crate::ledger::Ledger;
use crate::published::Published;
use crate::store::{Batch, Store};
use crate::{Broken, Step, Tally};
use exchange::{
    Change, Command, CommandToken, Dialable, EndCause, Exchange, Input, LegEvent, Output, Reply,
    Settings,
};
use ids::{IdSource, Timestamp};
use resources::Resource;

/// When the worlds begin; any time would do.
const BEGINNING: Timestamp = Timestamp(1_795_000_000_000);

/// See the [module](self).
pub(crate) struct World {
    pub(crate) centre: Centre,
    pub(crate) exchange: Exchange,
    pub(crate) drivers: Drivers,
    store: Store,
    pub(crate) ledger: Ledger,
    pub(crate) published: Published,
    counted: Counted,
    pub(crate) now: Timestamp,
    pub(crate) ids: IdSource,
    tokens: u64,
    /// Milliseconds by which the process is late at its timers.
    lag: i64,
    /// Milliseconds that a commit takes.
    pub(crate) disk: i64,
}

/// What one input led to, as far as the world asks.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Whether a command was answered, and how.
    pub(crate) answer: Option<bool>,
    /// The first thing that came out beside the answer.
    pub(crate) said: Option<String>,
}

const REFUSED: &str = "what is refused changes nothing";
const STRAY: &str = "what does not fit changes nothing";

fn settings() -> Settings {
    Settings {
        dialable: Dialable::parse(&["+".to_owned()]).unwrap_or_default(),
        ..Settings::default()
    }
}

impl World {
    pub(crate) fn new(seed: u64) -> Result<Self, Broken> {
        let mut ids = IdSource::new(u128::from(seed) | 1 << 70);
        let centre = Centre::new(&mut ids, seed);
        let centre = centre.ok_or_else(|| Broken::new("the centre", "cannot be made"))?;
        let exchange = Exchange::new(centre.identity.clone(), seed.into(), settings());
        let mut world = Self {
            centre,
            exchange,
            drivers: Drivers::new(seed),
            store: Store::default(),
            ledger: Ledger::default(),
            published: Published::default(),
            counted: Counted::default(),
            now: BEGINNING,
            ids,
            tokens: 0,
            lag: [0, 0, 25][(seed % 3) as usize],
            disk: 3,
        };
        world.configure()?;
        Ok(world)
    }

    fn configure(&mut self) -> Result<(), Broken> {
        for resource in self.centre.resources() {
            self.tell(Input::Directory(Change::from(resource)))?;
        }
        self.seen()
    }

    /// Every agent is known from the beginning: who is first heard of in a command that is refused
    /// would be known by it all the same.
    fn seen(&mut self) -> Result<(), Broken> {
        let agents: Vec<_> = self.centre.users.iter().map(|it| it.id).collect();
        for agent in agents {
            self.ask(Command::Snapshot { agent })?;
        }
        Ok(())
    }

    /// Hands in an input now, lets the drivers take what comes out, and checks all rules.
    pub(crate) fn tell(&mut self, input: Input) -> Result<(), Broken> {
        self.tell_at(self.now, input).map(drop)
    }

    /// The same for an input that says another time than it is.
    pub(crate) fn tell_at(&mut self, at: Timestamp, input: Input) -> Result<Outcome, Broken> {
        if let Input::Leg(LegEvent::Failed { leg, .. } | LegEvent::Ended { leg, .. }) = &input {
            self.drivers.gone(*leg);
        }
        let nothing_due = self.nothing_due();
        self.exchange.handle(at, input);
        let mut batch = Batch::default();
        let mut outcome = Outcome::default();
        while let Some(output) = self.exchange.poll() {
            self.ledger.take(&self.centre, self.now, &output)?;
            self.drivers.take(self.now, &output);
            if let Output::Reply { result, .. } = &output {
                outcome.answer = Some(result.is_ok());
                if let Ok(Reply::Started(contact)) = result {
                    batch.acknowledged.push(*contact);
                }
            } else {
                outcome.said.get_or_insert_with(|| named(&output));
            }
            batch.take(&output);
        }
        if !batch.is_empty() {
            self.store
                .hand_over(Timestamp(self.now.0 + self.disk), batch);
        }
        self.ledger.check(&self.centre, &self.exchange, self.now)?;
        match &outcome.said {
            Some(said) if nothing_due && outcome.answer == Some(false) => {
                Err(Broken::new(REFUSED, said.clone()))
            }
            _ => Ok(outcome),
        }
    }

    /// Whether nothing happens at this moment of which no input tells.
    fn nothing_due(&self) -> bool {
        self.exchange.next_timer().is_none_or(|it| it > self.now)
    }

    /// Hands in an input that fits nothing: nothing may come of it.
    pub(crate) fn stray(&mut self, at: Timestamp, input: Input) -> Result<(), Broken> {
        self.tell(Input::Timer)?;
        if !self.nothing_due() {
            return Ok(());
        }
        let (shown, timer) = (format!("{input:?}"), self.exchange.next_timer());
        let outcome = self.tell_at(at, input)?;
        if let Some(said) = outcome.said {
            return Err(Broken::new(STRAY, format!("{shown}: {said}")));
        }
        if outcome.answer == Some(true) || self.exchange.next_timer() != timer {
            return Err(Broken::new(STRAY, shown));
        }
        Ok(())
    }

    /// A command; what it answers is of no interest, as the asker may be mistaken.
    pub(crate) fn ask(&mut self, command: Command) -> Result<(), Broken> {
        self.asked(command).map(drop)
    }

    /// A command, and whether it was done.
    pub(crate) fn asked(&mut self, command: Command) -> Result<bool, Broken> {
        let input = self.command(command);
        let outcome = self.tell_at(self.now, input)?;
        Ok(outcome.answer == Some(true))
    }

    /// A command with a token of its own.
    pub(crate) fn command(&mut self, command: Command) -> Input {
        self.tokens += 1;
        let token = CommandToken(self.tokens);
        Input::Command { token, command }
    }

    pub(crate) fn put(&mut self, resource: impl Into<Resource>) -> Result<(), Broken> {
        self.tell(Input::Directory(Change::from(resource.into())))
    }

    fn commit(&mut self) -> Result<(), Broken> {
        while let Some(batch) = self.store.commit(self.now)? {
            self.counted.take(&batch);
            for publication in &batch.publications {
                self.published.take(publication)?;
            }
            for contact in &batch.acknowledged {
                if !self.store.contacts.contains_key(contact) {
                    let what = format!("{contact} was acknowledged and is not there");
                    return Err(Broken::new("what is acknowledged is durable", what));
                }
            }
        }
        Ok(())
    }

    /// Lets time pass.
    pub(crate) fn run(&mut self, millis: i64) -> Result<(), Broken> {
        let end = Timestamp(self.now.0 + millis);
        for turn in 0.. {
            if turn > 200_000 {
                return Err(Broken::new(
                    "time goes on",
                    format!("it stands at {:?}", self.now),
                ));
            }
            let timer = self.exchange.next_timer();
            let timer = timer.map(|it| Timestamp(it.0.saturating_add(self.lag)));
            let due = self.drivers.next();
            let next = [timer, due, self.store.next()].into_iter().flatten().min();
            let Some(next) = next.filter(|it| *it <= end) else {
                break;
            };
            self.now = self.now.max(next);
            self.commit()?;
            match self.drivers.pop(self.now) {
                Some(input) => self.tell(input)?,
                None if timer.is_some_and(|it| it <= self.now) => self.tell(Input::Timer)?,
                None => {}
            }
        }
        self.now = end;
        self.commit()
    }

    /// The process is killed and started again with what was committed.
    pub(crate) fn crash(&mut self, seed: u32) -> Result<(), Broken> {
        self.ledger.tally.crashes += 1;
        self.store.crash()?;
        self.published.restarted();
        self.drivers.crash();
        self.ledger.restart(&self.store);
        let identity = self.centre.identity.clone();
        self.exchange = Exchange::new(identity, u128::from(seed) | 1 << 60, settings());
        self.configure_quietly();
        let contacts = self.store.contacts.values().filter(|it| !it.complete());
        let contacts = contacts.cloned().collect();
        let agents = self.store.agents.values().cloned().collect();
        self.tell(Input::Recovered { contacts, agents })?;
        self.seen()
    }

    /// Before [`Input::Recovered`] a new process knows nobody: there is nothing to check.
    fn configure_quietly(&mut self) {
        for resource in self.centre.resources() {
            let input = Input::Directory(Change::from(resource));
            self.exchange.handle(self.now, input);
            while self.exchange.poll().is_some() {}
        }
    }

    /// Makes a step happen and lets its time pass.
    pub(crate) fn step(&mut self, step: &Step) -> Result<(), Broken> {
        self.happen(step)?;
        self.run(i64::from(step.pause))
    }

    /// Everybody goes home, and everything is written.
    pub(crate) fn finish(mut self) -> Result<Tally, Broken> {
        self.drivers.faults = 0;
        self.disk = 1;
        for _ in 0..8 {
            if self.ledger.live.is_empty() {
                break;
            }
            let legs = [self.drivers.callers.clone(), self.drivers.called.clone()].concat();
            let cause = EndCause::HungUp;
            for leg in legs {
                self.tell(Input::Leg(LegEvent::Ended { leg, cause }))?;
            }
            let agents: Vec<_> = self.centre.users.iter().map(|it| it.id).collect();
            for agent in agents {
                // Of what was transferred to an agent no API makes an end.
                let held = self.exchange.agent(agent).map(|it| it.contacts.clone());
                for contact in held.into_iter().flatten().map(|it| it.contact) {
                    self.ask(Command::HangUp { agent, contact })?;
                }
                self.ask(Command::SignOut { agent })?;
            }
            for contact in self.ledger.live.clone() {
                self.ask(Command::StopContact { contact })?;
            }
            self.run(300_000)?;
        }
        // What is under way to the disk arrives.
        self.run(60_000)?;
        let left: Vec<_> = self.ledger.live.iter().collect();
        if !left.is_empty() {
            let facts = left
                .iter()
                .filter_map(|it| self.ledger.fold.contacts.get(it));
            let phases: Vec<_> = facts.map(|it| (it.id, it.phase)).collect();
            return Err(Broken::new("everything ends", format!("{phases:?}")));
        }
        if !self.drivers.legs.is_empty() {
            let what = format!("{:?}", self.drivers.legs);
            return Err(Broken::new("no leg is left open", what));
        }
        self.store.crash()?;
        self.published.finish(&self.store.contacts)?;
        self.counted.finish(&self.store.contacts)?;
        Ok(self.ledger.tally)
    }
}

/// The name of what came out, for a report.
fn named(output: &Output) -> String {
    match output {
        Output::Journal(entry) => entry.name().to_owned(),
        other => format!("{other:?}").chars().take(160).collect(),
    }
}
