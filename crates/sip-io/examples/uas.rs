//! Answers every call with a fixed SDP: for measuring call set-ups per second.
//!
//! `cargo run --release -p sip-io --example uas -- 127.0.0.1:5060`, then for example
//! `sipp -sn uac 127.0.0.1:5060 -r 500 -m 5000 -d 50`. Prints its counters at Ctrl-C.

use sip_io::{SipConfig, SipEvent, SipServer};
use std::error::Error;

const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
    m=audio 40000 RTP/AVP 0 8\r\na=sendrecv\r\n";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:5060".to_owned());
    let config = SipConfig {
        udp: Some(address.parse()?),
        tcp: Some(address.parse()?),
        max_calls: 100_000,
        ..SipConfig::default()
    };
    let (events, mut incoming) = tokio::sync::mpsc::channel(1024);
    let (handle, bound) = SipServer::start(config, events).await?;
    println!("listening: {bound:?}");
    loop {
        tokio::select! {
            event = incoming.recv() => match event {
                Some(SipEvent::Invite { leg, .. }) => {
                    handle.ring(leg, None)?;
                    handle.answer(leg, SDP.to_owned())?;
                }
                Some(SipEvent::Reinvite { leg, .. }) => {
                    handle.answer_reinvite(leg, SDP.to_owned())?;
                }
                Some(_) => {}
                None => break,
            },
            _ = tokio::signal::ctrl_c() => break,
        }
    }
    println!("{:#?}", handle.stats());
    Ok(())
}
