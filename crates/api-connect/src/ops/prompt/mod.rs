//! Prompts.

pub(crate) mod convert;
mod create_prompt;
mod delete_prompt;
mod describe_prompt;
mod get_prompt_file;
mod list_prompts;
mod search_prompts;
mod update_prompt;

crate::row::operations! {
    CreatePrompt => create_prompt::create_prompt,
    DeletePrompt => delete_prompt::delete_prompt,
    DescribePrompt => describe_prompt::describe_prompt,
    GetPromptFile => get_prompt_file::get_prompt_file,
    ListPrompts => list_prompts::list_prompts,
    UpdatePrompt => update_prompt::update_prompt,
    ; raw:
    SearchPrompts => search_prompts::search_prompts,
}
