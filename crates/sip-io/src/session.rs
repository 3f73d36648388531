//! Session timers: whether the peer is still there in a long call. Source: RFC 4028.
//!
//! We let the caller refresh and end the call when it does not. Where the caller wants us to
//! refresh, the timer is left out, as a server may do (section 9).

use crate::Timers;
use crate::wire::{Head, params};
use std::time::Duration;

/// The timer that a 2xx sets up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Session {
    /// Session-Expires, in seconds.
    pub expires: u64,
}

impl Session {
    /// How long to wait for a refresh before BYE (section 10).
    pub(crate) fn patience(self) -> Duration {
        Duration::from_secs(self.expires - (self.expires / 3).min(32))
    }
}

/// The caller's interval is too short: 422 with this Min-SE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooShort(pub u64);

/// What to agree to for an INVITE or re-INVITE.
pub(crate) fn agree(head: &Head, timers: &Timers) -> Result<Option<Session>, TooShort> {
    let Some(ours) = timers.session_expires else {
        return Ok(None);
    };
    let supported = head
        .list("Supported")
        .iter()
        .any(|t| t.eq_ignore_ascii_case("timer"));
    let asked = head.get("Session-Expires").or_else(|| head.get("x"));
    let (asked, tail) = match asked.map(|v| v.split_once(';').unwrap_or((v, ""))) {
        Some((seconds, tail)) => (seconds.trim().parse::<u64>().ok(), tail),
        None => (None, ""),
    };
    let least = timers.min_session_expires.as_secs();
    if supported && asked.is_some_and(|s| s < least) {
        return Err(TooShort(least));
    }
    let ours_to_refresh =
        params(tail).any(|(n, v)| n.eq_ignore_ascii_case("refresher") && v == Some("uas"));
    if !supported || ours_to_refresh {
        return Ok(None);
    }
    let floor = head
        .get("Min-SE")
        .and_then(|v| v.split(';').next()?.trim().parse::<u64>().ok())
        .unwrap_or(least)
        .max(least);
    let most = ours.as_secs().max(floor);
    Ok(Some(Session {
        expires: asked.map_or(most, |s| s.min(most)).max(floor).min(86_400),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Message, parse};

    fn asked(extra: &str) -> Result<Option<Session>, TooShort> {
        let text = format!(
            "INVITE sip:b@x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@y>;tag=f\r\n\
             To: <sip:b@x>\r\nCall-ID: c\r\nCSeq: 9 INVITE\r\n{extra}\r\n"
        );
        match parse(text.as_bytes()).unwrap() {
            Message::Request(request) => agree(&request.head, &Timers::default()),
            Message::Response(_) => panic!("a request"),
        }
    }

    #[test]
    fn a_caller_that_supports_timers_gets_one() {
        let timer = asked("Supported: 100rel, timer\r\nSession-Expires: 600\r\n");
        assert_eq!(timer, Ok(Some(Session { expires: 600 })));
        assert_eq!(
            Session { expires: 600 }.patience(),
            Duration::from_secs(568)
        );
    }

    #[test]
    fn an_interval_below_the_least_is_refused() {
        let timer = asked("Supported: timer\r\nSession-Expires: 20;refresher=uac\r\n");
        assert_eq!(timer, Err(TooShort(90)));
    }

    #[test]
    fn without_support_or_when_we_should_refresh_there_is_no_timer() {
        assert_eq!(asked("Session-Expires: 600\r\n"), Ok(None));
        assert_eq!(
            asked("Supported: timer\r\nSession-Expires: 600;refresher=uas\r\n"),
            Ok(None)
        );
    }
}
