//! Whom an exchange may call, and as whom.
//!
//! Numbers are E.164 and of permitted countries only: a flow or a request never says an address.
//! Source: connect-a-foundation.md §2.5, connect-b-routing-channels.md §2.1 and §2.3.

use crate::contact::Endpoint;
use crate::context::Context;
use crate::output::CallerId;
use ids::{PhoneNumber, Pii, QueueId, Region};
use thiserror::Error;

/// The numbers that may be called: by their beginnings, of which the longest that fits decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialable {
    /// Beginnings, and whether they may be called.
    beginnings: Vec<(String, bool)>,
}

/// A beginning of numbers that is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is no beginning of numbers: expected + and digits, with ! in front to bar them")]
pub struct DialableError(String);

/// What may be called from regions. Source: connect-a-foundation.md §2.5; UK and JP mobiles are
/// barred there by name.
const REGIONS: &[(&[&str], &[&str])] = &[
    (&["af-south-1"], &["+27", "+44", "+1"]),
    (&["ap-northeast-2"], &["+82", "+44", "+1"]),
    (&["ap-southeast-1"], &["+65", "+61", "+852", "+1", "+44"]),
    (&["ap-southeast-2"], &["+61", "+64", "+1"]),
    (&["ap-northeast-1"], &["+81", "+84", "+1"]),
    (
        &["eu-central-1", "eu-west-2"],
        &["+44", "+39", "+33", "+353", "+1"],
    ),
];

/// What may be called from the others: US, CA, MX, PR, UK.
const ELSEWHERE: &[&str] = &["+1", "+52", "+44"];

/// Beginnings that are barred although their country's code is permitted: mobiles that cost more,
/// and the countries and territories that share `+1` with those that are named.
const BARRED: &[&str] = &[
    "+447", "+8170", "+8180", "+8190", "+1242", "+1246", "+1264", "+1268", "+1284", "+1340",
    "+1345", "+1441", "+1473", "+1649", "+1658", "+1664", "+1670", "+1671", "+1684", "+1721",
    "+1758", "+1767", "+1784", "+1809", "+1829", "+1849", "+1868", "+1869", "+1876",
];

impl Default for Dialable {
    /// What may be called from regions without a list of their own.
    fn default() -> Self {
        Self::of(ELSEWHERE)
    }
}

impl Dialable {
    /// What the service lets an instance of a region call without being asked for more.
    pub fn of_region(region: &Region) -> Self {
        let allowed = REGIONS
            .iter()
            .find(|(regions, _)| regions.contains(&region.as_str()))
            .map_or(ELSEWHERE, |(_, allowed)| *allowed);
        Self::of(allowed)
    }

    fn of(allowed: &[&str]) -> Self {
        let all = |list: &[&str], may| -> Vec<_> {
            list.iter().map(|it| ((*it).to_owned(), may)).collect()
        };
        Self {
            beginnings: [all(allowed, true), all(BARRED, false)].concat(),
        }
    }

    /// From beginnings such as `+49`, and `!+4990` for those that are barred.
    ///
    /// # Errors
    /// A beginning that is none; `+` alone is every number.
    pub fn parse(entries: &[String]) -> Result<Self, DialableError> {
        let read = |entry: &String| {
            let (text, may) = match entry.strip_prefix('!') {
                Some(text) => (text, false),
                None => (entry.as_str(), true),
            };
            let digits = text.strip_prefix('+');
            match digits.is_some_and(|it| it.bytes().all(|b| b.is_ascii_digit())) {
                true => Ok((text.to_owned(), may)),
                false => Err(DialableError(entry.clone())),
            }
        };
        let beginnings = entries.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { beginnings })
    }

    /// Whether a number may be called.
    pub fn permits(&self, number: &PhoneNumber) -> bool {
        self.beginnings
            .iter()
            .filter(|(beginning, _)| number.as_str().starts_with(beginning.as_str()))
            // Of two of the same length the one that bars counts.
            .max_by_key(|(beginning, may)| (beginning.len(), !may))
            .is_some_and(|(_, may)| *may)
    }
}

