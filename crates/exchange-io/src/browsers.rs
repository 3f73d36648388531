//! Calls that browsers carry.

use crate::center::{Center, World};
use crate::effects::send;
use crate::legs::{Carrier, Leg, group};
use exchange::{EndCause, Input, LegEvent, LegKind, MediaEvent};
use futures_util::future::BoxFuture;
use ids::{ContactId, InstanceId, LegId, UserId};
use media_io::{MediaCommand, Side};
use ring::rand::{SecureRandom, SystemRandom};
use services::{AgentEvents, BrowserError, Browsers, CallerAction, WebCall, WebCallStarted};
use std::sync::atomic::Ordering;
use tokio::sync::mpsc;

impl Browsers for Center {
    fn agent_events(&self, instance: InstanceId, agent: UserId) -> AgentEvents {
        self.world.agents.subscribe(instance, agent)
    }

    fn agent_offer(
        &self,
        instance: InstanceId,
        agent: UserId,
        contact: ContactId,
        sdp: String,
    ) -> BoxFuture<'_, Result<String, BrowserError>> {
        Box::pin(agent_offer(&self.world, instance, agent, contact, sdp))
    }

    fn call(
        &self,
        instance: InstanceId,
        call: WebCall,
    ) -> BoxFuture<'_, Result<WebCallStarted, BrowserError>> {
        Box::pin(start_call(&self.world, instance, call))
    }

    fn caller(&self, leg: LegId, action: CallerAction) {
        act(&self.world, leg, action);
    }
}

async fn agent_offer(
    world: &World,
    instance: InstanceId,
    agent: UserId,
    contact: ContactId,
    sdp: String,
) -> Result<String, BrowserError> {
    let legs = &world.legs;
    let leg = legs
        .of_agent(instance, agent, contact)
        .ok_or(BrowserError::NotConnecting(contact))?;
    let again = legs.with_agent(leg, |it| std::mem::replace(&mut it.offered, true));
    if again == Some(true) {
        // The page was loaded again: its old transport goes, and the new one takes its places.
        let closed = world.media.close(leg).await;
        closed.map_err(|error| BrowserError::Offer(error.to_string()))?;
    }
    let group = legs
        .group_of(leg)
        .ok_or(BrowserError::NotConnecting(contact))?;
    let answer = world.media.answer_webrtc(leg, group, &sdp).await;
    let answer = answer.map_err(|error| BrowserError::Offer(error.to_string()))?;
    let Some((bridge, muted)) = legs.with_agent(leg, |it| (it.bridge, it.muted)) else {
        // The contact ended meanwhile.
        send(world, MediaCommand::Close { leg });
        return Err(BrowserError::NotConnecting(contact));
    };
    if muted {
        send(world, MediaCommand::Mute { leg, muted });
    }
    if let Some(bridge) = bridge {
        send(world, MediaCommand::Join { bridge, leg });
    }
    if again == Some(true) {
        for recording in world.recordings.with_leg(leg) {
            send(
                world,
                MediaCommand::AddRecordingLeg {
                    recording,
                    leg,
                    side: Side::Right,
                },
            );
        }
    }
    Ok(answer)
}

async fn start_call(
    world: &World,
    instance: InstanceId,
    call: WebCall,
) -> Result<WebCallStarted, BrowserError> {
    if world.draining.load(Ordering::Relaxed) {
        return Err(BrowserError::Unavailable);
    }
    if world.numbers.instance_of(&call.number) != Some(instance) {
        return Err(BrowserError::UnknownNumber(call.number));
    }
    let (leg, contact): (LegId, ContactId) = (new_id(), new_id());
    let sdp = world
        .media
        .answer_webrtc(leg, group(leg), &call.sdp)
        .await
        .map_err(|error| BrowserError::Offer(error.to_string()))?;
    let (sender, events) = mpsc::unbounded_channel();
    let carrier = Carrier::Caller {
        events: sender,
        media_up: false,
        answered: false,
    };
    world.legs.insert(
        leg,
        Leg {
            instance,
            group: group(leg),
            carrier,
        },
    );
    world.tell(
        instance,
        Input::IncomingCall(exchange::IncomingCall {
            leg,
            contact: Some(contact),
            called: call.number,
            caller: call.caller,
            display_name: call.display_name,
            headers: Default::default(),
            kind: LegKind::WebRtc,
        }),
    );
    Ok(WebCallStarted {
        leg,
        contact,
        sdp,
        events,
    })
}

fn act(world: &World, leg: LegId, action: CallerAction) {
    let Some(instance) = world.legs.instance_of(leg) else {
        return;
    };
    match action {
        CallerAction::Digits(digits) => {
            for digit in digits
                .chars()
                .filter(|c| c.is_ascii_digit() || "*#ABCD".contains(*c))
            {
                world.tell(instance, Input::Media(MediaEvent::Dtmf { leg, digit }));
            }
        }
        CallerAction::Mute(muted) => send(world, MediaCommand::Mute { leg, muted }),
        CallerAction::HangUp => {
            if world.legs.remove(leg).is_some() {
                send(world, MediaCommand::Close { leg });
                let ended = LegEvent::Ended {
                    leg,
                    cause: EndCause::HungUp,
                };
                world.tell(instance, Input::Leg(ended));
            }
        }
    }
}

/// A new identifier that nobody can guess: a contact's is shown to its caller only.
pub(crate) fn new_id<T: From<uuid::Uuid>>() -> T {
    let mut bytes = [0; 16];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        tracing::error!("the system's random source failed");
    }
    T::from(uuid::Builder::from_random_bytes(bytes).into_uuid())
}
