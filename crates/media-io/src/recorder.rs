//! The thread that writes recordings, so that no media thread waits for a disk.

use crate::directory::Directory;
use audio::SAMPLE_RATE;
use audio::wav::WavWriter;
use ids::{RecordingId, Timestamp};
use media::RecordJob;
use media::control::{MediaEvent, RecordingOutcome};
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

#[derive(Debug)]
enum Work {
    Job(RecordJob),
    /// Answer when everything before is done.
    Flush(oneshot::Sender<()>),
}

/// The way to the recording thread. Never waits.
#[derive(Debug, Clone)]
pub(crate) struct Recorder {
    queue: Sender<Work>,
    backlog: Arc<Backlog>,
}

/// What waits for the disk.
#[derive(Debug)]
struct Backlog {
    bytes: AtomicUsize,
    limit: usize,
    lost_ms: AtomicU64,
}

impl Recorder {
    /// Starts the thread.
    pub(crate) fn start(
        limit: usize,
        events: UnboundedSender<MediaEvent>,
        directory: Arc<Directory>,
    ) -> io::Result<Self> {
        let (queue, work) = channel();
        let backlog = Arc::new(Backlog {
            bytes: AtomicUsize::new(0),
            limit,
            lost_ms: AtomicU64::new(0),
        });
        let writer = Writer {
            files: HashMap::new(),
            backlog: Arc::clone(&backlog),
            events,
            directory,
        };
        std::thread::Builder::new()
            .name("recorder".to_owned())
            .spawn(move || writer.run(&work))?;
        Ok(Self { queue, backlog })
    }

    /// Hands over a job, or gives it back when too much waits already.
    pub(crate) fn submit(&self, job: RecordJob) -> Result<(), RecordJob> {
        if let RecordJob::Samples { samples, .. } = &job {
            let bytes = samples.len() * 2;
            let waiting = self.backlog.bytes.fetch_add(bytes, Ordering::Relaxed);
            if waiting + bytes > self.backlog.limit {
                self.backlog.bytes.fetch_sub(bytes, Ordering::Relaxed);
                let millis = samples.len() as u64 * 500 / u64::from(SAMPLE_RATE);
                self.backlog.lost_ms.fetch_add(millis, Ordering::Relaxed);
                return Err(job);
            }
        }
        self.queue
            .send(Work::Job(job))
            .map_err(|refused| match refused.0 {
                Work::Job(job) => job,
                // Only jobs are sent here.
                Work::Flush(_) => RecordJob::Close {
                    recording: RecordingId(Default::default()),
                    duration: Duration::ZERO,
                    missing: Duration::ZERO,
                },
            })
    }

    /// Milliseconds of audio refused since the start.
    pub(crate) fn lost_ms(&self) -> u64 {
        self.backlog.lost_ms.load(Ordering::Relaxed)
    }

    /// Resolves when all that was submitted before is on disk.
    pub(crate) async fn flush(&self) {
        let (done, wait) = oneshot::channel();
        if self.queue.send(Work::Flush(done)).is_ok() {
            let _ = wait.await;
        }
    }
}

struct Open {
    path: PathBuf,
    started_at: Timestamp,
    /// The first error ends writing; it is reported at the close.
    file: Result<WavWriter<File>, io::Error>,
}

struct Writer {
    files: HashMap<RecordingId, Open>,
    backlog: Arc<Backlog>,
    events: UnboundedSender<MediaEvent>,
    directory: Arc<Directory>,
}

impl Writer {
    fn run(mut self, work: &Receiver<Work>) {
        while let Ok(work) = work.recv() {
            match work {
                Work::Job(job) => self.job(job),
                Work::Flush(done) => {
                    let _ = done.send(());
                }
            }
        }
    }

    fn job(&mut self, job: RecordJob) {
        match job {
            RecordJob::Open {
                recording,
                path,
                started_at,
            } => {
                let file =
                    File::create(&path).and_then(|file| WavWriter::new(file, 2, SAMPLE_RATE));
                let open = Open {
                    path,
                    started_at,
                    file,
                };
                self.files.insert(recording, open);
            }
            RecordJob::Samples {
                recording,
                gap,
                samples,
            } => {
                let bytes = samples.len() * 2;
                self.backlog.bytes.fetch_sub(bytes, Ordering::Relaxed);
                if let Some(open) = self.files.get_mut(&recording)
                    && let Ok(file) = open.file.as_mut()
                    && let Err(error) = write(file, gap, &samples)
                {
                    open.file = Err(error);
                }
            }
            RecordJob::Close {
                recording,
                duration,
                missing,
            } => self.close(recording, duration, missing),
        }
    }

    fn close(&mut self, recording: RecordingId, duration: Duration, missing: Duration) {
        let Some(open) = self.files.remove(&recording) else {
            return;
        };
        self.directory.forget_recording(recording);
        let done = open
            .file
            .and_then(WavWriter::finish)
            .and_then(|file| file.sync_data());
        let outcome = match done {
            Ok(()) if missing.is_zero() => RecordingOutcome::Complete,
            Ok(()) => RecordingOutcome::Gaps { missing },
            Err(error) => RecordingOutcome::Failed {
                reason: error.to_string(),
            },
        };
        let _ = self.events.send(MediaEvent::RecordingFinished {
            recording,
            path: open.path,
            duration,
            started_at: open.started_at,
            outcome,
        });
    }
}

fn write(file: &mut WavWriter<File>, gap: u64, samples: &[i16]) -> io::Result<()> {
    // Silence in place of what was refused keeps the rest aligned.
    let silence = [0; 1600];
    let mut missing = usize::try_from(gap).unwrap_or(usize::MAX).saturating_mul(2);
    while missing > 0 {
        let part = missing.min(silence.len());
        file.write(silence.get(..part).unwrap_or(&silence))?;
        missing -= part;
    }
    file.write(samples)
}
