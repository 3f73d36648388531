//! `[[sip.outbound]]`: the trunks that calls of ours leave by, and how each wants to be called.
//!
//! A number goes to the first trunk that takes it. Whatever a flow or a request says, what is
//! called is a trunk's own address with an E.164 number in it.

use exchange::CallerId;
use ids::{PhoneNumber, Pii};
use serde::Deserialize;
use sip_io::{Credentials, DialRequest};
use std::time::Duration;
use thiserror::Error;

/// One trunk, as configured.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrunkConfig {
    /// Its name, for messages.
    pub name: String,
    /// Where calls go: a `sip:` address in which `{number}` stands for the number in E.164 and
    /// `{digits}` for the same without `+`. `;transport=tcp` asks for a connection.
    pub uri: String,
    /// Beginnings of the numbers that it takes, such as `+49`; all when empty.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// The user name of digest authentication.
    #[serde(default)]
    pub username: Option<String>,
    /// The environment variable that holds the password.
    #[serde(default)]
    pub password_env: Option<String>,
    /// The address in From, with `{number}` or `{digits}` for the caller's number; by default the
    /// number at our own host.
    #[serde(default)]
    pub from: Option<String>,
    /// The number shown in the place of numbers that are not this installation's: of callers who
    /// are put through. Without it those are shown as they are.
    #[serde(default)]
    pub caller_id: Option<PhoneNumber>,
    /// Whether the caller's number is also written to P-Asserted-Identity (RFC 3325).
    #[serde(default)]
    pub asserted_identity: bool,
}

/// A trunk that cannot work.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum TrunkError {
    /// The address has no place for the number, or is none.
    #[error(
        "trunk {name}: {uri:?} is no sip: address with {{number}} or {{digits}} and a transport \
         that is spoken here"
    )]
    Uri {
        /// The trunk.
        name: String,
        /// As configured.
        uri: String,
    },
    /// A beginning of numbers that is none.
    #[error("trunk {name}: {prefix:?} is no beginning of numbers: expected + and digits")]
    Prefix {
        /// The trunk.
        name: String,
        /// As configured.
        prefix: String,
    },
    /// Credentials are not whole.
    #[error("trunk {name}: {reason}")]
    Credentials {
        /// The trunk.
        name: String,
        /// What is missing.
        reason: String,
    },
}

/// All trunks, in their order.
#[derive(Debug, Clone, Default)]
pub struct Trunks {
    trunks: Vec<Trunk>,
}

#[derive(Debug, Clone)]
struct Trunk {
    config: TrunkConfig,
    credentials: Option<Credentials>,
}

/// A number that any trunk's address is tried with.
const SAMPLE: &str = "+12065550100";

impl Trunks {
    /// Checks trunks and finds their passwords; `secret` reads an environment variable.
    ///
    /// # Errors
    /// The first trunk that cannot work.
    pub fn new(
        configs: Vec<TrunkConfig>,
        secret: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, TrunkError> {
        let trunks = configs
            .into_iter()
            .map(|config| Trunk::new(config, &secret))
            .collect::<Result<_, _>>()?;
        Ok(Self { trunks })
    }

    /// The request that calls a number; `None` where no trunk takes it. `own` tells whether a
    /// number is this installation's.
    pub(crate) fn request(
        &self,
        number: &PhoneNumber,
        caller: &CallerId,
        limit: Duration,
        own: impl Fn(&PhoneNumber) -> bool,
    ) -> Option<DialRequest> {
        let trunk = self.trunks.iter().find(|it| it.takes(number))?;
        Some(trunk.request(number, caller, limit, own))
    }
}

impl Trunk {
    fn new(
        config: TrunkConfig,
        secret: &impl Fn(&str) -> Option<String>,
    ) -> Result<Self, TrunkError> {
        let name = || config.name.clone();
        let variable = config.uri.contains("{number}") || config.uri.contains("{digits}");
        let from = config.from.as_deref().unwrap_or(&config.uri);
        for uri in [&config.uri, from] {
            if !variable || !sip_io::is_callable(&filled(uri, SAMPLE)) {
                let uri = uri.to_owned();
                return Err(TrunkError::Uri { name: name(), uri });
            }
        }
        let is_beginning = |it: &&String| {
            let digits = it.strip_prefix('+');
            digits.is_none_or(|it| !it.bytes().all(|b| b.is_ascii_digit()))
        };
        if let Some(prefix) = config.prefixes.iter().find(is_beginning) {
            let prefix = prefix.clone();
            return Err(TrunkError::Prefix {
                name: name(),
                prefix,
            });
        }
        let lacking = |reason: String| TrunkError::Credentials {
            name: name(),
            reason,
        };
        let credentials = match (&config.username, &config.password_env) {
            (None, None) => None,
            (Some(username), Some(variable)) => {
                let password = secret(variable)
                    .ok_or_else(|| lacking(format!("the variable {variable} is not set")))?;
                Some(Credentials {
                    username: username.clone(),
                    password: Pii::new(password),
                })
            }
            (Some(_), None) => return Err(lacking("a username needs a password_env".into())),
            (None, Some(_)) => return Err(lacking("a password_env needs a username".into())),
        };
        Ok(Self {
            config,
            credentials,
        })
    }

    fn takes(&self, number: &PhoneNumber) -> bool {
        let prefixes = &self.config.prefixes;
        prefixes.is_empty() || prefixes.iter().any(|it| number.as_str().starts_with(it))
    }

