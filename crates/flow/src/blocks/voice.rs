//! `UpdateContactTextToSpeechVoice`: the voice of all later speech.
//! Spec: flow-language.md §5.1, connect-c-flows.md §7.38.

use super::{Block, Step};
use crate::change::{Change, Voice};
use crate::cx::Cx;
use crate::params::Params;
use crate::registry::{ALL, Conditions, Ends, Need, Row, Runs, VOICE_ELSE_NOTHING};
use crate::transitions::ErrorType;

pub(super) const ROW: Row = Row {
    name: "UpdateContactTextToSpeechVoice",
    blocks: &["Set voice"],
    log: "SetVoice",
    flows: ALL,
    channels: VOICE_ELSE_NOTHING,
    conditions: Conditions::None,
    errors: &[(ErrorType::NoMatchingError, Need::Optional)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

const ENGINES: &[&str] = &["standard", "neural", "long-form", "generative"];
const STYLES: &[&str] = &["None", "Conversational", "Newscaster"];

#[derive(Debug)]
struct SetVoice(Voice);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let voice = Voice {
        voice: params
            .text("TextToSpeechVoice")
            .unwrap_or_else(|| "Joanna".into()),
        engine: params
            .choice("TextToSpeechEngine", ENGINES)
            .map(str::to_owned),
        style: params
            .choice("TextToSpeechStyle", STYLES)
            .map(str::to_owned),
    };
    Box::new(SetVoice(voice))
}

impl Block for SetVoice {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        cx.apply(Change::Voice(self.0.clone())).into()
    }
}
