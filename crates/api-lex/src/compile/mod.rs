//! From the parts of a locale, in the API's shapes, to what the engine runs.
//!
//! What the engine would have to ignore is a reason why the locale cannot be built (room
//! `unsupported`): a bot that runs does all that it says.

mod messages;
mod unsupported;

use crate::common::{OF_VERSION, Result, all};
use crate::part::of_whole;
use aws_wire::{FromWire, Value};
use bots::{
    BotLocale, Confirmation, Fulfillment, Intent, OutputContext, Resolution, Slot, SlotType,
    SlotTypeValue,
};
use lex_model::models as api;
use messages::{prompt, said};
use resources::{Kind, Plain};
use serde_json::json;
use services::{Ctx, ServiceError, Stored};
use std::collections::BTreeMap;
use store::Filter;

/// The locale as the engine runs it, and what keeps it from being built.
pub(crate) async fn compile(ctx: &Ctx, locale: &Plain) -> Result<(BotLocale, Vec<String>)> {
    let id = &locale.id;
    let mut reasons = unsupported::of_locale(&locale.body);
    let mut intents = Vec::new();
    let version = locale.whole.clone().unwrap_or_default();
    let slots = all(ctx, Kind::LexSlot, Filter::facet(OF_VERSION, version)).await?;
    let below = |intent: &str| {
        let slots = slots
            .iter()
            .filter(|it| it.value.whole.as_deref() == Some(intent));
        slots.collect::<Vec<_>>()
    };
    for part in of_whole(ctx, Kind::LexIntent, id).await? {
        reasons.extend(unsupported::of_part("intent", &part.value));
        let own = below(&part.value.id);
        reasons.extend(
            own.iter()
                .flat_map(|it| unsupported::of_part("slot", &it.value)),
        );
        intents.push(intent(&part.value, &own)?);
    }
    let mut slot_types = BTreeMap::new();
    for part in of_whole(ctx, Kind::LexSlotType, id).await? {
        reasons.extend(unsupported::of_part("slot type", &part.value));
        let own = part
            .value
            .id
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        slot_types.insert(own, slot_type(&part.value)?);
    }
    let threshold = locale
        .body
        .get("nluIntentConfidenceThreshold")
        .and_then(Value::as_f64);
    let name = id.rsplit('/').next().unwrap_or_default();
    let mut compiled = BotLocale::new(name);
    compiled.threshold = threshold.unwrap_or(compiled.threshold);
    compiled.intents = intents;
    compiled.slot_types = slot_types;
    Ok((compiled, reasons))
}

/// A part in the type of the request that changes it.
fn typed<T: FromWire>(of: &Plain, last: &str) -> Result<T> {
    let mut body = of.body.clone();
    let mut path: Vec<&str> = of.id.split('/').collect();
    body.insert(last.into(), json!(path.pop()));
    for (member, value) in ["botId", "botVersion", "localeId", "intentId"]
        .iter()
        .zip(path)
    {
        body.insert((*member).into(), json!(value));
    }
    T::from_wire(Value::Object(body)).map_err(ServiceError::internal)
}

fn utterances(of: Option<Vec<api::SampleUtterance>>) -> Vec<String> {
    of.into_iter().flatten().map(|it| it.utterance).collect()
}

/// Whether a hook's setting leaves it out; without one it is asked.
fn leaves_out(of: Option<&api::DialogCodeHookInvocationSetting>) -> bool {
    of.is_some_and(|it| !it.active || !it.enable_code_hook_invocation)
}

