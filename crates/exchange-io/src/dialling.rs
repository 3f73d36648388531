//! Calls that we place: media first, then the INVITE that carries our offer, then what SIP tells of
//! it.

use crate::center::World;
use crate::effects::send;
use crate::legs::{Carrier, Leg, group};
use exchange::{CallerId, DialFailure, Input, LegEvent};
use ids::{InstanceId, LegId, PhoneNumber};
use sip_io::{Cause, DialRequest};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// A call to be placed.
pub(crate) struct Outgoing {
    pub(crate) leg: LegId,
    pub(crate) number: PhoneNumber,
    pub(crate) caller: CallerId,
    pub(crate) limit: Duration,
    /// A leg that it will meet.
    pub(crate) beside: LegId,
}

/// Places a call by the trunk that takes its number.
pub(crate) fn place(world: &Arc<World>, instance: InstanceId, call: Outgoing) {
    let own = |number: &PhoneNumber| world.numbers.instance_of(number).is_some();
    let leg = call.leg;
    let request = world
        .trunks
        .request(&call.number, &call.caller, call.limit, own);
    let Some(request) = request else {
        tracing::warn!(?leg, "no outbound trunk takes the number");
        return tell_failed(world, instance, leg, DialFailure::Unreachable);
    };
    let group = world
        .legs
        .group_of(call.beside)
        .unwrap_or_else(|| group(call.beside));
    let carrier = Carrier::Dialled { early: None };
    world.legs.insert(
        leg,
        Leg {
            instance,
            group,
            carrier,
        },
    );
    let world = Arc::clone(world);
    tokio::spawn(async move { offer(&world, instance, leg, group, request).await });
}

async fn offer(
    world: &Arc<World>,
    instance: InstanceId,
    leg: LegId,
    group: u64,
    mut request: DialRequest,
) {
    match world.media.offer_rtp(leg, group).await {
        Ok(sdp) => {
            request.sdp = Some(sdp);
            // Under the lock, so that a hang-up finds either no call yet or one that it can end.
            let placed = world.legs.with(leg, |_| world.sip.dial(leg, request));
            if placed.is_none() {
                send(world, media_io::MediaCommand::Close { leg });
            }
        }
        Err(error) => {
            tracing::warn!(%error, ?leg, "a call cannot be placed for want of media");
            if world.legs.remove(leg).is_some() {
                tell_failed(world, instance, leg, DialFailure::Unreachable);
            }
        }
    }
}

/// The far end rings, or sends early media.
pub(crate) fn ringing(world: &Arc<World>, leg: LegId, sdp: Option<String>) {
    let Some(sdp) = sdp else {
        return tell(world, leg, |leg| LegEvent::Ringing {
            leg,
            early_media: false,
        });
    };
    let task = {
        let world = Arc::clone(world);
        tokio::spawn(async move {
            let early_media = world.media.accept_rtp_answer(leg, &sdp).await.is_ok();
            tell(&world, leg, |leg| LegEvent::Ringing { leg, early_media });
            early_media
        })
    };
    set_early(world, leg, Some(task));
}

/// The far end answered; its answer may have come before, with early media.
pub(crate) fn answered(world: &Arc<World>, leg: LegId, sdp: Option<String>) {
    let early = set_early(world, leg, None);
    let world = Arc::clone(world);
    tokio::spawn(async move {
        // In the order in which they came.
        let heard = match early {
            Some(task) => task.await.unwrap_or(false),
            None => false,
        };
        let accepted = match &sdp {
            Some(sdp) => world.media.accept_rtp_answer(leg, sdp).await.is_ok(),
            None => heard,
        };
        if accepted {
            return tell(&world, leg, |leg| LegEvent::Answered { leg });
        }
        tracing::info!(?leg, "the answer to our call cannot be used");
        if let Some(it) = world.legs.remove(leg) {
            let cause = Cause::status(488, "Not Acceptable Here");
            let _ = world.sip.hangup(leg, cause);
            send(&world, media_io::MediaCommand::Close { leg });
            tell_failed(&world, it.instance, leg, DialFailure::Unreachable);
        }
    });
}

/// The far end did not answer.
pub(crate) fn failed(world: &World, leg: LegId, status: u16) {
    if let Some(it) = world.legs.remove(leg) {
        tracing::info!(?leg, status, "a call was not answered");
        send(world, media_io::MediaCommand::Close { leg });
        tell_failed(world, it.instance, leg, cause(status));
    }
}

/// What a final status says. Source: RFC 3261 section 21, and RFC 3398 section 8.2.6.1 for what
/// networks mean by it.
fn cause(status: u16) -> DialFailure {
    match status {
        486 | 600 => DialFailure::Busy,
        408 | 480 | 487 => DialFailure::NoAnswer,
        401 | 403 | 407 | 433 | 603 | 606..=608 => DialFailure::Rejected,
        _ => DialFailure::Unreachable,
    }
}

/// Keeps the task of early media, and gives the one before.
fn set_early(
    world: &World,
    leg: LegId,
    task: Option<JoinHandle<bool>>,
) -> Option<JoinHandle<bool>> {
    let before = world.legs.with(leg, |it| match &mut it.carrier {
        Carrier::Dialled { early } => std::mem::replace(early, task),
        _ => None,
    });
    before.flatten()
}

fn tell(world: &World, leg: LegId, event: impl FnOnce(LegId) -> LegEvent) {
    if let Some(instance) = world.legs.instance_of(leg) {
        world.tell(instance, Input::Leg(event(leg)));
    }
}

fn tell_failed(world: &World, instance: InstanceId, leg: LegId, cause: DialFailure) {
    world.tell(instance, Input::Leg(LegEvent::Failed { leg, cause }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_say_whether_it_is_worth_calling_again() {
        assert_eq!(cause(486), DialFailure::Busy);
        assert_eq!(cause(408), DialFailure::NoAnswer);
        assert_eq!(cause(480), DialFailure::NoAnswer);
        assert_eq!(cause(603), DialFailure::Rejected);
        assert_eq!(cause(407), DialFailure::Rejected);
        assert_eq!(cause(404), DialFailure::Unreachable);
        assert_eq!(cause(503), DialFailure::Unreachable);
    }
}
