//! Short texts of ASCII that lie where they are used, without an allocation: a million messages may
//! wait, and each has a recipient and a country.

use ids::PhoneNumber;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::ops::Deref;
use thiserror::Error;

/// A text of at most `N` octets of ASCII, filled up with zeros.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Short<const N: usize>([u8; N]);

/// A country, ISO 3166-1 alpha-2.
pub type Country = Short<2>;

/// A recipient's number: `+` and at most 15 digits (ITU-T E.164).
pub type Recipient = Short<16>;

/// A text that is too long for its place, or no ASCII.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("a text is too long for its place or is no ASCII")]
pub struct ShortError;

impl<const N: usize> Default for Short<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

impl<const N: usize> Deref for Short<N> {
    type Target = str;

    fn deref(&self) -> &str {
        let end = self.0.iter().position(|octet| *octet == 0).unwrap_or(N);
        let octets = self.0.get(..end).unwrap_or_default();
        // Nothing but ASCII was let in.
        std::str::from_utf8(octets).unwrap_or_default()
    }
}

impl<const N: usize> TryFrom<&str> for Short<N> {
    type Error = ShortError;

    fn try_from(text: &str) -> Result<Self, ShortError> {
        let mut octets = [0; N];
        let place = octets.get_mut(..text.len()).ok_or(ShortError)?;
        if !text.is_ascii() || text.contains('\0') {
            return Err(ShortError);
        }
        place.copy_from_slice(text.as_bytes());
        Ok(Self(octets))
    }
}

impl From<&PhoneNumber> for Recipient {
    fn from(number: &PhoneNumber) -> Self {
        // Its form was checked: it fits.
        Self::try_from(number.as_str()).unwrap_or_default()
    }
}

impl<const N: usize> fmt::Display for Short<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl<const N: usize> fmt::Debug for Short<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<const N: usize> Serialize for Short<N> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Short<N> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        // Never cut: a number without its last digit is somebody else's.
        Self::try_from(text.as_str()).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_number_fits_and_nothing_is_cut() {
        let number: PhoneNumber = "+123456789012345".parse().unwrap();
        assert_eq!(&*Recipient::from(&number), "+123456789012345");
        assert_eq!(Recipient::try_from("+1234567890123456"), Err(ShortError));
        assert_eq!(Country::try_from("é"), Err(ShortError));
        assert_eq!(&*Country::default(), "");
        let read: Result<Country, _> = serde_json::from_str("\"DEU\"");
        assert!(read.is_err());
        assert_eq!(
            serde_json::to_string(&Country::try_from("DE").unwrap()).unwrap(),
            "\"DE\""
        );
    }
}
