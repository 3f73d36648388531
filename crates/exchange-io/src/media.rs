//! What the media threads tell, turned into what the exchange understands.

use crate::center::World;
use crate::effects::send;
use crate::hearing;
use crate::legs::Carrier;
use crate::{recordings, rows};
use exchange::journal::Remarked;
use exchange::{AudioQuality, EndCause, Input, LegEvent, MediaEvent, QualityIssue, Remark};
use ids::LegId;
use media_io::{LostReason, PlayOutcome, RecordingOutcome};
use services::CallerEvent;
use std::sync::Arc;
use store::Batch;
use tokio::sync::mpsc;

/// Takes the media threads' events until there are no more.
pub(crate) async fn run(
    world: Arc<World>,
    mut events: mpsc::UnboundedReceiver<media_io::MediaEvent>,
) {
    while let Some(event) = events.recv().await {
        match event {
            media_io::MediaEvent::Dtmf { leg, digit, .. } => {
                tell(&world, leg, MediaEvent::Dtmf { leg, digit });
            }
            media_io::MediaEvent::PlayFinished {
                leg,
                play,
                outcome: PlayOutcome::Completed,
            } => {
                if world.spoken.played(leg) {
                    continue;
                }
                tell(&world, leg, MediaEvent::PlayFinished { leg, play });
            }
            // Whoever stopped a play, or closed its leg, does not wait for its end.
            media_io::MediaEvent::PlayFinished { .. } => {}
            media_io::MediaEvent::SpeechStarted { listen, .. } => {
                hearing::speech_started(&world, listen);
            }
            media_io::MediaEvent::Utterance { listen, speech, .. } => {
                hearing::spoken(&world, listen, speech);
            }
            media_io::MediaEvent::NoSpeech { listen, .. } => hearing::silent(&world, listen),
            media_io::MediaEvent::MediaUp { leg } => up(&world, leg),
            media_io::MediaEvent::MediaLost { leg, reason } => lost(&world, leg, reason),
            media_io::MediaEvent::RecordingFinished {
                recording,
                duration,
                started_at,
                outcome,
                ..
            } => {
                let failed = match outcome {
                    RecordingOutcome::Complete => None,
                    RecordingOutcome::Gaps { missing } => {
                        tracing::warn!(?recording, ?missing, "a recording has gaps");
                        None
                    }
                    RecordingOutcome::Failed { reason } => Some(reason),
                };
                recordings::finished(&world, recording, started_at, duration, failed);
            }
            media_io::MediaEvent::Quality { leg, quality } => {
                let quality = audio_quality(&quality);
                tell(&world, leg, MediaEvent::Quality { leg, quality });
            }
            media_io::MediaEvent::Stats { leg, stats } => {
                tracing::debug!(?leg, ?stats, "a leg's media is closed");
                closed(&world, leg, &stats);
            }
        }
    }
}

/// An estimate in the exchange's words. The score is from 1 to 5.
fn audio_quality(it: &media_io::Quality) -> AudioQuality {
    let issues = [
        (it.high_packet_loss, QualityIssue::HighPacketLoss),
        (it.high_round_trip_time, QualityIssue::HighRoundTripTime),
        (it.high_jitter_buffer, QualityIssue::HighJitterBuffer),
    ];
    AudioQuality {
        score: (it.score.clamp(1.0, 5.0) * 100.0).round() as u16,
        issues: issues
            .into_iter()
            .filter_map(|(there, issue)| there.then_some(issue))
            .collect(),
    }
}

fn tell(world: &World, leg: LegId, event: MediaEvent) {
    if let Some(instance) = world.legs.instance_of(leg) {
        world.tell(instance, Input::Media(event));
    }
}

/// What an agent's audio came to is remarked.
fn closed(world: &World, leg: LegId, stats: &media_io::LegStats) {
    let Some(instance) = world.legs.ended_of_agent(leg) else {
        return;
    };
    let (lost, came) = (stats.packets_lost, stats.packets_received);
    let remarked = Remarked {
        at: world.now(),
        remark: Remark::AgentAudio { lost, came },
        times: 1,
    };
    let row = match rows::remarked(instance, &remarked) {
        Ok(row) if lost + came > 0 => row,
        _ => return,
    };
    let store = Arc::clone(&world.store);
    // Nobody waits for it.
    tokio::spawn(async move {
        if let Err(error) = store.commit(Batch::new().with(row)).await {
            tracing::warn!(%error, "what was lost of an agent's audio was not kept");
        }
    });
}

fn up(world: &World, leg: LegId) {
    // A browser's call is answered when both the exchange says so and audio flows.
    let answered = world.legs.with(leg, |it| match &mut it.carrier {
        Carrier::Caller {
            media_up, answered, ..
        } => {
            let first = !*media_up;
            *media_up = true;
            (first && *answered).then_some(it.instance)
        }
        _ => None,
    });
    if let Some(Some(instance)) = answered {
        world.tell(instance, Input::Leg(LegEvent::Answered { leg }));
    }
    tell(world, leg, MediaEvent::MediaUp { leg });
}

fn lost(world: &World, leg: LegId, reason: LostReason) {
    let is_caller = world
        .legs
        .with(leg, |it| matches!(it.carrier, Carrier::Caller { .. }))
        .unwrap_or(false);
    if !is_caller || reason == LostReason::Inactivity {
        return tell(world, leg, MediaEvent::MediaLost { leg });
    }
    // The page of a calling browser does not come back: a new one makes a new call.
    if let Some(it) = world.legs.remove(leg) {
        if let Carrier::Caller { events, .. } = &it.carrier {
            let _ = events.send(CallerEvent::Ended { reason: "failed" });
        }
        send(world, media_io::MediaCommand::Close { leg });
        let ended = LegEvent::Ended {
            leg,
            cause: EndCause::Failed,
        };
        world.tell(it.instance, Input::Leg(ended));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_becomes_hundredths_and_names() {
        let estimate = media_io::Quality {
            score: 4.407,
            high_packet_loss: true,
            high_round_trip_time: false,
            high_jitter_buffer: true,
        };
        let told = audio_quality(&estimate);
        assert_eq!(told.score, 441);
        let issues = told.issues.into_iter().map(QualityIssue::name);
        assert_eq!(
            issues.collect::<Vec<_>>(),
            ["HighPacketLoss", "HighJitterBuffer"]
        );
    }
}
