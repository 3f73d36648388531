//! What SIP tells, turned into what the exchange understands.

use crate::center::World;
use crate::dialling;
use crate::effects::send;
use crate::legs::{Carrier, Leg, group};
use exchange::{EndCause, Input, LegEvent, LegKind, MediaEvent};
use ids::{LegId, PhoneNumber, Pii};
use sip_io::{EndedBy, SipEvent};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::mpsc;

/// Headers that flows can read besides `X-…`. Source: connect-d-data-metrics.md §1.5; RFC 7433
/// for `User-to-User`.
const READABLE: &[&str] = &[
    "P-Asserted-Identity",
    "P-Charge-Info",
    "From",
    "To",
    "ISUP-OLI",
    "JIP",
    "Hop-Counter",
    "Originating-Switch",
    "Originating-Trunk",
    "Call-Forwarding-Indicator",
    "Calling-Party-Address",
    "Called-Party-Address",
    "User-to-User",
    "Diversion",
];

/// Takes SIP's events until there are no more.
pub(crate) async fn run(world: Arc<World>, mut events: mpsc::Receiver<SipEvent>) {
    while let Some(event) = events.recv().await {
        let Some(event) = world.spoken.route(event) else {
            continue;
        };
        match event {
            SipEvent::Invite { leg, call } => invite(&world, leg, *call),
            SipEvent::Confirmed { leg, sdp } => confirmed(&world, leg, sdp),
            SipEvent::Dtmf { leg, digit, .. } => {
                tell(&world, leg, |leg| {
                    Input::Media(MediaEvent::Dtmf { leg, digit })
                });
            }
            SipEvent::Reinvite { leg, sdp } => {
                tokio::spawn(reinvite(Arc::clone(&world), leg, sdp));
            }
            SipEvent::ReinviteConfirmed {
                leg,
                sdp: Some(sdp),
            } => {
                let world = Arc::clone(&world);
                tokio::spawn(async move {
                    if let Err(error) = world.media.accept_rtp_answer(leg, &sdp).await {
                        tracing::info!(%error, ?leg, "the answer to our offer cannot be used");
                    }
                });
            }
            SipEvent::Canceled { leg } => ended(&world, leg, EndCause::HungUp),
            SipEvent::Ended { leg, by, .. } => ended(
                &world,
                leg,
                match by {
                    EndedBy::Peer => EndCause::HungUp,
                    EndedBy::Us | EndedBy::Timeout | EndedBy::TransportError => EndCause::Failed,
                },
            ),
            SipEvent::Ringing { leg, sdp } => dialling::ringing(&world, leg, sdp),
            SipEvent::Answered { leg, sdp } => dialling::answered(&world, leg, sdp),
            SipEvent::Failed { leg, status, .. } => dialling::failed(&world, leg, status),
            // We never ask for a changed session.
            SipEvent::ReinviteConfirmed { sdp: None, .. }
            | SipEvent::ReinviteAnswered { .. }
            | SipEvent::ReinviteFailed { .. } => {}
        }
    }
}

fn tell(world: &World, leg: LegId, input: impl FnOnce(LegId) -> Input) {
    if let Some(instance) = world.legs.instance_of(leg) {
        world.tell(instance, input(leg));
    }
}

fn invite(world: &Arc<World>, leg: LegId, call: sip_io::IncomingCall) {
    if world.draining.load(Ordering::Relaxed) {
        let _ = world.sip.reject(leg, 503, "");
        return;
    }
    let called = PhoneNumber::from_dialled(call.request_user.reveal()).ok();
    let found = called.and_then(|number| Some((world.numbers.instance_of(&number)?, number)));
    let Some((instance, called)) = found else {
        let _ = world.sip.reject(leg, 404, "");
        return;
    };
    let _ = world.sip.ring(leg, None);
    let headers = readable(&call);
    world.legs.insert(
        leg,
        Leg {
            instance,
            group: group(leg),
            carrier: Carrier::Sip { offer: call.sdp },
        },
    );
    world.tell(
        instance,
        Input::IncomingCall(exchange::IncomingCall {
            leg,
            contact: None,
            called,
            caller: caller(call.from.user),
            display_name: call.from.display.into_revealed().map(Pii::new),
            headers,
            kind: LegKind::Sip,
        }),
    );
}

/// The caller's address: E.164 where it is a number, else as it came.
fn caller(user: Pii<String>) -> Pii<String> {
    let text = user.reveal();
    let is_number = text.trim_start_matches('+').len() >= 7;
    match PhoneNumber::from_dialled(text) {
        Ok(number) if is_number => Pii::new(number.as_str().to_owned()),
        _ if text.is_empty() => Pii::new("anonymous".to_owned()),
        _ => user,
    }
}

fn readable(call: &sip_io::IncomingCall) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::new();
    for (name, value) in &call.headers {
        let known = READABLE
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name));
        let custom = name
            .get(..2)
            .is_some_and(|start| start.eq_ignore_ascii_case("x-"));
        let name = match known {
            Some(known) => (*known).to_owned(),
            None if custom => name.clone(),
            None => continue,
        };
        headers
            .entry(name)
            .or_insert_with(|| value.reveal().clone());
    }
    headers
}

/// The ACK: from now on the caller hears us. Where we had to make the offer it brings the answer.
fn confirmed(world: &Arc<World>, leg: LegId, sdp: Option<String>) {
    let we_offered = world
        .legs
        .with(leg, |it| matches!(it.carrier, Carrier::Sip { offer: None }))
        .unwrap_or(false);
    if !we_offered {
        return tell(world, leg, |leg| Input::Leg(LegEvent::Answered { leg }));
    }
    let world = Arc::clone(world);
    tokio::spawn(async move {
        let accepted = match &sdp {
            Some(sdp) => world.media.accept_rtp_answer(leg, sdp).await.is_ok(),
            None => false,
        };
        if accepted {
            return tell(&world, leg, |leg| Input::Leg(LegEvent::Answered { leg }));
        }
        let _ = world
            .sip
            .hangup(leg, sip_io::Cause::status(488, "Not Acceptable Here"));
        ended(&world, leg, EndCause::Failed);
    });
}

async fn reinvite(world: Arc<World>, leg: LegId, sdp: Option<String>) {
    let described = match &sdp {
        Some(sdp) => world.media.reoffer_rtp(leg, sdp).await,
        None => world.media.local_sdp(leg).await,
    };
    let _ = match described {
        Ok(sdp) => world.sip.answer_reinvite(leg, sdp),
        Err(error) => {
            tracing::info!(%error, ?leg, "a re-INVITE cannot be answered");
            world.sip.reject_reinvite(leg, 488)
        }
    };
}

fn ended(world: &Arc<World>, leg: LegId, cause: EndCause) {
    if let Some(it) = world.legs.remove(leg) {
        send(world, media_io::MediaCommand::Close { leg });
        world.tell(it.instance, Input::Leg(LegEvent::Ended { leg, cause }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_who_is_a_number_is_written_in_e164() {
        let read = |text: &str| caller(Pii::new(text.to_owned())).into_revealed();
        assert_eq!(read("12065550100"), "+12065550100");
        assert_eq!(read("+12065550100"), "+12065550100");
        assert_eq!(read("alice"), "alice");
        assert_eq!(read("1001"), "1001");
        assert_eq!(read(""), "anonymous");
    }
}
