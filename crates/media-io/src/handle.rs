//! The cheap handle through which everybody else speaks with the media threads.

use crate::directory::Directory;
use crate::error::MediaError;
use crate::mailbox::{Mailbox, Request};
use crate::recorder::Recorder;
use ids::LegId;
use media::control::MediaCommand;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Speaks with the media threads; clones share them.
///
/// `group` binds legs together: all legs that will ever meet in a bridge or a recording must be
/// made with the same group (a number derived from the first contact of a chain serves).
#[derive(Debug, Clone)]
pub struct MediaHandle {
    pub(crate) shared: Arc<Shared>,
}

/// What all clones of the handle share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) mailboxes: Vec<Mailbox>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) recorder: Recorder,
}

impl Drop for Shared {
    fn drop(&mut self) {
        // Idle threads sleep; wake them, so that they notice that nobody is left.
        for mailbox in self.mailboxes.drain(..) {
            let Mailbox { queue, bell } = mailbox;
            drop(queue);
            let _ = bell.wake();
        }
    }
}

/// Sums over all media threads since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MediaStats {
    /// Legs that exist.
    pub legs: u64,
    /// Bridges with at least one leg.
    pub bridges: u64,
    /// Recordings under way.
    pub recordings: u64,
    /// UDP packets received.
    pub packets_received: u64,
    /// UDP packets sent.
    pub packets_sent: u64,
    /// Packets dropped: malformed, of nobody, or from a wrong address.
    pub packets_dropped: u64,
    /// Keys dropped because they came faster than a person can press.
    pub digits_flooded: u64,
    /// 20 ms rounds that started late by more than half a frame.
    pub late_ticks: u64,
    /// Milliseconds of recordings lost because the disk fell behind.
    pub recording_lost_ms: u64,
}

impl MediaStats {
    pub(crate) fn add(&mut self, other: Self) {
        self.legs += other.legs;
        self.bridges += other.bridges;
        self.recordings += other.recordings;
        self.packets_received += other.packets_received;
        self.packets_sent += other.packets_sent;
        self.packets_dropped += other.packets_dropped;
        self.digits_flooded += other.digits_flooded;
        self.late_ticks += other.late_ticks;
        self.recording_lost_ms += other.recording_lost_ms;
    }
}

impl MediaHandle {
    /// Makes a phone leg from the far end's offer and returns our answer's SDP.
    ///
    /// Errors: a bad offer, no port, a leg that exists.
    pub async fn answer_rtp(
        &self,
        leg: LegId,
        group: u64,
        offer_sdp: &str,
    ) -> Result<String, MediaError> {
        let offer = offer_sdp.to_owned();
        self.make(leg, group, |reply| Request::AnswerRtp {
            leg,
            group,
            offer,
            reply,
        })
        .await
    }

    /// Makes a phone leg and returns our offer's SDP: for outgoing calls, and for calls that
    /// came without an offer.
    pub async fn offer_rtp(&self, leg: LegId, group: u64) -> Result<String, MediaError> {
        self.make(leg, group, |reply| Request::OfferRtp { leg, group, reply })
            .await
    }

    /// Completes [`MediaHandle::offer_rtp`]. May be repeated: a provisional answer (early
    /// media) is replaced by the final one.
    pub async fn accept_rtp_answer(&self, leg: LegId, answer_sdp: &str) -> Result<(), MediaError> {
        let answer = answer_sdp.to_owned();
        self.ask(leg, |reply| Request::AcceptAnswer { leg, answer, reply })
            .await
    }

    /// Answers an offer within a call (re-INVITE, UPDATE): hold, resume, or a new address. An
    /// error leaves the leg as it was.
    pub async fn reoffer_rtp(&self, leg: LegId, offer_sdp: &str) -> Result<String, MediaError> {
        let offer = offer_sdp.to_owned();
        self.ask(leg, |reply| Request::Reoffer { leg, offer, reply })
            .await
    }

