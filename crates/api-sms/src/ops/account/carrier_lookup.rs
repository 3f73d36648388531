//! CarrierLookup: what the numbering plans say of a number, and the network that the operator's own
//! table (`[[messaging.networks]]`) has for it. Which carrier has it after porting is known to
//! carriers alone.

use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::required;
use crate::shape::Object;
use aws_wire::Value;
use ids::PhoneNumber;
use messaging_resources::countries;
use serde_json::json;
use services::numbering;

pub(crate) async fn carrier_lookup(ctx: &Ctx, input: &Value) -> Result<Value> {
    let given = required(input, "PhoneNumber")?;
    let digits: String = given.chars().filter(char::is_ascii_digit).collect();
    let number: PhoneNumber = format!("+{digits}").parse().map_err(|_| {
        let message = "PhoneNumber is no number in E.164 form";
        invalid("INVALID_PARAMETER", "PhoneNumber", message)
    })?;
    let plan = numbering::plan(&number);
    let country = plan.as_ref().and_then(|it| it.country.clone());
    let country = country.or_else(|| crate::countries::of(&number).map(str::to_owned));
    let mut full = Object::new();
    full.insert("E164PhoneNumber".into(), json!(number));
    full.insert("OriginalPhoneNumber".into(), json!(given));
    let kind = plan.as_ref().map_or("INVALID", |it| it.kind);
    full.insert("PhoneNumberType".into(), json!(kind));
    full.insert("DialingCountryCode".into(), json!(plan.map(|it| it.calling_code)));
    let name = country.as_deref().and_then(countries::find);
    full.insert("Country".into(), json!(name.map(|it| it.name)));
    full.insert("IsoCountryCode".into(), json!(country));
    if let Some(network) = ctx.shared.messages.network(number.as_str()) {
        full.insert("Carrier".into(), json!(network.carrier));
        full.insert("MCC".into(), json!(network.mcc));
        full.insert("MNC".into(), json!(network.mnc));
    }
    Ok(ctx.answer(&full))
}
