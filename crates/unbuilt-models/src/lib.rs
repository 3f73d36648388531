//! Routing tables of services that are known and not built yet, so that their operations answer
//! `NotImplementedException` with status 501 rather than as if there were no such service.
//!
//! There are no types here. A service that gets built moves to a model crate of its own and off
//! the list in this crate's build script.

// What a table needs no types for is not used.
#![allow(dead_code, unused_imports)]

include!(concat!(env!("OUT_DIR"), "/models.rs"));

#[cfg(test)]
mod tests {
    #[test]
    fn every_service_has_operations() {
        assert_eq!(super::SERVICES.len(), 15);
        assert!(super::SERVICES.iter().all(|it| !it.operations.is_empty()));
    }
}
