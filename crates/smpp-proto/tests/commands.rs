//! What goes beyond a submission: other commands, `data_sm`, versions and congestion.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ids::{Pii, Timestamp};
use smpp_proto::{
    Address, BindMode, BindRequest, Command, CommandAnswer, Event, Frame, Kind, MessageState,
    Output, Pdu, Session, Settings, ShortMessage, Status, decode, encode,
};

const NOW: Timestamp = Timestamp(1_000);

fn request(version: u8) -> BindRequest {
    BindRequest {
        mode: BindMode::Transceiver,
        system_id: "shop".into(),
        password: Pii::new("secret".into()),
        system_type: String::new(),
        interface_version: version,
    }
}

fn message() -> ShortMessage {
    ShortMessage::new(
        Address::of("Shop"),
        Address::of("+12065550100"),
        0,
        b"hello".to_vec(),
    )
}

fn frame(sequence: u32, pdu: Pdu) -> Frame {
    Frame {
        status: Status::OK,
        sequence,
        pdu,
    }
}

/// What a session has to say: frames and events.
fn drain(session: &mut Session) -> (Vec<Frame>, Vec<Event>) {
    let (mut frames, mut events) = (Vec::new(), Vec::new());
    while let Some(output) = session.poll() {
        match output {
            Output::Send(octets) => frames.push(decode(&octets).unwrap()),
            Output::Event(event) => events.push(event),
            Output::Close(why) => panic!("{why}"),
        }
    }
    (frames, events)
}

/// A centre that somebody of this version is bound to, and the answer to the bind.
fn centre(version: u8) -> (Session, Frame) {
    let mut smsc = Session::smsc(NOW, Settings::default(), "centre");
    smsc.receive(NOW, &encode(&frame(1, Pdu::Bind(request(version)))));
    let (_, events) = drain(&mut smsc);
    let [Event::BindAsked(sequence, asked)] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(asked.interface_version, version);
    smsc.answer_bind(*sequence, Status::OK);
    let (mut frames, _) = drain(&mut smsc);
    (smsc, frames.remove(0))
}

/// An application that is bound to a centre of 5.0.
fn application(window: usize) -> Session {
    let settings = Settings {
        window,
        ..Settings::default()
    };
    let mut esme = Session::esme(NOW, settings, request(BindRequest::V50));
    let answer = Pdu::BindResp(BindMode::Transceiver, "centre".into(), BindRequest::V50);
    esme.receive(NOW, &encode(&frame(1, answer)));
    assert_eq!(drain(&mut esme).1, [Event::Bound]);
    esme
}

#[test]
fn the_version_that_is_asked_for_is_answered() {
    for (asked, spoken) in [(0x33, 0x34), (0x34, 0x34), (0x50, 0x50), (0x60, 0x50)] {
        let (smsc, answer) = centre(asked);
        let Pdu::BindResp(_, _, version) = answer.pdu else {
            panic!("{answer:?}");
        };
        assert_eq!((version, smsc.version()), (spoken, spoken), "{asked:#x}");
    }
}

#[test]
fn commands_are_asked_and_answered_by_their_own_responses() {
    let (mut smsc, _) = centre(0x34);
    let commands = [
        Command::Multi {
            message: Box::new(ShortMessage {
                destination: Address::of(""),
                ..message()
            }),
            destinations: vec![Address::of("+12065550101"), Address::of("+12065550102")],
            lists: Vec::new(),
        },
        Command::Query {
            message_id: "id-1".into(),
        },
        Command::Cancel {
            message_id: "id-1".into(),
        },
        Command::Replace {
            message_id: "id-1".into(),
            text: Pii::new(b"bye".to_vec()),
        },
    ];
    let answers = [
        CommandAnswer::Multi(
            "id-2".into(),
            vec![(Address::of("+12065550102"), Status::REJECTED)],
        ),
        CommandAnswer::Query {
            message_id: "id-1".into(),
            final_date: "260101120000000+".into(),
            state: MessageState::Delivered,
            error: 0,
        },
        CommandAnswer::Cancel,
        CommandAnswer::Replace,
    ];
    for (number, (command, answer)) in (10..).zip(commands.into_iter().zip(answers)) {
        smsc.receive(NOW, &encode(&frame(number, Pdu::Command(command.clone()))));
        let (_, events) = drain(&mut smsc);
        let asked = Event::Asked {
            sequence: number,
            command,
        };
        assert_eq!(events, [asked]);
        smsc.answer_command(number, Ok(answer.clone()));
        let (frames, _) = drain(&mut smsc);
        assert_eq!(frames, [frame(number, Pdu::CommandResp(Ok(answer)))]);
    }
}