/// Why a number is not called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum NotDialled {
    #[error("calls are not permitted to this number")]
    Destination,
    #[error("the instance makes no outbound calls")]
    NotPermitted,
    #[error("there is no number to call from")]
    NoCallerId,
    #[error("the number to call from is not the instance's")]
    ForeignCallerId,
}

impl Context {
    /// Whether a number may be called now.
    pub(crate) fn may_dial(&self, number: &PhoneNumber) -> Result<(), NotDialled> {
        if !self.directory.outbound_calls() {
            return Err(NotDialled::NotPermitted);
        }
        match self.settings.dialable.permits(number) {
            true => Ok(()),
            false => Err(NotDialled::Destination),
        }
    }

    /// The number and name that agents of a queue call from. Source:
    /// connect-b-routing-channels.md §2.1: a queue without a number cannot call.
    pub(crate) fn caller_of_queue(&self, queue: QueueId) -> Result<CallerId, NotDialled> {
        let caller = self
            .directory
            .queue(queue)
            .map(|queue| &queue.outbound_caller)
            .ok_or(NotDialled::NoCallerId)?;
        let number = caller
            .number
            .and_then(|id| self.directory.number_by_id(id))
            .ok_or(NotDialled::NoCallerId)?;
        Ok(CallerId {
            number: Some(Pii::new(number.number.to_string())),
            name: caller.name.clone().map(Pii::new),
        })
    }

    /// A number to call from that somebody names: one of the instance's.
    pub(crate) fn own_caller(&self, number: &str) -> Result<CallerId, NotDialled> {
        let own = number
            .parse::<PhoneNumber>()
            .ok()
            .filter(|number| self.directory.number(number).is_some())
            .ok_or(NotDialled::ForeignCallerId)?;
        Ok(CallerId {
            number: Some(Pii::new(own.to_string())),
            name: None,
        })
    }

    /// The caller's own number passed through; for a caller without one the number that was
    /// called (connect-b-routing-channels.md §2.3).
    pub(crate) fn passed_through(
        customer: Option<&Endpoint>,
        system: Option<&Endpoint>,
    ) -> Result<CallerId, NotDialled> {
        let is_number = |it: &&Endpoint| it.address.reveal().parse::<PhoneNumber>().is_ok();
        let shown = customer
            .filter(is_number)
            .or_else(|| system.filter(is_number))
            .ok_or(NotDialled::NoCallerId)?;
        Ok(CallerId {
            number: Some(shown.address.clone()),
            name: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(dialable: &Dialable, number: &str) -> bool {
        dialable.permits(&number.parse().unwrap())
    }

    #[test]
    fn a_region_permits_its_countries_but_not_their_dear_numbers() {
        let us = Dialable::of_region(&"us-east-1".parse().unwrap());
        assert!(permits(&us, "+12065550100") && permits(&us, "+442071838750"));
        assert!(permits(&us, "+17875550100"), "Puerto Rico");
        assert!(!permits(&us, "+18765550100"), "Jamaica");
        assert!(!permits(&us, "+447700900123") && !permits(&us, "+4930123456"));
        let tokyo = Dialable::of_region(&"ap-northeast-1".parse().unwrap());
        assert!(permits(&tokyo, "+81312345678") && !permits(&tokyo, "+819012345678"));
    }

    #[test]
    fn the_longest_beginning_decides() {
        let list = ["+49", "!+4990", "+49901"].map(str::to_owned);
        let dialable = Dialable::parse(&list).unwrap();
        assert!(permits(&dialable, "+4930123456"));
        assert!(!permits(&dialable, "+4990023456"));
        assert!(permits(&dialable, "+4990123456"));
        assert!(!permits(&dialable, "+12065550100"));
        let both = Dialable::parse(&["+".to_owned(), "!+".to_owned()]).unwrap();
        assert!(!permits(&both, "+4930123456"), "a bar counts among equals");
    }

    #[test]
    fn what_is_no_beginning_is_refused() {
        for text in ["", "49", "+4x", "!49", "sip:+49"] {
            assert!(Dialable::parse(&[text.to_owned()]).is_err(), "{text}");
        }
    }
}
