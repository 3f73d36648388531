//! Calls that we place: the INVITE, its answer to a challenge, and its CANCEL.

use super::send::{ALLOW, Outline};
use super::within::bracketed;
use super::{Dial, Engine, Facts, Flow, Leg, Offer, Output, Path, Purpose, Tx, Wake};
use crate::dialog::Route;
use crate::digest::Authority;
use crate::handle::DialRequest;
use crate::leg::{Input, State};
use crate::wire::{Method, Response, Uri, clean};
use crate::{Cause, SipEvent, Transport};
use ids::LegId;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

/// How long a dialled call rings where the caller did not say.
const RING_FOR: Duration = Duration::from_secs(180);

/// Headers that the engine writes itself.
const OURS: [&str; 20] = [
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
    "authorization",
    "proxy-authorization",
];

impl Engine {
    /// Begins a call: the way to its peer is asked for.
    pub(super) fn dial(&mut self, id: LegId, mut request: DialRequest) -> bool {
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
        let authority = request.auth.take().map(Authority::new);
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
                authority: authority.map(Box::new),
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
            uri if uri.contains(':') => uri.to_owned(),
            user => format!("sip:{user}@{place}"),
        };
        let display = dial.request.display.reveal().as_deref();
        dial.local = format!("{};tag={}", bracketed(&from, display), dial.local_tag);
        let patience = match dial.request.timeout {
            Duration::ZERO => RING_FOR,
            timeout => timeout,
        };
        leg.wake.ring = Some(now + patience);
        self.arm_leg(id);
        self.send_invite(now, id);
    }

    /// Sends the INVITE of a dialled leg: the first one, or the one that answers a challenge.
    pub(super) fn send_invite(&mut self, now: Instant, id: LegId) {
        let Some(dial) = self.legs.get(&id).and_then(|leg| leg.dial.as_ref()) else {
            return;
        };
        let uri = dial.uri.clone();
        let proofs = self.proofs(id, "INVITE", &uri);
        let Some(leg) = self.legs.get(&id) else {
            return;
        };
        let Some(dial) = &leg.dial else {
            return;
        };
        let (path, branch) = (leg.path, dial.branch.clone());
        let mut writer = self.outline(
            &path,
            &Outline {
                method: "INVITE",
                route: Route {
                    uri,
                    routes: Vec::new(),
                },
                branch: &branch,
                from: &dial.local,
                to: &bracketed(&dial.uri, None),
                call_id: &dial.call_id,
                cseq: leg.invite_seq,
            },
        );
        writer
            .header("Contact", self.contact(&path))
            .header("Allow", ALLOW);
        for (name, value) in proofs {
            writer.header(name, value);
        }
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

    /// Whether a 401 or 407 to our INVITE can be answered; if so the next INVITE will do it, as a
    /// request of its own in the same call (section 22.2).
    pub(super) fn challenged(&mut self, id: LegId, response: &Response) -> bool {
        let (proxy, name) = match response.status {
            407 => (true, "Proxy-Authenticate"),
            _ => (false, "WWW-Authenticate"),
        };
        let branch = self.branch();
        let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.state.dialling()) else {
            return false;
        };
        let (Some(authority), Some(dial)) = (&mut leg.authority, &mut leg.dial) else {
            return false;
        };
        if !authority.take(proxy, &response.head.values(name)) {
            return false;
        }
        leg.invite_seq += 1;
        dial.branch = branch;
        true
    }

    /// The headers that prove a dialled leg's password in a request; none where nobody asked.
    pub(super) fn proofs(
        &mut self,
        id: LegId,
        method: &str,
        uri: &str,
    ) -> Vec<(&'static str, String)> {
        let cnonce = self.token();
        self.legs
            .get_mut(&id)
            .and_then(|leg| leg.authority.as_mut())
            .map(|authority| authority.prove(method, uri, &cnonce))
            .unwrap_or_default()
    }

    /// Cancels our INVITE: the same branch, Request-URI, To, From and number (section 9.1).
    pub(super) fn send_cancel(&mut self, now: Instant, id: LegId) {
        let Some(leg) = self.legs.get(&id) else {
            return;
        };
        let (Some(dial), Some(tx)) = (&leg.dial, leg.invite) else {
            return;
        };
        let waiting = match self.txs.get(&tx) {
            Some(Tx::Client(tx)) => tx.machine.proceeding(),
            _ => false,
        };
        if !waiting {
            return;
        }
        let (path, branch) = (leg.path, dial.branch.clone());
        let cancel = self.outline(
            &path,
            &Outline {
                method: "CANCEL",
                route: Route {
                    uri: dial.uri.clone(),
                    routes: Vec::new(),
                },
                branch: &branch,
                from: &dial.local,
                to: &bracketed(&dial.uri, None),
                call_id: &dial.call_id,
                cseq: leg.invite_seq,
            },
        );
        let message = cancel.finish(None);
        let reconnect = path.reliable().then_some(path.peer);
        let key = (branch, Method::Cancel);
        self.ask(now, (path, reconnect), key, message, Purpose::Aside);
    }
}
