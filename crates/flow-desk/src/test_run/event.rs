//! Events: what a test waits for, and whether it has happened.

use super::read::Reader;
use crate::host::Happening;
use flow::PromptSource;
use serde_json::{Map, Value};

/// The words of two texts that must agree for them to be alike, in percent. The hosted service
/// compares meanings; here words are compared (inferred).
const ALIKE: usize = 60;

/// What is waited for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Event {
    /// The test begins.
    Initiated,
    /// The test is over.
    Completed,
    /// The customer hears or reads something.
    Message(Pattern),
    /// An action of the flow begins.
    Action {
        /// Its type.
        kind: String,
        /// Parameters that it has, among others.
        parameters: Map<String, Value>,
    },
}

/// What is heard or read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Pattern {
    /// Anything.
    Any,
    /// A text: part of it, or one that is much like it.
    Text {
        /// The text.
        text: String,
        /// Whether it need only be alike.
        similar: bool,
    },
    /// A prompt of the library.
    Prompt(String),
    /// An audio file.
    Media(String),
}

pub(super) fn read_event(reader: &mut Reader<'_>) -> Event {
    let kind = reader.required("/Type").trim().to_owned();
    match kind.as_str() {
        "" => Event::Initiated,
        "TestInitiated" => Event::Initiated,
        "TestCompleted" => Event::Completed,
        "MessageReceived" => Event::Message(read_pattern(reader)),
        "FlowActionStarted" => {
            let kind = reader.required("/Properties/ActionType").trim().to_owned();
            if !kind.is_empty() && !flow::registry().any(|row| row.name == kind) {
                reader.problem(format!("there is no action {kind} of flows"));
            }
            let parameters = reader.value.pointer("/Properties/ActionParameters");
            let parameters = parameters.and_then(Value::as_object).cloned();
            Event::Action {
                kind,
                parameters: parameters.unwrap_or_default(),
            }
        }
        other => {
            reader.problem(format!("there is no event {other}"));
            Event::Initiated
        }
    }
}

fn read_pattern(reader: &mut Reader<'_>) -> Pattern {
    // The guide has it in the properties; older samples beside them, as a word.
    let criteria = ["/Properties/MatchingCriteria", "/MatchingCriteria"]
        .iter()
        .find_map(|it| reader.value.pointer(it));
    let criteria = criteria.and_then(|it| it.as_str().or_else(|| it.get("Type")?.as_str()));
    let similar = match criteria {
        None | Some("Inclusion") => false,
        Some("Similarity") => true,
        Some(other) => {
            let other = other.to_owned();
            reader.problem(format!("there is no MatchingCriteria {other}"));
            false
        }
    };
    let texts = [
        ("/Properties/Text", 0),
        ("/Properties/SSML", 0),
        ("/Properties/PromptId", 1),
        ("/Properties/Media/Uri", 2),
    ];
    let mut given = texts
        .iter()
        .filter_map(|(pointer, kind)| Some((reader.text(pointer)?, *kind)));
    let first = given.next();
    if given.next().is_some() {
        reader.problem("only one of Text, SSML, PromptId and Media can be given");
    }
    match first {
        None => Pattern::Any,
        Some((text, 0)) => Pattern::Text { text, similar },
        Some((id, 1)) => Pattern::Prompt(id),
        Some((uri, _)) => Pattern::Media(uri),
    }
}

impl Event {
    /// Whether it has happened. `heard` is what the customer has heard since it last did
    /// something, the last of which is what just happened: prompts that follow one another are
    /// one message to the hosted service, and each is one here too.
    pub(super) fn is(
        &self,
        happening: &Happening,
        heard: &[String],
        fill: &dyn Fn(&str) -> String,
    ) -> bool {
        match (self, happening) {
            (Self::Message(pattern), Happening::Message(source)) => match (pattern, source) {
                (Pattern::Any, _) => true,
                (Pattern::Prompt(id), PromptSource::Prompt(played)) => same(id, played),
                (Pattern::Media(uri), PromptSource::Media { uri: played }) => uri == played,
                (
                    Pattern::Text { text, similar },
                    PromptSource::Text(_) | PromptSource::Ssml(_),
                ) => {
                    let wanted = words(text);
                    (0..heard.len()).any(|from| {
                        let said: Vec<String> =
                            heard.iter().skip(from).flat_map(|it| words(it)).collect();
                        includes(&said, &wanted) || (*similar && alike(&said, &wanted))
                    })
                }
                _ => false,
            },
            (
                Self::Action { kind, parameters },
                Happening::Started {
                    kind: begun,
                    parameters: own,
                    ..
                },
            ) => kind == begun && has(own, parameters, fill),
            _ => false,
        }
    }
}

