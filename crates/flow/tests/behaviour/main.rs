//! The flow engine from outside: flows in, traces out, on virtual time.

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
