//! Points in time as the API writes them, in seconds since 1970 with their fraction, so that what is
//! stored within a thing can be answered as it is: `#[serde(with = "epoch")]`.

use ids::Timestamp;
use serde::{Deserialize, Deserializer, Serializer};

/// Writes seconds.
///
/// # Errors
/// The serializer's.
pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    if at.0.rem_euclid(1000) == 0 {
        serializer.serialize_i64(at.seconds())
    } else {
        serializer.serialize_f64(at.epoch_seconds())
    }
}

/// Reads seconds.
///
/// # Errors
/// The deserializer's.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    // Milliseconds of any year until 9999 are far inside what f64 holds exactly.
    Ok(Timestamp((seconds * 1000.0).round() as i64))
}

/// The same where there may be none.
pub mod option {
    use ids::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes seconds or null.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<S: Serializer>(at: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => super::serialize(at, to),
            None => to.serialize_none(),
        }
    }

    /// Reads seconds or null.
    ///
    /// # Errors
    /// The deserializer's.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
        let seconds = Option::<f64>::deserialize(from)?;
        Ok(seconds.map(|it| Timestamp((it * 1000.0).round() as i64)))
    }
}
