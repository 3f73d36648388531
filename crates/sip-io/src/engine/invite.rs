//! Incoming calls: the first INVITE, its CANCEL and its ACK.

use super::receive::server_key;
use super::{Engine, Facts, Leg, Offer, Path, ServerKey, TxId, Wake};
use crate::dialog::{Dialog, DialogKey};
use crate::handle::Counters;
use crate::leg::{Input, State};
use crate::session::{TooShort, agree};
use crate::wire::{Address, Head, Method, Request, Uri};
use crate::{Cause, IncomingCall, Party, SipEvent};
use ids::{LegId, Pii};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

impl Engine {
    /// A call arrives.
    pub(super) fn invite(&mut self, now: Instant, path: Path, id: TxId, request: &Request) {
        let head = &request.head;
        if self.draining || self.legs.len() >= self.config.max_calls {
            Counters::add(&self.counters.turned_away);
            let wait = 5 + (self.random)() % 10;
            self.refuse(now, id, 503, &[("Retry-After", &wait)]);
            return;
        }
        let Some(to_tag) = self.server_tx(id).map(|tx| tx.to_tag.clone()) else {
            return;
        };
        let Some(uri) = &request.uri else {
            self.refuse(now, id, 416, &[]);
            return;
        };
        if self.refuse_body(now, id, head) || self.refuse_timer(now, id, head) {
            return;
        }
        let dialog = Dialog::answering(head, &to_tag).filter(|_| head.from.tag.is_some());
        let Some(dialog) = dialog else {
            self.refuse(now, id, 400, &[]);
            return;
        };
        let leg: LegId = self.ids.id();
        if let Some(tx) = self.server_tx(id) {
            tx.leg = Some(leg);
        }
        self.dialogs.insert(dialog.key.clone(), leg);
        self.legs.insert(
            leg,
            Leg {
                state: State::Offered,
                path,
                symmetric: behind_nat(head, &path, &dialog.target),
                dialog: Some(dialog),
                invite: Some(id),
                invite_seq: head.cseq,
                offer: Offer::None,
                late_offer: head.body.is_empty(),
                ringing: None,
                cause: Cause::default(),
                dial: None,
                authority: None,
                wake: Wake::default(),
            },
        );
        Counters::add(&self.counters.invites);
        let trying = Facts {
            status: 100,
            ..Facts::default()
        };
        self.respond(now, id, &trying, &[]);
        self.tell(SipEvent::Invite {
            leg,
            call: Box::new(incoming(head, &path, uri)),
        });
    }

    /// Refuses a body that is not SDP. True if it did.
    pub(super) fn refuse_body(&mut self, now: Instant, id: TxId, head: &Head) -> bool {
        let sdp = head
            .content_type()
            .is_none_or(|kind| kind == "application/sdp");
        let plain = head
            .get("Content-Encoding")
            .is_none_or(|e| e.eq_ignore_ascii_case("identity"));
        if sdp && plain {
            return false;
        }
        self.refuse(
            now,
            id,
            415,
            &[("Accept", &"application/sdp"), ("Accept-Encoding", &"")],
        );
        true
    }

    /// Refuses a session interval that is too short. True if it did.
    pub(super) fn refuse_timer(&mut self, now: Instant, id: TxId, head: &Head) -> bool {
        match agree(head, &self.config.timers) {
            Err(TooShort(least)) => {
                self.refuse(now, id, 422, &[("Min-SE", &least)]);
                true
            }
            Ok(_) => false,
        }
    }

    /// A CANCEL: 200 for itself, and 487 for an INVITE that is still open (section 9.2).
    pub(super) fn cancel(&mut self, now: Instant, path: Path, request: Request, key: ServerKey) {
        let invite = self
            .servers
            .get(&server_key(&request.head, &Method::Invite))
            .copied();
        let target = invite.and_then(|id| self.server_tx(id));
        let found = target.map(|tx| (tx.leg, tx.to_tag.clone(), tx.machine.answered()));
        let id = self.open(path, Arc::new(request), key, None);
        let Some((leg, to_tag, answered)) = found else {
            self.refuse(now, id, 481, &[]);
            self.forget_tx(id);
            return;
        };
        if let Some(tx) = self.server_tx(id) {
            tx.to_tag = to_tag;
        }
        self.refuse(now, id, 200, &[]);
        let (Some(leg), false) = (leg, answered) else {
            return;
        };
        let reinvite = self.legs.get(&leg).is_some_and(|l| l.invite != invite);
        match (reinvite, invite) {
            (true, Some(invite)) => self.cancel_reinvite(now, leg, invite),
            _ => {
                self.drive(now, leg, Input::Cancel, Facts::default());
            }
        }
    }

