//! Evaluation of IAM-style JSON policies: who may do what to which resource, and which statement
//! said so.
//!
//! Pure: a policy is parsed once ([`Policy::parse`], which names every problem), a request is
//! judged by [`evaluate`]. Where policies are kept and how a principal is authenticated is not
//! known here.
//!
//! ```
//! use iam::{Context, Decision, Policy, Principal, Request, evaluate};
//!
//! let policy = Policy::parse(r#"{
//!     "Version": "2012-10-17",
//!     "Statement": {"Sid": "Read", "Effect": "Allow", "Action": "connect:Describe*", "Resource": "*"}
//! }"#)?;
//! let policies = [("readers".to_owned(), policy)];
//! let request = Request {
//!     action: "connect:DescribeUser",
//!     resource: "arn:aws:connect:us-east-1:123456789012:instance/1/agent/2",
//!     context: &Context::default(),
//! };
//! let decision = evaluate(Principal::User, &policies, &request);
//! assert!(matches!(decision, Decision::Allowed { by: Some(by) } if by.sid.as_deref() == Some("Read")));
//! # Ok::<(), iam::PolicyError>(())
//! ```
//!
//! Source: IAM User Guide, "Policy evaluation logic", "IAM JSON policy elements". A
//! role's trust policy ([`TrustPolicy`]) is the one kind that names principals; a session can be
//! narrowed by policies of its own ([`evaluate_session`]). There are no permission boundaries.

mod condition;
mod context;
mod evaluate;
mod operator;
mod pattern;
mod policy;
mod trust;

pub use context::Context;
pub use evaluate::{Decision, Layer, Principal, Request, StatementRef, evaluate, evaluate_session};
pub use policy::{Policy, PolicyError, Problem};
pub use trust::{Trust, TrustCaller, TrustPolicy};
