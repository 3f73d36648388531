//! Carrying out what a leg's transition function decides.

use super::send::Outline;
use super::within::write_cause;
use super::{Engine, Facts, Flow, Offer, Path, Purpose, REMIND};
use crate::dialog::Dialog;
use crate::handle::Counters;
use crate::leg::{Action, Input, News, State, step};
use crate::wire::{Method, Writer, reason_phrase};
use crate::{Cause, SipEvent};
use ids::LegId;
use std::net::SocketAddr;
use std::time::Instant;
use tracing::debug;

impl Engine {
    /// Gives an input to a leg and does what follows. False where it is not allowed, or where
    /// there is no such leg.
    pub(super) fn drive(&mut self, now: Instant, id: LegId, input: Input, facts: Facts) -> bool {
        let Some(leg) = self.legs.get_mut(&id) else {
            return false;
        };
        let Some((next, actions)) = step(leg.state, input) else {
            return false;
        };
        let entered = leg.state != next;
        debug!(leg = %id, from = ?leg.state, ?input, to = ?next, "SIP leg");
        leg.state = next;
        for action in actions {
            self.act(now, id, *action, &facts);
        }
        if entered {
            self.entered(now, id, next);
        }
        true
    }

    /// What changes with a state, whatever led to it.
    fn entered(&mut self, now: Instant, id: LegId, state: State) {
        let patience = self.config.timers.transaction_timeout();
        let Some(leg) = self.legs.get_mut(&id) else {
            return;
        };
        if !matches!(state, State::Offered | State::Early) {
            leg.ringing = None;
            leg.wake.remind = None;
        }
        match state {
            // Section 9.1: without a final response the call counts as canceled after 64 × T1.
            State::Canceling => leg.wake.ring = Some(now + patience),
            State::Closing | State::Over => {
                leg.wake.session = None;
                if let Offer::Theirs(tx) = leg.offer {
                    leg.offer = Offer::None;
                    self.refuse(now, tx, 487, &[]);
                }
            }
            _ => {}
        }
        if state == State::Over {
            self.forget(now, id);
        }
        self.arm_leg(id);
    }

    fn forget(&mut self, now: Instant, id: LegId) {
        let timers = self.config.timers;
        let Some(leg) = self.legs.remove(&id) else {
            return;
        };
        if let Some(dialog) = leg.dialog {
            self.dialogs.remove(&dialog.key);
        }
        // After a BYE that overtook the ACK nothing is left to be acknowledged.
        if let (Some(tx), State::Over) = (leg.invite, leg.state)
            && let Some(tx) = self.server_tx(tx)
            && tx.machine.accepted()
        {
            tx.machine.acknowledge(now, &timers);
        }
        if let Some(tx) = leg.invite {
            self.arm_tx(tx);
        }
    }

    fn act(&mut self, now: Instant, id: LegId, action: Action, facts: &Facts) {
        match action {
            Action::Provisional => self.provisional(now, id, facts),
            Action::Answer => {
                Counters::add(&self.counters.answered);
                if let Some(tx) = self.legs.get(&id).and_then(|leg| leg.invite) {
                    self.accept(now, id, tx, facts.sdp.clone());
                }
            }
            Action::Refuse => {
                if let Some(tx) = self.legs.get(&id).and_then(|leg| leg.invite) {
                    let refusal = Facts {
                        status: facts.status,
                        reason: facts.reason.clone(),
                        ..Facts::default()
                    };
                    let reasons = write_cause(&Cause {
                        status: None,
                        ..facts.cause.clone()
                    });
                    match reasons.first() {
                        Some(reason) => self.respond(now, tx, &refusal, &[("Reason", reason)]),
                        None => self.respond(now, tx, &refusal, &[]),
                    };
                }
            }
            Action::Terminate => {
                if let Some(tx) = self.legs.get(&id).and_then(|leg| leg.invite) {
                    self.refuse(now, tx, 487, &[]);
                }
            }
            Action::Bye => self.bye(now, id, facts),
            Action::Cancel => self.send_cancel(now, id),
            Action::Invite => self.send_invite(now, id),
            Action::Ack => {
                let invite = self
                    .legs
                    .get(&id)
                    .and_then(|leg| Some((leg.invite?, leg.invite_seq)));
                if let Some((tx, cseq)) = invite {
                    self.acknowledge(id, tx, cseq);
                }
            }
            Action::Tell(news) => self.news(id, news, facts),
        }
    }

