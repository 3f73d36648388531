//! Keyed input that is to be encrypted. That it opens with the right private key is proven with
//! the published SDK in `e2e/test_encrypted_input.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::World;
use common::flows::{action, flow, last};
use exchange::{Exchange, Input, MediaEvent, Settings};
use serde_json::{Value, json};

/// Asks for keys, and says in the attribute `outcome` how it went.
fn asking() -> Value {
    let keep = |id: &str, values: Value| {
        let parameters = json!({"Attributes": values, "TargetContact": "Current"});
        action(
            id,
            "UpdateContactAttributes",
            parameters,
            "end",
            &["NoMatchingError"],
        )
    };
    let ask = json!({
        "Identifier": "ask",
        "Type": "GetParticipantInput",
        "Parameters": {
            "Text": "Your number?",
            "StoreInput": "True",
            "InputTimeLimitSeconds": "5",
            "InputValidation": {"CustomValidation": {"MaximumLength": "4"}},
            "InputEncryption": {"EncryptionKeyId": "key-1", "Key": "no certificate"},
        },
        "Transitions": {
            "NextAction": "kept",
            "Conditions": [],
            "Errors": [{"NextAction": "failed", "ErrorType": "NoMatchingError"}],
        },
    });
    let actions = vec![
        ask,
        keep(
            "kept",
            json!({"outcome": "kept", "keys": "$.StoredCustomerInput"}),
        ),
        keep("failed", json!({"outcome": "failed"})),
        last("end", "DisconnectParticipant"),
    ];
    flow("ask", actions)
}

#[test]
fn input_that_cannot_be_encrypted_is_not_kept() {
    for entropy in [None, Some([3; 32])] {
        let exchange = Exchange::new(common::identity(), 1, Settings::default());
        let exchange = match entropy {
            Some(seed) => exchange.with_entropy(seed),
            None => exchange,
        };
        let mut w = World::on(exchange);
        w.main(&asking());
        let caller = w.call();
        w.seconds(1);
        for digit in "4711".chars() {
            let leg = caller.leg;
            w.tell(Input::Media(MediaEvent::Dtmf { leg, digit }));
        }
        w.seconds(5);
        let record = w.record(caller.contact);
        assert_eq!(record["Attributes"], json!({"outcome": "failed"}));
        assert!(!format!("{:?}", w.outputs).contains("4711"));
    }
}
