//! The engine: all legs, bridges and recordings of one thread, and the round of a tick.

use crate::control::{
    LegStats, LostReason, MediaCommand, MediaEvent, PlayOutcome, RecordingScope, Side,
};
use crate::leg::{FarReport, Leg, LegKey, LegMedia, LegSpec};
use crate::listening::Listener;
use crate::output::{Outputs, RecordJob};
use crate::player::Player;
use crate::recording::Recording;
use audio::mix::Sum;
use audio::{Frame, SILENCE};
use ids::{BridgeId, LegId, RecordingId, Timestamp};
use rtp_proto::RtpPacket;
use rtp_proto::rtcp::Ntp;
use std::collections::HashMap;
use std::time::Duration;

/// Groups of legs that tick at different times within 20 ms: one every 2 ms.
pub const PHASES: usize = 10;

/// Settings of an engine.
#[derive(Debug, Clone, Copy)]
pub struct EngineConfig {
    /// The time of day at the engine's start.
    pub epoch: Timestamp,
    /// Silence on the network after which a far end is reported lost; zero for never.
    pub inactivity_timeout: Duration,
    /// Time between RTCP reports; zero for none.
    pub rtcp_interval: Duration,
    /// Detect DTMF tones where no telephone events were agreed.
    pub inband_dtmf: bool,
}

struct Bridge {
    phase: usize,
    members: Vec<LegKey>,
    sum: Sum,
}

/// All media of one thread.
pub struct Engine {
    config: EngineConfig,
    legs: Vec<Option<Leg>>,
    free: Vec<usize>,
    by_id: HashMap<LegId, LegKey>,
    phases: [Vec<LegKey>; PHASES],
    bridges: HashMap<BridgeId, Bridge>,
    recordings: HashMap<RecordingId, Recording>,
    rtcp_buffer: Vec<u8>,
}

impl Engine {
    /// An engine without legs.
    pub fn new(config: EngineConfig) -> Self {
        Self {
            config,
            legs: Vec::new(),
            free: Vec::new(),
            by_id: HashMap::new(),
            phases: Default::default(),
            bridges: HashMap::new(),
            recordings: HashMap::new(),
            rtcp_buffer: Vec::new(),
        }
    }

    /// Makes a leg; `None` when its name is taken. It is silent until configured.
    pub fn add_leg(&mut self, spec: LegSpec) -> Option<LegKey> {
        if self.by_id.contains_key(&spec.id) {
            return None;
        }
        let phase = (spec.group % PHASES as u64) as usize;
        let leg = Leg::new(spec, phase);
        let key = match self.free.pop() {
            Some(place) => {
                *self.legs.get_mut(place)? = Some(leg);
                LegKey(place)
            }
            None => {
                self.legs.push(Some(leg));
                LegKey(self.legs.len() - 1)
            }
        };
        self.by_id.insert(spec.id, key);
        self.enter_phase(key, phase);
        Some(key)
    }

    /// Puts what was negotiated into effect, at first or anew.
    pub fn configure(&mut self, key: LegKey, now: Duration, media: LegMedia) {
        let inband = self.config.inband_dtmf;
        if let Some(leg) = self.leg_mut(key) {
            leg.configure(now, media, inband);
        }
    }

    /// Changes only who sends.
    pub fn redirect(&mut self, key: LegKey, now: Duration, sends: bool, receives: bool) {
        if let Some(leg) = self.leg_mut(key) {
            leg.redirect(now, sends, receives);
        }
    }

    /// The leg with this name.
    pub fn find(&self, id: LegId) -> Option<LegKey> {
        self.by_id.get(&id).copied()
    }

    /// The number of legs.
    pub fn leg_count(&self) -> usize {
        self.by_id.len()
    }

    /// The number of bridges.
    pub fn bridge_count(&self) -> usize {
        self.bridges.len()
    }

    /// The number of recordings.
    pub fn recording_count(&self) -> usize {
        self.recordings.len()
    }

