//! The flow engine from outside: flows in, traces out, on virtual time.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod advice;
mod asks;
mod bots;
mod calls;
mod checklist;
mod contact;
mod contracts;
mod exports;
mod flows;
mod interchange;
mod keys;
mod lambda;
mod legacy;
mod making;
mod matrix;
mod parsing;
mod prompts;
mod properties;
mod publishing;
mod support;
