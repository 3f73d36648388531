//! Recordings: written to a spool by the media threads, then moved to the blobs.
//!
//! A note beside each unfinished file says whose it is, so that a recording that a crash cut off
//! is found and kept at the next start.

use crate::center::World;
use blob::BlobPath;
use exchange::{Input, MediaEvent, RecordingOutcome};
use ids::{ContactId, InstanceId, LegId, RecordingId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Whose a recording is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Note {
    /// The instance.
    pub(crate) instance: InstanceId,
    /// The contact.
    pub(crate) contact: ContactId,
    /// Where it goes among the blobs.
    pub(crate) key: String,
    /// When it was asked for.
    pub(crate) started: Timestamp,
}

#[derive(Debug)]
struct UnderWay {
    note: Note,
    /// The legs of the right channel, which come back when an agent's page is loaded again.
    right: Vec<LegId>,
}

/// The recordings under way, and the folder that they are written to.
#[derive(Debug)]
pub(crate) struct Recordings {
    spool: PathBuf,
    under_way: Mutex<HashMap<RecordingId, UnderWay>>,
}

impl Recordings {
    pub(crate) fn open(spool: PathBuf) -> std::io::Result<Self> {
        std::fs::create_dir_all(&spool)?;
        Ok(Self {
            spool,
            under_way: Mutex::default(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RecordingId, UnderWay>> {
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn note_path(&self, recording: RecordingId) -> PathBuf {
        self.spool.join(format!("{recording}.json"))
    }

    fn wav_path(&self, recording: RecordingId) -> PathBuf {
        self.spool.join(format!("{recording}.wav"))
    }

    /// Takes note of a new recording and says where it is to be written.
    pub(crate) fn begin(&self, recording: RecordingId, note: Note, right: &[LegId]) -> PathBuf {
        let text = serde_json::to_vec(&note).unwrap_or_default();
        if let Err(error) = std::fs::write(self.note_path(recording), text) {
            tracing::error!(%error, "a recording's note cannot be written");
        }
        self.lock().insert(
            recording,
            UnderWay {
                note,
                right: right.to_vec(),
            },
        );
        self.wav_path(recording)
    }

    /// The recordings that have this leg on their right channel.
    pub(crate) fn with_leg(&self, leg: LegId) -> Vec<RecordingId> {
        self.lock()
            .iter()
            .filter(|(_, it)| it.right.contains(&leg))
            .map(|(id, _)| *id)
            .collect()
    }

    fn end(&self, recording: RecordingId) -> Option<Note> {
        self.lock().remove(&recording).map(|it| it.note)
    }

    /// What a crash left behind.
    pub(crate) fn left_behind(&self) -> Vec<(RecordingId, Note)> {
        let Ok(files) = std::fs::read_dir(&self.spool) else {
            return Vec::new();
        };
        files
            .filter_map(|file| {
                let path = file.ok()?.path();
                let recording = path.file_stem()?.to_str()?.parse().ok()?;
                let text = std::fs::read(path.with_extension("json")).ok()?;
                (path.extension()? == "json").then_some(())?;
                Some((recording, serde_json::from_slice(&text).ok()?))
            })
            .collect()
    }

    fn forget(&self, recording: RecordingId) {
        for path in [self.wav_path(recording), self.note_path(recording)] {
            if let Err(error) = std::fs::remove_file(&path)
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(%error, "a file of the spool cannot be removed");
            }
        }
    }
}

/// A recording's file is finished, or has failed: keeps it and tells the exchange.
pub(crate) fn finished(
    world: &Arc<World>,
    recording: RecordingId,
    started_at: Timestamp,
    duration: Duration,
    failed: Option<String>,
) {
    let Some(note) = world.recordings.end(recording) else {
        return;
    };
    let world = Arc::clone(world);
    tokio::spawn(async move {
        let outcome = match failed {
            None => keep(&world, recording, &note).await,
            Some(reason) => RecordingOutcome::Failed { reason },
        };
        let event = MediaEvent::RecordingFinished {
            recording,
            started_at,
            duration,
            outcome,
        };
        world.tell(note.instance, Input::Media(event));
    });
}

/// Keeps a recording that a crash cut off, and tells the exchange.
pub(crate) async fn rescue(world: &Arc<World>, recording: RecordingId, note: Note) {
    let duration = length(&world.recordings.wav_path(recording)).await;
    let outcome = match duration {
        Some(_) => keep(world, recording, &note).await,
        None => {
            world.recordings.forget(recording);
            RecordingOutcome::Failed {
                reason: "cut off by a crash before its first second".into(),
            }
        }
    };
    let event = MediaEvent::RecordingFinished {
        recording,
        started_at: note.started,
        duration: duration.unwrap_or_default(),
        outcome,
    };
    world.tell(note.instance, Input::Media(event));
}

async fn keep(world: &World, recording: RecordingId, note: &Note) -> RecordingOutcome {
    let path = world.recordings.wav_path(recording);
    let kept = match note.key.parse::<BlobPath>() {
        Ok(key) => world
            .blobs
            .put_file(&key, &path)
            .await
            .map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match kept {
        Ok(_) => {
            world.recordings.forget(recording);
            RecordingOutcome::Stored
        }
        // The file stays in the spool: the next start tries again.
        Err(reason) => {
            tracing::error!(reason, contact = %note.contact, "a recording cannot be kept");
            RecordingOutcome::Failed { reason }
        }
    }
}

/// The length of a spooled file by what its header says; `None` for one that holds nothing.
async fn length(path: &Path) -> Option<Duration> {
    let bytes = tokio::fs::read(path).await.ok()?;
    let header = audio::wav::read_header(&bytes).ok()?;
    let samples = header.data_len / header.block_len().max(1);
    (samples > 0)
        .then(|| Duration::from_secs_f64(samples as f64 / f64::from(header.sample_rate.max(1))))
}
