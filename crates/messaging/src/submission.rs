//! What is handed to the pipeline, and what it answers.

use ids::{PhoneNumber, Pii};
use messaging_resources::{MessageType, NumberCapability, SpendChannel};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul};
use thiserror::Error;

/// What kind of message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Channel {
    /// SMS.
    #[serde(rename = "TEXT")]
    Text,
    /// MMS.
    #[serde(rename = "MEDIA")]
    Media,
    /// A spoken message.
    #[serde(rename = "VOICE")]
    Voice,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 3] = [Self::Text, Self::Media, Self::Voice];

    /// The word that event types start with.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::Media => "MEDIA",
            Self::Voice => "VOICE",
        }
    }

    /// The capability that a number needs for it.
    pub const fn capability(self) -> NumberCapability {
        match self {
            Self::Text => NumberCapability::Sms,
            Self::Media => NumberCapability::Mms,
            Self::Voice => NumberCapability::Voice,
        }
    }

    /// What it is paid for as.
    pub const fn spend(self) -> SpendChannel {
        match self {
            Self::Text => SpendChannel::Text,
            Self::Media => SpendChannel::Media,
            Self::Voice => SpendChannel::Voice,
        }
    }
}

/// US dollars, in millionths.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Usd(pub i64);

/// A text that is no amount.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("not an amount in US dollars: expected digits with at most six decimal places")]
pub struct UsdError;

impl Usd {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    const UNIT: i64 = 1_000_000;

    /// Reads an amount such as `0.0075`. Further decimal places are refused.
    ///
    /// # Errors
    /// [`UsdError`].
    pub fn parse(text: &str) -> Result<Self, UsdError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || fraction.len() > 6 {
            return Err(UsdError);
        }
        let whole: i64 = whole.parse().map_err(|_| UsdError)?;
        let fraction: i64 = format!("{fraction:0<6}").parse().map_err(|_| UsdError)?;
        let millionths = whole.checked_mul(Self::UNIT).ok_or(UsdError)?;
        Ok(Self(millionths.checked_add(fraction).ok_or(UsdError)?))
    }

    /// Whole dollars.
    pub const fn dollars(dollars: i64) -> Self {
        Self(dollars.saturating_mul(Self::UNIT))
    }

    /// As a JSON number, how events write it.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / Self::UNIT as f64
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.0 / Self::UNIT, self.0 % Self::UNIT)
    }
}

impl Add for Usd {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Mul<u32> for Usd {
    type Output = Self;
    fn mul(self, times: u32) -> Self {
        Self(self.0.saturating_mul(times.into()))
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// How a spoken message is spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceOptions {
    /// The voice, such as `MATTHEW`.
    pub voice_id: String,
    /// Whether the body is SSML rather than text.
    pub ssml: bool,
}

/// One message that somebody wants sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// What kind.
    pub channel: Channel,
    /// To whom.
    pub destination: PhoneNumber,
    /// By whom: a number, its identifier or ARN, a pool's, or a sender ID, as it was given.
    pub origination_identity: Option<String>,
    /// The text.
    pub body: Pii<String>,
    /// What for.
    pub message_type: Option<MessageType>,
    /// The configuration set's name or ARN, as it was given.
    pub configuration_set: Option<String>,
    /// The protect configuration's identifier or ARN, as it was given.
    pub protect_configuration: Option<String>,
    /// Comes back in every event.
    pub context: BTreeMap<String, String>,
    /// What a country asks for, such as `IN_ENTITY_ID`.
    pub country_parameters: BTreeMap<String, String>,
    /// The program's name that is registered for a short code.
    pub keyword: Option<String>,
    /// The most that a part, or a minute of a call, may cost.
    pub max_price: Option<Usd>,
    /// For how many seconds it is tried.
    pub time_to_live: Option<u32>,
    /// Everything but the transmission.
    pub dry_run: bool,
    /// The files of an MMS.
    pub media_urls: Vec<String>,
    /// How it is spoken.
    pub voice: Option<VoiceOptions>,
    /// It carries a code that verifies its destination: the sandbox lets it pass.
    pub verification: bool,
    /// Nothing is charged for it: the first code of a number (sms.md 10.2).
    pub free: bool,
}

impl Submission {
    /// A message with nothing but what every one has.
    pub fn new(channel: Channel, destination: PhoneNumber, body: impl Into<String>) -> Self {
        Self {
            channel,
            destination,
            origination_identity: None,
            body: Pii::new(body.into()),
            message_type: None,
            configuration_set: None,
            protect_configuration: None,
            context: BTreeMap::new(),
            country_parameters: BTreeMap::new(),
            keyword: None,
            max_price: None,
            time_to_live: None,
            dry_run: false,
            media_urls: Vec::new(),
            voice: None,
            verification: false,
            free: false,
        }
    }
}

/// The message was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Its identifier.
    pub message_id: String,
}

/// Why a message was not taken. Reasons are the model's own words.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The request is wrong.
    #[error("{reason}: {message}")]
    Validation {
        /// The reason of the ValidationException.
        reason: &'static str,
        /// What is wrong.
        message: String,
    },
    /// Something configured stands against it.
    #[error("{reason}: {message}")]
    Conflict {
        /// The reason of the ConflictException.
        reason: &'static str,
        /// What stands against it.
        resource_type: Option<&'static str>,
        /// Which one.
        resource_id: Option<String>,
        /// Why.
        message: String,
    },
    /// Something named is not there.
    #[error("no {resource_type} {resource_id}")]
    NotFound {
        /// What.
        resource_type: &'static str,
        /// As it was named.
        resource_id: String,
    },
    /// A limit is reached.
    #[error("{reason}: {message}")]
    Quota {
        /// The reason of the ServiceQuotaExceededException.
        reason: &'static str,
        /// Which limit.
        message: String,
    },
    /// The queue is full.
    #[error("too many messages wait to be sent")]
    Throttled,
}

/// What was spent this month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spend {
    /// On SMS.
    pub text: Usd,
    /// On MMS.
    pub media: Usd,
    /// On spoken messages.
    pub voice: Usd,
}

impl Spend {
    /// On one channel.
    pub const fn of(&self, channel: Channel) -> Usd {
        match channel {
            Channel::Text => self.text,
            Channel::Media => self.media,
            Channel::Voice => self.voice,
        }
    }

    /// On one channel, to be changed.
    pub const fn of_mut(&mut self, channel: Channel) -> &mut Usd {
        match channel {
            Channel::Text => &mut self.text,
            Channel::Media => &mut self.media,
            Channel::Voice => &mut self.voice,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_millionth() {
        assert_eq!(Usd::parse("2.00"), Ok(Usd(2_000_000)));
        assert_eq!(Usd::parse("0.00645"), Ok(Usd(6_450)));
        for text in [
            "",
            ".5",
            "1.",
            "-1",
            "1e3",
            "0.0000001",
            "99999999999999999999",
        ] {
            assert_eq!(Usd::parse(text), Err(UsdError), "{text}");
        }
    }
}
