//! The built web pages (`web/dist`), embedded in the binary.
//!
//! [`asset`] looks one file up by its path; [`page`] answers the addresses of the client-side
//! routes with the page's shell. The headers that go with them are constants here. Knows nothing of
//! HTTP libraries: the gateway turns an [`Asset`] into a response.
//!
//! When the pages were not built before the binary, the crate still builds; every page then says
//! so and how to build them.

mod headers;
mod routes;

pub use headers::{CONTENT_SECURITY_POLICY, PERMISSIONS_POLICY, REFERRER_POLICY};

/// One embedded file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// The file as it is.
    pub bytes: &'static [u8],
    /// The file compressed with gzip, where that was worth it. Send it with
    /// `Content-Encoding: gzip` to clients that accept it, and `Vary: Accept-Encoding` always.
    pub gzip: Option<&'static [u8]>,
    /// The `Content-Type`.
    pub mime: &'static str,
    /// The `ETag`, with its quotes. It is the same for both encodings, hence weak comparison only.
    pub etag: &'static str,
    /// Whether the name changes with the contents, so that the file may be cached for ever.
    pub immutable: bool,
}

impl Asset {
    /// The `Cache-Control` that fits: for ever, or to be revalidated by [`Asset::etag`] each time.
    #[must_use]
    pub const fn cache_control(&self) -> &'static str {
        if self.immutable {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        }
    }
}

/// What to answer for the address of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The shell that draws every page, the not-found page included.
    pub asset: Asset,
    /// Whether a page has this address: answer 200, or else 404 with the same body.
    pub found: bool,
}

static TABLE: &[(&str, Asset)] = include!(concat!(env!("OUT_DIR"), "/table.rs"));

static NOT_BUILT: Asset = Asset {
    bytes: include_bytes!("not-built.html"),
    gzip: None,
    mime: "text/html; charset=utf-8",
    etag: "\"not-built\"",
    immutable: false,
};

/// Whether the pages were built before this crate.
#[must_use]
pub fn is_built() -> bool {
    !TABLE.is_empty()
}

/// The file at `path`, with or without the leading slash, and nothing else: no folders, no query,
/// no percent-encoding, so that no path can reach beyond the table.
#[must_use]
pub fn asset(path: &str) -> Option<Asset> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let at = TABLE.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?;
    TABLE.get(at).map(|(_, asset)| *asset)
}

/// The shell for the address `path` of a page. `None` where no page can be: below `/assets/`, and
/// for anything that looks like a file, so that a missing script is a plain 404 and not HTML.
#[must_use]
pub fn page(path: &str) -> Option<Page> {
    let path = path.trim_matches('/');
    if path.split('/').next() == Some("assets") {
        return None;
    }
    let found = routes::is_page(path);
    let last = path.rsplit('/').next().unwrap_or_default();
    if !found && last.contains('.') {
        return None;
    }
    Some(Page {
        asset: asset("index.html").unwrap_or(NOT_BUILT),
        found,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_the_shell() {
        for path in [
            "/",
            "",
            "/agent",
            "/agent/",
            "/sign-in",
            "/contacts",
            "/contacts/8f0c",
        ] {
            let page = page(path).unwrap();
            assert!(page.found, "{path}");
            assert!(page.asset.mime.starts_with("text/html"));
        }
    }

    #[test]
    fn an_unknown_address_gets_the_shell_as_not_found() {
        let page = page("/nowhere").unwrap();
        assert!(!page.found);
        assert_eq!(page.asset, super::page("/").unwrap().asset);
    }

    #[test]
    fn a_missing_file_is_not_answered_with_html() {
        assert_eq!(page("/assets/gone-1234.js"), None);
        assert_eq!(page("/robots.txt"), None);
        assert_eq!(asset("assets/gone-1234.js"), None);
    }

    #[test]
    fn no_path_leaves_the_table() {
        for path in [
            "/../Cargo.toml",
            "//index.html",
            "/assets",
            "/assets/",
            "/.vite/manifest.json",
        ] {
            assert_eq!(asset(path), None, "{path}");
        }
    }

    #[test]
    fn the_table_is_sorted_for_the_search() {
        assert!(TABLE.is_sorted_by(|(a, _), (b, _)| a < b));
        for (name, wanted) in TABLE {
            assert_eq!(asset(name), Some(*wanted));
        }
    }

    #[test]
    fn the_shell_is_never_cached_for_ever_and_hashed_files_are() {
        assert_eq!(page("/").unwrap().asset.cache_control(), "no-cache");
        for (name, asset) in TABLE.iter().filter(|(name, _)| name.starts_with("assets/")) {
            assert!(asset.immutable, "{name}");
            assert!(asset.cache_control().ends_with("immutable"));
        }
    }

    #[test]
    fn compressed_variants_are_gzip_and_smaller() {
        for (name, asset) in TABLE {
            if let Some(gzip) = asset.gzip {
                assert!(gzip.starts_with(&[0x1f, 0x8b]), "{name}");
                assert!(gzip.len() < asset.bytes.len(), "{name}");
            }
        }
    }

    #[test]
    fn a_build_without_pages_says_how_to_build_them() {
        let text = std::str::from_utf8(NOT_BUILT.bytes).unwrap();
        assert!(text.contains("make build"));
        // The content security policy would drop these.
        assert!(!text.contains("<style") && !text.contains("<script") && !text.contains(" style="));
    }
}
