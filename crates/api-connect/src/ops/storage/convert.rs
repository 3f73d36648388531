//! Storage configurations between the API and what is kept.

use crate::prelude::*;
use resources::{StorageConfig, StorageResource};

/// What is kept of a storage configuration in a request.
pub(crate) fn target(config: api::InstanceStorageConfig) -> Result<StorageResource> {
    let missing = |name: &str| {
        invalid(format!(
            "StorageConfig.{name} is required for this StorageType"
        ))
    };
    Ok(match config.storage_type.as_str() {
        "S3" => {
            let it = config.s3_config.ok_or_else(|| missing("S3Config"))?;
            StorageResource::S3 {
                bucket: it.bucket_name,
                prefix: it.bucket_prefix,
            }
        }
        "KINESIS_STREAM" => {
            let it = config
                .kinesis_stream_config
                .ok_or_else(|| missing("KinesisStreamConfig"))?;
            StorageResource::KinesisStream { arn: it.stream_arn }
        }
        "KINESIS_FIREHOSE" => {
            let it = config
                .kinesis_firehose_config
                .ok_or_else(|| missing("KinesisFirehoseConfig"))?;
            StorageResource::KinesisFirehose {
                arn: it.firehose_arn,
            }
        }
        "KINESIS_VIDEO_STREAM" => {
            let it = config
                .kinesis_video_stream_config
                .ok_or_else(|| missing("KinesisVideoStreamConfig"))?;
            StorageResource::KinesisVideoStream {
                prefix: it.prefix,
                retention_hours: unsigned("RetentionPeriodHours", it.retention_period_hours)?,
            }
        }
        other => return Err(invalid(format!("StorageType {other} is not supported"))),
    })
}

/// A kept storage configuration in an answer. Keys are managed by us, so none is named.
pub(crate) fn to_api_config(it: StorageConfig) -> api::InstanceStorageConfig {
    let (storage_type, mut out) = match it.target {
        StorageResource::S3 { bucket, prefix } => (
            "S3",
            api_config(|out| {
                out.s3_config = Some(api::S3Config {
                    bucket_name: bucket,
                    bucket_prefix: prefix,
                    encryption_config: None,
                });
            }),
        ),
        StorageResource::KinesisStream { arn } => (
            "KINESIS_STREAM",
            api_config(|out| {
                out.kinesis_stream_config = Some(api::KinesisStreamConfig { stream_arn: arn });
            }),
        ),
        StorageResource::KinesisFirehose { arn } => (
            "KINESIS_FIREHOSE",
            api_config(|out| {
                out.kinesis_firehose_config =
                    Some(api::KinesisFirehoseConfig { firehose_arn: arn });
            }),
        ),
        StorageResource::KinesisVideoStream {
            prefix,
            retention_hours,
        } => {
            (
                "KINESIS_VIDEO_STREAM",
                api_config(|out| {
                    out.kinesis_video_stream_config = Some(api::KinesisVideoStreamConfig {
                        prefix,
                        retention_period_hours: signed(retention_hours),
                        // The shape requires one; ours is the installation's own key file.
                        encryption_config: api::EncryptionConfig {
                            encryption_type: "KMS".into(),
                            key_id: "alias/carillon".into(),
                        },
                    });
                }),
            )
        }
    };
    out.storage_type = storage_type.into();
    out.association_id = Some(it.id);
    out
}

fn api_config(fill: impl FnOnce(&mut api::InstanceStorageConfig)) -> api::InstanceStorageConfig {
    let mut out = api::InstanceStorageConfig {
        association_id: None,
        storage_type: "S3".into(),
        s3_config: None,
        kinesis_video_stream_config: None,
        kinesis_stream_config: None,
        kinesis_firehose_config: None,
    };
    fill(&mut out);
    out
}

/// The association that a request names, of that type.
pub(crate) async fn find(
    ctx: &Ctx,
    instance: InstanceId,
    id: &str,
    resource_type: &api::InstanceStorageResourceType,
) -> Result<StorageConfig> {
    let found = ctx.find::<StorageConfig>(instance, id).await?;
    found
        .map(|it| it.value)
        .filter(|it| it.resource_type == resource_type.as_str())
        .ok_or_else(|| services::not_found(Kind::StorageConfig, id))
}
