//! Commands.

use super::send::ALLOW;
use super::{Engine, Facts, Offer, Purpose};
use crate::handle::Command;
use crate::leg::{Input, State};
use crate::wire::Method;
use crate::{Cause, SipEvent, dtmf};
use ids::LegId;
use std::time::Instant;

impl Engine {
    /// Obeys a command. False where the leg's state does not allow it.
    pub(super) fn command(&mut self, now: Instant, command: Command) -> bool {
        match command {
            Command::Ring { leg, sdp } => {
                let facts = Facts {
                    sdp,
                    ..Facts::default()
                };
                self.drive(now, leg, Input::Ring, facts)
            }
            Command::Answer { leg, sdp } => {
                let facts = Facts {
                    sdp: Some(sdp),
                    ..Facts::default()
                };
                self.drive(now, leg, Input::Answer, facts)
            }
            Command::Reject {
                leg,
                status,
                reason,
            } => {
                let status = if (300..700).contains(&status) {
                    status
                } else {
                    500
                };
                let facts = Facts {
                    cause: Cause::status(status, reason.clone()),
                    status,
                    reason,
                    ..Facts::default()
                };
                self.drive(now, leg, Input::Reject, facts)
            }
            Command::Hangup { leg, cause } => {
                let refusal = cause.status.filter(|s| (300..700).contains(s));
                if let Some(leg) = self.legs.get_mut(&leg) {
                    leg.cause = cause.clone();
                }
                let facts = Facts {
                    status: refusal.unwrap_or(603),
                    cause,
                    ..Facts::default()
                };
                self.drive(now, leg, Input::Hangup, facts)
            }
            Command::Dial { leg, request } => self.dial(leg, *request),
            Command::Reinvite { leg, sdp } => self.offer(now, leg, &sdp),
            Command::AnswerReinvite { leg, sdp } => self.settle_reinvite(now, leg, Ok(sdp)),
            Command::RejectReinvite { leg, status } => {
                let status = if (300..700).contains(&status) {
                    status
                } else {
                    488
                };
                self.settle_reinvite(now, leg, Err(status))
            }
            Command::InfoDtmf {
                leg,
                digit,
                duration,
            } => self.send_key(now, leg, digit, duration),
            Command::Drain => {
                self.draining = true;
                true
            }
        }
    }

    /// Our re-INVITE.
    fn offer(&mut self, now: Instant, id: LegId, sdp: &str) -> bool {
        let branch = self.branch();
        let Some(leg) = self.legs.get_mut(&id) else {
            return false;
        };
        if leg.state != State::Talking {
            return false;
        }
        if leg.offer != Offer::None {
            self.tell(SipEvent::ReinviteFailed {
                leg: id,
                status: 491,
            });
            return true;
        }
        let Some(dialog) = &mut leg.dialog else {
            return false;
        };
        leg.offer = Offer::Ours;
        let cseq = dialog.next_seq();
        let (dialog, path, symmetric) = (dialog.clone(), leg.path, leg.symmetric);
        let reconnect = dialog.next_hop();
        let path = self.toward(path, symmetric, reconnect);
        let proofs = self.proofs(id, "INVITE", &dialog.route().uri);
        let mut writer = self.dialog_request(&path, &dialog, "INVITE", &branch, cseq);
        for (name, value) in proofs {
            writer.header(name, value);
        }
        writer
            .header("Contact", self.contact(&path))
            .header("Allow", ALLOW);
        let message = writer.finish(Some(("application/sdp", sdp)));
        let key = (branch, Method::Invite);
        self.ask(now, (path, reconnect), key, message, Purpose::Reinvite(id));
        true
    }

    /// A key by INFO.
    fn send_key(&mut self, now: Instant, id: LegId, digit: char, duration: u32) -> bool {
        let branch = self.branch();
        let Some(leg) = self.legs.get_mut(&id) else {
            return false;
        };
        if !leg.state.in_session() || !dtmf::is_key(digit) {
            return false;
        }
        let Some(dialog) = &mut leg.dialog else {
            return false;
        };
        let cseq = dialog.next_seq();
        let (dialog, path, symmetric) = (dialog.clone(), leg.path, leg.symmetric);
        let reconnect = dialog.next_hop();
        let path = self.toward(path, symmetric, reconnect);
        let proofs = self.proofs(id, "INFO", &dialog.route().uri);
        let mut writer = self.dialog_request(&path, &dialog, "INFO", &branch, cseq);
        for (name, value) in proofs {
            writer.header(name, value);
        }
        let body = dtmf::write(digit, duration);
        let message = writer.finish(Some(("application/dtmf-relay", &body)));
        let key = (branch, Method::Info);
        self.ask(now, (path, reconnect), key, message, Purpose::Info(id));
        true
    }
}
