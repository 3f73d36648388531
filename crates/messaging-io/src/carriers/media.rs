//! The files of MMS: read from the blob store to be sent, and put there when they come in.

use blob::{BlobPath, Blobs};
use messaging::{HandOver, Status};
use thiserror::Error;

/// A file of an MMS that is sent.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) kind: &'static str,
    pub(crate) content: Vec<u8>,
}

/// A file that came in.
#[derive(Debug)]
pub(crate) struct Received {
    /// Its type as the carrier names it.
    pub(crate) kind: String,
    pub(crate) content: Vec<u8>,
}

/// Why a file that came in is not kept.
#[derive(Debug, Error)]
pub(crate) enum KeepError {
    #[error("the system's random source failed")]
    Random,
    #[error("the file cannot be kept: {0}")]
    Blob(String),
}

/// The addresses of a message's files.
fn urls(hand_over: &HandOver) -> &[String] {
    let more = hand_over.message.more.as_ref();
    more.map_or(&[], |more| &more.media_urls)
}

/// The files, or which status says why they cannot be sent (sms.md 3.4).
pub(crate) async fn files(blobs: &Blobs, hand_over: &HandOver) -> Result<Vec<File>, Status> {
    let mut files = Vec::new();
    for url in urls(hand_over) {
        let (kind, path) = look_at(blobs, url).await?;
        let content = blobs.get(&path).await;
        let content = content.map_err(|_| Status::FileInaccessible)?;
        files.push(File {
            kind,
            content: content.to_vec(),
        });
    }
    Ok(files)
}

/// Whether the files could be sent, without reading them.
pub(crate) async fn check(blobs: &Blobs, hand_over: &HandOver) -> Result<(), Status> {
    for url in urls(hand_over) {
        look_at(blobs, url).await?;
    }
    Ok(())
}

/// A file's type and place, if it is of a type and a size that can be sent.
async fn look_at(blobs: &Blobs, url: &str) -> Result<(&'static str, BlobPath), Status> {
    let path = url.strip_prefix("s3://").ok_or(Status::FileInaccessible)?;
    let (kind, most) = kind_of(path).ok_or(Status::FileTypeUnsupported)?;
    let path: BlobPath = path.parse().map_err(|_| Status::FileInaccessible)?;
    let info = blobs.info(&path).await;
    let info = info.map_err(|_| Status::FileInaccessible)?;
    if usize::try_from(info.size).unwrap_or(usize::MAX) > most {
        return Err(Status::FileSizeExceeded);
    }
    Ok((kind, path))
}

/// Keeps files that came in under a folder of the blob store, in one of this name there or else of
/// their own, and returns their addresses.
pub(crate) async fn keep(
    blobs: &Blobs,
    folder: &str,
    own: Option<&str>,
    files: Vec<Received>,
) -> Result<Vec<String>, KeepError> {
    let mut urls = Vec::with_capacity(files.len());
    if files.is_empty() {
        return Ok(urls);
    }
    let own = match own {
        Some(own) => own.to_owned(),
        None => secrets::random_token::<16>().map_err(|_| KeepError::Random)?,
    };
    for (number, file) in files.into_iter().enumerate() {
        let path = format!("{folder}/{own}/{number}.{}", extension(&file.kind));
        let said = |error: &dyn std::fmt::Display| KeepError::Blob(error.to_string());
        let name: BlobPath = path
            .parse()
            .map_err(|error: blob::PathError| said(&error))?;
        let kept = blobs.put(&name, file.content).await;
        kept.map_err(|error| said(&error))?;
        urls.push(format!("s3://{path}"));
    }
    Ok(urls)
}

/// Ends the name of a file of this type; `bin` where it is not one of ours.
fn extension(kind: &str) -> &'static str {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let found = KINDS
        .iter()
        .find(|(_, it, _)| it.eq_ignore_ascii_case(kind));
    found.map_or("bin", |(extension, ..)| extension)
}

const MB2: usize = 2 * 1024 * 1024;
const KB600: usize = 600 * 1024;
const KB60: usize = 60 * 1024;

/// Type and most octets, by the file's extension (sms.md 3.4).
const KINDS: &[(&str, &str, usize)] = &[
    ("gif", "image/gif", MB2),
    ("jpg", "image/jpeg", MB2),
    ("jpeg", "image/jpeg", MB2),
    ("png", "image/png", MB2),
    ("tiff", "image/tiff", KB600),
    ("tif", "image/tiff", KB600),
    ("3gp", "video/3gpp", KB600),
    ("3g2", "video/3gpp2", KB600),
    ("amr", "audio/amr", KB600),
    ("m4a", "audio/mp4", KB600),
    ("mp4", "video/mp4", KB600),
    ("mp3", "audio/mpeg", KB600),
    ("ogg", "audio/ogg", KB600),
    ("mov", "video/quicktime", KB600),
    ("webm", "video/webm", KB600),
    ("ics", "text/calendar", KB600),
    ("pdf", "application/pdf", KB600),
    ("vcf", "text/vcard", KB60),
];

fn kind_of(path: &str) -> Option<(&'static str, usize)> {
    let (_, extension) = path.rsplit_once('.')?;
    let found = KINDS
        .iter()
        .find(|(it, ..)| it.eq_ignore_ascii_case(extension));
    found.map(|(_, kind, most)| (*kind, *most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_limited_by_their_type() {
        assert_eq!(kind_of("b/k.PNG"), Some(("image/png", MB2)));
        assert_eq!(kind_of("b/k.mp4"), Some(("video/mp4", KB600)));
        assert_eq!(kind_of("b/k.html"), None);
    }

    #[tokio::test]
    async fn what_comes_in_is_kept_by_its_type() {
        let blobs = Blobs::memory();
        let file = |kind: &str| Received {
            kind: kind.into(),
            content: b"x".to_vec(),
        };
        let files = vec![file("image/JPEG; name=a"), file("application/x-odd")];
        let urls = keep(&blobs, "b/in", None, files).await.unwrap();
        assert!(urls[0].starts_with("s3://b/in/") && urls[0].ends_with("/0.jpg"));
        assert!(urls[1].ends_with("/1.bin"));
        let path: BlobPath = urls[0].strip_prefix("s3://").unwrap().parse().unwrap();
        assert_eq!(&blobs.get(&path).await.unwrap()[..], b"x");
        let again = vec![file("image/gif")];
        let urls = keep(&blobs, "b/in", Some("one"), again).await.unwrap();
        assert_eq!(urls, ["s3://b/in/one/0.gif"]);
    }
}
