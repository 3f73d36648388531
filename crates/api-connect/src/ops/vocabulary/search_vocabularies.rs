//! SearchVocabularies: by the start of the name, the state and the language.

use super::VOCABULARY;
use crate::plain::{crud, text};
use crate::prelude::*;
use aws_wire::Value;
use store::{Filter, Text};

pub(crate) async fn search_vocabularies(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let mut asked = Filter::default();
    for (member, facet) in [("State", "state"), ("LanguageCode", "language")] {
        if let Some(word) = text(&input, member) {
            asked = asked.and(Filter::facet(facet, word));
        }
    }
    if let Some(start) = text(&input, "NameStartsWith") {
        asked = asked.and(Filter::Name(Text::Starts(start.to_owned())));
    }
    crud::page(ctx, &VOCABULARY, instance, &input, asked, false).await
}
