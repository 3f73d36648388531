//! Between the API's shapes and ours.

use crate::prelude::*;
use resources::data_table::{Attribute, Cell, Enumeration, LockLevel, Validation, ValueType};
use resources::{DataTable, DataTableRecord};

/// A name as it is kept: trimmed, not blank, none of the service's own.
pub(super) fn own_name(text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(invalid("Name must not be blank"));
    }
    let folded = text.to_lowercase();
    if folded.starts_with("connect:") || folded.starts_with("aws:") {
        return Err(invalid("Name must not begin with connect: or aws:"));
    }
    Ok(text.to_owned())
}

/// A description as it is kept.
pub(super) fn description(text: Option<String>) -> Option<String> {
    let text = text?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

pub(super) fn lock_level(it: &api::DataTableLockLevel) -> Result<LockLevel> {
    from_api("ValueLockLevel", it)
}

pub(super) fn value_type(it: &api::DataTableAttributeValueType) -> Result<ValueType> {
    from_api("ValueType", it)
}

/// The rules of a request, which make sense for the type.
pub(super) fn validation(
    it: Option<api::Validation>,
    of: ValueType,
) -> Result<Option<Validation>> {
    let Some(it) = it else { return Ok(None) };
    let bound = |name, value: Option<i32>| value.map(|it| unsigned(name, it)).transpose();
    let rules = Validation {
        min_length: bound("MinLength", it.min_length)?,
        max_length: bound("MaxLength", it.max_length)?,
        min_values: bound("MinValues", it.min_values)?,
        max_values: bound("MaxValues", it.max_values)?,
        ignore_case: it.ignore_case,
        minimum: it.minimum,
        maximum: it.maximum,
        exclusive_minimum: it.exclusive_minimum,
        exclusive_maximum: it.exclusive_maximum,
        multiple_of: it.multiple_of,
        enumeration: it.r#enum.map(|it| Enumeration {
            strict: it.strict,
            values: it.values,
        }),
    };
    rules
        .verify(of)
        .map_err(|error| invalid(format!("Validation: {error}")))?;
    Ok(Some(rules))
}

fn validation_out(it: &Validation) -> api::Validation {
    api::Validation {
        min_length: it.min_length.map(signed),
        max_length: it.max_length.map(signed),
        min_values: it.min_values.map(signed),
        max_values: it.max_values.map(signed),
        ignore_case: it.ignore_case,
        minimum: it.minimum,
        maximum: it.maximum,
        exclusive_minimum: it.exclusive_minimum,
        exclusive_maximum: it.exclusive_maximum,
        multiple_of: it.multiple_of,
        r#enum: it.enumeration.as_ref().map(|it| api::ValidationEnum {
            strict: it.strict,
            values: it.values.clone(),
        }),
    }
}

/// A table as it is answered.
pub(super) fn table_out(
    ctx: &Ctx,
    instance: InstanceId,
    it: &Stored<DataTable>,
) -> api::DataTable {
    let table = &it.value;
    api::DataTable {
        arn: arn(ctx, instance, Kind::DataTable, table.id),
        id: table.id.to_string(),
        name: table.name.clone(),
        description: table.description.clone(),
        time_zone: table.time_zone.clone(),
        value_lock_level: Some(to_api(&table.lock_level)),
        lock_version: Some(locks(table, None, None, None)),
        // The model knows no other.
        status: Some(api::DataTableStatus::from("PUBLISHED")),
        created_time: Some(it.created),
        // The row is made a moment after the request was accepted.
        last_modified_time: table.modified.max(it.created),
        last_modified_region: region(ctx),
        tags: tags_out(&table.tags),
        version: None,
        version_description: None,
    }
}

/// An attribute as it is answered.
pub(super) fn attribute_out(
    ctx: &Ctx,
    instance: InstanceId,
    table: &DataTable,
    it: &Attribute,
) -> api::DataTableAttribute {
    api::DataTableAttribute {
        attribute_id: Some(it.id.clone()),
        name: it.name.clone(),
        description: it.description.clone(),
        value_type: to_api(&it.value_type),
        primary: Some(it.primary),
        validation: it.validation.as_ref().map(validation_out),
        data_table_id: Some(table.id.to_string()),
        data_table_arn: Some(arn(ctx, instance, Kind::DataTable, table.id)),
        lock_version: Some(locks(table, Some(it), None, None)),
        last_modified_time: Some(it.modified),
        last_modified_region: region(ctx),
        version: None,
    }
}

/// The lock versions of a table and, where they are asked about, of what is in it.
pub(super) fn locks(
    table: &DataTable,
    attribute: Option<&Attribute>,
    record: Option<&DataTableRecord>,
    cell: Option<&Cell>,
) -> api::DataTableLockVersion {
    api::DataTableLockVersion {
        data_table: Some(table.lock.clone()),
        attribute: attribute.map(|it| it.lock.clone()),
        primary_values: record.map(|it| it.lock.clone()),
        value: cell.map(|it| it.lock.clone()),
    }
}

/// Primary values of a request as names and values.
pub(super) fn pairs(given: &[api::PrimaryValue]) -> impl Iterator<Item = (&str, &str)> {
    given
        .iter()
        .map(|it| (it.attribute_name.as_str(), it.value.as_str()))
}

/// The primary values of a record as they are answered, in the attributes' order.
pub(super) fn primary_out(
    table: &DataTable,
    record: &DataTableRecord,
) -> Vec<api::PrimaryValueResponse> {
    let given = table.primary().filter_map(|it| {
        let value = record.primary.get(&it.id)?;
        Some(api::PrimaryValueResponse {
            attribute_id: Some(it.id.clone()),
            attribute_name: Some(it.name.clone()),
            value: Some(value.clone()),
        })
    });
    given.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_the_services_own_refused() {
        assert_eq!(own_name("  Opening hours ").unwrap(), "Opening hours");
        for name in [" ", "AWS:x", "Connect:x"] {
            assert!(own_name(name).is_err(), "{name}");
        }
        assert_eq!(description(Some(" \n".into())), None);
    }
}
