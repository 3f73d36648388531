//! After a crash: calls that were live are closed truthfully, callbacks that waited for an agent
//! wait on, tasks are where they were, agents keep their status and their tasks.
//!
//! A call whose process was killed was lost by the network that the exchange is part of: neither
//! side hung up, so that its reason is `TELECOM_PROBLEM` (connect-d-data-metrics.md §9.4). When
//! exactly it was lost nobody knows; the time of the restart, at which it is known to be lost, is
//! written. A recording that ran was not finished and is not to be had.

use crate::agent::{AgentFacts, Desk};
use crate::contact::{
    ContactFacts, DisconnectReason, EventType, RecordingStatus, contact_event, contact_record,
};
use crate::context::Context;
use crate::exchange::Exchange;
use crate::journal::{ContactEntry, OfferEnd};
use crate::output::Output;
use crate::tasks::Task;
use ids::{ContactId, UserId};
use std::collections::BTreeSet;

impl Exchange {
    pub(crate) fn recover(&mut self, contacts: Vec<ContactFacts>, agents: Vec<AgentFacts>) {
        // Tasks stay with their agents.
        let staying: BTreeSet<(UserId, ContactId)> = contacts
            .iter()
            .filter(|it| !it.complete())
            .filter_map(|it| Some((Task::holder(it)?, it.id)))
            .collect();
        for facts in agents {
            let id = facts.id;
            if self.ctx.directory.user(id).is_some() {
                let stays = |contact| staying.contains(&(id, contact));
                let desk = Desk::recovered(&mut self.ctx, facts, stays);
                self.desks.insert(id, desk);
            }
        }
        for facts in contacts {
            let known = facts.complete() || self.calls.contains_key(&facts.id);
            if !known && !self.take_up(&facts) {
                close(facts, &mut self.ctx);
            }
        }
    }
}

fn close(mut facts: ContactFacts, ctx: &mut Context) {
    let contact = facts.id;
    if facts.phase == crate::contact::Phase::Offered
        && let Some(agent) = facts.offered_to
    {
        let end = OfferEnd::Withdrawn;
        ctx.note(&mut facts, ContactEntry::OfferEnded { agent, end });
    }
    let talking = facts
        .agent
        .as_ref()
        .is_some_and(|it| it.connected.is_some() && it.disconnected.is_none());
    if talking {
        let entry = match facts.monitor.is_some() {
            true => ContactEntry::WatchEnded,
            false => ContactEntry::AgentDisconnected,
        };
        ctx.note(&mut facts, entry);
    }
    let running: Vec<_> = facts
        .recordings
        .iter()
        .filter(|it| it.status == RecordingStatus::Running)
        .map(|it| (it.id, it.started))
        .collect();
    for (recording, started) in running {
        let entry = ContactEntry::RecordingFinished {
            recording,
            started,
            stopped: ctx.now,
            status: RecordingStatus::Failed,
        };
        ctx.note(&mut facts, entry);
    }
    if facts.disconnected.is_none() {
        let reason = DisconnectReason::TelecomProblem;
        let entry = ContactEntry::Disconnected {
            reason,
            issue: None,
        };
        ctx.note(&mut facts, entry);
        let event = contact_event(
            &ctx.identity,
            &facts,
            EventType::Disconnected,
            &[],
            ctx.ids.uuid(),
            ctx.now,
        );
        ctx.out.publish(event);
    }
    let working = facts
        .agent
        .as_ref()
        .is_some_and(|it| it.acw_started.is_some() && it.acw_ended.is_none());
    if working {
        ctx.note(&mut facts, ContactEntry::WorkEnded);
    }
    ctx.note(&mut facts, ContactEntry::Completed);
    ctx.out.changed_contacts.remove(&contact);
    let record = contact_record(&ctx.identity, &facts);
    ctx.out.publish(record);
    ctx.out.durable(Output::Contact(Box::new(facts)));
}
