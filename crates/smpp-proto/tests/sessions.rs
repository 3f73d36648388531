//! An application and a centre on virtual time.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ids::{IdSource, Pii, Timestamp};
use smpp_proto::{
    Address, BindMode, BindRequest, Closed, Event, Frame, Framer, Kind, Output, Pdu, SendError,
    Session, Settings, ShortMessage, Status, decode, encode,
};

fn request(mode: BindMode) -> BindRequest {
    BindRequest {
        mode,
        system_id: "carillon".into(),
        password: Pii::new("secret".into()),
        system_type: String::new(),
        interface_version: BindRequest::V34,
    }
}

fn message(text: &str) -> ShortMessage {
    ShortMessage {
        registered_delivery: ShortMessage::WANTS_RECEIPT,
        ..ShortMessage::new(
            Address::of("Shop"),
            Address::of("+12065550100"),
            ShortMessage::DEFAULT_ALPHABET,
            text.as_bytes().to_vec(),
        )
    }
}

/// Both sides with what they still have to say.
struct Pair {
    now: Timestamp,
    esme: Session,
    smsc: Session,
    seen: [Vec<Event>; 2],
    closed: [Option<Closed>; 2],
}

impl Pair {
    fn new(mode: BindMode, settings: Settings) -> Self {
        let now = Timestamp(1_000);
        Self {
            now,
            esme: Session::esme(now, settings, request(mode)),
            smsc: Session::smsc(now, settings, "centre"),
            seen: Default::default(),
            closed: [None, None],
        }
    }

    fn bound(mode: BindMode, settings: Settings) -> Self {
        let mut pair = Self::new(mode, settings);
        pair.exchange();
        let Some(Event::BindAsked(sequence, asked)) = pair.seen[1].pop() else {
            panic!("no bind");
        };
        assert_eq!(asked, request(mode));
        pair.smsc.answer_bind(sequence, Status::OK);
        pair.exchange();
        assert_eq!(pair.take(0), [Event::Bound]);
        pair
    }

    /// Carries octets, one at a time, until nobody has anything to say.
    fn exchange(&mut self) {
        loop {
            let (mut to_smsc, mut to_esme) = (Vec::new(), Vec::new());
            drain(
                &mut self.esme,
                &mut to_smsc,
                &mut self.seen[0],
                &mut self.closed[0],
            );
            drain(
                &mut self.smsc,
                &mut to_esme,
                &mut self.seen[1],
                &mut self.closed[1],
            );
            if to_smsc.is_empty() && to_esme.is_empty() {
                return;
            }
            to_smsc
                .iter()
                .for_each(|octet| self.smsc.receive(self.now, &[*octet]));
            to_esme
                .iter()
                .for_each(|octet| self.esme.receive(self.now, &[*octet]));
        }
    }

    fn take(&mut self, side: usize) -> Vec<Event> {
        std::mem::take(&mut self.seen[side])
    }
}

fn drain(from: &mut Session, to: &mut Vec<u8>, seen: &mut Vec<Event>, closed: &mut Option<Closed>) {
    while let Some(output) = from.poll() {
        match output {
            Output::Send(octets) => to.extend(octets),
            Output::Event(event) => seen.push(event),
            Output::Close(why) => *closed = Some(why),
        }
    }
}

#[test]
fn a_submission_is_answered_with_the_centres_identifier() {
    let mut pair = Pair::bound(BindMode::Transceiver, Settings::default());
    pair.esme.send(pair.now, 7, message("hello")).unwrap();
    pair.exchange();
    let [
        Event::Received {
            sequence,
            kind: Kind::Submit,
            message: got,
        },
    ] = &pair.take(1)[..]
    else {
        panic!("no message");
    };
    assert_eq!(**got, message("hello"));
    assert_eq!(
        (got.source.text(), got.destination.text()),
        ("Shop".into(), "+12065550100".into())
    );
    pair.smsc.answer(*sequence, Status::OK, Some("id-1".into()));
    pair.exchange();
    let answered = Event::Answered {
        token: 7,
        status: Status::OK,
        message_id: Some("id-1".into()),
    };
    assert_eq!(pair.take(0), [answered]);
}

#[test]
fn a_refusal_has_its_status_and_no_identifier() {
    let mut pair = Pair::bound(BindMode::Transmitter, Settings::default());
    pair.esme.send(pair.now, 1, message("x")).unwrap();
    pair.exchange();
    let Some(Event::Received { sequence, .. }) = pair.take(1).pop() else {
        panic!()
    };
    pair.smsc.answer(sequence, Status::THROTTLED, None);
    pair.exchange();
    let answered = Event::Answered {
        token: 1,
        status: Status::THROTTLED,
        message_id: None,
    };
    assert_eq!(pair.take(0), [answered]);
}

#[test]
fn a_long_message_travels_as_payload() {
    let mut pair = Pair::bound(BindMode::Transceiver, Settings::default());
    let long = message(&"x".repeat(1_000));
    pair.smsc.send(pair.now, 1, long.clone()).unwrap();
    pair.exchange();
    let Some(Event::Received {
        message: got,
        kind: Kind::Deliver,
        ..
    }) = pair.take(0).pop()
    else {
        panic!("no message");
    };
    assert_eq!(*got, long);
}

