//! The key file.

use crate::key::{self, KEY_ID, Key};
use crate::random::{RandomError, random_array};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why the key file cannot be used.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// It cannot be read or made.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others than its owner may read or write it.
    #[error("{path} has mode {mode:04o}, so that others can reach it: run chmod 600 on it")]
    Permissions {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It does not hold 32 bytes.
    #[error("{path} holds {found} bytes instead of 32: restore it from a backup")]
    Size {
        /// The file.
        path: PathBuf,
        /// How many it holds; 33 stands for more than 32.
        found: usize,
    },
    /// It is no plain file.
    #[error("{path} is not a plain file")]
    NotAFile {
        /// The file.
        path: PathBuf,
    },
    /// No random key could be made.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// The root key. Makes the key of each purpose.
#[derive(Clone)]
pub struct Keyring {
    root: [u8; 32],
    id: [u8; KEY_ID],
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({})", key::hex(&self.id))
    }
}

impl Keyring {
    /// Reads the key file, or makes it when it is missing.
    ///
    /// # Errors
    /// See [`KeyFileError`].
    pub fn open_or_create(path: &Path) -> Result<Self, KeyFileError> {
        match Self::open(path) {
            Err(KeyFileError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Self::create(path)
            }
            outcome => outcome,
        }
    }

    /// Reads the key file.
    ///
    /// # Errors
    /// See [`KeyFileError`].
    pub fn open(path: &Path) -> Result<Self, KeyFileError> {
        let io = |source| KeyFileError::Io {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(io)?;
        let metadata = file.metadata().map_err(io)?;
        if !metadata.is_file() {
            return Err(KeyFileError::NotAFile {
                path: path.to_owned(),
            });
        }
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o7777;
            if mode & 0o077 != 0 {
                return Err(KeyFileError::Permissions {
                    path: path.to_owned(),
                    mode,
                });
            }
        }
        let mut bytes = Vec::with_capacity(33);
        file.take(33).read_to_end(&mut bytes).map_err(io)?;
        let found = bytes.len();
        let root = bytes.try_into().map_err(|_| KeyFileError::Size {
            path: path.to_owned(),
            found,
        })?;
        Ok(Self::from_bytes(root))
    }

    /// Makes the key file. It appears under its name only when it is whole and on disk, and never
    /// replaces another.
    fn create(path: &Path) -> Result<Self, KeyFileError> {
        let root = random_array()?;
        let io = |source| KeyFileError::Io {
            path: path.to_owned(),
            source,
        };
        let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder).map_err(io)?;
        }
        let mut draft = path.as_os_str().to_owned();
        draft.push(format!(".{}.new", std::process::id()));
        let draft = PathBuf::from(draft);
        let written = write_new(&draft, &root).and_then(|()| std::fs::hard_link(&draft, path));
        std::fs::remove_file(&draft).ok();
        match written {
            Ok(()) => {
                if let Some(folder) = folder {
                    File::open(folder).and_then(|f| f.sync_all()).map_err(io)?;
                }
                Ok(Self::from_bytes(root))
            }
            // Another process was quicker: its key counts.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Self::open(path),
            Err(source) => Err(io(source)),
        }
    }

    /// The root key from bytes that are kept elsewhere, and for tests.
    pub fn from_bytes(root: [u8; 32]) -> Self {
        let id = key::derive(&root, "id").unwrap_or_default();
        Self { root, id }
    }

    /// The key of one purpose, such as `next-token` or `session`. The same purpose gives the same
    /// key as long as the key file stays.
    ///
    /// # Panics
    /// Never: the lengths that the derivation could refuse are constants.
    #[expect(
        clippy::expect_used,
        reason = "the lengths are constants within HKDF's bounds"
    )]
    pub fn key(&self, purpose: &str) -> Key {
        Key::derive(&self.root, self.id, purpose).expect("HKDF yields 32 bytes")
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys").join("master.key");
        let sealed = Keyring::open_or_create(&path)
            .unwrap()
            .key("a")
            .seal(b"x", b"")
            .unwrap();
        let again = Keyring::open_or_create(&path).unwrap();
        assert_eq!(again.key("a").open(&sealed, b""), Ok(b"x".to_vec()));
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 32);
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        Keyring::open_or_create(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            Keyring::open_or_create(&path),
            Err(KeyFileError::Permissions { mode: 0o640, .. })
        ));
    }

    #[test]
    fn a_file_of_another_size_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        for size in [0, 31, 33, 64] {
            std::fs::remove_file(&path).ok();
            write_new(&path, &vec![1; size]).unwrap();
            assert!(matches!(
                Keyring::open_or_create(&path),
                Err(KeyFileError::Size { found, .. }) if found == size.min(33)
            ));
            assert_eq!(std::fs::metadata(&path).unwrap().len(), size as u64);
        }
        assert!(matches!(
            Keyring::open(folder.path()),
            Err(KeyFileError::NotAFile { .. } | KeyFileError::Permissions { .. })
        ));
    }

    #[test]
    fn neither_key_nor_keyring_shows_itself() {
        let keyring = Keyring::from_bytes([0x41; 32]);
        let shown = format!("{keyring:?} {:?}", keyring.key("a"));
        assert!(!shown.contains("4141") && !shown.contains("65, 65"));
    }
}
