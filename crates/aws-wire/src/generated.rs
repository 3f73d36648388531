//! What generated code leans on: macros and small types, so that the generated text stays short.

use crate::{FromWire, ToWire, Value, WireError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

/// The input or output of an operation that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Nothing;

impl FromWire for Nothing {
    fn from_wire(_: Value) -> Result<Self, WireError> {
        Ok(Self)
    }
}

impl ToWire for Nothing {
    fn to_wire(self) -> Value {
        Value::Object(serde_json::Map::new())
    }
}

/// Stands for a sensitive value in `Debug` output.
#[derive(Clone, Copy)]
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Bytes; base64 in JSON.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Blob(pub Vec<u8>);

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({} bytes)", self.0.len())
    }
}

impl FromWire for Blob {
    fn from_wire(value: Value) -> Result<Self, WireError> {
        let bytes = value.as_str().and_then(|text| STANDARD.decode(text).ok());
        bytes.map(Self).ok_or(WireError::Type("base64"))
    }
}

impl ToWire for Blob {
    fn to_wire(self) -> Value {
        Value::String(STANDARD.encode(self.0))
    }
}

/// Makes an open enumeration over text: the known values as unit variants, any other text kept in
/// `Unrecognized`. Validation refuses unknown values in requests, so operations meet
/// `Unrecognized` only in what a later version stored.
#[macro_export]
macro_rules! string_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "a variant is its text")]
        $vis enum $name {
            $($variant,)*
            Unrecognized(::std::string::String),
        }

        impl $name {
            /// The texts that the model knows, sorted.
            pub const VALUES: &'static [&'static str] = &[$($text),*];

            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unrecognized(text) => text,
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Unrecognized(text.to_owned()),
                }
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::FromWire for $name {
            fn from_wire(
                value: $crate::Value,
            ) -> ::core::result::Result<Self, $crate::WireError> {
                match value.as_str() {
                    Some(text) => Ok(Self::from(text)),
                    None => Err($crate::WireError::Type("a string")),
                }
            }
        }

        impl $crate::ToWire for $name {
            fn to_wire(self) -> $crate::Value {
                $crate::Value::from(self.as_str())
            }
        }
    };
}

/// Makes the error enum of an operation: `From` each modelled error, and into a
/// [`Fault`](crate::Fault).
#[macro_export]
macro_rules! operation_error {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($variant:ident($error:ident),)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        #[allow(missing_docs, reason = "a variant is the modelled error of that name")]
        $vis enum $name {
            $($variant($error),)*
        }

        $(impl ::core::convert::From<$error> for $name {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })*

        impl ::core::convert::From<$name> for $crate::Fault {
            fn from(error: $name) -> Self {
                match error {
                    $($name::$variant(error) => error.into(),)*
                }
            }
        }
    };
}
