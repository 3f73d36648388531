//! Types whose values are text: letters, names, addresses, yes and no.

use super::{At, Resolved, whole, words};
use crate::heard::SPAN;

/// Letters and digits in one piece: `a b 1 2` is `ab12`.
pub(super) fn alphanumeric(text: &str, _: &At<'_>) -> Option<Resolved> {
    let joined: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let fine = !joined.is_empty() && joined.chars().all(char::is_alphanumeric);
    // A sentence is no code: pieces of a code are short, or there is one.
    let pieces: Vec<&str> = text.split_whitespace().collect();
    let short = pieces.len() == 1 || pieces.iter().all(|it| it.chars().count() <= 4);
    (fine && short).then(|| Resolved::one(text, joined))
}

/// Up to twelve words.
pub(super) fn words(text: &str, _: &At<'_>) -> Option<Resolved> {
    let count = words::split(text).len();
    ((1..=SPAN).contains(&count)).then(|| Resolved::one(text, text.trim()))
}

/// Anything that is not empty.
pub(super) fn anything(text: &str, _: &At<'_>) -> Option<Resolved> {
    let text = text.trim();
    (!text.is_empty()).then(|| Resolved::one(text, text))
}

const YES: &str = "yes yeah yep yup sure ok okay correct right confirm confirmed absolutely definitely \
    affirmative y ja jawohl genau oui si sí claro sim certo";
const NO: &str = "no nope nah never wrong incorrect negative cancel n nein non não nee";

/// Whether a text is a yes or a no; `None` when it is neither, or both.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    let said = words::split(text);
    if said.is_empty() || said.len() > 6 {
        return None;
    }
    let has = |list: &str| {
        let mut list = list.split_ascii_whitespace();
        list.any(|it| said.iter().any(|word| word == it))
    };
    let turned = said.iter().any(|it| it == "not" || it == "dont");
    match (has(YES), has(NO), turned) {
        (true, false, false) => Some(true),
        // "not correct" is a no, with or without another.
        (true, _, true) | (false, true, _) | (false, false, true) => Some(false),
        (true, true, false) | (false, false, false) => None,
    }
}

/// `Yes` or `No`; keys 1 and 2 mean the same, as menus have them (inferred).
pub(super) fn confirmation(text: &str, _: &At<'_>) -> Option<Resolved> {
    let yes = match text.trim() {
        "1" => true,
        "2" => false,
        text => yes_or_no(text)?,
    };
    Some(Resolved::one(text, if yes { "Yes" } else { "No" }))
}

/// An address, typed or said: `john at example dot com`.
pub(super) fn email(text: &str, _: &At<'_>) -> Option<Resolved> {
    let lower = text.trim().to_lowercase();
    let joined = match lower.contains('@') {
        true => lower.trim_end_matches(['.', ',', '!', '?']).to_owned(),
        false => {
            let pieces = lower.split_whitespace().map(|it| match it {
                "at" => "@",
                "dot" | "punkt" | "point" | "punto" => ".",
                "dash" | "hyphen" | "minus" => "-",
                "underscore" => "_",
                other => other,
            });
            pieces.collect()
        }
    };
    let pattern = r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.[a-z]{2,24}";
    let fine = whole(pattern)?.is_match(&joined) && !joined.contains("..");
    fine.then(|| Resolved::one(text, joined))
}

/// A postal code of the United Kingdom: `SW1A 1AA`.
pub(super) fn uk_post_code(text: &str, _: &At<'_>) -> Option<Resolved> {
    let joined: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let joined = joined.to_uppercase();
    let fine = whole("[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")?.is_match(&joined);
    let at = joined.len().checked_sub(3)?;
    let (out, inward) = fine.then(|| joined.split_at(at))?;
    Some(Resolved::one(text, format!("{out} {inward}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slots::tests::AT;

    #[test]
    fn yes_and_no_are_heard_in_short_answers() {
        for text in ["yes", "Yeah, sure", "that is correct", "ja genau"] {
            assert_eq!(yes_or_no(text), Some(true), "{text}");
        }
        for text in ["no", "nope", "that's not correct, no", "nein"] {
            assert_eq!(yes_or_no(text), Some(false), "{text}");
        }
        for text in [
            "",
            "maybe",
            "yes and no",
            "no I said I want to speak to somebody else now",
        ] {
            assert_eq!(yes_or_no(text), None, "{text}");
        }
    }

    #[test]
    fn texts_are_taken_in_the_form_of_their_type() {
        let read = |it: Option<Resolved>| it.map(|it| it.interpreted).unwrap_or_default();
        assert_eq!(read(alphanumeric("a b c 1 2 3", &AT)), "abc123");
        assert_eq!(read(alphanumeric("my order please", &AT)), "");
        assert_eq!(
            read(email("John at Example dot com", &AT)),
            "john@example.com"
        );
        assert_eq!(read(email("a.b@c.org.", &AT)), "a.b@c.org");
        assert_eq!(read(email("a@b", &AT)), "");
        assert_eq!(read(uk_post_code("sw1a1aa", &AT)), "SW1A 1AA");
        assert_eq!(read(confirmation("2", &AT)), "No");
        assert_eq!(read(words(" New York ", &AT)), "New York");
    }
}
