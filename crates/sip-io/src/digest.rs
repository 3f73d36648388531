//! Digest authentication as the side that is asked: what a 401 or 407 wants, and the headers that
//! prove the password without telling it.
//!
//! Source: RFC 3261 section 22, RFC 7616, and RFC 8760 for the algorithms beyond MD5. Of several
//! challenges the first one that we understand counts: the asking side puts its favourite on top.

use crate::Credentials;
use md5::{Digest, Md5};
use sha2::{Sha256, Sha512_256};
use std::fmt;

/// How often one call answers challenges: those of some proxies, each once more for a stale nonce.
const ROUNDS: u8 = 6;

/// The hash of a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha256,
    Sha512,
}

impl Algorithm {
    /// Reads `algorithm`, and whether it is a `-sess` one.
    fn read(text: &str) -> Option<(Self, bool)> {
        let upper = text.to_ascii_uppercase();
        let (name, session) = match upper.strip_suffix("-SESS") {
            Some(name) => (name, true),
            None => (upper.as_str(), false),
        };
        let algorithm = match name {
            "MD5" => Self::Md5,
            "SHA-256" => Self::Sha256,
            "SHA-512-256" => Self::Sha512,
            _ => return None,
        };
        Some((algorithm, session))
    }

    /// The hash of a text, in lower-case hexadecimal digits.
    fn hash(self, text: &str) -> String {
        match self {
            Self::Md5 => hex(&Md5::digest(text)),
            Self::Sha256 => hex(&Sha256::digest(text)),
            Self::Sha512 => hex(&Sha512_256::digest(text)),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a server or proxy asks. Quoted values are kept as written between their quotes, which is
/// how RFC 7616 hashes them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    /// As written, to be written back; absent from old servers, which mean MD5.
    named: Option<String>,
    algorithm: Algorithm,
    session: bool,
    /// Whether the answer counts its uses (`qop=auth`).
    counted: bool,
    stale: bool,
}

impl Challenge {
    /// Reads a WWW-Authenticate or Proxy-Authenticate value; `None` for what we cannot answer.
    fn read(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once(char::is_whitespace)?;
        if !scheme.eq_ignore_ascii_case("Digest") {
            return None;
        }
        let fields = fields(rest);
        let get = |name: &str| {
            fields
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.clone())
        };
        let named = get("algorithm");
        let (algorithm, session) = Algorithm::read(named.as_deref().unwrap_or("MD5"))?;
        let counted = match get("qop") {
            None => false,
            Some(offered) => {
                let auth = |it: &str| it.trim().eq_ignore_ascii_case("auth");
                // `auth-int` alone would need the body's hash, which no carrier asks for.
                offered.split(',').any(auth).then_some(true)?
            }
        };
        Some(Self {
            realm: get("realm")?,
            nonce: get("nonce")?,
            opaque: get("opaque"),
            named,
            algorithm,
            session,
            counted,
            stale: get("stale").is_some_and(|it| it.eq_ignore_ascii_case("true")),
        })
    }

    /// The header's value that answers this for one request.
    fn answer(&self, who: &Credentials, request: &Asked<'_>, count: u32) -> String {
        let Asked {
            method,
            uri,
            cnonce,
        } = request;
        let hash = |text: &str| self.algorithm.hash(text);
        let user = escaped(&who.username);
        let (realm, nonce) = (&self.realm, &self.nonce);
        let mut secret = hash(&format!("{user}:{realm}:{}", who.password.reveal()));
        if self.session {
            secret = hash(&format!("{secret}:{nonce}:{cnonce}"));
        }
        let what = hash(&format!("{method}:{uri}"));
        let response = match self.counted {
            true => hash(&format!(
                "{secret}:{nonce}:{count:08x}:{cnonce}:auth:{what}"
            )),
            false => hash(&format!("{secret}:{nonce}:{what}")),
        };
        let mut text = format!(
            "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             response=\"{response}\""
        );
        if let Some(named) = &self.named {
            text.push_str(&format!(", algorithm={named}"));
        }
        if let Some(opaque) = &self.opaque {
            text.push_str(&format!(", opaque=\"{opaque}\""));
        }
        if self.counted {
            text.push_str(&format!(", qop=auth, nc={count:08x}"));
        }
        if self.counted || self.session {
            text.push_str(&format!(", cnonce=\"{cnonce}\""));
        }
        text
    }
}

/// The request that an answer is for.
struct Asked<'a> {
    method: &'a str,
    uri: &'a str,
    /// Our own random part.
    cnonce: &'a str,
}

