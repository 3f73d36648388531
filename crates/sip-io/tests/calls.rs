//! Calls over real sockets, with a client that shares no code with the server.

mod support;

use sip_io::{Cause, DialRequest, EndedBy, SipConfig, SipError, SipEvent, SipServer, Transport};
use std::time::Duration;
use support::{ANSWER, Client, OFFER, Server, header};

#[tokio::test]
async fn the_caller_hangs_up() {
    let mut server = Server::start().await;
    let mut client = Client::udp(&server).await;
    let invite = client.request("INVITE", 1, "inv", "application/sdp", OFFER);
    client.send(&invite).await;
    let (leg, call) = server.invite().await;
    assert_eq!(call.request_user.reveal(), "+18005550100");
    assert_eq!(
        (call.source, call.transport),
        (client.local, Transport::Udp)
    );
    assert_eq!(call.sdp.as_deref(), Some(OFFER));
    client.expect("SIP/2.0 100").await;
    server.handle.ring(leg, None).unwrap();
    client.expect("SIP/2.0 180").await;
    server.handle.answer(leg, ANSWER.to_owned()).unwrap();
    let answer = client.expect("SIP/2.0 200").await;
    client.join(&answer);
    client.send(&client.request("ACK", 1, "ack", "", "")).await;
    assert!(matches!(
        server.event().await,
        SipEvent::Confirmed { sdp: None, .. }
    ));
    client.send(&client.request("BYE", 2, "bye", "", "")).await;
    client.expect("SIP/2.0 200").await;
    assert!(matches!(
        server.event().await,
        SipEvent::Ended {
            by: EndedBy::Peer,
            ..
        }
    ));
}

#[tokio::test]
async fn we_hang_up_over_udp_and_over_tcp() {
    let mut server = Server::start().await;
    for mut client in [Client::udp(&server).await, Client::tcp(&server).await] {
        let leg = client.call(&mut server).await;
        server.handle.hangup(leg, Cause::normal()).unwrap();
        let bye = client.expect("BYE ").await;
        assert!(
            header(&bye, "Reason")
                .unwrap()
                .starts_with("Q.850;cause=16")
        );
        client.accept(&bye).await;
        assert!(matches!(
            server.event().await,
            SipEvent::Ended {
                by: EndedBy::Us,
                ..
            }
        ));
    }
}

#[tokio::test]
async fn the_caller_cancels() {
    let mut server = Server::start().await;
    let mut client = Client::udp(&server).await;
    client
        .send(&client.request("INVITE", 1, "inv", "application/sdp", OFFER))
        .await;
    let (leg, _) = server.invite().await;
    server.handle.ring(leg, Some(ANSWER.to_owned())).unwrap();
    assert!(client.expect("SIP/2.0 183").await.ends_with(ANSWER));
    client
        .send(&client.request("CANCEL", 1, "inv", "", ""))
        .await;
    assert_eq!(
        header(&client.expect("SIP/2.0 200").await, "CSeq"),
        Some("1 CANCEL")
    );
    let refusal = client.expect("SIP/2.0 487").await;
    client.join(&refusal);
    client.send(&client.request("ACK", 1, "inv", "", "")).await;
    assert!(matches!(server.event().await, SipEvent::Canceled { leg: l } if l == leg));
}

#[tokio::test]
async fn a_call_is_rejected_with_our_status() {
    let mut server = Server::start().await;
    let mut client = Client::udp(&server).await;
    client
        .send(&client.request("INVITE", 1, "inv", "application/sdp", OFFER))
        .await;
    let (leg, _) = server.invite().await;
    server.handle.reject(leg, 404, "No Such Number").unwrap();
    client.expect("SIP/2.0 404 No Such Number").await;
    assert!(matches!(
        server.event().await,
        SipEvent::Ended {
            by: EndedBy::Us,
            ..
        }
    ));
}

#[tokio::test]
async fn keys_and_a_changed_session_are_told() {
    let mut server = Server::start().await;
    let mut client = Client::tcp(&server).await;
    let leg = client.call(&mut server).await;
    let relay = "Signal=9\r\nDuration=200\r\n";
    client
        .send(&client.request("INFO", 2, "key", "application/dtmf-relay", relay))
        .await;
    client.expect("SIP/2.0 200").await;
    assert!(matches!(
        server.event().await,
        SipEvent::Dtmf {
            digit: '9',
            duration: Some(200),
            ..
        }
    ));
    client
        .send(&client.request("INVITE", 3, "re", "application/sdp", OFFER))
        .await;
    assert!(matches!(
        server.event().await,
        SipEvent::Reinvite { sdp: Some(_), .. }
    ));
    server
        .handle
        .answer_reinvite(leg, ANSWER.to_owned())
        .unwrap();
    client.expect("SIP/2.0 200").await;
    client
        .send(&client.request("ACK", 3, "reack", "", ""))
        .await;
    assert!(matches!(
        server.event().await,
        SipEvent::ReinviteConfirmed { .. }
    ));
}

#[tokio::test]
async fn a_late_offer_is_answered_in_the_ack() {
    let mut server = Server::start().await;
    let mut client = Client::udp(&server).await;
    client
        .send(&client.request("INVITE", 1, "inv", "", ""))
        .await;
    let (leg, call) = server.invite().await;
    assert_eq!(call.sdp, None);
    server.handle.answer(leg, OFFER.to_owned()).unwrap();
    let answer = client.expect("SIP/2.0 200").await;
    client.join(&answer);
    client
        .send(&client.request("ACK", 1, "ack", "application/sdp", ANSWER))
        .await;
    match server.event().await {
        SipEvent::Confirmed { sdp, .. } => assert_eq!(sdp.as_deref(), Some(ANSWER)),
        other => panic!("confirmed, not {other:?}"),
    }
}

