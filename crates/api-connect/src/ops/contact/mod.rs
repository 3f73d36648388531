//! Contacts.

mod associate_contact_with_user;
mod batch_put_contact;
pub(crate) mod convert;
mod create_contact;
mod criteria;
mod delete_contact_data;
mod describe_contact;
mod dismiss_user_contact;
mod get_contact_attributes;
mod list_associated_contacts;
mod list_contact_references;
mod monitor_contact;
mod pause_contact;
mod recording;
mod resume_contact;
mod resume_contact_recording;
mod search_contacts;
mod search_criteria;
mod start_contact_recording;
mod start_outbound_voice_contact;
mod start_task_contact;
mod stop_contact;
mod stop_contact_recording;
mod suspend_contact_recording;
mod tags;
mod transfer_contact;
mod update_contact;
mod update_contact_attributes;
mod update_contact_routing_data;
mod update_contact_schedule;
mod update_contact_task_template;

crate::row::operations! {
    AssociateContactWithUser => associate_contact_with_user::associate_contact_with_user,
    BatchPutContact => batch_put_contact::batch_put_contact,
    CreateContact => create_contact::create_contact,
    DeleteContactData => delete_contact_data::delete_contact_data,
    DescribeContact => describe_contact::describe_contact,
    DismissUserContact => dismiss_user_contact::dismiss_user_contact,
    GetContactAttributes => get_contact_attributes::get_contact_attributes,
    ListAssociatedContacts => list_associated_contacts::list_associated_contacts,
    ListContactReferences => list_contact_references::list_contact_references,
    MonitorContact => monitor_contact::monitor_contact,
    PauseContact => pause_contact::pause_contact,
    ResumeContact => resume_contact::resume_contact,
    ResumeContactRecording => resume_contact_recording::resume_contact_recording,
    SearchContacts => search_contacts::search_contacts,
    StartContactRecording => start_contact_recording::start_contact_recording,
    StartOutboundVoiceContact => start_outbound_voice_contact::start_outbound_voice_contact,
    StartTaskContact => start_task_contact::start_task_contact,
    StopContact => stop_contact::stop_contact,
    StopContactRecording => stop_contact_recording::stop_contact_recording,
    SuspendContactRecording => suspend_contact_recording::suspend_contact_recording,
    TagContact => tags::tag_contact,
    TransferContact => transfer_contact::transfer_contact,
    UntagContact => tags::untag_contact,
    UpdateContact => update_contact::update_contact,
    UpdateContactAttributes => update_contact_attributes::update_contact_attributes,
    UpdateContactRoutingData => update_contact_routing_data::update_contact_routing_data,
    UpdateContactSchedule => update_contact_schedule::update_contact_schedule,
    UpdateContactTaskTemplate => update_contact_task_template::update_contact_task_template,
}
