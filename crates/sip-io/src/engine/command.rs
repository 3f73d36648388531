//! Commands.

use super::send::{ALLOW, Outline};
use super::within::bracketed;
use super::{Dial, Engine, Facts, Flow, Leg, Offer, Output, Path, Purpose, Wake};
use crate::dialog::Route;
use crate::handle::{Command, DialRequest};
use crate::leg::{Input, State};
use crate::wire::{Method, Uri, clean};
use crate::{Cause, SipEvent, Transport, dtmf};
use ids::LegId;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

/// How long a dialled call rings where the caller did not say.
const RING_FOR: Duration = Duration::from_secs(180);

/// Headers that the engine writes itself.
const OURS: [&str; 18] = [
    "via",
    "v",
    "from",
    "f",
    "to",
    "t",
    "call-id",
    "i",
    "cseq",
    "contact",
    "m",
    "content-length",
    "l",
    "content-type",
    "c",
    "max-forwards",
    "route",
    "record-route",
];

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

    fn dial(&mut self, id: LegId, request: DialRequest) -> bool {
        if self.legs.contains_key(&id) {
            return false;
        }
        let fail = |status: u16| SipEvent::Failed {
            leg: id,
            status,
            reason: crate::wire::reason_phrase(status).to_owned(),
        };
        let uri = Uri::parse(request.uri.reveal()).filter(|uri| !uri.host.is_empty());
        let Some(uri) = uri else {
            self.tell(fail(484));
            return true;
        };
        if uri.foreign {
            self.tell(fail(416));
            return true;
        }
        if self.legs.len() >= self.config.max_calls {
            self.tell(fail(503));
            return true;
        }
        let default = match self.bound.udp {
            Some(_) => Transport::Udp,
            None => Transport::Tcp,
        };
        let nowhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
        let (local_tag, branch) = (self.token(), self.branch());
        let dial = Dial {
            uri: clean(request.uri.reveal()),
            call_id: format!("{}{}", self.token(), self.token()),
            local: String::new(),
            local_tag,
            branch,
            rang_out: false,
            request,
        };
        self.legs.insert(
            id,
            Leg {
                state: State::Calling { hangup: false },
                path: Path {
                    flow: Flow::Udp,
                    peer: nowhere,
                    local: nowhere,
                },
                symmetric: false,
                dialog: None,
                invite: None,
                invite_seq: 1,
                offer: Offer::None,
                late_offer: false,
                ringing: None,
                cause: Cause::default(),
                dial: Some(Box::new(dial)),
                wake: Wake::default(),
            },
        );
        self.out.push_back(Output::Resolve {
            leg: id,
            host: uri.host,
            port: uri.port.unwrap_or(5060),
            transport: uri.transport.unwrap_or(default),
        });
        true
    }

    /// The way to a dialled peer is known: the INVITE goes out.
    pub(super) fn routed(&mut self, now: Instant, id: LegId, path: Option<Path>) {
        let canceled = match self.legs.get(&id).map(|leg| (leg.state, leg.invite)) {
            Some((State::Calling { hangup }, None)) => hangup,
            _ => return,
        };
        let Some(path) = path.filter(|_| !canceled) else {
            let facts = Facts {
                status: if canceled { 487 } else { 503 },
                ..Facts::default()
            };
            self.drive(now, id, Input::Failure, facts);
            return;
        };
        let place = self.place(&path);
        let Some(leg) = self.legs.get_mut(&id) else {
            return;
        };
        leg.path = path;
        let Some(dial) = &mut leg.dial else {
            return;
        };
        let from = match dial.request.from.reveal().as_str() {
            "" => format!("sip:{place}"),
            from => from.to_owned(),
        };
        let display = dial.request.display.reveal().as_deref();
        dial.local = format!("{};tag={}", bracketed(&from, display), dial.local_tag);
        let patience = match dial.request.timeout {
            Duration::ZERO => RING_FOR,
            timeout => timeout,
        };
        leg.wake.ring = Some(now + patience);
        self.arm_leg(id);
        let Some(dial) = self.legs.get(&id).and_then(|leg| leg.dial.as_ref()) else {
            return;
        };
        let branch = dial.branch.clone();
        let mut writer = self.outline(
            &path,
            &Outline {
                method: "INVITE",
                route: Route {
                    uri: dial.uri.clone(),
                    routes: Vec::new(),
                },
                branch: &branch,
                from: &dial.local,
                to: &bracketed(&dial.uri, None),
                call_id: &dial.call_id,
                cseq: 1,
            },
        );
        writer
            .header("Contact", self.contact(&path))
            .header("Allow", ALLOW);
        for (name, value) in &dial.request.headers {
            let token = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'.';
            let ours = OURS.iter().any(|known| known.eq_ignore_ascii_case(name));
            let value = value.reveal();
            if !ours && name.bytes().all(token) && !name.is_empty() && clean(value) == *value {
                writer.header(name, value);
            }
        }
        let sdp = dial.request.sdp.clone();
        let message = writer.finish(sdp.as_deref().map(|sdp| ("application/sdp", sdp)));
        let reconnect = path.reliable().then_some(path.peer);
        let key = (branch, Method::Invite);
        let tx = self.ask(now, (path, reconnect), key, message, Purpose::Invite(id));
        if let Some(leg) = self.legs.get_mut(&id) {
            leg.invite = Some(tx);
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
        let mut writer = self.dialog_request(&path, &dialog, "INVITE", &branch, cseq);
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
        let writer = self.dialog_request(&path, &dialog, "INFO", &branch, cseq);
        let body = dtmf::write(digit, duration);
        let message = writer.finish(Some(("application/dtmf-relay", &body)));
        let key = (branch, Method::Info);
        self.ask(now, (path, reconnect), key, message, Purpose::Info(id));
        true
    }
}
