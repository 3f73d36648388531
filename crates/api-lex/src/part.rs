//! What all parts of a locale's draft have in common: intents, slots and slot types are made,
//! shown, listed, changed and deleted in the same way, and a change of any makes the locale one
//! that is to be built again.

use crate::common::{
    NOWHERE, OF_BOT, OF_VERSION, Result, all, get, new_id, page, path, required, text, time,
};
use crate::shape::{Object, answer, rows};
use aws_wire::Value;
use resources::{Kind, Plain, Resource, facet};
use serde_json::json;
use services::{Ctx, ServiceError, Stored, Was};
use store::Filter;
use tokio::sync::MutexGuard;

/// What is particular about a kind of parts.
pub(crate) struct Part {
    /// The kind.
    pub(crate) kind: Kind,
    /// The member that names one.
    pub(crate) id: &'static str,
    /// The member that is its name, unique in its whole.
    pub(crate) name: &'static str,
    /// The members that name the whole.
    pub(crate) whole: &'static [&'static str],
    /// The most of them in a whole. Source: Lex quotas.
    pub(crate) most: usize,
    /// Members that a summary has besides those kept.
    pub(crate) summary: fn(&mut Object),
    /// What must hold before one is kept.
    pub(crate) check: fn(&Plain) -> Result<()>,
}

/// Members of a request that are no part of what is kept.
const APART: [&str; 10] = [
    "botId",
    "botVersion",
    "botAliasId",
    "localeId",
    "intentId",
    "slotId",
    "slotTypeId",
    "tags",
    "botTags",
    "testBotAliasTags",
];

/// The members of a request that are kept. A slot's type is one, though it names another part.
pub(crate) fn kept(input: &Value, also: &str) -> Object {
    let members = input.as_object().into_iter().flatten();
    let members = members.filter(|(name, _)| !APART.contains(&name.as_str()) || *name == also);
    members
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Waits for its turn to change a bot: parts are checked against each other.
pub(crate) async fn turn<'a>(ctx: &'a Ctx, bot: &str) -> MutexGuard<'a, ()> {
    ctx.turn(("lex", bot.to_owned())).await
}

/// A new part with its facets.
pub(crate) fn made(kind: Kind, id: String, name: &str, whole: &str, body: Object) -> Plain {
    let mut it = Plain::new(kind, id, name);
    let mut parts = whole.split('/');
    let bot = parts.next().unwrap_or_default().to_owned();
    if let Some(version) = parts.next() {
        it.facets
            .push((OF_VERSION.into(), format!("{bot}/{version}")));
    }
    it.facets.push((OF_BOT.into(), bot));
    it.whole = Some(whole.to_owned());
    it.body = body;
    it
}

/// All parts of a whole, by name.
pub(crate) async fn of_whole(ctx: &Ctx, kind: Kind, whole: &str) -> Result<Vec<Stored<Plain>>> {
    all(ctx, kind, Filter::facet(facet::WHOLE, whole)).await
}

/// A part as it is shown: what is kept, with the identifiers that its own is made of.
pub(crate) fn full(of: &Stored<Plain>, last: &str) -> Object {
    let mut full = of.value.body.clone();
    let mut parts: Vec<&str> = of.value.id.split('/').collect();
    let own = parts.pop().unwrap_or_default();
    for (member, value) in ["botId", "botVersion", "localeId", "intentId"]
        .iter()
        .zip(parts)
    {
        full.insert((*member).into(), json!(value));
    }
    full.insert(last.into(), json!(own));
    full.insert("creationDateTime".into(), time(of.created));
    full.insert("lastUpdatedDateTime".into(), time(of.modified));
    full
}

/// The locale of a draft that a request is about.
pub(crate) async fn locale(ctx: &Ctx, input: &Value) -> Result<Stored<Plain>> {
    let id = path(input, &["botId", "botVersion", "localeId"])?;
    get(ctx, Kind::LexBot, required(input, "botId")?).await?;
    get(ctx, Kind::LexBotLocale, &id).await
}

/// The locale as one that is to be built again. That a change does that is inferred.
pub(crate) fn unbuilt(mut it: Stored<Plain>) -> (Resource, Option<Was>) {
    let was = it.was();
    it.value
        .body
        .insert("botLocaleStatus".into(), json!("NotBuilt"));
    it.value.body.shift_remove("failureReasons");
    (it.value.into(), Some(was))
}

