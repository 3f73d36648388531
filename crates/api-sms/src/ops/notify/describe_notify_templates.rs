//! DescribeNotifyTemplates.

use super::template::{Template, all, find};
use crate::ctx::Ctx;
use crate::error::{Result, not_found};
use crate::keep::texts;
use crate::shape::Object;
use aws_wire::Value;

pub(crate) async fn describe_notify_templates(ctx: &Ctx, input: &Value) -> Result<Value> {
    let ids = texts(input, "TemplateIds");
    if let Some(unknown) = ids.iter().find(|id| find(id).is_none()) {
        return Err(not_found("notify-template", *unknown));
    }
    let wanted = all().filter(|it| ids.is_empty() || ids.contains(&it.id));
    let rows = wanted.map(Template::shown).collect();
    ctx.describe_rows(input, &Object::new(), rows, |row, filter| {
        let member = match filter {
            "channels" => "Channels",
            "language-code" => "LanguageCode",
            "supported-countries" => "SupportedCountries",
            "supported-voice-ids" => "SupportedVoiceIds",
            "template-type" => "TemplateType",
            _ => "TierAccess",
        };
        let value = row.get(member);
        let several = value.and_then(Value::as_array).into_iter().flatten();
        let texts = several.chain(value).filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    })
}