    /// The SDP that the leg last sent, for re-INVITEs without an offer: our side, unchanged.
    pub async fn local_sdp(&self, leg: LegId) -> Result<String, MediaError> {
        self.ask(leg, |reply| Request::LocalSdp { leg, reply })
            .await
    }

    /// Makes a browser leg from its offer (one audio section) and returns our answer.
    pub async fn answer_webrtc(
        &self,
        leg: LegId,
        group: u64,
        offer_sdp: &str,
    ) -> Result<String, MediaError> {
        let offer = offer_sdp.to_owned();
        self.make(leg, group, |reply| Request::AnswerWebRtc {
            leg,
            group,
            offer,
            reply,
        })
        .await
    }

    /// Hands a command to the thread that owns its legs. Never waits. Commands about unknown
    /// legs are ignored.
    ///
    /// Errors: the legs live in different groups, or the threads have stopped.
    pub fn send(&self, command: MediaCommand) -> Result<(), MediaError> {
        match self.shared.directory.route(&command)? {
            Some(thread) => self.post(thread, Request::Command(command)),
            None => Ok(()),
        }
    }

    /// Closes a leg and returns when it is gone, so that its identifier can be used again. A leg
    /// that does not exist is gone already.
    ///
    /// Errors: the threads have stopped.
    pub async fn close(&self, leg: LegId) -> Result<(), MediaError> {
        match self.ask(leg, |reply| Request::Close { leg, reply }).await {
            Err(MediaError::UnknownLeg(_)) => Ok(()),
            other => other,
        }
    }

    /// Sums over all threads.
    pub async fn stats(&self) -> MediaStats {
        let mut sum = MediaStats::default();
        for mailbox in &self.shared.mailboxes {
            let (reply, answer) = oneshot::channel();
            if mailbox.post(Request::Stats { reply })
                && let Ok(stats) = answer.await
            {
                sum.add(stats);
            }
        }
        sum.recording_lost_ms = self.shared.recorder.lost_ms();
        sum
    }

    /// Closes all legs, finishes all recordings and ends the threads. The event receiver
    /// yields what was left and then ends.
    pub async fn shutdown(&self) {
        for mailbox in &self.shared.mailboxes {
            let (reply, done) = oneshot::channel();
            if mailbox.post(Request::Shutdown { reply }) {
                let _ = done.await;
            }
        }
        self.shared.recorder.flush().await;
    }

    async fn make<T>(
        &self,
        leg: LegId,
        group: u64,
        request: impl FnOnce(oneshot::Sender<Result<T, MediaError>>) -> Request,
    ) -> Result<T, MediaError> {
        let threads = self.shared.mailboxes.len().max(1) as u64;
        let thread = (group % threads) as usize;
        self.shared.directory.add_leg(leg, thread)?;
        let result = self.call(thread, request).await;
        if result.is_err() {
            self.shared.directory.forget_leg(leg);
        }
        result
    }

    async fn ask<T>(
        &self,
        leg: LegId,
        request: impl FnOnce(oneshot::Sender<Result<T, MediaError>>) -> Request,
    ) -> Result<T, MediaError> {
        let thread = self
            .shared
            .directory
            .thread_of(leg)
            .ok_or(MediaError::UnknownLeg(leg))?;
        self.call(thread, request).await
    }

    async fn call<T>(
        &self,
        thread: usize,
        request: impl FnOnce(oneshot::Sender<Result<T, MediaError>>) -> Request,
    ) -> Result<T, MediaError> {
        let (reply, answer) = oneshot::channel();
        self.post(thread, request(reply))?;
        answer.await.map_err(|_| MediaError::Stopped)?
    }

    fn post(&self, thread: usize, request: Request) -> Result<(), MediaError> {
        let sent = self
            .shared
            .mailboxes
            .get(thread)
            .is_some_and(|mailbox| mailbox.post(request));
        if sent {
            Ok(())
        } else {
            Err(MediaError::Stopped)
        }
    }
}
