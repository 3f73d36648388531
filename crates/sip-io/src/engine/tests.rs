//! The engine on virtual time: a scripted peer on one side, commands on the other.

use super::*;
use crate::{EndedBy, FloodLimit, SipHandle};
use ids::Pii;

const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\n";

struct Bench {
    engine: Engine,
    now: Instant,
    sent: Vec<Send>,
    events: Vec<SipEvent>,
    resolves: Vec<LegId>,
}

fn bench_with(config: SipConfig) -> Bench {
    let bound = BoundAddrs {
        udp: Some("198.51.100.1:5060".parse().unwrap()),
        tcp: None,
    };
    let mut random = IdSource::new(7);
    let counters = Arc::new(Counters::default());
    let random = Box::new(move || random.next_u64());
    Bench {
        engine: Engine::new(config, bound, IdSource::new(1), random, counters),
        now: Instant::now(),
        sent: Vec::new(),
        events: Vec::new(),
        resolves: Vec::new(),
    }
}

fn bench() -> Bench {
    bench_with(SipConfig::default())
}

fn peer() -> Path {
    Path {
        flow: Flow::Udp,
        peer: "192.0.2.7:5062".parse().unwrap(),
        local: "198.51.100.1:5060".parse().unwrap(),
    }
}

/// A request of the scripted caller.
fn request(method: &str, cseq: u32, branch: &str, to_tag: &str, extra: &str, body: &str) -> String {
    let tag = if to_tag.is_empty() {
        String::new()
    } else {
        format!(";tag={to_tag}")
    };
    let kind = match (method, body) {
        (_, "") => "",
        ("INFO", _) => "Content-Type: application/dtmf-relay\r\n",
        _ => "Content-Type: application/sdp\r\n",
    };
    format!(
        "{method} sip:+18005550100@198.51.100.1 SIP/2.0\r\n\
         Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK{branch};rport\r\n\
         Max-Forwards: 70\r\nFrom: \"Ada\" <sip:ada@192.0.2.7>;tag=a1\r\n\
         To: <sip:+18005550100@198.51.100.1>{tag}\r\nCall-ID: c1\r\nCSeq: {cseq} {method}\r\n\
         Contact: <sip:ada@192.0.2.7:5062>\r\n{extra}{kind}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn value<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    message
        .split("\r\n")
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

impl Bench {
    fn input(&mut self, input: Input) -> &mut Self {
        self.engine.handle(self.now, input);
        while let Some(output) = self.engine.poll() {
            match output {
                Output::Send(send) => self.sent.push(send),
                Output::Event(event) => self.events.push(event),
                Output::Resolve { leg, .. } => self.resolves.push(leg),
            }
        }
        self
    }

    fn receive(&mut self, text: &str) -> &mut Self {
        self.input(Input::Message {
            path: peer(),
            bytes: Bytes::copy_from_slice(text.as_bytes()),
        })
    }

    fn command(&mut self, command: Command) -> &mut Self {
        self.input(Input::Command(command))
    }

    /// Passes time, stopping at each deadline on the way.
    fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(at) = self.engine.deadline().filter(|at| *at <= until) {
            self.now = at;
            self.input(Input::Wake);
        }
        self.now = until;
    }

    /// What was sent since the last call.
    fn sent(&mut self) -> Vec<String> {
        self.sent
            .drain(..)
            .map(|s| String::from_utf8(s.bytes.to_vec()).unwrap())
            .collect()
    }

    /// The statuses and methods that were sent since the last call.
    fn lines(&mut self) -> Vec<String> {
        let first = |text: &String| {
            let mut words = text.split(' ');
            let word = words.next().unwrap_or_default().to_owned();
            if word == "SIP/2.0" {
                words.next().unwrap_or_default().to_owned()
            } else {
                word
            }
        };
        self.sent().iter().map(first).collect()
    }

    fn events(&mut self) -> Vec<SipEvent> {
        std::mem::take(&mut self.events)
    }

    /// A call that waits for our answer.
    fn invited(&mut self) -> LegId {
        self.receive(&request("INVITE", 1, "inv", "", "", OFFER));
        match self.events().as_slice() {
            [SipEvent::Invite { leg, .. }] => *leg,
            other => panic!("an invite, not {other:?}"),
        }
    }

    /// A call that is answered and acknowledged, and our tag.
    fn talking(&mut self) -> (LegId, String) {
        let leg = self.invited();
        self.command(Command::Answer {
            leg,
            sdp: "v=0\r\n".into(),
        });
        let answer = self.sent().pop().unwrap();
        let tag = value(&answer, "To")
            .unwrap()
            .split("tag=")
            .nth(1)
            .unwrap()
            .to_owned();
        self.receive(&request("ACK", 1, "ack", &tag, "", ""));
        assert!(matches!(
            self.events().as_slice(),
            [SipEvent::Confirmed { .. }]
        ));
        (leg, tag)
    }

    fn stats(&self) -> crate::SipStats {
        let (commands, _) = tokio::sync::mpsc::unbounded_channel();
        let counters = Arc::clone(&self.engine.counters);
        SipHandle { commands, counters }.stats()
    }
}

#[test]
fn a_call_is_announced_with_what_the_invite_says() {
    let mut bench = bench();
    bench.receive(&request("INVITE", 1, "inv", "", "X-Trunk: t1\r\n", OFFER));
    assert_eq!(bench.lines(), ["100"]);
    let [SipEvent::Invite { call, .. }] = &bench.events()[..] else {
        panic!("an invite");
    };
    assert_eq!(call.request_user.reveal(), "+18005550100");
    assert_eq!(call.from.display.reveal().as_deref(), Some("Ada"));
    assert_eq!(call.header("x-trunk"), Some("t1"));
    assert_eq!(call.sdp.as_deref(), Some(OFFER));
}

#[test]
fn a_repeated_invite_gets_the_last_response_again_and_no_second_leg() {
    let mut bench = bench();
    let leg = bench.invited();
    bench.command(Command::Ring { leg, sdp: None });
    bench.receive(&request("INVITE", 1, "inv", "", "", OFFER));
    assert_eq!(bench.lines(), ["100", "180", "180"]);
    assert!(bench.events().is_empty());
}

#[test]
fn an_answer_nobody_acknowledges_ends_in_bye_after_32_seconds() {
    let mut bench = bench();
    let leg = bench.invited();
    bench.command(Command::Answer {
        leg,
        sdp: String::new(),
    });
    bench.lines();
    bench.pass(Duration::from_millis(31_900));
    assert!(bench.lines().iter().all(|line| line == "200"));
    bench.pass(Duration::from_millis(100));
    assert_eq!(bench.lines(), ["BYE"]);
    let ended = |e: &SipEvent| {
        matches!(
            e,
            SipEvent::Ended {
                by: EndedBy::Timeout,
                ..
            }
        )
    };
    assert!(matches!(bench.events().as_slice(), [e] if ended(e)));
    bench.pass(Duration::from_secs(60));
    let stats = bench.stats();
    assert_eq!((stats.active, stats.transactions), (0, 0));
}

#[test]
fn a_late_ack_is_absorbed() {
    let mut bench = bench();
    let (_, tag) = bench.talking();
    bench.receive(&request("ACK", 1, "ack2", &tag, "", ""));
    assert!(bench.events().is_empty() && bench.lines().is_empty());
}

#[test]
fn a_cancel_gets_200_and_the_invite_487() {
    let mut bench = bench();
    bench.invited();
    bench.lines();
    bench.receive(&request("CANCEL", 1, "inv", "", "", ""));
    let sent = bench.sent();
    assert!(sent[0].starts_with("SIP/2.0 200") && sent[0].contains("1 CANCEL"));
    assert!(sent[1].starts_with("SIP/2.0 487") && sent[1].contains("1 INVITE"));
    assert_eq!(value(&sent[0], "To"), value(&sent[1], "To"));
    assert!(matches!(
        bench.events().as_slice(),
        [SipEvent::Canceled { .. }]
    ));
    bench.pass(Duration::from_secs(40));
    assert_eq!(bench.stats().transactions, 0);
}

#[test]
fn a_cancel_that_crosses_the_answer_changes_nothing() {
    let mut bench = bench();
    let (leg, _) = bench.talking();
    bench.receive(&request("CANCEL", 1, "inv", "", "", ""));
    assert_eq!(bench.lines(), ["200"]);
    assert!(bench.events().is_empty());
    bench.command(Command::Hangup {
        leg,
        cause: Cause::normal(),
    });
    assert_eq!(bench.lines(), ["BYE"]);
}

#[test]
fn a_cancel_of_nothing_gets_481() {
    let mut bench = bench();
    bench.receive(&request("CANCEL", 1, "none", "", "", ""));
    assert_eq!(bench.lines(), ["481"]);
}

#[test]
fn a_bye_before_the_ack_ends_the_leg_and_stops_the_answer() {
    let mut bench = bench();
    let leg = bench.invited();
    bench.command(Command::Answer {
        leg,
        sdp: String::new(),
    });
    let answer = bench.sent().pop().unwrap();
    let tag = value(&answer, "To")
        .unwrap()
        .split("tag=")
        .nth(1)
        .unwrap()
        .to_owned();
    let reason = "Reason: Q.850;cause=16;text=\"bye\"\r\n";
    bench.receive(&request("BYE", 2, "bye", &tag, reason, ""));
    assert_eq!(bench.lines(), ["200"]);
    let [SipEvent::Ended { by, cause, .. }] = &bench.events()[..] else {
        panic!("ended");
    };
    assert_eq!(
        (*by, cause.q850, cause.text.as_deref()),
        (EndedBy::Peer, Some(16), Some("bye"))
    );
    bench.pass(Duration::from_secs(40));
    assert!(bench.lines().is_empty());
}

#[test]
fn a_crossing_bye_gets_200() {
    let mut bench = bench();
    let (leg, tag) = bench.talking();
    bench.command(Command::Hangup {
        leg,
        cause: Cause::normal(),
    });
    bench.receive(&request("BYE", 2, "bye", &tag, "", ""));
    assert_eq!(bench.lines(), ["BYE", "200"]);
    assert_eq!(bench.events().len(), 1);
}

#[test]
fn requests_of_unknown_dialogs_get_481() {
    let mut bench = bench();
    for method in ["BYE", "INFO", "INVITE"] {
        bench.receive(&request(method, 5, method, "nobody", "", ""));
    }
    bench.receive(&request("ACK", 5, "x", "nobody", "", ""));
    assert_eq!(bench.lines(), ["481", "481", "481"]);
}

#[test]
fn a_merged_invite_gets_482() {
    let mut bench = bench();
    bench.invited();
    bench.lines();
    bench.receive(&request("INVITE", 1, "other", "", "", OFFER));
    assert_eq!(bench.lines(), ["482"]);
}

#[test]
fn what_we_do_not_speak_is_refused_by_name() {
    let mut bench = bench();
    bench.receive(&request("SUBSCRIBE", 1, "s", "", "", ""));
    bench.receive(&request(
        "INVITE",
        1,
        "r",
        "",
        "Require: 100rel, timer\r\n",
        OFFER,
    ));
    let sent = bench.sent();
    assert!(sent[0].starts_with("SIP/2.0 405") && sent[0].contains("Allow: INVITE"));
    assert!(sent[1].starts_with("SIP/2.0 420"));
    assert_eq!(value(&sent[1], "Unsupported"), Some("100rel"));
    bench.receive(&request("OPTIONS", 1, "o", "", "", ""));
    let options = bench.sent().pop().unwrap();
    assert!(options.starts_with("SIP/2.0 200"));
    assert_eq!(value(&options, "Accept"), Some("application/sdp"));
}

#[test]
fn draining_and_a_full_house_turn_calls_away() {
    let mut full = bench_with(SipConfig {
        max_calls: 0,
        ..SipConfig::default()
    });
    full.receive(&request("INVITE", 1, "inv", "", "", OFFER));
    let sent = full.sent();
    assert!(sent[0].starts_with("SIP/2.0 503") && value(&sent[0], "Retry-After").is_some());
    let mut bench = bench();
    let (_, tag) = bench.talking();
    bench.command(Command::Drain);
    bench.receive(&request("INVITE", 9, "new", "", "", OFFER).replace("c1", "c2"));
    assert_eq!(bench.lines(), ["503"]);
    bench.receive(&request("BYE", 2, "bye", &tag, "", ""));
    assert_eq!(bench.lines(), ["200"], "live legs go on");
}

#[test]
fn a_key_by_info_is_told() {
    let mut bench = bench();
    let (_, tag) = bench.talking();
    bench.receive(&request(
        "INFO",
        2,
        "i1",
        &tag,
        "",
        "Signal=5\r\nDuration=160\r\n",
    ));
    bench.receive(&request("INFO", 3, "i2", &tag, "", "nonsense"));
    bench.receive(&request("INFO", 4, "i3", &tag, "", ""));
    assert_eq!(bench.lines(), ["200", "400", "200"]);
    let [
        SipEvent::Dtmf {
            digit: '5',
            duration: Some(160),
            ..
        },
    ] = bench.events()[..]
    else {
        panic!("one key");
    };
}

#[test]
fn a_reinvite_waits_for_our_answer_and_its_ack() {
    let mut bench = bench();
    let (leg, tag) = bench.talking();
    bench.receive(&request("INVITE", 2, "re", &tag, "", OFFER));
    assert!(matches!(
        bench.events().as_slice(),
        [SipEvent::Reinvite { sdp: Some(_), .. }]
    ));
    bench.receive(&request("INVITE", 3, "re2", &tag, "", OFFER));
    bench.command(Command::AnswerReinvite {
        leg,
        sdp: "v=0\r\n".into(),
    });
    assert_eq!(bench.lines(), ["100", "500", "200"]);
    bench.receive(&request("ACK", 3, "re2", &tag, "", ""));
    bench.receive(&request("ACK", 2, "reack", &tag, "", ""));
    assert!(matches!(
        bench.events().as_slice(),
        [SipEvent::ReinviteConfirmed { .. }]
    ));
    bench.pass(Duration::from_secs(60));
    assert!(bench.lines().is_empty(), "the session goes on");
    assert_eq!(bench.stats().active, 1);
}

#[test]
fn a_refused_reinvite_that_nobody_acknowledges_leaves_the_session() {
    let mut bench = bench();
    let (leg, tag) = bench.talking();
    bench.receive(&request("INVITE", 2, "re", &tag, "", OFFER));
    bench.command(Command::RejectReinvite { leg, status: 488 });
    bench.pass(Duration::from_secs(60));
    assert_eq!(bench.stats().active, 1);
    assert!(
        bench
            .events()
            .iter()
            .all(|e| matches!(e, SipEvent::Reinvite { .. }))
    );
}

#[test]
fn a_session_that_is_not_refreshed_ends() {
    let mut bench = bench();
    let timer = "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n";
    bench.receive(&request("INVITE", 1, "inv", "", timer, OFFER));
    let [SipEvent::Invite { leg, .. }] = bench.events()[..] else {
        panic!("an invite");
    };
    bench.command(Command::Answer {
        leg,
        sdp: String::new(),
    });
    let answer = bench.sent().pop().unwrap();
    assert_eq!(value(&answer, "Session-Expires"), Some("90;refresher=uac"));
    let tag = value(&answer, "To")
        .unwrap()
        .split("tag=")
        .nth(1)
        .unwrap()
        .to_owned();
    bench.receive(&request("ACK", 1, "ack", &tag, "", ""));
    bench.events();
    bench.pass(Duration::from_secs(61));
    let ended = |e: &SipEvent| {
        matches!(
            e,
            SipEvent::Ended {
                by: EndedBy::Timeout,
                ..
            }
        )
    };
    assert!(bench.events().iter().any(ended));
}

#[test]
fn commands_for_unknown_legs_are_counted() {
    let mut bench = bench();
    let leg = a_leg();
    bench.command(Command::Answer {
        leg,
        sdp: String::new(),
    });
    assert_eq!(bench.stats().commands_ignored, 1);
}

#[test]
fn requests_that_concern_no_leg_are_not_remembered() {
    let mut bench = bench();
    bench.command(Command::Drain);
    for n in 0..10 {
        bench.receive(&request("OPTIONS", 1, &format!("o{n}"), "", "", ""));
        bench.receive(&request("INVITE", n, &format!("i{n}"), "", "", OFFER));
    }
    assert_eq!(bench.lines().len(), 20);
    assert_eq!(bench.stats().transactions, 0);
    bench.pass(Duration::from_secs(60));
    assert!(
        bench.lines().is_empty(),
        "refusals are not repeated to forged sources"
    );
}

#[test]
fn a_flood_is_dropped_before_it_is_read() {
    let mut bench = bench_with(SipConfig {
        flood: FloodLimit {
            per_second: 1,
            burst: 2,
        },
        ..SipConfig::default()
    });
    for n in 0..5 {
        bench.receive(&request("OPTIONS", 1, &n.to_string(), "", "", ""));
    }
    assert_eq!(bench.lines().len(), 2);
    assert_eq!(bench.stats().flood_dropped, 3);
}

fn a_leg() -> LegId {
    IdSource::new(99).id()
}

// --- dialling ---------------------------------------------------------------------------------

/// A response of the scripted callee to a request that we sent.
fn reply(to: &str, status: u16, tag: &str, body: &str) -> String {
    let get = |name| value(to, name).unwrap();
    let kind = if body.is_empty() {
        ""
    } else {
        "Content-Type: application/sdp\r\n"
    };
    let to_value = match get("To").contains("tag=") {
        true => get("To").to_owned(),
        false => format!("{};tag={tag}", get("To")),
    };
    format!(
        "SIP/2.0 {status} X\r\nVia: {}\r\nFrom: {}\r\nTo: {to_value}\r\nCall-ID: {}\r\nCSeq: {}\r\n\
         Contact: <sip:bob@192.0.2.7:5062>\r\n{kind}Content-Length: {}\r\n\r\n{body}",
        get("Via"),
        get("From"),
        get("Call-ID"),
        get("CSeq"),
        body.len()
    )
}

impl Bench {
    /// Dials; gives the leg and the INVITE that went out.
    fn dialled(&mut self) -> (LegId, String) {
        let leg = a_leg();
        let request = DialRequest {
            uri: Pii::new("sip:bob@192.0.2.7:5062".into()),
            from: Pii::new("sip:+18005550100@example.org".into()),
            headers: vec![
                ("User-to-User".into(), Pii::new("00".into())),
                ("X-Bad".into(), Pii::new("a\r\nVia: b".into())),
            ],
            sdp: Some(OFFER.into()),
            timeout: Duration::from_secs(20),
            ..DialRequest::default()
        };
        self.command(Command::Dial {
            leg,
            request: Box::new(request),
        });
        assert_eq!(self.resolves, [leg]);
        self.input(Input::Routed {
            leg,
            path: Some(peer()),
        });
        (leg, self.sent().pop().unwrap())
    }
}

#[test]
fn a_dialled_call_rings_is_answered_and_hung_up() {
    let mut bench = bench();
    let (leg, invite) = bench.dialled();
    assert!(invite.contains("User-to-User: 00\r\n") && !invite.contains("X-Bad"));
    bench.receive(&reply(&invite, 180, "b", ""));
    bench.receive(&reply(&invite, 200, "b", "v=0\r\n"));
    let ack = bench.sent().pop().unwrap();
    assert!(ack.starts_with("ACK sip:bob@192.0.2.7:5062 SIP/2.0"));
    assert!(matches!(
        bench.events().as_slice(),
        [
            SipEvent::Ringing { .. },
            SipEvent::Answered { sdp: Some(_), .. }
        ]
    ));
    bench.receive(&reply(&invite, 200, "b", "v=0\r\n"));
    assert_eq!(
        bench.lines(),
        ["ACK"],
        "a repeated answer is acknowledged again"
    );
    bench.command(Command::Hangup {
        leg,
        cause: Cause::normal(),
    });
    let bye = bench.sent().pop().unwrap();
    assert_eq!(value(&bye, "CSeq"), Some("2 BYE"));
    assert!(value(&bye, "Reason").unwrap().starts_with("Q.850;cause=16"));
    bench.receive(&reply(&bye, 200, "b", ""));
    bench.pass(Duration::from_secs(60));
    assert_eq!((bench.stats().active, bench.stats().transactions), (0, 0));
}

#[test]
fn a_fork_that_answers_too_is_ended() {
    let mut bench = bench();
    let (_, invite) = bench.dialled();
    bench.receive(&reply(&invite, 200, "b", ""));
    bench.lines();
    bench.receive(&reply(&invite, 200, "other", ""));
    assert_eq!(bench.lines(), ["ACK", "BYE"]);
}

#[test]
fn a_hangup_while_ringing_cancels() {
    let mut bench = bench();
    let (leg, invite) = bench.dialled();
    bench.command(Command::Hangup {
        leg,
        cause: Cause::normal(),
    });
    assert!(
        bench.lines().is_empty(),
        "not before the first provisional response"
    );
    bench.receive(&reply(&invite, 180, "b", ""));
    let cancel = bench.sent().pop().unwrap();
    assert!(cancel.starts_with("CANCEL "));
    assert_eq!(value(&cancel, "Via"), value(&invite, "Via"));
    bench.receive(&reply(&cancel, 200, "b", ""));
    bench.receive(&reply(&invite, 487, "b", ""));
    assert_eq!(bench.lines(), ["ACK"]);
    assert!(matches!(
        bench.events().as_slice(),
        [SipEvent::Failed { status: 487, .. }]
    ));
}

#[test]
fn a_call_that_rings_too_long_fails_with_408() {
    let mut bench = bench();
    let (_, invite) = bench.dialled();
    bench.receive(&reply(&invite, 180, "b", ""));
    bench.events();
    bench.pass(Duration::from_secs(20));
    assert_eq!(bench.lines(), ["CANCEL"]);
    bench.receive(&reply(&invite, 487, "b", ""));
    assert!(matches!(
        bench.events().as_slice(),
        [SipEvent::Failed { status: 408, .. }]
    ));
}

#[test]
fn a_silent_peer_fails_and_a_busy_one_is_acknowledged() {
    let mut bench = bench();
    let (_, invite) = bench.dialled();
    bench.receive(&reply(&invite, 486, "b", ""));
    let ack = bench.sent().pop().unwrap();
    assert!(ack.starts_with("ACK "));
    assert_eq!(value(&ack, "Via"), value(&invite, "Via"));
    assert!(matches!(
        bench.events().as_slice(),
        [SipEvent::Failed { status: 486, .. }]
    ));

    let mut bench = self::bench();
    bench.dialled();
    bench.pass(Duration::from_secs(33));
    assert!(bench.lines().iter().all(|line| line == "INVITE"));
    assert!(matches!(
        bench.events().as_slice(),
        [SipEvent::Failed { status: 408, .. }]
    ));
    assert_eq!(bench.stats().active, 0);
}

/// A 401 or 407 to an INVITE, with a challenge.
fn challenge(invite: &str, status: u16, more: &str) -> String {
    let name = match status {
        407 => "Proxy-Authenticate",
        _ => "WWW-Authenticate",
    };
    let header = format!("{name}: Digest realm=\"carrier\", nonce=\"n1\", qop=\"auth\"{more}\r\n");
    reply(invite, status, "b", "").replace("Contact:", &format!("{header}Contact:"))
}

fn with_password(bench: &mut Bench) -> (LegId, String) {
    let leg = a_leg();
    let request = DialRequest {
        uri: Pii::new("sip:+4930123@192.0.2.7".into()),
        from: Pii::new("+18005550100".into()),
        sdp: Some(OFFER.into()),
        auth: Some(crate::Credentials {
            username: "trunk".into(),
            password: Pii::new("secret".into()),
        }),
        ..DialRequest::default()
    };
    bench.command(Command::Dial {
        leg,
        request: Box::new(request),
    });
    bench.input(Input::Routed {
        leg,
        path: Some(peer()),
    });
    (leg, bench.sent().pop().unwrap())
}

#[test]
fn a_challenge_is_answered_by_a_second_invite_of_the_same_call() {
    let mut bench = bench();
    let (leg, first) = with_password(&mut bench);
    assert_eq!(value(&first, "Authorization"), None);
    assert!(first.contains("From: <sip:+18005550100@198.51.100.1:5060>;tag="));
    bench.receive(&reply(&first, 100, "b", ""));
    bench.receive(&challenge(&first, 407, ", algorithm=SHA-256"));
    let [ack, second] = &bench.sent()[..] else {
        panic!("the ACK and the second INVITE");
    };
    assert!(ack.starts_with("ACK "));
    let proof = value(second, "Proxy-Authorization").unwrap();
    assert!(proof.contains("username=\"trunk\"") && proof.contains("algorithm=SHA-256"));
    assert!(proof.contains("uri=\"sip:+4930123@192.0.2.7\"") && !second.contains("secret"));
    assert_eq!(value(second, "CSeq"), Some("2 INVITE"));
    assert_eq!(value(second, "Call-ID"), value(&first, "Call-ID"));
    assert_eq!(value(second, "From"), value(&first, "From"));
    assert_ne!(value(second, "Via"), value(&first, "Via"));
    // Both the proxy and the server behind it may ask.
    bench.receive(&challenge(second, 401, ""));
    let third = bench.sent().pop().unwrap();
    assert!(
        value(&third, "Proxy-Authorization")
            .unwrap()
            .contains("nc=00000002")
    );
    assert!(
        value(&third, "Authorization")
            .unwrap()
            .contains("nc=00000001")
    );
    bench.receive(&reply(&third, 200, "b", "v=0\r\n"));
    let ack = bench.sent().pop().unwrap();
    assert_eq!(value(&ack, "CSeq"), Some("3 ACK"));
    assert_eq!(value(&ack, "Authorization"), value(&third, "Authorization"));
    assert!(matches!(
        bench.events().as_slice(),
        [SipEvent::Answered { .. }]
    ));
    bench.command(Command::Hangup {
        leg,
        cause: Cause::normal(),
    });
    let bye = bench.sent().pop().unwrap();
    assert_eq!(value(&bye, "CSeq"), Some("4 BYE"));
    assert!(
        value(&bye, "Authorization")
            .unwrap()
            .contains("nc=00000002")
    );
}

#[test]
fn a_refused_password_fails_the_call() {
    let mut bench = bench();
    let (_, first) = with_password(&mut bench);
    bench.receive(&challenge(&first, 401, ""));
    let second = bench.sent().pop().unwrap();
    bench.receive(&challenge(&second, 401, ""));
    assert_eq!(bench.lines(), ["ACK"]);
    assert!(matches!(
        bench.events().as_slice(),
        [SipEvent::Failed { status: 401, .. }]
    ));

    let mut bench = self::bench();
    let (_, invite) = bench.dialled();
    bench.receive(&challenge(&invite, 407, ""));
    assert!(
        matches!(
            bench.events().as_slice(),
            [SipEvent::Failed { status: 407, .. }]
        ),
        "without a password there is no answer"
    );
}

#[test]
fn a_call_hung_up_after_the_challenge_is_canceled_with_its_second_number() {
    let mut bench = bench();
    let (leg, first) = with_password(&mut bench);
    bench.receive(&challenge(&first, 401, ""));
    let second = bench.sent().pop().unwrap();
    bench.command(Command::Hangup {
        leg,
        cause: Cause::normal(),
    });
    assert!(bench.lines().is_empty(), "nothing was heard of the second");
    bench.receive(&reply(&second, 180, "b", ""));
    let cancel = bench.sent().pop().unwrap();
    assert_eq!(value(&cancel, "CSeq"), Some("2 CANCEL"));
    assert_eq!(value(&cancel, "Via"), value(&second, "Via"));
}

#[test]
fn our_reinvite_is_acknowledged_or_told_as_failed() {
    let mut bench = bench();
    let (leg, _) = bench.talking();
    for (status, cseq) in [(200, "1 ACK"), (491, "2 ACK")] {
        bench.command(Command::Reinvite {
            leg,
            sdp: "v=0\r\n".into(),
        });
        let invite = bench.sent().pop().unwrap();
        bench.receive(&reply(&invite, status, "", "v=0\r\n"));
        assert_eq!(value(&bench.sent()[0], "CSeq"), Some(cseq));
    }
    assert!(matches!(
        bench.events().as_slice(),
        [
            SipEvent::ReinviteAnswered { .. },
            SipEvent::ReinviteFailed { status: 491, .. }
        ]
    ));
}

#[test]
fn a_peer_that_lost_the_dialog_ends_the_leg() {
    let mut bench = bench();
    let (leg, _) = bench.talking();
    bench.command(Command::InfoDtmf {
        leg,
        digit: '7',
        duration: 100,
    });
    let info = bench.sent().pop().unwrap();
    assert!(info.ends_with("Signal=7\r\nDuration=100\r\n"));
    bench.receive(&reply(&info, 481, "", ""));
    let ended = |e: &SipEvent| {
        matches!(
            e,
            SipEvent::Ended {
                by: EndedBy::TransportError,
                ..
            }
        )
    };
    assert!(matches!(bench.events().as_slice(), [e] if ended(e)));
}

#[test]
fn a_mutated_conversation_never_stops_the_engine() {
    let mut bench = bench();
    let (_, tag) = bench.talking();
    let (_, invite) = bench.dialled();
    let seeds = [
        request(
            "INVITE",
            1,
            "m",
            "",
            "Supported: timer\r\nSession-Expires: 90\r\n",
            OFFER,
        ),
        request(
            "INFO",
            9,
            "n",
            &tag,
            "Reason: SIP;cause=1\r\n",
            "Signal=1\r\n",
        ),
        request("CANCEL", 1, "m", "", "", ""),
        reply(&invite, 200, "b", "v=0\r\n"),
    ];
    let mut random = IdSource::new(5);
    for round in 0..20_000 {
        let mut bytes = seeds[round % seeds.len()].clone().into_bytes();
        for _ in 0..=random.below(6) {
            let at = random.below(bytes.len() as u32) as usize;
            match random.below(3) {
                0 => bytes[at] = random.next_u64() as u8,
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, b"\r\n;,<>\"@:= \0"[random.below(12) as usize]),
            }
        }
        bench.input(Input::Message {
            path: peer(),
            bytes: bytes.into(),
        });
        bench.sent.clear();
        bench.events.clear();
    }
    assert!(bench.stats().malformed_dropped > 1000);
    bench.pass(Duration::from_secs(1));
    bench.receive(&request("OPTIONS", 1, "alive", "", "", "").replace("c1", "c9"));
    assert!(
        bench
            .sent()
            .iter()
            .any(|text| text.starts_with("SIP/2.0 200"))
    );
}
