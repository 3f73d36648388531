//! Where a prompt comes from, as all speaking actions write it.
//! Spec: flow-language.md §7, connect-c-flows.md §7.25 and §9.

use super::text;
use crate::cx::Cx;
use crate::effect::PromptSource;
use crate::params::{Param, Params};
use crate::problem::Rule;
use crate::references::Template;
use crate::validate::{Check, ResourceKind};
use resources::{Channel, FlowKind};
use std::borrow::Cow;

/// The most characters of a spoken text.
const TEXT_LIMIT: usize = 6_000;

/// A prompt source with its references.
#[derive(Debug)]
pub(super) enum Prompt {
    Library(Param),
    Text(Template),
    Ssml(Template),
    Media(Template),
}

impl Prompt {
    /// Reads at most one source.
    pub(super) fn read(params: &mut Params<'_>) -> Option<Self> {
        let sources = [
            params.param("PromptId").map(Prompt::Library),
            params.template("Text").map(Prompt::Text),
            params.template("SSML").map(Prompt::Ssml),
            media(params),
        ];
        let mut given = sources.into_iter().flatten();
        let first = given.next();
        if given.next().is_some() {
            let hint = "give exactly one of PromptId, Text, SSML and Media";
            params.report(Rule::ParameterValue, "Text", hint);
        }
        first
    }

    /// Reads exactly one source.
    pub(super) fn required(params: &mut Params<'_>) -> Self {
        Self::read(params).unwrap_or_else(|| {
            params.missing("Text", "give one of PromptId, Text, SSML and Media");
            Prompt::Text(Template::parse(""))
        })
    }

    /// What to play now; why not, where the contact or the flow cannot play it.
    pub(super) fn source(&self, cx: &Cx<'_>) -> Result<PromptSource, Cow<'static, str>> {
        let source = match self {
            Prompt::Library(param) => {
                let id = text(cx, param).ok_or("the reference to a prompt has no value")?;
                PromptSource::Prompt(id)
            }
            Prompt::Text(template) => PromptSource::Text(cx.fill(template)),
            Prompt::Ssml(template) => PromptSource::Ssml(cx.fill(template)),
            Prompt::Media(template) => {
                let uri = cx.fill(template);
                PromptSource::Media { uri }
            }
        };
        let audio = matches!(source, PromptSource::Prompt(_) | PromptSource::Media { .. });
        if audio && cx.host.channel() == Channel::Chat {
            return Err("a chat has no sound".into());
        }
        let whisper = matches!(
            cx.kind(),
            FlowKind::CustomerWhisper | FlowKind::AgentWhisper | FlowKind::OutboundWhisper
        );
        match &source {
            PromptSource::Media { .. } if whisper => Err("a whisper plays no file".into()),
            PromptSource::Text(text) | PromptSource::Ssml(text)
                if text.chars().count() > TEXT_LIMIT =>
            {
                Err("the text is longer than 6000 characters".into())
            }
            PromptSource::Text(text) if cx.host.channel() == Channel::Chat => {
                crate::interactive::check(text)?;
                Ok(source)
            }
            _ => Ok(source),
        }
    }

    /// Whether it is sound rather than text.
    pub(super) const fn is_audio(&self) -> bool {
        matches!(self, Prompt::Library(_) | Prompt::Media(_))
    }

    /// Whether it is a file outside the library.
    pub(super) const fn is_file(&self) -> bool {
        matches!(self, Prompt::Media(_))
    }

    pub(super) fn check(&self, check: &mut Check<'_>) {
        if let Prompt::Library(param) = self {
            check.param(ResourceKind::Prompt, "PromptId", param);
        }
    }
}

fn media(params: &mut Params<'_>) -> Option<Prompt> {
    params
        .object("Media", |media| {
            if !media.has("Uri") {
                media.missing("Uri", "the address of the file");
            }
            media.choice("SourceType", &["S3"]);
            media.choice("MediaType", &["Audio"]);
            media.template("Uri")
        })
        .flatten()
        .map(Prompt::Media)
}
