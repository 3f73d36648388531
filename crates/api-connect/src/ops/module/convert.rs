//! Modules between the API and what is kept.

use crate::ops::contact_flow::convert::sha256;
use crate::plain::{Object, required};
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use flow::Contract;
use resources::FlowModule;
use serde_json::json;
use services::configured::api_word;

/// The module that a request names: `ContactFlowModuleId` is an id or ARN, perhaps with a version
/// after it.
pub(super) async fn module(
    ctx: &Ctx,
    instance: InstanceId,
    input: &Value,
) -> Result<(Stored<FlowModule>, Option<String>)> {
    let named = required(input, "ContactFlowModuleId")?;
    let text = id_text(Kind::Module, instance, named)?;
    let (id, version) = match text.split_once(':') {
        Some((id, version)) => (id, Some(version.to_owned())),
        None => (text, None),
    };
    let stored = ctx.find::<FlowModule>(instance, id).await?;
    let stored = stored.ok_or_else(|| services::not_found(Kind::Module, named))?;
    Ok((stored, version))
}

/// A module's contract from its `Settings`; without any it declares nothing.
/// Source: flow-language.md §5.4.
pub(super) fn contract(settings: Option<&str>) -> Result<Contract> {
    Contract::read(settings.unwrap_or("{}")).map_err(|error| invalid(error.to_string()))
}

/// A module under every name that an answer may call its members, with one of its contents.
pub(super) fn full(
    ctx: &Ctx,
    instance: InstanceId,
    it: FlowModule,
    version: Option<&str>,
) -> Result<Object> {
    let mut full = Object::new();
    let id = it.id.to_string();
    let missing = || services::not_found(Kind::Module, format!("{id}:{}", version.unwrap_or("")));
    let content = match version {
        None => it.published.clone().or(it.saved),
        Some("$SAVED" | "$LATEST") => it.saved.or(it.published),
        Some(number) => {
            let number: u64 = number.parse().map_err(|_| missing())?;
            let found = it.versions.iter().find(|it| it.number == number);
            let found = found.ok_or_else(missing)?;
            full.insert("Version".into(), json!(number));
            if let Some(text) = &found.description {
                full.insert("VersionDescription".into(), json!(text));
            }
            Some(found.content.clone())
        }
    };
    let members = [
        ("Id", json!(id)),
        ("Arn", json!(arn(ctx, instance, Kind::Module, &id))),
        ("Name", json!(it.name)),
        ("State", json!(api_word(&it.state))),
        ("Status", json!(api_word(&it.status))),
        ("Tags", it.tags.to_wire()),
        ("LastModifiedTime", it.modified.to_wire()),
        ("LastModifiedRegion", json!(region(ctx))),
    ];
    full.extend(members.map(|(member, value)| (member.to_owned(), value)));
    let texts = [
        ("Description", it.description),
        ("Settings", it.settings),
        ("FlowModuleContentSha256", content.as_deref().map(sha256)),
        ("Content", content),
    ];
    full.extend(texts.into_iter().filter_map(|(member, text)| {
        Some((member.to_owned(), json!(text?)))
    }));
    if let Some(external) = it.external {
        full.insert("ExternalInvocationConfiguration".into(), external);
    }
    Ok(full)
}
