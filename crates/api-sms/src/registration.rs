//! Which forms there are: types of registrations, their sections and fields, as data.

use crate::shape::Object;
use aws_wire::Value;
use serde_json::json;
use std::sync::LazyLock;

/// A type of registrations as it is written down in `registrations.json`.
static TYPES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    // Our own file: a test reads it.
    serde_json::from_str(include_str!("registrations.json")).unwrap_or_default()
});

/// A type.
#[derive(Clone, Copy)]
pub(crate) struct Form(&'static Value);

/// All types.
pub(crate) fn forms() -> impl Iterator<Item = Form> {
    TYPES.iter().map(Form)
}

/// The type of that name.
pub(crate) fn form(name: &str) -> Option<Form> {
    forms().find(|it| it.name() == name)
}

fn list(of: &'static Value, member: &str) -> impl Iterator<Item = &'static Value> {
    of.get(member)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

impl Form {
    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        self.0["RegistrationType"].as_str().unwrap_or_default()
    }

    /// Its title.
    pub(crate) fn title(self) -> &'static str {
        self.0["DisplayHints"]["Title"].as_str().unwrap_or_default()
    }

    /// The title of one of its sections.
    pub(crate) fn section_title(self, path: &str) -> String {
        let mut sections = list(self.0, "Sections");
        let found = sections.find(|it| it["SectionPath"] == path);
        let title = found.and_then(|it| it["DisplayHints"]["Title"].as_str());
        title.unwrap_or(path).to_owned()
    }

    /// As it is described.
    pub(crate) fn definition(self) -> Object {
        let mut out = Object::new();
        for member in ["RegistrationType", "SupportedAssociations", "DisplayHints"] {
            out.insert(member.into(), self.0[member].clone());
        }
        out
    }

    /// What can belong to it: resource type, country, and when it is associated.
    pub(crate) fn associations(self) -> impl Iterator<Item = &'static Value> {
        list(self.0, "SupportedAssociations")
    }

    /// Its sections, as they are described.
    pub(crate) fn sections(self) -> impl Iterator<Item = Object> {
        list(self.0, "Sections").map(|it| {
            let mut out = Object::new();
            out.insert("SectionPath".into(), it["SectionPath"].clone());
            out.insert("DisplayHints".into(), it["DisplayHints"].clone());
            out
        })
    }

    /// Its fields.
    pub(crate) fn fields(self) -> impl Iterator<Item = Field> {
        list(self.0, "Sections").flat_map(|section| {
            let path = section["SectionPath"].as_str().unwrap_or_default();
            list(section, "Fields").map(move |it| Field { section: path, it })
        })
    }

    /// The field with that path.
    pub(crate) fn field(self, path: &str) -> Option<Field> {
        self.fields().find(|it| it.path() == path)
    }
}

/// A field of a form.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    /// The path of its section.
    pub(crate) section: &'static str,
    it: &'static Value,
}

impl Field {
    /// `section.field`.
    pub(crate) fn path(self) -> String {
        let name = self.it["Name"].as_str().unwrap_or_default();
        format!("{}.{name}", self.section)
    }

