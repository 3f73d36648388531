//! The names of what a flow may ask for, as scenarios call it.

use flow::{CaseAction, DataTableAction, ProfileAction, Request};

/// The names under `capabilities` in a scenario.
pub(crate) const NAMES: &[&str] = &[
    "assistant_session",
    "start_chat",
    "continue_chat",
    "load_content",
    "authenticate",
    "message_processing",
    "media_streaming",
    "call_progress",
    "start_voice_id",
    "check_voice_id",
];

/// A request's name: one of [`NAMES`], or of those that have a key of their own.
pub(crate) const fn name(request: &Request) -> &'static str {
    match request {
        Request::CreateTask(_) => "task",
        Request::Case(it) => match it.action {
            CaseAction::Create { .. } => "create",
            CaseAction::Get { .. } => "get",
            CaseAction::Update { .. } => "update",
        },
        Request::Profile(it) => match it.action {
            ProfileAction::Create => "create",
            ProfileAction::Get => "get",
            ProfileAction::Update => "update",
            ProfileAction::GetObject => "get_object",
            ProfileAction::GetCalculated => "get_calculated",
            ProfileAction::Associate => "associate",
        },
        Request::AssistantSession { .. } => "assistant_session",
        Request::DataTable(_) => "data_table",
        Request::View(_) => "view",
        Request::StartChat(_) => "start_chat",
        Request::ContinueChat { .. } => "continue_chat",
        Request::LoadContent { .. } => "load_content",
        Request::Authenticate { .. } => "authenticate",
        Request::MessageProcessing { .. } => "message_processing",
        Request::MediaStreaming { .. } => "media_streaming",
        Request::CallProgress => "call_progress",
        Request::StartVoiceId => "start_voice_id",
        Request::CheckVoiceId { .. } => "check_voice_id",
    }
}

/// What is asked, in words.
pub(crate) fn words(request: &Request) -> String {
    let name = name(request);
    match request {
        Request::CreateTask(it) => {
            format!("makes a task {:?}", it.name.as_deref().unwrap_or_default())
        }
        Request::Case(it) => format!("{name}s a case {}", json(&it.fields)),
        Request::Profile(it) => format!("asks profiles to {name} {}", json(&it.data)),
        Request::DataTable(it) => {
            let verb = match it.action {
                DataTableAction::Evaluate(_) | DataTableAction::List(_) => "reads",
                DataTableAction::Upsert(_) => "writes",
            };
            format!("{verb} the data table {}", it.table)
        }
        Request::View(it) => format!("shows the view {}", it.view),
        _ => format!("asks for {}", name.replace('_', " ")),
    }
}

fn json(map: &serde_json::Map<String, serde_json::Value>) -> String {
    serde_json::to_string(map).unwrap_or_default()
}

/// Whether nothing is to be answered but that it was done.
pub(crate) const fn is_done_silently(request: &Request) -> bool {
    matches!(
        request,
        Request::ContinueChat { .. }
            | Request::MessageProcessing { .. }
            | Request::MediaStreaming { .. }
            | Request::StartVoiceId
    )
}
