//! Calls that speak a message: they belong to no instance and make no contact, but use the same
//! trunks, signalling, media and speech as every other call.
//!
//! One task per call, which is told of its leg's events before anybody else is. What follows from a
//! call's end is for whoever asked for it ([`services::Calls`]).

use crate::Center;
use crate::browsers::new_id;
use crate::center::World;
use crate::effects::send;
use audio::Clip;
use exchange::CallerId;
use futures_util::future::BoxFuture;
use ids::{LegId, Pii, PlayId};
use media_io::MediaCommand;
use services::{CallEnd, CallStep, Calls, SpokenCall};
use sip_io::{Cause, EndedBy, SipEvent};
use speech_io::{SpeechError, SpeechRequest, Words};
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;

/// What a call's task is told.
#[derive(Debug)]
enum News {
    Ringing(Option<String>),
    Answered(Option<String>),
    Failed(u16),
    Ended(EndedBy),
    Played,
    /// The process closes down.
    Closing,
}

/// The calls that are under way.
#[derive(Debug, Default)]
pub(crate) struct SpokenCalls {
    calls: Mutex<HashMap<LegId, mpsc::UnboundedSender<News>>>,
    /// One of them is over.
    over: Notify,
}

/// After the answer: people need a moment to put the receiver to their ear.
const BEFORE: Duration = Duration::from_millis(500);
/// After the last word, so that what the network still holds is heard.
const AFTER: Duration = Duration::from_millis(300);
/// How much longer than its clips a playing may take.
const SLACK: Duration = Duration::from_secs(10);
/// How long calls may take to end once they were told to.
const ENDING: Duration = Duration::from_secs(2);

impl SpokenCalls {
    fn lock(&self) -> MutexGuard<'_, HashMap<LegId, mpsc::UnboundedSender<News>>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, leg: LegId, news: News) -> bool {
        // A task that has just ended does not listen any more; the leg is its own all the same.
        self.lock().get(&leg).map(|to| to.send(news)).is_some()
    }

    /// Takes what is about one of these calls, and gives back the rest.
    pub(crate) fn route(&self, event: SipEvent) -> Option<SipEvent> {
        let leg = match &event {
            SipEvent::Ringing { leg, .. }
            | SipEvent::Answered { leg, .. }
            | SipEvent::Failed { leg, .. }
            | SipEvent::Ended { leg, .. } => *leg,
            _ => return Some(event),
        };
        if !self.lock().contains_key(&leg) {
            return Some(event);
        }
        match event {
            SipEvent::Ringing { sdp, .. } => self.tell(leg, News::Ringing(sdp)),
            SipEvent::Answered { sdp, .. } => self.tell(leg, News::Answered(sdp)),
            SipEvent::Failed { status, .. } => self.tell(leg, News::Failed(status)),
            SipEvent::Ended { by, .. } => self.tell(leg, News::Ended(by)),
            other => return Some(other),
        };
        None
    }

    /// A playing has come to its end; false if it is not one of these calls'.
    pub(crate) fn played(&self, leg: LegId) -> bool {
        self.tell(leg, News::Played)
    }

    /// Waits for all calls so long; then ends them.
    pub(crate) async fn drain(&self, patience: Duration) {
        if !self.empty_within(patience).await {
            for to in self.lock().values() {
                let _ = to.send(News::Closing);
            }
            self.empty_within(ENDING).await;
        }
    }

    async fn empty_within(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        loop {
            let over = self.over.notified();
            if self.lock().is_empty() {
                return true;
            }
            if tokio::time::timeout_at(until, over).await.is_err() {
                return false;
            }
        }
    }
}

impl Calls for Center {
    fn speak(
        &self,
        call: SpokenCall,
        steps: mpsc::UnboundedSender<CallStep>,
    ) -> BoxFuture<'_, CallEnd> {
        let world = Arc::clone(&self.world);
        Box::pin(async move {
            match prepare(&world, &call).await {
                Ok(clip) => Speaking::place(&world, &call, clip, steps).await,
                Err(end) => end,
            }
        })
    }
}

