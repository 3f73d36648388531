//! Overrides of hours: making, answering, changing, deleting and searching them.

use crate::plain::{crud, required, rows, text};
use crate::prelude::*;
use aws_wire::{ToWire, Value};
use jiff::civil::Date;
use resources::{DayHours, Frequency, Hours, HoursOverride, LocalTime, OverrideKind, Recurrence};
use serde_json::{Map, json};
use services::configured::{api_word, from_api_word};
use store::PageKey;

/// Overrides of one set of hours. Source: connect-a-foundation.md §2.1.
const MOST: usize = 50;

/// Takes over what a request says; what is absent stays.
fn take(input: &Value, it: &mut HoursOverride) -> Result<()> {
    if let Some(name) = text(input, "Name") {
        it.name = name_of(name)?;
    }
    if let Some(description) = text(input, "Description") {
        it.description = Some(description.to_owned());
    }
    if let Some(config) = input.get("Config").and_then(Value::as_array) {
        it.config = config.iter().map(day).collect::<Result<_>>()?;
    }
    for (member, field) in [("EffectiveFrom", &mut it.from), ("EffectiveTill", &mut it.till)] {
        if let Some(date) = text(input, member) {
            *field = parse(member, date)?.to_string();
        }
    }
    if it.till < it.from {
        return Err(invalid("EffectiveTill must not be before EffectiveFrom"));
    }
    if let Some(kind) = text(input, "OverrideType") {
        it.kind = from_api_word(kind).unwrap_or_default();
    }
    if let Some(pattern) = input.pointer("/RecurrenceConfig/RecurrencePattern") {
        it.recurrence = Some(recurrence(pattern)?);
    }
    if it.recurrence.is_some() && it.kind == OverrideKind::Standard {
        return Err(invalid("RecurrenceConfig needs the OverrideType OPEN or CLOSED"));
    }
    Ok(())
}

fn name_of(text: &str) -> Result<String> {
    name(Kind::Hours, text.to_owned())
}

fn parse(member: &str, text: &str) -> Result<Date> {
    text.parse()
        .map_err(|_| invalid(format!("{member} must be a date such as 2026-12-24")))
}

fn day(value: &Value) -> Result<DayHours> {
    let time = |member: &str| -> Result<LocalTime> {
        let part = |part: &str| value.pointer(&format!("/{member}/{part}"))?.as_u64();
        match (part("Hours"), part("Minutes")) {
            (Some(hours @ 0..24), Some(minutes @ 0..60)) => Ok(LocalTime {
                hours: hours as u8,
                minutes: minutes as u8,
            }),
            _ => Err(invalid(format!("Config.{member} must be 00:00 to 23:59"))),
        }
    };
    let day = text(value, "Day").and_then(from_api_word);
    Ok(DayHours {
        day: day.ok_or_else(|| invalid("Config.Day is required"))?,
        start: time("StartTime")?,
        end: time("EndTime")?,
    })
}

fn recurrence(pattern: &Value) -> Result<Recurrence> {
    let numbers = |member: &str| -> Vec<i32> {
        let list = pattern.get(member).and_then(Value::as_array);
        let list = list.into_iter().flatten().filter_map(Value::as_i64);
        list.filter_map(|it| i32::try_from(it).ok()).collect()
    };
    let frequency = text(pattern, "Frequency").and_then(from_api_word::<Frequency>);
    let interval = pattern.get("Interval").and_then(Value::as_u64).unwrap_or(1);
    Ok(Recurrence {
        frequency: frequency.ok_or_else(|| invalid("Frequency is required"))?,
        interval: u32::try_from(interval).unwrap_or(1),
        months: numbers("ByMonth"),
        month_days: numbers("ByMonthDay"),
        occurrences: numbers("ByWeekdayOccurrence"),
    })
}

