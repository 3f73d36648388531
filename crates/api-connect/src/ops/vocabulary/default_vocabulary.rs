//! AssociateDefaultVocabulary, ListDefaultVocabularies and DeleteVocabulary: one default per
//! language; without a vocabulary the language has none again, and a default is not deleted.

use super::{DEFAULT_VOCABULARY, VOCABULARY};
use crate::plain::{answer, crud, full, required, rows, text, typed};
use crate::prelude::*;
use aws_wire::Value;
use serde_json::json;
use store::Filter;

pub(crate) async fn associate_default_vocabulary(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let language = required(&input, "LanguageCode")?;
    let kept = ctx
        .find_any(instance, Kind::DefaultVocabulary, language)
        .await?;
    let Some(named) = text(&input, "VocabularyId") else {
        if kept.is_some() {
            ctx.delete(instance, Kind::DefaultVocabulary, language).await?;
        }
        return Ok(json!({}));
    };
    let vocabulary = VOCABULARY.get(ctx, instance, named).await?.value;
    if vocabulary.text("LanguageCode") != Some(language) {
        return Err(ServiceError::InvalidRequest(format!(
            "the vocabulary {} is not of the language {language}",
            vocabulary.name
        )));
    }
    if kept.is_some() {
        ctx.delete(instance, Kind::DefaultVocabulary, language).await?;
    }
    let mut it = resources::Plain::new(Kind::DefaultVocabulary, language, "");
    it.body.insert("LanguageCode".into(), json!(language));
    it.body.insert("VocabularyId".into(), json!(vocabulary.id));
    it.body.insert("VocabularyName".into(), json!(vocabulary.name));
    DEFAULT_VOCABULARY.index(ctx, instance, &mut it).await?;
    ctx.create(instance, it).await?;
    Ok(json!({}))
}

pub(crate) async fn list_default_vocabularies(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let language = text(&input, "LanguageCode");
    let asked = language.map(|it| Filter::facet("language", it)).unwrap_or_default();
    let query = (instance, &asked);
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let listing = Listing::page(size, after).with(asked.clone());
    let page = ctx
        .list_any(instance, Kind::DefaultVocabulary, listing)
        .await?;
    let next = ctx.next_token(page.next.as_ref(), &query)?;
    let found = page.rows.into_iter().filter_map(typed);
    let found: Vec<_> = found
        .map(|it| full(ctx, instance, &DEFAULT_VOCABULARY, &it))
        .collect();
    Ok(rows(ctx, &found, next, None))
}

/// Answers the state in which the service's own deletion, which takes minutes, would be.
pub(crate) async fn delete_vocabulary(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = crud::find(ctx, &VOCABULARY, instance, &input).await?;
    ctx.delete(instance, Kind::Vocabulary, &stored.value.id).await?;
    let mut gone = full(ctx, instance, &VOCABULARY, &stored);
    gone.insert("State".into(), json!("DELETE_IN_PROGRESS"));
    Ok(answer(ctx, &gone))
}