/// The speech, before anybody's telephone rings.
async fn prepare(world: &World, call: &SpokenCall) -> Result<Arc<Clip>, CallEnd> {
    if world.draining.load(Ordering::Relaxed) {
        return Err(CallEnd::NotNow("the exchange is closing down".into()));
    }
    let words = call.words.reveal().clone();
    let request = SpeechRequest {
        words: match call.ssml {
            true => Words::Ssml(words),
            false => Words::Text(words),
        },
        voice: call.voice.clone(),
        language: None,
    };
    let clip = world.playing.speak(&request).await.map_err(|error| {
        let said = error.to_string();
        match error {
            SpeechError::Ssml(_)
            | SpeechError::TooLong { .. }
            | SpeechError::TooManyBilled { .. } => CallEnd::Unspeakable(said),
            _ => CallEnd::NotNow(said),
        }
    })?;
    if clip.duration() > call.longest {
        let longest = call.longest.as_secs();
        let said = format!("the speech is longer than {longest} seconds");
        return Err(CallEnd::Unspeakable(said));
    }
    Ok(clip)
}

/// One call. When it is dropped its media is closed and nobody is told of its leg any more.
struct Speaking<'a> {
    world: &'a World,
    leg: LegId,
    news: mpsc::UnboundedReceiver<News>,
    steps: mpsc::UnboundedSender<CallStep>,
}

impl Drop for Speaking<'_> {
    fn drop(&mut self) {
        self.world.spoken.lock().remove(&self.leg);
        self.world.spoken.over.notify_waiters();
        send(self.world, MediaCommand::Close { leg: self.leg });
    }
}

impl<'a> Speaking<'a> {
    async fn place(
        world: &'a World,
        call: &SpokenCall,
        clip: Arc<Clip>,
        steps: mpsc::UnboundedSender<CallStep>,
    ) -> CallEnd {
        let caller = CallerId {
            number: Some(Pii::new(call.from.as_str().to_owned())),
            name: None,
        };
        // The pipeline sends from no number but ours.
        let request = world
            .trunks
            .request(&call.to, &caller, call.ring, |number| *number == call.from);
        let Some(mut request) = request else {
            tracing::warn!("no outbound trunk takes the number of a spoken message");
            return CallEnd::Unreachable;
        };
        let (to, news) = mpsc::unbounded_channel();
        let leg: LegId = new_id();
        world.spoken.lock().insert(leg, to);
        let mut speaking = Self {
            world,
            leg,
            news,
            steps,
        };
        match world.media.offer_rtp(leg, crate::legs::group(leg)).await {
            Ok(sdp) => request.sdp = Some(sdp),
            Err(error) => return CallEnd::NotNow(error.to_string()),
        }
        if let Err(error) = world.sip.dial(leg, request) {
            return CallEnd::NotNow(error.to_string());
        }
        match speaking.answered().await {
            Ok(()) => speaking.speak(clip).await,
            Err(end) => end,
        }
    }

    /// Waits until somebody answers and can hear us.
    async fn answered(&mut self) -> Result<(), CallEnd> {
        let mut early = None;
        let mut rings = false;
        loop {
            match self.news.recv().await {
                Some(News::Ringing(sdp)) => {
                    early = sdp.or(early);
                    if !rings {
                        rings = true;
                        let _ = self.steps.send(CallStep::Ringing);
                    }
                }
                Some(News::Answered(sdp)) => {
                    return self.connect(sdp.or(early)).await;
                }
                Some(News::Failed(status)) => {
                    tracing::info!(leg = ?self.leg, status, "a spoken message was not answered");
                    return Err(unanswered(status, rings));
                }
                Some(News::Closing) => {
                    self.hang_up(Cause::normal());
                    return Err(CallEnd::NotNow("the exchange is closing down".into()));
                }
                Some(News::Played) => {}
                Some(News::Ended(_)) | None => return Err(CallEnd::Unreachable),
            }
        }
    }

