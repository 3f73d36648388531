//! Objects that clients upload and operations look after, by their names among the blobs.

use crate::{ServiceError, Services};
use blob::{BlobError, BlobPath, PathError};

fn path(name: &str) -> Result<BlobPath, ServiceError> {
    name.parse()
        .map_err(|error: PathError| ServiceError::InvalidParameter(error.to_string()))
}

fn failed(error: BlobError) -> ServiceError {
    ServiceError::Unavailable(error.to_string())
}

impl Services {
    /// The length of an object in bytes, if it is there.
    ///
    /// # Errors
    /// When the blob store fails.
    pub async fn object_size(&self, name: &str) -> Result<Option<u64>, ServiceError> {
        match self.blobs.info(&path(name)?).await {
            Ok(info) => Ok(Some(info.size)),
            Err(BlobError::NotFound(_)) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// An object's content, if it is there.
    ///
    /// # Errors
    /// When the blob store fails.
    pub async fn object(&self, name: &str) -> Result<Option<Vec<u8>>, ServiceError> {
        match self.blobs.get(&path(name)?).await {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(BlobError::NotFound(_)) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Keeps an object.
    ///
    /// # Errors
    /// When the blob store fails.
    pub async fn put_object(&self, name: &str, bytes: Vec<u8>) -> Result<(), ServiceError> {
        self.blobs.put(&path(name)?, bytes).await.map_err(failed)
    }

    /// Gives an object another name.
    ///
    /// # Errors
    /// When it is not there or the blob store fails.
    pub async fn move_object(&self, from: &str, to: &str) -> Result<(), ServiceError> {
        let moved = self.blobs.rename(&path(from)?, &path(to)?).await;
        moved.map_err(failed)
    }

    /// Forgets an object; fine when there is none.
    ///
    /// # Errors
    /// When the blob store fails.
    pub async fn delete_object(&self, name: &str) -> Result<(), ServiceError> {
        self.blobs.delete(&path(name)?).await.map_err(failed)
    }
}
