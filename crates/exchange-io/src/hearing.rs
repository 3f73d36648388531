//! Listening for flows: utterances from the media threads, made words by the recogniser.

use crate::center::World;
use crate::effects::send;
use audio::Clip;
use exchange::{Input, LambdaToken};
use flow::Hearing;
use ids::{InstanceId, LegId, ListenId, Pii};
use speech_io::Recogniser;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Who is listened to.
#[derive(Debug)]
pub(crate) struct Listeners {
    recogniser: Recogniser,
    /// Changed a few times per utterance, and never held across a wait.
    under_way: Mutex<HashMap<ListenId, Listening>>,
    /// Names are needed within the process only, so that counting makes them.
    listenings: AtomicU64,
}

#[derive(Debug, Clone)]
struct Listening {
    instance: InstanceId,
    token: LambdaToken,
    language: String,
}

impl Listeners {
    pub(crate) fn new(recogniser: Recogniser) -> Self {
        Self {
            recogniser,
            under_way: Mutex::default(),
            listenings: AtomicU64::new(0),
        }
    }

    fn new_id(&self) -> ListenId {
        let number = self.listenings.fetch_add(1, Ordering::Relaxed);
        ListenId::from(uuid::Uuid::from_u128(number.into()))
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashMap<ListenId, Listening>) -> T) -> T {
        let mut under_way = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        act(&mut under_way)
    }
}

fn tell(world: &World, to: &Listening, hearing: Hearing) {
    let token = to.token;
    world.tell(to.instance, Input::Heard { token, hearing });
}

/// Listens to a leg, where somebody understands speech.
pub(crate) fn listen(
    world: &World,
    instance: InstanceId,
    token: LambdaToken,
    (leg, language): (LegId, String),
    limits: flow::ListenLimits,
) {
    let listening = Listening {
        instance,
        token,
        language,
    };
    if !world.listeners.recogniser.is_configured() {
        return tell(world, &listening, Hearing::Unavailable);
    }
    let listen = world.listeners.new_id();
    world
        .listeners
        .with(|under_way| under_way.insert(listen, listening));
    let limits = media_io::ListenLimits {
        start_silence: limits.start_silence,
        end_silence: limits.end_silence,
        max_length: limits.max_length,
    };
    send(
        world,
        media_io::MediaCommand::Listen {
            leg,
            listen,
            limits,
        },
    );
}

/// Nobody waits for the words any more.
pub(crate) fn stop(world: &World, token: LambdaToken, leg: LegId) {
    let found = world.listeners.with(|under_way| {
        let found = under_way.iter().find(|(_, it)| it.token == token);
        let listen = found.map(|(listen, _)| *listen)?;
        under_way.remove(&listen);
        Some(listen)
    });
    if let Some(listen) = found {
        send(world, media_io::MediaCommand::CancelListen { leg, listen });
    }
}

/// Somebody began to speak.
pub(crate) fn speech_started(world: &World, listen: ListenId) {
    let found = world.listeners.with(|it| it.get(&listen).cloned());
    if let Some(listening) = found {
        tell(world, &listening, Hearing::SpeechStarted);
    }
}

/// Nobody spoke in time.
pub(crate) fn silent(world: &World, listen: ListenId) {
    if let Some(listening) = world.listeners.with(|it| it.remove(&listen)) {
        tell(world, &listening, Hearing::Nothing);
    }
}

/// Somebody spoke: the words are asked for.
pub(crate) fn spoken(world: &Arc<World>, listen: ListenId, speech: Pii<Clip>) {
    let Some(listening) = world.listeners.with(|it| it.remove(&listen)) else {
        return;
    };
    let world = Arc::clone(world);
    tokio::spawn(async move {
        let language = Some(listening.language.as_str());
        let recogniser = &world.listeners.recogniser;
        let words = recogniser.transcribe(speech.reveal(), language).await;
        let hearing = match words {
            Ok(words) if words.reveal().is_empty() => Hearing::Nothing,
            Ok(words) => Hearing::Said(words.into_revealed()),
            Err(error) => {
                tracing::warn!(%error, "speech was not understood");
                Hearing::Unavailable
            }
        };
        tell(&world, &listening, hearing);
    });
}
