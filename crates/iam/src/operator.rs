//! Condition operators: what is compared, and how.

use crate::Context;
use crate::pattern::Pattern;
use ids::Timestamp;
use std::net::IpAddr;

/// What a condition operator compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text { ignore_case: bool },
    Like,
    Numeric(Order),
    Date(Order),
    Bool,
    Binary,
    Ip,
    Arn,
    Null,
}

/// How numbers and dates are compared: request value to policy value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    fn holds<T: PartialOrd>(self, request: &T, policy: &T) -> bool {
        match self {
            Self::Equal => request == policy,
            Self::Less => request < policy,
            Self::LessOrEqual => request <= policy,
            Self::Greater => request > policy,
            Self::GreaterOrEqual => request >= policy,
        }
    }
}

/// How a key with several values is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantifier {
    /// None given: some value must match, or with a negated operator none may.
    Plain,
    ForAll,
    ForAny,
}

/// An operator as it stands in a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operator {
    pub kind: Kind,
    pub negated: bool,
    pub quantifier: Quantifier,
    pub if_exists: bool,
}

impl Operator {
    /// Reads a name such as `ForAnyValue:StringLikeIfExists`.
    pub fn parse(name: &str) -> Option<Self> {
        let (quantifier, rest) = if let Some(rest) = name.strip_prefix("ForAllValues:") {
            (Quantifier::ForAll, rest)
        } else if let Some(rest) = name.strip_prefix("ForAnyValue:") {
            (Quantifier::ForAny, rest)
        } else {
            (Quantifier::Plain, name)
        };
        let (base, if_exists) = rest
            .strip_suffix("IfExists")
            .map_or((rest, false), |base| (base, true));
        let (kind, negated) = base_operator(base)?;
        if kind == Kind::Null && (if_exists || quantifier != Quantifier::Plain) {
            return None;
        }
        Some(Self {
            kind,
            negated,
            quantifier,
            if_exists,
        })
    }
}

fn base_operator(base: &str) -> Option<(Kind, bool)> {
    let order = |name: &str| {
        Some(match name {
            "Equals" => (Order::Equal, false),
            "NotEquals" => (Order::Equal, true),
            "LessThan" => (Order::Less, false),
            "LessThanEquals" => (Order::LessOrEqual, false),
            "GreaterThan" => (Order::Greater, false),
            "GreaterThanEquals" => (Order::GreaterOrEqual, false),
            _ => return None,
        })
    };
    Some(match base {
        "StringEquals" => (Kind::Text { ignore_case: false }, false),
        "StringNotEquals" => (Kind::Text { ignore_case: false }, true),
        "StringEqualsIgnoreCase" => (Kind::Text { ignore_case: true }, false),
        "StringNotEqualsIgnoreCase" => (Kind::Text { ignore_case: true }, true),
        "StringLike" => (Kind::Like, false),
        "StringNotLike" => (Kind::Like, true),
        "Bool" => (Kind::Bool, false),
        "BinaryEquals" => (Kind::Binary, false),
        "IpAddress" => (Kind::Ip, false),
        "NotIpAddress" => (Kind::Ip, true),
        "ArnEquals" | "ArnLike" => (Kind::Arn, false),
        "ArnNotEquals" | "ArnNotLike" => (Kind::Arn, true),
        "Null" => (Kind::Null, false),
        _ => {
            if let Some(rest) = base.strip_prefix("Numeric") {
                let (order, negated) = order(rest)?;
                (Kind::Numeric(order), negated)
            } else {
                let (order, negated) = order(base.strip_prefix("Date")?)?;
                (Kind::Date(order), negated)
            }
        }
    })
}

/// A policy's value, parsed as its operator wants it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    Text(Pattern),
    Number(f64),
    Date(Timestamp),
    Bool(bool),
    Binary(String),
    Network(IpAddr, u8),
}

impl Operand {
    /// Parses a policy's value, or says what it should have been.
    pub fn parse(kind: Kind, text: &str, variables: bool) -> Result<Self, String> {
        let (operand, expected) = match kind {
            Kind::Text { .. } | Kind::Like | Kind::Arn => {
                return Pattern::parse(text, variables).map(Self::Text);
            }
            Kind::Binary => return Ok(Self::Binary(text.to_owned())),
            Kind::Numeric(_) => (number(text).map(Self::Number), "a number"),
            Kind::Date(_) => (
                date(text).map(Self::Date),
                "an ISO 8601 date or epoch seconds",
            ),
            Kind::Bool | Kind::Null => (boolean(text).map(Self::Bool), "true or false"),
            Kind::Ip => {
                let operand = network(text).map(|(ip, bits)| Self::Network(ip, bits));
                (operand, "an IP address or CIDR range")
            }
        };
        operand.ok_or_else(|| format!("{text:?} is not {expected}"))
    }

