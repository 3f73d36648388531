//! Flows of live contacts: which one runs when, to whom, and what it may see and change.

mod builtin;
mod host;
mod session;
mod shapes;

pub(crate) use session::{Role, Session, Slot};
