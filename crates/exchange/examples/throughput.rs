//! Contacts per second through the engine, from ring to record, with a small flow:
//! `cargo run --release -p exchange --example throughput`.
//!
//! Each caller is answered, hears one prompt, gets an attribute, waits in a queue until an agent
//! accepts, talks, and hangs up; the agent clears. Everything that a driver would store or publish
//! is made and dropped.

#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]

#[path = "../tests/common/mod.rs"]
mod common;

use common::World;
use common::flows::{action, flow, say, to_queue};
use exchange::{
    Command, CommandToken, EndCause, Input, LegCommand, LegEvent, LegKind, MediaCommand,
    MediaEvent, Output,
};
use ids::{LegId, PlayId, Timestamp, UserId};
use serde_json::json;
use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

const AGENTS: usize = 100;
const CONTACTS: u64 = 20_000;

fn main() {
    let mut world = World::new();
    let mut actions = vec![
        say("greet", "Welcome.", "set"),
        action(
            "set",
            "UpdateContactAttributes",
            json!({"Attributes": {"language": "en"}, "TargetContact": "Current"}),
            "set-queue",
            &["NoMatchingError"],
        ),
    ];
    actions.extend(to_queue(world.queue));
    world.main(&flow("greet", actions));
    for number in 0..AGENTS {
        world.agent(&format!("agent{number}"));
    }
    let World {
        mut exchange,
        mut ids,
        now,
        ..
    } = world;

    let mut now = now;
    let mut outputs = 0_u64;
    let mut records = 0_u64;
    let mut peak = 0;
    let start = Instant::now();
    for _ in 0..CONTACTS {
        now = Timestamp(now.0 + 1);
        let leg: LegId = ids.id();
        let mut agent: Option<(UserId, ids::ContactId)> = None;
        let mut inputs = VecDeque::from([Input::IncomingCall(exchange::IncomingCall {
            leg,
            contact: None,
            called: common::NUMBER.parse().expect("a number"),
            caller: ids::Pii::new("+4930123456".into()),
            display_name: None,
            headers: BTreeMap::new(),
            kind: LegKind::Sip,
        })]);
        let mut hung_up = false;
        loop {
            while let Some(input) = inputs.pop_front() {
                exchange.handle(now, input);
                while let Some(output) = exchange.poll() {
                    outputs += 1;
                    match output {
                        Output::Leg(LegCommand::Answer { leg }) => {
                            inputs.push_back(Input::Leg(LegEvent::Answered { leg }));
                        }
                        Output::Leg(LegCommand::ConnectAgent { leg, .. }) => {
                            inputs.push_back(Input::Media(MediaEvent::MediaUp { leg }));
                        }
                        Output::Media(MediaCommand::Play {
                            leg, play, looped, ..
                        }) if !looped => {
                            inputs.push_back(finished(leg, play));
                        }
                        Output::AgentSnapshot {
                            agent: id,
                            snapshot,
                        } => {
                            for held in snapshot.contacts {
                                if held.offer_expires.is_some() {
                                    let contact = held.contact_id;
                                    let command = Command::Accept { agent: id, contact };
                                    agent = Some((id, contact));
                                    inputs.push_back(told(command));
                                }
                            }
                        }
                        Output::Publish(it) if it.topic == exchange::Topic::ContactRecords => {
                            records += 1;
                        }
                        _ => {}
                    }
                }
            }
            peak = peak.max(exchange.live_contacts());
            if !hung_up {
                hung_up = true;
                now = Timestamp(now.0 + 1);
                let cause = EndCause::HungUp;
                inputs.push_back(Input::Leg(LegEvent::Ended { leg, cause }));
                if let Some((agent, contact)) = agent {
                    inputs.push_back(told(Command::Clear { agent, contact }));
                }
            } else {
                break;
            }
        }
    }
    let elapsed = start.elapsed().as_secs_f64();
    println!(
        "{:.0} contacts/s ({CONTACTS} in {elapsed:.2} s), {:.1} outputs each, {records} records, \
         {peak} live at most",
        CONTACTS as f64 / elapsed,
        outputs as f64 / CONTACTS as f64,
    );
}

fn finished(leg: LegId, play: PlayId) -> Input {
    Input::Media(MediaEvent::PlayFinished { leg, play })
}

fn told(command: Command) -> Input {
    Input::Command {
        token: CommandToken(0),
        command,
    }
}
