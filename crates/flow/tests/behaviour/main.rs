//! The flow engine from outside: flows in, traces out, on virtual time.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod contact;
mod exports;
mod flows;
mod keys;
mod lambda;
mod parsing;
mod prompts;
mod properties;
mod publishing;
mod support;