/// A password, and to whom it has to be proven.
pub(crate) struct Authority {
    credentials: Credentials,
    known: Vec<Known>,
    rounds: u8,
    /// The headers of the last INVITE, which its ACK repeats (RFC 3261 section 22.1).
    invite: Vec<(&'static str, String)>,
}

/// A challenge that was taken, and how often it was answered.
#[derive(Debug)]
struct Known {
    proxy: bool,
    challenge: Challenge,
    count: u32,
}

impl fmt::Debug for Authority {
    /// Without answers, which are as good as the password for a while.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority")
            .field("rounds", &self.rounds)
            .finish_non_exhaustive()
    }
}

impl Authority {
    pub(crate) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            known: Vec::new(),
            rounds: 0,
            invite: Vec::new(),
        }
    }

    /// Takes the challenges of a 401, or with `proxy` of a 407. False where asking again is of no
    /// use: nothing that we understand, or the answer that it got was refused.
    pub(crate) fn take(&mut self, proxy: bool, values: &[&str]) -> bool {
        let Some(challenge) = values.iter().find_map(|text| Challenge::read(text)) else {
            return false;
        };
        self.rounds += 1;
        if self.rounds > ROUNDS {
            return false;
        }
        let known = self
            .known
            .iter_mut()
            .find(|it| it.proxy == proxy && it.challenge.realm == challenge.realm);
        match known {
            // A nonce that has aged is no word against the password.
            Some(known) if challenge.stale => {
                known.challenge = challenge;
                known.count = 0;
            }
            Some(_) => return false,
            None => self.known.push(Known {
                proxy,
                challenge,
                count: 0,
            }),
        }
        true
    }

    /// The headers that a request carries, names and values; none while nobody has asked.
    pub(crate) fn prove(
        &mut self,
        method: &str,
        uri: &str,
        cnonce: &str,
    ) -> Vec<(&'static str, String)> {
        let asked = Asked {
            method,
            uri,
            cnonce,
        };
        let mut headers = Vec::with_capacity(self.known.len());
        for known in &mut self.known {
            known.count += 1;
            let name = match known.proxy {
                true => "Proxy-Authorization",
                false => "Authorization",
            };
            let value = known
                .challenge
                .answer(&self.credentials, &asked, known.count);
            headers.push((name, value));
        }
        if method == "INVITE" {
            self.invite.clone_from(&headers);
        }
        headers
    }

    /// The headers of the last INVITE.
    pub(crate) fn of_invite(&self) -> &[(&'static str, String)] {
        &self.invite
    }
}

/// The `name=value` pairs of a challenge; quotes around values are taken off.
fn fields(text: &str) -> Vec<(String, String)> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let (mut quoted, mut escape) = (false, false);
    for c in text.chars() {
        match c {
            _ if escape => escape = false,
            '\\' if quoted => escape = true,
            '"' => quoted = !quoted,
            ',' if !quoted => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    parts.push(part);
    parts
        .iter()
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| {
            let value = value.trim();
            let bare = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
            (name.trim().to_owned(), bare.unwrap_or(value).to_owned())
        })
        .collect()
}

