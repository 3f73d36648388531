//! The three ways the protocols write a point in time.
//!
//! Inside a [`Value`] a point in time is always epoch seconds; other formats exist only on the
//! wire: [`validate`](crate::validate) reads them, [`respond`](crate::respond) writes them.
//! Source: Smithy 2.0, "timestampFormat trait"; botocore's `timestampFormat`.

use ids::Timestamp;
use serde_json::Value;

/// How a point in time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampFormat {
    /// Seconds since 1970 as a number, with up to three decimals.
    EpochSeconds,
    /// `2019-08-13T20:52:30.704Z`.
    Iso8601,
    /// `Tue, 13 Aug 2019 20:52:30 GMT`, without fraction. The default of headers.
    HttpDate,
}

/// Epoch seconds as a JSON number: whole when there is no fraction.
pub fn to_epoch(at: Timestamp) -> Value {
    if at.0.rem_euclid(1000) == 0 {
        Value::from(at.seconds())
    } else {
        Value::from(at.epoch_seconds())
    }
}

/// Reads epoch seconds; `None` for another type or a number out of jiff's range (years -9999 to
/// 9999).
pub fn from_epoch(value: &Value) -> Option<Timestamp> {
    let millis = match value.as_i64() {
        Some(seconds) => seconds.checked_mul(1000)?,
        None => {
            let millis = (value.as_f64()? * 1000.0).round();
            // Far inside the range in which f64 is exact, so the cast loses nothing.
            if millis.abs() < 9e15 {
                millis as i64
            } else {
                return None;
            }
        }
    };
    jiff::Timestamp::from_millisecond(millis).ok()?;
    Some(Timestamp(millis))
}

/// Reads any of the formats. Services accept more than they document, so a number is epoch
/// seconds and a text is tried as RFC 3339, then as an HTTP date, then as a number.
pub fn parse(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(_) => from_epoch(value),
        Value::String(text) => parse_text(text),
        _ => None,
    }
}

fn parse_text(text: &str) -> Option<Timestamp> {
    if text.len() > 64 {
        return None;
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    // A time without offset is UTC to the services.
    if let Ok(civil) = text.parse::<jiff::civil::DateTime>() {
        let zoned = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        return Some(zoned.timestamp().into());
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(text) {
        return Some(zoned.timestamp().into());
    }
    from_epoch(&Value::from(text.parse::<f64>().ok()?))
}

/// Writes a point in time as a JSON value of that format.
pub fn format(at: Timestamp, format: TimestampFormat) -> Value {
    match format {
        TimestampFormat::EpochSeconds => to_epoch(at),
        TimestampFormat::Iso8601 if at.0.rem_euclid(1000) == 0 => Value::from(at.to_iso_seconds()),
        TimestampFormat::Iso8601 => Value::from(at.to_iso_millis()),
        TimestampFormat::HttpDate => Value::from(http_date(at)),
    }
}

/// `Tue, 13 Aug 2019 20:52:30 GMT` (RFC 9110 section 5.6.7).
pub fn http_date(at: Timestamp) -> String {
    at.to_jiff()
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const AT: Timestamp = Timestamp(1_565_729_550_704);

    #[test]
    fn each_format_reads_back() {
        for written in [TimestampFormat::EpochSeconds, TimestampFormat::Iso8601] {
            assert_eq!(parse(&format(AT, written)), Some(AT), "{written:?}");
        }
        let whole = Timestamp::from_seconds(AT.seconds());
        let date = format(AT, TimestampFormat::HttpDate);
        assert_eq!(date, json!("Tue, 13 Aug 2019 20:52:30 GMT"));
        assert_eq!(parse(&date), Some(whole));
    }

    #[test]
    fn a_time_without_offset_is_utc() {
        let at = Timestamp::from_seconds(AT.seconds());
        assert_eq!(parse(&json!("2019-08-13T20:52:30")), Some(at));
        assert_eq!(parse(&json!("1565729550")), Some(at));
    }

    #[test]
    fn nonsense_and_overflow_are_refused() {
        for value in [
            json!("yesterday"),
            json!(1e300),
            json!(i64::MAX),
            json!([]),
            json!("NaN"),
        ] {
            assert_eq!(parse(&value), None, "{value}");
        }
        assert_eq!(parse(&json!("9".repeat(1000))), None);
    }
}
