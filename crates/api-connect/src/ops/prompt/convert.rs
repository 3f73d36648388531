//! Where the audio of prompts lies.
//!
//! An S3 bucket is a folder of the blob store: `s3://bucket/key` is the blob `bucket/key`, which
//! a client writes with S3's PutObject at the same gateway (path style).

use crate::prelude::*;

/// The blob that an S3 URI names.
pub(crate) fn blob(uri: &str) -> Result<String> {
    let wrong = || invalid("S3Uri must have the form s3://bucket/key");
    let rest = uri.strip_prefix("s3://").ok_or_else(wrong)?;
    let (bucket, key) = rest.split_once('/').ok_or_else(wrong)?;
    let plain =
        |part: &str| !part.is_empty() && !part.split('/').any(|it| matches!(it, "." | ".."));
    if !plain(bucket) || !plain(key) || key.contains("//") {
        return Err(wrong());
    }
    Ok(format!("{bucket}/{key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_a_folder_of_blobs() {
        assert_eq!(
            blob("s3://prompts/a/hello.wav").ok().as_deref(),
            Some("prompts/a/hello.wav")
        );
        for wrong in [
            "https://x/y",
            "s3://bucket",
            "s3:///key",
            "s3://b/../etc",
            "s3://b/a//b",
        ] {
            assert!(blob(wrong).is_err(), "{wrong}");
        }
    }
}
