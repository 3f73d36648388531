//! One operation per function: from a generated marker type and an `async fn` to a table of
//! handlers found by name.
//!
//! # Example
//!
//! ```
//! use aws_wire::{Fault, Fields, FromWire, Object, Operation, ToWire, Value, WireError};
//!
//! // What a model crate generates:
//! #[derive(Debug)]
//! pub struct EchoRequest { pub text: String }
//! impl FromWire for EchoRequest {
//!     fn from_wire(value: Value) -> Result<Self, WireError> {
//!         let mut fields = Fields::new(value)?;
//!         Ok(Self { text: fields.required("Text")? })
//!     }
//! }
//! pub struct EchoResponse { pub text: Option<String> }
//! impl ToWire for EchoResponse {
//!     fn to_wire(self) -> Value {
//!         let mut object = Object::with_capacity(1);
//!         object.optional("Text", self.text);
//!         object.finish()
//!     }
//! }
//! pub struct Echo;
//! impl Operation for Echo {
//!     const NAME: &'static str = "Echo";
//!     type Input = EchoRequest;
//!     type Output = EchoResponse;
//!     type Error = Fault;
//! }
//!
//! // What an API crate writes: one function per operation in its own file ...
//! pub struct Ctx { greeting: String }
//! async fn echo(ctx: &Ctx, input: EchoRequest) -> Result<EchoResponse, Fault> {
//!     Ok(EchoResponse { text: Some(format!("{} {}", ctx.greeting, input.text)) })
//! }
//! // ... and one row per operation:
//! aws_wire::operations! {
//!     /// Every operation that is implemented.
//!     pub static OPERATIONS for Ctx {
//!         Echo => echo,
//!     }
//! }
//!
//! assert!(OPERATIONS.find("Echo").is_some());
//! assert!(OPERATIONS.find("Reverb").is_none());
//! ```

use crate::{Fault, FromWire, ToWire, Value};
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// An operation of a service with its types. Generated: an uninhabited marker per operation.
pub trait Operation: 'static {
    /// The name in the model, such as `CreateUser`.
    const NAME: &'static str;
    /// What it takes.
    type Input: FromWire + Send;
    /// What it answers.
    type Output: ToWire + Send;
    /// How it fails: an enum over the modelled errors.
    type Error: Into<Fault> + Send;
}

/// An answer on its way.
pub type Pending<'a> = Pin<Box<dyn Future<Output = Result<Value, Fault>> + Send + 'a>>;

/// One row of a table of operations. Made by [`operations!`](crate::operations).
pub struct Handler<C: 'static> {
    /// The operation's name.
    pub name: &'static str,
    /// Decodes the input, runs the operation and encodes its output.
    pub call: for<'a> fn(&'a C, Value) -> Pending<'a>,
}

impl<C> fmt::Debug for Handler<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The implemented operations of one API. Made by [`operations!`](crate::operations).
#[derive(Debug)]
pub struct Handlers<C: 'static>(
    /// The rows, in the order they were written.
    pub &'static [Handler<C>],
);

impl<C> Handlers<C> {
    /// The row of that name.
    pub fn find(&self, name: &str) -> Option<&'static Handler<C>> {
        self.0.iter().find(|handler| handler.name == name)
    }

    /// All rows; a test compares their names with the model's list.
    pub fn iter(&self) -> impl Iterator<Item = &'static Handler<C>> {
        self.0.iter()
    }
}

/// Reads the input of an operation from the value that binding built.
///
/// # Errors
/// A 500 naming the member: the value passed validation, so the tables and the types disagree.
pub fn decode<O: Operation>(input: Value) -> Result<O::Input, Fault> {
    O::Input::from_wire(input).map_err(|error| Fault::from_wire_error(O::NAME, &error))
}

/// Writes what an operation answered.
///
/// # Errors
/// The operation's own error as a fault.
pub fn encode<O: Operation>(result: Result<O::Output, O::Error>) -> Result<Value, Fault> {
    match result {
        Ok(output) => Ok(output.to_wire()),
        Err(error) => Err(error.into()),
    }
}

/// Makes the table of an API's operations: one row per operation, `Marker => path::to::function`.
///
/// The function is `async fn(&Ctx, Marker::Input) -> Result<Marker::Output, Marker::Error>`; its
/// future must be `Send`. See the module's example.
#[macro_export]
macro_rules! operations {
    ($(#[$doc:meta])* $vis:vis static $table:ident for $ctx:ty {
        $($operation:ty => $handler:path),* $(,)?
    }) => {
        $(#[$doc])*
        $vis static $table: $crate::Handlers<$ctx> = $crate::Handlers(&[
            $({
                fn call(ctx: &$ctx, input: $crate::Value) -> $crate::Pending<'_> {
                    ::std::boxed::Box::pin(async move {
                        let input = $crate::decode::<$operation>(input)?;
                        $crate::encode::<$operation>($handler(ctx, input).await)
                    })
                }
                $crate::Handler { name: <$operation as $crate::Operation>::NAME, call }
            }),*
        ]);
    };
}
