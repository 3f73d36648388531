//! The same promises in every place: a folder and memory.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

use blob::{BlobError, BlobPath, Blobs, Config};
use futures_util::TryStreamExt as _;

fn path(text: &str) -> BlobPath {
    text.parse().unwrap()
}

fn folder(folder: &std::path::Path) -> Blobs {
    let text = format!("kind = \"local\"\nfolder = {:?}", folder.join("blobs"));
    let config: Config = toml::from_str(&text).unwrap();
    Blobs::open(&config).unwrap()
}

async fn keeps_its_promises(blobs: &Blobs, outside: &std::path::Path) {
    let name = path("recordings/2026/a.wav");
    assert!(!blobs.exists(&name).await.unwrap());
    assert!(matches!(
        blobs.get(&name).await,
        Err(BlobError::NotFound(_))
    ));

    blobs.put(&name, &b"0123456789"[..]).await.unwrap();
    assert!(blobs.exists(&name).await.unwrap());
    assert_eq!(blobs.get(&name).await.unwrap(), "0123456789");
    assert_eq!(blobs.get_range(&name, 2..5).await.unwrap(), "234");
    assert_eq!(blobs.get_range(&name, 8..99).await.unwrap(), "89");
    assert!(matches!(
        blobs.get_range(&name, 10..11).await,
        Err(BlobError::Range { size: 10 })
    ));
    blobs.put(&name, &b"new"[..]).await.unwrap();
    assert_eq!(blobs.info(&name).await.unwrap().size, 3);

    // Longer than one part, so that the upload goes in several.
    let long: Vec<u8> = (0..20_000_000_u32).map(|n| (n % 251) as u8).collect();
    let file = outside.join("long.wav");
    std::fs::write(&file, &long).unwrap();
    let kept = path("recordings/2026/long.wav");
    assert_eq!(blobs.put_file(&kept, &file).await.unwrap(), 20_000_000);
    let (info, stream) = blobs.stream(&kept).await.unwrap();
    assert_eq!(info.size, 20_000_000);
    let pieces: Vec<_> = stream.try_collect().await.unwrap();
    assert!(pieces.concat() == long);
    let missing = blobs.put_file(&path("x"), &outside.join("none")).await;
    assert!(matches!(missing, Err(BlobError::Source { .. })));
    assert!(!blobs.exists(&path("x")).await.unwrap());

    blobs.put(&path("prompts/p.wav"), &b"p"[..]).await.unwrap();
    let names = |found: Vec<blob::BlobInfo>| -> Vec<String> {
        found.into_iter().map(|info| info.path).collect()
    };
    assert_eq!(
        names(blobs.list(Some(&path("recordings"))).await.unwrap()),
        ["recordings/2026/a.wav", "recordings/2026/long.wav"]
    );
    assert_eq!(names(blobs.list(None).await.unwrap()).len(), 3);

    blobs.delete(&name).await.unwrap();
    blobs.delete(&name).await.unwrap();
    assert!(!blobs.exists(&name).await.unwrap());
}

#[tokio::test]
async fn a_folder_keeps_its_promises() {
    let outside = tempfile::tempdir().unwrap();
    keeps_its_promises(&folder(outside.path()), outside.path()).await;
}

#[tokio::test]
async fn memory_keeps_its_promises() {
    let outside = tempfile::tempdir().unwrap();
    keeps_its_promises(&Blobs::memory(), outside.path()).await;
}

#[tokio::test]
async fn what_a_folder_keeps_is_there_after_reopening() {
    let outside = tempfile::tempdir().unwrap();
    folder(outside.path())
        .put(&path("a/b"), &b"x"[..])
        .await
        .unwrap();
    assert_eq!(folder(outside.path()).get(&path("a/b")).await.unwrap(), "x");
}

#[cfg(feature = "s3")]
#[test]
fn a_bucket_is_configured_without_asking_it() {
    let config: Config = toml::from_str(
        r#"
        kind = "s3"
        bucket = "recordings"
        endpoint = "http://127.0.0.1:9"
        allow_http = true
        prefix = "carillon"
        access_key_id = "id"
        secret_access_key = "hush"
        "#,
    )
    .unwrap();
    assert!(!format!("{config:?}").contains("hush"));
    Blobs::open(&config).unwrap();
}
