//! Carries out what an exchange wants done to legs, audio and functions.

use crate::actor::Message;
use crate::center::World;
use crate::dialling;
use crate::legs::{AgentLeg, Carrier, Leg};
use audio::Clip;
use exchange::{
    Change, EndCause, HangUpReason, Input, LambdaToken, LegCommand, LegEvent, MediaCommand,
    PlaySource, RecordingScope, Topic,
};
use ids::{ContactId, InstanceId, LegId, PlayId};
use resources::{Kind, Resource, StorageResource};
use services::CallerEvent;
use sip_io::Cause;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// The effects of one instance's exchange.
pub(crate) struct Effects {
    world: Arc<World>,
    instance: InstanceId,
    /// Plays whose clips are still being read or made; the last one of each leg counts.
    waiting: HashMap<LegId, PlayId>,
    /// Resource type and stream by storage configuration.
    streams: BTreeMap<String, (String, String)>,
}

impl Effects {
    pub(crate) fn new(world: Arc<World>, instance: InstanceId) -> Self {
        Self {
            world,
            instance,
            waiting: HashMap::new(),
            streams: BTreeMap::new(),
        }
    }

    /// Does something to a leg.
    pub(crate) fn leg(&mut self, command: LegCommand) {
        match command {
            LegCommand::Answer { leg } => self.answer(leg),
            LegCommand::Reject { leg, status } => self.reject(leg, status),
            LegCommand::Dial {
                leg,
                number,
                caller,
                limit,
                beside,
            } => dialling::place(
                &self.world,
                self.instance,
                dialling::Outgoing {
                    leg,
                    number,
                    caller,
                    limit,
                    beside,
                },
            ),
            LegCommand::ConnectAgent {
                leg,
                agent,
                contact,
                customer,
            } => {
                let legs = &self.world.legs;
                let group = legs
                    .group_of(customer)
                    .unwrap_or_else(|| crate::legs::group(customer));
                let carrier = Carrier::Agent(AgentLeg {
                    agent,
                    contact,
                    offered: false,
                    bridge: None,
                    muted: false,
                });
                legs.insert(
                    leg,
                    Leg {
                        instance: self.instance,
                        group,
                        carrier,
                    },
                );
            }
            LegCommand::HangUp { leg, reason } => self.hang_up(leg, reason),
        }
    }

    fn answer(&self, leg: LegId) {
        let offer = self.world.legs.with(leg, |it| match &mut it.carrier {
            Carrier::Sip { offer } => Some((it.group, offer.clone())),
            Carrier::Caller {
                events,
                media_up,
                answered,
            } => {
                *answered = true;
                let _ = events.send(CallerEvent::Connected);
                if *media_up {
                    self.world
                        .tell(self.instance, Input::Leg(LegEvent::Answered { leg }));
                }
                None
            }
            Carrier::Dialled { .. } | Carrier::Agent(_) => None,
        });
        if let Some(Some((group, offer))) = offer {
            let (world, instance) = (Arc::clone(&self.world), self.instance);
            tokio::spawn(async move { answer_sip(&world, instance, leg, group, offer).await });
        }
    }

    fn reject(&mut self, leg: LegId, status: u16) {
        self.waiting.remove(&leg);
        let Some(it) = self.world.legs.remove(leg) else {
            return;
        };
        match it.carrier {
            Carrier::Sip { .. } => {
                let _ = self.world.sip.reject(leg, status, "");
            }
            Carrier::Caller { events, .. } => {
                let _ = events.send(CallerEvent::Ended { reason: "refused" });
            }
            Carrier::Dialled { .. } | Carrier::Agent(_) => {}
        }
        self.close_media(leg);
    }

    fn hang_up(&mut self, leg: LegId, reason: HangUpReason) {
        self.waiting.remove(&leg);
        let Some(it) = self.world.legs.remove(leg) else {
            return;
        };
        match it.carrier {
            Carrier::Sip { .. } | Carrier::Dialled { .. } => {
                let _ = self.world.sip.hangup(leg, cause(reason));
            }
            Carrier::Caller { events, .. } => {
                let reason = match reason {
                    HangUpReason::Normal | HangUpReason::ShuttingDown => "completed",
                    HangUpReason::Busy => "refused",
                    HangUpReason::Failed => "failed",
                };
                let _ = events.send(CallerEvent::Ended { reason });
            }
            Carrier::Agent(agent) => {
                self.world
                    .agents
                    .close(self.instance, agent.agent, agent.contact);
            }
        }
        self.close_media(leg);
    }

