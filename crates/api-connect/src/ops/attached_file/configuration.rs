//! DescribeAttachedFilesConfiguration, ListAttachedFilesConfigurations and
//! UpdateAttachedFilesConfiguration: what was set of a scope, and for the rest what the hosted
//! service allows. Source: connect-a-foundation.md §2.2; the operations' words about defaults.

use super::rules::{Rules, Scope};
use crate::plain::{self, Object, answer, asked, crud, required, rows, typed};
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use resources::Plain;
use serde_json::json;
use std::collections::BTreeSet;

const KIND: Kind = Kind::AttachedFilesConfiguration;
const SCOPES: [&str; 4] = ["CASE", "CHAT", "EMAIL", "TASK"];
const EXTENSIONS: &str = "ExtensionConfiguration";
const SIZE: &str = "MaximumSizeLimitInBytes";

/// The largest file unless something else is set: 20 MB (that they are 1024-fold is inferred, as
/// the model's bound of 100 MB is).
const LARGEST: u64 = 20 * 1024 * 1024;
/// What can be attached unless something else is set.
const ALLOWED: [&str; 18] = [
    "csv", "doc", "docx", "heic", "jfif", "jpeg", "jpg", "mov", "mp4", "pdf", "png", "ppt", "pptx",
    "rtf", "txt", "wav", "xls", "xlsx",
];

pub(crate) async fn describe(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let scope = required(&input, "AttachmentScope")?;
    Ok(answer(ctx, &effective(ctx, instance, scope).await?))
}

pub(crate) async fn list(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let mut all = Vec::new();
    for scope in SCOPES {
        all.push(effective(ctx, instance, scope).await?);
    }
    let (page, next) = short_page(ctx, asked(&input), instance, all)?;
    Ok(rows(ctx, &page, next, None))
}

/// What is given replaces what was set; the rest stays.
pub(crate) async fn update(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let scope = required(&input, "AttachmentScope")?;
    let mut given = Object::new();
    for member in [SIZE, EXTENSIONS] {
        if let Some(value) = input.get(member).filter(|it| !it.is_null()) {
            given.insert(member.to_owned(), value.clone());
        }
    }
    check_extensions(given.get(EXTENSIONS))?;
    if ctx.find_any(instance, KIND, &id(scope)).await?.is_none() {
        let mut new = Plain::new(KIND, id(scope), scope);
        new.body = given.clone();
        match ctx.create(instance, new).await {
            Ok(()) => return Ok(answer(ctx, &effective(ctx, instance, scope).await?)),
            // Another request made it meanwhile; this one comes after it.
            Err(ServiceError::Duplicate { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    plain::change(ctx, instance, KIND, &id(scope), |it| {
        it.body.extend(given);
        Ok(())
    })
    .await?;
    Ok(answer(ctx, &effective(ctx, instance, scope).await?))
}

/// What a scope is kept under: no word that other resources hold, which a document would take for
/// a reference.
fn id(scope: &str) -> String {
    format!("attached-to-{}", scope.to_lowercase())
}

/// What holds for a scope, for a file that is to be attached.
pub(super) async fn rules(ctx: &Ctx, instance: InstanceId, scope: Scope) -> Result<Rules> {
    let holds = Value::Object(effective(ctx, instance, scope.word()).await?);
    let endings = plain::values(&holds, "/ExtensionConfiguration/AllowedExtensions/*/Extension");
    let endings = endings.into_iter().filter_map(Value::as_str);
    Ok(Rules {
        largest: holds.get(SIZE).and_then(Value::as_u64).unwrap_or(LARGEST),
        endings: endings.map(str::to_lowercase).collect(),
    })
}

/// What holds for a scope.
async fn effective(ctx: &Ctx, instance: InstanceId, scope: &str) -> Result<Object> {
    let extensions: Vec<Value> = ALLOWED.iter().map(|it| json!({"Extension": it})).collect();
    let mut full = Object::from_iter([
        ("InstanceId".to_owned(), json!(instance.to_string())),
        ("AttachmentScope".to_owned(), json!(scope)),
        (SIZE.to_owned(), json!(LARGEST)),
        (
            EXTENSIONS.to_owned(),
            json!({"AllowedExtensions": extensions}),
        ),
    ]);
    let set = ctx.find_any(instance, KIND, &id(scope)).await?;
    let set = set.and_then(typed);
    if let Some(set) = set {
        full.extend(set.value.body);
        full.insert("LastModifiedTime".into(), set.modified.to_wire());
    }
    Ok(full)
}

fn check_extensions(configuration: Option<&Value>) -> Result<()> {
    let list = configuration.and_then(|it| it.get("AllowedExtensions"));
    let list = list.and_then(Value::as_array).into_iter().flatten();
    let mut seen = BTreeSet::new();
    for extension in list.filter_map(|it| it.get("Extension").and_then(Value::as_str)) {
        if !seen.insert(extension.to_lowercase()) {
            return Err(invalid(format!(
                "AllowedExtensions names {extension} twice"
            )));
        }
    }
    Ok(())
}
