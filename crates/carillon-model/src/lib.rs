//! Request and response types and the routing table of Carillon's own API: what an operator needs
//! and the public APIs lack, such as exporting a whole instance.
//!
//! Generated at build time from `carillon.json`, a fact file like those in `models/` but written
//! by hand: a new operation is added there. The protocol is rest-json, signed by SigV4 as service
//! `carillon`.

include!(concat!(env!("OUT_DIR"), "/model.rs"));
