//! Writes a table of the files under `web/dist`, each by `include_bytes!`.
//!
//! A file `x.gz` beside `x` is the compressed variant of `x` (`web/dev/compress.mjs` makes them).
//! Without a built `web/dist` the table is empty, and the crate serves one plain page instead.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let dist = manifest.join("../../web/dist");

    // Cargo takes a missing path for changed on every build, and would rebuild everything that
    // depends on this crate each time. An empty, git-ignored folder can be watched. On a read-only
    // checkout it stays missing, which costs only those rebuilds.
    let _ = fs::create_dir_all(&dist);
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-changed=build.rs");

    let mut files = BTreeMap::new();
    if dist.join("index.html").is_file() {
        collect(&dist.canonicalize()?, "", &mut files)?;
    }
    fs::write(out.join("table.rs"), table(&files)?)
}

/// Gathers files by their path below `dist`, with `/` between folders. Hidden ones are the build
/// tool's own and left out.
fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.insert(path, entry.path());
        }
    }
    Ok(())
}

fn table(files: &BTreeMap<String, PathBuf>) -> io::Result<String> {
    let mut source = String::from("&[\n");
    for (path, file) in files {
        if path
            .strip_suffix(".gz")
            .is_some_and(|plain| files.contains_key(plain))
        {
            continue;
        }
        let bytes = fs::read(file)?;
        let gzip = match files.get(&format!("{path}.gz")) {
            Some(compressed) => format!("Some(include_bytes!({compressed:?}))"),
            None => String::from("None"),
        };
        let etag = format!("\"{:016x}-{:x}\"", fnv1a(&bytes), bytes.len());
        // The build tool puts a hash of the contents into every name under `assets/`.
        let immutable = path.starts_with("assets/");
        writeln!(
            source,
            "    ({path:?}, Asset {{ bytes: include_bytes!({file:?}), gzip: {gzip}, mime: {:?}, \
             etag: {etag:?}, immutable: {immutable} }}),",
            mime(path),
        )
        .map_err(io::Error::other)?;
    }
    source.push_str("]\n");
    Ok(source)
}

fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// FNV-1a, 64 bits: tells versions of one file apart. Not a defence against anybody.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