impl Part {
    async fn whole(&self, ctx: &Ctx, input: &Value) -> Result<String> {
        let whole = path(input, self.whole)?;
        if self.whole.contains(&"intentId") {
            get(ctx, Kind::LexIntent, &whole).await?;
        }
        Ok(whole)
    }

    async fn named(&self, ctx: &Ctx, input: &Value) -> Result<Stored<Plain>> {
        let whole = path(input, self.whole)?;
        let id = format!("{whole}/{}", required(input, self.id)?);
        get(ctx, self.kind, &id).await
    }

    /// That no other part of the whole has the name.
    async fn check_name(&self, ctx: &Ctx, whole: &str, name: &str, own: &str) -> Result<()> {
        let key = resources::part_name(whole, name);
        let scope = services::configured::scope(self.kind, &ctx.account, NOWHERE);
        let other = ctx
            .store
            .resource_by_name(&scope, self.kind.name(), &key)
            .await?;
        match other {
            Some(other) if other.id != own => Err(ServiceError::Duplicate {
                what: self.kind.word(),
                name: name.to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// Makes one.
    pub(crate) async fn create(&self, ctx: &Ctx, input: Value) -> Result<Value> {
        let _turn = turn(ctx, required(&input, "botId")?).await;
        let locale = locale(ctx, &input).await?;
        let whole = self.whole(ctx, &input).await?;
        let name = required(&input, self.name)?;
        self.check_name(ctx, &whole, name, "").await?;
        if of_whole(ctx, self.kind, &whole).await?.len() >= self.most {
            return Err(ServiceError::LimitExceeded {
                what: self.kind.word(),
                limit: self.most as u64,
            });
        }
        let id = format!("{whole}/{}", new_id(ctx));
        let it = made(self.kind, id, name, &whole, kept(&input, self.reference()));
        (self.check)(&it)?;
        let puts = vec![(it.clone().into(), None), unbuilt(locale)];
        ctx.change_all(NOWHERE, puts, Vec::new()).await?;
        let now = ctx.now();
        let stored = Stored {
            value: it,
            revision: 1,
            created: now,
            modified: now,
        };
        Ok(answer(ctx, &full(&stored, self.id)))
    }

    /// The member that names another part and is kept all the same.
    fn reference(&self) -> &'static str {
        match self.kind {
            Kind::LexSlot => "slotTypeId",
            _ => "",
        }
    }

    /// Shows one.
    pub(crate) async fn describe(&self, ctx: &Ctx, input: Value) -> Result<Value> {
        let found = self.named(ctx, &input).await?;
        Ok(answer(ctx, &full(&found, self.id)))
    }

    /// Puts what a request says in place of one: members that are not given are gone, as the
    /// service has it.
    pub(crate) async fn update(&self, ctx: &Ctx, input: Value) -> Result<Value> {
        let _turn = turn(ctx, required(&input, "botId")?).await;
        let locale = locale(ctx, &input).await?;
        let mut found = self.named(ctx, &input).await?;
        let was = found.was();
        let name = required(&input, self.name)?;
        let whole = path(&input, self.whole)?;
        self.check_name(ctx, &whole, name, &found.value.id).await?;
        found.value.name = name.to_owned();
        found.value.body = kept(&input, self.reference());
        (self.check)(&found.value)?;
        found.modified = ctx.now();
        let puts = vec![(found.value.clone().into(), Some(was)), unbuilt(locale)];
        ctx.change_all(NOWHERE, puts, Vec::new()).await?;
        Ok(answer(ctx, &full(&found, self.id)))
    }

    /// Deletes one, and the parts that it is the whole of.
    pub(crate) async fn delete(&self, ctx: &Ctx, input: Value) -> Result<Value> {
        let _turn = turn(ctx, required(&input, "botId")?).await;
        let locale = locale(ctx, &input).await?;
        let found = self.named(ctx, &input).await?;
        let mut deletes = Vec::new();
        if self.kind == Kind::LexIntent {
            deletes = of_whole(ctx, Kind::LexSlot, &found.value.id).await?;
        }
        deletes.push(found);
        let deletes = deletes.into_iter().map(|it| {
            let was = it.was();
            (it.value.into(), Some(was))
        });
        ctx.change_all(NOWHERE, vec![unbuilt(locale)], deletes.collect())
            .await?;
        Ok(json!({}))
    }

    /// Lists them: filtered by name, sorted as is asked.
    pub(crate) async fn list(&self, ctx: &Ctx, input: Value) -> Result<Value> {
        let (bot, version, locale) = (
            required(&input, "botId")?,
            required(&input, "botVersion")?,
            required(&input, "localeId")?,
        );
        get(
            ctx,
            Kind::LexBotLocale,
            &format!("{bot}/{version}/{locale}"),
        )
        .await?;
        let whole = self.whole(ctx, &input).await?;
        let found = of_whole(ctx, self.kind, &whole).await?;
        let found = sorted(
            &input,
            found.into_iter().filter(|it| fits(&input, &it.value.name)),
        );
        let query = (&whole, input.get("filters"), input.get("sortBy"));
        let (found, next) = page(ctx, &input, query, found)?;
        let shown = found.iter().map(|it| {
            let mut full = full(it, self.id);
            (self.summary)(&mut full);
            full
        });
        let shown: Vec<Object> = shown.collect();
        let outer = kept_path(&input);
        Ok(rows(ctx, &outer, &shown, next))
    }
}

/// The identifiers of a request, which a listing's answer repeats.
pub(crate) fn kept_path(input: &Value) -> Object {
    let members = ["botId", "botVersion", "localeId", "intentId"].into_iter();
    let given = members.filter_map(|it| Some((it.to_owned(), json!(text(input, it)?))));
    given.collect()
}

/// Whether a name is what the filters ask for: equal to (`EQ`) or with (`CO`) a text.
pub(crate) fn fits(input: &Value, name: &str) -> bool {
    let filters = input.get("filters").and_then(Value::as_array);
    filters.into_iter().flatten().all(|filter| {
        let wanted = filter
            .pointer("/values/0")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let of_name = text(filter, "name").is_some_and(|it| it.ends_with("Name"));
        match text(filter, "operator") {
            _ if !of_name => true,
            Some("CO") => name.contains(wanted),
            Some("NE") => name != wanted,
            _ => name == wanted,
        }
    })
}

/// By name, or by the time of the last change; upwards unless `Descending` is asked for.
pub(crate) fn sorted(
    input: &Value,
    found: impl Iterator<Item = Stored<Plain>>,
) -> Vec<Stored<Plain>> {
    let mut found: Vec<Stored<Plain>> = found.collect();
    let by = input.get("sortBy");
    if by.and_then(|it| text(it, "attribute")) == Some("LastUpdatedDateTime") {
        found.sort_by_key(|it| it.modified);
    }
    if by.and_then(|it| text(it, "order")) == Some("Descending") {
        found.reverse();
    }
    found
}

/// The same part in another version.
pub(crate) fn in_version(of: &Plain, bot: &str, version: &str) -> Plain {
    let moved = |id: &str| {
        let rest = id.splitn(3, '/').nth(2).unwrap_or_default();
        match rest {
            "" => format!("{bot}/{version}"),
            rest => format!("{bot}/{version}/{rest}"),
        }
    };
    let whole = of.whole.as_deref().map(moved).unwrap_or_default();
    made(of.kind, moved(&of.id), &of.name, &whole, of.body.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facets(of: &Plain) -> Vec<(String, String)> {
        Resource::from(of.clone()).all_facets()
    }

    #[test]
    fn a_part_keeps_its_identifier_in_another_version() {
        let whole = "B/DRAFT/en_US/I";
        let slot = made(
            Kind::LexSlot,
            format!("{whole}/S"),
            "City",
            whole,
            Object::new(),
        );
        let copy = in_version(&slot, "B", "3");
        assert_eq!(copy.id, "B/3/en_US/I/S");
        assert_eq!(copy.whole.as_deref(), Some("B/3/en_US/I"));
        assert!(facets(&copy).contains(&(OF_VERSION.into(), "B/3".into())));
        let locale = made(
            Kind::LexBotLocale,
            "B/DRAFT/en_US".into(),
            "",
            "B/DRAFT",
            Object::new(),
        );
        let copy = in_version(&locale, "B", "3");
        assert_eq!(
            (copy.id.as_str(), copy.whole.as_deref()),
            ("B/3/en_US", Some("B/3"))
        );
    }

    #[test]
    fn a_filter_asks_for_a_name() {
        let asks = |operator: &str| json!({"filters": [{"name": "IntentName", "operator": operator, "values": ["Book"]}]});
        assert!(fits(&asks("EQ"), "Book") && !fits(&asks("EQ"), "BookHotel"));
        assert!(fits(&asks("CO"), "BookHotel") && !fits(&asks("CO"), "Help"));
        assert!(fits(&json!({}), "Help"));
    }
}
