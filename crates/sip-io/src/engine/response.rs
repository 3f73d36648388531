//! Responses to our requests.

use super::send::Outline;
use super::{Engine, Facts, Offer, Path, Purpose, Tx, TxId};
use crate::dialog::{Dialog, Route};
use crate::leg::Input;
use crate::transaction::Verdict;
use crate::wire::{Method, Response};
use crate::{Cause, SipEvent};
use bytes::Bytes;
use ids::LegId;
use std::time::Instant;

impl Engine {
    /// Takes a response. One that belongs to no transaction is dropped (section 18.1.2).
    pub(super) fn response(&mut self, now: Instant, path: Path, response: Response) {
        let timers = self.config.timers;
        let head = &response.head;
        let key = (head.branch.clone(), head.cseq_method.name().to_owned());
        let Some(id) = self.clients.get(&key).copied() else {
            return;
        };
        let Some(Tx::Client(tx)) = self.txs.get_mut(&id) else {
            return;
        };
        let verdict = tx.machine.response(now, &timers, response.status);
        let purpose = tx.purpose.clone();
        self.arm_tx(id);
        match purpose {
            Purpose::Invite(leg) => self.invite_response(now, path, id, leg, &response, verdict),
            _ if verdict == Verdict::Repeated => self.acknowledge_again(id),
            _ if response.status < 200 => {}
            Purpose::Reinvite(leg) => self.reinvite_response(now, id, leg, &response),
            Purpose::Bye(leg) => {
                self.drive(now, leg, Input::ByeDone, Facts::default());
            }
            Purpose::Info(leg) if matches!(response.status, 408 | 481) => {
                self.lost(now, leg, &response);
            }
            Purpose::Info(_) | Purpose::Aside => {}
        }
    }

    fn invite_response(
        &mut self,
        now: Instant,
        path: Path,
        id: TxId,
        leg: LegId,
        response: &Response,
        verdict: Verdict,
    ) {
        match (response.status, verdict) {
            (100, _) => {
                self.drive(now, leg, Input::Trying, Facts::default());
            }
            (101..=199, _) => {
                let facts = Facts {
                    sdp: response.head.sdp(),
                    ..Facts::default()
                };
                self.drive(now, leg, Input::Ringing, facts);
            }
            (200..=299, Verdict::Fresh) => self.answered(now, path, id, leg, response),
            (200..=299, Verdict::Repeated) => {
                let known = self.legs.get(&leg).and_then(|l| l.dialog.as_ref());
                match known
                    .is_some_and(|d| Some(&d.key.remote_tag) == response.head.to.tag.as_ref())
                {
                    true => self.acknowledge_again(id),
                    // Another branch of a forked call answered too: one is enough.
                    false => self.part(now, path, response),
                }
            }
            (401 | 407, Verdict::Fresh) if self.challenged(leg, response) => {
                self.acknowledge_refusal(id, response);
                self.drive(now, leg, Input::Challenged, Facts::default());
            }
            (_, Verdict::Fresh) => {
                self.acknowledge_refusal(id, response);
                let facts = Facts {
                    status: response.status,
                    reason: response.reason.clone(),
                    ..Facts::default()
                };
                self.drive(now, leg, Input::Failure, facts);
            }
            (_, Verdict::Repeated) => self.acknowledge_again(id),
        }
    }

    /// Our call was answered.
    fn answered(&mut self, now: Instant, path: Path, id: TxId, leg_id: LegId, response: &Response) {
        let Some(leg) = self.legs.get_mut(&leg_id) else {
            self.part(now, path, response);
            return;
        };
        let Some(dial) = &leg.dial else {
            return;
        };
        let dialog = Dialog::asking(&response.head, &dial.local, &dial.local_tag, &dial.uri);
        leg.symmetric = super::invite::behind_nat(&response.head, &leg.path, &dialog.target)
            // The Via of a response is our own.
            && response.head.contact().is_some();
        self.dialogs.insert(dialog.key.clone(), leg_id);
        leg.dialog = Some(dialog);
        leg.invite = Some(id);
        leg.wake.ring = None;
        let facts = Facts {
            sdp: response.head.sdp(),
            status: 487,
            ..Facts::default()
        };
        self.drive(now, leg_id, Input::Success, facts);
    }