/// A text as it stands between quotes.
fn escaped(text: &str) -> String {
    crate::wire::clean(text)
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::Pii;

    fn authority(username: &str, password: &str) -> Authority {
        Authority::new(Credentials {
            username: username.into(),
            password: Pii::new(password.into()),
        })
    }

    fn response(headers: &[(&'static str, String)]) -> String {
        let found = headers[0].1.split("response=\"").nth(1).unwrap();
        found.split('"').next().unwrap().to_owned()
    }

    /// RFC 7616 section 3.9.1, whose example is one request answered by both hashes.
    #[test]
    fn the_published_examples_are_answered_alike() {
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        for (algorithm, expected) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            (
                "SHA-256",
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            ),
        ] {
            let challenge = format!(
                "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", \
                 algorithm={algorithm}, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", \
                 opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
            );
            let mut mufasa = authority("Mufasa", "Circle of Life");
            assert!(mufasa.take(false, &[&challenge]));
            let headers = mufasa.prove("GET", "/dir/index.html", cnonce);
            assert_eq!(headers[0].0, "Authorization");
            assert_eq!(response(&headers), expected, "{algorithm}");
            assert!(headers[0].1.contains("nc=00000001"));
        }
    }

    /// RFC 2069's scheme without `qop`, with the values of RFC 2617 section 3.5.
    #[test]
    fn a_challenge_of_an_old_server_is_answered_without_a_count() {
        let challenge = "Digest realm=\"testrealm@host.com\", \
                         nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"";
        let mut mufasa = authority("Mufasa", "Circle Of Life");
        assert!(mufasa.take(true, &[challenge]));
        let headers = mufasa.prove("GET", "/dir/index.html", "unused");
        assert_eq!(headers[0].0, "Proxy-Authorization");
        assert_eq!(response(&headers), "670fd8c2df070c60b045671b8b24ff02");
        assert!(!headers[0].1.contains("cnonce") && !headers[0].1.contains("algorithm"));
    }

    #[test]
    fn the_first_understood_challenge_counts() {
        let unknown = "Digest realm=\"a\", nonce=\"1\", algorithm=SHA-1024";
        let whole = "Digest realm=\"a\", nonce=\"2\", qop=\"auth-int\"";
        let fine = "Digest realm=\"a, \\\"b\\\"\", nonce=\"3\", algorithm=sha-256";
        let mut it = authority("u", "p");
        assert!(!it.take(false, &[]));
        assert!(!it.take(false, &["Basic realm=\"a\"", unknown, whole]));
        assert!(it.take(false, &[unknown, fine, "Digest realm=\"a\", nonce=\"4\""]));
        let [(_, header)] = &it.prove("INVITE", "sip:x", "c")[..] else {
            panic!("one header");
        };
        assert!(header.contains("nonce=\"3\"") && header.contains("realm=\"a, \\\"b\\\"\""));
        assert_eq!(it.of_invite().len(), 1);
    }

    #[test]
    fn a_refused_answer_is_not_given_again_but_a_stale_nonce_is_replaced() {
        let fresh = "Digest realm=\"a\", nonce=\"1\", qop=\"auth\"";
        let stale = "Digest realm=\"a\", nonce=\"2\", qop=\"auth\", stale=TRUE";
        let mut it = authority("u", "p");
        assert!(it.take(false, &[fresh]));
        it.prove("INVITE", "sip:x", "c");
        assert!(!it.take(false, &[fresh]), "the password is wrong");
        assert!(it.take(false, &[stale]));
        let headers = it.prove("INVITE", "sip:x", "c");
        assert!(headers[0].1.contains("nonce=\"2\"") && headers[0].1.contains("nc=00000001"));
        assert!(
            it.take(true, &[fresh]),
            "a proxy of the same name is another"
        );
        assert_eq!(it.prove("BYE", "sip:x", "c").len(), 2);
    }

    #[test]
    fn a_server_that_never_has_enough_is_given_up() {
        let stale = "Digest realm=\"a\", nonce=\"2\", stale=true";
        let mut it = authority("u", "p");
        let taken = (0..100).take_while(|_| it.take(false, &[stale])).count();
        assert_eq!(taken, usize::from(ROUNDS));
    }
}
