//! The AWS wire: SigV4, rest-json and AWS JSON, model-driven validation, error shapes and sealed
//! pagination tokens, on plain bytes.
//!
//! No sockets, no tasks, no clock, no random numbers: a request is [`Request`] (method, raw path,
//! raw query, headers, body), the time is an argument, and the answer is a [`Response`].
//!
//! # The way of a request
//!
//! 1. [`sigv4::Claim::read`] finds who claims to have signed it, in the header or the query.
//! 2. [`sigv4::verify`] proves the claim with a [`sigv4::SigningKey`].
//! 3. [`Catalog::resolve`] names the service and the [`OperationModel`], or says that there is no
//!    such operation.
//! 4. [`bind::input`] builds one JSON [`Value`] from path, query, headers and body, checked
//!    against the model; every problem is named at once ([`validate::Problems`]).
//! 5. [`Api::call`] runs it. Behind it stands a [`Handlers`] table made by [`operations!`], in
//!    which each row is one `async fn(&Ctx, Input) -> Result<Output, Error>`.
//!
//!    Where a client speaks the query protocol to a service that has it, too, [`query`] does the
//!    fourth and the sixth.
//! 6. [`respond::output`] or [`respond::fault`] writes the answer.
//!
//! # Where types come from
//!
//! `connect-model` and its siblings are generated: a [`ServiceModel`] table, one Rust type per
//! shape with [`FromWire`] or [`ToWire`], and per implemented operation a marker type with
//! [`Operation`].
//!
//! # Beside the way
//!
//! [`token::TokenSealer`] makes NextTokens that clients can neither read nor alter;
//! [`fingerprint::fingerprint`] tells whether a repeated ClientToken carries the same request;
//! [`sigv4::Signer`] signs outgoing requests.

pub mod bind;
pub mod fingerprint;
pub mod model;
pub mod query;
pub mod respond;
pub mod sigv4;
pub mod timestamps;
pub mod token;
pub mod validate;

mod api;
mod catalog;
mod fault;
mod generated;
mod operation;
mod pattern;
mod request;
mod route;
#[cfg(test)]
mod sample;
mod value;

pub use api::{Api, Caller, Principal, Sight};
pub use catalog::{Catalog, Resolution, Target};
pub use fault::{Fault, Modelled};
pub use generated::{Blob, Nothing, Redacted};
pub use model::{OperationModel, ServiceModel, ShapeId, ShapeModel};
pub use operation::{Handler, Handlers, Operation, Pending, decode, encode};
pub use pattern::Pattern;
pub use request::Request;
pub use respond::Response;
pub use route::{RouteMatch, Router};
pub use value::{Fields, FromWire, Object, ToWire, Value, WireError};

// Generated code and the macro name these through this crate, so that a model crate needs no
// other dependency.
#[doc(hidden)]
pub use ids::Timestamp;
