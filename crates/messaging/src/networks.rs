//! Whose a number is: the operator's table of networks, by how numbers begin.
//!
//! Which network a number was ported to is not known here: the table says what whoever runs the
//! product wrote into it. It serves routing and the API's CarrierLookup.

use std::collections::BTreeMap;

/// A network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// The name of its operator.
    pub carrier: String,
    /// Its mobile country code (ITU-T E.212), three digits.
    pub mcc: Option<String>,
    /// Its mobile network code, two or three digits.
    pub mnc: Option<String>,
}

/// All networks, by how their numbers begin: `+` and digits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(BTreeMap<String, Network>);

impl Networks {
    /// The network of a number: that of the longest beginning in the table.
    pub fn of(&self, number: &str) -> Option<&Network> {
        if self.0.is_empty() {
            return None;
        }
        let mut ends = (1..=number.len()).rev();
        ends.find_map(|end| self.0.get(number.get(..end)?))
    }
}

impl FromIterator<(String, Network)> for Networks {
    fn from_iter<I: IntoIterator<Item = (String, Network)>>(rows: I) -> Self {
        Self(rows.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_decides() {
        let network = |carrier: &str| Network {
            carrier: carrier.into(),
            mcc: Some("262".into()),
            mnc: None,
        };
        let rows = [("+4917", "wide"), ("+49176", "narrow")];
        let rows = rows.map(|(prefix, carrier)| (prefix.to_owned(), network(carrier)));
        let networks: Networks = rows.into_iter().collect();
        let of = |number| networks.of(number).map(|it| it.carrier.as_str());
        assert_eq!(of("+491761234567"), Some("narrow"));
        assert_eq!(of("+491721234567"), Some("wide"));
        assert_eq!(of("+4930123456"), None);
    }
}
