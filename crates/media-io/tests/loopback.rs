//! Real sockets: phones and browsers in one process talk through the media threads.

// Helpers of tests may unwrap like tests; clippy knows only the functions marked as tests.
#![allow(clippy::unwrap_used)]

mod support;

use audio::tone::is_tone;
use audio::wav::{read_clip, read_header};
use audio::{Clip, SAMPLE_RATE};
use ids::{BridgeId, IdSource, LegId, ListenId, PlayId, RecordingId};
use media_io::{
    ListenLimits, LostReason, MediaCommand, MediaConfig, MediaError, MediaEvent, MediaHandle,
    PlayOutcome, RecordingOutcome, RecordingScope,
};
use std::sync::Arc;
use std::time::Duration;
use support::{Browser, End, LOCALHOST, Phone, Sound, talk};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

fn start(first_port: u16) -> (MediaHandle, UnboundedReceiver<MediaEvent>) {
    media_io::start(MediaConfig {
        bind_ip: LOCALHOST,
        advertised_ip: LOCALHOST,
        rtp_ports: first_port..=first_port + 99,
        threads: 1,
        ..MediaConfig::default()
    })
    .unwrap()
}

/// Waits for the first event that fits.
async fn expect<T>(
    events: &mut UnboundedReceiver<MediaEvent>,
    mut fits: impl FnMut(MediaEvent) -> Option<T>,
) -> T {
    let waiting = async {
        loop {
            let event = events.recv().await.expect("an event before the end");
            if let Some(found) = fits(event) {
                return found;
            }
        }
    };
    timeout(Duration::from_secs(10), waiting)
        .await
        .expect("the event")
}

/// The longest stretch of frames in which a channel is one tone, in milliseconds.
fn tone_ms(samples: &[i16], hertz: f32) -> usize {
    let (mut best, mut run) = (0, 0);
    for frame in samples.chunks_exact(160) {
        run = if is_tone(frame, hertz) { run + 20 } else { 0 };
        best = best.max(run);
    }
    best
}

fn channels(wav: &[u8]) -> (Vec<i16>, Vec<i16>) {
    let header = read_header(wav).unwrap();
    assert_eq!((header.channels, header.sample_rate), (2, SAMPLE_RATE));
    let data = &wav[header.data_start..header.data_start + header.data_len];
    let sample = |bytes: &[u8]| i16::from_le_bytes([bytes[0], bytes[1]]);
    let left = data.chunks_exact(4).map(|block| sample(&block[..2]));
    let right = data.chunks_exact(4).map(|block| sample(&block[2..]));
    (left.collect(), right.collect())
}

#[tokio::test]
async fn two_phones_hear_each_other_and_are_recorded() {
    let (media, mut events) = start(42_000);
    let mut ids = IdSource::new(1);
    let (a_leg, b_leg): (LegId, LegId) = (ids.id(), ids.id());
    let (bridge, recording): (BridgeId, RecordingId) = (ids.id(), ids.id());
    let (mut a, mut b) = (Phone::new(1000.0).await, Phone::new(700.0).await);
    a.answered(&media.answer_rtp(a_leg, 7, &a.offer()).await.unwrap());
    // The other call is ours: we offer and the phone answers.
    let offer = media.offer_rtp(b_leg, 7).await.unwrap();
    b.answered(&offer);
    media.accept_rtp_answer(b_leg, &b.offer()).await.unwrap();

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("call.wav");
    for leg in [a_leg, b_leg] {
        media.send(MediaCommand::Join { bridge, leg }).unwrap();
    }
    media
        .send(MediaCommand::StartRecording {
            recording,
            scope: RecordingScope::Bridge(bridge),
            left: vec![a_leg],
            right: vec![b_leg],
            path: path.clone(),
        })
        .unwrap();
    talk(&mut a, &mut b, |a, b| {
        a.ear().hears(700.0) && b.ear().hears(1000.0)
    })
    .await;

    // A key from one side; the other side's tone goes on meanwhile.
    a.keys.push('7');
    let mut key = None;
    talk(&mut a, &mut b, |_, _| {
        while let Ok(event) = events.try_recv() {
            if let MediaEvent::Dtmf { leg, digit, .. } = event {
                key = Some((leg, digit));
            }
        }
        key.is_some()
    })
    .await;
    assert_eq!(key, Some((a_leg, '7')));

    // Muted: the other side hears silence.
    media
        .send(MediaCommand::Mute {
            leg: a_leg,
            muted: true,
        })
        .unwrap();
    talk(&mut a, &mut b, |_, b| {
        let heard = &b.ear().samples;
        heard[heard.len() - 800..].iter().all(|s| s.abs() <= 8)
    })
    .await;

    media
        .send(MediaCommand::StopRecording { recording })
        .unwrap();
    let (duration, outcome) = expect(&mut events, |event| match event {
        MediaEvent::RecordingFinished {
            duration, outcome, ..
        } => Some((duration, outcome)),
        _ => None,
    })
    .await;
    assert_eq!(outcome, RecordingOutcome::Complete);
    let wav = std::fs::read(&path).unwrap();
    let (left, right) = channels(&wav);
    assert_eq!(left.len() as u128, duration.as_millis() * 8);
    assert!(tone_ms(&left, 1000.0) >= 200 && tone_ms(&left, 700.0) == 0);
    assert!(tone_ms(&right, 700.0) >= 200 && tone_ms(&right, 1000.0) == 0);
    assert!(read_clip(&wav).is_ok());

    media.send(MediaCommand::Close { leg: a_leg }).unwrap();
    let stats = expect(&mut events, |event| match event {
        MediaEvent::Stats { leg, stats } if leg == a_leg => Some(stats),
        _ => None,
    })
    .await;
    assert!(stats.packets_received > 10 && stats.packets_sent > 10);
    assert_eq!((stats.packets_lost, stats.digits_received), (0, 1));
    media.shutdown().await;
    assert!(matches!(
        media.offer_rtp(ids.id(), 1).await,
        Err(MediaError::Stopped)
    ));
}

