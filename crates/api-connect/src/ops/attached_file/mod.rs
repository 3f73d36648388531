//! Files attached to cases, tasks and emails.
//!
//! A file is uploaded with a presigned URL to a staging place. Completing the upload looks at what
//! came there and moves it to its own place, which no URL for writing names; only then can it be
//! downloaded. What is not completed in a day has failed, and is cleared away by and by.
//! Where files go is the storage configuration of type `ATTACHMENTS`, else a bucket of our own.
//! Source: connect-a-foundation.md §5.3.

mod complete;
mod configuration;
mod file;
mod read;
mod rules;
mod start;
pub(crate) mod task;

crate::row::operations! {
    BatchGetAttachedFileMetadata => read::batch_get_attached_file_metadata,
    CompleteAttachedFileUpload => complete::complete_attached_file_upload,
    DeleteAttachedFile => complete::delete_attached_file,
    GetAttachedFile => read::get_attached_file,
    StartAttachedFileUpload => start::start_attached_file_upload,
    ; raw:
    DescribeAttachedFilesConfiguration => configuration::describe,
    ListAttachedFilesConfigurations => configuration::list,
    UpdateAttachedFilesConfiguration => configuration::update,
}
