//! Intents: what a customer may want.

mod delete_intent;

use crate::common::invalid;
use crate::part::Part;
use resources::Kind;

/// Intents are parts of a locale.
pub(crate) const INTENT: Part = Part {
    kind: Kind::LexIntent,
    id: "intentId",
    name: "intentName",
    whole: &["botId", "botVersion", "localeId"],
    most: 1_000,
    summary: |_| {},
    check: |it| match (it.text("parentIntentSignature"), it.body.get("sampleUtterances")) {
        (Some("AMAZON.FallbackIntent"), Some(said)) if said.as_array().is_some_and(|it| !it.is_empty()) => {
            Err(invalid("the fallback intent has no sample utterances"))
        }
        _ => Ok(()),
    },
};

operations! {
    DeleteIntent => delete_intent::delete_intent,
    ; part INTENT {
        CreateIntent => create,
        DescribeIntent => describe,
        ListIntents => list,
        UpdateIntent => update,
    }
}