/// Whether an action has these parameters, its references filled in. Identifiers and ARNs of one
/// resource are the same.
fn has(own: &Value, wanted: &Map<String, Value>, fill: &dyn Fn(&str) -> String) -> bool {
    wanted.iter().all(|(key, value)| match own.get(key) {
        Some(Value::String(text)) => value.as_str().is_some_and(|it| same(it, &fill(text))),
        Some(Value::Object(_)) => {
            let inner = value.as_object();
            inner.is_some_and(|inner| own.get(key).is_some_and(|own| has(own, inner, fill)))
        }
        Some(other) => other == value,
        None => false,
    })
}

/// Whether two texts name the same resource: identifier, ARN, or ARN with a qualifier.
pub(super) fn same(one: &str, other: &str) -> bool {
    one == other || (one.contains('-') && id_of(one) == id_of(other))
}

/// The identifier in an ARN, without what qualifies it; another text as it is.
pub(super) fn id_of(text: &str) -> &str {
    let last = text.rsplit('/').next().unwrap_or(text);
    match last.starts_with("arn:") {
        // A function's ARN has no slash.
        true => last,
        false => last.split(':').next().unwrap_or(last),
    }
}

/// The words of a text, without markup, case and punctuation.
fn words(text: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut markup = false;
    for c in text.chars() {
        match c {
            '<' => markup = true,
            '>' if markup => {
                markup = false;
                plain.push(' ');
            }
            _ if markup => {}
            '\'' | '\u{2019}' => {}
            c if c.is_alphanumeric() => plain.extend(c.to_lowercase()),
            _ => plain.push(' '),
        }
    }
    plain.split_whitespace().map(str::to_owned).collect()
}

fn includes(said: &[String], wanted: &[String]) -> bool {
    // The last word may go on, so that `Press 1 for sale` is in `Press 1 for sales`.
    wanted.is_empty() || said.join(" ").contains(&wanted.join(" "))
}

fn alike(said: &[String], wanted: &[String]) -> bool {
    let mut left: Vec<&String> = said.iter().collect();
    let mut common = 0;
    for word in wanted {
        if let Some(at) = left.iter().position(|it| *it == word) {
            left.swap_remove(at);
            common += 1;
        }
    }
    200 * common >= ALIKE * (said.len() + wanted.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hears(text: &str, similar: bool, heard: &[&str]) -> bool {
        let text = text.to_owned();
        let event = Event::Message(Pattern::Text { text, similar });
        let heard: Vec<String> = heard.iter().map(|it| (*it).to_owned()).collect();
        let last = heard.last().cloned().unwrap_or_default();
        let happening = Happening::Message(PromptSource::Text(last));
        event.is(&happening, &heard, &|text| text.to_owned())
    }

    #[test]
    fn a_part_of_what_is_said_is_included_and_prompts_count_together() {
        assert!(hears(
            "press 1 FOR sales",
            false,
            &["Welcome. Press 1, for Sales!"]
        ));
        assert!(!hears("press 2", false, &["Press 1."]));
        assert!(hears("Welcome. Press 1", false, &["Welcome.", "Press 1."]));
        assert!(hears("Press 1", false, &["<speak>Press <break/>1</speak>"]));
    }

    #[test]
    fn what_has_most_words_in_common_is_alike() {
        let said = &["Thanks for calling Carillon, how may I help you today?"];
        assert!(hears(
            "Thank you for calling Carillon, how can I help you today?",
            true,
            said
        ));
        assert!(!hears(
            "Thank you for calling Carillon, how can I help you today?",
            false,
            said
        ));
        assert!(!hears("All agents are busy", true, said));
    }

    #[test]
    fn one_resource_has_several_names() {
        let id = "f1a2-b3";
        let arn = format!("arn:aws:connect:us-east-1:1:instance/i/queue/{id}");
        assert!(same(&arn, id) && same(id, &format!("{arn}:$LATEST")));
        assert!(!same(&arn, "f1a2-b4"));
        let function = "arn:aws:lambda:us-east-1:123456789012:function:look";
        assert!(same(function, function));
        assert!(!same(
            function,
            "arn:aws:lambda:us-east-1:123456789012:function:see"
        ));
    }
}