/// An override as the API answers it.
fn out(ctx: &Ctx, instance: InstanceId, hours: &Hours, it: &HoursOverride) -> Map<String, Value> {
    let time = |it: LocalTime| json!({"Hours": it.hours, "Minutes": it.minutes});
    let config: Vec<_> = it
        .config
        .iter()
        .map(|it| {
            json!({"Day": api_word(&it.day), "StartTime": time(it.start), "EndTime": time(it.end)})
        })
        .collect();
    let mut out = Map::new();
    out.insert("HoursOfOperationOverrideId".into(), json!(it.id));
    out.insert("HoursOfOperationId".into(), json!(hours.id.to_string()));
    let address = arn(ctx, instance, Kind::Hours, hours.id);
    out.insert("HoursOfOperationArn".into(), json!(address));
    out.insert("Name".into(), json!(it.name));
    if let Some(text) = &it.description {
        out.insert("Description".into(), json!(text));
    }
    out.insert("Config".into(), json!(config));
    out.insert("EffectiveFrom".into(), json!(it.from));
    out.insert("EffectiveTill".into(), json!(it.till));
    out.insert("OverrideType".into(), json!(api_word(&it.kind)));
    if let Some(it) = &it.recurrence {
        let mut pattern = Map::new();
        pattern.insert("Frequency".into(), json!(api_word(&it.frequency)));
        pattern.insert("Interval".into(), json!(it.interval));
        for (member, list) in [
            ("ByMonth", &it.months),
            ("ByMonthDay", &it.month_days),
            ("ByWeekdayOccurrence", &it.occurrences),
        ] {
            if !list.is_empty() {
                pattern.insert(member.into(), json!(list));
            }
        }
        out.insert("RecurrenceConfig".into(), json!({"RecurrencePattern": pattern}));
    }
    out
}

fn missing(id: &str) -> ServiceError {
    ServiceError::NotFound {
        what: "hours of operation override",
        id: id.to_owned(),
    }
}

/// The hours that a request names.
async fn hours(ctx: &Ctx, instance: InstanceId, input: &Value) -> Result<Stored<Hours>> {
    get::<Hours>(ctx, instance, required(input, "HoursOfOperationId")?).await
}

pub(crate) async fn create_hours_of_operation_override(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let hours = hours(ctx, instance, &input).await?.value.id;
    let id = ctx.new_id::<uuid::Uuid>().to_string();
    let mut new = HoursOverride {
        id: id.clone(),
        name: String::new(),
        description: None,
        config: Vec::new(),
        from: String::new(),
        till: String::new(),
        kind: OverrideKind::default(),
        recurrence: None,
    };
    take(&input, &mut new)?;
    ctx.update::<Hours>(instance, hours, |it| {
        unique(it, &new)?;
        if it.overrides.len() >= MOST {
            return Err(ServiceError::LimitExceeded {
                what: "override",
                limit: MOST as u64,
            });
        }
        it.overrides.push(new);
        Ok(())
    })
    .await?;
    Ok(json!({"HoursOfOperationOverrideId": id}))
}

/// No two overrides of the same hours have one name.
fn unique(hours: &Hours, new: &HoursOverride) -> Result<()> {
    let other = |it: &HoursOverride| it.name == new.name && it.id != new.id;
    match hours.overrides.iter().any(other) {
        true => Err(ServiceError::Duplicate {
            what: "hours of operation override",
            name: new.name.clone(),
        }),
        false => Ok(()),
    }
}

pub(crate) async fn describe_hours_of_operation_override(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let hours = hours(ctx, instance, &input).await?.value;
    let id = required(&input, "HoursOfOperationOverrideId")?;
    let found = hours.overrides.iter().find(|it| it.id == id);
    let found = found.ok_or_else(|| missing(id))?;
    Ok(json!({"HoursOfOperationOverride": out(ctx, instance, &hours, found)}))
}

pub(crate) async fn update_hours_of_operation_override(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let hours = hours(ctx, instance, &input).await?.value.id;
    let id = required(&input, "HoursOfOperationOverrideId")?;
    ctx.update::<Hours>(instance, hours, |it| {
        let at = it.overrides.iter().position(|it| it.id == id);
        let at = at.ok_or_else(|| missing(id))?;
        let mut changed = it.overrides.get(at).cloned().ok_or_else(|| missing(id))?;
        take(&input, &mut changed)?;
        unique(it, &changed)?;
        if let Some(kept) = it.overrides.get_mut(at) {
            *kept = changed;
        }
        Ok(())
    })
    .await?;
    Ok(json!({}))
}

pub(crate) async fn delete_hours_of_operation_override(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let hours = hours(ctx, instance, &input).await?.value.id;
    let id = required(&input, "HoursOfOperationOverrideId")?;
    ctx.update::<Hours>(instance, hours, |it| {
        let before = it.overrides.len();
        it.overrides.retain(|it| it.id != id);
        match it.overrides.len() < before {
            true => Ok(()),
            false => Err(missing(id)),
        }
    })
    .await?;
    Ok(json!({}))
}

pub(crate) async fn list_hours_of_operation_overrides(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = hours(ctx, instance, &input).await?;
    let hours = stored.value;
    let all = hours.overrides.iter().map(|it| out(ctx, instance, &hours, it));
    let query = (instance, hours.id);
    let mut page = page(ctx, &input, &query, all.collect(), false)?;
    if let Some(page) = page.as_object_mut() {
        page.insert("LastModifiedTime".into(), stored.modified.to_wire());
        page.insert("LastModifiedRegion".into(), json!(region(ctx)));
    }
    Ok(page)
}