    fn close_media(&self, leg: LegId) {
        send(&self.world, media_io::MediaCommand::Close { leg });
    }

    /// Does something to audio.
    pub(crate) fn media(&mut self, command: MediaCommand) {
        let command = match command {
            MediaCommand::Play {
                leg,
                play,
                sources,
                looped,
            } => {
                return self.play(leg, play, sources, looped);
            }
            MediaCommand::StopPlay { leg, play } => {
                if self.waiting.get(&leg) == Some(&play) {
                    self.waiting.remove(&leg);
                }
                media_io::MediaCommand::StopPlay { leg, play }
            }
            MediaCommand::Join { bridge, leg } => {
                self.world
                    .legs
                    .with_agent(leg, |agent| agent.bridge = Some(bridge));
                media_io::MediaCommand::Join { bridge, leg }
            }
            MediaCommand::Leave { bridge, leg } => {
                self.world.legs.with_agent(leg, |agent| agent.bridge = None);
                media_io::MediaCommand::Leave { bridge, leg }
            }
            MediaCommand::Mute { leg, muted } => {
                self.world.legs.with_agent(leg, |agent| agent.muted = muted);
                media_io::MediaCommand::Mute { leg, muted }
            }
            MediaCommand::SendDtmf { leg, digits } => {
                media_io::MediaCommand::SendDtmf { leg, digits }
            }
            MediaCommand::StartRecording {
                recording,
                contact,
                scope,
                left,
                right,
                key,
            } => {
                let scope = match scope {
                    RecordingScope::Bridge(bridge) => media_io::RecordingScope::Bridge(bridge),
                    RecordingScope::Interaction => media_io::RecordingScope::Interaction,
                };
                let path = self.world.recordings.begin(
                    recording,
                    crate::recordings::Note {
                        instance: self.instance,
                        contact,
                        key,
                        started: self.world.now(),
                    },
                    &right,
                );
                media_io::MediaCommand::StartRecording {
                    recording,
                    scope,
                    left,
                    right,
                    path,
                }
            }
            MediaCommand::RecordAlso { recording, leg } => {
                media_io::MediaCommand::AddRecordingLeg {
                    recording,
                    leg,
                    side: media_io::Side::Left,
                }
            }
            MediaCommand::PauseRecording { recording } => {
                media_io::MediaCommand::PauseRecording { recording }
            }
            MediaCommand::ResumeRecording { recording } => {
                media_io::MediaCommand::ResumeRecording { recording }
            }
            MediaCommand::StopRecording { recording } => {
                media_io::MediaCommand::StopRecording { recording }
            }
        };
        send(&self.world, command);
    }

    fn play(&mut self, leg: LegId, play: PlayId, sources: Vec<PlaySource>, looped: bool) {
        if let Some(clips) = self.world.playing.at_hand(&sources) {
            self.waiting.remove(&leg);
            return send(
                &self.world,
                media_io::MediaCommand::Play {
                    leg,
                    play,
                    clips,
                    looped,
                },
            );
        }
        self.waiting.insert(leg, play);
        let (world, instance) = (Arc::clone(&self.world), self.instance);
        tokio::spawn(async move {
            let clips = world.playing.fetch(&sources).await;
            world.post(
                instance,
                Message::Clips {
                    leg,
                    play,
                    looped,
                    clips,
                },
            );
        });
    }

    /// Plays clips that had to be waited for, unless something else came in between. The error
    /// is why there is nothing to play.
    pub(crate) fn clips_ready(
        &mut self,
        leg: LegId,
        play: PlayId,
        looped: bool,
        clips: Result<Vec<Arc<Clip>>, String>,
    ) -> Result<(), String> {
        if self.waiting.get(&leg) != Some(&play) {
            return Ok(());
        }
        self.waiting.remove(&leg);
        let clips =
            clips.inspect_err(|reason| tracing::warn!(reason, "a prompt cannot be played"))?;
        send(
            &self.world,
            media_io::MediaCommand::Play {
                leg,
                play,
                clips,
                looped,
            },
        );
        Ok(())
    }

    /// Invokes a function; its answer comes back as an input.
    pub(crate) fn invoke(
        &self,
        token: LambdaToken,
        function: String,
        asynchronous: bool,
        payload: Box<serde_json::Value>,
        limit: Duration,
    ) {
        let (world, instance) = (Arc::clone(&self.world), self.instance);
        tokio::spawn(async move {
            let result = world
                .functions
                .invoke(&function, &payload, asynchronous, limit)
                .await;
            world.tell(instance, Input::LambdaResult { token, result });
        });
    }

