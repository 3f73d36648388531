//! Aliases: names that stand for a version of a flow or a module and can be moved to another.

use super::{Object, Plain, answer, crud, full, required, rows, text, typed};
use crate::prelude::*;
use aws_wire::Value;
use resources::facet;
use serde_json::json;
use store::Filter;

/// What is particular about the aliases of a kind.
pub(crate) struct Aliases {
    /// The aliases as a kind.
    pub(crate) plain: Plain,
    /// What they are of.
    pub(crate) whole: Kind,
    /// The member that names it.
    pub(crate) id: &'static str,
    /// The member that is its ARN.
    pub(crate) arn: &'static str,
}

/// A request about aliases, with what it names resolved: the instance, what the alias is of, and
/// the version that it is to stand for.
pub(crate) struct Asked {
    pub(crate) instance: InstanceId,
    pub(crate) whole: String,
    pub(crate) version: Option<u64>,
}

impl Aliases {
    pub(crate) const fn of(kind: Kind, whole: Kind, id: &'static str, arn: &'static str) -> Self {
        Self {
            plain: Plain {
                facets: &[("/Version", "version")],
                ..Plain::of(kind, "AliasId", "AliasArn")
            },
            whole,
            id,
            arn,
        }
    }

    /// That the version is one of these.
    pub(crate) fn has(
        &self,
        id: &str,
        version: Option<u64>,
        versions: &[resources::FlowVersion],
    ) -> Result<()> {
        match version {
            Some(number) if !versions.iter().any(|it| it.number == number) => {
                Err(services::not_found(self.whole, format!("{id}:{number}")))
            }
            _ => Ok(()),
        }
    }

    async fn find(
        &self,
        ctx: &Ctx,
        asked: &Asked,
        input: &Value,
    ) -> Result<Stored<resources::Plain>> {
        let named = required(input, "AliasId")?;
        let stored = self.plain.get(ctx, asked.instance, named).await?;
        match stored.value.whole.as_deref() == Some(&*asked.whole) {
            true => Ok(stored),
            false => Err(services::not_found(self.plain.kind, named)),
        }
    }

    /// An alias under every name that an answer may call its members.
    fn shown(&self, ctx: &Ctx, asked: &Asked, stored: &Stored<resources::Plain>) -> Object {
        let mut shown = full(ctx, asked.instance, &self.plain, stored);
        let address = |id: &str| json!(arn(ctx, asked.instance, self.whole, id));
        let alias = format!("{}:{}", asked.whole, stored.value.name);
        shown.insert(self.id.into(), json!(asked.whole));
        shown.insert(self.arn.into(), address(&asked.whole));
        shown.insert("AliasName".into(), json!(stored.value.name));
        shown.insert("Arn".into(), address(&alias));
        if let Some(text) = stored.value.text("Description") {
            shown.insert("AliasDescription".into(), json!(text));
        }
        shown
    }

    pub(crate) async fn create(&self, ctx: &Ctx, asked: Asked, input: &Value) -> Result<Value> {
        let kind = self.plain.kind;
        let name = name(kind, required(input, "AliasName")?.to_owned())?;
        let id = ctx.new_id::<uuid::Uuid>().to_string();
        let mut it = resources::Plain::new(kind, &*id, name);
        it.whole = Some(asked.whole.clone());
        it.body.insert("Version".into(), json!(asked.version));
        if let Some(text) = text(input, "Description") {
            it.body.insert("Description".into(), json!(text));
        }
        self.plain.index(ctx, asked.instance, &mut it).await?;
        ctx.create(asked.instance, it).await?;
        let address = arn(ctx, asked.instance, self.whole, asked.whole);
        Ok(json!({self.arn: address, "Id": id}))
    }

    pub(crate) async fn describe(&self, ctx: &Ctx, asked: Asked, input: &Value) -> Result<Value> {
        let stored = self.find(ctx, &asked, input).await?;
        Ok(answer(ctx, &self.shown(ctx, &asked, &stored)))
    }

    pub(crate) async fn update(&self, ctx: &Ctx, asked: Asked, input: &Value) -> Result<Value> {
        let stored = self.find(ctx, &asked, input).await?;
        let mut it = stored.value.clone();
        if let Some(text) = text(input, "Name") {
            it.name = name(self.plain.kind, text.to_owned())?;
        }
        if let Some(text) = text(input, "Description") {
            it.body.insert("Description".into(), json!(text));
        }
        if let Some(number) = asked.version {
            it.body.insert("Version".into(), json!(number));
        }
        crud::replace(ctx, &self.plain, asked.instance, &stored, it).await?;
        Ok(json!({}))
    }

    pub(crate) async fn delete(&self, ctx: &Ctx, asked: Asked, input: &Value) -> Result<Value> {
        let stored = self.find(ctx, &asked, input).await?;
        ctx.delete(asked.instance, self.plain.kind, stored.value.id)
            .await?;
        Ok(json!({}))
    }

    pub(crate) async fn list(&self, ctx: &Ctx, asked: Asked, input: &Value) -> Result<Value> {
        let query = (asked.instance, &asked.whole);
        let after = ctx.resume(text(input, "NextToken"), &query)?;
        let max = input.get("MaxResults").and_then(Value::as_i64);
        let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
        let listing = Listing::page(size, after).with(Filter::facet(facet::WHOLE, &*asked.whole));
        let page = ctx
            .list_any(asked.instance, self.plain.kind, listing)
            .await?;
        let next = ctx.next_token(page.next.as_ref(), &query)?;
        let found = page.rows.into_iter().filter_map(typed);
        let found: Vec<Object> = found.map(|it| self.shown(ctx, &asked, &it)).collect();
        Ok(rows(ctx, &found, next, None))
    }
}

/// The operations of one kind's aliases, over a function that resolves what a request names.
macro_rules! alias_operations {
    ($aliases:path, $asked:path; $($operation:ident => $method:ident,)*) => {
        $(pub(crate) async fn $operation(
            ctx: &services::Ctx,
            input: aws_wire::Value,
        ) -> crate::common::Result<aws_wire::Value> {
            $aliases.$method(ctx, $asked(ctx, &input).await?, &input).await
        })*
    };
}
pub(crate) use alias_operations;
