//! From names of the model to Rust names.

/// `InstanceId` to `instance_id`, `ARNList` to `arn_list`, keywords escaped.
pub(super) fn field(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (at, &c) in chars.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        let after = chars.get(at + 1);
        let begins_word = c.is_ascii_uppercase()
            && before.is_some_and(|b| {
                b.is_ascii_lowercase()
                    || b.is_ascii_digit()
                    || (b.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if begins_word && !out.ends_with('_') {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    let out = out.trim_end_matches('_').to_owned();
    escape(if out.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{out}")
    } else {
        out
    })
}

fn escape(name: String) -> String {
    const KEYWORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in",
        "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
        "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe",
        "unsized", "use", "virtual", "where", "while", "yield",
    ];
    if ["self", "super", "crate"].contains(&name.as_str()) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}

/// A shape's name as a type: `__listOfThings` to `ListOfThings`.
pub(super) fn type_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = true;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() {
            upper = true;
        } else if upper {
            out.push(c.to_ascii_uppercase());
            upper = false;
        } else {
            out.push(c);
        }
    }
    if out == "Self" {
        "SelfShape".to_owned()
    } else {
        out
    }
}

/// Enumeration values as variants, in order, made distinct: `CONTACT_FLOW` to `ContactFlow`.
pub(super) fn variants<'a>(values: impl Iterator<Item = &'a str>) -> Vec<(String, &'a str)> {
    let mut out: Vec<(String, &str)> = Vec::new();
    for value in values {
        let base = variant(value);
        let mut name = base.clone();
        let mut number = 2;
        while out.iter().any(|(taken, _)| *taken == name) {
            name = format!("{base}{number}");
            number += 1;
        }
        out.push((name, value));
    }
    out
}

fn variant(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for word in value.split(|c: char| !c.is_ascii_alphanumeric()) {
        let shouting = !word.chars().any(|c| c.is_ascii_lowercase());
        for (at, c) in word.chars().enumerate() {
            if at == 0 {
                out.push(c.to_ascii_uppercase());
            } else if shouting {
                out.push(c.to_ascii_lowercase());
            } else {
                out.push(c);
            }
        }
    }
    match out.as_str() {
        "" => "Empty".to_owned(),
        "Self" => "Self_".to_owned(),
        "Unrecognized" => "Unrecognized_".to_owned(),
        _ if out.starts_with(|c: char| c.is_ascii_digit()) => format!("V{out}"),
        _ => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_follow_word_boundaries() {
        for (model, rust) in [
            ("InstanceId", "instance_id"),
            ("ARNList", "arn_list"),
            ("S3Config", "s3_config"),
            ("Type", "r#type"),
            ("contactARN", "contact_arn"),
            ("Self", "self_"),
            ("x-amz-thing", "x_amz_thing"),
        ] {
            assert_eq!(field(model), rust);
        }
    }

    #[test]
    fn variants_are_distinct_and_valid() {
        let values = [
            "CONTACT_FLOW",
            "contact-flow",
            "8000",
            "",
            "en-US",
            "Unrecognized",
        ];
        let names: Vec<String> = variants(values.into_iter())
            .into_iter()
            .map(|v| v.0)
            .collect();
        let expected = [
            "ContactFlow",
            "ContactFlow2",
            "V8000",
            "Empty",
            "EnUs",
            "Unrecognized_",
        ];
        assert_eq!(names, expected);
    }
}
