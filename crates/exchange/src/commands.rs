//! Commands of agents' pages and APIs: who may do what in which state.

use crate::agent::ContactState;
use crate::calls::check_attributes;
use crate::command::{Command, CommandError, Reply};
use crate::contact::{ContactFacts, EventType, StringMap, contact_event, contact_record};
use crate::exchange::Exchange;
use crate::journal::{ContactEntry, OfferEnd};
use crate::output::Output;
use ids::{AgentStatusId, ContactId, UserId};

type Answer = Result<Reply, CommandError>;

impl Exchange {
    pub(crate) fn command(&mut self, command: Command) -> Answer {
        match command {
            Command::SignIn { agent } => {
                let (desk, ctx) = self.desk(agent)?;
                desk.sign_in(ctx);
                Ok(Reply::Done)
            }
            Command::PageClosed { agent } => {
                let (desk, ctx) = self.desk(agent)?;
                desk.page_closed(ctx);
                Ok(Reply::Done)
            }
            Command::SignOut { agent } => {
                let (desk, ctx) = self.desk(agent)?;
                desk.sign_out(ctx);
                Ok(Reply::Done)
            }
            Command::SetStatus { agent, status } | Command::PutUserStatus { agent, status } => {
                self.set_status(agent, status)
            }
            Command::Accept { agent, contact } => {
                self.expect(agent, contact, &[ContactState::Incoming])?;
                self.on_call(contact, |call, ctx, _| {
                    call.accept(ctx);
                    Ok(())
                })
            }
            Command::Reject { agent, contact } => {
                self.expect(agent, contact, &[ContactState::Incoming])?;
                self.on_call(contact, |call, ctx, _| {
                    call.offer_over(OfferEnd::Rejected, ctx);
                    Ok(())
                })
            }
            Command::HangUp { agent, contact } => {
                self.expect(
                    agent,
                    contact,
                    &[
                        ContactState::Connecting,
                        ContactState::Connected,
                        ContactState::ConnectedOnHold,
                    ],
                )?;
                self.on_call(contact, |call, ctx, desks| {
                    call.agent_left(None, ctx, desks);
                    Ok(())
                })
            }
            Command::Clear { agent, contact } => {
                let (desk, ctx) = self.desk(agent)?;
                desk.clear(ctx, contact)?;
                Ok(Reply::Done)
            }
            Command::Hold { agent, contact } => {
                self.expect(agent, contact, &[ContactState::Connected])?;
                self.on_call(contact, |call, ctx, desks| call.hold(ctx, desks))
            }
            Command::Resume { agent, contact } => {
                self.expect(agent, contact, &[ContactState::ConnectedOnHold])?;
                self.on_call(contact, |call, ctx, desks| call.resume(ctx, desks))
            }
            Command::Mute {
                agent,
                contact,
                muted,
            } => {
                self.expect(agent, contact, TALKING)?;
                self.on_call(contact, |call, ctx, _| call.mute(muted, ctx))?;
                let (desk, ctx) = self.desk(agent)?;
                desk.muted(ctx, contact, muted);
                Ok(Reply::Done)
            }
            Command::SendDigits {
                agent,
                contact,
                digits,
            } => {
                self.expect(agent, contact, TALKING)?;
                self.on_call(contact, |call, ctx, _| call.send_digits(digits, ctx))
            }
            Command::Snapshot { agent } => {
                self.desk(agent)?;
                let calls = &self.calls;
                let snapshot = self
                    .desks
                    .get_mut(&agent)
                    .ok_or(CommandError::UserNotFound(agent))?
                    .snapshot(|id| calls.get(&id).map(|call| &call.facts));
                Ok(Reply::Snapshot(Box::new(snapshot)))
            }
            Command::StopContact { contact } => {
                self.on_call(contact, |call, ctx, desks| call.stop(ctx, desks))
            }
            Command::UpdateContactAttributes {
                contact,
                attributes,
                closed,
            } => self.update_attributes(contact, attributes, closed),
            Command::DescribeContact { contact } => self
                .contact(contact)
                .map(|facts| Reply::Contact(Box::new(facts.clone())))
                .ok_or(CommandError::ContactNotFound(contact)),
            Command::ListContacts => Ok(Reply::Contacts(
                self.contacts().into_iter().cloned().collect(),
            )),
            Command::CurrentUserData { agents } => Ok(Reply::Agents(
                self.desks
                    .iter()
                    .filter(|(id, _)| agents.is_empty() || agents.contains(id))
                    .map(|(_, desk)| desk.facts().clone())
                    .collect(),
            )),
        }
    }

    fn set_status(&mut self, agent: UserId, status: AgentStatusId) -> Answer {
        let status = self
            .ctx
            .directory
            .status(status)
            .cloned()
            .ok_or(CommandError::StatusNotFound(status))?;
        let (desk, ctx) = self.desk(agent)?;
        desk.set_status(ctx, &status)?;
        Ok(Reply::Done)
    }

    fn update_attributes(
        &mut self,
        contact: ContactId,
        attributes: StringMap,
        closed: Option<Box<ContactFacts>>,
    ) -> Answer {
        if self.calls.contains_key(&contact) {
            return self.on_call(contact, |call, ctx, _| call.set_attributes(ctx, attributes));
        }
        let mut facts = closed
            .filter(|it| it.id == contact)
            .ok_or(CommandError::ContactNotFound(contact))?;
        check_attributes(&facts.attributes, &attributes)?;
        let ctx = &mut self.ctx;
        ctx.note(&mut facts, ContactEntry::AttributesSet { attributes });
        ctx.out.changed_contacts.remove(&contact);
        let event = contact_event(
            &ctx.identity,
            &facts,
            EventType::DataUpdated,
            &["UserDefinedAttributes"],
            ctx.ids.uuid(),
            ctx.now,
        );
        ctx.out.publish(event);
        let record = contact_record(&ctx.identity, &facts);
        ctx.out.publish(record.clone());
        ctx.out.durable(Output::Contact(facts));
        Ok(Reply::Record(record.body))
    }

    /// Whether a contact is in one of these states at an agent.
    fn expect(
        &self,
        agent: UserId,
        contact: ContactId,
        states: &[ContactState],
    ) -> Result<(), CommandError> {
        let state = self.held_state(agent, contact)?;
        if states.contains(&state) {
            return Ok(());
        }
        Err(CommandError::InvalidState {
            state: state.name(),
        })
    }

    fn on_call(
        &mut self,
        contact: ContactId,
        act: impl FnOnce(
            &mut crate::calls::Call,
            &mut crate::context::Context,
            &crate::agent::Desks,
        ) -> Result<(), CommandError>,
    ) -> Answer {
        match self.call(contact, act) {
            Some(result) => result.map(|()| Reply::Done),
            None => Err(CommandError::ContactNotFound(contact)),
        }
    }
}

const TALKING: &[ContactState] = &[ContactState::Connected, ContactState::ConnectedOnHold];