#[test]
fn a_refused_command_has_its_response_and_status() {
    let (mut smsc, _) = centre(0x34);
    let query = Command::Query {
        message_id: "x".into(),
    };
    smsc.receive(NOW, &encode(&frame(5, Pdu::Command(query.clone()))));
    drain(&mut smsc);
    smsc.answer_command(5, Err(Status::QUERY_FAILED));
    let (frames, _) = drain(&mut smsc);
    assert_eq!(frames[0].status, Status::QUERY_FAILED);
    assert_eq!(frames[0].pdu, Pdu::CommandResp(Err(0x8000_0003)));
    let mut esme = application(1);
    esme.receive(NOW, &encode(&frame(6, Pdu::Command(query))));
    let (frames, _) = drain(&mut esme);
    assert_eq!(frames[0].status, Status::INVALID_BIND_STATE);
}

#[test]
fn data_sm_is_taken_as_a_message_and_answered_as_its_own() {
    let (mut smsc, _) = centre(0x34);
    smsc.receive(NOW, &encode(&frame(8, Pdu::Data(message()))));
    let (_, events) = drain(&mut smsc);
    let [
        Event::Received {
            sequence: 8,
            kind: Kind::Data,
            message: got,
        },
    ] = &events[..]
    else {
        panic!("{events:?}");
    };
    assert_eq!(**got, message());
    smsc.answer(8, Status::OK, Some("id".into()));
    let (frames, _) = drain(&mut smsc);
    assert_eq!(frames, [frame(8, Pdu::DataResp(Some("id".into())))]);
}

#[test]
fn a_centre_says_how_loaded_it_is_in_responses_of_version_5() {
    for (version, said) in [(0x50, Some(93)), (0x34, None)] {
        let (mut smsc, _) = centre(version);
        smsc.set_load(93);
        for sequence in [2, 3] {
            smsc.receive(NOW, &encode(&frame(sequence, Pdu::Submit(message()))));
        }
        drain(&mut smsc);
        smsc.answer(2, Status::OK, Some("id".into()));
        smsc.answer(3, Status::THROTTLED, None);
        let (frames, _) = drain(&mut smsc);
        assert_eq!(frames[0].pdu, Pdu::SubmitResp(Some("id".into()), said));
        // A refusal has no body.
        assert_eq!(frames[1].pdu, Pdu::SubmitResp(None, None));
    }
}

#[test]
fn a_congested_centre_is_spared_until_it_has_recovered() {
    let mut esme = application(40);
    let mut answer = |congestion: Option<u8>| {
        esme.send(NOW, 1, message()).unwrap();
        let (frames, _) = drain(&mut esme);
        let response = Pdu::SubmitResp(Some("id".into()), congestion);
        let sequence = frames[0].sequence;
        esme.receive(NOW, &encode(&frame(sequence, response)));
        drain(&mut esme);
        esme.room()
    };
    assert_eq!(answer(Some(50)), 40);
    assert_eq!(answer(Some(95)), 10);
    assert_eq!(answer(Some(100)), 1);
    assert_eq!(answer(Some(30)), 40);
    assert_eq!(answer(Some(100)), 1);
    assert_eq!(answer(None), 40);
}
