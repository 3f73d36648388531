//! Recordings, prompts and attachments in a local folder or an S3-compatible bucket.
