//! Predefined attributes: the words that contacts and proficiencies may be described by. Addressed
//! by their names. Source: connect-b-routing-channels.md §4.6.

mod delete_predefined_attribute;

use crate::common::{Result, invalid};
use crate::plain::{Plain, crud::texts};
use resources::Kind;
use serde_json::json;

/// Values of one attribute.
const MOST_VALUES: usize = 500;

pub(crate) const PREDEFINED_ATTRIBUTE: Plain = Plain {
    named: true,
    facets: &[("/Purposes/*", "purpose")],
    check,
    ..Plain::of(Kind::PredefinedAttribute, "Name", "Arn")
};

fn check(it: &mut resources::Plain) -> Result<()> {
    let mut values = match it.body.get("Values").and_then(|it| it.as_object()) {
        Some(values) => texts(values, "StringList"),
        None => Vec::new(),
    };
    values.sort_unstable();
    if values.windows(2).any(|two| two.first() == two.last()) {
        return Err(invalid("Values.StringList holds a value twice"));
    }
    if values.len() > MOST_VALUES {
        return Err(invalid(format!("at most {MOST_VALUES} values are kept")));
    }
    let configuration = it
        .body
        .entry("AttributeConfiguration")
        .or_insert_with(|| json!({}));
    if let Some(configuration) = configuration.as_object_mut() {
        configuration
            .entry("EnableValueValidationOnAssociation")
            .or_insert(json!(true));
        configuration.insert("IsReadOnly".into(), json!(false));
    }
    Ok(())
}

crate::row::operations! {
    ; raw:
    DeletePredefinedAttribute => delete_predefined_attribute::delete_predefined_attribute,
    ; plain super::predefined_attribute::PREDEFINED_ATTRIBUTE {
        CreatePredefinedAttribute => create,
        DescribePredefinedAttribute => describe,
        ListPredefinedAttributes => list,
        SearchPredefinedAttributes => search,
        UpdatePredefinedAttribute => update,
    }
}