    /// An ACK with the branch of its INVITE: of a refusal, or of a peer that reuses branches.
    pub(super) fn acknowledge_tx(&mut self, now: Instant, id: TxId, request: Request) {
        let timers = self.config.timers;
        let Some(tx) = self.server_tx(id) else {
            return;
        };
        if tx.leg.is_some() && request.head.to.tag.is_some() {
            self.acknowledge_dialog(now, &request);
        }
        if let Some(tx) = self.server_tx(id) {
            tx.machine.acknowledge(now, &timers);
            self.arm_tx(id);
        }
    }

    /// An ACK with a branch of its own: of a 2xx (section 13.2.2.4).
    pub(super) fn acknowledge_dialog(&mut self, now: Instant, request: &Request) {
        let head = &request.head;
        let Some((id, leg)) = self.find(head) else {
            return;
        };
        let sdp = head.sdp();
        match (leg.state, leg.offer) {
            (State::Answered { .. }, _) if head.cseq == leg.invite_seq => {
                let tx = leg.invite;
                let sdp = sdp.filter(|_| leg.late_offer);
                self.stop_repeating(now, tx);
                let facts = Facts {
                    sdp,
                    ..Facts::default()
                };
                self.drive(now, id, Input::Ack, facts);
            }
            (_, Offer::Acknowledging(tx)) => {
                let invite = self.server_tx(tx).and_then(|tx| tx.request.clone());
                let asked = invite.map(|r| (r.head.cseq == head.cseq, r.head.body.is_empty()));
                if let Some((true, late)) = asked {
                    self.stop_repeating(now, Some(tx));
                    if let Some(leg) = self.legs.get_mut(&id) {
                        leg.offer = Offer::None;
                    }
                    let sdp = sdp.filter(|_| late);
                    self.tell(SipEvent::ReinviteConfirmed { leg: id, sdp });
                }
            }
            // An ACK that came again, or late, is absorbed.
            _ => {}
        }
    }

    fn stop_repeating(&mut self, now: Instant, tx: Option<TxId>) {
        let timers = self.config.timers;
        if let Some(id) = tx
            && let Some(tx) = self.server_tx(id)
        {
            tx.machine.acknowledge(now, &timers);
            self.arm_tx(id);
        }
    }

    /// The leg that a request within a dialog belongs to.
    pub(super) fn find(&mut self, head: &Head) -> Option<(LegId, &mut Leg)> {
        let key = DialogKey {
            call_id: head.call_id.clone(),
            local_tag: head.to.tag.clone()?,
            remote_tag: head.from.tag.clone().unwrap_or_default(),
        };
        let id = *self.dialogs.get(&key)?;
        Some((id, self.legs.get_mut(&id)?))
    }
}

fn party(address: &Address) -> Party {
    let uri = Uri::parse(&address.uri);
    Party {
        user: Pii::new(uri.as_ref().map(|u| u.user.clone()).unwrap_or_default()),
        display: Pii::new(address.display.clone()),
        host: uri.map(|u| u.host).unwrap_or_default(),
    }
}

fn incoming(head: &Head, path: &Path, uri: &Uri) -> IncomingCall {
    IncomingCall {
        from: party(&head.from),
        to: party(&head.to),
        request_user: Pii::new(uri.user.clone()),
        headers: head
            .all()
            .map(|(name, value)| (name.to_owned(), Pii::new(value.to_owned())))
            .collect(),
        call_id: head.call_id.clone(),
        sdp: head.sdp(),
        source: path.peer,
        transport: path.transport(),
    }
}

/// Whether the peer's Contact is of no use to us: it sits alone behind a translated address, or
/// names a private one while it speaks from a public one.
pub(super) fn behind_nat(head: &Head, path: &Path, target: &str) -> bool {
    let seen = path.peer.ip().to_canonical();
    if !head.list("Record-Route").is_empty() {
        return false;
    }
    let via: Option<IpAddr> = head.via_host.trim_matches(['[', ']']).parse().ok();
    let translated = head.vias.len() == 1 && via.is_some_and(|ip| ip != seen);
    let contact = Uri::parse(target).and_then(|uri| uri.socket_addr());
    translated || contact.is_some_and(|at| private(at.ip()) && !private(seen))
}

fn private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}
