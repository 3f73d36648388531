//! Synthesised audio that is kept: in memory while in use, on disk for good.

use audio::Clip;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Clips in memory, the least recently used ones leaving first.
#[derive(Debug)]
pub(crate) struct Memory {
    limit: usize,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    clips: HashMap<String, (Arc<Clip>, u64)>,
    samples: usize,
    turn: u64,
}

impl Memory {
    /// Holds up to `bytes` of audio.
    pub(crate) fn new(bytes: usize) -> Self {
        Self {
            limit: bytes / 2,
            inner: Mutex::default(),
        }
    }

    pub(crate) fn find(&self, key: &str) -> Option<Arc<Clip>> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.turn += 1;
        let turn = inner.turn;
        let (clip, used) = inner.clips.get_mut(key)?;
        *used = turn;
        Some(Arc::clone(clip))
    }

    pub(crate) fn keep(&self, key: &str, clip: &Arc<Clip>) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.turn += 1;
        let turn = inner.turn;
        inner.samples += clip.samples().len();
        if let Some((old, _)) = inner.clips.insert(key.to_owned(), (Arc::clone(clip), turn)) {
            inner.samples -= old.samples().len();
        }
        while inner.samples > self.limit && inner.clips.len() > 1 {
            let Some(oldest) = inner
                .clips
                .iter()
                .min_by_key(|(_, (_, used))| *used)
                .map(|(key, _)| key.clone())
            else {
                break;
            };
            if let Some((clip, _)) = inner.clips.remove(&oldest) {
                inner.samples -= clip.samples().len();
            }
        }
    }
}

/// WAV files named by their key in one folder.
#[derive(Debug)]
pub(crate) struct Disk {
    folder: PathBuf,
}

impl Disk {
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.wav"))
    }

    pub(crate) async fn find(&self, key: &str) -> Option<Vec<u8>> {
        tokio::fs::read(self.path(key)).await.ok()
    }

    /// Keeps a file whole or not at all: a crash in between leaves only a temporary one.
    pub(crate) async fn keep(&self, key: &str, wav: &[u8]) -> std::io::Result<()> {
        tokio::fs::create_dir_all(&self.folder).await?;
        let temporary = self.folder.join(format!("{key}.part"));
        tokio::fs::write(&temporary, wav).await?;
        tokio::fs::rename(&temporary, self.path(key)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_clip_leaves_first() {
        let memory = Memory::new(20);
        let clip = Arc::new(Clip::new(vec![0; 4]));
        memory.keep("a", &clip);
        memory.keep("b", &clip);
        assert!(memory.find("a").is_some());
        memory.keep("c", &clip);
        assert!(memory.find("b").is_none());
        assert!(memory.find("a").is_some() && memory.find("c").is_some());
    }
}
