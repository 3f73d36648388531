//! Reading and writing.

use crate::{BlobError, BlobPath, Config, LocalConfig, PathError, S3Config};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use ids::Timestamp;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as Key;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt as _};
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Bytes read from a local file at a time.
const CHUNK: usize = 256 * 1024;
/// Bytes of one part of a long upload; S3 wants at least 5 MiB.
const PART: usize = 8 * 1024 * 1024;
/// Parts of one upload on their way at a time.
const PARTS: usize = 2;

/// A blob piece by piece.
pub type BlobStream = Pin<Box<dyn Stream<Item = Result<Bytes, BlobError>> + Send>>;

/// What is known of a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobInfo {
    /// Its name.
    pub path: String,
    /// Its length in bytes.
    pub size: u64,
    /// When it was written.
    pub modified: Timestamp,
}

impl From<ObjectMeta> for BlobInfo {
    fn from(meta: ObjectMeta) -> Self {
        Self {
            path: meta.location.into(),
            size: meta.size,
            modified: Timestamp(meta.last_modified.timestamp_millis()),
        }
    }
}

/// A place for blobs. Cheap to clone.
#[derive(Clone)]
pub struct Blobs(Arc<dyn ObjectStore>);

impl fmt::Debug for Blobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blobs({})", self.0)
    }
}

impl Blobs {
    /// Opens the configured place. A folder is made and checked; a bucket is not asked yet.
    ///
    /// # Errors
    /// [`BlobError::Config`].
    pub fn open(config: &Config) -> Result<Self, BlobError> {
        match config {
            Config::Local(config) => Self::local(config),
            Config::S3(config) => Self::s3(config),
        }
    }