    async fn connect(&mut self, sdp: Option<String>) -> Result<(), CallEnd> {
        let accepted = match &sdp {
            Some(sdp) => self.world.media.accept_rtp_answer(self.leg, sdp).await,
            None => Err(media_io::MediaError::UnknownLeg(self.leg)),
        };
        if let Err(error) = accepted {
            tracing::info!(%error, leg = ?self.leg, "the answer to our call cannot be used");
            self.hang_up(Cause::status(488, "Not Acceptable Here"));
            return Err(CallEnd::Unreachable);
        }
        let _ = self.steps.send(CallStep::Answered);
        Ok(())
    }

    /// Speaks, hangs up, and tells how long it took.
    async fn speak(mut self, clip: Arc<Clip>) -> CallEnd {
        let answered = Instant::now();
        let until = answered + BEFORE + clip.duration() + AFTER + SLACK;
        let clips = vec![
            Arc::new(Clip::silence(BEFORE)),
            clip,
            Arc::new(Clip::silence(AFTER)),
        ];
        send(
            self.world,
            MediaCommand::Play {
                leg: self.leg,
                play: new_id::<PlayId>(),
                clips,
                looped: false,
            },
        );
        loop {
            let news = tokio::time::timeout_at(until, self.news.recv()).await;
            let seconds = begun_seconds(answered.elapsed());
            match news {
                Ok(Some(News::Played)) => {
                    self.hang_up(Cause::normal());
                    return CallEnd::Spoken { seconds };
                }
                Ok(Some(News::Ended(EndedBy::Peer))) => return CallEnd::HungUp { seconds },
                Ok(Some(News::Ringing(_) | News::Answered(_))) => {}
                Ok(Some(News::Ended(_) | News::Failed(_))) => return CallEnd::Broken { seconds },
                Ok(Some(News::Closing) | None) | Err(_) => {
                    self.hang_up(Cause::normal());
                    return CallEnd::Broken { seconds };
                }
            }
        }
    }

    fn hang_up(&self, cause: Cause) {
        let _ = self.world.sip.hangup(self.leg, cause);
    }
}

/// Seconds with the one that has begun.
fn begun_seconds(time: Duration) -> u32 {
    let seconds = time.as_millis().div_ceil(1000);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// What a final status says. Source: RFC 3261 section 21, and RFC 3398 section 8.2.6.1 for what
/// networks mean by it. A trunk that fails before the telephone rang may do later.
fn unanswered(status: u16, rang: bool) -> CallEnd {
    match status {
        486 | 600 => CallEnd::Busy,
        408 | 480 | 487 => CallEnd::NoAnswer,
        401 | 403 | 407 | 433 | 603 | 606..=608 => CallEnd::Refused,
        500 | 502..=504 if !rang => CallEnd::NotNow(format!("the trunk answered {status}")),
        _ => CallEnd::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_what_became_of_the_call() {
        assert_eq!(unanswered(486, true), CallEnd::Busy);
        assert_eq!(unanswered(408, true), CallEnd::NoAnswer);
        assert_eq!(unanswered(603, false), CallEnd::Refused);
        assert_eq!(unanswered(404, false), CallEnd::Unreachable);
        assert_eq!(unanswered(503, true), CallEnd::Unreachable);
        assert!(matches!(unanswered(503, false), CallEnd::NotNow(_)));
    }

    #[test]
    fn begun_seconds_count() {
        assert_eq!(begun_seconds(Duration::ZERO), 0);
        assert_eq!(begun_seconds(Duration::from_millis(1)), 1);
        assert_eq!(begun_seconds(Duration::from_secs(60)), 60);
    }

    #[tokio::test]
    async fn a_drain_ends_calls_that_take_too_long() {
        let calls = Arc::new(SpokenCalls::default());
        let (to, mut news) = mpsc::unbounded_channel();
        let leg: LegId = new_id();
        calls.lock().insert(leg, to);
        let call = tokio::spawn({
            let calls = Arc::clone(&calls);
            async move {
                let told = news.recv().await;
                calls.lock().remove(&leg);
                calls.over.notify_waiters();
                matches!(told, Some(News::Closing))
            }
        });
        calls.drain(Duration::ZERO).await;
        assert!(call.await.unwrap());
        assert!(calls.lock().is_empty());
    }
}
