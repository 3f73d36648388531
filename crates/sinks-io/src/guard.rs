//! Keeps requests away from private networks (server-side request forgery).
//!
//! A URL that a user configured must not reach the machine itself, its neighbours or a cloud's
//! metadata service. The address is checked where it is used, by the HTTP client's own resolver,
//! so that a name that resolves differently the second time does not get through; redirects must
//! be off or be checked by [`Guard::check`] each.

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use thiserror::Error;

/// Why a URL may not be called.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum GuardError {
    /// It is no URL.
    #[error("not a URL")]
    Url,
    /// Its scheme is neither http nor https.
    #[error("only http and https are allowed, not {0}")]
    Scheme(String),
    /// It has no host.
    #[error("the URL has no host")]
    Host,
    /// Its host is a private, local or reserved address.
    #[error("the address {0} is not public")]
    Private(IpAddr),
    /// Its name has no public address.
    #[error("the name has no public address")]
    NoPublicAddress,
}

/// Which addresses may be called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    /// Private, local and reserved addresses too.
    pub allow_private: bool,
    /// These host names and addresses, whatever they resolve to; lower case.
    pub allow_hosts: Vec<String>,
}

impl Guard {
    /// Checks what the URL itself shows. Names are checked when they are resolved.
    ///
    /// # Errors
    /// See [`GuardError`].
    pub fn check(&self, url: &str) -> Result<Url, GuardError> {
        let url = Url::parse(url).map_err(|_| GuardError::Url)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(GuardError::Scheme(url.scheme().to_owned()));
        }
        let host = url.host_str().ok_or(GuardError::Host)?;
        // The URL's parser has already turned forms such as 0x7f.1 into plain addresses.
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse();
        match literal {
            Ok(address) if !self.permits(host, address) => Err(GuardError::Private(address)),
            _ => Ok(url),
        }
    }

    /// Whether an address may be called under this host's name.
    pub fn permits(&self, host: &str, address: IpAddr) -> bool {
        self.allow_private
            || is_public(address)
            || self
                .allow_hosts
                .iter()
                .any(|allowed| allowed.eq_ignore_ascii_case(host))
    }

    /// A resolver for the HTTP client that leaves out what is not permitted.
    pub fn resolver(&self) -> Arc<GuardedResolver> {
        Arc::new(GuardedResolver(self.clone()))
    }
}

/// Resolves names to permitted addresses only.
#[derive(Debug)]
pub struct GuardedResolver(Guard);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0.clone();
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0))
                .await?
                .filter(|address| guard.permits(&host, address.ip()))
                .collect();
            if found.is_empty() {
                return Err(GuardError::NoPublicAddress.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address belongs to the public internet: not private, local, shared, documentation,
/// benchmarking, multicast or reserved (IANA special-purpose registries, RFC 6890).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = a == 0
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // shared, RFC 6598
        || (a == 192 && b == 0 && c == 0) // protocol assignments
        || (a == 198 && (18..20).contains(&b)); // benchmarking
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // An IPv4 address in one of its IPv6 dresses counts as what it is.
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [a, b, _, _, _, _, g, h] = address.segments();
    let embedded = |high: u16, low: u16| {
        let [x, y] = high.to_be_bytes();
        let [z, w] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(x, y, z, w))
    };
    match (a, b) {
        (0x64, 0xff9b) => embedded(g, h), // NAT64, RFC 6052
        (0x2002, _) => {
            let [_, high, low, ..] = address.segments();
            embedded(high, low) // 6to4, RFC 3056
        }
        (0x2001, b) if b < 0x200 || b == 0xdb8 => false, // protocol assignments, documentation
        // Global unicast is 2000::/3; all else is local, multicast or unassigned.
        _ => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_refused_in_every_dress() {
        let guard = Guard::default();
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://10.1.2.3:8080/x",
            "http://169.254.169.254/latest/meta-data",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://[::1]/",
            "http://[::]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://255.255.255.255/",
        ] {
            assert!(
                matches!(guard.check(url), Err(GuardError::Private(_))),
                "{url}"
            );
        }
        for url in [
            "https://192.0.2.1.example/",
            "https://9.9.9.9/",
            "https://[2620:fe::fe]/",
        ] {
            assert!(guard.check(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn other_schemes_and_texts_are_refused() {
        let guard = Guard::default();
        assert_eq!(
            guard.check("file:///etc/passwd"),
            Err(GuardError::Scheme("file".into()))
        );
        assert_eq!(guard.check("no url"), Err(GuardError::Url));
    }

    #[test]
    fn what_the_operator_allows_passes() {
        let guard = Guard {
            allow_private: false,
            allow_hosts: vec!["10.0.0.7".into()],
        };
        assert!(guard.check("http://10.0.0.7/").is_ok());
        assert!(guard.check("http://10.0.0.8/").is_err());
        let open = Guard {
            allow_private: true,
            ..Guard::default()
        };
        assert!(open.check("http://127.0.0.1/").is_ok());
    }

    #[tokio::test]
    async fn a_name_that_resolves_to_this_machine_is_not_resolved() {
        let resolver = Guard::default().resolver();
        let outcome = resolver.resolve("localhost".parse().unwrap()).await;
        assert!(outcome.is_err());
    }
}