    fn provisional(&mut self, now: Instant, id: LegId, facts: &Facts) {
        let Some(leg) = self.legs.get_mut(&id) else {
            return;
        };
        leg.ringing = Some(facts.sdp.clone());
        leg.wake.remind = Some(now + REMIND);
        let (Some(tx), path) = (leg.invite, leg.path) else {
            return;
        };
        let ringing = Facts {
            status: if facts.sdp.is_some() { 183 } else { 180 },
            sdp: facts.sdp.clone(),
            ..Facts::default()
        };
        let contact = self.contact(&path);
        self.respond(now, tx, &ringing, &[("Contact", &contact)]);
        self.arm_leg(id);
    }

    fn bye(&mut self, now: Instant, id: LegId, facts: &Facts) {
        let branch = self.branch();
        let Some(leg) = self.legs.get_mut(&id) else {
            return;
        };
        let cause = match facts.cause == Cause::default() {
            true => leg.cause.clone(),
            false => facts.cause.clone(),
        };
        let Some(dialog) = &mut leg.dialog else {
            return;
        };
        let cseq = dialog.next_seq();
        let (dialog, path, symmetric) = (dialog.clone(), leg.path, leg.symmetric);
        let reconnect = dialog.next_hop();
        let path = self.toward(path, symmetric, reconnect);
        let proofs = self.proofs(id, "BYE", &dialog.route().uri);
        let mut writer = self.dialog_request(&path, &dialog, "BYE", &branch, cseq);
        for (name, value) in proofs {
            writer.header(name, value);
        }
        for reason in write_cause(&cause) {
            writer.header("Reason", reason);
        }
        let message = writer.finish(None);
        let key = (branch, Method::Bye);
        self.ask(now, (path, reconnect), key, message, Purpose::Bye(id));
    }

    fn news(&mut self, leg: LegId, news: News, facts: &Facts) {
        let sdp = facts.sdp.clone();
        let event = match news {
            News::Canceled => SipEvent::Canceled { leg },
            News::Confirmed => SipEvent::Confirmed { leg, sdp },
            News::Ringing => SipEvent::Ringing { leg, sdp },
            News::Answered => {
                Counters::add(&self.counters.answered);
                SipEvent::Answered { leg, sdp }
            }
            News::Failed => {
                let dial = self.legs.get(&leg).and_then(|leg| leg.dial.as_ref());
                let status = match dial.is_some_and(|dial| dial.rang_out) {
                    true => 408,
                    false => facts.status,
                };
                let given = status == facts.status && !facts.reason.is_empty();
                let reason = match given {
                    true => facts.reason.clone(),
                    false => reason_phrase(status).to_owned(),
                };
                SipEvent::Failed {
                    leg,
                    status,
                    reason,
                }
            }
            News::Ended(by) => SipEvent::Ended {
                leg,
                by,
                cause: facts.cause.clone(),
            },
        };
        self.tell(event);
    }

    /// A new branch.
    pub(super) fn branch(&mut self) -> String {
        format!("z9hG4bK{}", self.token())
    }

    /// The way of a request within a dialog: along its connection, back to where the peer's
    /// requests come from, or to its next hop.
    pub(super) fn toward(&self, path: Path, symmetric: bool, hop: Option<SocketAddr>) -> Path {
        match (path.flow, symmetric, hop) {
            (Flow::Udp, false, Some(peer)) => Path { peer, ..path },
            _ => path,
        }
    }

    /// Starts a request within a dialog.
    pub(super) fn dialog_request(
        &self,
        path: &Path,
        dialog: &Dialog,
        method: &str,
        branch: &str,
        cseq: u32,
    ) -> Writer {
        self.outline(
            path,
            &Outline {
                method,
                route: dialog.route(),
                branch,
                from: &dialog.local,
                to: &dialog.remote,
                call_id: &dialog.key.call_id,
                cseq,
            },
        )
    }
}