#[test]
fn the_window_bounds_what_waits() {
    let settings = Settings {
        window: 2,
        ..Settings::default()
    };
    let mut pair = Pair::bound(BindMode::Transmitter, settings);
    pair.esme.send(pair.now, 1, message("a")).unwrap();
    pair.esme.send(pair.now, 2, message("b")).unwrap();
    assert_eq!(
        pair.esme.send(pair.now, 3, message("c")),
        Err(SendError::WindowFull)
    );
    pair.exchange();
    let Some(Event::Received { sequence, .. }) = pair.take(1).pop() else {
        panic!()
    };
    pair.smsc.answer(sequence, Status::OK, Some("x".into()));
    pair.exchange();
    assert_eq!(pair.esme.room(), 1);
}

#[test]
fn directions_that_were_not_bound_are_refused() {
    let mut pair = Pair::bound(BindMode::Receiver, Settings::default());
    assert_eq!(
        pair.esme.send(pair.now, 1, message("a")),
        Err(SendError::NotBound)
    );
    let submit = Frame {
        status: Status::OK,
        sequence: 9,
        pdu: Pdu::Submit(message("a")),
    };
    pair.smsc.receive(pair.now, &encode(&submit));
    let Some(Output::Send(octets)) = pair.smsc.poll() else {
        panic!()
    };
    assert_eq!(decode(&octets).unwrap().status, Status::INVALID_BIND_STATE);
}

#[test]
fn silence_is_tested_and_then_ends_the_session() {
    let mut pair = Pair::bound(BindMode::Transceiver, Settings::default());
    pair.now = pair.esme.next_timeout().unwrap();
    pair.esme.tick(pair.now);
    pair.exchange();
    assert_eq!(pair.closed, [None, None], "the test was answered");
    pair.now = pair.esme.next_timeout().unwrap();
    pair.esme.tick(pair.now);
    while pair.esme.poll().is_some() {}
    pair.now = pair.esme.next_timeout().unwrap();
    pair.esme.tick(pair.now);
    assert_eq!(pair.esme.poll(), Some(Output::Close(Closed::Silent)));
}

#[test]
fn what_is_not_answered_is_said_to_be_unknown() {
    let mut pair = Pair::bound(BindMode::Transceiver, Settings::default());
    pair.esme.send(pair.now, 5, message("a")).unwrap();
    pair.now = pair.esme.next_timeout().unwrap();
    pair.esme.tick(pair.now);
    pair.esme.send(pair.now, 6, message("b")).unwrap();
    pair.esme.closed();
    pair.exchange();
    let unanswered = |token| Event::Unanswered { token };
    assert_eq!(pair.take(0), [unanswered(5), unanswered(6)]);
}

#[test]
fn a_refused_binding_and_a_missing_one_end_the_session() {
    let mut pair = Pair::new(BindMode::Transceiver, Settings::default());
    pair.exchange();
    let Some(Event::BindAsked(sequence, _)) = pair.take(1).pop() else {
        panic!()
    };
    pair.smsc.answer_bind(sequence, Status::INVALID_PASSWORD);
    pair.exchange();
    let refused = Some(Closed::Refused(Status::INVALID_PASSWORD));
    assert_eq!(pair.closed, [refused, refused]);

    let mut smsc = Session::smsc(Timestamp(0), Settings::default(), "c");
    smsc.tick(smsc.next_timeout().unwrap());
    assert_eq!(smsc.poll(), Some(Output::Close(Closed::NotBound)));
}

#[test]
fn unbinding_is_answered_and_ends_both_sides() {
    let mut pair = Pair::bound(BindMode::Transceiver, Settings::default());
    pair.esme.unbind(pair.now);
    pair.exchange();
    assert_eq!(pair.closed, [Some(Closed::Unbound), Some(Closed::Unbound)]);
    assert_eq!(pair.esme.next_timeout(), None);
}

#[test]
fn a_command_that_is_not_known_is_nacked_and_the_session_goes_on() {
    let mut pair = Pair::bound(BindMode::Transceiver, Settings::default());
    let mut octets = Vec::new();
    for field in [16_u32, 0x0000_0BAD, 0, 77] {
        octets.extend(field.to_be_bytes());
    }
    pair.smsc.receive(pair.now, &octets);
    let Some(Output::Send(octets)) = pair.smsc.poll() else {
        panic!()
    };
    let answer = decode(&octets).unwrap();
    assert_eq!(
        (answer.sequence, answer.status),
        (77, Status::INVALID_COMMAND)
    );
    assert!(pair.smsc.bound().is_some());
}

#[test]
fn any_octets_leave_the_session_without_a_panic() {
    let mut ids = IdSource::new(34);
    let good = encode(&Frame {
        status: Status::OK,
        sequence: 1,
        pdu: Pdu::Submit(message("hi")),
    });
    for _ in 0..5_000 {
        let mut octets = good.clone();
        for _ in 0..=ids.below(4) {
            let at = 4 + ids.below(octets.len() as u32 - 4) as usize;
            octets[at] = ids.next_u64() as u8;
        }
        let mut framer = Framer::default();
        framer.push(&octets);
        if let Some(Ok(frame)) = framer.next_frame() {
            let _ = encode(&frame);
        }
    }
}
