//! A file of JSON lines.

use crate::sink::all;
use crate::{Ack, FileConfig, Sink, SinkError, envelope};
use async_trait::async_trait;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use store::{OutboxRow, Position};

/// Appends messages to a file and acknowledges them once the disk has them. A file that was moved
/// away by another program is begun anew; one that grew too long is put aside.
#[derive(Debug)]
pub struct FileSink(Arc<Mutex<Appender>>);

impl FileSink {
    /// A sink; the file is opened at the first delivery.
    pub fn new(config: &FileConfig) -> Self {
        Self(Arc::new(Mutex::new(Appender {
            config: config.clone(),
            file: None,
        })))
    }

    async fn append(&self, text: String, last: Position) -> Result<(), SinkError> {
        let appender = Arc::clone(&self.0);
        let work = move || {
            appender
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .append(text.as_bytes(), last)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(SinkError::retry)?
            .map_err(SinkError::retry)
    }
}

#[async_trait]
impl Sink for FileSink {
    async fn deliver(&self, batch: &[OutboxRow]) -> Result<Ack, SinkError> {
        let mut text = String::new();
        for row in batch {
            text.push_str(&envelope::line(row));
            text.push('\n');
        }
        let ack = all(batch);
        self.append(text, ack.through).await?;
        Ok(ack)
    }
}

#[derive(Debug)]
struct Appender {
    config: FileConfig,
    file: Option<Open>,
}

#[derive(Debug)]
struct Open {
    file: File,
    length: u64,
}

impl Appender {
    fn append(&mut self, text: &[u8], last: Position) -> io::Result<()> {
        let path = self.config.path.clone();
        let mut open = match self.file.take() {
            Some(open) if is_at(&open.file, &path) => open,
            _ => reopen(&path)?,
        };
        let written = open
            .file
            .write_all(text)
            .and_then(|()| open.file.sync_data());
        if let Err(error) = written {
            // A part of a line must not stay: the whole batch comes again. If this fails too, the
            // next opening mends the end.
            open.file.set_len(open.length).ok();
            return Err(error);
        }
        open.length += text.len() as u64;
        if self.config.rotate_bytes > 0 && open.length >= self.config.rotate_bytes {
            let mut aside = path.as_os_str().to_owned();
            aside.push(format!(".{last}"));
            // The batch is on disk: a failure to rotate is no failure to deliver.
            match std::fs::rename(&path, PathBuf::from(aside)) {
                Ok(()) => return Ok(()),
                Err(error) => tracing::warn!(%error, path = %path.display(), "cannot rotate"),
            }
        }
        self.file = Some(open);
        Ok(())
    }
}

/// Opens the file for appending. What a crash left of a line was never acknowledged and is cut off.
fn reopen(path: &Path) -> io::Result<Open> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder)?;
    }
    let is_new = !path.exists();
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let length = whole_lines(&mut file)?;
    file.set_len(length)?;
    if is_new && let Some(folder) = folder {
        // Its name must survive a crash as well.
        File::open(folder)?.sync_all()?;
    }
    Ok(Open { file, length })
}

/// The length of the file up to its last line break.
fn whole_lines(file: &mut File) -> io::Result<u64> {
    const STEP: u64 = 64 * 1024;
    let mut end = file.seek(SeekFrom::End(0))?;
    while end > 0 {
        let start = end.saturating_sub(STEP);
        file.seek(SeekFrom::Start(start))?;
        let mut piece = Vec::new();
        Read::by_ref(file)
            .take(end - start)
            .read_to_end(&mut piece)?;
        if let Some(at) = piece.iter().rposition(|&byte| byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(ours), Ok(there)) => ours.ino() == there.ino() && ours.dev() == there.dev(),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::{Pii, Timestamp};
    use store::Message;

    fn row(position: i64) -> OutboxRow {
        OutboxRow {
            position: Position(position),
            message: Message {
                topic: "t".into(),
                instance: "i".into(),
                key: "k".into(),
                stream: None,
                at: Timestamp(0),
                body: Pii::new("{}".into()),
            },
        }
    }

    fn lines(path: &Path) -> Vec<i64> {
        std::fs::read_to_string(path)
            .unwrap()
            .lines()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                value["position"].as_i64().unwrap()
            })
            .collect()
    }

    fn config(folder: &Path, rotate_bytes: u64) -> FileConfig {
        FileConfig {
            path: folder.join("deep").join("events.jsonl"),
            rotate_bytes,
        }
    }

    #[tokio::test]
    async fn half_a_line_of_a_crash_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path(), 0);
        FileSink::new(&config)
            .deliver(&[row(1), row(2)])
            .await
            .unwrap();
        let mut file = OpenOptions::new().append(true).open(&config.path).unwrap();
        file.write_all(b"{\"position\":3,\"to").unwrap();
        let ack = FileSink::new(&config).deliver(&[row(3)]).await.unwrap();
        assert_eq!(ack.through, Position(3));
        assert_eq!(lines(&config.path), [1, 2, 3]);
    }

    #[tokio::test]
    async fn a_long_file_is_put_aside_and_a_moved_one_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path(), 150);
        let sink = FileSink::new(&config);
        sink.deliver(&[row(1)]).await.unwrap();
        sink.deliver(&[row(2)]).await.unwrap();
        sink.deliver(&[row(3)]).await.unwrap();
        assert_eq!(lines(&config.path.with_extension("jsonl.2")), [1, 2]);
        assert_eq!(lines(&config.path), [3]);
        let moved = folder.path().join("moved");
        std::fs::rename(&config.path, &moved).unwrap();
        sink.deliver(&[row(4)]).await.unwrap();
        assert_eq!(lines(&moved), [3]);
        assert_eq!(lines(&config.path), [4]);
    }

    #[tokio::test]
    async fn a_path_that_cannot_be_written_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path(), 0);
        std::fs::create_dir_all(&config.path).unwrap();
        let sink = FileSink::new(&config);
        assert!(matches!(
            sink.deliver(&[row(1)]).await,
            Err(SinkError::Retry { .. })
        ));
        std::fs::remove_dir(&config.path).unwrap();
        sink.deliver(&[row(1)]).await.unwrap();
        assert_eq!(lines(&config.path), [1]);
    }
}