#[tokio::test]
async fn malformed_datagrams_are_dropped_counted_and_harmless() {
    let mut server = Server::start().await;
    let mut client = Client::udp(&server).await;
    let valid = client.request("INVITE", 1, "inv", "application/sdp", OFFER);
    for bytes in [
        &b"\x00\xff\xfe garbage"[..],
        b"INVITE\r\n\r\n",
        b"INVITE sip:a SIP/2.0\r\nVia: \r\n\r\n",
        valid.replace("Call-ID", "X").as_bytes(),
        valid
            .replace("Content-Length: ", "Content-Length: 9")
            .as_bytes(),
        &valid.as_bytes()[..40],
    ] {
        client.send_bytes(bytes).await;
    }
    client
        .send(&client.request("OPTIONS", 1, "alive", "", ""))
        .await;
    client.expect("SIP/2.0 200").await;
    assert_eq!(server.handle.stats().malformed_dropped, 6);
    client.call(&mut server).await;
}

#[tokio::test]
async fn a_stream_may_be_cut_anywhere() {
    let mut server = Server::start().await;
    let mut client = Client::tcp(&server).await;
    let invite = client.request("INVITE", 1, "inv", "application/sdp", OFFER);
    let options = client.request("OPTIONS", 1, "opt", "", "");
    // A keep-alive, one message byte by byte, and two in one segment.
    client.send("\r\n\r\n").await;
    for byte in options.as_bytes() {
        client.send_bytes(&[*byte]).await;
    }
    let pong_and_answer = client.receive().await;
    assert!(pong_and_answer.starts_with("\r\nSIP/2.0 200"));
    client
        .send(&format!("{}{invite}", options.replace("opt", "two")))
        .await;
    client.expect("SIP/2.0 200").await;
    client.expect("SIP/2.0 100").await;
    let (_, call) = server.invite().await;
    assert_eq!(
        (call.transport, call.sdp.as_deref()),
        (Transport::Tcp, Some(OFFER))
    );
}

#[tokio::test]
async fn a_stream_that_cannot_be_cut_is_closed() {
    let server = Server::start().await;
    let mut client = Client::tcp(&server).await;
    client
        .send("OPTIONS sip:a SIP/2.0\r\nContent-Length: many\r\n\r\n")
        .await;
    client.closed().await;
    assert_eq!(server.handle.stats().malformed_dropped, 1);
}

#[tokio::test]
async fn a_dialled_call_is_answered_and_ended_over_both_transports() {
    let mut server = Server::start().await;
    let mut peer = Server::start().await;
    let targets = [
        format!("sip:bob@{}", peer.bound.udp.unwrap()),
        format!("sip:bob@{};transport=tcp", peer.bound.tcp.unwrap()),
    ];
    for (n, target) in targets.into_iter().enumerate() {
        let ours = ids::LegId::from(ids::IdSource::new(n as u128).uuid());
        let request = DialRequest {
            uri: target.into(),
            from: String::from("sip:+18005550100@example.org").into(),
            sdp: Some(OFFER.to_owned()),
            timeout: Duration::from_secs(5),
            ..DialRequest::default()
        };
        server.handle.dial(ours, request).unwrap();
        let (theirs, call) = peer.invite().await;
        assert_eq!(call.from.user.reveal(), "+18005550100");
        peer.handle.ring(theirs, None).unwrap();
        assert!(matches!(server.event().await, SipEvent::Ringing { .. }));
        peer.handle.answer(theirs, ANSWER.to_owned()).unwrap();
        match server.event().await {
            SipEvent::Answered { sdp, .. } => assert_eq!(sdp.as_deref(), Some(ANSWER)),
            other => panic!("answered, not {other:?}"),
        }
        assert!(matches!(peer.event().await, SipEvent::Confirmed { .. }));
        server.handle.send_info_dtmf(ours, '#', 120).unwrap();
        assert!(matches!(
            peer.event().await,
            SipEvent::Dtmf { digit: '#', .. }
        ));
        server.handle.reinvite(ours, OFFER.to_owned()).unwrap();
        assert!(matches!(peer.event().await, SipEvent::Reinvite { .. }));
        peer.handle.reject_reinvite(theirs, 488).unwrap();
        assert!(matches!(
            server.event().await,
            SipEvent::ReinviteFailed { status: 488, .. }
        ));
        peer.handle.hangup(theirs, Cause::normal()).unwrap();
        assert!(matches!(
            server.event().await,
            SipEvent::Ended {
                by: EndedBy::Peer,
                ..
            }
        ));
        assert!(matches!(
            peer.event().await,
            SipEvent::Ended {
                by: EndedBy::Us,
                ..
            }
        ));
    }
}

#[tokio::test]
async fn a_peer_without_a_listener_fails_with_503() {
    let mut server = Server::start().await;
    let request = DialRequest {
        uri: String::from("sip:bob@127.0.0.1:1;transport=tcp").into(),
        ..DialRequest::default()
    };
    server
        .handle
        .dial(ids::IdSource::new(1).id(), request)
        .unwrap();
    assert!(matches!(
        server.event().await,
        SipEvent::Failed { status: 503, .. }
    ));
}

#[tokio::test]
async fn a_configuration_that_cannot_work_is_refused() {
    let (events, _incoming) = tokio::sync::mpsc::channel(1);
    let none = SipServer::start(SipConfig::default(), events.clone()).await;
    assert!(matches!(none, Err(SipError::NoTransport)));
    let config = SipConfig {
        udp: Some("127.0.0.1:0".parse().unwrap()),
        advertised: Some("a b".to_owned()),
        ..SipConfig::default()
    };
    let odd = SipServer::start(config, events).await;
    assert!(matches!(odd, Err(SipError::Advertised(_))));
}