    /// Acknowledges the answer of a call that nobody wants any more, and ends it.
    fn part(&mut self, now: Instant, path: Path, response: &Response) {
        let head = &response.head;
        let local_tag = head.from.tag.clone().unwrap_or_default();
        let mut dialog = Dialog::asking(head, &head.from_text, &local_tag, &head.to.uri);
        let (ack, bye) = (self.branch(), self.branch());
        let ack = self
            .dialog_request(&path, &dialog, "ACK", &ack, head.cseq)
            .finish(None);
        let cseq = dialog.next_seq();
        let message = self
            .dialog_request(&path, &dialog, "BYE", &bye, cseq)
            .finish(None);
        let reconnect = dialog.next_hop();
        let path = self.toward(path, false, reconnect);
        self.send(path, ack, reconnect, None);
        self.ask(
            now,
            (path, reconnect),
            (bye, Method::Bye),
            message,
            Purpose::Aside,
        );
    }

    fn reinvite_response(&mut self, now: Instant, id: TxId, leg_id: LegId, response: &Response) {
        let Some(leg) = self.legs.get_mut(&leg_id) else {
            return;
        };
        leg.offer = Offer::None;
        if response.status >= 300 {
            self.acknowledge_refusal(id, response);
            match response.status {
                408 | 481 => self.lost(now, leg_id, response),
                status => self.tell(SipEvent::ReinviteFailed {
                    leg: leg_id,
                    status,
                }),
            }
            return;
        }
        if let Some(dialog) = &mut leg.dialog {
            dialog.refresh_target(&response.head);
        }
        self.acknowledge(leg_id, id, response.head.cseq);
        self.tell(SipEvent::ReinviteAnswered {
            leg: leg_id,
            sdp: response.head.sdp(),
        });
    }

    /// The peer does not know the dialog any more (section 12.2.1.2).
    fn lost(&mut self, now: Instant, leg: LegId, response: &Response) {
        let facts = Facts {
            cause: Cause::status(response.status, response.reason.clone()),
            ..Facts::default()
        };
        self.drive(now, leg, Input::Lost, facts);
    }

    /// Sends the ACK of a 2xx and keeps it for repetitions.
    pub(super) fn acknowledge(&mut self, leg_id: LegId, id: TxId, cseq: u32) {
        let branch = self.branch();
        let Some(leg) = self.legs.get(&leg_id) else {
            return;
        };
        let Some(dialog) = &leg.dialog else {
            return;
        };
        let reconnect = dialog.next_hop();
        let path = self.toward(leg.path, leg.symmetric, reconnect);
        let mut writer = self.dialog_request(&path, dialog, "ACK", &branch, cseq);
        // What the INVITE proved goes with its ACK, which nobody can challenge (section 22.1).
        for (name, value) in leg.authority.iter().flat_map(|it| it.of_invite()) {
            writer.header(name, value);
        }
        let ack = writer.finish(None);
        self.keep_ack(id, path, ack);
    }

    /// Sends the ACK of a refusal, which goes where the INVITE went, with the INVITE's branch
    /// (section 17.1.1.3).
    fn acknowledge_refusal(&mut self, id: TxId, response: &Response) {
        let head = &response.head;
        let Some(Tx::Client(tx)) = self.txs.get(&id) else {
            return;
        };
        let (path, branch) = (tx.path, tx.key.0.clone());
        let (uri, routes) = start_of(&tx.message);
        let ack = self
            .outline(
                &path,
                &Outline {
                    method: "ACK",
                    route: Route { uri, routes },
                    branch: &branch,
                    from: &head.from_text,
                    to: &head.to_text,
                    call_id: &head.call_id,
                    cseq: head.cseq,
                },
            )
            .finish(None);
        self.keep_ack(id, path, ack);
    }

    fn keep_ack(&mut self, id: TxId, path: Path, ack: Bytes) {
        let mut reconnect = None;
        if let Some(Tx::Client(tx)) = self.txs.get_mut(&id) {
            tx.ack = Some(ack.clone());
            tx.path = path;
            reconnect = tx.reconnect;
        }
        self.send(path, ack, reconnect, None);
    }

    fn acknowledge_again(&mut self, id: TxId) {
        let again = match self.txs.get(&id) {
            Some(Tx::Client(tx)) => tx.ack.clone().map(|ack| (tx.path, ack, tx.reconnect)),
            _ => None,
        };
        if let Some((path, ack, reconnect)) = again {
            self.send(path, ack, reconnect, None);
        }
    }
}

/// Request-URI and Route values of a request that we wrote.
fn start_of(message: &[u8]) -> (String, Vec<String>) {
    let text = std::str::from_utf8(message).unwrap_or_default();
    let mut lines = text.split("\r\n");
    let uri = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .unwrap_or_default();
    let routes = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("Route: "))
        .map(str::to_owned)
        .collect();
    (uri.to_owned(), routes)
}
