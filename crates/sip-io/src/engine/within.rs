//! Requests within a dialog: BYE, INFO and re-INVITE.

use super::{Engine, Facts, Offer, Path, TxId};
use crate::leg::{Input, State};
use crate::wire::{Address, Head, Method, params};
use crate::{Cause, SipEvent, dtmf};
use ids::LegId;
use std::fmt::Display;
use std::time::Instant;

impl Engine {
    /// A request with a To tag.
    pub(super) fn within_dialog(&mut self, now: Instant, path: Path, id: TxId, head: &Head) {
        let Some((leg_id, leg)) = self.find(head) else {
            self.refuse(now, id, 481, &[]);
            return;
        };
        if !leg
            .dialog
            .as_mut()
            .is_some_and(|dialog| dialog.take_seq(head.cseq))
        {
            // Section 12.2.2: out of order.
            self.refuse(now, id, 500, &[]);
            return;
        }
        if path.reliable() || leg.symmetric {
            leg.path = path;
        }
        let state = leg.state;
        if let Some(tx) = self.server_tx(id) {
            tx.leg = Some(leg_id);
        }
        match head.cseq_method {
            Method::Bye => {
                self.refuse(now, id, 200, &[]);
                let facts = Facts {
                    cause: read_cause(head),
                    ..Facts::default()
                };
                self.drive(now, leg_id, Input::Bye, facts);
            }
            Method::Options => self.refuse(now, id, 200, &[("Accept", &"application/sdp")]),
            _ if state.told_over() => self.refuse(now, id, 481, &[]),
            Method::Info => self.info(now, id, leg_id, head),
            Method::Invite => self.reinvite(now, id, leg_id, head),
            _ => self.refuse(now, id, 481, &[]),
        }
    }

    fn info(&mut self, now: Instant, id: TxId, leg: LegId, head: &Head) {
        let kind = head.content_type();
        let Some(kind) = kind else {
            // An INFO without a body asks whether the dialog is there.
            self.refuse(now, id, 200, &[]);
            return;
        };
        if !dtmf::is_dtmf(&kind) {
            self.refuse(
                now,
                id,
                415,
                &[("Accept", &"application/dtmf-relay, application/dtmf")],
            );
            return;
        }
        match dtmf::read(&kind, &head.body) {
            Some(key) => {
                self.refuse(now, id, 200, &[]);
                self.tell(SipEvent::Dtmf {
                    leg,
                    digit: key.digit,
                    duration: key.duration,
                });
            }
            None => self.refuse(now, id, 400, &[]),
        }
    }

    /// The peer wants to change the session (section 14.2).
    fn reinvite(&mut self, now: Instant, id: TxId, leg_id: LegId, head: &Head) {
        let Some(leg) = self.legs.get(&leg_id) else {
            return;
        };
        match (leg.state, leg.offer) {
            (State::Talking, Offer::None) => {}
            (State::Talking, Offer::Theirs(_)) | (State::Offered | State::Early, _) => {
                let wait = (self.random)() % 10;
                self.refuse(now, id, 500, &[("Retry-After", &wait)]);
                return;
            }
            _ => {
                self.refuse(now, id, 491, &[]);
                return;
            }
        }
        if self.refuse_body(now, id, head) || self.refuse_timer(now, id, head) {
            return;
        }
        if let Some(leg) = self.legs.get_mut(&leg_id) {
            leg.offer = Offer::Theirs(id);
        }
        let trying = Facts {
            status: 100,
            ..Facts::default()
        };
        self.respond(now, id, &trying, &[]);
        self.tell(SipEvent::Reinvite {
            leg: leg_id,
            sdp: head.sdp(),
        });
    }

    /// The peer took its re-INVITE back: the session goes on as it was.
    pub(super) fn cancel_reinvite(&mut self, now: Instant, leg: LegId, invite: TxId) {
        if let Some(leg) = self.legs.get_mut(&leg)
            && leg.offer == Offer::Theirs(invite)
        {
            leg.offer = Offer::None;
            self.refuse(now, invite, 487, &[]);
        }
    }