/// A page of overrides by name.
fn page(
    ctx: &Ctx,
    input: &Value,
    query: &impl std::fmt::Debug,
    mut all: Vec<Map<String, Value>>,
    counted: bool,
) -> Result<Value> {
    let text_of = |it: &Map<String, Value>, member: &str| {
        it.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let key = |it: &Map<String, Value>| PageKey {
        sort: text_of(it, "Name").to_lowercase(),
        id: text_of(it, "HoursOfOperationOverrideId"),
    };
    all.sort_by_key(|it| (key(it).sort, key(it).id));
    let total = all.len() as u64;
    if let Some(after) = ctx.resume(text(input, "NextToken"), query)? {
        all.retain(|it| (key(it).sort, key(it).id) > (after.sort.clone(), after.id.clone()));
    }
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let more = all.len() > size;
    all.truncate(size);
    let next = all.last().filter(|_| more).map(key);
    let next = ctx.next_token(next.as_ref(), query)?;
    Ok(rows(ctx, &all, next, counted.then_some(total)))
}

/// Searches the overrides of all hours: their number is small, so they are looked through.
pub(crate) async fn search_hours_of_operation_overrides(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let tags = crate::search::tags_of(input.get("SearchFilter"))?;
    let listing = Listing::default().with(tags.clone());
    let mut found = Vec::new();
    for stored in ctx.list_all::<Hours>(instance, listing).await? {
        let hours = stored.value;
        for it in &hours.overrides {
            if fits(input.get("SearchCriteria"), &hours, it)? {
                found.push(out(ctx, instance, &hours, it));
            }
        }
    }
    let criteria = input.get("SearchCriteria").map(ToString::to_string);
    page(ctx, &input, &(instance, criteria, tags), found, true)
}

fn fits(criteria: Option<&Value>, hours: &Hours, it: &HoursOverride) -> Result<bool> {
    let Some(criteria) = criteria.and_then(Value::as_object) else {
        return Ok(true);
    };
    for (member, value) in criteria {
        let list = || value.as_array().into_iter().flatten();
        let holds = match member.as_str() {
            "AndConditions" => list()
                .map(|below| fits(Some(below), hours, it))
                .collect::<Result<Vec<_>>>()?
                .into_iter()
                .all(|holds| holds),
            "OrConditions" => {
                let below: Vec<bool> = list()
                    .map(|below| fits(Some(below), hours, it))
                    .collect::<Result<_>>()?;
                below.is_empty() || below.contains(&true)
            }
            "StringCondition" => string(value, hours, it)?,
            "DateCondition" => date(value, it)?,
            _ => true,
        };
        if !holds {
            return Ok(false);
        }
    }
    Ok(true)
}

fn string(condition: &Value, hours: &Hours, it: &HoursOverride) -> Result<bool> {
    let wanted = required(condition, "Value")?.to_lowercase();
    let field = text(condition, "FieldName").unwrap_or_default().to_lowercase();
    let kept = match field.as_str() {
        "name" => it.name.to_lowercase(),
        "description" => it.description.clone().unwrap_or_default().to_lowercase(),
        "hoursofoperationid" => hours.id.to_string(),
        other => return Err(invalid(format!("FieldName {other:?} cannot be searched"))),
    };
    Ok(match text(condition, "ComparisonType") {
        Some("STARTS_WITH") => kept.starts_with(&wanted),
        Some("CONTAINS") => kept.contains(&wanted),
        _ => kept == wanted,
    })
}

fn date(condition: &Value, it: &HoursOverride) -> Result<bool> {
    let wanted = parse("Value", required(condition, "Value")?)?.to_string();
    let field = text(condition, "FieldName").unwrap_or_default().to_lowercase();
    let kept = match field.as_str() {
        "effectivefrom" => &it.from,
        "effectivetill" => &it.till,
        other => return Err(invalid(format!("FieldName {other:?} is no date"))),
    };
    Ok(match text(condition, "ComparisonType") {
        Some("GREATER_THAN") => *kept > wanted,
        Some("GREATER_THAN_OR_EQUAL_TO") => *kept >= wanted,
        Some("LESS_THAN") => *kept < wanted,
        Some("LESS_THAN_OR_EQUAL_TO") => *kept <= wanted,
        _ => *kept == wanted,
    })
}