    /// The sums of a leg so far.
    pub fn stats(&self, key: LegKey) -> Option<LegStats> {
        self.leg(key).map(Leg::stats)
    }

    /// Takes an RTP packet.
    pub fn rtp(
        &mut self,
        key: LegKey,
        now: Duration,
        packet: &RtpPacket<'_>,
        out: &mut impl Outputs,
    ) {
        let at = self.wall(now);
        let Some(leg) = self.leg_mut(key) else {
            return;
        };
        let Some(media) = leg.media.as_mut() else {
            return;
        };
        let key = media.hearing.receive(now, packet);
        if media.hearing.last_packet == Some(now) {
            leg.set_up(out);
        }
        if let Some(key) = key {
            leg.key(key, at, out);
        }
    }

    /// Takes an RTCP packet; false when it is malformed.
    pub fn rtcp(&mut self, key: LegKey, now: Duration, bytes: &[u8]) -> bool {
        let wall = self.ntp(now);
        self.leg_mut(key)
            .is_none_or(|leg| leg.rtcp(now, wall, bytes))
    }

    /// Takes what the far end says about our stream, where the transport reads RTCP itself.
    pub fn far_report(&mut self, key: LegKey, report: FarReport) {
        if let Some(leg) = self.leg_mut(key) {
            leg.far_report(report);
        }
    }

    /// The transport below a leg is connected.
    pub fn connected(&mut self, key: LegKey, out: &mut impl Outputs) {
        if let Some(leg) = self.leg_mut(key) {
            leg.set_up(out);
        }
    }

    /// The transport below a leg is gone.
    pub fn disconnected(&mut self, key: LegKey, reason: LostReason, out: &mut impl Outputs) {
        if let Some(leg) = self.leg_mut(key) {
            leg.set_lost(reason, out);
        }
    }

    /// Carries out a command. `Close` is the driver's to notice as well: the transport is its.
    pub fn command(&mut self, now: Duration, command: MediaCommand, out: &mut impl Outputs) {
        match command {
            MediaCommand::Play {
                leg,
                play,
                clips,
                looped,
            } => {
                if let Some(leg) = self.leg_named(leg) {
                    leg.end_play(PlayOutcome::Stopped, out);
                    leg.player = Some(Player::new(play, clips, looped));
                }
            }
            MediaCommand::Append { leg, play, clips } => {
                let player = self.leg_named(leg).and_then(|leg| leg.player.as_mut());
                if let Some(player) = player.filter(|player| player.play == play) {
                    player.append(clips);
                }
            }
            MediaCommand::StopPlay { leg, play } => {
                if let Some(leg) = self.leg_named(leg)
                    && leg.player.as_ref().is_some_and(|p| p.play == play)
                {
                    leg.end_play(PlayOutcome::Stopped, out);
                }
            }
            MediaCommand::Join { bridge, leg } => self.join(bridge, leg),
            MediaCommand::Leave { bridge, leg } => {
                if let Some(key) = self.find(leg)
                    && self.leg(key).is_some_and(|leg| leg.bridge == Some(bridge))
                {
                    self.leave(key);
                }
            }
            MediaCommand::Mute { leg, muted } => {
                if let Some(leg) = self.leg_named(leg) {
                    leg.muted = muted;
                }
            }
            MediaCommand::SendDtmf { leg, digits } => {
                if let Some(media) = self.leg_named(leg).and_then(|leg| leg.media.as_mut()) {
                    media.speaking.keys(&digits);
                }
            }
            MediaCommand::Listen {
                leg,
                listen,
                limits,
            } => {
                if let Some(leg) = self.leg_named(leg) {
                    leg.listener = Some(Box::new(Listener::new(listen, limits)));
                }
            }
            MediaCommand::CancelListen { leg, listen } => {
                if let Some(leg) = self.leg_named(leg) {
                    leg.listener.take_if(|it| it.listen == listen);
                }
            }
            MediaCommand::StartRecording {
                recording,
                scope,
                left,
                right,
                path,
            } => {
                let left = left.into_iter().map(|leg| (leg, Side::Left));
                let right = right.into_iter().map(|leg| (leg, Side::Right));
                let legs: Vec<_> = left.chain(right).collect();
                self.start_recording(now, recording, scope, &legs, path, out);
            }
            MediaCommand::AddRecordingLeg {
                recording,
                leg,
                side,
            } => {
                if let (Some(key), Some(recording)) =
                    (self.find(leg), self.recordings.get_mut(&recording))
                {
                    recording.add_leg(key, side);
                }
            }
            MediaCommand::PauseRecording { recording } => self.pause(recording, true),
            MediaCommand::ResumeRecording { recording } => self.pause(recording, false),
            MediaCommand::StopRecording { recording } => {
                if let Some(recording) = self.recordings.remove(&recording) {
                    recording.finish(out);
                }
            }
            MediaCommand::Close { leg } => self.close(leg, out),
        }
    }

