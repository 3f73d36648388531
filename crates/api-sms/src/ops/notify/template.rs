//! The templates. The service's own are not published: these are ours, in its shapes.

use crate::shape::Object;
use aws_wire::Value;
use serde_json::json;
use std::collections::BTreeMap;

/// A template.
pub(crate) struct Template {
    pub(crate) id: &'static str,
    language: &'static str,
    content: &'static str,
}

const TEMPLATES: &[Template] = &[
    Template {
        id: "code-verification-en",
        language: "en-US",
        content: "{{code}} is your {{displayName}} verification code.",
    },
    Template {
        id: "code-verification-expiry-en",
        language: "en-US",
        content: "{{code}} is your {{displayName}} verification code. It is good for {{minutes}} minutes.",
    },
    Template {
        id: "code-verification-de",
        language: "de-DE",
        content: "{{code}} ist Ihr Bestätigungscode von {{displayName}}.",
    },
    Template {
        id: "code-verification-es",
        language: "es-ES",
        content: "{{code}} es su código de verificación de {{displayName}}.",
    },
    Template {
        id: "code-verification-fr",
        language: "fr-FR",
        content: "{{code}} est votre code de vérification {{displayName}}.",
    },
];

/// All templates.
pub(crate) fn all() -> impl Iterator<Item = &'static Template> {
    TEMPLATES.iter()
}

/// The template with that identifier.
pub(crate) fn find(id: &str) -> Option<&'static Template> {
    all().find(|it| it.id == id)
}

impl Template {
    /// The names in its text.
    fn variables(&self) -> Vec<&'static str> {
        let parts = self.content.split("{{").skip(1);
        parts.filter_map(|it| it.split("}}").next()).collect()
    }

    /// Its text with values in it, or the name that has none.
    pub(crate) fn fill(&self, values: &BTreeMap<String, String>) -> Result<String, &'static str> {
        let mut out = self.content.to_owned();
        for name in self.variables() {
            let value = values.get(name).ok_or(name)?;
            out = out.replace(&format!("{{{{{name}}}}}"), value);
        }
        Ok(out)
    }

    /// As it is described.
    pub(crate) fn shown(&self) -> Object {
        let mut variables = Object::new();
        for name in self.variables() {
            let source = match name {
                "displayName" => "SYSTEM",
                _ => "CUSTOMER",
            };
            let shown = json!({"Type": "STRING", "Required": true, "Source": source});
            variables.insert(name.to_owned(), shown);
        }
        let shown = json!({
            "TemplateId": self.id, "Version": 1, "TemplateType": "OTP_VERIFICATION",
            "Channels": ["SMS", "VOICE"], "TierAccess": ["BASIC", "ADVANCED"], "Status": "ACTIVE",
            "LanguageCode": self.language, "Content": self.content, "Variables": variables,
            "CreatedTimestamp": 0,
        });
        match shown {
            Value::Object(shown) => shown,
            _ => Object::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_with_all_its_values() {
        let template = find("code-verification-en").unwrap();
        let mut values = BTreeMap::from([("displayName".to_owned(), "Example".to_owned())]);
        assert_eq!(template.fill(&values), Err("code"));
        values.insert("code".into(), "123456".into());
        let text = template.fill(&values).unwrap();
        assert_eq!(text, "123456 is your Example verification code.");
    }
}