    /// Its title.
    pub(crate) fn title(self) -> &'static str {
        self.it["Title"].as_str().unwrap_or_default()
    }

    /// `TEXT`, `SELECT` or `ATTACHMENT`.
    pub(crate) fn kind(self) -> &'static str {
        self.it["Type"].as_str().unwrap_or("TEXT")
    }

    /// Whether a form without it cannot be submitted.
    pub(crate) fn required(self) -> bool {
        self.it["Required"].as_bool().unwrap_or(true)
    }

    fn options(self) -> Vec<&'static str> {
        list(self.it, "Options").filter_map(Value::as_str).collect()
    }

    fn length(self) -> (u64, u64) {
        let bound = |name: &str, default| self.it[name].as_u64().unwrap_or(default);
        (bound("Min", 1), bound("Max", 100))
    }

    fn pattern(self) -> &'static str {
        self.it["Pattern"].as_str().unwrap_or(".+")
    }

    fn most_choices(self) -> u64 {
        self.it["MaxChoices"].as_u64().unwrap_or(1)
    }

    /// As it is described.
    pub(crate) fn definition(self) -> Object {
        let requirement = if self.required() {
            "REQUIRED"
        } else {
            "OPTIONAL"
        };
        let title = self.title();
        let mut out = json!({
            "SectionPath": self.section, "FieldPath": self.path(), "FieldType": self.kind(),
            "FieldRequirement": requirement,
            "DisplayHints": {"Title": title, "ShortDescription": title},
        });
        let (min, max) = self.length();
        match self.kind() {
            "SELECT" => {
                let options = self.options();
                out["SelectValidation"] =
                    json!({"MinChoices": 1, "MaxChoices": self.most_choices(), "Options": options});
            }
            "TEXT" => {
                out["TextValidation"] =
                    json!({"MinLength": min, "MaxLength": max, "Pattern": self.pattern()});
            }
            _ => {}
        }
        match out {
            Value::Object(out) => out,
            _ => Object::new(),
        }
    }

    /// What is wrong with a value of it; `None` when nothing is.
    pub(crate) fn problem(self, value: &messaging_resources::FieldValue) -> Option<String> {
        let given = [
            (value.text_value.is_some(), "TEXT"),
            (value.select_choices.is_some(), "SELECT"),
            (value.registration_attachment_id.is_some(), "ATTACHMENT"),
        ];
        if given
            .iter()
            .any(|(there, kind)| *there != (*kind == self.kind()))
        {
            return Some(format!(
                "{} takes a value of the type {}",
                self.path(),
                self.kind()
            ));
        }
        if let Some(text) = &value.text_value {
            let (min, max) = self.length();
            let length = text.chars().count() as u64;
            if !(min..=max).contains(&length) {
                return Some(format!("{} takes {min} to {max} characters", self.path()));
            }
            if !looks_like(self.pattern(), text) {
                return Some(format!("{} must match {}", self.path(), self.pattern()));
            }
        }
        if let Some(choices) = &value.select_choices {
            let options = self.options();
            let known = choices.iter().all(|it| options.contains(&it.as_str()));
            if !known || choices.is_empty() || choices.len() as u64 > self.most_choices() {
                return Some(format!(
                    "{} takes one of {}",
                    self.path(),
                    options.join(", ")
                ));
            }
        }
        None
    }
}

/// Whether a text is what a field's pattern asks for.
fn looks_like(pattern: &'static str, text: &str) -> bool {
    match pattern {
        r"[A-Z]{2}" => text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()),
        r"\+[1-9][0-9]{1,14}" => text.parse::<ids::PhoneNumber>().is_ok(),
        r"https?://\S+" => {
            (text.starts_with("http://") || text.starts_with("https://"))
                && !text.contains(char::is_whitespace)
        }
        r"\S+@\S+\.\S+" => text
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.')),
        r"[0-9]{9}" => text.len() == 9 && text.bytes().all(|b| b.is_ascii_digit()),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use messaging_resources::FieldValue;

    #[test]
    fn every_form_can_be_read_and_filled_in() {
        let all: Value = serde_json::from_str(include_str!("registrations.json")).unwrap();
        assert_eq!(all.as_array().unwrap().len(), forms().count());
        for form in forms() {
            // Vetting asks for nothing but the brand's registration, which is associated with it.
            let vetting = form.name() == "US_TEN_DLC_BRAND_VETTING";
            let asks = form.fields().any(Field::required);
            assert_eq!(asks, !vetting, "{}", form.name());
            let mut paths: Vec<String> = form.fields().map(Field::path).collect();
            let count = paths.len();
            paths.sort();
            paths.dedup();
            assert_eq!(paths.len(), count, "{}", form.name());
            for field in form.fields() {
                assert!(matches!(field.kind(), "TEXT" | "SELECT" | "ATTACHMENT"));
                let known = [
                    "[A-Z]{2}",
                    ".+",
                    r"\+[1-9][0-9]{1,14}",
                    r"https?://\S+",
                    r"\S+@\S+\.\S+",
                    "[0-9]{9}",
                ];
                assert!(known.contains(&field.pattern()), "{}", field.pattern());
            }
        }
    }

    #[test]
    fn a_value_is_checked_by_its_field() {
        let form = form("US_TOLL_FREE_REGISTRATION").unwrap();
        let text = |text: &str| FieldValue {
            text_value: Some(text.into()),
            ..FieldValue::default()
        };
        let website = form.field("companyInfo.website").unwrap();
        assert_eq!(website.problem(&text("https://example.com")), None);
        assert!(website.problem(&text("example")).is_some());
        let volume = form.field("messagingUseCase.monthlyMessageVolume").unwrap();
        assert!(volume.problem(&text("10")).is_some());
        let choice = |it: &str| FieldValue {
            select_choices: Some(vec![it.into()]),
            ..FieldValue::default()
        };
        assert_eq!(volume.problem(&choice("1,000")), None);
        assert!(volume.problem(&choice("7")).is_some());
    }
}