    fn request(
        &self,
        number: &PhoneNumber,
        caller: &CallerId,
        limit: Duration,
        own: impl Fn(&PhoneNumber) -> bool,
    ) -> DialRequest {
        let shown = caller
            .number
            .as_ref()
            .and_then(|it| it.reveal().parse::<PhoneNumber>().ok());
        let shown = match (shown, &self.config.caller_id) {
            (Some(shown), _) if own(&shown) => Some(shown),
            (_, Some(instead)) => Some(instead.clone()),
            (shown, None) => shown,
        };
        let mut request = DialRequest {
            uri: Pii::new(filled(&self.config.uri, number.as_str())),
            timeout: limit,
            auth: self.credentials.clone(),
            ..DialRequest::default()
        };
        match shown {
            Some(shown) => {
                request.from = Pii::new(match &self.config.from {
                    Some(from) => filled(from, shown.as_str()),
                    None => shown.to_string(),
                });
                let name = caller.name.as_ref().map(|it| it.reveal().clone());
                request.display = Pii::new(name);
                if self.config.asserted_identity {
                    let value = Pii::new(format!("<tel:{shown}>"));
                    request.headers.push(("P-Asserted-Identity".into(), value));
                }
            }
            // RFC 3323 section 4.1.1.3.
            None => {
                request.from = Pii::new("sip:anonymous@anonymous.invalid".into());
                request.display = Pii::new(Some("Anonymous".into()));
            }
        }
        request
    }
}

/// A pattern with a number in it.
fn filled(pattern: &str, number: &str) -> String {
    pattern
        .replace("{number}", number)
        .replace("{digits}", number.trim_start_matches('+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trunk(name: &str, uri: &str) -> TrunkConfig {
        TrunkConfig {
            name: name.into(),
            uri: uri.into(),
            prefixes: Vec::new(),
            username: None,
            password_env: None,
            from: None,
            caller_id: None,
            asserted_identity: false,
        }
    }

    fn made(configs: Vec<TrunkConfig>) -> Result<Trunks, TrunkError> {
        Trunks::new(configs, |name| {
            (name == "SECRET").then(|| "hush".to_owned())
        })
    }

    fn dial(trunks: &Trunks, number: &str, caller: Option<&str>) -> Option<DialRequest> {
        let caller = CallerId {
            number: caller.map(|it| Pii::new(it.to_owned())),
            name: Some(Pii::new("Ada".into())),
        };
        let own = |it: &PhoneNumber| it.as_str() == "+18005550100";
        let number = number.parse().unwrap();
        trunks.request(&number, &caller, Duration::from_secs(30), own)
    }

    #[test]
    fn a_number_goes_to_the_first_trunk_that_takes_it() {
        let german = TrunkConfig {
            prefixes: vec!["+49".into(), "+43".into()],
            ..trunk("de", "sip:{digits}@de.example.org;transport=tcp")
        };
        let us = TrunkConfig {
            prefixes: vec!["+1".into()],
            username: Some("carillon".into()),
            password_env: Some("SECRET".into()),
            ..trunk("us", "sip:{number}@us.example.org:5070")
        };
        let trunks = made(vec![german, us]).unwrap();
        let uri = |number: &str| Some(dial(&trunks, number, None)?.uri.into_revealed());
        assert_eq!(
            uri("+4930123456").as_deref(),
            Some("sip:4930123456@de.example.org;transport=tcp")
        );
        assert_eq!(
            uri("+12065550142").as_deref(),
            Some("sip:+12065550142@us.example.org:5070")
        );
        assert_eq!(uri("+33123456789"), None);
        let auth = dial(&trunks, "+12065550142", None).unwrap().auth.unwrap();
        assert_eq!(auth.password.reveal(), "hush");
    }

    #[test]
    fn the_caller_is_shown_as_the_trunk_wants_it() {
        let plain = made(vec![trunk("a", "sip:{number}@a.example.org")]).unwrap();
        let strict = made(vec![TrunkConfig {
            caller_id: Some("+18005550199".parse().unwrap()),
            from: Some("sip:{digits}@pbx.example.org".into()),
            asserted_identity: true,
            ..trunk("b", "sip:{number}@b.example.org")
        }])
        .unwrap();
        let from = |trunks, caller| {
            let request = dial(trunks, "+12065550142", caller).unwrap();
            request.from.into_revealed()
        };
        assert_eq!(from(&plain, Some("+4930123456")), "+4930123456");
        assert_eq!(from(&plain, None), "sip:anonymous@anonymous.invalid");
        assert_eq!(
            from(&strict, Some("+18005550100")),
            "sip:18005550100@pbx.example.org"
        );
        assert_eq!(
            from(&strict, Some("+4930123456")),
            "sip:18005550199@pbx.example.org"
        );
        let asserted = dial(&strict, "+12065550142", Some("+18005550100")).unwrap();
        assert_eq!(asserted.headers[0].1.reveal(), "<tel:+18005550100>");
    }

    #[test]
    fn a_trunk_that_cannot_work_is_refused_by_name() {
        for uri in [
            "sip:100@a.example.org",
            "{number}@a.example.org",
            "sips:{number}@a.example.org",
            "sip:{number}@a.example.org;transport=ws",
            "tel:{number}",
        ] {
            let refused = made(vec![trunk("x", uri)]);
            assert!(matches!(refused, Err(TrunkError::Uri { .. })), "{uri}");
        }
        let prefix = TrunkConfig {
            prefixes: vec!["49".into()],
            ..trunk("x", "sip:{number}@a.example.org")
        };
        assert!(matches!(made(vec![prefix]), Err(TrunkError::Prefix { .. })));
        for (username, variable) in [(true, None), (false, Some("SECRET")), (true, Some("NONE"))] {
            let config = TrunkConfig {
                username: username.then(|| "u".into()),
                password_env: variable.map(str::to_owned),
                ..trunk("x", "sip:{number}@a.example.org")
            };
            assert!(matches!(
                made(vec![config]),
                Err(TrunkError::Credentials { .. })
            ));
        }
    }
}