    /// Asks another capability; what is not there refuses.
    pub(crate) fn ask(
        &self,
        token: LambdaToken,
        contact: ContactId,
        request: Box<flow::Request>,
        limit: Duration,
    ) {
        let (world, instance) = (Arc::clone(&self.world), self.instance);
        tokio::spawn(async move {
            let result = crate::capabilities::ask(&world, instance, contact, *request, limit).await;
            world.tell(instance, Input::Answered { token, result });
        });
    }

    /// Asks a bot.
    pub(crate) fn ask_bot(
        &self,
        token: LambdaToken,
        contact: ContactId,
        turn: Box<flow::BotTurn>,
        limit: Duration,
    ) {
        let (world, instance) = (Arc::clone(&self.world), self.instance);
        tokio::spawn(async move {
            let result = crate::capabilities::ask_bot(&world, contact, *turn, limit).await;
            let result = result.map(Box::new);
            world.tell(instance, Input::BotAnswered { token, result });
        });
    }

    /// Listens to a leg.
    pub(crate) fn listen(
        &self,
        token: LambdaToken,
        leg: LegId,
        language: String,
        limits: flow::ListenLimits,
    ) {
        crate::hearing::listen(&self.world, self.instance, token, (leg, language), limits);
    }

    /// Stops listening to a leg.
    pub(crate) fn stop_listening(&self, token: LambdaToken, leg: LegId) {
        crate::hearing::stop(&self.world, token, leg);
    }

    /// Takes note of where the instance's records go.
    pub(crate) fn note(&mut self, change: &Change) {
        match change {
            Change::Put(resource) => {
                if let Resource::StorageConfig(it) = &**resource
                    && let StorageResource::KinesisStream { arn }
                    | StorageResource::KinesisFirehose { arn } = &it.target
                {
                    self.streams
                        .insert(it.id.clone(), (it.resource_type.clone(), arn.clone()));
                }
            }
            Change::Delete {
                kind: Kind::StorageConfig,
                id,
            } => {
                self.streams.remove(id);
            }
            Change::Delete { .. } => {}
        }
    }

    /// The stream that the instance's storage configuration names for a topic.
    pub(crate) fn stream_of(&self, topic: Topic) -> Option<String> {
        let wanted = match topic {
            Topic::ContactRecords => "CONTACT_TRACE_RECORDS",
            Topic::AgentEvents => "AGENT_EVENTS",
            Topic::ContactEvents | Topic::FlowLogs => return None,
        };
        self.streams
            .values()
            .find(|(kind, _)| kind == wanted)
            .map(|(_, arn)| arn.clone())
    }
}

/// Answers a SIP call: media first, then the 200 that carries its description.
async fn answer_sip(
    world: &Arc<World>,
    instance: InstanceId,
    leg: LegId,
    group: u64,
    offer: Option<String>,
) {
    let described = match &offer {
        Some(offer) => world.media.answer_rtp(leg, group, offer).await,
        None => world.media.offer_rtp(leg, group).await,
    };
    match described {
        // The caller may have given up while media was being made.
        Ok(_) if !world.legs.exists(leg) => send(world, media_io::MediaCommand::Close { leg }),
        Ok(sdp) => {
            let _ = world.sip.answer(leg, sdp);
        }
        Err(error) => {
            tracing::info!(%error, ?leg, "a call's media cannot be answered");
            if world.legs.remove(leg).is_some() {
                let _ = world.sip.reject(leg, 488, "");
                let ended = LegEvent::Ended {
                    leg,
                    cause: EndCause::Failed,
                };
                world.tell(instance, Input::Leg(ended));
            }
        }
    }
}

/// Hands a command to the media threads. A failure means that the leg is gone or that we are at
/// the end.
pub(crate) fn send(world: &World, command: media_io::MediaCommand) {
    if let Err(error) = world.media.send(command) {
        tracing::debug!(%error, "a media command came too late");
    }
}

/// The Q.850 cause of a hang-up. Source: ITU-T Q.850, RFC 3326.
fn cause(reason: HangUpReason) -> Cause {
    let (q850, text) = match reason {
        HangUpReason::Normal => return Cause::normal(),
        HangUpReason::Busy => (34, "No circuit available"),
        HangUpReason::ShuttingDown => (41, "Temporary failure"),
        HangUpReason::Failed => (127, "Interworking"),
    };
    Cause {
        status: None,
        q850: Some(q850),
        text: Some(text.to_owned()),
    }
}
