//! Configuration sets and their defaults. Spec: sms.md §11.1, §3.6.

mod create_configuration_set;
mod delete_configuration_set;
mod delete_default_message_type;
mod delete_default_sender_id;
mod describe_configuration_sets;
mod set_default_message_feedback_enabled;
mod set_default_message_type;
mod set_default_sender_id;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::Found;
use aws_wire::Value;
use messaging_resources::ConfigurationSet;
use store::Batch;

pub(crate) use create_configuration_set::check_new;
pub(crate) use delete_configuration_set::remove;

operations! {
    CreateConfigurationSet => create_configuration_set::create_configuration_set,
    DeleteConfigurationSet => delete_configuration_set::delete_configuration_set,
    DeleteDefaultMessageType => delete_default_message_type::delete_default_message_type,
    DeleteDefaultSenderId => delete_default_sender_id::delete_default_sender_id,
    DescribeConfigurationSets => describe_configuration_sets::describe_configuration_sets,
    SetDefaultMessageFeedbackEnabled => set_default_message_feedback_enabled::set_default_message_feedback_enabled,
    SetDefaultMessageType => set_default_message_type::set_default_message_type,
    SetDefaultSenderId => set_default_sender_id::set_default_sender_id,
}

/// Keeps a set whose default was changed, and answers the default.
async fn keep_default(
    ctx: &Ctx,
    set: &Found<ConfigurationSet>,
    member: &str,
    default: Value,
) -> Result<Value> {
    let mut full = set.full();
    full.insert(member.into(), default);
    let answer = ctx.answer(&full);
    ctx.commit(Batch::new().with(ctx.put(set)?), answer).await
}
