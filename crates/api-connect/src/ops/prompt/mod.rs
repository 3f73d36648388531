//! Prompts.

pub(crate) mod convert;
pub(crate) mod create_prompt;
pub(crate) mod delete_prompt;
pub(crate) mod describe_prompt;
pub(crate) mod list_prompts;
pub(crate) mod update_prompt;
