//! What a browser says of itself, for the contact record. Source: connect-d-data-metrics.md §9.3.

use exchange::Device;

/// The longest part that a record has.
const LONGEST: usize = 128;

/// Browsers by the word before their version; one that names itself beside another comes first.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];

/// Systems by a word of theirs.
const SYSTEMS: &[(&str, &str)] = &[
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("CrOS", "Chrome OS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// The device that a `User-Agent` names; `None` for a browser that is not known.
pub(super) fn device(user_agent: &str) -> Option<Device> {
    let (word, platform) = BROWSERS.iter().find(|it| user_agent.contains(it.0))?;
    let (_, after) = user_agent.split_once(word)?;
    let version = after.split([' ', ';', ')']).next().unwrap_or_default();
    let system = SYSTEMS.iter().find(|it| user_agent.contains(it.0));
    Some(Device {
        platform: (*platform).to_owned(),
        version: version.chars().take(LONGEST).collect(),
        system: system.map_or("Unknown", |it| it.1).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_what_they_send() {
        let of = |text| {
            let found = device(text)?;
            Some((found.platform, found.version, found.system))
        };
        let expected = |a: &str, b: &str, c: &str| Some((a.into(), b.into(), c.into()));
        assert_eq!(
            of(
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86"
            ),
            expected("Edge", "131.0.2903.86", "Windows")
        );
        assert_eq!(
            of("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"),
            expected("Firefox", "133.0", "Linux")
        );
        assert_eq!(
            of(
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15"
            ),
            expected("Safari", "18.1", "macOS")
        );
        assert_eq!(of("curl/8.5.0"), None);
    }
}
