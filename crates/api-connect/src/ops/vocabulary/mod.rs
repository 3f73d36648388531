//! Custom vocabularies for transcription, and which one is the default of a language.

mod default_vocabulary;
mod search_vocabularies;

use crate::common::{Result, invalid};
use crate::plain::Plain;
use resources::Kind;
use serde_json::json;

pub(crate) const VOCABULARY: Plain = Plain {
    name: "VocabularyName",
    facets: &[("/LanguageCode", "language"), ("/State", "state")],
    check,
    ..Plain::of(Kind::Vocabulary, "VocabularyId", "VocabularyArn")
};

pub(crate) const DEFAULT_VOCABULARY: Plain = Plain {
    name: "",
    words: &[("LanguageCode", "language")],
    facets: &[("/LanguageCode", "language")],
    refers: &[("/VocabularyId", Kind::Vocabulary)],
    ..Plain::of(Kind::DefaultVocabulary, "LanguageCode", "Arn")
};

/// A table with a header line of `Phrase`, `IPA`, `SoundsLike` and `DisplayAs`, tab separated.
/// Source: connect-e-cases-quality.md on custom vocabularies; ours is ready at once.
fn check(it: &mut resources::Plain) -> Result<()> {
    let content = it.text("Content").unwrap_or_default();
    let mut lines = content.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let known = ["Phrase", "IPA", "SoundsLike", "DisplayAs"];
    let table = header.iter().all(|name| known.contains(name)) && header.contains(&"Phrase");
    let problem = if !table {
        Some("the first line must name the columns Phrase, IPA, SoundsLike and DisplayAs".into())
    } else {
        lines
            .enumerate()
            .find(|(_, line)| !line.is_empty() && line.split('\t').count() != header.len())
            .map(|(at, _)| format!("line {} has another number of columns", at + 2))
    };
    match problem {
        Some(problem) => Err(invalid(format!("Content is no vocabulary: {problem}"))),
        None => {
            it.body.insert("State".into(), json!("ACTIVE"));
            Ok(())
        }
    }
}

crate::row::operations! {
    ; raw:
    AssociateDefaultVocabulary => default_vocabulary::associate_default_vocabulary,
    DeleteVocabulary => default_vocabulary::delete_vocabulary,
    ListDefaultVocabularies => default_vocabulary::list_default_vocabularies,
    SearchVocabularies => search_vocabularies::search_vocabularies,
    ; plain super::vocabulary::VOCABULARY {
        CreateVocabulary => create,
        DescribeVocabulary => describe,
    }
}
