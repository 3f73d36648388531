//! Calls made by SIPp, an independent implementation.

mod support;

use sip_io::SipEvent;
use std::process::Stdio;
use support::{ANSWER, Server};
use tokio::process::Command;

/// Runs SIPp's own caller scenario: INVITE, 100, 180, 200, ACK, pause, BYE.
async fn run_sipp(transport: &str) {
    let mut server = Server::start().await;
    let target = match transport {
        "u1" => server.bound.udp.expect("a UDP socket"),
        _ => server.bound.tcp.expect("a listener"),
    };
    let directory = std::env::temp_dir();
    let mut sipp = Command::new("sipp")
        .args([
            "-sn",
            "uac",
            &target.to_string(),
            "-i",
            "127.0.0.1",
            "-t",
            transport,
        ])
        .args([
            "-m", "50", "-r", "50", "-d", "20", "-nostdin", "-timeout", "30s",
        ])
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("SIPp must be installed: apt-get install sip-tester (the Makefile does)");
    let (mut calls, mut ended) = (0, 0);
    while ended < 50 {
        match server.event().await {
            SipEvent::Invite { leg, .. } => {
                calls += 1;
                server.handle.ring(leg, None).expect("a running server");
                let answered = server.handle.answer(leg, ANSWER.to_owned());
                answered.expect("a running server");
            }
            SipEvent::Ended { .. } => ended += 1,
            _ => {}
        }
    }
    let status = sipp.wait().await.expect("SIPp ends");
    assert!(status.success(), "SIPp counts a failed call: {status}");
    assert_eq!(calls, 50);
    assert_eq!(server.handle.stats().active, 0);
}

#[tokio::test]
async fn sipp_completes_its_calls_over_udp() {
    run_sipp("u1").await;
}

#[tokio::test]
async fn sipp_completes_its_calls_over_tcp() {
    run_sipp("t1").await;
}