#[tokio::test]
async fn a_browser_and_a_phone_hear_each_other() {
    let (media, mut events) = start(42_200);
    let mut ids = IdSource::new(2);
    let (phone_leg, browser_leg): (LegId, LegId) = (ids.id(), ids.id());
    let bridge: BridgeId = ids.id();
    let (mut phone, mut browser) = (Phone::new(1000.0).await, Browser::new(600.0).await);
    phone.answered(
        &media
            .answer_rtp(phone_leg, 3, &phone.offer())
            .await
            .unwrap(),
    );
    let answer = media
        .answer_webrtc(browser_leg, 3, &browser.offer())
        .await
        .unwrap();
    assert!(answer.contains("a=ice-lite") && answer.contains("telephone-event/48000"));
    browser.answered(&answer).await;
    talk(&mut phone, &mut browser, |_, browser| browser.connected).await;
    for leg in [phone_leg, browser_leg] {
        media.send(MediaCommand::Join { bridge, leg }).unwrap();
    }
    talk(&mut phone, &mut browser, |phone, browser| {
        phone.ear().hears(600.0) && browser.ear().hears(1000.0)
    })
    .await;

    browser.keys.push('#');
    let mut key = None;
    talk(&mut phone, &mut browser, |_, _| {
        while let Ok(event) = events.try_recv() {
            if let MediaEvent::Dtmf { leg, digit, .. } = event {
                key = Some((leg, digit));
            }
        }
        key.is_some()
    })
    .await;
    assert_eq!(key, Some((browser_leg, '#')));

    browser.close().await;
    let reason = expect(&mut events, |event| match event {
        MediaEvent::MediaLost { leg, reason } if leg == browser_leg => Some(reason),
        _ => None,
    })
    .await;
    assert_eq!(reason, LostReason::RemoteClosed);
    media.shutdown().await;
}

#[tokio::test]
async fn a_prompt_is_played_to_its_end_and_hold_music_until_stopped() {
    let (media, mut events) = start(42_400);
    let mut ids = IdSource::new(3);
    let (a_leg, b_leg): (LegId, LegId) = (ids.id(), ids.id());
    let (mut a, mut b) = (Phone::new(1000.0).await, Phone::new(700.0).await);
    a.answered(&media.answer_rtp(a_leg, 1, &a.offer()).await.unwrap());
    b.answered(&media.answer_rtp(b_leg, 1, &b.offer()).await.unwrap());
    let mut samples = vec![0; 4000];
    audio::tone::Oscillator::new(440.0, 8000.0).fill(&mut samples);
    let clip = Arc::new(Clip::new(samples));
    let (prompt, music): (PlayId, PlayId) = (ids.id(), ids.id());
    let play = |leg, play, looped| MediaCommand::Play {
        leg,
        play,
        clips: vec![Arc::clone(&clip)],
        looped,
    };
    media.send(play(a_leg, prompt, false)).unwrap();
    media.send(play(b_leg, music, true)).unwrap();
    let mut ended = None;
    talk(&mut a, &mut b, |_, b| {
        while let Ok(event) = events.try_recv() {
            if let MediaEvent::PlayFinished { play, outcome, .. } = event {
                ended = Some((play, outcome));
            }
        }
        // The music is longer than its clip because it loops.
        ended.is_some() && b.ear().samples.len() > 8000 && b.ear().hears(440.0)
    })
    .await;
    assert_eq!(ended, Some((prompt, PlayOutcome::Completed)));
    assert!(tone_ms(&a.ear().samples, 440.0) >= 480);
    let stop = MediaCommand::StopPlay {
        leg: b_leg,
        play: music,
    };
    media.send(stop).unwrap();
    let outcome = expect(&mut events, |event| match event {
        MediaEvent::PlayFinished { outcome, .. } => Some(outcome),
        _ => None,
    })
    .await;
    assert_eq!(outcome, PlayOutcome::Stopped);
    media.shutdown().await;
}