    /// Moves one phase 20 ms forward.
    pub fn tick(&mut self, phase: usize, now: Duration, out: &mut impl Outputs) {
        let (at, wall) = (self.wall(now), self.ntp(now));
        let Self {
            config,
            legs,
            phases,
            bridges,
            recordings,
            rtcp_buffer,
            ..
        } = self;
        let Some(members) = phases.get(phase) else {
            return;
        };
        for key in members {
            if let Some(leg) = get(legs, *key) {
                leg.listen(now, at, out);
                leg.check_activity(now, config.inactivity_timeout, out);
                leg.play(out);
            }
        }
        for bridge in bridges.values_mut().filter(|bridge| bridge.phase == phase) {
            bridge.sum.clear();
            for key in &bridge.members {
                if let Some(leg) = get(legs, *key) {
                    bridge.sum.add(&leg.said);
                }
            }
        }
        for key in members {
            if let Some(leg) = get(legs, *key) {
                let mut frame = leg
                    .bridge
                    .and_then(|bridge| bridges.get(&bridge))
                    .map_or(SILENCE, |bridge| bridge.sum.without(&leg.said));
                if leg.player.is_some() {
                    audio::mix::add(&mut frame, &leg.played);
                }
                leg.speak(*key, &frame, out);
                leg.report(*key, now, wall, config.rtcp_interval, rtcp_buffer, out);
                leg.assess(now, out);
            }
        }
        for recording in recordings.values_mut().filter(|r| r.phase == phase) {
            let (left, right) = take_sides(recording, legs);
            recording.push(&left, &right, out);
        }
    }

    /// Closes all legs and finishes all recordings.
    pub fn shutdown(&mut self, out: &mut impl Outputs) {
        let legs: Vec<LegId> = self.by_id.keys().copied().collect();
        for leg in legs {
            self.close(leg, out);
        }
        for (_, recording) in self.recordings.drain() {
            recording.finish(out);
        }
    }

    fn join(&mut self, id: BridgeId, leg: LegId) {
        let Some(key) = self.find(leg) else {
            return;
        };
        self.leave(key);
        let Some(phase) = self.leg(key).map(|leg| leg.phase) else {
            return;
        };
        let bridge = self.bridges.entry(id).or_insert_with(|| Bridge {
            phase,
            members: Vec::new(),
            sum: Sum::default(),
        });
        bridge.members.push(key);
        let home = bridge.phase;
        if home != phase {
            self.enter_phase(key, home);
        }
        if let Some(leg) = self.leg_mut(key) {
            leg.bridge = Some(id);
        }
    }

    fn leave(&mut self, key: LegKey) {
        let Some(id) = self.leg_mut(key).and_then(|leg| leg.bridge.take()) else {
            return;
        };
        if let Some(bridge) = self.bridges.get_mut(&id) {
            bridge.members.retain(|member| *member != key);
            if bridge.members.is_empty() {
                self.bridges.remove(&id);
            }
        }
    }