    /// Answers the peer's re-INVITE, with SDP for 200 or a status for a refusal. False where
    /// there is none.
    pub(super) fn settle_reinvite(
        &mut self,
        now: Instant,
        leg_id: LegId,
        answer: Result<String, u16>,
    ) -> bool {
        let Some(leg) = self.legs.get_mut(&leg_id) else {
            return false;
        };
        let Offer::Theirs(tx) = leg.offer else {
            return false;
        };
        match answer {
            Err(status) => {
                leg.offer = Offer::None;
                self.refuse(now, tx, status, &[]);
            }
            Ok(sdp) => {
                leg.offer = Offer::Acknowledging(tx);
                let invite = self.server_tx(tx).and_then(|tx| tx.request.clone());
                if let Some(invite) = &invite
                    && let Some(leg) = self.legs.get_mut(&leg_id)
                    && let Some(dialog) = &mut leg.dialog
                {
                    dialog.refresh_target(&invite.head);
                }
                self.accept(now, leg_id, tx, Some(sdp));
            }
        }
        true
    }

    /// Sends the 200 of an INVITE or re-INVITE and starts the session timer that it agrees to.
    pub(super) fn accept(&mut self, now: Instant, leg_id: LegId, tx: TxId, sdp: Option<String>) {
        let timers = self.config.timers;
        let asked = self
            .server_tx(tx)
            .and_then(|tx| Some((tx.path, tx.request.clone()?)));
        let Some((path, invite)) = asked else {
            return;
        };
        let session = crate::session::agree(&invite.head, &timers).ok().flatten();
        let contact = self.contact(&path);
        let expires = session.map(|s| format!("{};refresher=uac", s.expires));
        let mut headers: Vec<(&str, &dyn Display)> = vec![
            ("Contact", &contact),
            ("Allow", &super::send::ALLOW),
            ("Supported", &"timer"),
        ];
        if let Some(expires) = &expires {
            headers.push(("Require", &"timer"));
            headers.push(("Session-Expires", expires));
        }
        let facts = Facts {
            status: 200,
            sdp,
            ..Facts::default()
        };
        self.respond(now, tx, &facts, &headers);
        if let Some(leg) = self.legs.get_mut(&leg_id) {
            leg.wake.session = session.map(|s| now + s.patience());
        }
        self.arm_leg(leg_id);
    }
}

/// The Reason headers of a request (RFC 3326).
pub(super) fn read_cause(head: &Head) -> Cause {
    let mut cause = Cause::default();
    for reason in head.list("Reason") {
        let (protocol, tail) = reason.split_once(';').unwrap_or((reason, ""));
        for (name, value) in params(tail) {
            let value = value.unwrap_or_default().trim_matches('"');
            match (protocol.trim().to_ascii_uppercase().as_str(), name) {
                ("Q.850", "cause") => cause.q850 = value.parse().ok(),
                ("SIP", "cause") => cause.status = value.parse().ok(),
                (_, "text") if cause.text.is_none() => cause.text = Some(value.to_owned()),
                _ => {}
            }
        }
    }
    cause
}

/// The Reason values for a cause.
pub(super) fn write_cause(cause: &Cause) -> Vec<String> {
    let text: String = crate::wire::clean(cause.text.as_deref().unwrap_or_default())
        .chars()
        .filter(|c| !matches!(c, '"' | '\\' | ';' | ','))
        .collect();
    let tail = match text.is_empty() {
        true => String::new(),
        false => format!(";text=\"{text}\""),
    };
    let q850 = cause.q850.map(|value| format!("Q.850;cause={value}{tail}"));
    let status = cause.status.map(|value| format!("SIP;cause={value}{tail}"));
    q850.into_iter().chain(status).collect()
}

/// A To or From URI in brackets, from what a caller of this crate gave.
pub(super) fn bracketed(uri: &str, display: Option<&str>) -> String {
    let uri = match Address::parse(uri) {
        Some(address) => address.uri,
        None => uri.to_owned(),
    };
    let uri: String = crate::wire::clean(&uri)
        .chars()
        .filter(|c| !"<>\"".contains(*c))
        .collect();
    match display.map(crate::wire::clean).filter(|d| !d.is_empty()) {
        Some(name) => {
            let name = name.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{name}\" <{uri}>")
        }
        None => format!("<{uri}>"),
    }
}