#[tokio::test]
async fn what_a_phone_and_a_browser_say_is_caught_while_a_prompt_plays() {
    let (media, mut events) = start(42_800);
    let mut ids = IdSource::new(5);
    let (phone_leg, browser_leg): (LegId, LegId) = (ids.id(), ids.id());
    let (mut phone, mut browser) = (Phone::new(1000.0).await, Browser::new(600.0).await);
    phone.sound = Sound::Silence;
    browser.sound = Sound::Silence;
    let answer = media.answer_rtp(phone_leg, 3, &phone.offer()).await;
    phone.answered(&answer.unwrap());
    let answer = media.answer_webrtc(browser_leg, 3, &browser.offer()).await;
    browser.answered(&answer.unwrap()).await;
    let mut prompt = vec![0; 80_000];
    audio::tone::Oscillator::new(440.0, 8000.0).fill(&mut prompt);
    let prompt = Arc::new(Clip::new(prompt));
    for leg in [phone_leg, browser_leg] {
        let (play, listen): (PlayId, ListenId) = (ids.id(), ids.id());
        let clips = vec![Arc::clone(&prompt)];
        let looped = true;
        let play = MediaCommand::Play {
            leg,
            play,
            clips,
            looped,
        };
        media.send(play).unwrap();
        let limits = ListenLimits::default();
        let listen = MediaCommand::Listen {
            leg,
            listen,
            limits,
        };
        media.send(listen).unwrap();
    }
    talk(&mut phone, &mut browser, |phone, browser| {
        phone.ear().hears(440.0) && browser.ear().hears(440.0)
    })
    .await;
    phone.sound = Sound::speech();
    browser.sound = Sound::speech();
    let (mut started, mut said) = (Vec::new(), Vec::new());
    talk(&mut phone, &mut browser, |_, _| {
        while let Ok(event) = events.try_recv() {
            if let MediaEvent::SpeechStarted { leg, .. } = event {
                started.push(leg);
            }
        }
        started.len() == 2
    })
    .await;
    phone.sound = Sound::Silence;
    browser.sound = Sound::Silence;
    talk(&mut phone, &mut browser, |_, _| {
        while let Ok(event) = events.try_recv() {
            if let MediaEvent::Utterance { leg, speech, .. } = event {
                said.push((leg, speech.reveal().duration()));
            }
        }
        said.len() == 2
    })
    .await;
    for leg in [phone_leg, browser_leg] {
        let length = said.iter().find(|(of, _)| *of == leg).unwrap().1;
        let expected = Duration::from_millis(200)..Duration::from_secs(3);
        assert!(expected.contains(&length), "{length:?}");
    }
    media.shutdown().await;
}

#[tokio::test]
async fn refusals_are_typed_and_leave_nothing_behind() {
    let (media, _events) = start(42_600);
    let mut ids = IdSource::new(4);
    let leg: LegId = ids.id();
    let malformed = media.answer_rtp(leg, 1, "hello").await.unwrap_err();
    assert!(matches!(&malformed, MediaError::Sdp(error) if error.is_malformed()));
    let refused = media.answer_webrtc(leg, 1, "v=0\r\n").await;
    assert!(matches!(refused, Err(MediaError::WebRtc(_))));
    assert!(matches!(
        media.local_sdp(leg).await,
        Err(MediaError::UnknownLeg(_))
    ));
    media.offer_rtp(leg, 1).await.unwrap();
    assert!(matches!(
        media.offer_rtp(leg, 1).await,
        Err(MediaError::LegExists(_))
    ));
    assert_eq!(media.stats().await.legs, 1);
    media.shutdown().await;
}