    /// Blobs in memory, for tests.
    pub fn memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    fn local(config: &LocalConfig) -> Result<Self, BlobError> {
        let folder = &config.folder;
        let wrong =
            |why: &dyn fmt::Display| BlobError::Config(format!("{}: {why}", folder.display()));
        std::fs::create_dir_all(folder).map_err(|error| wrong(&error))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| wrong(&error))?;
        Ok(Self(Arc::new(store.with_fsync(true))))
    }

    #[cfg(feature = "s3")]
    fn s3(config: &S3Config) -> Result<Self, BlobError> {
        use object_store::aws::AmazonS3Builder;
        // The HTTP client takes the process's provider; the binary has set the same one already.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(&config.bucket)
            .with_region(&config.region)
            .with_virtual_hosted_style_request(config.virtual_hosted)
            .with_allow_http(config.allow_http);
        if let Some(endpoint) = &config.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        if let Some(id) = &config.access_key_id {
            builder = builder.with_access_key_id(id);
        }
        if let Some(secret) = &config.secret_access_key {
            builder = builder.with_secret_access_key(secret.reveal());
        }
        let store = builder
            .build()
            .map_err(|error| BlobError::Config(error.to_string()))?;
        let Some(prefix) = &config.prefix else {
            return Ok(Self(Arc::new(store)));
        };
        let prefix: BlobPath = prefix
            .parse()
            .map_err(|error: PathError| BlobError::Config(format!("prefix: {error}")))?;
        let store = object_store::prefix::PrefixStore::new(store, Key::from(&prefix));
        Ok(Self(Arc::new(store)))
    }

    #[cfg(not(feature = "s3"))]
    fn s3(_: &S3Config) -> Result<Self, BlobError> {
        Err(BlobError::Config("this build has no S3 support".into()))
    }

    /// Keeps bytes under a name, in place of what was there. Whoever reads meanwhile sees the old
    /// or the new, never a part.
    ///
    /// # Errors
    /// [`BlobError::Permission`], [`BlobError::Unavailable`].
    pub async fn put(&self, path: &BlobPath, bytes: impl Into<Bytes>) -> Result<(), BlobError> {
        self.0.put(&Key::from(path), bytes.into().into()).await?;
        Ok(())
    }

    /// Keeps a finished local file under a name, without holding it in memory. Returns its length.
    ///
    /// # Errors
    /// As [`Blobs::put`], and [`BlobError::Source`]. After an error nothing is there under the name
    /// that was not there before.
    pub async fn put_file(&self, path: &BlobPath, file: &Path) -> Result<u64, BlobError> {
        let unreadable = |source| BlobError::Source {
            path: file.to_owned(),
            source,
        };
        let mut source = tokio::fs::File::open(file).await.map_err(unreadable)?;
        let mut upload = BufWriter::with_capacity(Arc::clone(&self.0), Key::from(path), PART)
            .with_max_concurrency(PARTS);
        let mut chunk = vec![0; CHUNK];
        let mut size = 0_u64;
        loop {
            let read = match source.read(&mut chunk).await {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) => {
                    upload.abort().await.ok();
                    return Err(unreadable(error));
                }
            };
            let bytes = chunk.get(..read).unwrap_or_default();
            if let Err(error) = upload.write_all(bytes).await {
                upload.abort().await.ok();
                return Err(uploading(error));
            }
            size += read as u64;
        }
        upload.shutdown().await.map_err(uploading)?;
        Ok(size)
    }

    /// A whole blob in memory.
    ///
    /// # Errors
    /// [`BlobError::NotFound`] besides those of [`Blobs::put`].
    pub async fn get(&self, path: &BlobPath) -> Result<Bytes, BlobError> {
        Ok(self.0.get(&Key::from(path)).await?.bytes().await?)
    }

    /// Bytes of a blob, fewer when it ends within the range.
    ///
    /// # Errors
    /// As [`Blobs::get`], and [`BlobError::Range`].
    pub async fn get_range(&self, path: &BlobPath, range: Range<u64>) -> Result<Bytes, BlobError> {
        let size = self.info(path).await?.size;
        let range = range.start..range.end.min(size);
        if range.is_empty() {
            return Err(BlobError::Range { size });
        }
        Ok(self.0.get_range(&Key::from(path), range).await?)
    }

    /// A blob piece by piece, and what is known of it.
    ///
    /// # Errors
    /// As [`Blobs::get`], also from the stream.
    pub async fn stream(&self, path: &BlobPath) -> Result<(BlobInfo, BlobStream), BlobError> {
        let found = self.0.get(&Key::from(path)).await?;
        let info = found.meta.clone().into();
        let stream = found.into_stream().map_err(BlobError::from).boxed();
        Ok((info, stream))
    }

    /// What is known of a blob.
    ///
    /// # Errors
    /// As [`Blobs::get`].
    pub async fn info(&self, path: &BlobPath) -> Result<BlobInfo, BlobError> {
        Ok(self.0.head(&Key::from(path)).await?.into())
    }

    /// Whether there is a blob of this name.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn exists(&self, path: &BlobPath) -> Result<bool, BlobError> {
        match self.info(path).await {
            Ok(_) => Ok(true),
            Err(BlobError::NotFound(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Gives a blob another name, in place of what was there.
    ///
    /// # Errors
    /// As [`Blobs::get`].
    pub async fn rename(&self, from: &BlobPath, to: &BlobPath) -> Result<(), BlobError> {
        Ok(self.0.rename(&Key::from(from), &Key::from(to)).await?)
    }

    /// Forgets a blob; fine when there is none.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn delete(&self, path: &BlobPath) -> Result<(), BlobError> {
        match self
            .0
            .delete(&Key::from(path))
            .await
            .map_err(BlobError::from)
        {
            Err(BlobError::NotFound(_)) => Ok(()),
            outcome => outcome,
        }
    }

    /// All blobs whose name begins with these segments, by name; `None` for all.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn list(&self, prefix: Option<&BlobPath>) -> Result<Vec<BlobInfo>, BlobError> {
        let prefix = prefix.map(Key::from);
        let mut found: Vec<BlobInfo> = self
            .0
            .list(prefix.as_ref())
            .map_ok(BlobInfo::from)
            .try_collect()
            .await?;
        found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }
}

/// The upload wraps the store's errors into those of a writer.
fn uploading(error: std::io::Error) -> BlobError {
    let error = error
        .downcast::<object_store::Error>()
        .unwrap_or_else(|other| object_store::Error::Generic {
            store: "upload",
            source: Box::new(other),
        });
    BlobError::from(error)
}