fn intent(of: &Plain, slots: &[&Stored<Plain>]) -> Result<Intent> {
    let it: api::UpdateIntentRequest = typed(of, "intentId")?;
    let initial = it.initial_response_setting;
    let hook = initial.as_ref().and_then(|it| it.code_hook.as_ref());
    let unhooked_start = leaves_out(hook);
    let closing = it
        .intent_closing_setting
        .filter(|it| it.active != Some(false));
    let places: BTreeMap<String, i32> = it
        .slot_priorities
        .into_iter()
        .flatten()
        .map(|it| (it.slot_id, it.priority))
        .collect();
    // Those without a priority come last, in the order in which they were made.
    let mut slots = slots.to_vec();
    slots.sort_by_key(|slot| {
        let id = slot.value.id.rsplit('/').next().unwrap_or_default();
        let place = places.get(id).copied().unwrap_or(i32::MAX);
        (place, slot.created, slot.value.id.clone())
    });
    let slots: Result<Vec<Slot>> = slots.iter().map(|it| slot(&it.value)).collect();
    Ok(Intent {
        name: it.intent_name,
        parent: it.parent_intent_signature,
        utterances: utterances(it.sample_utterances),
        slots: slots?,
        initial_response: said(initial.and_then(|it| it.initial_response)),
        confirmation: it.intent_confirmation_setting.and_then(confirmation),
        fulfillment: fulfillment(it.fulfillment_code_hook),
        closing: said(closing.and_then(|it| it.closing_response)),
        dialog_hook: it.dialog_code_hook.is_some_and(|it| it.enabled),
        unhooked_start,
        input_contexts: it
            .input_contexts
            .into_iter()
            .flatten()
            .map(|it| it.name)
            .collect(),
        output_contexts: it
            .output_contexts
            .into_iter()
            .flatten()
            .map(|it| OutputContext {
                name: it.name,
                seconds: i64::from(it.time_to_live_in_seconds),
                turns: i64::from(it.turns_to_live),
            })
            .collect(),
    })
}

fn confirmation(of: api::IntentConfirmationSetting) -> Option<Confirmation> {
    let asked = of
        .prompt_specification
        .filter(|_| of.active != Some(false))?;
    Some(Confirmation {
        prompt: prompt(asked),
        confirmed: said(of.confirmation_response),
        declination: said(of.declination_response),
    })
}

fn fulfillment(of: Option<api::FulfillmentCodeHookSettings>) -> Fulfillment {
    let Some(of) = of else {
        return Fulfillment::default();
    };
    let hook = of.enabled && of.active != Some(false);
    let Some(after) = of.post_fulfillment_status_specification else {
        return Fulfillment {
            hook,
            ..Fulfillment::default()
        };
    };
    Fulfillment {
        hook,
        success: said(after.success_response),
        failure: said(after.failure_response),
        timeout: said(after.timeout_response),
    }
}

fn slot(of: &Plain) -> Result<Slot> {
    let it: api::UpdateSlotRequest = typed(of, "slotId")?;
    let asked = it.value_elicitation_setting;
    let captured = asked.slot_capture_setting;
    let defaults = asked.default_value_specification;
    Ok(Slot {
        name: it.slot_name,
        slot_type: it.slot_type_id.unwrap_or_default(),
        required: asked.slot_constraint == api::SlotConstraint::Required,
        prompt: asked.prompt_specification.map(prompt),
        utterances: utterances(asked.sample_utterances),
        defaults: defaults
            .into_iter()
            .flat_map(|it| it.default_value_list)
            .map(|it| it.default_value)
            .collect(),
        multiple: it
            .multiple_values_setting
            .and_then(|it| it.allow_multiple_values)
            .unwrap_or(false),
        unhooked: leaves_out(captured.as_ref().and_then(|it| it.code_hook.as_ref())),
        captured: said(captured.and_then(|it| it.capture_response)),
    })
}

fn slot_type(of: &Plain) -> Result<SlotType> {
    let it: api::UpdateSlotTypeRequest = typed(of, "slotTypeId")?;
    let values = it.slot_type_values.into_iter().flatten().filter_map(|it| {
        let synonyms = it.synonyms.into_iter().flatten();
        Some(SlotTypeValue {
            value: it.sample_value?.value,
            synonyms: synonyms.map(|it| it.value).collect(),
        })
    });
    let selection = it.value_selection_setting;
    let resolution = match selection.as_ref().map(|it| &it.resolution_strategy) {
        Some(api::SlotValueResolutionStrategy::TopResolution) => Resolution::TopResolution,
        Some(api::SlotValueResolutionStrategy::Concatenation) => Resolution::Concatenation,
        _ => Resolution::OriginalValue,
    };
    Ok(SlotType {
        name: it.slot_type_name,
        parent: it.parent_slot_type_signature,
        values: values.collect(),
        resolution,
        pattern: selection
            .and_then(|it| it.regex_filter)
            .map(|it| it.pattern),
    })
}
