//! The routing tables and shapes of AWS End User Messaging SMS: [`v2`], and [`v1`] before it.
//!
//! Generated at build time from `models/pinpoint-sms-voice-v2.json` and
//! `models/pinpoint-sms-voice.json`. There are no types here: operations work on values that were
//! checked against these shapes, and on the stored types of `messaging-resources`.

/// The API of today, AWS JSON 1.0.
pub mod v2 {
    include!(concat!(env!("OUT_DIR"), "/v2.rs"));
}

/// The API before it, rest-json: spoken messages and configuration sets.
pub mod v1 {
    include!(concat!(env!("OUT_DIR"), "/v1.rs"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_operation_has_shapes() {
        for (service, count) in [(&super::v2::SERVICE, 110), (&super::v1::SERVICE, 8)] {
            assert_eq!(service.operations.len(), count);
            assert!(service.operations.iter().all(|it| it.typed));
        }
    }
}