    fn start_recording(
        &mut self,
        now: Duration,
        id: RecordingId,
        scope: RecordingScope,
        legs: &[(LegId, Side)],
        path: std::path::PathBuf,
        out: &mut impl Outputs,
    ) {
        if self.recordings.contains_key(&id) {
            return;
        }
        let keys: Vec<_> = legs
            .iter()
            .filter_map(|(leg, side)| Some((self.find(*leg)?, *side)))
            .collect();
        let first = keys.first().and_then(|(key, _)| self.leg(*key));
        let Some(phase) = first.map(|leg| leg.phase) else {
            return;
        };
        let mut recording = Recording::new(id, scope, phase);
        for (key, side) in keys {
            recording.add_leg(key, side);
        }
        let open = RecordJob::Open {
            recording: id,
            path,
            started_at: self.wall(now),
        };
        let _ = out.record(open);
        self.recordings.insert(id, recording);
    }

    fn pause(&mut self, id: RecordingId, paused: bool) {
        if let Some(recording) = self.recordings.get_mut(&id) {
            recording.paused = paused;
        }
    }

    fn close(&mut self, id: LegId, out: &mut impl Outputs) {
        let Some(key) = self.find(id) else {
            return;
        };
        self.leave(key);
        self.by_id.remove(&id);
        for phase in &mut self.phases {
            phase.retain(|member| *member != key);
        }
        let mut done = Vec::new();
        for recording in self.recordings.values_mut() {
            recording.legs.retain(|(member, _)| *member != key);
            if recording.legs.is_empty() {
                done.push(recording.id);
            }
        }
        if let Some(mut leg) = self.legs.get_mut(key.0).and_then(Option::take) {
            self.free.push(key.0);
            leg.end_play(PlayOutcome::LegClosed, out);
            let stats = leg.stats();
            out.event(MediaEvent::Stats { leg: id, stats });
        }
        for id in done {
            if let Some(recording) = self.recordings.remove(&id) {
                recording.finish(out);
            }
        }
    }

    fn enter_phase(&mut self, key: LegKey, phase: usize) {
        for members in &mut self.phases {
            members.retain(|member| *member != key);
        }
        if let Some(members) = self.phases.get_mut(phase) {
            members.push(key);
        }
        if let Some(leg) = self.leg_mut(key) {
            leg.phase = phase;
        }
    }

    fn leg(&self, key: LegKey) -> Option<&Leg> {
        self.legs.get(key.0)?.as_ref()
    }

    fn leg_mut(&mut self, key: LegKey) -> Option<&mut Leg> {
        get(&mut self.legs, key)
    }

    fn leg_named(&mut self, id: LegId) -> Option<&mut Leg> {
        let key = self.find(id)?;
        self.leg_mut(key)
    }

    fn wall(&self, now: Duration) -> Timestamp {
        Timestamp(self.config.epoch.0 + now.as_millis() as i64)
    }

    fn ntp(&self, now: Duration) -> Ntp {
        let epoch = Duration::from_millis(self.config.epoch.0.max(0) as u64);
        Ntp::from_unix(epoch + now)
    }
}

fn get(legs: &mut [Option<Leg>], key: LegKey) -> Option<&mut Leg> {
    legs.get_mut(key.0)?.as_mut()
}

/// The left and right channel of this tick.
fn take_sides(recording: &Recording, legs: &[Option<Leg>]) -> (Frame, Frame) {
    let (mut left, mut right) = (SILENCE, SILENCE);
    if recording.paused {
        return (left, right);
    }
    for (key, side) in &recording.legs {
        let Some(leg) = legs.get(key.0).and_then(Option::as_ref) else {
            continue;
        };
        match recording.scope {
            RecordingScope::Bridge(bridge) if leg.bridge != Some(bridge) => {}
            RecordingScope::Interaction if *side == Side::Left => {
                audio::mix::add(&mut left, &leg.said);
                audio::mix::add(&mut right, &leg.played);
            }
            _ => {
                let channel = match side {
                    Side::Left => &mut left,
                    Side::Right => &mut right,
                };
                audio::mix::add(channel, &leg.said);
            }
        }
    }
    (left, right)
}