    /// Whether a request's value matches. A value that is not of the operator's type never does.
    pub fn matches(&self, kind: Kind, value: &str, context: &Context) -> bool {
        match (self, kind) {
            (Self::Text(pattern), Kind::Text { ignore_case }) => {
                pattern.equals(value, context, ignore_case).unwrap_or(false)
            }
            (Self::Text(pattern), Kind::Like) => {
                pattern.matches(value, context, false).unwrap_or(false)
            }
            (Self::Text(pattern), Kind::Arn) => {
                pattern.matches_arn(value, context).unwrap_or(false)
            }
            (Self::Number(policy), Kind::Numeric(order)) => {
                number(value).is_some_and(|value| order.holds(&value, policy))
            }
            (Self::Date(policy), Kind::Date(order)) => {
                date(value).is_some_and(|value| order.holds(&value, policy))
            }
            (Self::Bool(policy), Kind::Bool) => boolean(value) == Some(*policy),
            (Self::Binary(policy), Kind::Binary) => policy == value,
            (Self::Network(network, bits), Kind::Ip) => {
                value.parse().is_ok_and(|ip| inside(ip, *network, *bits))
            }
            _ => false,
        }
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

fn date(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse() {
        return Some(at);
    }
    if text.len() == 10
        && let Ok(at) = format!("{text}T00:00:00Z").parse()
    {
        return Some(at);
    }
    text.parse::<i64>()
        .ok()
        .and_then(|s| s.checked_mul(1000))
        .map(Timestamp)
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = match text.split_once('/') {
        None => (text.parse().ok()?, None),
        Some((address, bits)) => (address.parse().ok()?, Some(bits.parse().ok()?)),
    };
    let most = if matches!(address, IpAddr::V4(_)) {
        32
    } else {
        128
    };
    let bits = bits.unwrap_or(most);
    (bits <= most).then_some((address, bits))
}

fn inside(ip: IpAddr, network: IpAddr, bits: u8) -> bool {
    // An IPv4 client on a dual-stack socket shows as ::ffff:a.b.c.d.
    match (ip.to_canonical(), network) {
        (IpAddr::V4(ip), IpAddr::V4(network)) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
            ip.to_bits() & mask == network.to_bits() & mask
        }
        (IpAddr::V6(ip), IpAddr::V6(network)) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
            ip.to_bits() & mask == network.to_bits() & mask
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(operator: &str, policy: &str, value: &str) -> bool {
        let operator = Operator::parse(operator).unwrap();
        let operand = Operand::parse(operator.kind, policy, true).unwrap();
        operand.matches(operator.kind, value, &Context::default())
    }

    #[test]
    fn networks_contain_their_addresses() {
        assert!(judge("IpAddress", "203.0.113.0/24", "203.0.113.9"));
        assert!(judge("IpAddress", "203.0.113.0/24", "::ffff:203.0.113.9"));
        assert!(!judge("IpAddress", "203.0.113.0/24", "203.0.114.9"));
        assert!(judge("IpAddress", "2001:db8::/32", "2001:db8:1::2"));
        assert!(judge("IpAddress", "0.0.0.0/0", "8.8.8.8"));
        assert!(!judge("IpAddress", "0.0.0.0/0", "nonsense"));
    }

    #[test]
    fn dates_and_numbers_are_ordered() {
        assert!(judge(
            "DateLessThan",
            "2026-01-01T00:00:00Z",
            "2025-12-31T23:59:59Z"
        ));
        assert!(judge("DateGreaterThanEquals", "2026-01-01", "1767225600"));
        assert!(judge("NumericLessThanEquals", "10", "10.0"));
        assert!(!judge("NumericGreaterThan", "10", "ten"));
    }

    #[test]
    fn only_like_has_wildcards() {
        assert!(judge("StringLike", "a*", "abc"));
        assert!(!judge("StringEquals", "a*", "abc"));
        assert!(judge("StringEqualsIgnoreCase", "ABC", "abc"));
    }

    #[test]
    fn prefixes_and_suffixes_are_read() {
        let operator = Operator::parse("ForAnyValue:StringNotLikeIfExists").unwrap();
        assert_eq!((operator.negated, operator.if_exists), (true, true));
        assert_eq!(operator.quantifier, Quantifier::ForAny);
        for name in [
            "StringEqual",
            "NullIfExists",
            "ForAllValues:Null",
            "Numeric",
            "",
            "Date",
        ] {
            assert_eq!(Operator::parse(name), None, "{name}");
        }
    }
}
