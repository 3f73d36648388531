//! From an address to the place of a file.

use super::PromptError;
use percent_encoding::percent_decode_str;
use reqwest::Url;

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptFile {
    /// Among our own objects, as `bucket/key`. The blob store checks the name once more.
    Object(String),
    /// On another host that the operator has named.
    Elsewhere(Url),
}

pub(super) fn locate(
    address: &str,
    own: &[Url],
    foreign: &[Url],
) -> Result<PromptFile, PromptError> {
    let address = address.trim();
    if let Some(name) = address.strip_prefix("s3://") {
        return object(name.to_owned());
    }
    let url = Url::parse(address).map_err(|_| PromptError::Address)?;
    let secret = !url.username().is_empty() || url.password().is_some();
    let host = url.host_str().unwrap_or_default();
    if secret || host.is_empty() || !matches!(url.scheme(), "http" | "https") {
        return Err(PromptError::Address);
    }
    let named = |list: &[Url]| list.iter().any(|it| it.origin() == url.origin());
    if named(foreign) {
        return match url.path().to_ascii_lowercase().ends_with(".wav") {
            true => Ok(PromptFile::Elsewhere(url)),
            false => Err(PromptError::Ending),
        };
    }
    let path = percent_decode_str(url.path().trim_start_matches('/'));
    let path = path.decode_utf8().map_err(|_| PromptError::Address)?;
    if named(own) {
        return object(path.into_owned());
    }
    match bucket_of(host) {
        Some(bucket) if url.scheme() == "https" => object(match bucket.as_str() {
            "" => path.into_owned(),
            bucket => format!("{bucket}/{path}"),
        }),
        _ => Err(PromptError::Host(host.to_owned())),
    }
}

/// `bucket/key`.
fn object(name: String) -> Result<PromptFile, PromptError> {
    match name.split_once('/') {
        Some((bucket, key)) if !bucket.is_empty() && !key.is_empty() => {}
        _ => return Err(PromptError::Address),
    }
    match name.to_ascii_lowercase().ends_with(".wav") {
        true => Ok(PromptFile::Object(name)),
        false => Err(PromptError::Ending),
    }
}

/// The bucket in a host name of S3, empty where it is the path's first part; `None` for another
/// host. Source: S3 user guide, virtual hosting of buckets.
fn bucket_of(host: &str) -> Option<String> {
    let labels: Vec<&str> = host.strip_suffix(".amazonaws.com")?.split('.').collect();
    let service = labels
        .iter()
        .rposition(|label| *label == "s3" || label.starts_with("s3-"))?;
    // Behind it there may be `dualstack` and the region.
    let (bucket, rest) = labels.split_at_checked(service)?;
    (rest.len() <= 3).then(|| bucket.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Vec<Url> {
        vec![Url::parse("https://carillon.example.com").unwrap()]
    }

    fn foreign() -> Vec<Url> {
        vec![Url::parse("https://audio.example.net:8443").unwrap()]
    }

    fn locate(address: &str) -> Result<PromptFile, PromptError> {
        super::locate(address, &own(), &foreign())
    }

    #[test]
    fn addresses_of_buckets_are_objects_of_our_own() {
        for address in [
            "s3://prompts/en.lob1/welcome.wav",
            "https://prompts.s3.amazonaws.com/en.lob1/welcome.wav",
            "https://prompts.s3.us-east-1.amazonaws.com/en.lob1/welcome.wav",
            "https://prompts.s3-us-west-2.amazonaws.com/en.lob1/welcome.wav",
            "https://prompts.s3.dualstack.eu-west-1.amazonaws.com/en.lob1/welcome.wav",
            "https://s3.amazonaws.com/prompts/en.lob1/welcome.wav",
            "https://s3.eu-central-1.amazonaws.com/prompts/en.lob1/welcome.wav",
            "https://carillon.example.com/prompts/en.lob1/welcome.wav",
            "https://carillon.example.com/prompts/en%2Elob1/welcome.wav?X-Amz-Expires=60",
        ] {
            let expected = PromptFile::Object("prompts/en.lob1/welcome.wav".into());
            assert_eq!(locate(address), Ok(expected), "{address}");
        }
        let dotted = locate("https://my.prompts.s3.amazonaws.com/a.WAV");
        assert_eq!(dotted, Ok(PromptFile::Object("my.prompts/a.WAV".into())));
    }

    #[test]
    fn other_hosts_are_refused_unless_they_are_named() {
        let url = "https://audio.example.net:8443/a/b.wav?x=1";
        let found = PromptFile::Elsewhere(Url::parse(url).unwrap());
        assert_eq!(locate(url), Ok(found));
        for (address, host) in [
            ("https://audio.example.net/a.wav", "audio.example.net"),
            ("http://audio.example.net:8443/a.wav", "audio.example.net"),
            ("https://169.254.169.254/latest.wav", "169.254.169.254"),
            ("http://localhost/a.wav", "localhost"),
            ("https://[::1]/a.wav", "[::1]"),
            (
                "https://amazonaws.com.example.org/a.wav",
                "amazonaws.com.example.org",
            ),
            (
                "https://s3.amazonaws.com.example.org/b/a.wav",
                "s3.amazonaws.com.example.org",
            ),
            (
                "https://ec2.us-east-1.amazonaws.com/a.wav",
                "ec2.us-east-1.amazonaws.com",
            ),
            (
                "http://prompts.s3.amazonaws.com/a.wav",
                "prompts.s3.amazonaws.com",
            ),
        ] {
            assert_eq!(
                locate(address),
                Err(PromptError::Host(host.into())),
                "{address}"
            );
        }
    }

    #[test]
    fn what_is_no_address_or_no_wav_is_refused() {
        for address in [
            "",
            "prompts/a.wav",
            "file:///etc/a.wav",
            "ftp://prompts.s3.amazonaws.com/a.wav",
            "s3://prompts",
            "s3:///a.wav",
            "https://user:pass@prompts.s3.amazonaws.com/a.wav",
            "https://s3.amazonaws.com/a.wav",
        ] {
            assert_eq!(locate(address), Err(PromptError::Address), "{address}");
        }
        for address in [
            "s3://prompts/a.mp3",
            "https://prompts.s3.amazonaws.com/wav",
            "https://audio.example.net:8443/a.mp3",
        ] {
            assert_eq!(locate(address), Err(PromptError::Ending), "{address}");
        }
    }
}
